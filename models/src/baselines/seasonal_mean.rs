//! The same time of the year.

use crate::Task;
use crate::baselines::baseline::Rule;

/// A cell's risk is what was recorded in it around the same time of earlier years: on the days of the window and the
/// [`SeasonalMean::MARGIN_DAYS`] before and after.
///
/// With less than a year of history no cell stands out.
///
/// # Source
/// The seasonal naive method, averaged: Hyndman and Athanasopoulos (2021), *Forecasting: Principles and Practice*,
/// 3rd ed., section 5.2.
#[derive(Debug, Clone, Copy, Default)]
pub struct SeasonalMean;

impl SeasonalMean {
    /// Days on both sides of the window.
    pub const MARGIN_DAYS: f64 = 14.0;
    const YEAR_DAYS: f64 = 365.25;

    /// Whether a day so many days before the middle of the window lies in its season.
    fn in_season(days_before: f64, window_days: f64) -> bool {
        let years = (days_before / Self::YEAR_DAYS).round();
        let off = (days_before - years * Self::YEAR_DAYS).abs();
        years >= 1.0 && off <= window_days / 2.0 + Self::MARGIN_DAYS
    }
}

impl Rule for SeasonalMean {
    fn name(&self) -> &'static str {
        "seasonal_mean"
    }

    fn risks(&self, task: &Task<'_>) -> Vec<f64> {
        let window = f64::from(task.window().days());
        let mut risks = vec![0.0; task.lattice().len()];
        for event in task.own_events() {
            let before = f64::from(task.origin().days_since(event.day)) + window / 2.0;
            if Self::in_season(before, window) {
                risks[event.place] += f64::from(event.count);
            }
        }
        risks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_season_is_the_window_a_year_ago_with_its_margins_and_not_last_month() {
        assert!(SeasonalMean::in_season(365.0, 7.0));
        assert!(SeasonalMean::in_season(365.25 * 3.0 + 17.5, 7.0));
        assert!(!SeasonalMean::in_season(365.25 + 17.6, 7.0));
        assert!(!SeasonalMean::in_season(10.0, 7.0));
        assert!(!SeasonalMean::in_season(180.0, 7.0));
    }
}
