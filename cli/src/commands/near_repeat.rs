//! `oshaq near-repeat`: whether an offence raises the risk around it for a while.

use oshaq_domain::Day;
use oshaq_models::{KnoxCell, NearRepeat, NearRepeatResult, near_repeat};
use serde::Serialize;

use crate::args::NearRepeatArgs;
use crate::history::History;
use crate::output;
use crate::world::open_store;

/// What the command answers. For analysts: it tells numbers of offences and is never published.
#[derive(Debug, Serialize)]
struct Answer {
    simulated: bool,
    permutations: u32,
    seed: u64,
    #[serde(flatten)]
    found: NearRepeatResult,
}

/// Tests and prints the table.
pub fn run(args: &NearRepeatArgs, json: bool) -> anyhow::Result<()> {
    let store = open_store(&args.analysed.store.store)?;
    let history = History::load(&store, args.analysed.resolution)?;
    let mut counts = history.counts().clone();
    if let Some(first) = args.since {
        counts = counts.since(Day::new(first));
    }
    if let Some(end) = args.until.and_then(|last| Day::new(last).plus(1)) {
        counts = counts.until(end);
    }
    let choices = NearRepeat {
        day_bands: args.days.clone(),
        rings: args.rings,
        permutations: args.permutations,
        seed: args.seed,
    };
    let answer = Answer {
        simulated: history.simulated(),
        permutations: args.permutations,
        seed: args.seed,
        found: near_repeat(&counts, &args.analysed.category, &choices)?,
    };
    output::print(json, &answer, readable)
}

fn readable(answer: &Answer) -> String {
    let head = ["ring", "days", "pairs", "expected", "ratio", "p"]
        .map(str::to_owned)
        .to_vec();
    let row = |cell: &KnoxCell| {
        vec![
            cell.ring.to_string(),
            format!("{}–{}", cell.from_days, cell.to_days),
            cell.pairs.to_string(),
            format!("{:.1}", cell.expected),
            cell.ratio
                .map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}")),
            format!("{:.3}", cell.p_value),
        ]
    };
    let rows: Vec<_> = std::iter::once(head)
        .chain(answer.found.table.iter().map(row))
        .collect();
    let title = format!(
        "{}: {} recorded offences, {} permutations (internal: not for publication)",
        answer.found.category, answer.found.offences, answer.permutations
    );
    format!("{title}\n{}", output::table(&rows))
}
