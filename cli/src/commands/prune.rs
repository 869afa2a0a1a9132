//! `oshaq prune`: finished jobs that no forecast can take up any more.

use chrono::TimeDelta;
use oshaq_store::{Kind, Manifest, Store, VersionId};
use serde::Serialize;

use crate::args::PruneArgs;
use crate::output;
use crate::world::{LOCK_WAIT, holder, now, open_store};

/// Why a job can go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Reason {
    /// It was forecast from records that are not the current ones.
    Records,
    /// Another version of the models' code made it.
    Code,
}

/// A job that can go.
#[derive(Debug, Serialize)]
struct Line {
    version: VersionId,
    category: String,
    created: String,
    bytes: u64,
    reason: Reason,
}

/// What the command answers.
#[derive(Debug, Serialize)]
struct Answer {
    /// Whether they were removed, or only listed.
    removed: bool,
    /// Jobs that stay.
    kept: usize,
    bytes: u64,
    jobs: Vec<Line>,
}

/// Lists or removes jobs of other records or of other code that were finished long enough ago. A job that still runs is no version yet,
/// and the one that was finished last stays.
pub fn run(args: &PruneArgs, json: bool) -> anyhow::Result<()> {
    let store = open_store(&args.store.store)?;
    let all = store.versions(Kind::Job)?;
    let jobs = useless(&store, &all, args.older_than)?;
    if args.yes && !jobs.is_empty() {
        let lock = store.lock(&holder("prune"), LOCK_WAIT)?;
        for job in &jobs {
            store.remove(&lock, Kind::Job, &job.version)?;
        }
    }
    let answer = Answer {
        removed: args.yes,
        kept: all.len() - jobs.len(),
        bytes: jobs.iter().map(|job| job.bytes).sum(),
        jobs,
    };
    output::print(json, &answer, readable)
}

fn useless(store: &Store, all: &[Manifest], days: u32) -> anyhow::Result<Vec<Line>> {
    let (counts, newest) = (usable_counts(store)?, store.current(Kind::Job)?);
    let limit = now() - TimeDelta::days(days.into());
    let old = all
        .iter()
        .filter(|job| job.created <= limit && Some(&job.version) != newest.as_ref());
    let line = |manifest: &Manifest| {
        let job = &manifest.parameters["job"];
        let told = |name: &str| job[name].as_str().unwrap_or_default();
        let reason = if !counts
            .iter()
            .any(|usable| usable.as_str() == told("counts"))
        {
            Reason::Records
        } else if told("code") != oshaq_models::CODE {
            Reason::Code
        } else {
            return None;
        };
        Some(Line {
            version: manifest.version.clone(),
            category: told("category").to_owned(),
            created: manifest.created.format("%Y-%m-%d %H:%M:%S").to_string(),
            bytes: manifest.bytes(),
            reason,
        })
    };
    Ok(old.filter_map(line).collect())
}

/// The counts of the current incidents, at any resolution: forecasts are made from no others.
fn usable_counts(store: &Store) -> anyhow::Result<Vec<VersionId>> {
    let incidents = store.current(Kind::Incidents)?;
    let of_current = |manifest: &Manifest| {
        let mut parents = manifest.parents.iter();
        parents.any(|parent| Some(&parent.version) == incidents.as_ref())
    };
    let counts = store.versions(Kind::Counts)?.into_iter();
    Ok(counts
        .filter(of_current)
        .map(|manifest| manifest.version)
        .collect())
}

fn readable(answer: &Answer) -> String {
    let why = |reason| match reason {
        Reason::Records => "forecast from earlier records",
        Reason::Code => "made by another version of the models",
    };
    let row = |job: &Line| {
        let Line {
            version,
            category,
            created,
            bytes,
            reason,
        } = job;
        let words = [version.as_str(), category, created, &bytes.to_string()];
        let mut row = words.map(str::to_owned).to_vec();
        row.push(why(*reason).to_owned());
        row
    };
    let rows: Vec<_> = answer.jobs.iter().map(row).collect();
    let (jobs, bytes, kept) = (answer.jobs.len(), answer.bytes, answer.kept);
    let account = if answer.removed {
        format!("{jobs} jobs removed, {bytes} bytes; {kept} stay")
    } else {
        format!("{jobs} jobs could be removed, {bytes} bytes; {kept} stay (`--yes` removes them)")
    };
    format!("{}\n{account}", output::table(&rows))
        .trim_start()
        .to_owned()
}
