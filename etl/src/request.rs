//! What an ingest is asked for.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};
use oshaq_store::{Store, WriterLock};

use crate::profile::Profile;
use crate::read::OutsideReader;

/// What a delivery is to the records that stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Delivery {
    /// It adds records and revises others; what it does not tell of stays as it is.
    #[default]
    Part,
    /// It is the whole register: what it does not tell of is withdrawn.
    Whole,
    /// It begins a history of its own; what stood before stays where it is and is not continued.
    Afresh,
}

/// How far an ingest is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Position of the file, from 0.
    pub file: usize,
    /// Number of files.
    pub files: usize,
    /// Name of the file.
    pub name: String,
    /// Bytes of the file read.
    pub bytes_read: u64,
    /// Bytes of the file.
    pub bytes: u64,
    /// Rows read so far, of all files.
    pub rows: u64,
}

/// What is to be ingested, and everything that the result depends on.
pub struct IngestRequest<'a> {
    /// Where the new version goes.
    pub store: &'a Store,
    /// The right to write there.
    pub lock: &'a WriterLock,
    /// How the files are to be read.
    pub profile: &'a Profile,
    /// The files, in the order of loading: of two rows with one number the later wins.
    pub files: &'a [PathBuf],
    /// The program that reads workbooks and Parquet files in a process of its own; without it they are refused.
    pub outside: Option<&'a OutsideReader>,
    /// Whether files that cannot be read are left out and told in the ledger, instead of stopping the ingest.
    pub keep_going: bool,
    /// What the files are to the records that stand.
    pub delivery: Delivery,
    /// Polygons of the units, a GeoJSON collection with the property `kato`, used by profiles that say so; without them only
    /// declared units are known.
    pub units_geojson: Option<&'a str>,
    /// Nothing later than this day is accepted: the day on the source's clocks, [`TimeRules::day`](crate::TimeRules::day).
    pub as_of: NaiveDate,
    /// The time of writing.
    pub now: DateTime<Utc>,
    /// Version of the code that writes.
    pub code_version: &'a str,
    /// Where rows wait that do not fit in memory.
    pub scratch: PathBuf,
    /// Is told now and then how far the ingest is.
    pub progress: &'a (dyn Fn(&Progress) + Sync),
}
