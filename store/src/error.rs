use std::path::PathBuf;

use chrono::{DateTime, Utc};

use crate::kind::{Kind, VersionId};
use crate::manifest::SCHEMA_VERSION;

/// Why the store could not do what was asked. Each message says what, where, and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The store's location is neither a path nor an `s3://bucket/prefix` address.
    #[error(
        "store location `{location}` cannot be used: {reason}; give a folder's path or s3://bucket/prefix"
    )]
    BadLocation {
        /// The location as given.
        location: String,
        /// What is wrong with it.
        reason: String,
    },

    /// No kind of artefact has this name.
    #[error(
        "`{0}` is no kind of artefact; the kinds are incidents, counts, backtest, forecast, surface and indicators"
    )]
    UnknownKind(String),

    /// A version's name is not 16 lower-case hexadecimal digits.
    #[error(
        "`{0}` is not a version: a version is 16 lower-case hexadecimal digits; `oshaq versions` lists them"
    )]
    BadVersion(String),

    /// A file's name could leave its version's folder, or is reserved.
    #[error("`{name}` cannot be a file of a version: {reason}")]
    BadFileName {
        /// The name as given.
        name: String,
        /// What is wrong with it.
        reason: &'static str,
    },

    /// The kind has no current version yet.
    #[error("the store {location} has no {kind} yet; run `oshaq {}` first", kind.made_by())]
    NoCurrent {
        /// The store's location.
        location: String,
        /// The kind that is missing.
        kind: Kind,
    },

    /// The store has no such version.
    #[error(
        "the store {location} has no version {version} of {kind}; `oshaq versions` lists what it has"
    )]
    NoVersion {
        /// The store's location.
        location: String,
        /// The kind asked for.
        kind: Kind,
        /// The version asked for.
        version: VersionId,
    },

    /// The version's manifest lists no such file, or the file is gone.
    #[error("version {version} of {kind} has no file `{name}`{note}")]
    NoFile {
        /// The kind asked for.
        kind: Kind,
        /// The version asked for.
        version: VersionId,
        /// The file asked for.
        name: String,
        /// What else is known about it; empty, or a clause.
        note: &'static str,
    },

    /// The version was written by a newer Oshaq.
    #[error(
        "{path} has schema version {found}, and this oshaq reads up to {SCHEMA_VERSION}; upgrade oshaq to read this store"
    )]
    NewerSchema {
        /// The manifest's path in the store.
        path: String,
        /// The schema version it declares.
        found: u64,
    },

    /// A manifest or a `current` pointer cannot be understood.
    #[error("{path} cannot be read: {reason}; run `oshaq verify` to see the whole store's state")]
    Unreadable {
        /// The file's path in the store.
        path: String,
        /// What is wrong with it.
        reason: String,
    },

    /// A file's bytes are not those that were written.
    #[error(
        "{path} is altered: its SHA-256 is {found}, the manifest says {expected}; restore it from a copy, or make the version again"
    )]
    Altered {
        /// The file's path in the store.
        path: String,
        /// SHA-256 in the manifest.
        expected: String,
        /// SHA-256 of the bytes found.
        found: String,
    },

    /// Another writer holds the lock.
    #[error(
        "the store {location} is being written by {holder} since {since}; wait until it is done (or give a longer wait){note}"
    )]
    Locked {
        /// The store's location.
        location: String,
        /// Who holds the lock.
        holder: String,
        /// Since when.
        since: String,
        /// What to do when the holder is dead; empty, or a clause.
        note: String,
    },

    /// This writer's lease ran out and another writer may have taken over.
    #[error(
        "the writer lock of {location} was lost by {holder}: it was not renewed before it expired, or someone took it over; nothing was made current; run the command again"
    )]
    LockLost {
        /// The store's location.
        location: String,
        /// Who had the lock.
        holder: String,
    },

    /// A lock of one store was used to write into another.
    #[error("the lock is of the store {lock}, and cannot be used to write into {store}")]
    WrongLock {
        /// The location the lock belongs to.
        lock: String,
        /// The location that was to be written.
        store: String,
    },

    /// A version that is not there to be removed: of a kind that others may refer to, or the current one.
    #[error("{kind} {version} stays: only finished jobs may be removed, and not the current one")]
    Kept {
        /// Its kind.
        kind: Kind,
        /// The version.
        version: VersionId,
    },

    /// A version without any file.
    #[error("nothing to commit: no file was written into the stage of {0}")]
    EmptyStage(Kind),

    /// A disk operation failed.
    #[error("cannot {action} {}: {source}", path.display())]
    Disk {
        /// What was tried.
        action: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// Why it failed.
        source: std::io::Error,
    },

    /// An object store operation failed.
    #[error("cannot {action} {path}: {source}")]
    Objects {
        /// What was tried.
        action: &'static str,
        /// On which object.
        path: String,
        /// Why it failed.
        source: Box<object_store::Error>,
    },

    /// The bucket's server cannot write an object on a condition.
    #[error(
        "{location} does not support conditional writes, which the writer lock needs; use a server that honours If-None-Match and If-Match on PUT"
    )]
    NoConditionalPut {
        /// The store's location.
        location: String,
    },

    /// The store's own threads could not be started, or one died.
    #[error("the store's background threads failed: {0}")]
    Threads(String),

    /// A Parquet table cannot be read or written.
    #[error("table {}: {reason}", path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// What is wrong, and with which column.
        reason: String,
    },
}

impl StoreError {
    pub(crate) fn disk(
        action: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Disk {
            action,
            path,
            source,
        }
    }

    pub(crate) fn unreadable(path: impl Into<String>, reason: &dyn std::fmt::Display) -> Self {
        Self::Unreadable {
            path: path.into(),
            reason: reason.to_string(),
        }
    }
}

/// A moment as people read it in messages: to the second, in UTC.
pub(crate) fn shown(moment: DateTime<Utc>) -> String {
    moment.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}
