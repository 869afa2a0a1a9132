use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::str::FromStr;

use chrono::offset::LocalResult;
use chrono::{DateTime, Days, NaiveDate, Offset, TimeZone};
use chrono_tz::Tz;
use oshaq_domain::Kato;

use super::reason::Note;
use crate::profile::TimeRules;

const DAY_MS: i64 = 86_400_000;

/// The zones of a source and the days on which their clocks were changed.
#[derive(Debug, Clone)]
pub(crate) struct Clocks {
    zone: Tz,
    changes: BTreeSet<i64>,
    by_unit: BTreeMap<u8, (Tz, BTreeSet<i64>)>,
    /// The days on which any of the clocks was changed: mostly none are, which is to be known fast.
    any: BTreeSet<i64>,
}

/// Reads what the profile was checked for when it was read.
fn checked<T: FromStr<Err: Display>>(text: &str) -> T {
    text.parse()
        .unwrap_or_else(|error| unreachable!("a profile's zones are checked: {error}"))
}

impl Clocks {
    /// `until`: the last day that a record can have.
    pub fn new(rules: &TimeRules, until: NaiveDate) -> Self {
        let zone: Tz = checked(&rules.zone);
        let by_unit: BTreeMap<u8, _> = rules
            .zones
            .iter()
            .map(|(unit, name)| {
                let other = checked(name);
                let days = changes(other, rules.earliest, until);
                (checked::<Kato>(unit).get(), (other, days))
            })
            .collect();
        let own = changes(zone, rules.earliest, until);
        let others = by_unit.values().flat_map(|(_, days)| days);
        Self {
            zone,
            any: own.iter().chain(others).copied().collect(),
            changes: own,
            by_unit,
        }
    }

    pub const fn zone(&self) -> Tz {
        self.zone
    }

    /// Whether a wall clock showed this time twice, or never.
    ///
    /// On 2024-02-29 clocks went from 24:00 back to 23:00 in most units; on 2018-12-21 in Kyzylorda.
    pub fn oddity(&self, wall_ms: i64, unit: u8) -> Option<Note> {
        let day = wall_ms.div_euclid(DAY_MS);
        if !self.any.contains(&day) {
            return None;
        }
        let (zone, changes) = match self.by_unit.get(&unit) {
            Some((zone, changes)) => (*zone, changes),
            None => (self.zone, &self.changes),
        };
        if !changes.contains(&day) {
            return None;
        }
        let wall = DateTime::from_timestamp_millis(wall_ms)?.naive_utc();
        match zone.from_local_datetime(&wall) {
            LocalResult::Single(_) => None,
            LocalResult::Ambiguous(..) => Some(Note::RepeatedHour),
            LocalResult::None => Some(Note::SkippedHour),
        }
    }
}

/// Days, since 1970-01-01, on or next to which the offset of a zone changes.
fn changes(zone: Tz, from: NaiveDate, until: NaiveDate) -> BTreeSet<i64> {
    let offset = |day: NaiveDate| {
        let midnight = day.and_time(chrono::NaiveTime::MIN);
        zone.offset_from_utc_datetime(&midnight).fix()
    };
    let mut days = BTreeSet::new();
    let mut day = from;
    while day <= until {
        let Some(next) = day.checked_add_days(Days::new(1)) else {
            break;
        };
        if offset(day) != offset(next) {
            let number = i64::from(day.to_epoch_days());
            days.extend(number - 1..=number + 1);
        }
        day = next;
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clocks() -> Clocks {
        let rules: TimeRules = toml::from_str(
            "zone = \"Asia/Almaty\"\nformats = [\"epoch_ms\"]\nearliest = \"2010-01-01\"\n[zones]\n43 = \"Asia/Qyzylorda\"\n15 = \"Asia/Aqtobe\"",
        )
        .unwrap();
        Clocks::new(&rules, "2026-01-01".parse().unwrap())
    }

    fn wall(text: &str) -> i64 {
        let time = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        time.and_utc().timestamp_millis()
    }

    #[test]
    fn the_last_hour_of_february_2024_was_shown_twice_in_almaty_but_not_in_aktobe() {
        let clocks = clocks();
        assert_eq!(
            clocks.oddity(wall("2024-02-29 23:30"), 75),
            Some(Note::RepeatedHour)
        );
        assert_eq!(clocks.oddity(wall("2024-02-29 22:59"), 75), None);
        assert_eq!(clocks.oddity(wall("2024-03-01 00:00"), 75), None);
        assert_eq!(clocks.oddity(wall("2024-02-29 23:30"), 15), None);
    }

    #[test]
    fn kyzylorda_changed_its_clock_in_december_2018() {
        let clocks = clocks();
        let hours = ["2018-12-20 23:30", "2018-12-21 00:30", "2018-12-20 22:30"];
        let odd: Vec<_> = hours
            .iter()
            .map(|hour| clocks.oddity(wall(hour), 43))
            .collect();
        assert_eq!(odd.iter().flatten().count(), 1, "{odd:?}");
        assert_eq!(clocks.oddity(wall("2018-12-20 23:30"), 75), None);
    }

    #[test]
    fn every_other_hour_is_plain() {
        assert_eq!(clocks().oddity(wall("2023-02-28 23:30"), 75), None);
        assert_eq!(clocks().oddity(i64::MAX, 75), None);
    }
}
