//! `oshaq report`: what became of what was delivered, and what a version is worth.

mod aggregates;
mod incidents;
mod text;

use std::io::Write;
use std::path::Path;

use oshaq_etl::{FormLedger, LEDGER, quality};
use oshaq_report::{QualityReport, Table};
use oshaq_store::{Kind, Store, VersionId};
use serde::Serialize;

use crate::args::{CURRENT, ReportArgs, ReportKind};
use crate::commands::export::NewFile;
use crate::failure::Unusable;
use crate::output::{self, tell};
use crate::world::open_store;

/// Reports on a version.
pub fn run(args: &ReportArgs, json: bool) -> anyhow::Result<()> {
    let store = open_store(&args.store.store)?;
    let kind = args.kind.kind();
    let version = find(&store, kind, &args.version)?;
    match args.kind {
        ReportKind::Incidents => {
            let against = args.against.as_deref();
            let against = against.map(|name| find(&store, kind, name)).transpose()?;
            let quality = quality(&store, &version, against.as_ref())?;
            told(args, json, &quality, &incidents::report(&quality))
        }
        ReportKind::Aggregates if args.against.is_some() => {
            let reason = "forms are not compared; leave out --against".to_owned();
            Err(Unusable(reason).into())
        }
        ReportKind::Aggregates => {
            let ledger: FormLedger = serde_json::from_slice(&store.read(kind, &version, LEDGER)?)?;
            let simulated = store.manifest(kind, &version)?.simulated;
            let report = aggregates::report(&version, simulated, &ledger);
            told(args, json, &ledger, &report)
        }
    }
}

/// As a page, as JSON or for the terminal.
fn told(
    args: &ReportArgs,
    json: bool,
    found: &impl Serialize,
    report: &QualityReport,
) -> anyhow::Result<()> {
    if let Some(path) = &args.html {
        write(path, args.force, &report.render())?;
        if !json {
            tell!("the report is in {}", path.display());
            return Ok(());
        }
    }
    output::print(json, found, |_| text::of(report))
}

fn write(path: &Path, force: bool, page: &str) -> anyhow::Result<()> {
    let out = NewFile::create(path, force)?;
    out.file().write_all(page.as_bytes())?;
    out.publish()
}

/// The current version, or the only one whose name begins so.
fn find(store: &Store, kind: Kind, name: &str) -> anyhow::Result<VersionId> {
    if name == CURRENT {
        return Ok(store.current_manifest(kind)?.version);
    }
    let versions = store.versions(kind)?.into_iter();
    let mut found = versions
        .map(|manifest| manifest.version)
        .filter(|version| version.as_str().starts_with(name));
    match (found.next(), found.next()) {
        (Some(version), None) => Ok(version),
        (Some(one), Some(other)) => Err(Unusable(format!(
            "several versions of {kind} begin with `{name}`, such as {one} and {other}; give more digits"
        ))
        .into()),
        (None, _) => Err(Unusable(format!(
            "no version of {kind} begins with `{name}`; `oshaq versions` lists them"
        ))
        .into()),
    }
}

/// A table without rows says so.
fn table(caption: &str, head: &[&str], rows: Vec<Vec<String>>) -> Table {
    let caption = if rows.is_empty() {
        format!("{caption}: none")
    } else {
        caption.to_owned()
    };
    Table {
        caption,
        head: head.iter().map(|&name| name.to_owned()).collect(),
        rows,
        numbers: true,
    }
}
