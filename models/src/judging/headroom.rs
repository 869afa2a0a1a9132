//! What a forecast would score if it were true.

use std::collections::BTreeMap;

use oshaq_domain::{Level, Predictive};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::judging::ranking::Ranking;
use crate::judging::scores::deviance;
use crate::registry::asked_for;
use crate::{Area, ModelError, Observer, Outcome};

/// Looks on at a backtest and draws, many times over, what would have been recorded if every forecast were true: the scores of
/// those draws are what an oracle gets that knows the rates as the forecast tells them. How far a bar lies from them, in
/// standard deviations, tells whether a better model or only better luck could reach it.
///
/// The truth is rougher than a forecast, which smooths what it cannot know; so an oracle of the real world would catch more than
/// this one, and the standard deviation is the more telling of the two.
///
/// # Source
/// The parametric bootstrap of a score: Efron and Tibshirani (1993), *An Introduction to the Bootstrap*, section 6.5.
#[derive(Debug, Clone)]
pub struct Headroom {
    area: Area,
    draws: u64,
    by_model: BTreeMap<String, Vec<Tally>>,
}

/// One draw of all windows so far.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    caught: f64,
    offences: f64,
    deviance: f64,
    cells: f64,
}

/// Mean and standard deviation of a score over the draws.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drawn {
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub deviation: f64,
}

impl Drawn {
    /// How many standard deviations a value lies above the mean.
    pub fn distance(&self, value: f64) -> f64 {
        (value - self.mean) / self.deviation
    }

    fn of(values: impl Iterator<Item = f64>) -> Self {
        let values: Vec<f64> = values.collect();
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        Self {
            mean,
            deviation: (squares / (count - 1.0)).sqrt(),
        }
    }
}

impl Headroom {
    /// Draws unless chosen otherwise: the standard deviation is then known to 5 %.
    pub const DRAWS: u64 = 200;

    /// For hits in an area, with so many draws.
    ///
    /// # Errors
    /// [`ModelError::Choice`] for fewer than two draws, which have no standard deviation.
    pub fn new(area: Area, draws: u64) -> Result<Self, ModelError> {
        if draws < 2 {
            return crate::error::refuse("draws", draws, "at least two are needed");
        }
        Ok(Self {
            area,
            draws,
            by_model: BTreeMap::new(),
        })
    }

    /// Of the forecasts of a model: the share of offences caught, and the Poisson deviance per cell and window.
    pub fn of(&self, model: &str) -> Option<(Drawn, Drawn)> {
        let tallies = self.by_model.get(model)?;
        let hits = tallies.iter().map(|tally| tally.caught / tally.offences);
        let deviances = tallies.iter().map(|tally| tally.deviance / tally.cells);
        Some((Drawn::of(hits), Drawn::of(deviances)))
    }

    fn draw(&self, outcome: &Outcome<'_>, seed: u64) -> Tally {
        let predictives = outcome.forecast.predictives();
        let start = outcome.forecast.window().start().since_epoch();
        let mut random = ChaCha8Rng::seed_from_u64(seed << 32 | u64::from(start.unsigned_abs()));
        let counts = predictives.iter().map(|law| drawn(law, &mut random));
        let counts: Vec<f64> = counts.collect();
        let means: Vec<f64> = predictives.iter().map(Predictive::mean).collect();
        let cells = counts.len() as f64;
        let deviances = counts.iter().zip(&means);
        Tally {
            caught: Ranking::of(&means, &counts).caught(self.area.share() * cells),
            offences: counts.iter().sum(),
            deviance: deviances.map(|(&count, &mean)| deviance(count, mean)).sum(),
            cells,
        }
    }
}

/// A count of a law by inversion.
fn drawn(law: &Predictive, random: &mut ChaCha8Rng) -> f64 {
    let chance = random.random::<f64>();
    match Level::new(chance) {
        Ok(level) if chance > law.cdf(0) => f64::from(law.quantile(level)),
        _ => 0.0,
    }
}

impl Observer for Headroom {
    fn outcome(&mut self, outcome: &Outcome<'_>) {
        let draws = (0..self.draws).into_par_iter();
        let tries: Vec<Tally> = draws.map(|seed| self.draw(outcome, seed)).collect();
        let name = asked_for(outcome.forecast.model()).to_owned();
        let tallies = self.by_model.entry(name).or_default();
        tallies.resize(tries.len(), Tally::default());
        for (sum, draw) in tallies.iter_mut().zip(tries) {
            sum.caught += draw.caught;
            sum.offences += draw.offences;
            sum.deviance += draw.deviance;
            sum.cells += draw.cells;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oshaq_domain::{Cell, Forecast, Universe, Window};

    fn forecast() -> Forecast {
        let centre: Cell = "89283082837ffff".parse().unwrap();
        let cells: Vec<Cell> = (0..=5).flat_map(|distance| centre.ring(distance)).collect();
        let hot = |place: usize| if place < 9 { 4.0 } else { 0.5 };
        let laws = (0..cells.len()).map(|place| Predictive::poisson(hot(place)).unwrap());
        let window = Window::new("2025-01-01".parse().unwrap(), "2025-01-08".parse().unwrap());
        let (slug, universe) = ("theft".parse().unwrap(), Universe::of(cells));
        let laws = laws.collect();
        Forecast::new(slug, window.unwrap(), "any", universe, laws).unwrap()
    }

    /// 91 cells, 9 of them expecting 36 of 77 offences; a draw of N offences catches 36/77 give or take √(p(1−p)/N).
    #[test]
    fn hits_of_the_draws_lie_around_the_expected_share_by_the_binomial_error() {
        let forecast = forecast();
        let area = Area::percent(900.0 / 91.0).unwrap();
        let mut headroom = Headroom::new(area, 400).unwrap();
        let observed = vec![0; forecast.predictives().len()];
        headroom.outcome(&Outcome {
            forecast: &forecast,
            observed: &observed,
            outside: 0,
        });
        let (hit, deviance) = headroom.of("any").unwrap();
        let share = 36.0 / 77.0;
        let error = (share * (1.0 - share) / 77.0_f64).sqrt();
        assert!((hit.mean - share).abs() < 4.0 * error / 20.0, "{hit:?}");
        assert!((hit.deviation / error - 1.0).abs() < 0.15, "{hit:?}");
        assert!((hit.distance(hit.mean + hit.deviation) - 1.0).abs() < 1e-12);
        // A Poisson count of mean 0.5 has an expected deviance of 1.007, one of mean 4 of 1.064 (summed over its chances).
        let expected = (9.0 * 1.064 + 82.0 * 1.007) / 91.0;
        assert!(
            (deviance.mean - expected).abs() < 0.03,
            "{deviance:?} {expected}"
        );
        assert!(headroom.of("another").is_none());
        assert!(Headroom::new(area, 1).is_err());
    }
}
