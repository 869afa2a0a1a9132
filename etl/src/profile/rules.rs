use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::Deserialize;

/// How the records of a source are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Delimited text with a header line.
    Csv,
    /// A JSON array of objects, an ArcGIS page or a GeoJSON feature collection.
    Json,
    /// One JSON object a line.
    Jsonl,
}

/// What the digits of a time say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Clock {
    /// The wall clock of the place, even when written as a Unix time.
    #[default]
    Wall,
    /// A moment in UTC (or with an offset), to be turned into the wall clock of the zone.
    Instant,
}

/// Which rows are one record told twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Duplicates {
    /// Rows with the same number; the later load wins.
    #[default]
    Number,
    /// Rows that are equal in every column used.
    Exact,
    /// None: the source writes each record once, and equal rows are different offences.
    None,
}

/// Time rules of a source.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeRules {
    /// Time zone of the wall clock, such as `Asia/Almaty`.
    pub zone: String,
    /// Zones by KATO unit that differ from `zone`: the digits are the wall clock of the unit. Not together with instants.
    #[serde(default)]
    pub zones: BTreeMap<String, String>,
    /// What the digits say.
    #[serde(default)]
    pub clock: Clock,
    /// Formats, tried in this order: `epoch_ms`, `epoch_s`, `excel`, or a pattern of `%Y %m %d %H %I %M %S %f %p %z`.
    pub formats: Vec<String>,
    /// Values that stand for "not known".
    #[serde(default)]
    pub placeholders: Vec<String>,
    /// The first plausible day; anything earlier is a placeholder or an error.
    #[schemars(with = "String")]
    pub earliest: NaiveDate,
}

impl TimeRules {
    /// The day on the source's clocks, of several zones on that which is furthest ahead.
    pub fn day(&self, now: DateTime<Utc>) -> NaiveDate {
        let day = |zone: &String| {
            let zone: Tz = zone
                .parse()
                .unwrap_or_else(|error| unreachable!("a profile's zones are checked: {error}"));
            now.with_timezone(&zone).date_naive()
        };
        let others = self.zones.values().map(day);
        others.fold(day(&self.zone), NaiveDate::max)
    }
}

/// A box in degrees.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    /// Lowest latitude.
    pub south: f64,
    /// Highest latitude.
    pub north: f64,
    /// Lowest longitude.
    pub west: f64,
    /// Highest longitude.
    pub east: f64,
}

impl Bounds {
    pub(crate) fn hold(&self, lat: f64, lng: f64) -> bool {
        (self.south..=self.north).contains(&lat) && (self.west..=self.east).contains(&lng)
    }

    pub(super) fn is_sound(&self) -> bool {
        -90.0 <= self.south
            && self.south < self.north
            && self.north <= 90.0
            && -180.0 <= self.west
            && self.west < self.east
            && self.east <= 180.0
    }
}

/// Place rules of a source.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceRules {
    /// Coordinate reference system of `x` and `y`: `EPSG:4326`, `EPSG:32642`, or a PROJ string.
    pub crs: String,
    /// Where the source's places are; what lies outside is rejected.
    pub bounds: Bounds,
}

/// How a unit's KATO code is found in a column.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitRules {
    /// Whether the unit polygons of the nation apply, so that the place decides the unit.
    #[serde(default)]
    pub by_place: bool,
    /// A prefix to drop first, such as the country's `19` in the Committee's own codes.
    #[serde(default)]
    pub strip: String,
    /// Two-digit codes of former units and the unit they are now; an empty text means that only the place can tell.
    #[serde(default)]
    pub recode: BTreeMap<String, String>,
}

/// Rows that are not recorded offences, and why.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FilterRules {
    /// The column.
    pub column: String,
    /// Values that mean the row does not count.
    pub equals: Vec<String>,
    /// The reason in the ledger, such as `unfounded`.
    pub reason: String,
    /// Whether such a row also takes its record back: what an earlier row or delivery told under the same number is
    /// withdrawn.
    #[serde(default)]
    pub takes_back: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Profile;

    #[test]
    fn a_day_begins_where_the_clock_is_furthest_ahead() {
        let mut time = Profile::built_in("erdr").unwrap().time;
        let evening_in_utc: DateTime<Utc> = "2026-01-31T20:00:00Z".parse().unwrap();
        assert_eq!(time.day(evening_in_utc).to_string(), "2026-02-01");
        time.zones.clear();
        time.zone = "America/Toronto".to_owned();
        assert_eq!(time.day(evening_in_utc).to_string(), "2026-01-31");
    }
}
