//! How far counts scatter around their mean.

use oshaq_domain::{Day, Predictive};

use crate::{ModelError, Task};

/// Past windows that dispersion is learnt from.
pub const DISPERSION_WINDOWS: usize = 8;

/// Days of history that must lie before a past window.
pub const LEAST_HISTORY_DAYS: u32 = 56;

/// Overdispersion α of a negative binomial: the variance is μ + α μ². Poisson where α = 0.
///
/// # Source
/// Cameron and Trivedi, *Regression Analysis of Count Data*, 2nd ed., section 3.3 (NB2), by maximum likelihood.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dispersion(f64);

impl Dispersion {
    const LEAST: f64 = 1e-4;
    const MOST: f64 = 1e2;
    /// Steps of the golden-section search: they narrow ln α to 0.01.
    const STEPS: usize = 16;

    /// Learns from the last [`DISPERSION_WINDOWS`] windows of a history, each forecast by `means` from what was
    /// known before it, oldest first. Poisson where the history is too short for one.
    ///
    /// # Errors
    /// Whatever `means` returns.
    pub fn learn(
        task: &Task<'_>,
        mut means: impl FnMut(&Task<'_>) -> Result<Vec<f64>, ModelError>,
    ) -> Result<Self, ModelError> {
        let step = task.window().days();
        let mut rows = Rows::default();
        for origin in past_origins(task, step, DISPERSION_WINDOWS) {
            task.stop().go_on()?;
            let earlier = task.at(origin)?;
            rows.add(&means(&earlier)?, &observed(task, &earlier));
        }
        Ok(rows.fit())
    }

    /// Learns from means, counts and how many cells each of these stands for.
    pub(crate) fn of_rows(rows: impl Iterator<Item = (f64, u32, f64)>) -> Self {
        let mut sorted = Rows::default();
        for (mean, count, cells) in rows.filter(|row| row.0 > 0.0) {
            sorted.push(mean, count, cells);
        }
        sorted.fit()
    }

    /// No overdispersion.
    pub const fn poisson() -> Self {
        Self(0.0)
    }

    /// The number α.
    pub const fn alpha(self) -> f64 {
        self.0
    }

    /// The distribution around a mean.
    ///
    /// # Errors
    /// [`ModelError::Predictive`] when the mean is negative or not finite.
    pub fn around(self, mean: f64) -> Result<Predictive, ModelError> {
        Ok(Predictive::new(mean, mean + self.0 * mean * mean)?)
    }

    /// The distributions around means.
    ///
    /// # Errors
    /// See [`Dispersion::around`].
    pub fn around_all(self, means: &[f64]) -> Result<Vec<Predictive>, ModelError> {
        means.iter().map(|&mean| self.around(mean)).collect()
    }
}

/// First days of at most `most` past windows that can be judged at the origin of a task, `step` days apart, oldest first: they end so many days before
/// it that their records are known ([`Task::settling_days`]).
pub fn past_origins(task: &Task<'_>, step: u32, most: usize) -> Vec<Day> {
    let earliest = task.start().plus(LEAST_HISTORY_DAYS);
    let latest = task
        .origin()
        .minus(task.window().days() + task.settling_days());
    let mut origins: Vec<Day> = std::iter::successors(latest, |day| day.minus(step))
        .take_while(|&day| earliest.is_some_and(|earliest| earliest <= day))
        .take(most)
        .collect();
    origins.reverse();
    origins
}

/// What is known by the origin of `task` about the window of an earlier one, by place.
fn observed(task: &Task<'_>, earlier: &Task<'_>) -> Vec<u32> {
    let mut counts = vec![0; task.lattice().len()];
    for event in task.own_events() {
        if earlier.window().contains(event.day) {
            counts[event.place] += event.count;
        }
    }
    counts
}

/// Means and counts to learn from.
#[derive(Default)]
struct Rows {
    /// Means of the cells without a record, and how many cells there are of each.
    zeros: Vec<(f64, f64)>,
    hits: Vec<(f64, u32)>,
}

impl Rows {
    fn add(&mut self, means: &[f64], counts: &[u32]) {
        for (&mean, &count) in means.iter().zip(counts).filter(|(mean, _)| **mean > 0.0) {
            self.push(mean, count, 1.0);
        }
    }

    fn push(&mut self, mean: f64, count: u32, cells: f64) {
        if count == 0 {
            self.zeros.push((mean, cells));
        } else {
            self.hits.push((mean, count));
        }
    }

