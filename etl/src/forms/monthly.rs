//! Months from reports that count from January.
//!
//! A cell of the form is followed through a year by what it counts (the table, the row's and the column's label), not by
//! where it stands, so that a new layout does not break a series. Where reports between two are missing, what is worked
//! out covers several months and says so. A month below nothing is kept: a later report took something back.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use oshaq_domain::{Kato, Period};
use oshaq_store::tables::Aggregate;

use super::checks::Checked;
use super::ledger::{CheckTally, MonthlyTally, Violation};

/// The months of a year add up to its last report.
pub const MONTHS: &str = "months_add_up";
/// The flag of a value below nothing.
pub const NEGATIVE: &str = "negative_month";
/// The flag of a value of several months.
pub const OVER_GAP: &str = "over_missing_reports";
/// Sums of money have three decimals; adding a dozen of them may be off by some of the last.
const ROUNDING: f64 = 0.005;

/// A value with the table that it stands in.
pub struct Reported {
    /// Name of the table, the same in every layout.
    pub table: Arc<str>,
    /// The value.
    pub value: Aggregate,
}

/// What identifies a series of one year.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Series {
    form: u32,
    unit: Option<Kato>,
    year: i32,
    table: u32,
    row: u32,
    column: u32,
    /// Where a form calls several cells alike: the first, the second, and so on.
    ordinal: u32,
}

/// Numbers for texts, so that series are compared quickly.
#[derive(Default)]
struct Numbers(HashMap<Arc<str>, u32>);

impl Numbers {
    fn of(&mut self, text: &Arc<str>) -> u32 {
        let next = self.0.len() as u32;
        *self.0.entry(Arc::clone(text)).or_insert(next)
    }
}

/// What was worked out.
#[derive(Default)]
pub struct Months {
    /// The values, marked as derived.
    pub values: Vec<Aggregate>,
    /// How many of what kind.
    pub tally: MonthlyTally,
    /// Whether they add up again.
    pub checked: Checked,
}

/// Works the months out.
pub fn months(reported: &[Reported]) -> Months {
    let mut months = Months::default();
    for followed in series(reported).into_values() {
        months.follow(&followed);
    }
    months
}

/// The values of each series, in order of their months.
fn series(reported: &[Reported]) -> BTreeMap<Series, Vec<&Aggregate>> {
    let mut numbers = Numbers::default();
    let mut alike: HashMap<(u32, Series), u32> = HashMap::new();
    let mut series: BTreeMap<Series, Vec<&Aggregate>> = BTreeMap::new();
    for Reported { table, value } in reported {
        let mut key = Series {
            form: numbers.of(&value.form),
            unit: value.unit,
            year: value.period.last().year(),
            table: numbers.of(table),
            row: numbers.of(&value.label),
            column: numbers.of(&value.column_label),
            ordinal: 0,
        };
        let before = alike
            .entry((numbers.of(&value.file), key.clone()))
            .or_default();
        key.ordinal = *before;
        *before += 1;
        series.entry(key).or_default().push(value);
    }
    for values in series.values_mut() {
        values.sort_by_key(|value| value.period.last());
    }
    series
}

impl Months {
    fn follow(&mut self, values: &[&Aggregate]) {
        self.tally.series += 1;
        if let [_] = values {
            self.tally.alone += 1;
        }
        let begun = self.values.len();
        for pair in values.windows(2) {
            let derived = between(pair[0], pair[1]);
            self.tally.derived += 1;
            self.tally.negative += u64::from(derived.value < 0.0);
            self.tally.over_gap += u64::from(derived.period.months() > 1);
            self.values.push(derived);
        }
        self.check(values, begun);
    }

    /// The first report and what was worked out since make up the last report.
    fn check(&mut self, reports: &[&Aggregate], begun: usize) {
        let [first, .., last] = reports else {
            return;
        };
        let derived = &self.values[begun..];
        let months: u32 = derived.iter().map(|value| value.period.months()).sum();
        let sum = first.value + derived.iter().map(|value| value.value).sum::<f64>();
        let covered = first.period.months() + months == last.period.months();
        let holds = covered && (sum - last.value).abs() <= ROUNDING;
        let tally = self.checked.tallies.entry(MONTHS.to_owned()).or_default();
        tally.add(CheckTally {
            made: 1,
            violated: u64::from(!holds),
        });
        if !holds {
            self.checked.violations.push(Violation {
                file: last.file.to_string(),
                check: MONTHS.to_owned(),
                words: format!("{} to {}", first.period, last.period),
                whole_cell: last.source_cell.to_string(),
                whole: last.value,
                part_cells: reports
                    .iter()
                    .map(|value| value.source_cell.to_string())
                    .collect(),
                parts: sum,
            });
        }
    }
}

