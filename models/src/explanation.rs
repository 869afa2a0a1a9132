//! What the means of a model are made of.

use oshaq_domain::{Forecast, Part, Parts, PredictiveError};

use crate::ModelError;

/// The expected count of every cell of the universe, split into its parts; those of a cell add up to its mean exactly.
///
/// The kernel mixture is a sum, so that its parts are its terms. A model that multiplies (a regression on logarithms, a
/// stack by geometric mean, a calendar factor) has no terms; its split is a convention that is exact all the same:
/// - what is made of one explained forecast keeps the shares of that one in every cell ([`Explanation::carried_to`]);
/// - a geometric mean of explained forecasts has the mean of their shares, weighted with its exponents
///   ([`Explanation::blended`]), as a logarithm of its mean is the sum of theirs;
/// - a factor above 1 that the calendar or the level of a unit puts on a mean is the part (factor − 1) / factor of it; one
///   below 1 makes all parts smaller alike ([`Explanation::raised_by_calendar`]).
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation(Vec<Parts>);

impl Explanation {
    /// Puts parts to the cells, in the order of the universe. Columns that are left out are 0.
    ///
    /// # Errors
    /// [`ModelError::Predictive`] when a part is negative or not finite.
    pub fn of_columns(cells: usize, columns: &[(Part, Vec<f64>)]) -> Result<Self, ModelError> {
        let parts_at = |place: usize| {
            let mut parts = [0.0; Part::COUNT];
            for (part, column) in columns {
                parts[*part as usize] += column[place];
            }
            checked(parts)
        };
        (0..cells).map(parts_at).collect::<Result<_, _>>().map(Self)
    }

    /// The parts by cell.
    pub fn parts(&self) -> &[Parts] {
        &self.0
    }

    /// The means: for every cell the sum of its parts.
    pub fn means(&self) -> Vec<f64> {
        self.0.iter().map(Parts::mean).collect()
    }

    /// Puts the parts to the forecast whose means they add up to.
    ///
    /// # Errors
    /// [`ModelError::Forecast`] when they do not.
    pub fn put_to(self, forecast: Forecast) -> Result<Forecast, ModelError> {
        Ok(forecast.explained(self.0)?)
    }

    /// The same shares of other means. A cell of which nothing was expected is given its mean as [`Part::Unit`].
    ///
    /// # Errors
    /// [`ModelError::Predictive`] when a mean is negative or not finite.
    pub fn carried_to(&self, means: &[f64]) -> Result<Self, ModelError> {
        Self::blended(&[(1.0, self)], means)
    }

    /// The weighted mean of several forecasts' shares, of the means that a stack made of them. Weights need not add up
    /// to 1.
    ///
    /// # Errors
    /// [`ModelError::Predictive`] when a mean is negative or not finite.
    pub fn blended(members: &[(f64, &Self)], means: &[f64]) -> Result<Self, ModelError> {
        let blend = |(place, &mean): (usize, &f64)| {
            let mut shares = [0.0; Part::COUNT];
            for (weight, member) in members {
                let parts = &member.0[place];
                let whole = parts.mean();
                if whole > 0.0 {
                    parts
                        .iter()
                        .for_each(|(part, value)| shares[part as usize] += weight * value / whole);
                }
            }
            let whole: f64 = shares.iter().sum();
            if whole > 0.0 {
                checked(shares.map(|share| share / whole * mean))
            } else {
                let mut all = [0.0; Part::COUNT];
                all[Part::Unit as usize] = mean;
                checked(all)
            }
        };
        let cells = means.iter().enumerate().map(blend);
        cells.collect::<Result<_, _>>().map(Self)
    }

    /// All means times what the calendar says of the window.
    ///
    /// # Errors
    /// [`ModelError::Predictive`] when the factor is negative or not finite.
    pub fn raised_by_calendar(self, factor: f64) -> Result<Self, ModelError> {
        self.raised(Part::Calendar, |_| factor)
    }

    /// Every mean times a factor of its place. What a factor above 1 adds is told as a part; one below 1 makes all parts
    /// smaller alike.
    ///
    /// # Errors
    /// [`ModelError::Predictive`] when a factor is negative or not finite.
    pub(crate) fn raised(
        mut self,
        part: Part,
        factor_of: impl Fn(usize) -> f64,
    ) -> Result<Self, ModelError> {
        for (place, parts) in self.0.iter_mut().enumerate() {
            let factor = factor_of(place);
            let raised = (factor - 1.0).max(0.0) * parts.mean();
            let mut columns = columns_of(parts).map(|part| part * factor.min(1.0));
            columns[part as usize] += raised;
            *parts = checked(columns)?;
        }
        Ok(self)
    }

    /// All parts on a grid so fine that sums of them are exact: in whatever order and groups the means are added up (cells, parents,
    /// units, the nation), not a bit is lost, and the whole is the sum of its parts at every level.
    ///
    /// The running sum is rounded to multiples of 2^−50 of the total, part after part, so that no part moves by more than
    /// one of them.
    ///
    /// # Errors
    /// [`ModelError::Predictive`] when a part is negative or not finite.
    pub fn on_grid(mut self) -> Result<Self, ModelError> {
        let total: f64 = self.0.iter().map(Parts::mean).sum();
        if total <= 0.0 {
            return Ok(self);
        }
        let step = (total.log2().ceil() - GRID_BITS).exp2();
        let (mut sum, mut taken) = (0.0, 0.0);
        for parts in &mut self.0 {
            *parts = checked(columns_of(parts).map(|part| {
                sum += part / step;
                let share = f64::max(sum.round() - taken, 0.0);
                taken += share;
                share * step
            }))?;
        }
        Ok(self)
    }

