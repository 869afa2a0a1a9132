//! Offences of a category day by day, all cells together.

use oshaq_domain::{Day, Window};

use crate::Task;
use crate::task::Event;

/// How much each of the days just past counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Recent {
    /// So many days, all the same.
    Days(u32),
    /// The last day most; one so many days before it half.
    HalfLife(u32),
}

impl Recent {
    /// Half-lives after which a day counts as nothing.
    const HALVINGS: u32 = 8;

    /// Weights of the days, the last day first.
    pub fn weights(self) -> Vec<f64> {
        match self {
            Self::Days(days) => vec![1.0; days as usize],
            Self::HalfLife(days) => (0..Self::HALVINGS * days)
                .map(|age| (-f64::from(age) / f64::from(days)).exp2())
                .collect(),
        }
    }
}

/// Daily totals from one day on.
#[derive(Debug, Clone, PartialEq)]
pub struct DailySeries {
    start: Day,
    counts: Vec<f64>,
}

impl DailySeries {
    /// Puts totals to consecutive days.
    pub const fn new(start: Day, counts: Vec<f64>) -> Self {
        Self { start, counts }
    }

    /// What a task knows of its own category, by day of commission; it ends where the history ends.
    pub fn committed(task: &Task<'_>) -> Self {
        Self::of_nation(task, |event| event.day)
    }

    /// The same by the day on which it became known.
    pub fn known(task: &Task<'_>) -> Self {
        Self::of_nation(task, |event| event.known)
    }

    fn of_nation(task: &Task<'_>, day: impl Fn(&Event) -> Day) -> Self {
        let mut all = Self::by_group(task, 1, |_| 0, day);
        all.swap_remove(0)
    }

    /// What a task knows of its own category, by group of records and by a day of theirs.
    pub(crate) fn by_group(
        task: &Task<'_>,
        groups: usize,
        group: impl Fn(&Event) -> usize,
        day: impl Fn(&Event) -> Day,
    ) -> Vec<Self> {
        let days = task.days().unsigned_abs() as usize;
        let mut series = vec![Self::new(task.start(), vec![0.0; days]); groups];
        for event in task.own_events() {
            let days = day(&event).days_since(task.start()).unsigned_abs();
            if let Some(count) = series[group(&event)].counts.get_mut(days as usize) {
                *count += f64::from(event.count);
            }
        }
        series
    }

    /// First day.
    pub const fn start(&self) -> Day {
        self.start
    }

    /// The totals.
    pub fn counts(&self) -> &[f64] {
        &self.counts
    }

    /// The day after the last; `None` beyond the calendar.
    pub fn end(&self) -> Option<Day> {
        self.start.plus(self.counts.len() as u32)
    }

    /// The days with their totals.
    pub fn days(&self) -> impl Iterator<Item = (Day, f64)> + '_ {
        let days = (0..).map_while(|n| self.start.plus(n));
        days.zip(self.counts.iter().copied())
    }

    /// Only the days before `end`.
    #[must_use]
    pub fn until(&self, end: Day) -> Self {
        let kept = end.days_since(self.start).max(0) as usize;
        let kept = kept.min(self.counts.len());
        Self::new(self.start, self.counts[..kept].to_vec())
    }

    /// Totals of consecutive runs of so many days up to the end; days at the start that fill no run are left out.
    pub fn runs(&self, days: u32) -> Vec<f64> {
        let runs = self.counts.rchunks_exact(days.max(1) as usize).rev();
        runs.map(|run| run.iter().sum()).collect()
    }

    /// Weighted mean of the last days; 0 without any.
    pub fn recent_mean(&self, recent: Recent) -> f64 {
        let days = self.counts.iter().rev().zip(recent.weights());
        let (sum, weights) = days.fold((0.0, 0.0), |(sum, weights), (count, weight)| {
            (sum + weight * count, weights + weight)
        });
        if weights > 0.0 { sum / weights } else { 0.0 }
    }

    /// Sum over the days of a window that the series holds.
    pub fn sum(&self, window: Window) -> f64 {
        let within = self.days().filter(|(day, _)| window.contains(*day));
        within.map(|(_, count)| count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_end_where_the_series_ends_and_recent_days_are_the_last() {
        let series = DailySeries::new("2025-01-01".parse().unwrap(), vec![9.0, 1.0, 2.0, 3.0, 4.0]);
        assert_eq!(series.runs(2), [3.0, 7.0]);
        assert!((series.recent_mean(Recent::Days(2)) - 3.5).abs() < 1e-12);
        assert!((series.recent_mean(Recent::Days(99)) - 3.8).abs() < 1e-12);
        // By hand: (4 + 3/2 + 2/4 + 1/8 + 9/16) / (31/16).
        let faded = series.recent_mean(Recent::HalfLife(1));
        assert!((faded - 6.6875 / 1.9375).abs() < 1e-12);
        let third: Day = "2025-01-03".parse().unwrap();
        assert_eq!(series.until(third).counts(), [9.0, 1.0]);
        let window = Window::new(third, third.plus(9).unwrap()).unwrap();
        assert!((series.sum(window) - 9.0).abs() < 1e-12);
    }
}
