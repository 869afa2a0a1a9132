//! The story of an ingest: read, check, place, deduplicate, write.

use std::num::NonZero;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};
use oshaq_store::{
    Kind, Manifest, ManifestDraft, Stage, Store, VersionId, WriterLock, tables::names,
};
use serde_json::json;

use crate::check::{Checker, Incident, Reject};
use crate::dedupe::deduplicate;
use crate::error::EtlError;
use crate::flow::{self, FileFacts, Job, Outcome};
use crate::id::IdKey;
use crate::ledger::{Counter, FileLedger, Ledger, total};
use crate::place::UnitPolygons;
use crate::profile::Profile;
use crate::read;
use crate::spill::Waiting;
use crate::write::{FileWords, IncidentTable, RejectTable, Words};

/// Rejected rows and duplicates of an `incidents` version.
pub const REJECTS: &str = "rejects.parquet";
/// The ledger of an `incidents` version.
pub const LEDGER: &str = "ledger.json";
/// The categories of an `incidents` version and of what is made from it.
pub const CATEGORIES: &str = "categories.json";
/// Files whose name begins so hold simulated records.
pub const SIMULATED_PREFIX: &str = "SIMULATED_";

/// Incidents kept in memory before they go to disk: about 320 MB.
const INCIDENTS_IN_MEMORY: usize = 4_000_000;
/// Rejects kept in memory before they go to disk: about 32 MB.
const REJECTS_IN_MEMORY: usize = 1_000_000;

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
    /// The new version of `incidents`.
    pub version: VersionId,
    /// Its manifest.
    pub manifest: Manifest,
    /// What became of every row.
    pub ledger: Ledger,
}

/// Reads files by a profile into a new version of `incidents`.
///
/// Every row ends in exactly one line of the ledger. The same files, in the same order, give the same version. When
/// something fails, nothing is written.
///
/// # Errors
/// [`EtlError`] when a file cannot be read or fits no layout, or when the store refuses.
pub fn ingest(request: &IngestRequest<'_>) -> Result<IngestReport, EtlError> {
    if request.files.is_empty() {
        return Err(EtlError::NoFiles);
    }
    let polygons = request
        .units_geojson
        .filter(|_| request.profile.unit.by_place)
        .map_or_else(|| Ok(UnitPolygons::default()), UnitPolygons::parse)?;
    let checker = Checker::new(request.profile, polygons, request.as_of)?;
    let origins = origins(request.files)?;
    let mut gathered = Gathered::new(&request.scratch);
    for (index, origin) in origins.into_iter().enumerate() {
        gathered.read(request, index, origin, &checker)?;
    }
    let stage = request.store.stage(request.lock, Kind::Incidents)?;
    let ledger = gathered.write(request, &checker, &stage)?;
    commit(request, stage, ledger)
}

/// What the files gave so far.
struct Gathered {
    incidents: Waiting<Incident>,
    rejects: Waiting<Reject>,
    files: Files,
    rows: u64,
}

/// What is known of each file.
#[derive(Default)]
struct Files {
    counters: Vec<Counter>,
    facts: Vec<FileFacts>,
}

impl Gathered {
    fn new(scratch: &Path) -> Self {
        Self {
            incidents: Waiting::new(INCIDENTS_IN_MEMORY, scratch),
            rejects: Waiting::new(REJECTS_IN_MEMORY, scratch),
            files: Files::default(),
            rows: 0,
        }
    }

    /// Reads, checks and places the rows of one file.
    fn read(
        &mut self,
        request: &IngestRequest<'_>,
        index: usize,
        origin: u32,
        checker: &Checker,
    ) -> Result<(), EtlError> {
        let path = &request.files[index];
        let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
        let rows = std::sync::atomic::AtomicU64::new(self.rows);
        let tell = |bytes_read, bytes| {
            (request.progress)(&Progress {
                file: index,
                files: request.files.len(),
                name: name_of(path),
                bytes_read,
                bytes,
                rows: rows.load(std::sync::atomic::Ordering::Relaxed),
            });
        };
        let mut counter = Counter::default();
        let take = |outcome: Outcome| {
            counter.read += outcome.read;
            rows.fetch_add(outcome.read, std::sync::atomic::Ordering::Relaxed);
            for reject in &outcome.rejects {
                counter.reject(reject);
            }
            self.incidents.push_all(&outcome.incidents)?;
            self.rejects.push_all(&outcome.rejects)
        };
        let job = Job {
            path,
            file: index as u32,
            origin,
            profile: request.profile,
            threads,
            progress: &tell,
        };
        let facts = flow::run(&job, checker, take)?;
        self.rows += counter.read;
        self.files.counters.push(counter);
        self.files.facts.push(facts);
        Ok(())
    }

