use std::path::{Path, PathBuf};

use oshaq_domain::{CategoryError, CountsError, GridError};
use oshaq_store::{StoreError, VersionId};
use polars::error::PolarsError;

use crate::profile::ProfileError;
use crate::read::Excess;

/// Why nothing was ingested or counted. Single bad rows are never the reason: they go to the ledger.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EtlError {
    /// No file was given.
    #[error("no file to ingest; name at least one")]
    NoFiles,

    /// A file cannot be opened or read.
    #[error("cannot read {}: {source}; check the path and that you may read it", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },

    /// A file breaks off, or its container is damaged.
    #[error("{} is damaged after line {line}: {reason}; get an undamaged copy", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Last line that could be read.
        line: u64,
        /// What is wrong.
        reason: String,
    },

    /// A file asks for more than any table of records needs.
    #[error("{} after line {line}: {reason}", path.display())]
    Excess {
        /// The file.
        path: PathBuf,
        /// Last line that could be read.
        line: u64,
        /// Which limit it passes, and the remedy.
        reason: String,
    },

    /// A file is of a kind that is not read.
    #[error("cannot read {}: {reason}", path.display())]
    Unsupported {
        /// The file.
        path: PathBuf,
        /// What it is, and the remedy.
        reason: &'static str,
    },

    /// A file says that its geometries are in a reference system that nobody knows.
    #[error("{}: {reason}; or ask the service for degrees (outSR=4326)", path.display())]
    System {
        /// The file.
        path: PathBuf,
        /// Which system.
        reason: String,
    },

    /// A folder or a pattern has no data file.
    #[error(
        "{} holds no data file (.csv, .json, .geojson, .jsonl, .xlsx, .parquet, plain or packed); check the path",
        path.display()
    )]
    NoData {
        /// The folder or pattern.
        path: PathBuf,
    },

    /// A file has no header, so that no column can be found.
    #[error("{} is empty: its first line must name the columns", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },

    /// A column that somebody named is not there.
    #[error("no column is called `{column}`, which was to be `{role}`; the file has {}", known.join(", "))]
    NoSuchColumn {
        /// The role that it was to have.
        role: &'static str,
        /// Its name as it was given.
        column: String,
        /// The columns of the file.
        known: Vec<String>,
    },

    /// A file is no workbook, or a damaged one.
    #[error("{} is no workbook that can be read: {reason}; get an undamaged copy in the format XLSX", path.display())]
    Workbook {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },

    /// A workbook does not say something that every value in it depends on.
    #[error("{} does not say {what}: {looked}; {remedy}", path.display())]
    Unsaid {
        /// The file.
        path: PathBuf,
        /// What is missing: form, unit or period.
        what: &'static str,
        /// Where it was looked for and what stood there.
        looked: String,
        /// What to do.
        remedy: &'static str,
    },

    /// Somebody asked to stop.
    #[error("interrupted; nothing was written")]
    Cancelled,

    /// No layout of the profile fits the columns of a file.
    #[error(
        "{} line {line}: no layout of profile `{profile}` fits its columns ({found}); {missing}. Add a [[layout]] to the profile or choose another one",
        path.display()
    )]
    Layout {
        /// The file.
        path: PathBuf,
        /// The line of the header.
        line: u64,
        /// The profile.
        profile: String,
        /// The columns of the file.
        found: String,
        /// What each layout misses.
        missing: String,
    },

    /// The profile cannot be used.
    #[error(transparent)]
    Profile(#[from] ProfileError),

    /// The polygons of the units cannot be used.
    #[error("the unit polygons cannot be used: {0}")]
    Units(String),

    /// The current version cannot be continued.
    #[error(
        "version {version} of incidents was made before Oshaq kept a history, so nothing can continue it; ingest all files with --afresh"
    )]
    NoHistory {
        /// The current version.
        version: VersionId,
    },

    /// Records that stand are of a category that the profile no longer has.
    #[error(
        "records of version {version} are of the category `{slug}`, which the profile does not have; put it back, or ingest all files with --afresh"
    )]
    CategoryGone {
        /// The current version.
        version: VersionId,
        /// The category.
        slug: String,
    },

    /// Simulated records and others would stand in one version.
    #[error(
        "{}; they are never mixed: use another --store, or --afresh to begin without what stands",
        if *standing { format!("the records of version {version} are simulated and these are not") }
        else { format!("these records are simulated and those of version {version} are not") }
    )]
    Mixed {
        /// The current version.
        version: VersionId,
        /// Whether the simulated ones are those that stand.
        standing: bool,
    },

    /// A temporary file failed.
    #[error("cannot keep rows in the temporary folder {}: {source}; free some space or set TMPDIR", path.display())]
    Scratch {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },

    /// A worker thread stopped unexpectedly.
    #[error("a worker thread stopped unexpectedly; nothing was written")]
    Worker,

    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),

    /// A table cannot be written or read.
    #[error("cannot write or read a table: {0}")]
    Table(#[from] PolarsError),

    /// The categories do not fit together.
    #[error(transparent)]
    Categories(#[from] CategoryError),

    /// Counts do not fit together.
    #[error(transparent)]
    Counts(#[from] CountsError),

    /// A cell is no cell.
    #[error(transparent)]
    Grid(#[from] GridError),

    /// A value of a form cannot be an official figure.
    #[error("{cell} of {file} {reason}; correct the workbook and ingest it again")]
    Figure {
        /// Sheet and cell.
        cell: String,
        /// The workbook.
        file: String,
        /// What is wrong.
        reason: String,
    },

    /// A file of a version is not what its manifest promises.
    #[error("{what} of version {version} cannot be understood: {reason}; run `oshaq verify`")]
    Content {
        /// Which file.
        what: &'static str,
        /// Which version.
        version: String,
        /// What is wrong.
        reason: String,
    },
}

impl EtlError {
    /// Whether one file is to blame, so that others could still be read.
    pub const fn is_of_file(&self) -> bool {
        matches!(
            self,
            Self::File { .. }
                | Self::Damaged { .. }
                | Self::Excess { .. }
                | Self::Unsupported { .. }
                | Self::NoData { .. }
                | Self::System { .. }
                | Self::Empty { .. }
                | Self::Layout { .. }
                | Self::Workbook { .. }
                | Self::Unsaid { .. }
        )
    }

    /// An error of a reader after `line`: a limit that was passed, or a damage.
    pub(crate) fn damaged(path: &Path, line: u64, error: &std::io::Error) -> Self {
        match Excess::of(error) {
            Some(excess) => Self::excess(path, line, excess),
            None => Self::Damaged {
                path: path.to_owned(),
                line,
                reason: error.to_string(),
            },
        }
    }

    pub(crate) fn excess(path: &Path, line: u64, excess: Excess) -> Self {
        Self::Excess {
            path: path.to_owned(),
            line,
            reason: excess.to_string(),
        }
    }

    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }

    pub(crate) fn workbook<E: std::fmt::Display>(
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(E) -> Self {
        let path = path.into();
        move |reason| Self::Workbook {
            path,
            reason: reason.to_string(),
        }
    }

    pub(crate) fn scratch(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Scratch { path, source }
    }
}
