//! Rejects, history and ledger of a version of incidents, for spreadsheets.

use std::fs::File;
use std::io::BufWriter;

use anyhow::Context;
use oshaq_etl::{ExportTable, LEDGER, Ledger};
use oshaq_store::{Kind, Store, VersionId};

use super::sheet::Sheet;

/// The kind of artefact that is exported.
pub const KIND: Kind = Kind::Incidents;

/// The columns of the ledger, a contract that others read.
const LEDGER_COLUMNS: [&str; 9] = [
    "file",
    "sha256",
    "bytes",
    "layout",
    "read",
    "accepted",
    "duplicate",
    "rejected",
    "unmapped",
];

/// Writes a table as CSV; gives the number of rows.
///
/// # Errors
/// When a version cannot be read or the file not be written.
pub fn write_table(
    store: &Store,
    version: &VersionId,
    table: ExportTable,
    out: &File,
) -> anyhow::Result<u64> {
    let columns = table.columns()?;
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let mut sheet = Sheet::new(BufWriter::new(out), &columns).context("cannot write the export")?;
    let rows = table.rows(store, version, |cells| {
        for cell in cells {
            sheet.text(cell);
        }
        sheet.end_row().context("cannot write the export")
    })?;
    sheet.finish().context("cannot write the export")?;
    Ok(rows)
}

/// Writes the ledger as CSV, a row a file; gives their number.
///
/// # Errors
/// When the version cannot be read or the file not be written.
pub fn write_ledger(store: &Store, version: &VersionId, out: &File) -> anyhow::Result<u64> {
    let ledger: Ledger = serde_json::from_slice(&store.read(KIND, version, LEDGER)?)?;
    let mut sheet =
        Sheet::new(BufWriter::new(out), &LEDGER_COLUMNS).context("cannot write the export")?;
    for file in &ledger.files {
        sheet.text(&file.file);
        sheet.text(&file.sha256);
        sheet.text(&file.bytes.to_string());
        sheet.text(&file.layout);
        let tally = &file.tally;
        for count in [
            tally.read,
            tally.accepted,
            tally.duplicate,
            tally.rejected,
            tally.unmapped,
        ] {
            sheet.text(&count.to_string());
        }
        sheet.end_row().context("cannot write the export")?;
    }
    sheet.finish().context("cannot write the export")?;
    Ok(ledger.files.len() as u64)
}