/// What came in after the earlier report and up to the later.
fn between(earlier: &Aggregate, later: &Aggregate) -> Aggregate {
    let first = earlier.period.last().next();
    let period = Period::new(first, later.period.last()).unwrap_or(later.period);
    // Counts are whole; sums of money have three decimals, which the difference of two floats does not keep by itself.
    let value = ((later.value - earlier.value) * 1000.0).round() / 1000.0;
    let flag = if value < 0.0 {
        Some(NEGATIVE)
    } else {
        (period.months() > 1).then_some(OVER_GAP)
    };
    Aggregate {
        period,
        value,
        derived: true,
        flag: flag.map(Into::into),
        ..later.clone()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn report(month: u32, sheet: &str, value: f64) -> Reported {
        Reported {
            table: "offences".into(),
            value: Aggregate {
                unit: None,
                period: Period::since_january(format!("2024-{month:02}").parse().unwrap()),
                form: "3-K".into(),
                sheet: sheet.into(),
                row_code: "1".into(),
                column_code: "2".into(),
                label: "Всего".into(),
                column_label: "зарегистрированных".into(),
                article: None,
                value,
                derived: false,
                flag: None,
                file: format!("2024{month:02}.xlsx").into(),
                source_cell: format!("{sheet}!F7").into(),
            },
        }
    }

    fn told(months: &Months) -> Vec<(String, f64, Option<&str>)> {
        months
            .values
            .iter()
            .map(|value| (value.period.to_string(), value.value, value.flag.as_deref()))
            .collect()
    }

    #[test]
    fn months_are_what_came_in_between_two_reports() {
        let reports = [
            report(3, "R1-1", 30.0),
            report(1, "R1-1", 10.0),
            report(2, "R1-1", 25.5),
        ];
        let months = months(&reports);
        assert_eq!(
            told(&months),
            [
                ("2024-02".to_owned(), 15.5, None),
                ("2024-03".to_owned(), 4.5, None)
            ]
        );
        assert_eq!(
            months.checked.tallies[MONTHS],
            CheckTally {
                made: 1,
                violated: 0
            }
        );
    }

    #[test]
    fn a_new_layout_does_not_break_a_series() {
        let months = months(&[report(9, "R1-1", 90.0), report(10, "R2", 100.0)]);
        assert_eq!(told(&months), [("2024-10".to_owned(), 10.0, None)]);
        assert_eq!(&*months.values[0].source_cell, "R2!F7");
    }

    #[test]
    fn a_month_below_nothing_is_kept_and_flagged() {
        let months = months(&[report(5, "R1", 50.0), report(6, "R1", 48.0)]);
        assert_eq!(
            told(&months),
            [("2024-06".to_owned(), -2.0, Some(NEGATIVE))]
        );
        assert_eq!(months.tally.negative, 1);
    }

    #[test]
    fn missing_reports_give_a_value_of_several_months() {
        let months = months(&[report(2, "R1", 5.0), report(6, "R1", 9.0)]);
        assert_eq!(
            told(&months),
            [("2024-03/2024-06".to_owned(), 4.0, Some(OVER_GAP))]
        );
        assert_eq!(months.tally.over_gap, 1);
    }

    #[test]
    fn two_reports_of_one_month_do_not_add_up() {
        let mut again = report(2, "R1", 9.0);
        again.value.file = "another.xlsx".into();
        let months = months(&[report(2, "R1", 5.0), again]);
        assert_eq!(months.checked.tallies[MONTHS].violated, 1);
    }

    #[test]
    fn cells_that_a_form_calls_alike_are_followed_one_by_one() {
        let reports = [
            report(1, "R1", 1.0),
            report(1, "R1", 10.0),
            report(2, "R1", 3.0),
            report(2, "R1", 15.0),
        ];
        let months = months(&reports);
        let told: Vec<f64> = months.values.iter().map(|value| value.value).collect();
        assert_eq!(told, [2.0, 5.0]);
    }

    proptest! {
        #[test]
        fn the_months_of_any_reports_add_up(values in proptest::collection::vec(0_u32..10_000_000, 2..12)) {
            let reports: Vec<Reported> = (1..).zip(&values).map(|(month, &value)| report(month, "R1", f64::from(value) / 1000.0)).collect();
            let months = months(&reports);
            prop_assert_eq!(months.values.len(), values.len() - 1);
            prop_assert_eq!(months.checked.tallies[MONTHS].violated, 0);
        }
    }
}
