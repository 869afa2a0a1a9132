//! Profiles of forms: what workbooks are called, and what must add up in them.

use std::collections::BTreeMap;

use oshaq_domain::{Kato, Month, Subject};
use serde::Deserialize;

use crate::profile::ProfileError;

/// What the workbooks of a form look like.
///
/// The snapshots of the register are shared by all forms: a workbook names the snapshot that it was made from, and so
/// the month up to which it counts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormProfile {
    /// Name of the profile.
    pub name: String,
    /// Kinds of reports, the more special first.
    #[serde(rename = "report")]
    pub(crate) reports: Vec<Report>,
    /// Sheets that hold no table.
    #[serde(default)]
    pub(crate) without_table: Vec<String>,
    /// Whether months are worked out from reports that count from January.
    #[serde(default)]
    pub(crate) monthly: bool,
    /// Departments, by the code that stands in file names.
    #[serde(default)]
    pub(crate) departments: BTreeMap<String, Department>,
    /// Units that the register still calls by a former code.
    #[serde(default)]
    pub(crate) former_units: BTreeMap<String, Kato>,
    /// Tables that go on under another sheet's name when the layout changes.
    #[serde(default, rename = "table")]
    pub(crate) tables: Vec<TableName>,
    /// Parts that make up the whole, besides those that are only a part of it.
    #[serde(default, rename = "sum")]
    pub(crate) sums: Vec<SumRule>,
    /// Rows of totals that may become official figures.
    #[serde(default, rename = "total")]
    pub(crate) totals: Vec<TotalRow>,
    /// Where the articles stand that may become official figures.
    #[serde(default)]
    pub(crate) articles: Option<ArticleRows>,
    /// Snapshots of the register and the month up to which they count.
    #[serde(skip)]
    pub(crate) snapshots: BTreeMap<u64, Month>,
}

/// A kind of report.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Report {
    /// How it is called in tables.
    pub form: String,
    /// How titles begin: of the workbook's properties, or anywhere in the heading of a sheet.
    pub marks: Vec<String>,
    /// How file names call it, if they do.
    #[serde(default)]
    pub file_mark: Option<String>,
}

/// A department that reports for itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Department {
    /// Its codes in the workbook's properties and on the sheet about the snapshot.
    pub codes: Vec<String>,
}

/// What a table is called whatever sheet it stands on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TableName {
    pub name: String,
    /// Words of its heading, any of which names it.
    pub heading: Vec<String>,
}

/// Rows or columns that make up another one.
///
/// It holds wherever the form prints the parts below the whole ("из них") and all parts are there.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SumRule {
    pub axis: Axis,
    /// How the label of the whole begins; any when left out.
    #[serde(default)]
    pub whole: Option<String>,
    /// How the labels of the parts begin; several parts may begin alike.
    #[serde(default)]
    pub parts: Vec<String>,
    /// Whether every part that names an article counts, too.
    #[serde(default)]
    pub articles: bool,
}

/// Where a total stands.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TotalRow {
    /// What it counts.
    pub subject: Subject,
    pub sheet: String,
    /// Label of the row, under its headings.
    pub row: String,
    /// Code of the column.
    pub column: String,
}

/// Where articles stand: every row of the sheet that names one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ArticleRows {
    pub sheet: String,
    /// Code of the column.
    pub column: String,
}

/// Along what something adds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Axis {
    Rows,
    Columns,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Snapshots {
    snapshots: BTreeMap<String, Month>,
}

const FORM_1M: &str = include_str!("../../profiles/form-1m.toml");
const FORM_3K: &str = include_str!("../../profiles/form-3k.toml");
const SNAPSHOTS: &str = include_str!("../../profiles/snapshots.toml");

impl FormProfile {
    /// Names of the built-in profiles.
    pub const BUILT_IN: [&'static str; 2] = ["form-1m", "form-3k"];

    /// The department of a summary of all.
    pub(crate) const ALL_DEPARTMENTS: &'static str = "00000";

    /// The built-in profile of this name; `None` when there is none.
    ///
    /// # Errors
    /// [`ProfileError::Syntax`] when the profile's text is no profile.
    pub fn built_in(name: &str) -> Option<Result<Self, ProfileError>> {
        match name {
            "form-1m" => Some(Self::parse(FORM_1M, name)),
            "form-3k" => Some(Self::parse(FORM_3K, name)),
            _ => None,
        }
    }

    fn parse(text: &str, origin: &str) -> Result<Self, ProfileError> {
        let mut profile: Self = toml::from_str(text).map_err(syntax(origin))?;
        let shared: Snapshots = toml::from_str(SNAPSHOTS).map_err(syntax("snapshots"))?;
        for (snapshot, month) in shared.snapshots {
            let number = snapshot.parse().map_err(syntax("snapshots"))?;
            profile.snapshots.insert(number, month);
        }
        Ok(profile)
    }

    /// The department with this code in properties or on the sheet about the snapshot, as file names call it.
    pub(crate) fn department_of(&self, code: &str) -> Option<&str> {
        let with_code = |department: &Department| department.codes.iter().any(|own| own == code);
        self.departments
            .iter()
            .find(|(_, department)| with_code(department))
            .map(|(code, _)| code.as_str())
    }

    /// Name of the table with this heading; its heading itself where no name is kept.
    pub(crate) fn table_of(&self, heading: &str) -> String {
        let named = |table: &&TableName| table.heading.iter().any(|words| heading.contains(words));
        self.tables
            .iter()
            .find(named)
            .map_or_else(|| heading.to_owned(), |table| table.name.clone())
    }
}

fn syntax<E: std::fmt::Display>(origin: &str) -> impl FnOnce(E) -> ProfileError {
    move |error| ProfileError::Syntax {
        origin: origin.to_owned(),
        reason: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_profile_can_be_read() {
        for name in FormProfile::BUILT_IN {
            let profile = FormProfile::built_in(name).unwrap().unwrap();
            assert_eq!(profile.name, name);
            assert!(!profile.reports.is_empty() && !profile.snapshots.is_empty());
        }
        assert!(FormProfile::built_in("erdr").is_none());
    }

    #[test]
    fn a_department_is_found_by_any_of_its_codes() {
        let profile = FormProfile::built_in("form-3k").unwrap().unwrap();
        assert_eq!(profile.department_of("03"), Some("00300"));
        for summary in ["__", "00"] {
            assert_eq!(
                profile.department_of(summary),
                Some(FormProfile::ALL_DEPARTMENTS)
            );
        }
        assert_eq!(profile.department_of("99"), None);
    }
}
