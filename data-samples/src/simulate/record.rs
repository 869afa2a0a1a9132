//! A simulated record as the public layer serves it, and the truth about it.

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

/// What the service writes where a value is unknown: the largest 32-bit integer.
pub const PLACEHOLDER: i64 = 2_147_483_647;

/// One row of the layer "Преступления городов" with the fields of its public definition, plus `SIMULATED`.
///
/// Times in milliseconds are local wall clock written as if it were UTC. Coordinates are EPSG:32642 metres, also outside zone 42.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub struct ErdrRow {
    /// Row number of the layer; an exact duplicate repeats it.
    pub objectid: u32,
    /// Always 0, as in recent records of the service.
    pub id: u8,
    /// Year of registration.
    pub yr: i32,
    /// Month of registration.
    pub period: u32,
    /// Code of the article.
    pub crime_code: &'static str,
    /// Third of the day of commission: 1 from midnight, 2 from 8:00, 3 from 16:00.
    pub time_period: u8,
    /// Gravity: 0 misdemeanour, 1 minor, 2 medium, 3 grave, 4 especially grave.
    pub hard_code: &'static str,
    /// ERDR number; it begins with `SIM`, which no real one does.
    pub ud: String,
    /// Department, Russian.
    pub organ: String,
    /// Registered, milliseconds.
    pub dat_vozb: Option<i64>,
    /// Committed, milliseconds.
    pub dat_sover: Option<i64>,
    /// Article and part, such as `ст.188 ч.3`.
    pub stat: String,
    /// Registered, `dd.mm.yyyy`.
    pub dat_vozb_str: String,
    /// Committed, `dd.mm.yyyy hh:mm`.
    pub dat_sover_str: String,
    /// Serial of the record; it begins with `SIM`.
    pub tz1id: String,
    /// `19` and the first four digits of the district's KATO code.
    pub reg_code: String,
    /// `19` and the unit's two digits.
    pub city_code: String,
    /// Always 0.
    pub status: u8,
    /// `REG_CODE` and the department's number.
    pub org_code: String,
    /// When the row was loaded, milliseconds.
    pub entrydate: i64,
    /// Street: the same word everywhere.
    pub fz1r18p5: &'static str,
    /// House.
    pub fz1r18p6: String,
    /// Always `1`: what the field means is not published.
    pub transgression: &'static str,
    /// Department, Kazakh.
    pub organ_kz: String,
    /// Department, English transliteration.
    pub organ_en: String,
    /// Place type, three digits.
    pub fe1r29p1_id: &'static str,
    /// Always `Иные`.
    pub fe1r32p1: &'static str,
    /// Easting, metres.
    #[serde(rename = "x")]
    pub x: Option<f64>,
    /// Northing, metres.
    #[serde(rename = "y")]
    pub y: Option<f64>,
    /// Always 1.
    pub simulated: u8,
}

/// Which row of a record this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// The first.
    Original,
    /// The same row once more, byte for byte.
    ExactDuplicate,
    /// The same ERDR number loaded later, with a corrected part of the article.
    Resent,
}

/// Faults put into a row on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Defect {
    /// No coordinates.
    MissingCoordinates,
    /// Coordinates 0, 0.
    ZeroCoordinates,
    /// Easting and northing exchanged.
    SwappedAxes,
    /// The police station's point instead of the offence's.
    AtStation,
    /// Dates only as text.
    TextDatesOnly,
    /// 2147483647 as time of registration and of loading, 1453 as time of commission.
    Placeholder,
    /// A time of registration 1 to 30 days before the commission.
    RegisteredBeforeCommitted,
    /// An article that the Criminal Code does not have.
    UnknownArticle,
    /// Hour unknown, written as midnight.
    HourUnknown,
}

impl Defect {
    /// The word used in the truth.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MissingCoordinates => "missing_coordinates",
            Self::ZeroCoordinates => "zero_coordinates",
            Self::SwappedAxes => "swapped_axes",
            Self::AtStation => "at_station",
            Self::TextDatesOnly => "text_dates_only",
            Self::Placeholder => "placeholder",
            Self::RegisteredBeforeCommitted => "registered_before_committed",
            Self::UnknownArticle => "unknown_article",
            Self::HourUnknown => "hour_unknown",
        }
    }
}

/// What really happened in the simulated world.
#[derive(Debug, Clone, PartialEq)]
pub struct Truth {
    /// Number of the event: the unit's two digits, then a count.
    pub event: u64,
    /// The event that triggered it; none = background.
    pub parent: Option<u64>,
    /// Category slug.
    pub category: &'static str,
    /// The unit, two digits.
    pub unit: &'static str,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lng: f64,
    /// Local wall clock of the commission.
    pub committed: NaiveDateTime,
    /// Whether it fell into the second of two hours with the same wall clock (2024-02-29, 23:00 to 24:00).
    pub second_of_repeated_hour: bool,
    /// Local wall clock of the registration.
    pub registered: NaiveDateTime,
    /// Faults of the row.
    pub defects: Vec<Defect>,
}

/// A row with its truth.
#[derive(Debug, Clone, PartialEq)]
pub struct SimulatedRecord {
    /// The row as an analyst gets it.
    pub row: ErdrRow,
    /// What it stands for.
    pub truth: Truth,
    /// Which row of the record it is.
    pub kind: RowKind,
    /// The day on which it appears.
    pub appears: NaiveDate,
}

/// Milliseconds of a local wall clock taken for UTC.
pub fn wall_clock_ms(time: NaiveDateTime) -> i64 {
    time.and_utc().timestamp_millis()
}
