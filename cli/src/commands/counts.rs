//! `oshaq counts`: incidents by cell, day and category.

use oshaq_domain::Resolution;
use oshaq_etl::load_counts;
use oshaq_store::Store;
use serde::Serialize;

use crate::args::CountsArgs;
use crate::history::count;
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
