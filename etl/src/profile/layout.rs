use std::collections::BTreeMap;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::Deserialize;

/// One column or several, of which the first usable one is taken.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The record's number; several columns together make one number.
    Number,
    /// Time of commission.
    Committed,
    /// Time of the day of commission, where it stands apart from the date: an hour, `0930`, `9:30` or `9:30 PM`.
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

impl FromStr for Role {
    type Err = String;

    /// Reads its word in a profile; the error is a sentence that lists them.
    fn from_str(word: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|role| role.as_str() == word);
        known.ok_or_else(|| {
            let words = Self::ALL.map(Self::as_str).join(", ");
            format!("`{word}` is no role of a column; the roles are {words}")
        })
    }
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
