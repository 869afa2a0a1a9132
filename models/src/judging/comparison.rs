//! Two models on the same windows: which one is better, and could it be chance?

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use statrs::function::beta::beta_reg;

use crate::{Area, ModelScores, WindowScores};

/// Paired differences of two models, window by window: the first one's score minus the second one's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Name of the model whose scores are taken.
    pub first: String,
    /// Name of the model whose scores are taken away.
    pub second: String,
    /// Windows that both have forecast.
    pub windows: usize,
    /// Of hit rates: above 0 the first one is better. Windows without an offence are left out; `None` with fewer
    /// than two left.
    pub hit_rate: BTreeMap<Area, Option<PairedDifference>>,
    /// Of deviances: below 0 the first one is better.
    pub deviance: Option<PairedDifference>,
    /// Of log scores: above 0 the first one is better.
    pub log_score: Option<PairedDifference>,
    /// Of Brier scores: below 0 the first one is better.
    pub brier: Option<PairedDifference>,
    /// Of CRPS: below 0 the first one is better.
    pub crps: Option<PairedDifference>,
}

/// A mean difference and how sure it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairedDifference {
    /// Mean over the windows.
    pub mean: f64,
    /// Its standard error, windows taken as correlated with their neighbours (Newey and West 1987, Econometrica 55,
    /// equation 5, with ⌊4 (n/100)^(2/9)⌋ lags).
    pub standard_error: f64,
    /// Mean / standard error; `None` when all differences are the same. Source: Diebold and Mariano (1995),
    /// *Comparing predictive accuracy*, Journal of Business & Economic Statistics 13, section 1.1.
    pub diebold_mariano: Option<f64>,
    /// Two-sided p-value of that statistic under Student's t with n − 1 degrees of freedom (Harvey, Leybourne and
    /// Newbold 1997, International Journal of Forecasting 13).
    pub p_value: Option<f64>,
    /// Lower end of the 95 % interval of the mean, by moving-block bootstrap: 2,000 seeded resamples of blocks of
    /// ⌈n^(1/3)⌉ windows. Source: Künsch (1989), Annals of Statistics 17; percentile interval of Efron (1979).
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
}

/// Compares two models on the windows that both have forecast.
///
/// # Example
/// ```
/// # use oshaq_models::{CategoryScores, Comparison, compare};
/// # fn first_against_second(result: &CategoryScores) -> Option<Comparison> {
/// let [first, second, ..] = result.models.as_slice() else { return None };
/// let comparison = compare(first, second);
/// # Some(comparison)
/// # }
/// ```
pub fn compare(first: &ModelScores, second: &ModelScores) -> Comparison {
    let pairs = pairs(first, second);
    let of = |score: &dyn Fn(&WindowScores) -> Option<f64>| {
        let differences: Vec<f64> = pairs
            .iter()
            .filter_map(|(a, b)| Some(score(a)? - score(b)?))
            .collect();
        PairedDifference::of(&differences)
    };
    let areas = first.scores.hit_rate.keys();
    Comparison {
        first: first.model.clone(),
        second: second.model.clone(),
        windows: pairs.len(),
        hit_rate: areas
            .map(|&area| (area, of(&|window| window.hit_rate(area))))
            .collect(),
        deviance: of(&|window| Some(window.deviance)),
        log_score: of(&|window| Some(window.log_score)),
        brier: of(&|window| Some(window.distribution.as_ref()?.brier)),
        crps: of(&|window| Some(window.distribution.as_ref()?.crps)),
    }
}

fn pairs<'a>(
    first: &'a ModelScores,
    second: &'a ModelScores,
) -> Vec<(&'a WindowScores, &'a WindowScores)> {
    let same = |a: &WindowScores| second.by_window.iter().find(|b| a.window == b.window);
    first
        .by_window
        .iter()
        .filter_map(|a| Some((a, same(a)?)))
        .collect()
}

impl PairedDifference {
    /// Resamples of the bootstrap.
    pub const RESAMPLES: usize = 2000;
    const SEED: u64 = 26;
    const TAIL: f64 = 0.025;

    /// Judges differences in the order of their windows; `None` for fewer than two or for one that is not finite.
    pub fn of(differences: &[f64]) -> Option<Self> {
        let windows = differences.len();
        if windows < 2 || differences.iter().any(|difference| !difference.is_finite()) {
            return None;
        }
        let mean = differences.iter().sum::<f64>() / windows as f64;
        let standard_error = newey_west(differences, mean);
        let diebold_mariano = (standard_error > 0.0).then(|| mean / standard_error);
        let (low, high) = block_bootstrap(differences, Self::RESAMPLES, Self::SEED);
        Some(Self {
            mean,
            standard_error,
            diebold_mariano,
            p_value: diebold_mariano.map(|statistic| two_sided(statistic, windows - 1)),
            low,
            high,
        })
    }
}

