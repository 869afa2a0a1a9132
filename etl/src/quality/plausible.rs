//! Whether the months of a unit are what its earlier years lead to expect.

use std::collections::BTreeMap;

use oshaq_domain::Month;
use serde::Serialize;

use super::measure::Counted;
use super::measure::NO_UNIT;

/// Years back that a month is compared with.
const YEARS: i32 = 5;
/// Standard deviations beyond which a month is told: of a thousand months of a normal law three would be.
const DEVIATIONS: f64 = 3.0;
/// Fewer records a month than this say nothing when none come.
const USUAL: u64 = 10;
/// The median of the square of a standard normal number (the chi-squared law with one degree of freedom).
const MEDIAN_SQUARE: f64 = 0.454_936;

/// A month of a unit that falls out of what the same month of earlier years leads to expect.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Implausible {
    /// KATO, two digits.
    pub unit: String,
    /// The month of commission.
    pub month: Month,
    /// Records.
    pub records: u64,
    /// The mean of the same month of up to five earlier years.
    pub expected: f64,
    /// Lower end of what is plausible.
    pub low: f64,
    /// Upper end of what is plausible.
    pub high: f64,
}

/// A month in which a unit has no record, although half of its months have at least [`Missing::usual`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// KATO, two digits.
    pub unit: String,
    /// The month.
    pub month: Month,
    /// The unit's median month.
    pub usual: u64,
}

/// A month beside the same month of earlier years.
struct Compared {
    month: Month,
    records: u64,
    expected: f64,
    years: f64,
}

impl Compared {
    /// Variance of the difference of a count and a mean of earlier ones, were they Poisson: e (1 + 1/n).
    fn variance(&self) -> f64 {
        self.expected.max(1.0) * (1.0 + 1.0 / self.years)
    }

    fn square(&self) -> f64 {
        (self.records as f64 - self.expected).powi(2) / self.variance()
    }
}

/// The months that fall out, the farthest first.
///
/// Counts vary more than Poisson's. By how much, the unit tells itself: the median of its squared residuals over that of a
/// normal law, which a few wrong months do not move.
pub(super) fn implausible(counted: &Counted) -> Vec<Implausible> {
    let mut found: Vec<(f64, Implausible)> = Vec::new();
    for (unit, months) in units(counted) {
        let compared: Vec<Compared> = months
            .keys()
            .filter_map(|&month| compare(&months, month))
            .collect();
        let mut squares: Vec<f64> = compared.iter().map(Compared::square).collect();
        squares.sort_by(f64::total_cmp);
        let middle = squares.get(squares.len() / 2).copied().unwrap_or_default();
        let dispersion = (middle / MEDIAN_SQUARE).max(1.0);
        for one in &compared {
            let reach = DEVIATIONS * (dispersion * one.variance()).sqrt();
            let away = (one.records as f64 - one.expected).abs() / reach;
            if away > 1.0 {
                found.push((away, told(unit, one, reach)));
            }
        }
    }
    found.sort_by(|one, other| other.0.total_cmp(&one.0));
    found.into_iter().map(|(_, told)| told).collect()
}

fn told(unit: &str, one: &Compared, reach: f64) -> Implausible {
    Implausible {
        unit: unit.to_owned(),
        month: one.month,
        records: one.records,
        expected: one.expected,
        low: (one.expected - reach).max(0.0),
        high: one.expected + reach,
    }
}

fn compare(months: &BTreeMap<Month, u64>, month: Month) -> Option<Compared> {
    let earlier: Vec<u64> = (1..=YEARS)
        .filter_map(|years| months.get(&month.plus(-12 * years)).copied())
        .collect();
    let years = earlier.len() as f64;
    (years > 0.0).then(|| Compared {
        month,
        records: months.get(&month).copied().unwrap_or_default(),
        expected: earlier.iter().sum::<u64>() as f64 / years,
        years,
    })
}

/// The months without a record of units that usually have some.
pub(super) fn missing(counted: &Counted) -> Vec<Missing> {
    let mut missing = Vec::new();
    for (unit, months) in units(counted) {
        let mut counts: Vec<u64> = months.values().copied().collect();
        counts.sort_unstable();
        let usual = counts.get(counts.len() / 2).copied().unwrap_or_default();
        let empty = months.iter().filter(|&(_, &records)| records == 0);
        missing.extend(empty.filter(|_| usual >= USUAL).map(|(&month, _)| Missing {
            unit: unit.to_owned(),
            month,
            usual,
        }));
    }
    missing
}

/// The first month that can be compared. A register begins with a day of registration, so that the months of commission
/// before it hold only what was registered late: they are left out, as months of less than half the median.
fn first_full(months: &[(Month, u64)]) -> Option<Month> {
    let mut counts: Vec<u64> = months.iter().map(|(_, records)| *records).collect();
    counts.sort_unstable();
    let usual = counts.get(counts.len() / 2).copied()?;
    let mut full = months.iter().filter(|(_, records)| 2 * records >= usual);
    full.next().map(|(month, _)| *month)
}

/// The units with all months of the version that can be compared and are over, those without a record too.
fn units(counted: &Counted) -> Vec<(&str, BTreeMap<Month, u64>)> {
    let (Some(first), Some(until)) = (first_full(&counted.months()), counted.until()) else {
        return Vec::new();
    };
    let is_over = |month: &Month| {
        month
            .next()
            .first_day()
            .minus(1)
            .is_some_and(|last| last <= until)
    };
    let all: Vec<Month> = std::iter::successors(Some(first), |month| Some(month.next()))
        .take_while(is_over)
        .collect();
    let units = counted.unit_months().into_iter();
    units
        .filter(|(unit, _)| *unit != NO_UNIT)
        .map(|(unit, counts)| {
            let of = |month: &Month| (*month, counts.get(month).copied().unwrap_or_default());
            (unit, all.iter().map(of).collect())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(index: i32) -> Month {
        "2019-01".parse::<Month>().unwrap().plus(index)
    }

    #[test]
    fn the_thin_months_before_a_register_begins_are_not_compared() {
        let months = [3, 9, 100, 90, 110, 120].into_iter();
        let months: Vec<_> = (0..).map(month).zip(months).collect();
        assert_eq!(first_full(&months), Some(month(2)));
        assert_eq!(first_full(&[]), None);
    }

    #[test]
    fn a_month_is_compared_with_the_same_month_of_the_years_before() {
        let months = BTreeMap::from([
            (month(0), 100),
            (month(1), 7),
            (month(12), 140),
            (month(24), 60),
        ]);
        let compared = compare(&months, month(24)).unwrap();
        assert!((compared.expected - 120.0).abs() < 1e-9 && (compared.years - 2.0).abs() < 1e-9);
        assert!(compare(&months, month(0)).is_none());
        assert!((compared.variance() - 180.0).abs() < 1e-9);
    }
}
