use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use oshaq_domain::{CategorySlug, Cell, Counts, CountsBuilder, Entry, Resolution};
use polars::prelude::{Column, DataFrame, DataType, Schema};

use crate::error::StoreError;
use crate::tables::reader::{Rows, TableReader, schema};
use crate::tables::writer::{ROW_GROUP_ROWS, TableWriter, refused};
use crate::tables::{dates, day_at};

/// Columns of the table of counts; [`write_counts`] tells what they hold.
pub fn counts_schema() -> Schema {
    schema([
        ("cell", DataType::UInt64),
        ("day", DataType::Date),
        ("known", DataType::Date),
        ("category", DataType::String),
        ("count", DataType::UInt32),
    ])
}

/// Writes counts, one row per cell, day, known day and category, sorted by known day, day, cell and category. Gives the
/// number of rows.
///
/// Columns: `cell` u64 (H3), `day` Date, `known` Date (registration; the same as `day` where the source has none),
/// `category` str, `count` u32. Cells and categories without an entry are not kept.
///
/// # Errors
/// [`StoreError::Disk`] and [`StoreError::Table`] when the file cannot be written.
pub fn write_counts(path: &Path, counts: &Counts) -> Result<u64, StoreError> {
    let mut table = TableWriter::create(path, counts_schema(), &BTreeMap::new())?;
    for entries in counts.entries().chunks(ROW_GROUP_ROWS) {
        table.push(&frame(counts, entries).map_err(refused(path))?)?;
    }
    table.finish()
}

fn frame(counts: &Counts, entries: &[Entry]) -> polars::prelude::PolarsResult<DataFrame> {
    let cells = entries
        .iter()
        .map(|entry| counts.cells()[entry.cell as usize].raw());
    let categories = entries
        .iter()
        .map(|entry| counts.categories()[usize::from(entry.category)].as_str());
    DataFrame::new(
        entries.len(),
        vec![
            Column::new("cell".into(), cells.collect::<Vec<_>>()),
            dates("day", entries.iter().map(|entry| entry.day)),
            dates("known", entries.iter().map(|entry| entry.known)),
            Column::new("category".into(), categories.collect::<Vec<_>>()),
            Column::new(
                "count".into(),
                entries.iter().map(|entry| entry.count).collect::<Vec<_>>(),
            ),
        ],
    )
}

/// Reads counts of this resolution.
///
/// # Errors
/// [`StoreError::Disk`] when the file cannot be opened; [`StoreError::Table`] when it is no table of counts, or a row is
/// impossible: no cell of this resolution, known before it was committed, a category that is no slug.
pub fn read_counts(path: &Path, resolution: Resolution) -> Result<Counts, StoreError> {
    let mut table = TableReader::open(path, &counts_schema())?;
    let mut builder = CountsBuilder::new(resolution);
    let mut slugs = Slugs::default();
    while let Some(rows) = table.next_rows() {
        add(&rows?, &mut slugs, &mut builder)?;
    }
    builder.build().map_err(|error| StoreError::Table {
        path: path.to_owned(),
        reason: error.to_string(),
    })
}

fn add(rows: &Rows, slugs: &mut Slugs, builder: &mut CountsBuilder) -> Result<(), StoreError> {
    let (cells, counts) = (rows.u64s("cell")?, rows.u32s("count")?);
    let (days, known, categories) = (
        rows.dates("day")?,
        rows.dates("known")?,
        rows.texts("category")?,
    );
    for row in 0..cells.len() {
        let cell = cell_at(rows, row, cells[row])?;
        let (day, known) = (
            day_at(rows, row, days[row])?,
            day_at(rows, row, known[row])?,
        );
        let category = slugs.of(rows, row, categories[row])?;
        builder
            .add(cell, day, known, category, counts[row])
            .map_err(|error| rows.wrong(row, error))?;
    }
    Ok(())
}

pub(super) fn cell_at(rows: &Rows, row: usize, raw: u64) -> Result<Cell, StoreError> {
    Cell::from_raw(raw).map_err(|error| rows.wrong(row, error))
}

/// Category slugs met so far, so that each is checked once.
#[derive(Default)]
pub(super) struct Slugs(HashMap<String, CategorySlug>);

impl Slugs {
    pub fn of(&mut self, rows: &Rows, row: usize, text: &str) -> Result<&CategorySlug, StoreError> {
        if !self.0.contains_key(text) {
            let slug = text.parse().map_err(|error| rows.wrong(row, error))?;
            self.0.insert(text.to_owned(), slug);
        }
        self.0
            .get(text)
            .ok_or_else(|| rows.wrong(row, "unknown category"))
    }
}

#[cfg(test)]
mod tests {
    use oshaq_domain::Day;

    use super::*;

    #[test]
    fn days_of_the_table_are_days_of_the_calendar() {
        let day: Day = "2024-02-29".parse().unwrap();
        let column = dates("day", [day]);
        assert_eq!(
            column.date().unwrap().physical().get(0),
            Some(day.since_epoch())
        );
        assert_eq!(column.get(0).unwrap().to_string(), "2024-02-29");
    }
}
