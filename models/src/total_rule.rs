//! How the total of a forecast is found: from the recent days alone, or from these and the calendar.

use oshaq_domain::Window;

use crate::calendar_total::{CalendarTotal, CalendarTotalFit};
use crate::daily_series::DailySeries;
use crate::dispersion::past_origins;
use crate::level::LEVEL_DAYS;
use crate::scores::deviance;
use crate::{ModelError, Task};

/// The rule that is used: the recent level times the calendar's factor to the power of `share`.
#[derive(Debug, Clone)]
pub struct TotalRule {
    calendar: Option<CalendarTotalFit>,
    share: f64,
}

impl TotalRule {
    /// Days before the origin whose windows the calendar is tried on; what it is tried with is learnt before them.
    pub const TRIAL_DAYS: u32 = 364;
    /// Least windows of a trial.
    pub const LEAST_TRIALS: usize = 8;
    /// Shares of the calendar's logarithm that are tried beside none at all; half of it is the geometric mean of both rules.
    const SHARES: [f64; 2] = [0.5, 1.0];

    /// The recent level alone.
    pub const fn recent() -> Self {
        Self {
            calendar: None,
            share: 0.0,
        }
    }

    /// Takes the calendar up where, over the past windows of a year, it came closer to the totals than the recent level
    /// by more than one standard error of the paired differences of deviance; else the recent level stays.
    ///
    /// # Source
    /// One standard error as in Breiman, Friedman, Olshen and Stone (1984), *Classification and Regression Trees*, section 3.4.3.
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
        let Some(tried) = calendar.fit(&settled(&committed.until(first)))? else {
            return Ok(Self::recent());
        };
        let known = DailySeries::known(task);
        let windows = origins
            .iter()
            .filter_map(|&origin| task.horizon().from(origin));
        let trials = windows.map(|window| {
            let recent = known.until(window.start()).recent_mean(LEVEL_DAYS);
            TotalTrial {
                recent: recent.max(LEAST_DAILY) * f64::from(days),
                factor: tried.factor(window),
                observed: committed.sum(window),
            }
        });
        match better_share(&trials.collect::<Vec<_>>()) {
            Some(share) => Ok(Self {
                calendar: calendar.fit(&settled(&committed))?,
                share,
            }),
            None => Ok(Self::recent()),
        }
    }

    /// What the calendar makes of the recent level in a window: 1 where it is not used.
    pub fn factor(&self, window: Window) -> f64 {
        let calendar = self.calendar.as_ref();
        calendar.map_or(1.0, |fit| fit.factor(window).powf(self.share))
    }

    /// Whether the calendar is used.
    pub const fn uses_calendar(&self) -> bool {
        self.calendar.is_some()
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
    /// Offences to be expected by the recent level.
    recent: f64,
    /// What the calendar makes of it.
    factor: f64,
    /// Offences that came.
    observed: f64,
}

/// The share of the factor that came closest, where it was by more than one standard error closer than none.
fn better_share(trials: &[TotalTrial]) -> Option<f64> {
    let gains = TotalRule::SHARES.map(|share| {
        let gain = |trial: &TotalTrial| {
            let with_calendar = trial.recent * trial.factor.powf(share);
            deviance(trial.observed, trial.recent) - deviance(trial.observed, with_calendar)
        };
        (
            share,
            mean_and_error(&trials.iter().map(gain).collect::<Vec<_>>()),
        )
    });
    let best = gains
        .into_iter()
        .reduce(|best, next| if next.1.0 > best.1.0 { next } else { best });
    best.and_then(|(share, (mean, error))| (mean > error).then_some(share))
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

    fn trials(factor: f64, observed: [f64; 4]) -> Vec<TotalTrial> {
        let trial = |observed| TotalTrial {
            recent: 100.0,
            factor,
            observed,
        };
        observed.map(trial).into()
    }

    #[test]
    fn the_calendar_is_taken_up_where_it_is_closer_and_halved_where_it_says_too_much() {
        let share = |factor, observed| better_share(&trials(factor, observed));
        assert_eq!(share(1.2, [119.0, 121.0, 118.0, 122.0]), Some(1.0));
        assert_eq!(share(1.44, [119.0, 121.0, 118.0, 122.0]), Some(0.5));
        assert_eq!(share(1.2, [99.0, 101.0, 98.0, 102.0]), None);
    }

    #[test]
    fn a_gain_within_one_standard_error_changes_nothing() {
        assert_eq!(better_share(&trials(1.1, [60.0, 140.0, 65.0, 150.0])), None);
    }
}
