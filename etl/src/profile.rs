//! Source profiles: what the columns of a source mean.

mod categories;
mod dates;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use oshaq_domain::{CategoryError, Severity};
use serde::Deserialize;

pub use categories::{CategoryRules, FormerArticles, OwnCategory, Unmatched};
pub(crate) use categories::{Matcher, NO_CATEGORY, article_of};
pub(crate) use dates::{DateFormat, Moment, wall_millis};

use crate::place::Projection;

/// Why a profile was refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// No built-in profile has this name.
    #[error("no profile is called `{name}`; built in: {}. Or give the path of a profile file (.toml)", Profile::BUILT_IN.join(", "))]
    Unknown {
        /// The name as given.
        name: String,
    },
    /// The text is no profile; the message of the TOML reader names line, column and field.
    #[error("profile {origin} cannot be read: {reason}")]
    Syntax {
        /// Where the text came from.
        origin: String,
        /// What is wrong and where.
        reason: String,
    },
    /// A field's value makes no sense.
    #[error("profile {origin}, field `{field}`: {reason}")]
    Field {
        /// Where the text came from.
        origin: String,
        /// The field.
        field: String,
        /// What is wrong and what to write instead.
        reason: String,
    },
    /// The categories contradict each other.
    #[error("profile {origin}, [categories]: {source}")]
    Categories {
        /// Where the text came from.
        origin: String,
        /// What is wrong.
        source: CategoryError,
    },
}

/// How the records of a source are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Clock {
    /// The wall clock of the place, even when written as a Unix time.
    #[default]
    Wall,
    /// A moment in UTC (or with an offset), to be turned into the wall clock of the zone.
    Instant,
}

/// Which rows are one record told twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
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
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeRules {
    /// Time zone of the wall clock, such as `Asia/Almaty`.
    pub zone: String,
    /// Zones by KATO unit that differ from `zone`.
    #[serde(default)]
    pub zones: BTreeMap<String, String>,
    /// What the digits say.
    #[serde(default)]
    pub clock: Clock,
    /// Formats, tried in this order: `epoch_ms`, `epoch_s`, `excel`, or a pattern of `%Y %m %d %H %I %M %S %p %z`.
    pub formats: Vec<String>,
    /// Values that stand for "not known".
    #[serde(default)]
    pub placeholders: Vec<String>,
    /// The first plausible day; anything earlier is a placeholder or an error.
    pub earliest: NaiveDate,
}

/// A box in degrees.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
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

    fn is_sound(&self) -> bool {
        -90.0 <= self.south
            && self.south < self.north
            && self.north <= 90.0
            && -180.0 <= self.west
            && self.west < self.east
            && self.east <= 180.0
    }
}

/// Place rules of a source.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceRules {
    /// Coordinate reference system of `x` and `y`: `EPSG:4326`, `EPSG:32642`, or a PROJ string.
    pub crs: String,
    /// Where the source's places are; what lies outside is rejected.
    pub bounds: Bounds,
}

/// How a unit's KATO code is found in a column.
#[derive(Debug, Clone, Default, Deserialize)]
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

/// One column or several, of which the first usable one is taken.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Columns {
    /// One column.
    One(String),
    /// Several, in order of preference.
    Several(Vec<String>),
}

impl Columns {
    pub(crate) fn names(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Several(names) => names,
        }
    }

    /// These columns, then the others'.
    pub(crate) fn joined(&self, other: &Self) -> Self {
        let mut names = self.names().to_vec();
        let new = other
            .names()
            .iter()
            .filter(|name| !self.names().contains(name));
        names.extend(new.cloned());
        Self::Several(names)
    }
}

/// Which columns hold what, in one header that the source is known to write.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayoutRules {
    /// A name for messages and the ledger.
    pub name: String,
    /// The columns of each role.
    pub columns: BTreeMap<Role, Columns>,
    /// Roles whose columns may be missing.
    #[serde(default)]
    pub optional: Vec<Role>,
}

/// What a column says about a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The record's number; several columns together make one number.
    Number,
    /// Time of commission.
    Committed,
    /// Hour of commission, where it stands apart from the date.
    CommittedHour,
    /// Time of registration.
    Registered,
    /// Code or text of the category.
    Category,
    /// Article of the Criminal Code.
    Article,
    /// Gravity.
    Severity,
    /// Type of place.
    Place,
    /// Code of the unit.
    Unit,
    /// Longitude, or easting.
    X,
    /// Latitude, or northing.
    Y,
    /// Marks a simulated record.
    Simulated,
}

