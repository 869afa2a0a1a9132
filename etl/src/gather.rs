//! What the files gave, until everything is read and can be written.

use std::num::NonZero;
use std::path::PathBuf;

use oshaq_store::{Stage, tables::names};

use crate::check::{Checker, Incident, Reject};
use crate::dedupe::{Repeated, deduplicate};
use crate::error::EtlError;
use crate::flow::{self, FileFacts, Job, Outcome};
use crate::id::IdKey;
use crate::ingest::{
    CATEGORIES, IngestRequest, LEDGER, Progress, REJECTS, SIMULATED_PREFIX, write_json,
};
use crate::ledger::{Counter, FileLedger, Ledger, Unread, file_name, total};
use crate::read::{self, Source};
use crate::spill::Waiting;
use crate::stacks::StackFinder;
use crate::write::{FileWords, IncidentTable, RejectTable, Words};

/// Incidents kept in memory before they go to disk: about 320 MB.
const INCIDENTS_IN_MEMORY: usize = 4_000_000;
/// Rejects kept in memory before they go to disk: about 32 MB.
const REJECTS_IN_MEMORY: usize = 1_000_000;

/// What the files gave so far.
pub(crate) struct Gathered {
    pub sources: Vec<Source>,
    origins: Vec<u32>,
    incidents: Waiting<Incident>,
    rejects: Waiting<Reject>,
    files: Files,
    rows: u64,
}

/// What is known of each table, by its position; nothing of those that could not be read.
#[derive(Default)]
struct Files {
    read: Vec<Option<(FileFacts, Counter)>>,
    unread: Vec<Unread>,
}

impl Gathered {
    /// Finds the tables in the files.
    pub fn find(request: &IngestRequest<'_>) -> Result<Self, EtlError> {
        let mut files = Files::default();
        let mut sources = Vec::new();
        let mut fault = None;
        for path in request.files {
            match read::sources_of(path, request.profile, request.outside) {
                Ok(mut found) => {
                    sources.append(&mut found.sources);
                    files.unread.append(&mut found.unread);
                }
                Err(error) if request.keep_going && error.is_of_file() => {
                    files.unread.push(Unread::because(path, &error));
                    fault.get_or_insert(error);
                }
                Err(error) => return Err(error),
            }
        }
        if let Some(fault) = fault.filter(|_| sources.is_empty()) {
            return Err(fault);
        }
        let origins = origins(&sources)?;
        Ok(Self {
            sources,
            origins,
            incidents: Waiting::new(INCIDENTS_IN_MEMORY, &request.scratch),
            rejects: Waiting::new(REJECTS_IN_MEMORY, &request.scratch),
            files,
            rows: 0,
        })
    }

    /// Keeps what is known of a table, or tells why it is left out. When the last is left out, nothing was read.
    pub fn settle(
        &mut self,
        request: &IngestRequest<'_>,
        index: usize,
        read: Result<(FileFacts, Counter), EtlError>,
    ) -> Result<(), EtlError> {
        let error = match read {
            Ok(facts) => {
                self.files.read.push(Some(facts));
                return Ok(());
            }
            Err(error) => error,
        };
        self.files.read.push(None);
        let last = index + 1 == self.sources.len();
        let nothing = last && self.files.read.iter().all(Option::is_none);
        if !request.keep_going || !error.is_of_file() || nothing {
            return Err(error);
        }
        let source = &self.sources[index];
        let mut unread = Unread::because(&source.path, &error);
        unread.file = source.name();
        self.files.unread.push(unread);
        Ok(())
    }

