//! How much each member of a stack counts.

use std::ops::Range;

use oshaq_domain::Day;

use crate::distribution::conformal::ConformalLaws;
use crate::stack::risk_features::Samples;
use crate::totals::level::scale_rows;
use crate::totals::total_rule::TotalRule;
use crate::totals::unit_rule::{UnitFactors, UnitTrial};
use crate::{ModelError, Task};

/// Number of members.
pub const MEMBERS: usize = 3;

/// Weights of the members; they add up to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights([f64; MEMBERS]);

impl Weights {
    /// Of mixture, regression and trees where nothing else is known: on weeks of Toronto and St. Louis before the tests better than
    /// a third each.
    pub const USUAL: Self = Self([0.25, 0.5, 0.25]);
    /// Weights are tried in parts of so many.
    const PARTS: usize = 4;

    /// All weights in quarters.
    fn grid() -> impl Iterator<Item = Self> {
        let part = |count: usize| count as f64 / Self::PARTS as f64;
        (0..=Self::PARTS).flat_map(move |first| {
            (0..=Self::PARTS - first).map(move |second| {
                Self([
                    part(first),
                    part(second),
                    part(Self::PARTS - first - second),
                ])
            })
        })
    }

    /// The middle between these and the usual ones: a few weeks cannot tell good members apart.
    fn half_way_to_usual(self) -> Self {
        let weights = self.0.iter().zip(Self::USUAL.0);
        let mut middle = [0.0; MEMBERS];
        for (middle, (&own, usual)) in middle.iter_mut().zip(weights) {
            *middle = f64::midpoint(own, usual);
        }
        Self(middle)
    }

    /// Weighted geometric mean of the members' risks, cell by cell, from their logarithms.
    pub fn geometric_mean(self, ln_risks: &[Vec<f64>; MEMBERS]) -> Vec<f64> {
        (0..ln_risks[0].len())
            .map(|row| {
                let logarithms = ln_risks.iter().zip(self.0);
                let mean: f64 = logarithms
                    .map(|(ln_risks, weight)| weight * ln_risks[row])
                    .sum();
                mean.exp()
            })
            .collect()
    }
}

/// What members that did not see some past windows forecast for them.
pub struct Trial {
    origins: Vec<Day>,
    samples: Samples,
    /// Total expected of each window.
    totals: Vec<f64>,
    ln_risks: [Vec<f64>; MEMBERS],
}

impl Trial {
    /// What was expected of the units in each window, and what they had; nothing where all cells are in one.
    pub fn by_unit(&self, task: &Task<'_>, means: &[f64]) -> Vec<UnitTrial> {
        let units = task.lattice().units();
        let one = |(&origin, rows): (&Day, &Range<usize>)| {
            let mut trial = UnitTrial {
                window: task.horizon().from(origin)?,
                expected: vec![0.0; units.sizes().len()],
                observed: vec![0.0; units.sizes().len()],
            };
            for row in rows.clone() {
                let unit = units.parents()[self.samples.places[row]] as usize;
                let cells = f64::from(self.samples.exposures()[row]);
                trial.expected[unit] += means[row] * cells;
                trial.observed[unit] += self.samples.data.targets[row] * cells;
            }
            Some(trial)
        };
        if !task.lattice().has_units() {
            return Vec::new();
        }
        let windows = self.origins.iter().zip(&self.samples.windows);
        windows.filter_map(one).collect()
    }

    /// The means times the factors of their windows and units.
    pub fn moved(&self, task: &Task<'_>, mut means: Vec<f64>, factors: &[UnitFactors]) -> Vec<f64> {
        let units = task.lattice().units();
        for (factors, rows) in factors.iter().zip(&self.samples.windows) {
            let factors: Vec<f64> = factors.both().collect();
            for row in rows.clone() {
                means[row] *= factors[units.parents()[self.samples.places[row]] as usize];
            }
        }
        means
    }

    /// Puts the logarithms of the members' relative risks to the rows of the samples.
    ///
    /// # Errors
    /// [`ModelError::ShortHistory`].
    pub fn new(
        task: &Task<'_>,
        origins: &[Day],
        samples: Samples,
        ln_risks: [Vec<f64>; MEMBERS],
        rule: &TotalRule,
    ) -> Result<Self, ModelError> {
        let total = |&origin: &Day| {
            let earlier = task.at(origin)?;
            Ok(rule.level(&earlier) * rule.factor(earlier.window()))
        };
        let totals = origins
            .iter()
            .map(total)
            .collect::<Result<_, ModelError>>()?;
        Ok(Self {
            origins: origins.to_vec(),
            samples,
            totals,
            ln_risks,
        })
    }

