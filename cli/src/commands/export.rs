//! `oshaq export`: what the store holds, as files for other tools.

mod aggregates;
mod atomic;
mod incidents;
mod sheet;
mod surface;

use std::fs::File;
use std::path::Path;

use oshaq_etl::{ExportTable, SIMULATED_PREFIX};
use oshaq_store::{Kind, Store, VersionId};
use serde::Serialize;

use crate::args::{ExportArgs, ExportFormat, ExportWhat};
use crate::failure::Unusable;
use crate::output;
use crate::world::open_store;
pub use atomic::NewFile;

/// What the command answers.
#[derive(Debug, Serialize)]
struct Answer {
    what: &'static str,
    version: String,
    format: &'static str,
    rows: u64,
    out: String,
}

/// Exports and says what.
pub fn run(args: &ExportArgs, json: bool) -> anyhow::Result<()> {
    let format = args.format().ok_or_else(|| {
        Unusable("say in which format: csv, parquet, geojson, mbtiles or pmtiles".to_owned())
    })?;
    let store = open_store(&args.store.store)?;
    let answer = match args.what {
        ExportWhat::Surface => export_surface(&store, args, format)?,
        ExportWhat::Aggregates => export_aggregates(&store, args, format)?,
        ExportWhat::Rejects => {
            export_incidents(&store, args, format, "rejects", |version, out| {
                incidents::write_table(&store, version, ExportTable::Rejects, out)
            })?
        }
        ExportWhat::History => {
            export_incidents(&store, args, format, "past records", |version, out| {
                incidents::write_table(&store, version, ExportTable::History, out)
            })?
        }
        ExportWhat::Ledger => export_incidents(
            &store,
            args,
            format,
            "files of the ledger",
            |version, out| incidents::write_ledger(&store, version, out),
        )?,
    };
    output::print(json, &answer, |answer| {
        format!(
            "{} {} of {} {} in {}",
            answer.rows,
            format.counted_in(),
            answer.what,
            answer.version,
            answer.out
        )
    })
}

/// The version that is exported, and the file that it goes into.
fn begin(
    store: &Store,
    kind: Kind,
    args: &ExportArgs,
    format: ExportFormat,
) -> anyhow::Result<(VersionId, NewFile)> {
    let manifest = store.current_manifest(kind)?;
    if manifest.simulated && format == ExportFormat::Csv {
        check_label(&args.out)?;
    }
    let out = NewFile::create(&args.out, args.force)?;
    Ok((manifest.version, out))
}

/// A CSV has no place inside that says that its data are simulated, so its name must. Every other form says it itself.
fn check_label(out: &Path) -> Result<(), Unusable> {
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    if name.starts_with(SIMULATED_PREFIX) {
        return Ok(());
    }
    Err(Unusable(format!(
        "the data are simulated, and a CSV can say so only by its name; give --out {}",
        out.with_file_name(format!("{SIMULATED_PREFIX}{name}"))
            .display()
    )))
}

fn export_surface(
    store: &Store,
    args: &ExportArgs,
    format: ExportFormat,
) -> anyhow::Result<Answer> {
    let (version, out) = begin(store, surface::KIND, args, format)?;
    let rows = surface::write(store, &version, args, format, out.path())?;
    out.publish()?;
    Ok(Answer {
        what: surface::KIND.as_str(),
        version: version.to_string(),
        format: format.as_str(),
        rows,
        out: args.out.display().to_string(),
    })
}

fn export_aggregates(
    store: &Store,
    args: &ExportArgs,
    format: ExportFormat,
) -> anyhow::Result<Answer> {
    let (version, out) = begin(store, aggregates::KIND, args, format)?;
    let rows = match format {
        ExportFormat::Csv => aggregates::write_csv(store, &version, out.file())?,
        ExportFormat::Parquet => aggregates::copy_parquet(store, &version, out.file())?,
        other => {
            return Err(Unusable(format!(
                "aggregates have no {} form; choose csv or parquet",
                other.as_str()
            ))
            .into());
        }
    };
    out.publish()?;
    Ok(Answer {
        what: aggregates::KIND.as_str(),
        version: version.to_string(),
        format: format.as_str(),
        rows,
        out: args.out.display().to_string(),
    })
}

/// Writes something of the current incidents as CSV, the only form that it has outside the store.
fn export_incidents(
    store: &Store,
    args: &ExportArgs,
    format: ExportFormat,
    what: &'static str,
    write: impl FnOnce(&VersionId, &File) -> anyhow::Result<u64>,
) -> anyhow::Result<Answer> {
    if format != ExportFormat::Csv {
        let reason = format!(
            "the {what} are exported as csv; as Parquet and JSON they lie in the version's folder in the store"
        );
        return Err(Unusable(reason).into());
    }
    let (version, out) = begin(store, incidents::KIND, args, format)?;
    let rows = write(&version, out.file())?;
    out.publish()?;
    Ok(Answer {
        what,
        version: version.to_string(),
        format: format.as_str(),
        rows,
        out: args.out.display().to_string(),
    })
}