    /// Reads, checks and places the rows of one file.
    pub fn read(
        &mut self,
        request: &IngestRequest<'_>,
        index: usize,
        checker: &Checker,
    ) -> Result<(FileFacts, Counter), EtlError> {
        let source = &self.sources[index];
        let files = self.sources.len();
        let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
        let rows = std::sync::atomic::AtomicU64::new(self.rows);
        let tell = |bytes_read, bytes| {
            (request.progress)(&Progress {
                file: index,
                files,
                name: source.name(),
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
            source,
            outside: request.outside,
            file: index as u32,
            origin: self.origins[index],
            profile: request.profile,
            threads,
            progress: &tell,
        };
        let facts = flow::run(&job, checker, take)?;
        self.rows += counter.read;
        Ok((facts, counter))
    }

    /// Deduplicates and writes the tables and the ledger.
    pub fn write(
        self,
        request: &IngestRequest<'_>,
        checker: &Checker,
        stage: &Stage,
    ) -> Result<Ledger, EtlError> {
        let profile = request.profile;
        let mut of_files = self.files;
        let simulated = Files::is_simulated(request, checker);
        let key = IdKey::of_files(of_files.hashes());
        let categories = profile.categories.categories()?;
        let slugs = categories.iter().map(|c| c.slug.to_string()).collect();
        let words = Words::new(slugs, checker.shared());
        let files = of_files.words(&self.sources);
        let filters: Vec<String> = profile.filters.iter().map(|f| f.reason.clone()).collect();
        let mut incident_table =
            IncidentTable::create(&stage.path(names::INCIDENTS)?, &words, key, simulated)?;
        let mut reject_table = RejectTable::create(&stage.path(REJECTS)?, &files, &filters, key)?;
        self.rejects.parts(|mut rejects| {
            rejects.retain(|reject| of_files.has(reject.file));
            reject_table.write_rejects(&rejects)
        })?;
        let mut stacks = StackFinder::default();
        self.incidents.parts(|mut rows| {
            rows.retain(|row| of_files.has(row.file));
            let (kept, repeated) = deduplicate(rows);
            for incident in &kept {
                stacks.add(incident);
            }
            of_files.count(&kept, &repeated);
            reject_table.write_duplicates(&repeated)?;
            incident_table.write(&kept)
        })?;
        incident_table.finish()?;
        reject_table.finish()?;
        let mut ledger = of_files.ledger(request, &self.sources, &filters, simulated);
        ledger.stacks = stacks.found();
        write_json(stage, CATEGORIES, &categories)?;
        write_json(stage, LEDGER, &ledger)?;
        Ok(ledger)
    }
}

impl Files {
    fn is_simulated(request: &IngestRequest<'_>, checker: &Checker) -> bool {
        let by_name = |path: &PathBuf| file_name(path).starts_with(SIMULATED_PREFIX);
        request.profile.simulated
            || request.files.iter().any(by_name)
            || checker.shared().has_simulated()
    }

    /// Whether a table was read whole; the rows of one that broke off are left out.
    fn has(&self, file: u32) -> bool {
        matches!(self.read.get(file as usize), Some(Some(_)))
    }

    fn hashes(&self) -> impl Iterator<Item = &str> {
        let read = self.read.iter().flatten();
        read.map(|(facts, _)| facts.sha256.as_str())
    }

    fn counter(&mut self, file: u32) -> Option<&mut Counter> {
        let read = self.read.get_mut(file as usize)?.as_mut();
        read.map(|(_, counter)| counter)
    }

    fn count(&mut self, kept: &[Incident], repeated: &[Repeated]) {
        for incident in kept {
            if let Some(counter) = self.counter(incident.file) {
                counter.accept(incident);
            }
        }
        for told in repeated {
            if let Some(counter) = self.counter(told.row.file) {
                counter.duplicate(told.kind);
            }
        }
    }

    fn words(&self, sources: &[Source]) -> Vec<FileWords> {
        let columns = |facts: &FileFacts| facts.plan.columns.names.clone();
        sources
            .iter()
            .zip(&self.read)
            .map(|(source, read)| FileWords {
                name: source.name(),
                columns: read
                    .as_ref()
                    .map_or_else(Vec::new, |(facts, _)| columns(facts)),
            })
            .collect()
    }

    fn ledger(
        &self,
        request: &IngestRequest<'_>,
        sources: &[Source],
        filters: &[String],
        simulated: bool,
    ) -> Ledger {
        let files: Vec<FileLedger> = self
            .read
            .iter()
            .zip(sources)
            .filter_map(|(read, source)| {
                let (facts, counter) = read.as_ref()?;
                Some(FileLedger {
                    file: source.name(),
                    sha256: facts.sha256.clone(),
                    bytes: facts.bytes,
                    layout: facts.plan.layout.clone(),
                    tally: counter.tally(filters),
                })
            })
            .collect();
        Ledger {
            profile: request.profile.name.clone(),
            simulated,
            total: total(&files),
            files,
            unread: self.unread.clone(),
            stacks: Vec::new(),
        }
    }
}

/// For each table the position of the first one with the same content, so that a file given twice counts once.
fn origins(sources: &[Source]) -> Result<Vec<u32>, EtlError> {
    let mut lengths = Vec::with_capacity(sources.len());
    for source in sources {
        lengths.push(source.length()?);
    }
    let mut origins: Vec<u32> = (0..sources.len() as u32).collect();
    let mut hashes: Vec<Option<String>> = vec![None; sources.len()];
    for later in 0..sources.len() {
        for earlier in 0..later {
            let other_part = sources[earlier].part_name() != sources[later].part_name();
            if lengths[earlier] != lengths[later] || other_part {
                continue;
            }
            for index in [earlier, later] {
                if hashes[index].is_none() {
                    // What cannot be read is told when its turn comes.
                    hashes[index] = Some(read::sha256(&sources[index]).unwrap_or_default());
                }
            }
            let known = hashes[later].as_ref().is_some_and(|hash| !hash.is_empty());
            if known && hashes[earlier] == hashes[later] {
                origins[later] = earlier as u32;
                break;
            }
        }
    }
    Ok(origins)
}
