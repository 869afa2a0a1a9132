//! One file through many threads, its rows in order at the end.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::begin::{Begun, Blocks, begin};
use crate::check::{Checker, FilePlan, Incident, Reason, Reject, text_hash};
use crate::error::EtlError;
use crate::profile::Profile;
use crate::read::{self, Block, OutsideReader, RawRecord, Source, Unreadable};

/// What became of one block.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub read: u64,
    /// Incidents, and what stands for rows that take their record back.
    pub incidents: Vec<Incident>,
    pub rejects: Vec<Reject>,
}

/// What a file turned out to be.
#[derive(Debug)]
pub(crate) struct FileFacts {
    pub sha256: String,
    pub bytes: u64,
    pub plan: FilePlan,
}

/// One file to be read.
pub(crate) struct Job<'a> {
    pub source: &'a Source,
    /// The program that reads workbooks and Parquet files.
    pub outside: Option<&'a OutsideReader>,
    /// Position of the file.
    pub file: u32,
    pub profile: &'a Profile,
    pub threads: usize,
    /// Is told how many bytes of the file have been read, and how many it has.
    pub progress: &'a (dyn Fn(u64, u64) + Sync),
}

/// Reads a file, checks its rows on several threads, and gives the outcomes to `take` in the order of the file.
pub(crate) fn run(
    job: &Job<'_>,
    checker: &Checker,
    mut take: impl FnMut(Outcome) -> Result<(), EtlError>,
) -> Result<FileFacts, EtlError> {
    let (source, threads) = (job.source, job.threads);
    let Begun {
        mut blocks,
        plan,
        progress: counter,
        bytes,
    } = begin(source, job.profile, job.outside)?;
    let place = source.place();
    let path = place.as_path();
    let (work_in, work_out) = sync_channel::<(u64, Block)>(2 * threads);
    let (done_in, done_out) = sync_channel::<(u64, Outcome)>(2 * threads);
    let work_out = Mutex::new(work_out);
    let sha256 = thread::scope(|scope| {
        let hashing = scope.spawn(|| read::sha256(source));
        let reading = scope.spawn(move || send_blocks(&mut blocks, &work_in, path));
        for _ in 0..threads {
            let (done, mut checker) = (done_in.clone(), checker.clone());
            let (work, plan, file) = (&work_out, &plan, job.file);
            scope.spawn(move || check_blocks(work, &done, &mut checker, plan, file));
        }
        drop(done_in);
        let taken = in_order(&done_out, |outcome| {
            (job.progress)(counter.load(std::sync::atomic::Ordering::Relaxed), bytes);
            take(outcome)
        });
        drop(done_out);
        let read = reading.join().map_err(|_| EtlError::Worker)?;
        let hashed = hashing.join().map_err(|_| EtlError::Worker)?;
        taken.and(read).and(hashed)
    })?;
    Ok(FileFacts {
        sha256,
        bytes,
        plan,
    })
}

/// Sends blocks until the file or the interest in them ends.
fn send_blocks(
    blocks: &mut Blocks,
    work: &SyncSender<(u64, Block)>,
    path: &Path,
) -> Result<(), EtlError> {
    for number in 0.. {
        let line = blocks.line();
        let block = blocks
            .next_block()
            .map_err(|error| EtlError::damaged(path, line, &error))?;
        let Some(block) = block else {
            break;
        };
        if work.send((number, block)).is_err() {
            break;
        }
    }
    Ok(())
}

fn check_blocks(
    work: &Mutex<Receiver<(u64, Block)>>,
    done: &SyncSender<(u64, Outcome)>,
    checker: &mut Checker,
    plan: &FilePlan,
    file: u32,
) {
    let mut rows = 0;
    loop {
        let next = work.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, block)) = next else {
            return;
        };
        // A block holds about as many rows as the one before.
        let mut outcome = Outcome::default();
        outcome.incidents.reserve(rows + rows / 8);
        check_block(&block, checker, plan, file, &mut outcome);
        rows = outcome.incidents.len();
        if done.send((number, outcome)).is_err() {
            return;
        }
    }
}

fn check_block(
    block: &Block,
    checker: &mut Checker,
    plan: &FilePlan,
    file: u32,
    outcome: &mut Outcome,
) {
    block.records(&plan.columns, |line, text, values| {
        outcome.read += 1;
        let record = match values {
            Ok(values) => RawRecord { line, text, values },
            Err(fault) => return outcome.rejects.push(unreadable(file, line, text, fault)),
        };
        match checker.check(file, &record, plan) {
            Ok(incident) => outcome.incidents.push(incident),
            Err(reject) => {
                let taken_back = checker.taken_back(&record, plan, &reject);
                outcome.incidents.extend(taken_back);
                outcome.rejects.push(reject);
            }
        }
    });
}

fn unreadable(file: u32, line: u64, text: &[u8], fault: Unreadable) -> Reject {
    Reject {
        file,
        line,
        reason: Reason::Unreadable(fault).code(),
        field: Reject::NO_FIELD,
        text: text_hash(text),
    }
}

/// Gives numbered outcomes to `take` by their numbers, whichever thread is first.
fn in_order(
    done: &Receiver<(u64, Outcome)>,
    mut take: impl FnMut(Outcome) -> Result<(), EtlError>,
) -> Result<(), EtlError> {
    let mut early = BTreeMap::new();
    let mut next = 0;
    while let Ok((number, outcome)) = done.recv() {
        early.insert(number, outcome);
        while let Some(outcome) = early.remove(&next) {
            take(outcome)?;
            next += 1;
        }
    }
    Ok(())
}
