//! What the files gave, until everything is read.

use std::num::NonZero;

use crate::check::{Checker, Incident, Reject};
use crate::error::EtlError;
use crate::files::Files;
use crate::flow::{self, FileFacts, Job, Outcome};
use crate::ledger::{Counter, Unread};
use crate::read::{self, Source};
use crate::request::{IngestRequest, Progress};
use crate::spill::{INCIDENTS_IN_MEMORY, REJECTS_IN_MEMORY, Waiting};

/// What the files gave so far.
pub(crate) struct Gathered {
    pub sources: Vec<Source>,
    /// For each table the position of the first one with the same content.
    pub origins: Vec<u32>,
    pub incidents: Waiting<Incident>,
    pub rejects: Waiting<Reject>,
    pub files: Files,
    rows: u64,
}

impl Gathered {
    /// Finds the tables in the files.
    pub fn find(request: &IngestRequest<'_>) -> Result<Self, EtlError> {
        let mut files = Files::default();
        let mut sources = Vec::new();
        let mut fault = None;
        for path in request.files {
            match read::sources_of(path, request.profile, request.outside, &request.scratch) {
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
            for incident in &outcome.incidents {
                counter.see(incident);
            }
            self.incidents.push_all(&outcome.incidents)?;
            self.rejects.push_all(&outcome.rejects)
        };
        let job = Job {
            source,
            outside: request.outside,
            file: index as u32,
            profile: request.profile,
            threads,
            progress: &tell,
        };
        let facts = flow::run(&job, checker, take)?;
        self.rows += counter.read;
        Ok((facts, counter))
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
