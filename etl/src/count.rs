//! Incidents become counts: how many, by cell, day and category.

mod key;
mod tally;
mod units;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use oshaq_domain::{Categories, Counts, Resolution};
use oshaq_store::tables::{names, read_counts};
use oshaq_store::{Kind, Manifest, ManifestDraft, Parent, Store, VersionId, WriterLock};
use serde_json::{Value, json};

use crate::error::EtlError;
use crate::version_files::{CATEGORIES, write_json};
use tally::Tally;

/// Totals by unit, month, known day and category, of a `counts` version: mapped records and those that are not.
pub const UNIT_COUNTS: &str = "unit_counts.parquet";

/// Parameter of a `counts` version that says by what its totals of units are told besides unit, month and category; earlier versions of Oshaq
/// counted them without the day on which they became known, and say nothing.
pub const UNIT_COUNTS_BY: &str = "unit_counts_by";

/// What is to be counted.
pub struct CountRequest<'a> {
    /// Where incidents are and counts go.
    pub store: &'a Store,
    /// The right to write there.
    pub lock: &'a WriterLock,
    /// The version of `incidents`.
    pub incidents: &'a VersionId,
    /// The resolution of the cells.
    pub resolution: Resolution,
    /// The time of writing.
    pub now: DateTime<Utc>,
    /// Version of the code that writes.
    pub code_version: &'a str,
}

/// A new version of `counts`, and what it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    /// Its manifest.
    pub manifest: Manifest,
    /// Cells with at least one incident.
    pub cells: usize,
    /// Categories of which at least one incident is in a cell.
    pub categories: usize,
    /// Incidents in cells.
    pub incidents: u64,
}

/// Counts the incidents of a version: a new version of `counts`.
///
/// `counts.parquet` holds cell, day, known day and category of what is mapped; `unit_counts.parquet` holds unit, month,
/// known day, category, `mapped` and `not_mapped` of everything; `categories.json` is carried over.
///
/// # Errors
/// [`EtlError`] when the incidents cannot be read or the store refuses.
pub fn count(request: &CountRequest<'_>) -> Result<Counted, EtlError> {
    let (store, incidents) = (request.store, request.incidents);
    let parent = store.manifest(Kind::Incidents, incidents)?;
    let categories = categories_of(store, Kind::Incidents, incidents)?;
    let table = store.file(Kind::Incidents, incidents, names::INCIDENTS)?;
    let stage = store.stage(request.lock, Kind::Counts)?;
    let refuse = |reason: String| EtlError::Content {
        what: names::INCIDENTS,
        version: incidents.to_string(),
        reason,
    };
    let tally = Tally::read(table.path(), request.resolution, &refuse)?;
    let units = tally.write_units(&stage.path(UNIT_COUNTS)?)?;
    let cells = tally.write_cells(&stage.path(names::COUNTS)?)?;
    write_json(&stage, CATEGORIES, &categories)?;
    let mut draft = ManifestDraft::new(request.code_version, request.now);
    draft.parents = vec![Parent {
        kind: Kind::Incidents,
        version: incidents.clone(),
    }];
    draft.parameters = json!({ "resolution": request.resolution, UNIT_COUNTS_BY: "known_day" });
    draft.simulated = parent.simulated;
    draft.rows = BTreeMap::from([
        (names::COUNTS.to_owned(), cells.rows),
        (UNIT_COUNTS.to_owned(), units),
    ]);
    Ok(Counted {
        manifest: stage.commit(draft)?,
        cells: cells.cells,
        categories: cells.categories,
        incidents: cells.incidents,
    })
}

/// Reads a version of `counts`.
///
/// # Errors
/// [`EtlError`] when the version is missing or cannot be understood.
pub fn load_counts(store: &Store, version: &VersionId) -> Result<Counts, EtlError> {
    let manifest = store.manifest(Kind::Counts, version)?;
    let resolution = resolution_of(&manifest)?;
    let file = store.file(Kind::Counts, version, names::COUNTS)?;
    Ok(read_counts(file.path(), resolution)?)
}

/// The categories of a version of `incidents` or `counts`.
///
/// # Errors
/// [`EtlError`] when the version has none or they cannot be understood.
pub fn categories_of(
    store: &Store,
    kind: Kind,
    version: &VersionId,
) -> Result<Categories, EtlError> {
    let text = store.read(kind, version, CATEGORIES)?;
    serde_json::from_slice(&text).map_err(|error| EtlError::Content {
        what: CATEGORIES,
        version: version.to_string(),
        reason: error.to_string(),
    })
}

fn resolution_of(manifest: &Manifest) -> Result<Resolution, EtlError> {
    let number = manifest
        .parameters
        .get("resolution")
        .and_then(Value::as_u64);
    number
        .and_then(|number| Resolution::new(u8::try_from(number).ok()?).ok())
        .ok_or_else(|| EtlError::Content {
            what: "manifest.json",
            version: manifest.version.to_string(),
            reason: "its parameters lack a resolution".to_owned(),
        })
}
