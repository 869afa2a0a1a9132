//! Distributions that are corrected, stratum by stratum, by what those of past windows turned out to be worth.

use std::ops::Range;

use oshaq_domain::{Predictive, Recalibration};

use crate::ModelError;
use crate::distribution::dispersion::Dispersion;
use crate::distribution::strata::StratumDispersion;
use crate::judging::clear_gain::clear_gain;

/// Least windows from which a correction is learnt and judged.
const LEAST_WINDOWS: usize = 8;

/// Least gain of a correction, as a share of the log score. Less does not last: of 36 weekly rows of Toronto and St. Louis before 2014-07 and 2019-07
/// (`benches/README.md`), seven were corrected without this bound, three of them for the worse, and none by more than 0.1 %.
const LEAST_GAIN: f64 = 0.002;

/// Cells of a calibrated past that a stratum is given besides its own: they shrink its correction to none.
const PRIOR_CELLS: f64 = 200.0;
/// The same for each of its own, so that no class is ever without any.
const PRIOR_SHARE: f64 = 0.001;

/// A past mean, the count that came, and how many cells these stand for.
pub type Row = (f64, u32, f64);

/// Negative binomial distributions by stratum of risk and, where that made past windows clearly likelier, a conformal correction of their
/// levels on top.
///
/// What is learnt in a stratum is how the transforms F(y − 1) + v·P(y) of past counts lie, v spread evenly over 0 to 1 instead of drawn, in the few classes of
/// [`Recalibration`]: a conformal predictive distribution with its steps taken together, so that it is stable where there are few offences. The
/// forecasts had not seen these counts. Each half of the windows is judged with what the other tells; the correction is taken up where its log
/// score is better by more than two standard errors, window by window, and by more than 0.2 %, and then learnt from both halves. Means stay: their sums are exact.
///
/// # Source
/// Vovk, Shen, Manokhin and Xie (2019), *Nonparametric predictive distributions based on conformal prediction*, Machine Learning 108; by stratum
/// (Mondrian): Vovk, Gammerman and Shafer (2005), *Algorithmic Learning in a Random World*, section 4.5; transforms of counts: Czado, Gneiting and
/// Held (2009), *Predictive model assessment for count data*, Biometrics 65, equation 2.
#[derive(Debug, Clone, PartialEq)]
pub struct ConformalLaws {
    strata: StratumDispersion,
    /// By stratum; nothing where none is corrected.
    corrections: Vec<Recalibration>,
}

impl ConformalLaws {
    /// The same dispersion for every risk, and no correction.
    pub fn alike(dispersion: Dispersion) -> Self {
        Self {
            strata: StratumDispersion::alike(dispersion),
            corrections: Vec::new(),
        }
    }

    /// Learns from rows; `windows` tells the rows of each past window, oldest first.
    ///
    /// # Errors
    /// [`ModelError::Predictive`] when a mean is negative or not finite, [`ModelError::Recalibration`].
    pub fn learn(rows: &[Row], windows: &[Range<usize>]) -> Result<Self, ModelError> {
        let strata = StratumDispersion::of_rows(rows.to_vec());
        let past = Past {
            transforms: transforms(&strata, &levelled(rows, windows))?,
            strata: strata.len(),
            windows,
        };
        let corrections = if past.is_clearly_likelier_corrected()? {
            past.corrections(windows)?
        } else {
            Vec::new()
        };
        Ok(Self {
            strata,
            corrections,
        })
    }

    /// What was taken up, as the name of a forecast says it: nothing or `+conformal`.
    pub const fn name(&self) -> &'static str {
        if self.corrections.is_empty() {
            ""
        } else {
            "+conformal"
        }
    }

    /// The distributions around means.
    ///
    /// # Errors
    /// [`ModelError::Predictive`] when a mean is negative or not finite.
    pub fn around_all(&self, means: &[f64]) -> Result<Vec<Predictive>, ModelError> {
        means.iter().map(|&mean| self.around(mean)).collect()
    }

    fn around(&self, mean: f64) -> Result<Predictive, ModelError> {
        let law = self.strata.around(mean)?;
        let correction = self.corrections.get(self.strata.stratum(mean));
        Ok(correction.map_or(law, |&correction| law.recalibrated(correction)))
    }
}

