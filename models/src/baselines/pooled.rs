//! Sparse cells borrow from their surroundings.

use crate::Task;
use crate::baselines::baseline::Rule;
use crate::baselines::count::CountRule;
use crate::lattice::Family;

/// A cell's risk is its count, shrunk towards the mean of its district, which is shrunk towards that of its unit, and that
/// towards the mean of the universe: a place with much history speaks for itself, one with little is taken for like its
/// surroundings, so that the countryside is neither all zero nor noise.
///
/// Where districts are told, the name of a forecast says so (`pooled+districts`); elsewhere the cells one and two resolutions coarser stand in
/// for them.
///
/// At each level the rates are gamma-distributed around the mean above; how far is estimated from all of them by moments.
///
/// # Source
/// Clayton and Kaldor (1987), *Empirical Bayes estimates of age-standardized relative risks for use in disease mapping*,
/// Biometrics 43, section 3.1; moments as in Cameron and Trivedi (1990), Journal of Econometrics 46.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pooled;

impl Rule for Pooled {
    fn name(&self) -> &'static str {
        "pooled"
    }

    fn risks(&self, task: &Task<'_>) -> Vec<f64> {
        let counts = CountRule::historic().risks(task);
        let cells = vec![1.0; counts.len()];
        let mut means = vec![counts.iter().sum::<f64>() / counts.len() as f64; counts.len()];
        for wider in task.lattice().surroundings().rev() {
            means = pooled_by(wider, &counts, &means);
        }
        shrunk(&counts, &cells, &means)
    }

    fn besides(&self, task: &Task<'_>) -> &'static str {
        if task.lattice().has_districts() {
            "+districts"
        } else {
            ""
        }
    }
}

/// The shrunk rate of each cell's parent, given the mean above it by cell.
fn pooled_by(family: &Family, counts: &[f64], above: &[f64]) -> Vec<f64> {
    let sizes: Vec<f64> = family.sizes().iter().copied().map(f64::from).collect();
    let counts = family.sums(counts);
    // What is above may be cut otherwise, as coarser cells are by borders of units: then it is the mean over the cells.
    let above = family.sums(above);
    let above: Vec<f64> = above
        .iter()
        .zip(&sizes)
        .map(|(sum, size)| sum / size)
        .collect();
    family.of_cells(&shrunk(&counts, &sizes, &above))
}

/// Posterior mean rates (a + y)/(a/m + n) of counts y over n cells with prior mean rates m and the gamma shape a.
pub fn shrunk(counts: &[f64], cells: &[f64], means: &[f64]) -> Vec<f64> {
    let shape = 1.0 / overdispersion(counts, cells, means);
    let all = counts.iter().zip(cells).zip(means);
    all.map(|((count, cells), &mean)| {
        if mean > 0.0 {
            (shape + count) / (shape / mean + cells)
        } else {
            0.0
        }
    })
    .collect()
}

/// Least overdispersion: rates that are all alike are pooled all but wholly.
const LEAST: f64 = 1e-6;

/// Σ ((y − μ)² − y) / Σ μ² with μ = n·m.
fn overdispersion(counts: &[f64], cells: &[f64], means: &[f64]) -> f64 {
    let (mut excess, mut squares) = (0.0, 0.0);
    for ((count, cells), mean) in counts.iter().zip(cells).zip(means) {
        let expected = cells * mean;
        excess += (count - expected).powi(2) - count;
        squares += expected * expected;
    }
    if squares > 0.0 {
        (excess / squares).max(LEAST)
    } else {
        LEAST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: m = 2, y = 8, 0, 0, 0: overdispersion (36 − 8 + 3·4)/16 = 2.5, shape 0.4; (0.4 + y)/(0.2 + 1).
    #[test]
    fn shrunk_rates_equal_the_hand_calculation() {
        let found = shrunk(&[8.0, 0.0, 0.0, 0.0], &[1.0; 4], &[2.0; 4]);
        let hand = [7.0, 1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0];
        assert!(
            found
                .iter()
                .zip(hand)
                .all(|(found, hand)| (found - hand).abs() < 1e-12)
        );
    }

    #[test]
    fn counts_no_more_apart_than_chance_are_pooled_all_but_wholly() {
        let found = shrunk(&[2.0, 3.0, 2.0, 3.0], &[1.0; 4], &[2.5; 4]);
        assert!(found.iter().all(|rate| (rate - 2.5).abs() < 1e-4));
    }

    #[test]
    fn more_cells_behind_a_count_mean_less_shrinkage() {
        let found = shrunk(&[8.0, 80.0], &[1.0, 10.0], &[2.0, 2.0]);
        assert!(found[0] < found[1] && found[1] < 8.0);
    }
}
