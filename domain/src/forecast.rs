//! The future, as a distribution.

use serde::{Deserialize, Serialize};
use statrs::function::beta::beta_reg;
use statrs::function::gamma::{gamma_ur, ln_gamma};

use crate::{CategorySlug, Cell, Parts, Recalibration, Universe, Window};

/// Not strictly between 0 and 1.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("level {0} is not strictly between 0 and 1")]
pub struct LevelError(f64);

/// The probability that an interval or quantile stands for, strictly between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Level(f64);

impl Level {
    /// Checks a level.
    ///
    /// # Errors
    /// [`LevelError`] unless `0 < value < 1`; NaN is refused.
    pub fn new(value: f64) -> Result<Self, LevelError> {
        if 0.0 < value && value < 1.0 {
            Ok(Self(value))
        } else {
            Err(LevelError(value))
        }
    }

    /// The number.
    pub const fn get(self) -> f64 {
        self.0
    }

    /// The two quantile levels of the central interval of this level.
    pub fn tails(self) -> (Self, Self) {
        let tail = (1.0 - self.0) / 2.0;
        (Self(tail), Self(1.0 - tail))
    }
}

impl TryFrom<f64> for Level {
    type Error = LevelError;
    fn try_from(value: f64) -> Result<Self, LevelError> {
        Self::new(value)
    }
}

impl From<Level> for f64 {
    fn from(level: Level) -> Self {
        level.0
    }
}

/// A mean or variance that no count can have.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PredictiveError {
    /// The mean is negative or not finite.
    #[error("a predictive mean of {0} is impossible; it must be finite and not negative")]
    Mean(f64),
    /// The variance is below the mean or not finite.
    #[error(
        "a predictive variance of {variance} with mean {mean} is impossible; it must be finite and at least the mean"
    )]
    Variance {
        /// The mean.
        mean: f64,
        /// The variance.
        variance: f64,
    },
}

/// How many offences will be recorded in one cell and window: a negative binomial distribution, Poisson in the limit.
///
/// With mean μ and variance σ² > μ the size is r = μ²/(σ² − μ).
///
/// Its levels may be corrected by what those of past forecasts turned out to be worth ([`Predictive::recalibrated`]): chances, quantiles and variance
/// are then those of the corrected distribution. The mean stays what it was, since sums of means are exact; the corrected distribution's own mean
/// may differ from it by as much as the levels were off.
///
/// # Source
/// Cameron and Trivedi, *Regression Analysis of Count Data*, 2nd ed., section 3.3 (NB2).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Predictive {
    mean: f64,
    /// Before any correction.
    variance: f64,
    recalibration: Recalibration,
}

/// Excess of variance over mean, relative to the mean, under which the Poisson limit is used: beyond it
/// the size r is so large that the terms of the negative binomial cancel.
const POISSON_LIMIT: f64 = 1e-9;

/// Chance of more at which the sum for a variance ends, and standard deviations below the mean at which it begins.
const NEGLIGIBLE_TAIL: f64 = 1e-12;
const NEGLIGIBLE_DEVIATIONS: f64 = 15.0;

impl Predictive {
    /// A Poisson distribution.
    ///
    /// # Errors
    /// [`PredictiveError::Mean`].
    pub fn poisson(mean: f64) -> Result<Self, PredictiveError> {
        Self::new(mean, mean)
    }

    /// A distribution with this mean and variance.
    ///
    /// # Errors
    /// [`PredictiveError`] unless the mean is finite and not negative and the variance finite and at least the mean.
    pub fn new(mean: f64, variance: f64) -> Result<Self, PredictiveError> {
        if !(mean >= 0.0 && mean.is_finite()) {
            return Err(PredictiveError::Mean(mean));
        }
        if !(variance >= mean && variance.is_finite()) {
            return Err(PredictiveError::Variance { mean, variance });
        }
        Ok(Self {
            mean,
            variance,
            recalibration: Recalibration::NONE,
        })
    }

    /// The same with corrected levels.
    #[must_use]
    pub const fn recalibrated(self, recalibration: Recalibration) -> Self {
        Self {
            recalibration,
            ..self
        }
    }

    /// How its levels are corrected.
    pub const fn recalibration(&self) -> Recalibration {
        self.recalibration
    }

    /// The negative binomial distribution before any correction.
    #[must_use]
    pub const fn uncorrected(self) -> Self {
        self.recalibrated(Recalibration::NONE)
    }

    /// Expected count.
    pub const fn mean(&self) -> f64 {
        self.mean
    }

    /// Variance of the count.
    pub fn variance(&self) -> f64 {
        if self.recalibration.is_none() {
            self.variance
        } else {
            self.corrected_variance()
        }
    }