/// Logarithm of the chance of what had none; a finite one, so that two such can be compared.
const LEAST_LN_CHANCE: f64 = -1e9;

/// Where a past count lay in its distribution.
struct Transform {
    stratum: usize,
    /// Chance of fewer.
    below: f64,
    /// Logarithm of the chance of so many.
    ln_chance: f64,
    cells: f64,
}

impl Transform {
    fn chance(&self) -> f64 {
        self.ln_chance.exp()
    }

    fn overlaps(&self) -> [f64; Recalibration::CLASSES] {
        Recalibration::overlaps(self.below, self.below + self.chance())
    }
}

/// The correction that the cells of each class tell, shrunk to none.
fn shrunk(cells: [f64; Recalibration::CLASSES]) -> Result<Recalibration, ModelError> {
    let own: f64 = cells.iter().sum();
    let prior = PRIOR_CELLS + PRIOR_SHARE * own;
    let mut shares = Recalibration::widths();
    for (share, cells) in shares.iter_mut().zip(cells) {
        *share = (*share * prior + cells) / (own + prior);
    }
    Ok(Recalibration::of_shares(shares)?)
}

/// The same with the means of every window scaled to what came in it: how a total drifts is no question of shape, and another's ([`crate::TotalRule`]).
fn levelled(rows: &[Row], windows: &[Range<usize>]) -> Vec<Row> {
    let mut levelled = rows.to_vec();
    for window in windows {
        let rows = &mut levelled[window.clone()];
        let expected: f64 = rows.iter().map(|row| row.0 * row.2).sum();
        let came: f64 = rows.iter().map(|row| f64::from(row.1) * row.2).sum();
        if expected > 0.0 && came > 0.0 {
            for row in rows {
                row.0 *= came / expected;
            }
        }
    }
    levelled
}

fn transforms(strata: &StratumDispersion, rows: &[Row]) -> Result<Vec<Transform>, ModelError> {
    let of_row = |&(mean, count, cells): &Row| {
        let law = strata.around(mean)?;
        Ok(Transform {
            stratum: strata.stratum(mean),
            below: count.checked_sub(1).map_or(0.0, |less| law.cdf(less)),
            ln_chance: law.ln_pmf(count).max(LEAST_LN_CHANCE),
            cells,
        })
    };
    rows.iter().map(of_row).collect()
}

/// Past windows with the transforms of their rows.
struct Past<'a> {
    transforms: Vec<Transform>,
    strata: usize,
    windows: &'a [Range<usize>],
}

