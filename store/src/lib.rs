//! Immutable versions of Oshaq's artefacts, on local disk or in an S3 bucket.
//!
//! A [`Store`] holds, for each [`Kind`] of artefact, versions that never change once written, and one
//! pointer `current` that is swapped last:
//!
//! ```text
//! <store>/<kind>/<version>/manifest.json   what it was made from, and the SHA-256 of every file
//! <store>/<kind>/<version>/…               Parquet, JSON, tiles
//! <store>/<kind>/current                   the version that readers take
//! ```
//!
//! A version's name is a hash of its content ([`VersionId`]), so the same input gives the same version, and doing
//! a step twice changes nothing. A crash at any point leaves the previous version current.
//!
//! In reading order: [`Kind`] and [`VersionId`] name things, [`Manifest`] describes a version, [`Store`] reads,
//! [`WriterLock`] and [`Stage`] write, [`VerifyReport`] checks. [`tables`] reads and writes the domain's values as Parquet.
//!
//! # Example
//!
//! ```
//! use std::time::Duration;
//! use chrono::Utc;
//! use oshaq_store::{Kind, ManifestDraft, Options, Store};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let location = folder.path().join("oshaq-data");
//! # let location = location.to_str().ok_or("a temporary folder's path is text")?;
//! let store = Store::open(location, &Options::new(Utc::now))?;
//! let lock = store.lock("example", Duration::ZERO)?;
//! let stage = store.stage(&lock, Kind::Backtest)?;
//! std::fs::write(stage.path("scores.json")?, b"[]")?;
//! let manifest = stage.commit(ManifestDraft::new("0.1.0", "2026-01-02T03:04:05Z".parse()?))?;
//! assert_eq!(store.current(Kind::Backtest)?, Some(manifest.version.clone()));
//! assert_eq!(store.read(Kind::Backtest, &manifest.version, "scores.json")?, b"[]");
//! # Ok(())
//! # }
//! ```

mod address;
mod error;
mod file;
mod hash;
mod kind;
mod location;
mod lock;
mod manifest;
mod objects;
mod remove;
mod shared;
mod stage;
mod store;
pub mod tables;
mod verify;

pub use error::StoreError;
pub use file::LocalFile;
pub use hash::hash_of;
pub use kind::{Kind, VersionId};
pub use location::Options;
pub use lock::WriterLock;
pub use manifest::{FileEntry, Manifest, ManifestDraft, Parent, SCHEMA_VERSION};
pub use stage::Stage;
pub use store::Store;
pub use verify::{Problem, ProblemKind, VerifyReport};
