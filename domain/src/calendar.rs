//! When: days, months, windows and horizons.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// A calendar day by the local wall clock of the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(NaiveDate);

impl Day {
    /// The day of a date.
    pub const fn new(date: NaiveDate) -> Self {
        Self(date)
    }

    /// The date.
    pub const fn date(self) -> NaiveDate {
        self.0
    }

    /// Days since 1970-01-01.
    pub fn since_epoch(self) -> i32 {
        self.0.num_days_from_ce() - 719_163
    }

    /// The day so many days after 1970-01-01; `None` beyond the calendar.
    pub fn from_epoch(days: i32) -> Option<Self> {
        NaiveDate::from_num_days_from_ce_opt(days.checked_add(719_163)?).map(Self)
    }

    /// The day `days` later; `None` beyond the calendar.
    pub fn plus(self, days: u32) -> Option<Self> {
        self.0
            .checked_add_days(Days::new(u64::from(days)))
            .map(Self)
    }

    /// The day `days` earlier; `None` beyond the calendar.
    pub fn minus(self, days: u32) -> Option<Self> {
        self.0
            .checked_sub_days(Days::new(u64::from(days)))
            .map(Self)
    }

    /// Days from `earlier` to this day, negative when it is later.
    pub fn days_since(self, earlier: Self) -> i32 {
        self.since_epoch() - earlier.since_epoch()
    }

    /// Weekday: 0 on Mondays, 6 on Sundays.
    pub fn weekday(self) -> u32 {
        self.0.weekday().num_days_from_monday()
    }

    /// Days since the first of January.
    pub fn of_year(self) -> u32 {
        self.0.ordinal0()
    }

    /// The month of the day.
    pub fn month(self) -> Month {
        Month {
            year: self.0.year(),
            month: self.0.month(),
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Day {
    type Err = chrono::ParseError;
    fn from_str(text: &str) -> Result<Self, chrono::ParseError> {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").map(Self)
    }
}

/// A month is not written as `2025-01`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a month; write it as 2025-01")]
pub struct MonthError(String);

/// A calendar month, written `2025-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    year: i32,
    month: u32,
}

impl Month {
    /// First day of the month.
    pub fn first_day(self) -> Day {
        match NaiveDate::from_ymd_opt(self.year, self.month, 1) {
            Some(first) => Day(first),
            None => unreachable!("a month is one of the calendar: {self:?}"),
        }
    }

    /// The month after.
    #[must_use]
    pub fn next(self) -> Self {
        self.plus(1)
    }

    /// The month `months` later (earlier when negative).
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        let index = self.index() + months;
        Self {
            year: index.div_euclid(12),
            month: index.rem_euclid(12) as u32 + 1,
        }
    }

    /// Months since January of year 0.
    pub fn index(self) -> i32 {
        self.year * 12 + self.month as i32 - 1
    }

    /// The year.
    pub const fn year(self) -> i32 {
        self.year
    }

    /// The days of the month.
    pub fn window(self) -> Window {
        Window {
            start: self.first_day(),
            end: self.next().first_day(),
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = MonthError;
    fn from_str(text: &str) -> Result<Self, MonthError> {
        let day = format!("{text}-01").parse::<Day>();
        match day {
            Ok(day) if text.len() == 7 => Ok(day.month()),
            _ => Err(MonthError(text.to_owned())),
        }
    }
}

impl TryFrom<String> for Month {
    type Error = MonthError;
    fn try_from(text: String) -> Result<Self, MonthError> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

/// A window must hold at least one day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the window from {start} to {end} holds no day; its end must be later than its start")]
pub struct WindowError {
    start: Day,
    end: Day,
}

/// A run of whole days, `start` included and `end` not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Window {
    start: Day,
    end: Day,
}

impl Window {
    /// The days from `start` up to, not including, `end`.
    ///
    /// # Errors
    /// [`WindowError`] when no day is left.
    pub fn new(start: Day, end: Day) -> Result<Self, WindowError> {
        if start < end {
            Ok(Self { start, end })
        } else {
            Err(WindowError { start, end })
        }
    }

    /// First day.
    pub const fn start(self) -> Day {
        self.start
    }

    /// The day after the last.
    pub const fn end(self) -> Day {
        self.end
    }

    /// Number of days, at least 1.
    pub fn days(self) -> u32 {
        self.end.days_since(self.start).unsigned_abs()
    }

    /// Whether the day is in the window.
    pub fn contains(self, day: Day) -> bool {
        self.start <= day && day < self.end
    }
}

/// Why a horizon was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HorizonError {
    /// Out of range.
    #[error("a horizon of {0} days is out of range; choose 1d to 366d")]
    Range(u32),
    /// Not written as days.
    #[error("`{0}` is not a horizon; write it in days, such as 7d or 28d")]
    Text(String),
}

/// How far ahead a forecast looks: 1 to 366 days, written `7d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Horizon(u32);

impl Horizon {
    /// A horizon of so many days.
    ///
    /// # Errors
    /// [`HorizonError::Range`] outside 1 to 366.
    pub const fn days(days: u32) -> Result<Self, HorizonError> {
        if days >= 1 && days <= 366 {
            Ok(Self(days))
        } else {
            Err(HorizonError::Range(days))
        }
    }

    /// Number of days.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The window of this length that starts on `start`; `None` beyond the calendar.
    pub fn from(self, start: Day) -> Option<Window> {
        Some(Window {
            start,
            end: start.plus(self.0)?,
        })
    }
}

impl fmt::Display for Horizon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}d", self.0)
    }
}