impl Past<'_> {
    fn is_clearly_likelier_corrected(&self) -> Result<bool, ModelError> {
        if self.windows.len() < LEAST_WINDOWS {
            return Ok(false);
        }
        let none = vec![Recalibration::NONE; self.strata];
        let (first, second) = self.windows.split_at(self.windows.len() / 2);
        let mut corrected = self.log_scores(first, &self.corrections(second)?);
        corrected.extend(self.log_scores(second, &self.corrections(first)?));
        let plain = self.log_scores(self.windows, &none);
        let least = LEAST_GAIN * plain.iter().sum::<f64>() / plain.len() as f64;
        Ok(clear_gain(&plain, &corrected) > least)
    }

    /// What the transforms of some windows tell of each stratum.
    fn corrections(&self, windows: &[Range<usize>]) -> Result<Vec<Recalibration>, ModelError> {
        let mut masses = vec![[0.0; Recalibration::CLASSES]; self.strata];
        let transforms = windows
            .iter()
            .flat_map(|rows| &self.transforms[rows.clone()]);
        for transform in transforms.filter(|transform| transform.chance() > 0.0) {
            let cells_per_width = transform.cells / transform.chance();
            for (mass, overlap) in masses[transform.stratum]
                .iter_mut()
                .zip(transform.overlaps())
            {
                *mass += cells_per_width * overlap;
            }
        }
        masses.into_iter().map(shrunk).collect()
    }

    /// How unlikely corrections make each window.
    fn log_scores(&self, windows: &[Range<usize>], corrections: &[Recalibration]) -> Vec<f64> {
        let of_cell = |transform: &Transform| {
            let correction = &corrections[transform.stratum];
            -transform.cells * correction.ln_mass(transform.below, transform.ln_chance)
        };
        let of_window =
            |rows: &Range<usize>| self.transforms[rows.clone()].iter().map(of_cell).sum();
        windows.iter().map(of_window).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;
    use rand_distr::{Distribution, Gamma, Poisson};

    const CELLS: usize = 400;
    const WINDOWS: usize = 26;

    /// Windows of cells of three means, their counts as `draw` tells them.
    fn drawn(seed: u64, draw: fn(&mut ChaCha8Rng, f64) -> f64) -> Vec<Row> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let row = |n: usize| {
            let mean = [0.3, 1.0, 4.0][n % 3];
            let rate = draw(&mut random, mean);
            let count = Poisson::new(rate.max(1e-12)).unwrap().sample(&mut random);
            (mean, count as u32, 1.0)
        };
        (0..CELLS * WINDOWS).map(row).collect()
    }

    fn windows() -> Vec<Range<usize>> {
        let starts = (0..WINDOWS).map(|window| window * CELLS);
        starts.map(|start| start..start + CELLS).collect()
    }

    fn learnt(rows: &[Row]) -> ConformalLaws {
        ConformalLaws::learn(rows, &windows()).unwrap()
    }

    /// Places that are shut half of the time.
    fn often_shut(random: &mut ChaCha8Rng, mean: f64) -> f64 {
        if random.random_bool(0.5) {
            2.0 * mean
        } else {
            0.0
        }
    }

    fn negative_binomial(random: &mut ChaCha8Rng, mean: f64) -> f64 {
        Gamma::new(2.0, 0.5 * mean).unwrap().sample(random)
    }

    /// Distance of the tenths' shares from a tenth, summed up, and mean log score, of rows that were not learnt from.
    fn judged(laws: &ConformalLaws, rows: &[Row]) -> (f64, f64) {
        let (mut shares, mut log_score) = ([0.0; 10], 0.0);
        for &(mean, count, _) in rows {
            let law = laws.around(mean).unwrap();
            let below = count.checked_sub(1).map_or(0.0, |less| law.cdf(less));
            let chance = law.ln_pmf(count).exp();
            log_score -= chance.ln() / rows.len() as f64;
            for (tenth, share) in shares.iter_mut().enumerate() {
                let (low, high) = (tenth as f64 / 10.0, (tenth + 1) as f64 / 10.0);
                let overlap = ((below + chance).min(high) - below.max(low)).max(0.0);
                *share += overlap / chance / rows.len() as f64;
            }
        }
        let distance = shares.iter().map(|share| (share - 0.1).abs()).sum();
        (distance, log_score)
    }

    #[test]
    fn counts_of_another_shape_are_corrected_and_new_ones_lie_more_level_for_it() {
        let (laws, fresh) = (learnt(&drawn(1, often_shut)), drawn(2, often_shut));
        assert_eq!(laws.name(), "+conformal");
        let without = ConformalLaws {
            corrections: Vec::new(),
            ..laws.clone()
        };
        let ((level, score), (level_without, score_without)) =
            (judged(&laws, &fresh), judged(&without, &fresh));
        assert!(level < 0.7 * level_without, "{level} {level_without}");
        assert!(score < score_without, "{score} {score_without}");
    }

    #[test]
    fn counts_of_the_family_are_not_corrected() {
        for seed in 0..6 {
            let laws = learnt(&drawn(seed, negative_binomial));
            assert_eq!(laws.name(), "", "{seed}");
            let law = laws.around(1.0).unwrap();
            assert_eq!(law, law.uncorrected());
        }
    }

    #[test]
    fn a_few_windows_are_not_enough_for_a_correction() {
        let rows = drawn(1, often_shut);
        let few = &windows()[..LEAST_WINDOWS - 1];
        let laws = ConformalLaws::learn(&rows[..few.len() * CELLS], few).unwrap();
        assert_eq!(laws.name(), "");
    }
}