    /// Σ (2k + 1) (1 − F(k)) − (Σ (1 − F(k)))² of the corrected distribution F.
    fn corrected_variance(&self) -> f64 {
        let base = self.uncorrected();
        let lowest = self.mean - NEGLIGIBLE_DEVIATIONS * self.variance.sqrt();
        let first = lowest.max(0.0) as u32;
        let (mut mean, mut square) = (f64::from(first), f64::from(first).powi(2));
        let (mut count, mut chance) = (first, base.ln_pmf(first).exp());
        let mut up_to = chance;
        while 1.0 - up_to > NEGLIGIBLE_TAIL && (chance > 0.0 || f64::from(count) < self.mean) {
            let more = 1.0 - self.recalibration.apply(up_to);
            mean += more;
            square += (2.0 * f64::from(count) + 1.0) * more;
            chance *= base.step(count);
            count += 1;
            up_to += chance;
        }
        square - mean * mean
    }

    /// Chance of one more than `count` relative to that of `count`, before any correction.
    pub fn step(&self, count: u32) -> f64 {
        let count = f64::from(count);
        match self.size() {
            None => self.mean / (count + 1.0),
            Some(size) => (count + size) / (count + 1.0) * (self.mean / (size + self.mean)),
        }
    }

    /// Size r of the negative binomial; `None` in the Poisson limit.
    pub fn size(&self) -> Option<f64> {
        let excess = self.variance - self.mean;
        (excess > POISSON_LIMIT * self.mean && self.mean > 0.0)
            .then(|| self.mean * self.mean / excess)
    }

    /// Natural logarithm of the chance of exactly `count`.
    pub fn ln_pmf(&self, count: u32) -> f64 {
        let base = self.base_ln_pmf(count);
        if self.recalibration.is_none() {
            return base;
        }
        let below = count.checked_sub(1).map_or(0.0, |less| self.base_cdf(less));
        self.recalibration.ln_mass(below, base)
    }

    fn base_ln_pmf(&self, count: u32) -> f64 {
        let y = f64::from(count);
        if self.mean == 0.0 {
            return if count == 0 { 0.0 } else { f64::NEG_INFINITY };
        }
        match self.size() {
            None => y * self.mean.ln() - self.mean - ln_gamma(y + 1.0),
            Some(r) => {
                let total = r + self.mean;
                ln_gamma(y + r) - ln_gamma(r) - ln_gamma(y + 1.0)
                    + r * (r / total).ln()
                    + y * (self.mean / total).ln()
            }
        }
    }

    /// Chance of `count` or fewer.
    pub fn cdf(&self, count: u32) -> f64 {
        let base = self.base_cdf(count);
        if self.recalibration.is_none() {
            base
        } else {
            self.recalibration.apply(base)
        }
    }

    fn base_cdf(&self, count: u32) -> f64 {
        let next = f64::from(count) + 1.0;
        if self.mean == 0.0 {
            return 1.0;
        }
        match self.size() {
            None => gamma_ur(next, self.mean),
            Some(r) => beta_reg(r, next, r / (r + self.mean)),
        }
    }

    /// Chance of at least one.
    pub fn chance_of_any(&self) -> f64 {
        -self.ln_pmf(0).exp_m1()
    }

    /// The smallest count whose [`Predictive::cdf`] reaches the level.
    pub fn quantile(&self, level: Level) -> u32 {
        let mut high = 1_u32;
        while self.cdf(high) < level.0 && high < u32::MAX / 2 {
            high *= 2;
        }
        let mut low = 0;
        while low < high {
            let middle = low + (high - low) / 2;
            if self.cdf(middle) < level.0 {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

/// Why a forecast was refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ForecastError {
    /// Another number of distributions than of cells.
    #[error("a forecast needs one distribution per cell; {cells} cells came with {predictives}")]
    Predictives {
        /// Cells of the universe.
        cells: usize,
        /// Distributions given.
        predictives: usize,
    },
    /// Another number of explanations than of cells.
    #[error("an explanation needs the parts of every cell; {cells} cells came with {explained}")]
    Explained {
        /// Cells of the universe.
        cells: usize,
        /// Cells explained.
        explained: usize,
    },
    /// Parts that are not those of the mean.
    #[error("the parts of cell {cell} add up to {parts}, but its mean is {mean}")]
    Parts {
        /// The cell.
        cell: Cell,
        /// The sum of its parts.
        parts: f64,
        /// Its mean.
        mean: f64,
    },
    /// An impossible variance of the total.
    #[error(
        "a relative variance of the total of {0} is impossible; it must be finite and not negative"
    )]
    TotalVariance(f64),
}

/// One category in one window: a predictive distribution for every cell of a universe.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    category: CategorySlug,
    window: Window,
    model: String,
    universe: Universe,
    predictives: Vec<Predictive>,
    parts: Option<Vec<Parts>>,
    total_relative_variance: f64,
}