    /// Deduplicates and writes the tables and the ledger.
    fn write(
        self,
        request: &IngestRequest<'_>,
        checker: &Checker,
        stage: &Stage,
    ) -> Result<Ledger, EtlError> {
        let profile = request.profile;
        let mut of_files = self.files;
        let simulated = Files::is_simulated(request, checker);
        let key = IdKey::of_files(of_files.facts.iter().map(|facts| facts.sha256.as_str()));
        let categories = profile.categories.categories()?;
        let slugs = categories.iter().map(|c| c.slug.to_string()).collect();
        let words = Words::new(slugs, checker.shared());
        let files = of_files.words(request);
        let filters: Vec<String> = profile.filters.iter().map(|f| f.reason.clone()).collect();
        let mut incident_table =
            IncidentTable::create(&stage.path(names::INCIDENTS)?, &words, key, simulated)?;
        let mut reject_table = RejectTable::create(&stage.path(REJECTS)?, &files, &filters, key)?;
        self.rejects
            .parts(|rejects| reject_table.write_rejects(&rejects))?;
        let counters = &mut of_files.counters;
        self.incidents.parts(|rows| {
            let (kept, repeated) = deduplicate(rows);
            for incident in &kept {
                counters[incident.file as usize].accept(incident);
            }
            for told in &repeated {
                counters[told.row.file as usize].duplicate(told.kind);
            }
            reject_table.write_duplicates(&repeated)?;
            incident_table.write(&kept)
        })?;
        incident_table.finish()?;
        reject_table.finish()?;
        let ledger = of_files.ledger(request, &filters, simulated);
        write_json(stage, CATEGORIES, &categories)?;
        write_json(stage, LEDGER, &ledger)?;
        Ok(ledger)
    }
}

impl Files {
    fn is_simulated(request: &IngestRequest<'_>, checker: &Checker) -> bool {
        let by_name = |path: &PathBuf| name_of(path).starts_with(SIMULATED_PREFIX);
        request.profile.simulated
            || request.files.iter().any(by_name)
            || checker.shared().has_simulated()
    }

    fn words(&self, request: &IngestRequest<'_>) -> Vec<FileWords> {
        self.facts
            .iter()
            .zip(request.files)
            .map(|(facts, path)| FileWords {
                name: name_of(path),
                columns: facts.plan.columns.names.clone(),
            })
            .collect()
    }

    fn ledger(&self, request: &IngestRequest<'_>, filters: &[String], simulated: bool) -> Ledger {
        let files: Vec<FileLedger> = self
            .facts
            .iter()
            .zip(&self.counters)
            .zip(request.files)
            .map(|((facts, counter), path)| FileLedger {
                file: name_of(path),
                sha256: facts.sha256.clone(),
                bytes: facts.bytes,
                layout: facts.plan.layout.clone(),
                tally: counter.tally(filters),
            })
            .collect();
        Ledger {
            profile: request.profile.name.clone(),
            simulated,
            total: total(&files),
            files,
        }
    }
}

fn commit(
    request: &IngestRequest<'_>,
    stage: Stage,
    ledger: Ledger,
) -> Result<IngestReport, EtlError> {
    let mut draft = ManifestDraft::new(request.code_version, request.now);
    draft.simulated = ledger.simulated;
    draft.parameters = json!({
        "profile": ledger.profile,
        "duplicates": format!("{:?}", request.profile.duplicates).to_lowercase(),
    });
    draft
        .rows
        .insert(names::INCIDENTS.to_owned(), ledger.total.accepted);
    let told = ledger.total.duplicate + ledger.total.rejected;
    draft.rows.insert(REJECTS.to_owned(), told);
    let manifest = stage.commit(draft)?;
    Ok(IngestReport {
        version: manifest.version.clone(),
        manifest,
        ledger,
    })
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

fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// For each file the position of the first file with the same content, so that a file given twice counts once.
fn origins(files: &[PathBuf]) -> Result<Vec<u32>, EtlError> {
    let mut lengths = Vec::with_capacity(files.len());
    for path in files {
        lengths.push(std::fs::metadata(path).map_err(EtlError::file(path))?.len());
    }
    let mut origins: Vec<u32> = (0..files.len() as u32).collect();
    let mut hashes: Vec<Option<String>> = vec![None; files.len()];
    for later in 0..files.len() {
        for earlier in 0..later {
            if lengths[earlier] != lengths[later] {
                continue;
            }
            for index in [earlier, later] {
                if hashes[index].is_none() {
                    hashes[index] = Some(read::sha256(&files[index])?);
                }
            }
            if hashes[earlier] == hashes[later] {
                origins[later] = earlier as u32;
                break;
            }
        }
    }
    Ok(origins)
}
