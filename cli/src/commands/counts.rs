//! `oshaq counts`: incidents by cell, day and category.

use oshaq_domain::Resolution;
use oshaq_store::tables::names;
use serde::Serialize;

use crate::args::CountsArgs;
use crate::history::count;
use crate::output;
use crate::world::open_store;

/// What the command answers.
#[derive(Debug, Serialize)]
struct Answer {
    version: String,
    resolution: Resolution,
    simulated: bool,
    cells: usize,
    categories: usize,
    entries: u64,
    incidents: u64,
}

/// Counts the current incidents.
pub fn run(args: &CountsArgs, json: bool) -> anyhow::Result<()> {
    let store = open_store(&args.store.store)?;
    let counted = count(&store, args.resolution)?;
    let manifest = &counted.manifest;
    let answer = Answer {
        version: manifest.version.to_string(),
        resolution: args.resolution,
        simulated: manifest.simulated,
        cells: counted.cells,
        categories: counted.categories,
        entries: manifest.rows[names::COUNTS],
        incidents: counted.incidents,
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
