//! The story of an ingest: read, check, place, deduplicate, meet what stands, write.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};
use oshaq_store::{
    Kind, Manifest, ManifestDraft, Parent, Stage, Store, VersionId, WriterLock, tables::names,
};
use serde_json::json;

use crate::check::Checker;
use crate::conclude::{Concluded, conclude};
use crate::error::EtlError;
use crate::gather::Gathered;
use crate::history::{Delivery, HISTORY, Standing};
use crate::ledger::Ledger;
use crate::place::UnitPolygons;
use crate::profile::Profile;
use crate::read::OutsideReader;

/// Rejected rows and duplicates of an `incidents` version.
pub const REJECTS: &str = "rejects.parquet";
/// The ledger of an `incidents` version.
pub const LEDGER: &str = "ledger.json";
/// The categories of an `incidents` version and of what is made from it.
pub const CATEGORIES: &str = "categories.json";
/// Files whose name begins so hold simulated records.
pub const SIMULATED_PREFIX: &str = "SIMULATED_";

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
    /// Nothing later than this day is accepted.
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

/// What an ingest made.
#[derive(Debug, Clone, PartialEq)]
pub struct IngestReport {
    /// The new version of `incidents`; the current one when there was nothing to write.
    pub version: VersionId,
    /// Its manifest.
    pub manifest: Manifest,
    /// What became of every row.
    pub ledger: Ledger,
    /// Whether there was nothing to write: earlier deliveries held every file.
    pub is_known: bool,
}

/// Reads files by a profile into a new version of `incidents`.
///
/// The records of the current version are continued when a profile of the same name read them: a record told again stays,
/// one told otherwise is replaced and goes to the history. Every row ends in exactly one line of the ledger. The same files,
/// in the same order, give the same version. When something fails, nothing is written; where the request says to keep going,
/// a file that cannot be read is left out whole and told in the ledger.
///
/// # Errors
/// [`EtlError`] when a file cannot be read or fits no layout, when the current version cannot be continued, or when the
/// store refuses.
pub fn ingest(request: &IngestRequest<'_>) -> Result<IngestReport, EtlError> {
    if request.files.is_empty() {
        return Err(EtlError::NoFiles);
    }
    let polygons = request
        .units_geojson
        .filter(|_| request.profile.unit.by_place)
        .map_or_else(|| Ok(UnitPolygons::default()), UnitPolygons::parse)?;
    let checker = Checker::new(request.profile, polygons, request.as_of)?;
    let standing = Standing::find(request, &checker)?;
    let before = standing.as_ref().map(|standing| standing.manifest.clone());
    let mut gathered = Gathered::find(request)?;
    for index in 0..gathered.sources.len() {
        let read = gathered.read(request, index, &checker);
        gathered.settle(request, index, read)?;
    }
    let stage = request.store.stage(request.lock, Kind::Incidents)?;
    let concluded = conclude(gathered, request, &checker, standing, &stage)?;
    match before.filter(|_| concluded.is_known) {
        Some(manifest) => Ok(report(manifest, concluded)),
        None => Ok(report(commit(request, stage, &concluded)?, concluded)),
    }
}

fn report(manifest: Manifest, concluded: Concluded) -> IngestReport {
    IngestReport {
        version: manifest.version.clone(),
        manifest,
        ledger: concluded.ledger,
        is_known: concluded.is_known,
    }
}

fn commit(
    request: &IngestRequest<'_>,
    stage: Stage,
    concluded: &Concluded,
) -> Result<Manifest, EtlError> {
    let ledger = &concluded.ledger;
    let mut draft = ManifestDraft::new(request.code_version, request.now);
    draft.simulated = ledger.simulated;
    draft.parameters = json!({
        "profile": ledger.profile,
        "duplicates": format!("{:?}", request.profile.duplicates).to_lowercase(),
    });
    let rows = [
        (names::INCIDENTS, Some(concluded.incidents)),
        (REJECTS, Some(concluded.rejects)),
        (HISTORY, concluded.history),
    ];
    draft.rows = rows
        .into_iter()
        .filter_map(|(name, rows)| Some((name.to_owned(), rows?)))
        .collect();
    if let Some(changes) = &ledger.changes {
        draft.parameters["changes"] = json!(changes);
        draft.parents = vec![Parent {
            kind: Kind::Incidents,
            version: changes.since.clone(),
        }];
    }
    Ok(stage.commit(draft)?)
}

pub(crate) fn write_json(
    stage: &Stage,
    name: &'static str,
    value: &impl serde::Serialize,
) -> Result<(), EtlError> {
    let mut text = serde_json::to_vec_pretty(value).map_err(|error| EtlError::Content {
        what: name,
        version: "being written".to_owned(),
        reason: error.to_string(),
    })?;
    text.push(b'\n');
    Ok(stage.write(name, &text)?)
}