impl FromStr for Horizon {
    type Err = HorizonError;
    fn from_str(text: &str) -> Result<Self, HorizonError> {
        let days = text
            .strip_suffix('d')
            .and_then(|number| number.parse().ok());
        Self::days(days.ok_or_else(|| HorizonError::Text(text.to_owned()))?)
    }
}

impl TryFrom<String> for Horizon {
    type Error = HorizonError;
    fn try_from(text: String) -> Result<Self, HorizonError> {
        text.parse()
    }
}

impl From<Horizon> for String {
    fn from(horizon: Horizon) -> Self {
        horizon.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn the_epoch_is_day_zero_and_days_survive_the_number() {
        assert_eq!(day("1970-01-01").since_epoch(), 0);
        assert_eq!(
            Day::from_epoch(day("2025-12-31").since_epoch()),
            Some(day("2025-12-31"))
        );
        assert_eq!(Day::from_epoch(i32::MAX), None);
    }

    #[test]
    fn the_first_of_2024_was_a_monday_and_the_last_the_366th_day() {
        let (first, last) = (day("2024-01-01"), day("2024-12-31"));
        assert_eq!((first.weekday(), first.of_year()), (0, 0));
        assert_eq!((last.weekday(), last.of_year()), (1, 365));
    }

    #[test]
    fn months_count_across_years() {
        let january: Month = "2025-01".parse().unwrap();
        assert_eq!(january.plus(-1).to_string(), "2024-12");
        assert_eq!(january.plus(12).to_string(), "2026-01");
        assert_eq!(january.window().days(), 31);
        assert!("2025-13".parse::<Month>().is_err());
        assert!("2025-1".parse::<Month>().is_err());
    }

    #[test]
    fn a_window_without_a_day_is_refused() {
        assert!(Window::new(day("2025-01-01"), day("2025-01-01")).is_err());
        let window = Window::new(day("2025-01-01"), day("2025-01-08")).unwrap();
        assert_eq!(window.days(), 7);
        assert!(window.contains(day("2025-01-07")));
        assert!(!window.contains(day("2025-01-08")));
    }

    #[test]
    fn a_horizon_is_refused_beyond_both_ends() {
        assert!(Horizon::days(0).is_err());
        assert!(Horizon::days(1).is_ok());
        assert!(Horizon::days(366).is_ok());
        assert!(Horizon::days(367).is_err());
        assert_eq!("28d".parse::<Horizon>().unwrap().get(), 28);
        assert!("28".parse::<Horizon>().is_err());
        assert!("-1d".parse::<Horizon>().is_err());
    }
}
