//! Which columns tell when.

use chrono::{DateTime, NaiveDate};

use super::Confidence;
use super::column::Seen;
use super::guess::{Guess, fitting, named};
use super::sample::Sample;
use super::whereabouts::zone_of_midnights;
use crate::profile::{DateFormat, Moment, Role, time_of_day};

/// Parts of names of a time of commission.
const COMMITTED: [&str; 11] = [
    "sover",
    "occ",
    "commit",
    "offen",
    "incident",
    "соверш",
    "жасал",
    "from_date",
    "_fr_",
    "begin",
    "start",
];
/// Parts of names of a time of registration.
const REGISTERED: [&str; 11] = [
    "vozb",
    "regist",
    "report",
    "rept",
    "rpt",
    "entry",
    "возб",
    "регистр",
    "тіркел",
    "created",
    "recorded",
];
/// Parts of names of the end of what was committed over some time.
const ENDS: [&str; 6] = ["_to_", "_end", "end_", " end", "end date", "enddate"];
/// Parts of names of times that are neither, but of the last change.
const NEITHER: [&str; 4] = ["id", "update", "edit", "modif"];
/// Parts of names of a time of the day.
const OF_DAY: [&str; 6] = ["hour", "час", "сағат", "time", "_tm", "время"];
/// Share of rows, in percent, in which one of two times is not the later, so that it may be the commission of what the other registers.
const NOT_LATER: usize = 95;

impl Guess {
    pub(super) fn times(&mut self, columns: &[Seen], sample: &Sample) {
        let of = |fits: &dyn Fn(&Seen) -> bool| {
            let mut found = fitting(columns, |column| column.is_dated() && fits(column));
            // A moment says more than its day.
            found.sort_by_key(|&at| is_without_hours(&columns[at]));
            found
        };
        let registered = of(&|c| named(c, &REGISTERED));
        let committed = of(&|c| named(c, &COMMITTED) && !named(c, &REGISTERED) && !named(c, &ENDS));
        let others = of(&|c| {
            !named(c, &COMMITTED)
                && !named(c, &REGISTERED)
                && !named(c, &ENDS)
                && !named(c, &NEITHER)
        });
        self.give(Role::Registered, registered, Confidence::Likely);
        if committed.is_empty() {
            self.unnamed_times(columns, sample, others);
        } else {
            self.give(Role::Committed, committed, Confidence::Sure);
        }
        self.time_of_day(columns);
    }

    /// Times that no name tells apart: of two, the one that is hardly ever the later is that of commission.
    fn unnamed_times(&mut self, columns: &[Seen], sample: &Sample, others: Vec<usize>) {
        let Some(&first) = others.first() else {
            let of_months = columns.iter().find(|column| column.share(is_month) > 0.8);
            self.doubts.extend(of_months.map(|column| {
                format!(
                    "`{}` tells months without days; forecasts need the day of each record",
                    column.name
                )
            }));
            return;
        };
        let pair = others
            .get(1)
            .filter(|_| self.of(Role::Registered).is_none());
        let pair = pair.and_then(|&second| {
            let days = [first, second].map(|at| days(sample, at, &columns[at]));
            if is_hardly_later(&days[0], &days[1]) {
                Some((first, second))
            } else if is_hardly_later(&days[1], &days[0]) {
                Some((second, first))
            } else {
                None
            }
        });
        if let Some((committed, registered)) = pair {
            let [one, other] = [committed, registered].map(|at| &columns[at].name);
            self.doubts.push(format!("`{one}` was taken for the time of commission and `{other}` for that of registration because it is hardly ever the later"));
            self.give(Role::Committed, vec![committed], Confidence::Likely);
            self.give(Role::Registered, vec![registered], Confidence::Likely);
            return;
        }
        self.doubts.push(format!(
            "`{}` was taken for the time of commission because no other time is named so",
            columns[first].name
        ));
        self.give(Role::Committed, others, Confidence::Guess);
    }

    /// The time of the day, where the time of commission is a day only.
    fn time_of_day(&mut self, columns: &[Seen]) {
        let committed = self.of(Role::Committed).map(|at| &columns[at]);
        if !committed.is_some_and(is_without_hours) {
            return;
        }
        let mut found = fitting(columns, |column| {
            named(column, &OF_DAY)
                && !named(column, &ENDS)
                && !column.is_dated()
                && column.share(|value| time_of_day(value).is_some()) > 0.95
        });
        found.sort_by_key(|&at| named(&columns[at], &REGISTERED));
        found.truncate(1);
        self.give(Role::CommittedHour, found, Confidence::Sure);
    }
}

/// Whether all times of a column are days, or moments in which nobody would look for an hour of the clock.
pub(super) fn is_without_hours(column: &Seen) -> bool {
    if !column.moments.is_empty() {
        return zone_of_midnights(&column.moments).is_some();
    }
    let has_hours = |format: &&str| {
        ["%H", "%I", "epoch"]
            .iter()
            .any(|part| format.contains(part))
    };
    !column.formats.iter().any(has_hours) || column.is_midnights
}

/// Whether a text is a month, such as `2024-03`.
fn is_month(text: &str) -> bool {
    NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").is_ok()
}

/// The day of each row, where it tells one.
fn days(sample: &Sample, at: usize, column: &Seen) -> Vec<Option<NaiveDate>> {
    let formats: Vec<DateFormat> = column
        .formats
        .iter()
        .filter_map(|format| DateFormat::compile(format).ok())
        .collect();
    let day = |row: &Vec<String>| {
        let moment = formats
            .iter()
            .find_map(|format| format.read(row.get(at)?))?;
        let (Moment::Clock(ms) | Moment::Instant(ms)) = moment;
        Some(DateTime::from_timestamp_millis(ms)?.date_naive())
    };
    sample.rows.iter().map(day).collect()
}

/// Whether one column's days are hardly ever later than the other's, and earlier in some rows.
fn is_hardly_later(one: &[Option<NaiveDate>], other: &[Option<NaiveDate>]) -> bool {
    let pairs: Vec<_> = one
        .iter()
        .zip(other)
        .filter_map(|(one, other)| Some(((*one)?, (*other)?)))
        .collect();
    let not_later = pairs.iter().filter(|(one, other)| one <= other).count();
    100 * not_later >= NOT_LATER * pairs.len() && pairs.iter().any(|(one, other)| one < other)
}