/// Standard error of a mean of correlated values, with Bartlett weights.
fn newey_west(values: &[f64], mean: f64) -> f64 {
    let count = values.len() as f64;
    let lags = (4.0 * (count / 100.0).powf(2.0 / 9.0)) as usize;
    let covariance = |lag: usize| -> f64 {
        let later = values.iter().skip(lag);
        later
            .zip(values)
            .map(|(a, b)| (a - mean) * (b - mean))
            .sum()
    };
    let weighted = (1..=lags).map(|lag| {
        let weight = 1.0 - lag as f64 / (lags + 1) as f64;
        2.0 * weight * covariance(lag)
    });
    (covariance(0) + weighted.sum::<f64>()).max(0.0).sqrt() / count
}

/// Chance under Student's t of a statistic at least as far from 0.
fn two_sided(statistic: f64, freedom: usize) -> f64 {
    let freedom = freedom as f64;
    beta_reg(
        freedom / 2.0,
        0.5,
        freedom / (freedom + statistic * statistic),
    )
}

/// Percentile interval of the mean over resamples of blocks.
fn block_bootstrap(values: &[f64], resamples: usize, seed: u64) -> (f64, f64) {
    let length = (values.len() as f64).cbrt().ceil() as usize;
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut means: Vec<f64> = (0..resamples)
        .map(|_| resampled_mean(values, length, &mut random))
        .collect();
    means.sort_unstable_by(f64::total_cmp);
    let last = (resamples - 1) as f64;
    let at = |level: f64| means[(level * last).round() as usize];
    (at(PairedDifference::TAIL), at(1.0 - PairedDifference::TAIL))
}

fn resampled_mean(values: &[f64], length: usize, random: &mut ChaCha8Rng) -> f64 {
    let starts = values.len() - length + 1;
    let mut sum = 0.0;
    let mut wanted = values.len();
    while wanted > 0 {
        let start = random.random_range(0..starts);
        let taken = length.min(wanted);
        sum += values[start..start + taken].iter().sum::<f64>();
        wanted -= taken;
    }
    sum / values.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Golden values of this module: `tests/golden.py`. A sine with drift and jumps, 26 windows.
    fn differences() -> Vec<f64> {
        let value =
            |n: u32| (f64::from(n) * 0.7).sin() + 0.03 * f64::from(n) - 0.2 * f64::from(n % 3);
        (0..26).map(value).collect()
    }

    /// From statsmodels, with the same 26 values in `d`: `OLS(d, ones(26)).fit(cov_type="HAC",
    /// cov_kwds={"maxlags": 2, "use_correction": False}, use_t=True)`; `.params`, `.bse`, `.tvalues`, `.pvalues`.
    #[test]
    fn the_diebold_mariano_test_equals_statsmodels() {
        let found = PairedDifference::of(&differences()).unwrap();
        let close = |found: f64, golden: f64| (found - golden).abs() < 1e-10;
        assert!(close(found.mean, 0.205_052_455_888_633_44));
        assert!(close(found.standard_error, 0.199_028_896_526_443_9));
        assert!(close(
            found.diebold_mariano.unwrap(),
            1.030_264_747_819_617_4
        ));
        assert!(close(found.p_value.unwrap(), 0.312_750_722_428_512_76));
    }

    /// From numpy: 400,000 resamples of 9 blocks of 3 windows, cut to 26; quantiles 0.025 and 0.975 of the means.
    /// With 2,000 resamples an end scatters by about 0.012.
    #[test]
    fn the_block_bootstrap_equals_numpy_up_to_chance() {
        let found = PairedDifference::of(&differences()).unwrap();
        assert!((found.low - -0.1698).abs() < 0.04, "{}", found.low);
        assert!((found.high - 0.6249).abs() < 0.04, "{}", found.high);
        assert_eq!(Some(found), PairedDifference::of(&differences()));
    }

    #[test]
    fn equal_models_differ_by_nothing_and_have_no_statistic() {
        let found = PairedDifference::of(&[0.0; 12]).unwrap();
        assert_eq!((found.low, found.mean, found.high), (0.0, 0.0, 0.0));
        assert_eq!((found.diebold_mariano, found.p_value), (None, None));
    }

    #[test]
    fn one_window_or_an_endless_difference_cannot_be_judged() {
        assert_eq!(PairedDifference::of(&[0.3]), None);
        assert_eq!(PairedDifference::of(&[0.3, f64::NEG_INFINITY]), None);
    }
}