impl Forecast {
    /// How far the parts of a cell may be from its mean, relative to it: rounding of sums, nothing more.
    pub const PARTS_TOLERANCE: f64 = 1e-9;

    /// Puts distributions to the cells of a universe, in its order.
    ///
    /// # Errors
    /// [`ForecastError::Predictives`] when the numbers differ.
    pub fn new(
        category: CategorySlug,
        window: Window,
        model: impl Into<String>,
        universe: Universe,
        predictives: Vec<Predictive>,
    ) -> Result<Self, ForecastError> {
        if universe.len() != predictives.len() {
            return Err(ForecastError::Predictives {
                cells: universe.len(),
                predictives: predictives.len(),
            });
        }
        Ok(Self {
            category,
            window,
            model: model.into(),
            universe,
            predictives,
            parts: None,
            total_relative_variance: 0.0,
        })
    }

    /// The same with the variance of its total, over the square of the total: an error of the level that all cells share, which sums
    /// of independent cells do not know of.
    ///
    /// # Errors
    /// [`ForecastError::TotalVariance`] unless it is finite and not negative.
    pub fn with_total_relative_variance(mut self, variance: f64) -> Result<Self, ForecastError> {
        if !(variance >= 0.0 && variance.is_finite()) {
            return Err(ForecastError::TotalVariance(variance));
        }
        self.total_relative_variance = variance;
        Ok(self)
    }

    /// The same with what its means are made of, in the order of the universe's cells.
    ///
    /// # Errors
    /// [`ForecastError::Explained`] when the numbers differ, [`ForecastError::Parts`] when those of a cell do not add up
    /// to its mean.
    pub fn explained(mut self, parts: Vec<Parts>) -> Result<Self, ForecastError> {
        if parts.len() != self.universe.len() {
            return Err(ForecastError::Explained {
                cells: self.universe.len(),
                explained: parts.len(),
            });
        }
        for ((cell, predictive), parts) in self.iter().zip(&parts) {
            let (mean, parts) = (predictive.mean(), parts.mean());
            if (parts - mean).abs() > Self::PARTS_TOLERANCE * mean {
                return Err(ForecastError::Parts { cell, parts, mean });
            }
        }
        self.parts = Some(parts);
        Ok(self)
    }

    /// What is forecast.
    pub const fn category(&self) -> &CategorySlug {
        &self.category
    }

    /// For which days.
    pub const fn window(&self) -> Window {
        self.window
    }

    /// Name of the model.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// The cells.
    pub const fn universe(&self) -> &Universe {
        &self.universe
    }

    /// The distributions, in the order of the universe's cells.
    pub fn predictives(&self) -> &[Predictive] {
        &self.predictives
    }

    /// What the means are made of, in the same order; `None` where the model cannot tell.
    pub fn parts(&self) -> Option<&[Parts]> {
        self.parts.as_deref()
    }

    /// Variance of the total over the square of the total, beyond what the cells' own distributions make of it; 0 where it was not learnt.
    pub const fn total_relative_variance(&self) -> f64 {
        self.total_relative_variance
    }

    /// Cells with their distributions.
    pub fn iter(&self) -> impl Iterator<Item = (Cell, &Predictive)> {
        self.universe.cells().iter().copied().zip(&self.predictives)
    }

