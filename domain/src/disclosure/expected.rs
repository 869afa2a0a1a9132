//! What is expected in the cells of a published resolution, and what may be said of it.

use std::collections::BTreeMap;

use super::{Band, DisclosureError, Policy, PublicCount, PublicExplanation, PublicForecast};
use crate::{Cell, Forecast, GridError, Parts, Predictive, Resolution};

/// One series in one cell, summed over the cells below.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected {
    mean: f64,
    variance: f64,
    /// Standard deviation of what the errors of the levels make of the mean.
    level_deviation: f64,
    /// `None` where a forecast in the sum does not tell its parts.
    parts: Option<Parts>,
}

impl Expected {
    const NOTHING: Self = Self {
        mean: 0.0,
        variance: 0.0,
        level_deviation: 0.0,
        parts: Some(Parts::NONE),
    };

    /// Adds a cell of a forecast, all of whose cells are off by the same factor, of this standard deviation. The levels of several
    /// categories are taken to be off together, too: the cautious end, since what moves one often moves the others.
    fn add(&mut self, predictive: &Predictive, level_deviation: f64, parts: Option<&Parts>) {
        self.mean += predictive.mean();
        self.variance += predictive.variance();
        self.level_deviation += predictive.mean() * level_deviation;
        self.parts = self.parts.zip(parts).map(|(mut sum, parts)| {
            sum += *parts;
            sum
        });
    }

    /// The bands of the mean and of the interval's ends; `factor` turns numbers into multiples of the reference.
    pub(super) fn bands(&self, factor: f64, policy: &Policy) -> PublicForecast {
        let variance = self.variance + self.level_deviation.powi(2);
        let Ok(predictive) = Predictive::new(self.mean, variance.max(self.mean)) else {
            return PublicForecast::INSUFFICIENT;
        };
        let (low, high) = policy.interval.tails();
        let band = |expected: f64| Band::of(expected * factor, &policy.band_edges);
        PublicForecast {
            band: band(self.mean),
            low: band(f64::from(predictive.quantile(low))),
            high: band(f64::from(predictive.quantile(high))),
            explanation: None,
        }
    }

    /// What the mean is made of, next to the recorded offences that are told.
    pub(super) fn explanation(&self, recorded: &[PublicCount]) -> Option<PublicExplanation> {
        PublicExplanation::of(&self.parts?, recorded)
    }
}

/// What is expected by cell of a resolution: `all` first, then the forecasts in their order.
pub(super) fn expected_by_cell(
    forecasts: &[&Forecast],
    resolution: Resolution,
) -> Result<BTreeMap<Cell, Vec<Expected>>, DisclosureError> {
    expected_by(forecasts, |cell| cell.parent(resolution).map(Some))
}

/// The same by whatever a cell lies in; what lies in nothing is left out.
pub(super) fn expected_by<K: Ord>(
    forecasts: &[&Forecast],
    home: impl Fn(Cell) -> Result<Option<K>, GridError>,
) -> Result<BTreeMap<K, Vec<Expected>>, DisclosureError> {
    let mut sums: BTreeMap<K, Vec<Expected>> = BTreeMap::new();
    for (index, forecast) in forecasts.iter().enumerate() {
        let level_deviation = forecast.total_relative_variance().sqrt();
        for (place, (cell, predictive)) in forecast.iter().enumerate() {
            let Some(home) = home(cell)? else {
                continue;
            };
            let row = sums
                .entry(home)
                .or_insert_with(|| vec![Expected::NOTHING; forecasts.len() + 1]);
            let parts = forecast.parts().map(|parts| &parts[place]);
            for series in [0, index + 1] {
                row[series].add(predictive, level_deviation, parts);
            }
        }
    }
    Ok(sums)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Band edges in multiples of 1, so that a band tells where a number lies.
    fn interval(cells: usize, level_deviation: f64) -> (Band, Band) {
        let mut sum = Expected::NOTHING;
        for _ in 0..cells {
            sum.add(&Predictive::poisson(1.0).unwrap(), level_deviation, None);
        }
        let policy = Policy {
            band_edges: [0.5, 0.8, 1.2, 1.5],
            ..Policy::default()
        };
        let told = sum.bands(1.0 / cells as f64, &policy);
        (told.low, told.high)
    }

    #[test]
    fn a_sum_of_many_cells_is_as_unsure_as_the_level_that_they_share() {
        let (low, high) = interval(10_000, 0.0);
        assert_eq!(low, high, "10,000 independent cells are sure to 1 %");
        let (low, high) = interval(10_000, 0.25);
        assert!(low < high, "their level is not: {low:?} {high:?}");
    }
}
