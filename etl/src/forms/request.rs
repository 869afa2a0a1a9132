//! What an ingest of forms is asked for.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use oshaq_domain::{Kato, Month};
use oshaq_store::{Store, WriterLock};

use super::profile::FormProfile;

/// A unit and what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitNames {
    /// The unit; `None` is the whole country.
    pub unit: Option<Kato>,
    /// Its names, in any language.
    pub names: Vec<String>,
}

/// Workbooks to be ingested, and everything that the result depends on.
pub struct FormRequest<'a> {
    /// Where the new version goes.
    pub store: &'a Store,
    /// The right to write there.
    pub lock: &'a WriterLock,
    /// How the workbooks are to be read.
    pub profile: &'a FormProfile,
    /// The workbooks, in the order of loading: of two reports on the same, the later wins unless its snapshot is older.
    pub files: &'a [PathBuf],
    /// What units are called.
    pub units: &'a [UnitNames],
    /// The month up to which workbooks count that do not say.
    pub until: Option<Month>,
    /// The time of writing.
    pub now: DateTime<Utc>,
    /// Version of the code that writes.
    pub code_version: &'a str,
    /// Is told the position and name of each workbook as its turn comes; says whether to go on.
    pub progress: &'a dyn Fn(usize, &str) -> bool,
}
