//! What the values of one column are.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};

use super::sample::Sample;
use crate::profile::{DateFormat, Moment};

/// Date formats that are tried.
const FORMATS: [&str; 35] = [
    "epoch_ms",
    "epoch_s",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%dT%H:%M:%S.%f",
    "%Y-%m-%dT%H:%M:%S.%f%z",
    "%Y-%m-%d %H:%M:%S.%f",
    "%Y-%m-%d %H:%M:%S%z",
    "%Y/%m/%d %H:%M:%S%z",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d %I:%M:%S %p",
    "%Y/%m/%d",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %I:%M:%S %p",
    "%d/%m/%Y",
    "%d-%m-%Y %H:%M:%S",
    "%d-%m-%Y %H:%M",
    "%d-%m-%Y",
    "%m-%d-%Y %H:%M:%S",
    "%m-%d-%Y",
    "%Y%m%d",
];
/// No record is older than this year.
const EARLIEST: i32 = 1950;
const DAY_MS: i64 = 86_400_000;
/// Different values that are told apart.
const DIFFERENT: usize = 10_000;

/// What was seen in one column.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub name: String,
    /// Rows in which it is filled, of `rows`.
    pub filled: usize,
    pub rows: usize,
    /// How often each value occurs.
    pub values: HashMap<String, usize>,
    pub whole_numbers: usize,
    /// The numbers, where all or nearly all values are numbers.
    pub numbers: Vec<f64>,
    /// Date formats that read it, those that read most first; none when it holds no dates.
    pub formats: Vec<&'static str>,
    /// Moments of UTC, where the dates have an offset.
    pub moments: Vec<i64>,
    /// Whether all its times are midnights, so that they only tell days.
    pub is_midnights: bool,
}

impl Seen {
    pub fn is_dated(&self) -> bool {
        !self.formats.is_empty()
    }

    /// Whether hardly a value comes twice.
    pub fn is_different(&self) -> bool {
        let counted: usize = self.values.values().sum();
        self.values.len() * 1000 >= counted * 999
    }

    pub fn share_filled(&self) -> f64 {
        self.filled as f64 / self.rows.max(1) as f64
    }

    /// Whether nearly all values that are there are numbers.
    pub fn is_numeric(&self) -> bool {
        self.filled > 0 && 20 * self.numbers.len() >= 19 * self.filled
    }

    pub fn is_whole(&self) -> bool {
        self.filled > 0 && 20 * self.whole_numbers >= 19 * self.filled
    }

    /// Share of filled rows for whose value `holds`.
    pub fn share(&self, holds: impl Fn(&str) -> bool) -> f64 {
        let counted = self.values.iter().filter(|(value, _)| holds(value));
        let known: usize = self.values.values().sum();
        counted.map(|(_, count)| count).sum::<usize>() as f64 / known.max(1) as f64
    }

    /// Values from the most frequent on.
    pub fn by_frequency(&self) -> Vec<&str> {
        let mut values: Vec<(&String, &usize)> = self.values.iter().collect();
        values.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
        values
            .into_iter()
            .map(|(value, _)| value.as_str())
            .collect()
    }

    pub fn kind(&self) -> String {
        if self.filled == 0 {
            "empty".to_owned()
        } else if self.is_dated() {
            format!("time {}", self.formats.join(", "))
        } else if self.is_whole() {
            "whole numbers".to_owned()
        } else if self.is_numeric() {
            "numbers".to_owned()
        } else if self.values.len() <= 100 && self.values.len() * 2 < self.filled {
            "codes".to_owned()
        } else {
            "texts".to_owned()
        }
    }
}

pub(super) fn look(sample: &Sample, as_of: NaiveDate) -> Vec<Seen> {
    let formats: Vec<(&'static str, DateFormat)> = FORMATS
        .iter()
        .filter_map(|text| Some((*text, DateFormat::compile(text).ok()?)))
        .collect();
    sample
        .names
        .iter()
        .enumerate()
        .map(|(position, name)| {
            let values = sample.rows.iter().filter_map(|row| row.get(position));
            let values: Vec<&str> = values.map(String::as_str).collect();
            look_at(name, &values, &formats, as_of)
        })
        .collect()
}

fn look_at(
    name: &str,
    values: &[&str],
    formats: &[(&'static str, DateFormat)],
    as_of: NaiveDate,
) -> Seen {
    let mut seen = Seen {
        name: name.to_owned(),
        rows: values.len(),
        ..Seen::default()
    };
    let filled: Vec<&str> = values.iter().copied().filter(|v| !v.is_empty()).collect();
    seen.filled = filled.len();
    for value in &filled {
        if seen.values.len() < DIFFERENT || seen.values.contains_key(*value) {
            *seen.values.entry((*value).to_owned()).or_default() += 1;
        }
        seen.whole_numbers += usize::from(value.parse::<i64>().is_ok());
        let number = value.replace(',', ".").parse::<f64>();
        seen.numbers.extend(number.ok().filter(|n| n.is_finite()));
    }
    find_formats(&mut seen, &filled, formats, as_of);
    seen
}

/// Takes the format that reads most values, then the one that reads most of the rest, until four fifths are read.
fn find_formats(
    seen: &mut Seen,
    filled: &[&str],
    formats: &[(&'static str, DateFormat)],
    as_of: NaiveDate,
) {
    let mut rest: Vec<&str> = filled.to_vec();
    let few = filled.len() / 200;
    let mut chosen = Vec::new();
    let (mut read, mut midnights) = (0, 0_usize);
    loop {
        let reads = |format: &DateFormat| {
            rest.iter()
                .filter(|v| day(format, v, as_of).is_some())
                .count()
        };
        let counts = formats
            .iter()
            .map(|(text, format)| (reads(format), *text, format));
        // Of equal ones the first in the list is the more usual.
        let best = counts.rev().max_by_key(|(count, ..)| *count);
        let Some((count, text, format)) = best.filter(|(count, ..)| *count > few) else {
            break;
        };
        debug_assert!(count > 0);
        chosen.push(text);
        for value in &rest {
            match format.read(value) {
                Some(Moment::Instant(moment)) => seen.moments.push(moment),
                Some(Moment::Clock(ms)) => {
                    read += 1;
                    midnights += usize::from(ms % DAY_MS == 0);
                }
                None => {}
            }
        }
        rest.retain(|value| day(format, value, as_of).is_none());
    }
    seen.is_midnights = read > 0 && midnights == read;
    let placeholders = rest.iter().filter(|v| is_placeholder(v)).count();
    let unread = rest.len() - placeholders;
    let is_dated = !chosen.is_empty() && 5 * unread <= filled.len() - placeholders;
    if is_dated {
        seen.formats = chosen;
    } else {
        seen.moments.clear();
    }
}

/// Numbers that stand for a date that did not fit, and what a shortening left of it.
fn is_placeholder(value: &str) -> bool {
    value
        .parse::<i64>()
        .is_ok_and(|number| number.abs() < 10_000)
        || value == "2147483647"
        || value.starts_with("1900-01-01")
}

/// The day that a format reads, if it is plausible.
fn day(format: &DateFormat, value: &str, as_of: NaiveDate) -> Option<NaiveDate> {
    let (Moment::Clock(ms) | Moment::Instant(ms)) = format.read(value)?;
    let day = chrono::DateTime::from_timestamp_millis(ms)?.date_naive();
    // Small numbers are no Unix times: the first two years of those are not accepted.
    let earliest = if format.is_epoch() { 1972 } else { EARLIEST };
    (day.year() >= earliest && day <= as_of).then_some(day)
}
