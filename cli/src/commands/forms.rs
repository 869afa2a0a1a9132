//! `oshaq ingest --profile form-1m` and `form-3k`: statistical forms into a version of `aggregates`.

use std::path::{Path, PathBuf};

use oshaq_etl::{
    Contradiction, FormLedger, FormProfile, FormRequest, Tally, UnitNames, WorkbookLedger,
    ingest_forms,
};
use oshaq_samples::facts;
use oshaq_store::VersionId;
use serde::Serialize;

use crate::args::IngestArgs;
use crate::failure::Unusable;
use crate::world::{CODE_VERSION, LOCK_WAIT, holder, now, open_store};
use crate::{output, progress};

/// What the whole country is called in the forms.
const NATION_NAMES: [&str; 2] = ["Республика Казахстан", "Қазақстан Республикасы"];

/// What the command answers.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    version: &'a VersionId,
    ledger: &'a FormLedger,
}

/// Ingests workbooks and prints the ledger.
pub fn run(args: &IngestArgs, profile: &FormProfile, json: bool) -> anyhow::Result<()> {
    if args.whole || args.afresh {
        let reason = "statistical forms have no history: each version holds what its workbooks say; leave out --whole and --afresh";
        return Err(Unusable(reason.to_owned()).into());
    }
    progress::listen_for_interrupt()?;
    let files = workbooks(&args.files)?;
    let store = open_store(&args.store.store)?;
    let lock = store.lock(&holder("ingest"), LOCK_WAIT)?;
    let bar = progress::bar("ingest", files.len() as u64);
    let go_on = |index: usize, name: &str| {
        bar.set_position(index as u64);
        bar.set_message(format!("ingest {name}"));
        !progress::interrupted()
    };
    let report = ingest_forms(&FormRequest {
        store: &store,
        lock: &lock,
        profile,
        files: &files,
        units: &unit_names()?,
        until: args.period,
        now: now(),
        code_version: CODE_VERSION,
        progress: &go_on,
    })?;
    bar.finish_and_clear();
    let answer = Answer {
        version: &report.version,
        ledger: &report.ledger,
    };
    output::print(json, &answer, readable)
}

fn unit_names() -> anyhow::Result<Vec<UnitNames>> {
    let mut units = Vec::new();
    for fact in facts::units() {
        let names = [
            &fact.name_kk,
            &fact.name_ru,
            &fact.name_en,
            &fact.full_name_kk,
            &fact.full_name_ru,
            &fact.full_name_en,
        ];
        units.push(UnitNames {
            unit: Some(fact.kato.parse()?),
            names: names.map(Clone::clone).to_vec(),
        });
    }
    units.push(UnitNames {
        unit: None,
        names: NATION_NAMES.map(str::to_owned).to_vec(),
    });
    Ok(units)
}

/// The workbooks named, and those of the folders named, in order of their names.
fn workbooks(named: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in named {
        let kind = std::fs::metadata(path).map_err(|error| {
            Unusable(format!(
                "cannot read {}: {error}; check the path",
                path.display()
            ))
        })?;
        if kind.is_dir() {
            files.extend(inside(path)?);
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

fn inside(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|path| path.is_file() && is_workbook(path));
    files.sort();
    if files.is_empty() {
        return Err(Unusable(format!(
            "the folder {} holds no workbook (.xlsx)",
            folder.display()
        ))
        .into());
    }
    Ok(files)
}

/// Whether a file in a folder is a workbook; `~$` begins the lock files of spreadsheets.
fn is_workbook(path: &Path) -> bool {
    let xlsx = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    xlsx && !name.is_some_and(|name| name.starts_with(['.', '~']))
}

fn readable(answer: &Answer<'_>) -> String {
    let ledger = answer.ledger;
    let mut rows = tally(&ledger.total);
    for (check, tally) in &ledger.checks {
        rows.push(line(&format!("checked: {check}"), tally.made));
        rows.push(line("  of these violated", tally.violated));
    }
    if let Some(monthly) = &ledger.monthly {
        rows.push(line("months worked out", monthly.derived));
        rows.push(line("  of these negative", monthly.negative));
        rows.push(line("  of these over missing reports", monthly.over_gap));
    }
    format!(
        "aggregates {}: {} workbooks\n{}{}",
        answer.version,
        ledger.workbooks.len(),
        output::table(&rows),
        contradictions(ledger)
    )
}

fn tally(total: &Tally) -> Vec<Vec<String>> {
    let mut rows = vec![
        line("cells read", total.read),
        line("accepted", total.accepted),
        line("duplicate", total.duplicate),
        line("rejected", total.rejected),
    ];
    let named = [
        ("rejected", &total.rejects),
        ("duplicate", &total.duplicates),
        ("noted", &total.notes),
    ];
    for (what, reasons) in named {
        rows.extend(
            reasons
                .iter()
                .map(|(reason, &cells)| line(&format!("{what}: {reason}"), cells)),
        );
    }
    rows
}

/// Workbooks that say different things in different places, a line each.
fn contradictions(ledger: &FormLedger) -> String {
    let of_workbook = |workbook: &WorkbookLedger| -> Vec<String> {
        let tell = |found| format!("\n{}: {}", workbook.file, contradiction(found));
        workbook.contradictions.iter().map(tell).collect()
    };
    ledger.workbooks.iter().flat_map(of_workbook).collect()
}

fn contradiction(found: &Contradiction) -> String {
    let told: Vec<String> = found
        .told
        .iter()
        .map(|(by, said)| format!("{by} says {said}"))
        .collect();
    format!(
        "{}: {}; taken: {}",
        found.what,
        told.join(", "),
        found.taken
    )
}

fn line(what: &str, cells: u64) -> Vec<String> {
    vec![what.to_owned(), cells.to_string()]
}
