//! When, in statistical reports: whole months, from one to another.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Month;

/// A period is not written as one of its three forms.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a period; write a month as 2022-06, several as 2022-01/2022-06, a whole year as 2022"
)]
pub struct PeriodError(String);

/// Whole months in a row, the first and the last included.
///
/// It is written as ISO 8601 does: `2022-06`, `2022-01/2022-06`, and `2022` for January to December. A single month
/// that a report counts from January, January itself, is written `2022-01` as any other month.
///
/// # Example
/// ```
/// use oshaq_domain::Period;
/// let half = Period::since_january("2022-06".parse().unwrap());
/// assert_eq!(half.to_string(), "2022-01/2022-06");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    first: Month,
    last: Month,
}

impl Period {
    /// The months from `first` to `last`; `None` when the last comes before the first.
    pub fn new(first: Month, last: Month) -> Option<Self> {
        (first <= last).then_some(Self { first, last })
    }

    /// One month.
    pub const fn month(month: Month) -> Self {
        Self {
            first: month,
            last: month,
        }
    }

    /// January to this month of the same year, as cumulative reports count.
    pub fn since_january(last: Month) -> Self {
        Self {
            first: last.plus(-(last.index().rem_euclid(12))),
            last,
        }
    }

    /// The first month.
    pub const fn first(self) -> Month {
        self.first
    }

    /// The last month.
    pub const fn last(self) -> Month {
        self.last
    }

    /// Number of months, at least one.
    pub fn months(self) -> u32 {
        self.last.index().abs_diff(self.first.index()) + 1
    }

    /// The year, where the period is January to December of one.
    pub fn whole_year(self) -> Option<i32> {
        (self == Self::since_january(self.last) && self.months() == 12).then(|| self.last.year())
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(year) = self.whole_year() {
            return write!(f, "{year:04}");
        }
        if self.first == self.last {
            return self.last.fmt(f);
        }
        write!(f, "{}/{}", self.first, self.last)
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let refuse = || PeriodError(text.to_owned());
        let month = |text: &str| text.parse::<Month>().map_err(|_| refuse());
        if text.len() == 4 {
            return Ok(Self::since_january(month(&format!("{text}-12"))?));
        }
        match text.split_once('/') {
            None => Ok(Self::month(month(text)?)),
            Some((first, last)) => Self::new(month(first)?, month(last)?).ok_or_else(refuse),
        }
    }
}

impl TryFrom<String> for Period {
    type Error = PeriodError;
    fn try_from(text: String) -> Result<Self, PeriodError> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(text: &str) -> Period {
        text.parse().expect("a period")
    }

    #[test]
    fn a_period_is_read_as_it_is_written() {
        for (text, months) in [
            ("2022", 12),
            ("2022-06", 1),
            ("2022-01/2022-06", 6),
            ("2021-11/2022-02", 4),
        ] {
            assert_eq!(period(text).to_string(), text);
            assert_eq!(period(text).months(), months, "{text}");
        }
        assert_eq!(period("2022-01/2022-12").to_string(), "2022");
        assert_eq!(period("2022-03/2022-03").to_string(), "2022-03");
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for text in [
            "",
            "22",
            "2022-13",
            "2022-06/",
            "2022-06/2022-05",
            "2022-01-01",
            "за 6 месяцев",
        ] {
            assert!(text.parse::<Period>().is_err(), "{text} was taken");
        }
    }

    #[test]
    fn only_january_to_december_is_a_whole_year() {
        assert_eq!(period("2022").whole_year(), Some(2022));
        assert_eq!(period("2021-02/2022-01").whole_year(), None);
        assert_eq!(period("2022-12").whole_year(), None);
    }
}
