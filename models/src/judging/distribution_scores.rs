//! How good the distributions of a forecast were, not only its means.

use oshaq_domain::{Day, Forecast, Predictive};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

/// Classes of a PIT histogram.
pub const PIT_CLASSES: usize = 10;

/// Scores of all predictive distributions of a window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DistributionScores {
    /// Mean squared difference between the chance of at least one offence and what came (0 or 1), per cell: the
    /// lower, the better. Source: Brier (1950), Monthly Weather Review 78, equation 2, halved.
    pub brier: f64,
    /// Continuous ranked probability score Σ (F(k) − 1{y ≤ k})², per cell: the lower, the better. Source: Czado,
    /// Gneiting and Held (2009), *Predictive model assessment for count data*, Biometrics 65, section 3.2.
    ///
    /// # Units
    /// Offences.
    pub crps: f64,
    /// Cells by the tenth into which the randomised probability integral transform u = F(y − 1) + v·P(y) falls, v
    /// uniform: level where the distributions are calibrated, ∪ where they are too narrow. The draws are seeded by
    /// the first day of the window, so that all models are given the same ones. Source: Smith (1985), *Diagnostic
    /// checks of non-standard time series models*, Journal of Forecasting 4; Czado, Gneiting and Held (2009),
    /// equation 1.
    pub pit: [u64; PIT_CLASSES],
}

impl DistributionScores {
    /// Scores a forecast against the counts of its cells.
    pub fn of(forecast: &Forecast, observed: &[u32]) -> Self {
        let cells = forecast.predictives().len() as f64;
        let mut draws = ChaCha8Rng::seed_from_u64(seed(forecast));
        let (mut brier, mut crps) = (0.0, 0.0);
        let mut pit = [0; PIT_CLASSES];
        for (predictive, &count) in forecast.predictives().iter().zip(observed) {
            let came = f64::from(u8::from(count > 0));
            brier += (predictive.chance_of_any() - came).powi(2);
            let cell = CellScore::of(predictive, count);
            crps += cell.crps;
            let transform = cell.below + draws.random::<f64>() * cell.at;
            pit[((transform * PIT_CLASSES as f64) as usize).min(PIT_CLASSES - 1)] += 1;
        }
        Self {
            brier: brier / cells,
            crps: crps / cells,
            pit,
        }
    }
}

fn seed(forecast: &Forecast) -> u64 {
    let start = forecast.window().start();
    Day::from_epoch(0).map_or(0, |epoch| u64::from(start.days_since(epoch).unsigned_abs()))
}

/// One cell: its CRPS, the chance of fewer than were recorded, and of exactly so many.
struct CellScore {
    crps: f64,
    below: f64,
    at: f64,
}

/// Standard deviations below the mean under which chances are taken as 0.
const NEGLIGIBLE_DEVIATIONS: f64 = 15.0;

/// Chance of more at which a sum over counts ends; it adds with its square.
const NEGLIGIBLE_TAIL: f64 = 1e-8;

impl CellScore {
    /// One pass over the counts, each chance from the one before and then corrected as the forecast says.
    fn of(predictive: &Predictive, observed: u32) -> Self {
        let correction = predictive.recalibration();
        let corrected = |level: f64| {
            if correction.is_none() {
                level
            } else {
                correction.apply(level)
            }
        };
        let predictive = &predictive.uncorrected();
        let first = (predictive.mean() - NEGLIGIBLE_DEVIATIONS * predictive.variance().sqrt())
            .max(0.0) as u32;
        let mut score = Self {
            crps: f64::from(first.saturating_sub(observed)),
            below: 0.0,
            at: 0.0,
        };
        let mut count = first;
        let mut chance = predictive.ln_pmf(first).exp();
        let mut up_to = 0.0;
        loop {
            let below = up_to;
            up_to = f64::min(up_to + chance, 1.0);
            let level = corrected(up_to);
            if count == observed {
                score.below = corrected(below);
                score.at = level - score.below;
            }
            let reached = f64::from(u8::from(observed <= count));
            score.crps += (level - reached).powi(2);
            let (step, last_step) = steps(predictive, count);
            if tail(chance, step.max(last_step)) < NEGLIGIBLE_TAIL || count == u32::MAX {
                break;
            }
            chance *= step;
            count += 1;
        }
        if observed > count {
            score.crps += f64::from(observed - count - 1);
            score.below = corrected(up_to);
        }
        score
    }
}

/// Chance of one more than `count` relative to that of `count`, and what this ratio tends to.
fn steps(predictive: &Predictive, count: u32) -> (f64, f64) {
    let mean = predictive.mean();
    let last = predictive.size().map_or(0.0, |size| mean / (size + mean));
    (predictive.step(count), last)
}

