//! How the total of a forecast is found: from the recent days, or from these and the calendar.

use oshaq_domain::Window;

use crate::distribution::dispersion::past_origins;
use crate::judging::clear_gain::clear_gain;
use crate::judging::scores::deviance;
use crate::totals::calendar_total::{CalendarTotal, CalendarTotalFit};
use crate::totals::daily_series::{DailySeries, Recent};
use crate::totals::level::{LEVEL_DAYS, recent_total};
use crate::{ModelError, Task};

/// The rule that is used: the level of the recent days, times the calendar's factor to the power of a share.
#[derive(Debug, Clone)]
pub struct TotalRule {
    choice: Choice,
    /// Where the share is not 0.
    calendar: Option<CalendarTotalFit>,
    /// See [`TotalRule::relative_variance`].
    relative_variance: f64,
}

/// One of the rules that are tried.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Choice {
    recent: Recent,
    /// Of the calendar's logarithm; a half is the geometric mean with the recent level.
    share: f64,
}

impl Choice {
    /// What every other model does: the last [`LEVEL_DAYS`] without a calendar.
    const USUAL: Self = Self {
        recent: Recent::Days(LEVEL_DAYS),
        share: 0.0,
    };
    /// A quicker and a slower level.
    const LEVELS: [Recent; 2] = [Recent::HalfLife(14), Recent::HalfLife(112)];
    const SHARES: [f64; 2] = [0.5, 1.0];

    /// The same with other levels.
    fn levels(self) -> impl Iterator<Item = Self> {
        let with = move |recent| Self { recent, ..self };
        Self::LEVELS.into_iter().map(with)
    }

    /// The same with more of the calendar.
    fn shares(self) -> impl Iterator<Item = Self> {
        let with = move |share| Self { share, ..self };
        Self::SHARES.into_iter().map(with)
    }

    fn daily(self, known: &DailySeries) -> f64 {
        known.recent_mean(self.recent).max(LEAST_DAILY)
    }

    fn factor(self, calendar: &CalendarTotalFit, window: Window) -> f64 {
        calendar.factor(window, self.recent).powf(self.share)
    }
}

impl TotalRule {
    /// Days before the origin whose windows the calendar is tried on; what it is tried with is learnt before them.
    pub const TRIAL_DAYS: u32 = 364;
    /// Least windows of a trial.
    pub const LEAST_TRIALS: usize = 8;

    /// The last [`LEVEL_DAYS`] alone.
    pub const fn recent() -> Self {
        Self {
            choice: Choice::USUAL,
            calendar: None,
            relative_variance: 0.0,
        }
    }

    /// Takes up another level and then the calendar where, over the past windows of a year, that came closer to the totals than the
    /// last [`LEVEL_DAYS`], or that level without the calendar, by more than two standard errors of the paired differences of deviance; else these stay.
    ///
    /// # Errors
    /// [`ModelError::Regression`].
    pub fn learn(task: &Task<'_>) -> Result<Self, ModelError> {
        let days = task.window().days();
        let origins = past_origins(task, days, (Self::TRIAL_DAYS / days) as usize);
        let Some(&first) = origins
            .first()
            .filter(|_| origins.len() >= Self::LEAST_TRIALS)
        else {
            return Ok(Self::recent());
        };
        let (committed, calendar) = (DailySeries::committed(task), CalendarTotal::new()?);
        let known = DailySeries::known(task);
        let windows = origins
            .iter()
            .filter_map(|&origin| task.horizon().from(origin));
        let trials = Trials {
            calendar: calendar.fit(&settled(&DailySeries::committed(&task.at(first)?)))?,
            windows: windows
                .map(|window| TotalTrial {
                    known: known.until(window.start()),
                    observed: committed.sum(window),
                    window,
                })
                .collect(),
        };
        let choice = trials.better(Choice::USUAL, Choice::levels);
        let choice = if trials.calendar.is_some() {
            trials.better(choice, Choice::shares)
        } else {
            choice
        };
        let calendar = if choice.share > 0.0 {
            calendar.fit(&settled(&committed))?
        } else {
            None
        };
        Ok(Self {
            relative_variance: trials.relative_variance(choice),
            choice,
            calendar,
        })
    }

    /// How far past totals were from what the rule made of them, squared, over the square of that, beyond the scatter of a Poisson
    /// number; 0 where no windows were tried.
    pub const fn relative_variance(&self) -> f64 {
        self.relative_variance
    }

    /// Offences to be expected in the window of a task before the calendar has its say.
    pub fn level(&self, task: &Task<'_>) -> f64 {
        if self.choice.recent == Choice::USUAL.recent {
            recent_total(task)
        } else {
            self.choice.daily(&DailySeries::known(task)) * f64::from(task.window().days())
        }
    }

    /// What the calendar makes of the level in a window: 1 where it is not used.
    pub fn factor(&self, window: Window) -> f64 {
        let calendar = self.calendar.as_ref();
        calendar.map_or(1.0, |fit| self.choice.factor(fit, window))
    }

    /// What was taken up, as the name of a forecast says it: nothing, `+level`, `+calendar` or both.
    pub fn name(&self) -> &'static str {
        let level = self.choice.recent != Choice::USUAL.recent;
        match (level, self.calendar.is_some()) {
            (false, false) => "",
            (true, false) => "+level",
            (false, true) => "+calendar",
            (true, true) => "+level+calendar",
        }
    }
}

/// Without the last [`LEVEL_DAYS`]: not all that was committed on them is known yet, which a trend would take for a fall.
pub(super) fn settled(series: &DailySeries) -> DailySeries {
    let end = series.end().and_then(|end| end.minus(LEVEL_DAYS));
    end.map_or_else(|| series.clone(), |end| series.until(end))
}

/// Half an offence in [`LEVEL_DAYS`].
const LEAST_DAILY: f64 = 0.5 / LEVEL_DAYS as f64;

/// Past windows.
struct Trials {
    /// Learnt before the first of them.
    calendar: Option<CalendarTotalFit>,
    windows: Vec<TotalTrial>,
}

/// One past window.
struct TotalTrial {
    window: Window,
    /// What was known before it.
    known: DailySeries,
    /// Offences that came.
    observed: f64,
}

impl Trials {
    /// The closest of other choices where it is clearly closer than a first one, else that.
    fn better<I: Iterator<Item = Choice>>(&self, first: Choice, others: fn(Choice) -> I) -> Choice {
        let usual = self.deviances(first);
        let mut best = (0.0, first);
        for other in others(first) {
            let gain = clear_gain(&usual, &self.deviances(other));
            if gain > best.0 {
                best = (gain, other);
            }
        }
        best.1
    }

    fn deviances(&self, choice: Choice) -> Vec<f64> {
        let pairs = self.observed_and_expected(choice);
        pairs
            .map(|(observed, expected)| deviance(observed, expected))
            .collect()
    }

    fn relative_variance(&self, choice: Choice) -> f64 {
        let (mut excess, mut squares) = (0.0, 0.0);
        for (observed, expected) in self.observed_and_expected(choice) {
            excess += (observed - expected).powi(2) - expected;
            squares += expected.powi(2);
        }
        (excess / squares).max(0.0)
    }

    fn observed_and_expected(&self, choice: Choice) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.windows.iter().map(move |trial| {
            let calendar = self.calendar.as_ref();
            let factor = calendar.map_or(1.0, |fit| choice.factor(fit, trial.window));
            let days = f64::from(trial.window.days());
            (trial.observed, choice.daily(&trial.known) * days * factor)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recent_level_alone_is_not_worth_a_name() {
        assert_eq!(TotalRule::recent().name(), "");
    }
}