impl Role {
    pub(crate) const ALL: [Self; 12] = [
        Self::Number,
        Self::Committed,
        Self::CommittedHour,
        Self::Registered,
        Self::Category,
        Self::Article,
        Self::Severity,
        Self::Place,
        Self::Unit,
        Self::X,
        Self::Y,
        Self::Simulated,
    ];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Committed => "committed",
            Self::CommittedHour => "committed_hour",
            Self::Registered => "registered",
            Self::Category => "category",
            Self::Article => "article",
            Self::Severity => "severity",
            Self::Place => "place",
            Self::Unit => "unit",
            Self::X => "x",
            Self::Y => "y",
            Self::Simulated => "simulated",
        }
    }
}

/// Rows that are not recorded offences, and why.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilterRules {
    /// The column.
    pub column: String,
    /// Values that mean the row does not count.
    pub equals: Vec<String>,
    /// The reason in the ledger, such as `unfounded`.
    pub reason: String,
}

/// A source profile: everything that must be known to read a source.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// What the source is.
    #[serde(default)]
    pub title: String,
    /// Licence of the records.
    #[serde(default)]
    pub licence: String,
    /// How records are written down when the file's name does not tell.
    pub format: Format,
    /// Between two fields of a delimited text.
    #[serde(default = "comma")]
    pub delimiter: String,
    /// Encoding of texts, such as `utf-8` or `windows-1251`.
    #[serde(default = "utf8")]
    pub encoding: String,
    /// Whether every record is simulated.
    #[serde(default)]
    pub simulated: bool,
    /// Which rows are one record told twice.
    #[serde(default)]
    pub duplicates: Duplicates,
    /// When.
    pub time: TimeRules,
    /// Where.
    pub place: PlaceRules,
    /// Where, by administration.
    #[serde(default)]
    pub unit: UnitRules,
    /// What kind.
    pub categories: CategoryRules,
    /// Gravity by the source's code.
    #[serde(default)]
    pub severity: BTreeMap<String, Severity>,
    /// Known headers.
    #[serde(rename = "layout")]
    pub layouts: Vec<LayoutRules>,
    /// Rows that are not recorded offences.
    #[serde(default, rename = "filter")]
    pub filters: Vec<FilterRules>,
}

fn comma() -> String {
    ",".to_owned()
}

fn utf8() -> String {
    "utf-8".to_owned()
}

