use std::path::Path;

use polars::prelude::{DataType, LazyFrame, PlRefPath, ScanArgsParquet, Schema, TimeUnit};

use crate::error::StoreError;
use crate::tables::reader::{TableReader, schema};
use crate::tables::writer::refused;

/// Columns of the table of incidents, after which nothing knows coordinates, streets or the number in the register.
///
/// | column | type | |
/// |---|---|---|
/// | `incident_id` | u64 | a hash |
/// | `committed` | Datetime, ms | local wall clock |
/// | `committed_day` | Date | |
/// | `registered_day` | Date | empty where the source has none |
/// | `category` | str | slug |
/// | `article`, `severity`, `place` | str | may be empty |
/// | `unit` | str | KATO, two digits; may be empty |
/// | `cell` | u64 | H3, resolution 10; empty when not mapped |
pub fn incident_schema() -> Schema {
    schema([
        ("incident_id", DataType::UInt64),
        (
            "committed",
            DataType::Datetime(TimeUnit::Milliseconds, None),
        ),
        ("committed_day", DataType::Date),
        ("registered_day", DataType::Date),
        ("category", DataType::String),
        ("article", DataType::String),
        ("severity", DataType::String),
        ("place", DataType::String),
        ("unit", DataType::String),
        ("cell", DataType::UInt64),
    ])
}

/// The table of incidents, to be read lazily, after a check of its columns.
///
/// # Errors
/// [`StoreError::Disk`] when the file cannot be opened; [`StoreError::Table`] when a column is missing or of another type.
pub fn scan_incidents(path: &Path) -> Result<LazyFrame, StoreError> {
    TableReader::open(path, &incident_schema())?;
    let address = path.to_str().ok_or_else(|| StoreError::Table {
        path: path.to_owned(),
        reason: "its path is not UTF-8; move the store to a folder whose name is".to_owned(),
    })?;
    LazyFrame::scan_parquet(PlRefPath::new(address), ScanArgsParquet::default())
        .map_err(refused(path))
}