    /// Golden-section search for the α of greatest likelihood on a logarithmic scale.
    fn fit(&self) -> Dispersion {
        if self.hits.is_empty() {
            return Dispersion(0.0);
        }
        let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
        let (mut low, mut high) = (Dispersion::LEAST.ln(), Dispersion::MOST.ln());
        let within =
            |low: f64, high: f64| (high - golden * (high - low), low + golden * (high - low));
        let (mut left, mut right) = within(low, high);
        let (mut at_left, mut at_right) = (self.ln_likelihood(left), self.ln_likelihood(right));
        for _ in 0..Dispersion::STEPS {
            if at_left > at_right {
                (high, right, at_right) = (right, left, at_left);
                left = within(low, high).0;
                at_left = self.ln_likelihood(left);
            } else {
                (low, left, at_left) = (left, right, at_right);
                right = within(low, high).1;
                at_right = self.ln_likelihood(right);
            }
        }
        Dispersion(f64::midpoint(low, high).exp())
    }

    fn ln_likelihood(&self, ln_alpha: f64) -> f64 {
        let alpha = ln_alpha.exp();
        let zeros: f64 = self
            .zeros
            .iter()
            .map(|(mean, cells)| cells * (alpha * mean).ln_1p())
            .sum();
        let hits: f64 = self
            .hits
            .iter()
            .filter_map(|&(mean, count)| {
                let spread = Predictive::new(mean, mean + alpha * mean * mean).ok()?;
                Some(spread.ln_pmf(count))
            })
            .sum();
        hits - zeros / alpha
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;
    use rand_distr::{Distribution, Gamma, Poisson};

    fn drawn(alpha: f64) -> Rows {
        let mut rng = ChaCha8Rng::seed_from_u64(5);
        let mut rows = Rows::default();
        for n in 0..40_000 {
            let mean = 0.05 + f64::from(n % 10) * 0.2;
            let rate = if alpha > 0.0 {
                Gamma::new(1.0 / alpha, alpha * mean)
                    .unwrap()
                    .sample(&mut rng)
            } else {
                mean
            };
            let count = Poisson::new(rate.max(1e-12)).unwrap().sample(&mut rng);
            rows.add(&[mean], &[count as u32]);
        }
        rows
    }

    #[test]
    fn the_dispersion_of_drawn_counts_is_recovered() {
        let found = drawn(0.7).fit().alpha();
        assert!((found - 0.7).abs() < 0.06, "{found}");
    }

    #[test]
    fn poisson_counts_have_next_to_no_dispersion() {
        let found = drawn(0.0).fit().alpha();
        assert!(found < 0.02, "{found}");
    }

    #[test]
    fn nothing_to_learn_from_means_poisson() {
        assert_eq!(Rows::default().fit(), Dispersion(0.0));
    }

    /// 400 days with ten offences a day, each known as many days later as `lag` says of its number.
    fn last_judged(lag: impl Fn(u32) -> u32) -> i32 {
        let cell: oshaq_domain::Cell = "89283082837ffff".parse().unwrap();
        let (slug, start): (_, Day) = ("theft".parse().unwrap(), "2022-01-01".parse().unwrap());
        let mut builder = oshaq_domain::CountsBuilder::new(cell.resolution());
        for n in 0..400 {
            let day = start.plus(n).unwrap();
            for offence in 0..10 {
                let known = day.plus(lag(offence)).unwrap();
                builder.add(cell, day, known, &slug, 1).unwrap();
            }
        }
        let counts = builder.build().unwrap().until(start.plus(400).unwrap());
        let lattice = crate::Lattice::new(oshaq_domain::Universe::of(vec![cell]));
        let (inputs, week) = (
            crate::Inputs::every(&counts),
            oshaq_domain::Horizon::days(7).unwrap(),
        );
        let task = Task::new(counts, &lattice, &inputs, &slug, Some(start), week).unwrap();
        let last = *past_origins(&task, 7, 4).last().unwrap();
        task.origin().days_since(last) - 7
    }

    #[test]
    fn the_newest_window_that_is_judged_ends_when_nearly_all_of_it_is_known() {
        assert_eq!(last_judged(|_| 0), 0);
        assert_eq!(
            last_judged(|offence| if offence < 9 { offence } else { 20 }),
            20
        );
        assert_eq!(last_judged(|_| 90), 56);
    }
}