impl Profile {
    /// Names that [`Profile::built_in`] knows.
    pub const BUILT_IN: [&'static str; 1] = ["erdr"];

    /// A profile that comes with Oshaq.
    ///
    /// # Errors
    /// [`ProfileError::Unknown`].
    ///
    /// # Example
    /// ```
    /// let erdr = oshaq_etl::Profile::built_in("erdr")?;
    /// assert_eq!(erdr.place.crs, "EPSG:32642");
    /// # Ok::<(), oshaq_etl::ProfileError>(())
    /// ```
    pub fn built_in(name: &str) -> Result<Self, ProfileError> {
        match name {
            "erdr" => Self::parse(include_str!("../profiles/erdr.toml"), "erdr"),
            _ => Err(ProfileError::Unknown {
                name: name.to_owned(),
            }),
        }
    }

    /// Reads and checks a profile; `origin` names it in errors (a path, say).
    ///
    /// # Errors
    /// [`ProfileError`], naming origin, place and remedy.
    pub fn parse(text: &str, origin: &str) -> Result<Self, ProfileError> {
        let profile: Self = toml::from_str(text).map_err(|error| ProfileError::Syntax {
            origin: origin.to_owned(),
            reason: error.to_string(),
        })?;
        profile.fault().map_or(Ok(()), |(field, reason)| {
            Err(ProfileError::Field {
                origin: origin.to_owned(),
                field,
                reason,
            })
        })?;
        profile
            .categories
            .categories()
            .map_err(|source| ProfileError::Categories {
                origin: origin.to_owned(),
                source,
            })?;
        Ok(profile)
    }

    /// The first field that makes no sense, and why.
    fn fault(&self) -> Option<(String, String)> {
        self.text_fault()
            .or_else(|| self.time_fault())
            .or_else(|| self.place_fault())
            .or_else(|| self.layout_fault())
            .or_else(|| self.filter_fault())
            .or_else(|| self.categories.fault())
    }

    fn text_fault(&self) -> Option<(String, String)> {
        let named = |field: &str, reason: String| Some((field.to_owned(), reason));
        if self.name.is_empty() {
            return named("name", "it is empty; give the profile a name".to_owned());
        }
        if self.delimiter.len() != 1 || "\"\r\n".contains(&self.delimiter) {
            let reason = format!(
                "`{}` is no delimiter; use one such as , ; or a tab",
                self.delimiter
            );
            return named("delimiter", reason);
        }
        if encoding_rs::Encoding::for_label(self.encoding.as_bytes()).is_none() {
            let reason = format!(
                "`{}` is no encoding; use utf-8, windows-1251, utf-16le …",
                self.encoding
            );
            return named("encoding", reason);
        }
        None
    }

    fn time_fault(&self) -> Option<(String, String)> {
        let zones = std::iter::once(&self.time.zone).chain(self.time.zones.values());
        for zone in zones {
            if zone.parse::<chrono_tz::Tz>().is_err() {
                let reason =
                    format!("`{zone}` is no time zone; use an IANA name such as Asia/Almaty");
                return Some(("time.zone".to_owned(), reason));
            }
        }
        if self.time.formats.is_empty() {
            let reason = "no format; add one such as epoch_ms or %d.%m.%Y %H:%M".to_owned();
            return Some(("time.formats".to_owned(), reason));
        }
        self.time
            .formats
            .iter()
            .find_map(|format| DateFormat::compile(format).err())
            .map(|reason| ("time.formats".to_owned(), reason))
    }

    fn place_fault(&self) -> Option<(String, String)> {
        if let Err(reason) = Projection::new(&self.place.crs) {
            return Some(("place.crs".to_owned(), reason));
        }
        if !self.place.bounds.is_sound() {
            let reason = "south must be below north and west below east, in degrees".to_owned();
            return Some(("place.bounds".to_owned(), reason));
        }
        None
    }

    fn layout_fault(&self) -> Option<(String, String)> {
        if self.layouts.is_empty() {
            let reason = "no layout; add a [[layout]] with its columns".to_owned();
            return Some(("layout".to_owned(), reason));
        }
        self.layouts.iter().find_map(|layout| {
            let lacks = |role| !layout.columns.contains_key(&role);
            let field = format!("layout `{}`", layout.name);
            if lacks(Role::Committed) {
                return Some((field, "no column for `committed`".to_owned()));
            }
            if lacks(Role::Category) && lacks(Role::Article) {
                return Some((field, "no column for `category` or `article`".to_owned()));
            }
            if lacks(Role::X) != lacks(Role::Y) {
                return Some((field, "`x` and `y` go together".to_owned()));
            }
            (self.duplicates == Duplicates::Number && lacks(Role::Number)).then(|| {
                let reason =
                    "no column for `number`; add one, or set duplicates = \"exact\" or \"none\"";
                (field, reason.to_owned())
            })
        })
    }

    fn filter_fault(&self) -> Option<(String, String)> {
        let sound = |reason: &str| {
            !reason.is_empty() && reason.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        };
        self.filters
            .iter()
            .find(|filter| !sound(&filter.reason))
            .map(|filter| {
                let reason = format!(
                    "reason `{}` must be lower-case letters and underscores, such as unfounded",
                    filter.reason
                );
                ("filter".to_owned(), reason)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn erdr() -> &'static str {
        include_str!("../profiles/erdr.toml")
    }

    #[test]
    fn the_built_in_profile_is_sound() {
        let profile = Profile::built_in("erdr").unwrap();
        assert_eq!(profile.name, "erdr");
        assert!(profile.categories.categories().unwrap().len() > 18);
    }

    #[test]
    fn an_unknown_name_tells_which_names_are_known() {
        let error = Profile::built_in("erd").unwrap_err().to_string();
        assert!(error.contains("`erd`") && error.contains("erdr"), "{error}");
    }

    #[test]
    fn a_misspelt_field_is_named_with_its_line() {
        let text = erdr().replace("delimiter =", "delimeter =");
        let error = Profile::parse(&text, "mine.toml").unwrap_err().to_string();
        assert!(error.contains("mine.toml"), "{error}");
        assert!(
            error.contains("delimeter") && error.contains("line"),
            "{error}"
        );
    }

    #[test]
    fn values_without_sense_are_refused_with_a_remedy() {
        let cases = [
            ("delimiter = \",\"", "delimiter = \",,\"", "delimiter"),
            ("encoding = \"utf-8\"", "encoding = \"utf-9\"", "encoding"),
            (
                "zone = \"Asia/Almaty\"",
                "zone = \"Asia/Alma-Ata\"",
                "time.zone",
            ),
            ("crs = \"EPSG:32642\"", "crs = \"EPSG:1\"", "place.crs"),
            ("south = 40.0", "south = 60.0", "place.bounds"),
            ("\"epoch_ms\"", "\"%Q\"", "time.formats"),
        ];
        for (sound, wrong, field) in cases {
            assert!(erdr().contains(sound), "{sound}");
            let text = erdr().replace(sound, wrong);
            let error = Profile::parse(&text, "mine.toml").unwrap_err().to_string();
            assert!(error.contains(field), "{wrong}: {error}");
        }
    }

    #[test]
    fn a_layout_without_a_time_of_commission_is_refused() {
        let text = erdr().replace("committed = [", "registered_too = [");
        assert!(Profile::parse(&text, "mine.toml").is_err());
    }
}
