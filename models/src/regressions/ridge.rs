//! How strong a ridge penalty should be.

use std::ops::Range;

use ndarray::Array1;
use rayon::prelude::*;

use crate::ModelError;
use crate::regressions::cholesky::solve;
use crate::regressions::exposed_rows::ExposedRows;
use crate::regressions::log_link::{LogLink, Point};

/// Of several ridges the one under which every block of rows is likeliest to a Poisson regression fitted to the other blocks, the
/// first of equal ones; `None` for fewer than two blocks. Blocks are runs of time: rows of neighbouring days tell of one another, so single rows left out
/// would praise a penalty that is too weak. Together they are all rows. Besides the ridge comes what all rows say at `beta` under it, where the
/// climb to the fit can begin.
///
/// The fits without a block are not climbed anew: one Newton step leads there from the fit to all rows (`beta`), whose score and
/// information are sums over the blocks. So all ridges and blocks together cost little more than one step of the fit.
///
/// # Errors
/// [`ModelError::Regression`] when features depend on one another.
///
/// # Source
/// Hastie, Tibshirani and Friedman (2009), *The Elements of Statistical Learning*, 2nd ed., section 7.10 (least
/// cross-validated deviance); blocks as in Burman, Chow and Nolan (1994), *A cross-validatory method for dependent data*,
/// Biometrika 81; one Newton step as in Rad and Maleki (2020), *A scalable estimate of the out-of-sample prediction error via
/// approximate leave-one-out cross-validation*, JRSS B 82, equation 5.
pub fn likeliest_ridge(
    rows: &ExposedRows<'_>,
    blocks: &[Range<usize>],
    beta: &Array1<f64>,
    ridges: &[f64],
) -> Result<Option<(f64, Point)>, ModelError> {
    if blocks.len() < 2 {
        return Ok(None);
    }
    let parts: Vec<ExposedRows<'_>> = blocks.iter().map(|block| rows.part(block)).collect();
    let unpenalised = LogLink {
        alpha: 0.0,
        ridge: 0.0,
        iterations: 1,
        tolerance: 0.0,
    };
    let points: Vec<Point> = parts
        .iter()
        .map(|part| Point::at(part, beta, &unpenalised))
        .collect();
    let mut whole = Point::zero(beta.len());
    for point in &points {
        whole.add_up(point);
    }
    let mut best = None;
    for &ridge in ridges {
        let without = |(part, point): (&ExposedRows<'_>, &Point)| {
            let mut rest = Point::zero(beta.len());
            rest.score = &whole.score - &point.score;
            rest.information = &whole.information - &point.information;
            rest.penalise(beta, ridge);
            let fitted = beta + &solve(&rest.information, &rest.score)?;
            Ok(ln_likelihood(part, &fitted))
        };
        let by_block = parts.par_iter().zip(&points).map(without);
        let by_block: Vec<f64> = by_block.collect::<Result<_, ModelError>>()?;
        let reached: f64 = by_block.iter().sum();
        if best.is_none_or(|(_, most)| reached > most) {
            best = Some((ridge, reached));
        }
    }
    Ok(best.map(|(ridge, _)| {
        whole.penalise(beta, ridge);
        (ridge, whole)
    }))
}

/// Σ y ln μ − μ.
fn ln_likelihood(rows: &ExposedRows<'_>, beta: &Array1<f64>) -> f64 {
    let means = rows.means(beta);
    let seen = rows.counts.iter().zip(&means);
    let surprise: f64 = seen
        .filter(|(count, _)| **count > 0.0)
        .map(|(count, mean)| count * mean.ln())
        .sum();
    surprise - means.sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PoissonGlm;
    use linfa::ParamGuard;
    use linfa::dataset::DatasetBase;
    use linfa::traits::Fit;
    use ndarray::Array2;
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;
    use rand_distr::{Distribution, Poisson};

    const RIDGES: [f64; 4] = [0.1, 10.0, 100.0, 1000.0];

    /// Counts around e^(slope · x) with x in eight columns, of which the slope is that of the first.
    fn data(slope: f64, rows: usize, seed: u64) -> DatasetBase<Array2<f64>, Array1<f64>> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let features = Array2::from_shape_simple_fn((rows, 8), || random.random_range(-1.0..1.0));
        let counts = features.column(0).mapv(|x: f64| {
            let law = Poisson::new((slope * x - 1.0).exp()).unwrap();
            law.sample(&mut random)
        });
        DatasetBase::new(features, counts)
    }

    fn quarters(rows: usize) -> Vec<Range<usize>> {
        let quarter = rows / 4;
        (0..4).map(|n| n * quarter..(n + 1) * quarter).collect()
    }

    fn chosen(data: &DatasetBase<Array2<f64>, Array1<f64>>) -> f64 {
        let rows = ExposedRows::of(data).unwrap();
        let link = PoissonGlm::params().ridge(10.0).check().unwrap().link;
        let beta = link.climb(&rows, rows.equal_rates().unwrap()).unwrap().beta;
        likeliest_ridge(&rows, &quarters(data.targets.len()), &beta, &RIDGES)
            .unwrap()
            .unwrap()
            .0
    }

    #[test]
    fn where_features_say_nothing_the_ridge_is_strong_and_where_they_say_much_it_is_weak() {
        assert!(chosen(&data(0.0, 400, 1)) >= 100.0);
        assert!(chosen(&data(1.5, 4000, 1)) <= 10.0);
    }

    /// The same choice as from sixteen fits that leave a block out.
    #[test]
    fn one_step_chooses_as_whole_fits_do() {
        for seed in 0..6 {
            let (data, mut reached) = (data(0.4, 800, seed), [0.0; RIDGES.len()]);
            let rows = ExposedRows::of(&data).unwrap();
            for block in quarters(800) {
                let kept: Vec<usize> = (0..800).filter(|row| !block.contains(row)).collect();
                let others = DatasetBase::new(
                    data.records.select(ndarray::Axis(0), &kept),
                    data.targets.select(ndarray::Axis(0), &kept),
                );
                for (reached, ridge) in reached.iter_mut().zip(RIDGES) {
                    let fit = PoissonGlm::params().ridge(ridge).fit(&others).unwrap();
                    let beta = std::iter::once(fit.intercept());
                    let beta = beta.chain(fit.coefficients().iter().copied()).collect();
                    *reached += ln_likelihood(&rows.part(&block), &beta);
                }
            }
            let best = (0..RIDGES.len()).max_by(|&a, &b| reached[a].total_cmp(&reached[b]));
            let (found, best) = (chosen(&data), RIDGES[best.unwrap()]);
            assert!((found - best).abs() < 1e-9, "seed {seed}: {found} {best}");
        }
    }
}