/// Most that can still come behind a count, when no later chance is more than `step` times the one before.
fn tail(chance: f64, step: f64) -> f64 {
    if step < 1.0 {
        chance * step / (1.0 - step)
    } else {
        f64::INFINITY
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oshaq_domain::{Cell, Universe, Window};

    fn forecast(predictives: Vec<Predictive>) -> Forecast {
        let centre: Cell = "89283082837ffff".parse().unwrap();
        let rings = (0..80).flat_map(|distance| centre.ring(distance));
        let universe = Universe::of(rings.take(predictives.len()).collect());
        let window = Window::new("2025-01-01".parse().unwrap(), "2025-01-08".parse().unwrap());
        let slug = "theft".parse().unwrap();
        Forecast::new(slug, window.unwrap(), "any", universe, predictives).unwrap()
    }

    /// Mean, variance, count, then from scipy 1.17.1: `d = poisson(m)` or `nbinom(r, r / (r + m))` with `r = m²/(v − m)`;
    /// `k = arange(200_000)`; `((d.cdf(k) − (y <= k))**2).sum()`, `d.cdf(y − 1)`, `d.pmf(y)`
    /// (`tests/golden.py`).
    const SCIPY: [(f64, f64, u32, [f64; 3]); 7] = [
        (
            0.02,
            0.02,
            0,
            [0.000_392_131_488_834_162_97, 0.0, 0.980_198_673_306_755_3],
        ),
        (
            2.5,
            2.5,
            4,
            [
                0.972_760_786_763_203_8,
                0.757_576_133_133_066_2,
                0.133_601_885_781_085_28,
            ],
        ),
        (
            0.3,
            0.45,
            1,
            [
                0.618_566_128_963_937_8,
                0.784_052_681_683_115_7,
                0.156_810_536_336_623_06,
            ],
        ),
        (3.0, 7.5, 0, [1.564_453_125, 0.0, 0.160_000_000_000_000_03]),
        (
            900.0,
            900.0,
            950,
            [
                34.319_737_359_321_64,
                0.949_572_009_118_507,
                0.003_308_972_861_295_403,
            ],
        ),
        (
            1.5,
            31.5,
            40,
            [
                37.263_276_603_710_32,
                0.995_479_534_944_946,
                0.000_290_336_221_251_156,
            ],
        ),
        (
            0.1,
            0.1,
            3,
            [
                2.809_085_682_094_186_5,
                0.999_845_346_929_735_4,
                0.000_150_806_236_339_326_76,
            ],
        ),
    ];

    #[test]
    fn crps_and_the_transform_of_a_cell_equal_scipy() {
        for (mean, variance, count, [crps, below, at]) in SCIPY {
            let score = CellScore::of(&Predictive::new(mean, variance).unwrap(), count);
            let close = |found: f64, golden: f64| (found - golden).abs() < 1e-7 * golden.max(1.0);
            assert!(
                close(score.crps, crps),
                "{mean} {count}: {} {crps}",
                score.crps
            );
            assert!(
                close(score.below, below),
                "{mean} {count}: {} {below}",
                score.below
            );
            assert!(close(score.at, at), "{mean} {count}: {} {at}", score.at);
        }
    }

    /// By hand: chances of any 1 − e^−0.5 and 1 − e^−2, one offence in the first cell, none in the second.
    #[test]
    fn brier_equals_the_hand_calculation() {
        let poisson = |mean| Predictive::poisson(mean).unwrap();
        let scores = DistributionScores::of(&forecast(vec![poisson(0.5), poisson(2.0)]), &[1, 0]);
        let hand = f64::midpoint((-1.0_f64).exp(), (1.0 - (-2.0_f64).exp()).powi(2));
        assert!((scores.brier - hand).abs() < 1e-12);
    }

    /// Counts drawn from a law of variance 3 and mean 1, judged by that law and by a Poisson of the same mean.
    fn histogram(judge: f64) -> [u64; PIT_CLASSES] {
        let law = Predictive::new(1.0, 3.0).unwrap();
        let mut draws = ChaCha8Rng::seed_from_u64(3);
        let counts: Vec<u32> = (0..10_000)
            .map(|_| law.quantile(oshaq_domain::Level::new(draws.random_range(1e-9..1.0)).unwrap()))
            .collect();
        let judges = vec![Predictive::new(1.0, judge).unwrap(); counts.len()];
        DistributionScores::of(&forecast(judges), &counts).pit
    }

    #[test]
    fn the_pit_of_the_true_law_is_level_and_that_of_a_narrow_one_is_not() {
        let level = histogram(3.0);
        assert_eq!(level.iter().sum::<u64>(), 10_000);
        assert!(
            level.iter().all(|&cells| cells.abs_diff(1000) < 120),
            "{level:?}"
        );
        let narrow = histogram(1.0);
        assert!(narrow[9] > 1300 && narrow[5] < 700, "{narrow:?}");
        assert_eq!(level, histogram(3.0));
    }
}