    /// The weights in quarters under which the windows were likeliest, moved half way to the usual ones.
    pub fn weights(&self) -> Weights {
        let reached =
            Weights::grid().map(|weights| (self.ln_likelihood(&self.means(weights)), weights));
        let best = reached.reduce(|best, next| if next.0 > best.0 { next } else { best });
        best.map_or(Weights::USUAL, |(_, weights)| weights.half_way_to_usual())
    }

    /// What the weighted members expected, row by row.
    pub fn means(&self, weights: Weights) -> Vec<f64> {
        self.scaled(weights.geometric_mean(&self.ln_risks))
    }

    /// What a rule expected that gives every cell a relative risk.
    ///
    /// # Errors
    /// [`ModelError::ShortHistory`].
    pub fn means_of(
        &self,
        task: &Task<'_>,
        risks: impl Fn(&Task<'_>) -> Vec<f64>,
    ) -> Result<Vec<f64>, ModelError> {
        let mut rows = Vec::with_capacity(self.samples.places.len());
        for (&origin, window) in self.origins.iter().zip(&self.samples.windows) {
            let by_cell = risks(&task.at(origin)?);
            rows.extend(
                self.samples.places[window.clone()]
                    .iter()
                    .map(|&place| by_cell[place]),
            );
        }
        Ok(self.scaled(rows))
    }

    /// Scales the risks of every window to its total.
    fn scaled(&self, mut risks: Vec<f64>) -> Vec<f64> {
        for (window, &total) in self.samples.windows.iter().zip(&self.totals) {
            let exposures = &self.samples.exposures()[window.clone()];
            scale_rows(&mut risks[window.clone()], Some(exposures), total);
        }
        risks
    }

    /// Σ y ln μ − e μ.
    pub fn ln_likelihood(&self, means: &[f64]) -> f64 {
        let rows = self
            .samples
            .data
            .targets
            .iter()
            .zip(self.samples.exposures());
        rows.zip(means)
            .map(|((&rate, &exposure), &mean)| {
                let exposure = f64::from(exposure);
                let surprise = if rate > 0.0 { rate * mean.ln() } else { 0.0 };
                exposure * (surprise - mean)
            })
            .sum()
    }

    /// How the counts scattered around what was expected.
    ///
    /// # Errors
    /// [`ModelError::Predictive`] when a mean is not finite.
    pub fn laws(&self, means: Vec<f64>) -> Result<ConformalLaws, ModelError> {
        let rows = self
            .samples
            .data
            .targets
            .iter()
            .zip(self.samples.exposures());
        let rows = means.into_iter().zip(rows);
        let rows = rows.map(|(mean, (&rate, &cells))| (mean, rate as u32, f64::from(cells)));
        ConformalLaws::learn(&rows.collect::<Vec<_>>(), &self.samples.windows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tried_weights_add_up_to_one_and_each_member_is_once_alone() {
        let all: Vec<Weights> = Weights::grid().collect();
        assert_eq!(all.len(), 15);
        assert!(
            all.iter()
                .all(|weights| (weights.0.iter().sum::<f64>() - 1.0).abs() < 1e-12)
        );
        let alone = |member: usize| {
            all.iter()
                .filter(|weights| weights.0[member] > 0.99)
                .count()
        };
        assert_eq!([alone(0), alone(1), alone(2)], [1, 1, 1]);
    }

    #[test]
    fn the_geometric_mean_equals_the_hand_calculation() {
        let risks = [[1.0, 4.0], [16.0, 4.0], [1.0, 0.25]];
        let ln_risks = risks.map(|risks| risks.map(f64::ln).to_vec());
        let mean = Weights([0.25, 0.5, 0.25]).geometric_mean(&ln_risks);
        assert!((mean[0] - 4.0).abs() < 1e-12 && (mean[1] - 2.0).abs() < 1e-12);
    }

    #[test]
    fn learnt_weights_are_moved_half_way_to_the_usual_ones() {
        let moved = Weights([1.0, 0.0, 0.0]).half_way_to_usual();
        assert!((moved.0[0] - 0.625).abs() < 1e-12 && (moved.0[1] - 0.25).abs() < 1e-12);
        assert!((Weights::USUAL.0.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }
}