    /// Expected count over all cells.
    pub fn total_mean(&self) -> f64 {
        self.predictives.iter().map(Predictive::mean).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_lies_strictly_between_zero_and_one() {
        for wrong in [0.0, 1.0, -0.1, 1.1, f64::NAN] {
            assert!(Level::new(wrong).is_err(), "{wrong}");
        }
        let (low, high) = Level::new(0.8).unwrap().tails();
        assert!((low.get() - 0.1).abs() < 1e-12 && (high.get() - 0.9).abs() < 1e-12);
    }

    #[test]
    fn impossible_moments_are_refused() {
        assert!(Predictive::new(-1.0, 1.0).is_err());
        assert!(Predictive::new(2.0, 1.9).is_err());
        assert!(Predictive::new(f64::NAN, 1.0).is_err());
        assert!(Predictive::new(1.0, f64::INFINITY).is_err());
        assert!(Predictive::new(0.0, 0.0).is_ok());
    }

    /// From `scipy.stats`: `poisson(2.5).pmf(3)`, `nbinom(2, 2/(2+3)).pmf(4)` and `.cdf(4)`, `.ppf(.9)`.
    #[test]
    fn the_distributions_equal_scipy() {
        let poisson = Predictive::poisson(2.5).unwrap();
        assert!((poisson.ln_pmf(3).exp() - 0.213_763_017_249_736_3).abs() < 1e-12);
        let nb = Predictive::new(3.0, 3.0 + 9.0 / 2.0).unwrap();
        assert!((nb.size().unwrap() - 2.0).abs() < 1e-12);
        assert!((nb.ln_pmf(4).exp() - 0.103_68).abs() < 1e-12);
        assert!((nb.cdf(4) - 0.766_72).abs() < 1e-10);
        assert_eq!(nb.quantile(Level::new(0.9).unwrap()), 7);
    }

    #[test]
    fn the_poisson_limit_is_continuous() {
        let near = Predictive::new(4.0, 4.0 * (1.0 + 1e-7)).unwrap();
        let limit = Predictive::poisson(4.0).unwrap();
        for count in 0..12 {
            assert!((near.ln_pmf(count) - limit.ln_pmf(count)).abs() < 1e-5);
            assert!((near.cdf(count) - limit.cdf(count)).abs() < 1e-5);
        }
    }

    #[test]
    fn a_quantile_is_the_smallest_count_that_reaches_its_level() {
        let nb = Predictive::new(0.7, 1.3).unwrap();
        for level in [0.01, 0.3, 0.5, 0.9, 0.999] {
            let level = Level::new(level).unwrap();
            let quantile = nb.quantile(level);
            assert!(nb.cdf(quantile) >= level.get());
            assert!(quantile == 0 || nb.cdf(quantile - 1) < level.get());
        }
    }

    #[test]
    fn a_corrected_distribution_adds_up_to_one_and_its_variance_is_that_of_its_chances() {
        let map = Recalibration::new([0.45, 0.7, 0.9, 0.97]).unwrap();
        for (mean, variance) in [(0.05, 0.06), (3.0, 7.5), (900.0, 1800.0)] {
            let base = Predictive::new(mean, variance).unwrap();
            let law = base.recalibrated(map);
            let (mut all, mut own_mean, mut square) = (0.0, 0.0, 0.0);
            for count in 0..3000 {
                let (chance, count) = (law.ln_pmf(count).exp(), f64::from(count));
                all += chance;
                own_mean += count * chance;
                square += count * count * chance;
            }
            assert!((all - 1.0_f64).abs() < 1e-9, "{mean}: {all}");
            let hand = square - own_mean * own_mean;
            let found = law.variance();
            assert!((found / hand - 1.0).abs() < 1e-6, "{mean}: {found} {hand}");
            assert!(found > base.variance(), "its tails are heavier");
            let high = Level::new(0.9).unwrap();
            assert!(law.quantile(high) >= base.quantile(high));
            assert_eq!(law.uncorrected(), base);
        }
    }

    #[test]
    fn a_correction_of_nothing_changes_no_bit() {
        let base = Predictive::new(0.7, 1.3).unwrap();
        let law = base.recalibrated(Recalibration::NONE);
        for count in 0..9 {
            assert_eq!(law.ln_pmf(count).to_bits(), base.ln_pmf(count).to_bits());
            assert_eq!(law.cdf(count).to_bits(), base.cdf(count).to_bits());
        }
        assert_eq!(law.variance().to_bits(), base.variance().to_bits());
    }

    #[test]
    fn a_mean_of_zero_means_no_chance_of_any() {
        let none = Predictive::poisson(0.0).unwrap();
        assert!(none.chance_of_any().abs() < f64::EPSILON);
        assert_eq!(none.quantile(Level::new(0.99).unwrap()), 0);
    }

    #[test]
    fn parts_that_are_not_those_of_the_mean_are_refused() {
        let cell: Cell = "89283082837ffff".parse().unwrap();
        let window = Window::new("2025-01-01".parse().unwrap(), "2025-01-08".parse().unwrap());
        let forecast = Forecast::new(
            "theft".parse().unwrap(),
            window.unwrap(),
            "any",
            Universe::of(vec![cell]),
            vec![Predictive::poisson(3.0).unwrap()],
        )
        .unwrap();
        let parts = |own: f64| vec![Parts::new([own, 1.0, 0.0, 0.5, 0.0, 0.0, 0.0]).unwrap()];
        let explained = forecast.clone().explained(parts(1.5)).unwrap();
        assert_eq!(explained.parts(), Some(parts(1.5).as_slice()));
        assert!(matches!(
            forecast.clone().explained(parts(1.6)),
            Err(ForecastError::Parts { .. })
        ));
        assert!(matches!(
            forecast.explained(Vec::new()),
            Err(ForecastError::Explained {
                cells: 1,
                explained: 0
            })
        ));
    }
}