    /// Scales all parts so that the means add up to `total`; means below `floor_share` of the mean cell are lifted to
    /// it before, by their [`Part::Unit`].
    pub(crate) fn scaled_to(mut self, total: f64, floor_share: f64) -> Result<Self, ModelError> {
        let sum: f64 = self.0.iter().map(Parts::mean).sum();
        let floor = if sum > 0.0 {
            floor_share * sum / self.0.len() as f64
        } else {
            1.0
        };
        for parts in &mut self.0 {
            parts[Part::Unit] += (floor - parts.mean()).max(0.0);
        }
        let factor = total / self.0.iter().map(Parts::mean).sum::<f64>();
        for parts in &mut self.0 {
            *parts = checked(columns_of(parts).map(|part| part * factor))?;
        }
        Ok(self)
    }
}

/// A total has so many bits on the grid; with 53 in all, a few are left for a total that rounding lifts.
const GRID_BITS: f64 = 50.0;

fn columns_of(parts: &Parts) -> [f64; Part::COUNT] {
    Part::ALL.map(|part| parts[part])
}

fn checked(parts: [f64; Part::COUNT]) -> Result<Parts, ModelError> {
    Parts::new(parts).map_err(|_| {
        let wrong = parts
            .iter()
            .find(|part| !(**part >= 0.0 && part.is_finite()));
        PredictiveError::Mean(wrong.copied().unwrap_or(f64::NAN)).into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn explanation(recent: &[f64], neighbours: &[f64]) -> Explanation {
        let columns = [
            (Part::OwnRecent, recent.to_vec()),
            (Part::Neighbours, neighbours.to_vec()),
        ];
        Explanation::of_columns(recent.len(), &columns).unwrap()
    }

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    }

    #[test]
    fn shares_are_kept_when_means_are_others() {
        let carried = explanation(&[1.0, 0.0], &[3.0, 0.0])
            .carried_to(&[8.0, 0.5])
            .unwrap();
        close(carried.parts()[0][Part::OwnRecent], 2.0);
        close(carried.parts()[0][Part::Neighbours], 6.0);
        close(carried.parts()[1][Part::Unit], 0.5);
    }

    /// By hand: shares ¼ and ¾ of the first, 1 and 0 of the second; with weights 2 and 1: ½ and ½.
    #[test]
    fn a_stack_has_the_weighted_shares_of_its_members() {
        let (first, second) = (explanation(&[1.0], &[3.0]), explanation(&[9.0], &[0.0]));
        let blended = Explanation::blended(&[(2.0, &first), (1.0, &second)], &[6.0]).unwrap();
        close(blended.parts()[0][Part::OwnRecent], 3.0);
        close(blended.parts()[0][Part::Neighbours], 3.0);
    }

    #[test]
    fn a_calendar_that_raises_has_a_part_and_one_that_lowers_has_none() {
        let raised = explanation(&[1.0], &[3.0])
            .raised_by_calendar(1.25)
            .unwrap();
        close(raised.parts()[0][Part::Calendar], 1.0);
        close(raised.means()[0], 5.0);
        let lowered = explanation(&[1.0], &[3.0]).raised_by_calendar(0.5).unwrap();
        close(lowered.parts()[0][Part::Calendar], 0.0);
        close(lowered.means()[0], 2.0);
    }

    #[test]
    fn a_cell_below_the_floor_is_lifted_by_its_unit() {
        let scaled = explanation(&[4.0, 0.0], &[0.0, 0.0])
            .scaled_to(8.0, 0.5)
            .unwrap();
        close(scaled.parts()[1][Part::Unit], 8.0 / 5.0);
        close(scaled.means().iter().sum(), 8.0);
    }

    proptest! {
        /// Cells in parents, parents in units, units in the nation: added up forwards and backwards.
        #[test]
        fn on_the_grid_every_level_adds_up_to_the_bit(
            means in vec((1e-6..10.0_f64, 0.0..3.0_f64), 1..300),
            parents in 1..40_usize,
            units in 1..7_usize,
        ) {
            let (own, unit): (Vec<f64>, Vec<f64>) = means.into_iter().unzip();
            let before = explanation(&own, &unit);
            let settled = before.clone().on_grid().unwrap();
            let (before, cells) = (before.means(), settled.means());
            let total: f64 = cells.iter().sum();
            let grouped = |values: &[f64], groups: usize| {
                let mut sums = std::vec![0.0; groups];
                for (place, value) in values.iter().enumerate().rev() {
                    sums[place % groups] += value;
                }
                sums
            };
            let by_parent = grouped(&cells, parents);
            let by_unit = grouped(&by_parent, units);
            for level in [&cells, &by_parent, &by_unit] {
                prop_assert_eq!(level.iter().sum::<f64>().to_bits(), total.to_bits());
                prop_assert_eq!(level.iter().rev().sum::<f64>().to_bits(), total.to_bits());
            }
            let least: f64 = before.iter().sum::<f64>() * 1e-13;
            prop_assert!(before.iter().zip(&cells).all(|(old, new)| (old - new).abs() <= least));
        }
    }

    #[test]
    fn impossible_means_are_refused() {
        assert!(explanation(&[1.0], &[3.0]).carried_to(&[f64::NAN]).is_err());
        let columns = [(Part::Own, vec![-1.0])];
        assert!(Explanation::of_columns(1, &columns).is_err());
    }
}
