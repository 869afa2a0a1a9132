//! Residents by cell, of a surface that was published with them.

use std::path::Path;

use oshaq_domain::Exposure;
use polars::prelude::{Column, DataFrame, DataType, Schema};

use crate::error::StoreError;
use crate::tables::counts::cell_at;
use crate::tables::reader::{TableReader, schema};
use crate::tables::simulated_note;
use crate::tables::writer::{TableWriter, refused};

fn population_schema() -> Schema {
    schema([
        ("cell", DataType::UInt64),
        ("population", DataType::Float64),
    ])
}

/// Writes residents, one row per cell, sorted by cell. Gives the number of rows.
///
/// Columns: `cell` u64 (H3), `population` f64 (persons).
///
/// # Errors
/// [`StoreError::Disk`] and [`StoreError::Table`] when the file cannot be written.
pub fn write_population(
    path: &Path,
    residents: &Exposure,
    simulated: bool,
) -> Result<u64, StoreError> {
    let notes = [simulated_note(simulated)].into();
    let mut table = TableWriter::create(path, population_schema(), &notes)?;
    let (cells, persons): (Vec<u64>, Vec<f64>) = residents
        .iter()
        .map(|(cell, persons)| (cell.raw(), persons))
        .unzip();
    let columns = vec![
        Column::new("cell".into(), &cells),
        Column::new("population".into(), &persons),
    ];
    table.push(&DataFrame::new(cells.len(), columns).map_err(refused(path))?)?;
    table.finish()
}

/// Reads what [`write_population`] wrote.
///
/// # Errors
/// [`StoreError::Disk`] when the file cannot be opened; [`StoreError::Table`] when it is no such table, or a row holds no cell
/// or no positive number of persons.
pub fn read_population(path: &Path) -> Result<Exposure, StoreError> {
    let mut table = TableReader::open(path, &population_schema())?;
    let mut residents = Vec::new();
    while let Some(rows) = table.next_rows() {
        let rows = rows?;
        let (cells, persons) = (rows.u64s("cell")?, rows.f64s("population")?);
        for (row, (&cell, &persons)) in cells.iter().zip(&persons).enumerate() {
            residents.push((cell_at(&rows, row, cell)?, persons));
        }
    }
    Exposure::new(residents).map_err(|error| StoreError::Table {
        path: path.to_owned(),
        reason: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use oshaq_domain::Cell;

    use super::*;

    #[test]
    fn residents_come_back_as_they_were_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("population.parquet");
        let cell = |text: &str| text.parse::<Cell>().unwrap();
        let cells = [
            (cell("8928308280fffff"), 12.5),
            (cell("89283082837ffff"), 3.0),
        ];
        let residents = Exposure::new(cells).unwrap();
        assert_eq!(write_population(&path, &residents, true).unwrap(), 2);
        assert_eq!(read_population(&path).unwrap(), residents);
    }
}
