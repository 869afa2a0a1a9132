//! The story of an ingest: read, check, place, deduplicate, meet what stands, write.

use oshaq_store::{Kind, Manifest, ManifestDraft, Parent, Stage, VersionId, tables::names};
use serde_json::json;

use crate::check::Checker;
use crate::conclude::{Concluded, conclude};
use crate::error::EtlError;
use crate::gather::Gathered;
use crate::history::{HISTORY, Standing};
use crate::ledger::Ledger;
use crate::place::UnitPolygons;
use crate::request::IngestRequest;
use crate::version_files::REJECTS;

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
