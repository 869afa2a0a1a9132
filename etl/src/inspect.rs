//! An unknown file is looked at, and a profile for it is proposed.

mod column;
mod guess;
mod kinds;
mod nature;
mod propose;
mod sample;
mod times;
mod whereabouts;

use std::path::Path;

use chrono::NaiveDate;
use serde::Serialize;

use crate::error::EtlError;
use crate::profile::Role;
use crate::read::OutsideReader;

/// What is to be looked at, and what is known of it already.
pub struct InspectRequest<'a> {
    /// The file.
    pub path: &'a Path,
    /// The program that reads workbooks and Parquet files.
    pub outside: Option<&'a OutsideReader>,
    /// Folder in which a packed workbook or Parquet table is unpacked while it is looked at.
    pub scratch: &'a Path,
    /// The reference system of its coordinates, when somebody knows it.
    pub crs: Option<&'a str>,
    /// The time zone of its clock, when somebody knows it.
    pub zone: Option<&'a str>,
    /// Columns whose role somebody knows; they go before what is guessed.
    pub columns: &'a [(Role, String)],
    /// No date later than this day is plausible.
    pub as_of: NaiveDate,
}

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Worth a look.
    Guess,
    /// Name or content speak for it.
    Likely,
    /// Name and content speak for it.
    Sure,
}

impl Confidence {
    /// The word in tables and comments.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Guess => "guess",
            Self::Likely => "likely",
            Self::Sure => "sure",
        }
    }
}

/// What was understood of one column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ColumnFinding {
    /// Its name.
    pub name: String,
    /// What its values are: `empty`, `whole numbers`, `numbers`, `time …`, `codes` (few different texts) or `texts`.
    pub kind: String,
    /// Share of rows in which it is filled.
    pub filled: f64,
    /// How many different values it has; no more than 10,000 are told apart.
    pub different: usize,
    /// The role that the proposed profile gives it.
    pub role: Option<&'static str>,
    /// How sure that role is.
    pub confidence: Option<Confidence>,
}

/// What was understood of a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Inspection {
    /// The table's name: the file, and the part that was looked at after a slash.
    pub file: String,
    /// How records are written down: `csv`, `json` or `jsonl`.
    pub format: &'static str,
    /// The encoding of the text.
    pub encoding: &'static str,
    /// What stands between two fields.
    pub delimiter: Option<char>,
    /// The line of the header.
    pub header_line: Option<u64>,
    /// Rows looked at.
    pub rows: usize,
    /// Its columns, in their order.
    pub columns: Vec<ColumnFinding>,
    /// What to look at before the profile is used.
    pub doubts: Vec<String>,
    /// The proposed profile, as TOML; `None` when no column can be a time of commission or none can be a category.
    pub profile: Option<String>,
}

/// Looks at the first rows of a file and proposes a profile for it.
///
/// # Errors
/// [`EtlError`] when the file cannot be read, holds no rows, or lacks a column that the request names.
pub fn inspect(request: &InspectRequest<'_>) -> Result<Inspection, EtlError> {
    let sample = sample::take(request)?;
    let columns = column::look(&sample, request.as_of);
    let guess = guess::guess(&columns, &sample, request)?;
    Ok(propose::inspection(&sample, &columns, guess))
}
