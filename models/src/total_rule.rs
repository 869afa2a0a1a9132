//! How the total of a forecast is found: from the recent days, or from these and the calendar.

use oshaq_domain::Window;

use crate::calendar_total::{CalendarTotal, CalendarTotalFit};
use crate::daily_series::{DailySeries, Recent};
use crate::dispersion::past_origins;
use crate::level::{LEVEL_DAYS, recent_total};
use crate::scores::deviance;
use crate::{ModelError, Task};

/// The rule that is used: the level of the recent days, times the calendar's factor to the power of a share.
#[derive(Debug, Clone)]
pub struct TotalRule {
    choice: Choice,
    /// Where the share is not 0.
    calendar: Option<CalendarTotalFit>,
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
    /// Levels that are tried: the usual one, a quicker and a slower one.
    const LEVELS: [Recent; 3] = [
        Recent::Days(LEVEL_DAYS),
        Recent::HalfLife(14),
        Recent::HalfLife(112),
    ];
    const SHARES: [f64; 3] = [0.0, 0.5, 1.0];

    /// All, the usual one first.
    fn all() -> impl Iterator<Item = Self> {
        Self::LEVELS.into_iter().flat_map(|recent| {
            Self::SHARES
                .into_iter()
                .map(move |share| Self { recent, share })
        })
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
    /// Standard errors by which another rule must be closer: two and not one, since eight are tried.
    pub const ERRORS: f64 = 2.0;

    /// The last [`LEVEL_DAYS`] alone.
    pub const fn recent() -> Self {
        Self {
            choice: Choice::USUAL,
            calendar: None,
        }
    }

    /// Takes up another level or the calendar where, over the past windows of a year, that came closer to the totals than the
    /// last [`LEVEL_DAYS`] by more than [`TotalRule::ERRORS`] standard errors of the paired differences of deviance; else these stay.
    ///
    /// # Source
    /// Standard errors as a margin: Breiman, Friedman, Olshen and Stone (1984), *Classification and Regression Trees*, section 3.4.3.
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
        let tried = calendar.fit(&settled(&committed.until(first)))?;
        let choices: Vec<Choice> = Choice::all()
            .filter(|choice| choice.share <= 0.0 || tried.is_some())
            .collect();
        let known = DailySeries::known(task);
        let windows = origins
            .iter()
            .filter_map(|&origin| task.horizon().from(origin));
        let trials = windows.map(|window| {
            let known = known.until(window.start());
            let expected = |choice: &Choice| {
                let calendar = tried.as_ref().map_or(1.0, |fit| choice.factor(fit, window));
                choice.daily(&known) * f64::from(days) * calendar
            };
            TotalTrial {
                expected: choices.iter().map(expected).collect(),
                observed: committed.sum(window),
            }
        });
        let trials: Vec<TotalTrial> = trials.collect();
        let Some(choice) = closest(&trials).map(|number| choices[number]) else {
            return Ok(Self::recent());
        };
        let calendar = if choice.share > 0.0 {
            calendar.fit(&settled(&committed))?
        } else {
            None
        };
        Ok(Self { choice, calendar })
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
fn settled(series: &DailySeries) -> DailySeries {
    let end = series.end().and_then(|end| end.minus(LEVEL_DAYS));
    end.map_or_else(|| series.clone(), |end| series.until(end))
}

/// Half an offence in [`LEVEL_DAYS`].
const LEAST_DAILY: f64 = 0.5 / LEVEL_DAYS as f64;

/// One past window.
struct TotalTrial {
    /// Offences expected, by choice.
    expected: Vec<f64>,
    /// Offences that came.
    observed: f64,
}

/// Number of the choice that came closest, where it was by more than [`TotalRule::ERRORS`] standard errors closer than the first.
fn closest(trials: &[TotalTrial]) -> Option<usize> {
    let choices = trials.first()?.expected.len();
    let gains = (1..choices).map(|number| {
        let gain = |trial: &TotalTrial| {
            let off = |expected: f64| deviance(trial.observed, expected);
            off(trial.expected[0]) - off(trial.expected[number])
        };
        (
            number,
            mean_and_error(&trials.iter().map(gain).collect::<Vec<_>>()),
        )
    });
    let best = gains.reduce(|best, next| if next.1.0 > best.1.0 { next } else { best });
    best.and_then(|(number, (mean, error))| (mean > TotalRule::ERRORS * error).then_some(number))
}

/// Mean with its standard error.
fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (squares / (count - 1.0) / count).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three choices; two expect 100, the last so many.
    fn trials(expected: f64, observed: [f64; 4]) -> Vec<TotalTrial> {
        let trial = |observed| TotalTrial {
            expected: vec![100.0, 100.0, expected],
            observed,
        };
        observed.map(trial).into()
    }

    #[test]
    fn what_came_closer_is_taken_up() {
        let found = |observed| closest(&trials(120.0, observed));
        assert_eq!(found([119.0, 121.0, 118.0, 122.0]), Some(2));
        assert_eq!(found([99.0, 101.0, 98.0, 102.0]), None);
    }

    #[test]
    fn a_gain_within_two_standard_errors_changes_nothing() {
        assert_eq!(closest(&trials(110.0, [60.0, 140.0, 65.0, 150.0])), None);
    }

    #[test]
    fn the_usual_choice_is_the_first_of_all_and_says_nothing() {
        assert_eq!(Choice::all().next(), Some(Choice::USUAL));
        assert_eq!(TotalRule::recent().name(), "");
    }
}
