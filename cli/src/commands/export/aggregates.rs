//! Values of statistical forms, for spreadsheets and for analysts.

use std::fs::File;
use std::io::{self, BufWriter};

use anyhow::Context;
use oshaq_store::tables::{Aggregate, AggregateReader, names};
use oshaq_store::{Kind, Store, VersionId};

use super::sheet::Sheet;

/// The kind of artefact that is exported.
pub const KIND: Kind = Kind::Aggregates;

/// The columns, a contract that others read.
const COLUMNS: [&str; 9] = [
    "unit",
    "period",
    "form",
    "sheet",
    "row_code",
    "column_code",
    "label",
    "value",
    "source_cell",
];

/// Writes the values as CSV; gives their number.
///
/// # Errors
/// When the version cannot be read or the file not be written.
pub fn write_csv(store: &Store, version: &VersionId, out: &File) -> anyhow::Result<u64> {
    let table = store.file(KIND, version, names::AGGREGATES)?;
    let mut sheet = Sheet::new(BufWriter::new(out), &COLUMNS).context("cannot write the export")?;
    let mut rows = 0;
    for batch in AggregateReader::open(table.path())? {
        for aggregate in &batch? {
            write_row(&mut sheet, aggregate).context("cannot write the export")?;
            rows += 1;
        }
    }
    sheet.finish().context("cannot write the export")?;
    Ok(rows)
}

fn write_row<W: io::Write>(sheet: &mut Sheet<W>, aggregate: &Aggregate) -> io::Result<()> {
    sheet.text(&aggregate.unit_code());
    sheet.text(&aggregate.period.to_string());
    sheet.text(&aggregate.form);
    sheet.text(&aggregate.sheet);
    sheet.text(&aggregate.row_code);
    sheet.text(&aggregate.column_code);
    sheet.text(&aggregate.label);
    sheet.number(aggregate.value);
    sheet.text(&aggregate.source_cell);
    sheet.end_row()
}

/// Copies the store's own table, which has more columns; gives the number of rows.
///
/// # Errors
/// When the version cannot be read or the file not be written.
pub fn copy_parquet(store: &Store, version: &VersionId, mut out: &File) -> anyhow::Result<u64> {
    let table = store.file(KIND, version, names::AGGREGATES)?;
    let mut from = File::open(table.path()).context("cannot read the table")?;
    io::copy(&mut from, &mut out).context("cannot write the export")?;
    let manifest = store.manifest(KIND, version)?;
    Ok(manifest
        .rows
        .get(names::AGGREGATES)
        .copied()
        .unwrap_or_default())
}
