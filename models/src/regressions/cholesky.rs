//! Linear equations with a symmetric positive definite matrix.

use ndarray::{Array1, Array2};

use crate::ModelError;

/// Share of a diagonal element under which what is left of it counts as nothing.
const SINGULAR: f64 = 1e-12;

/// Solves `matrix` · x = `right` by Cholesky's factorisation L·Lᵀ.
///
/// # Errors
/// [`ModelError::Regression`] when the matrix is not positive definite.
///
/// # Source
/// Golub and Van Loan, *Matrix Computations*, 4th ed., algorithm 4.2.1.
pub fn solve(matrix: &Array2<f64>, right: &Array1<f64>) -> Result<Array1<f64>, ModelError> {
    let lower = factor(matrix)?;
    let mut solution = right.clone();
    for row in 0..right.len() {
        let known: f64 = (0..row).map(|k| lower[[row, k]] * solution[k]).sum();
        solution[row] = (solution[row] - known) / lower[[row, row]];
    }
    for row in (0..right.len()).rev() {
        let known: f64 = (row + 1..right.len())
            .map(|k| lower[[k, row]] * solution[k])
            .sum();
        solution[row] = (solution[row] - known) / lower[[row, row]];
    }
    Ok(solution)
}

fn factor(matrix: &Array2<f64>) -> Result<Array2<f64>, ModelError> {
    let size = matrix.nrows();
    let mut lower = Array2::<f64>::zeros((size, size));
    for row in 0..size {
        for column in 0..=row {
            let products = (0..column).map(|k| lower[[row, k]] * lower[[column, k]]);
            let known: f64 = products.sum();
            let rest = matrix[[row, column]] - known;
            lower[[row, column]] = if column < row {
                rest / lower[[column, column]]
            } else if rest > SINGULAR * matrix[[row, row]] {
                rest.sqrt()
            } else {
                let text =
                    "the features depend on one another; leave some out or choose a ridge penalty";
                return Err(ModelError::Regression(text.to_owned()));
            };
        }
    }
    Ok(lower)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_solution_solves_the_equations() {
        let matrix = array![[4.0, 2.0, 0.6], [2.0, 5.0, 1.5], [0.6, 1.5, 3.8]];
        let right = array![1.0, -2.0, 3.0];
        let back = matrix.dot(&solve(&matrix, &right).unwrap());
        assert!((back - right).iter().all(|error| error.abs() < 1e-12));
    }

    #[test]
    fn a_matrix_that_is_not_positive_definite_is_refused() {
        assert!(solve(&array![[1.0, 2.0], [2.0, 1.0]], &array![1.0, 1.0]).is_err());
        assert!(solve(&array![[f64::NAN]], &array![1.0]).is_err());
    }
}
