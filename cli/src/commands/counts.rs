//! `oshaq counts`: incidents by cell, day and category.

use oshaq_domain::Resolution;
use oshaq_etl::{CountRequest, load_counts};
use oshaq_store::{Kind, Manifest, Store};
use serde::Serialize;

use crate::args::CountsArgs;
use crate::commands::{CODE_VERSION, LOCK_WAIT, holder, now};
use crate::output;

/// What the command answers.
#[derive(Debug, Serialize)]
struct Answer {
    version: String,
    resolution: Resolution,
    simulated: bool,
    cells: usize,
    categories: usize,
    entries: usize,
    incidents: u64,
}

/// Counts the current incidents.
pub fn run(args: &CountsArgs, json: bool) -> anyhow::Result<()> {
    let store = Store::open(&args.store.store)?;
    let manifest = count(&store, args.resolution)?;
    let counts = load_counts(&store, &manifest.version)?;
    let answer = Answer {
        version: manifest.version.to_string(),
        resolution: args.resolution,
        simulated: manifest.simulated,
        cells: counts.cells().len(),
        categories: counts.categories().len(),
        entries: counts.entries().len(),
        incidents: counts.total(),
    };
    output::print(json, &answer, |answer| {
        format!(
            "counts {}: {} incidents of {} categories in {} cells of resolution {}, {} entries",
            answer.version,
            answer.incidents,
            answer.categories,
            answer.cells,
            answer.resolution,
            answer.entries
        )
    })
}

/// Counts the current incidents at a resolution: a new version of `counts`.
pub fn count(store: &Store, resolution: Resolution) -> anyhow::Result<Manifest> {
    let incidents = store.current_manifest(Kind::Incidents)?.version;
    let lock = store.lock(&holder("counts"), LOCK_WAIT)?;
    let request = CountRequest {
        store,
        lock: &lock,
        incidents: &incidents,
        resolution,
        now: now(),
        code_version: CODE_VERSION,
    };
    Ok(oshaq_etl::count(&request)?)
}
