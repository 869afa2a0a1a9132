//! Source profiles: what the columns of a source mean.

mod categories;
mod dates;
mod error;
mod fault;
mod layout;
mod rules;
mod schema;

use std::collections::BTreeMap;

use oshaq_domain::Severity;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hash::hex_sha256;

pub use categories::{CategoryRules, FormerArticles, OwnCategory, Unmatched};
pub(crate) use categories::{Matcher, NO_CATEGORY, article_of};
pub(crate) use dates::{DateFormat, Moment, time_of_day, wall_millis};
pub use error::ProfileError;
pub use layout::{Columns, LayoutRules, Role};
pub use rules::{Bounds, Clock, Duplicates, FilterRules, Format, PlaceRules, TimeRules, UnitRules};
use schema::SeverityName;

/// A source profile: everything that must be known to read a source.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// SHA-256 of its text.
    #[serde(skip)]
    pub sha256: String,
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
    /// Between two fields of a delimited text; `auto` tries comma, semicolon, tab and bar, and takes the one with which a
    /// layout fits the header.
    #[serde(default = "detect")]
    pub delimiter: String,
    /// Encoding of texts, such as `utf-8` or `windows-1251`; `auto` detects it. A byte order mark decides in any case.
    #[serde(default = "detect")]
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
    #[schemars(with = "BTreeMap<String, SeverityName>")]
    pub severity: BTreeMap<String, Severity>,
    /// Known headers.
    #[serde(rename = "layout")]
    pub layouts: Vec<LayoutRules>,
    /// Rows that are not recorded offences.
    #[serde(default, rename = "filter")]
    pub filters: Vec<FilterRules>,
}

/// What stands for "find it out" in a profile.
const DETECT: &str = "auto";

/// Delimiters that are tried when none is declared.
pub(crate) const DELIMITERS: [u8; 4] = *b",;\t|";

fn detect() -> String {
    DETECT.to_owned()
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
        let mut profile: Self = toml::from_str(text).map_err(|error| ProfileError::Syntax {
            origin: origin.to_owned(),
            reason: error.to_string(),
        })?;
        profile.sha256 = hex_sha256(text.as_bytes());
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

    /// Every column that some layout or filter uses.
    pub(crate) fn column_names(&self) -> Vec<String> {
        let of_layouts = self
            .layouts
            .iter()
            .flat_map(|layout| layout.columns.values());
        let filters = self.filters.iter().map(|filter| filter.column.clone());
        of_layouts
            .flat_map(|columns| columns.names().iter().cloned())
            .chain(filters)
            .collect()
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
            ("delimiter = \"auto\"", "delimiter = \",,\"", "delimiter"),
            ("encoding = \"auto\"", "encoding = \"utf-9\"", "encoding"),
            (
                "zone = \"Asia/Almaty\"",
                "zone = \"Asia/Alma-Ata\"",
                "time.zone",
            ),
            (
                "15 = \"Asia/Aqtobe\"",
                "west = \"Asia/Aqtobe\"",
                "`west` is no unit",
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
