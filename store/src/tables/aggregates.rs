use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use oshaq_domain::{Kato, Period};
use polars::prelude::{Column, DataFrame, DataType, PolarsResult, Schema};

use crate::error::StoreError;
use crate::tables::reader::{Rows, TableReader, schema};
use crate::tables::writer::{ROW_GROUP_ROWS, TableWriter, refused};

/// What stands in the column `unit` for the whole country.
pub const NATION: &str = "00";

/// One value of a statistical form, and the cell of the workbook that says it.
///
/// Texts are shared, since a form repeats them from unit to unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    /// The unit; `None` is the whole country.
    pub unit: Option<Kato>,
    /// The months that the value counts.
    pub period: Period,
    /// The form, such as `1-M`; a department's own report has the department behind a slash: `3-K/00300`.
    pub form: Arc<str>,
    /// Name of the sheet.
    pub sheet: Arc<str>,
    /// Code of the row, as the form prints it.
    pub row_code: Arc<str>,
    /// Code of the column, as the form prints it.
    pub column_code: Arc<str>,
    /// What the row counts, under the headings that it stands below.
    pub label: Arc<str>,
    /// What the column counts, under its headings.
    pub column_label: Arc<str>,
    /// Article of the Criminal Code, where the row names one: `188`, or `190-3` for its third part.
    pub article: Option<Arc<str>>,
    /// The value: a number of offences, persons or cases, or thousands of tenge.
    pub value: f64,
    /// Whether the value was worked out from two cumulative ones and stands in no form.
    pub derived: bool,
    /// What is odd about the value, by its word in the ledger.
    pub flag: Option<Arc<str>>,
    /// Name of the workbook.
    pub file: Arc<str>,
    /// Where the value stands, such as `R1!F9`; of a derived value, the later of its two cells.
    pub source_cell: Arc<str>,
}

impl Aggregate {
    /// The unit as it is written in tables: two digits, [`NATION`] for the whole country.
    pub fn unit_code(&self) -> String {
        unit_code(self.unit)
    }
}

fn unit_code(unit: Option<Kato>) -> String {
    unit.map_or_else(|| NATION.to_owned(), |unit| unit.to_string())
}

fn aggregate_schema() -> Schema {
    schema([
        ("unit", DataType::String),
        ("period", DataType::String),
        ("form", DataType::String),
        ("sheet", DataType::String),
        ("row_code", DataType::String),
        ("column_code", DataType::String),
        ("label", DataType::String),
        ("column_label", DataType::String),
        ("article", DataType::String),
        ("value", DataType::Float64),
        ("derived", DataType::Boolean),
        ("flag", DataType::String),
        ("file", DataType::String),
        ("source_cell", DataType::String),
    ])
}

/// Writes the table of an `aggregates` version, in bounded memory.
///
/// Columns: those of [`Aggregate`], by its fields' names; `unit`, `period` and all codes and labels as text.
#[derive(Debug)]
pub struct AggregateWriter {
    path: PathBuf,
    table: TableWriter,
}

impl AggregateWriter {
    /// Creates the file.
    ///
    /// # Errors
    /// [`StoreError::Disk`] when it cannot be created.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        Ok(Self {
            path: path.to_owned(),
            table: TableWriter::create(path, aggregate_schema(), &BTreeMap::new())?,
        })
    }

    /// Appends rows.
    ///
    /// # Errors
    /// Disk errors, as [`StoreError::Table`].
    pub fn push(&mut self, rows: &[Aggregate]) -> Result<(), StoreError> {
        for rows in rows.chunks(ROW_GROUP_ROWS) {
            self.table
                .push(&frame(rows).map_err(refused(&self.path))?)?;
        }
        Ok(())
    }

    /// Writes the rest; gives the number of rows.
    ///
    /// # Errors
    /// Disk errors, as [`StoreError::Table`].
    pub fn finish(self) -> Result<u64, StoreError> {
        self.table.finish()
    }
}

fn frame(rows: &[Aggregate]) -> PolarsResult<DataFrame> {
    let text = |name: &str, of: fn(&Aggregate) -> &str| {
        Column::new(name.into(), rows.iter().map(of).collect::<Vec<_>>())
    };
    let maybe = |name: &str, of: fn(&Aggregate) -> Option<&str>| {
        Column::new(name.into(), rows.iter().map(of).collect::<Vec<_>>())
    };
    let units: Vec<String> = rows.iter().map(Aggregate::unit_code).collect();
    let periods: Vec<String> = rows.iter().map(|row| row.period.to_string()).collect();
    let values: Vec<f64> = rows.iter().map(|row| row.value).collect();
    let derived: Vec<bool> = rows.iter().map(|row| row.derived).collect();
    DataFrame::new(
        rows.len(),
        vec![
            Column::new("unit".into(), units),
            Column::new("period".into(), periods),
            text("form", |row| &row.form),
            text("sheet", |row| &row.sheet),
            text("row_code", |row| &row.row_code),
            text("column_code", |row| &row.column_code),
            text("label", |row| &row.label),
            text("column_label", |row| &row.column_label),
            maybe("article", |row| row.article.as_deref()),
            Column::new("value".into(), values),
            Column::new("derived".into(), derived),
            maybe("flag", |row| row.flag.as_deref()),
            text("file", |row| &row.file),
            text("source_cell", |row| &row.source_cell),
        ],
    )
}

/// Reads the table of an `aggregates` version, some rows at a time, in the order in which they were written.
#[derive(Debug)]
pub struct AggregateReader {
    table: TableReader,
    /// The sheets whose rows are read; `None` for all.
    sheets: Option<BTreeSet<String>>,
}

impl AggregateReader {
    /// Opens the table.
    ///
    /// # Errors
    /// [`StoreError::Disk`] when the file cannot be opened; [`StoreError::Table`] when it is no such table.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Ok(Self {
            table: TableReader::open(path, &aggregate_schema())?,
            sheets: None,
        })
    }

    /// Opens the table for the rows of some sheets alone: a form has tens of them.
    ///
    /// # Errors
    /// As [`AggregateReader::open`].
    pub fn of_sheets(path: &Path, sheets: BTreeSet<String>) -> Result<Self, StoreError> {
        Ok(Self {
            sheets: Some(sheets),
            ..Self::open(path)?
        })
    }
}

impl Iterator for AggregateReader {
    type Item = Result<Vec<Aggregate>, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        let rows = self.table.next_rows()?;
        Some(rows.and_then(|rows| aggregates(&rows, self.sheets.as_ref())))
    }
}

fn aggregates(
    rows: &Rows,
    wanted: Option<&BTreeSet<String>>,
) -> Result<Vec<Aggregate>, StoreError> {
    let text = |name| rows.texts(name);
    let (units, periods, forms) = (text("unit")?, text("period")?, text("form")?);
    let (sheets, row_codes, column_codes) =
        (text("sheet")?, text("row_code")?, text("column_code")?);
    let (labels, column_labels) = (text("label")?, text("column_label")?);
    let (files, source_cells) = (text("file")?, text("source_cell")?);
    let (articles, flags) = (rows.text_options("article")?, rows.text_options("flag")?);
    let (values, derived) = (rows.f64s("value")?, rows.bools("derived")?);
    let is_wanted = |row: &usize| wanted.is_none_or(|wanted| wanted.contains(sheets[*row]));
    let mut found = Vec::new();
    for row in (0..values.len()).filter(is_wanted) {
        found.push(Aggregate {
            unit: unit_at(rows, row, units[row])?,
            period: periods[row]
                .parse()
                .map_err(|error| rows.wrong(row, error))?,
            form: forms[row].into(),
            sheet: sheets[row].into(),
            row_code: row_codes[row].into(),
            column_code: column_codes[row].into(),
            label: labels[row].into(),
            column_label: column_labels[row].into(),
            article: articles[row].map(Into::into),
            value: values[row],
            derived: derived[row],
            flag: flags[row].map(Into::into),
            file: files[row].into(),
            source_cell: source_cells[row].into(),
        });
    }
    Ok(found)
}

fn unit_at(rows: &Rows, row: usize, code: &str) -> Result<Option<Kato>, StoreError> {
    if code == NATION {
        return Ok(None);
    }
    code.parse()
        .map(Some)
        .map_err(|error| rows.wrong(row, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(unit: Option<&str>, value: f64) -> Aggregate {
        Aggregate {
            unit: unit.map(|code| code.parse().unwrap()),
            period: "2022-01/2022-06".parse().unwrap(),
            form: "3-K/00300".into(),
            sheet: "R1".into(),
            row_code: "3".into(),
            column_code: "2".into(),
            label: "Всего: средней тяжести".into(),
            column_label: "зарегистрированных в ЕРДР".into(),
            article: unit.map(|_| "188".into()),
            value,
            derived: unit.is_none(),
            flag: unit.is_none().then(|| "negative_month".into()),
            file: "202206_3k_00300___ru.xlsx".into(),
            source_cell: "R1!F9".into(),
        }
    }

    #[test]
    fn aggregates_are_read_as_they_were_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("aggregates.parquet");
        let rows = [sample(Some("75"), 12.0), sample(None, -0.5)];
        let mut writer = AggregateWriter::create(&path).unwrap();
        writer.push(&rows[..1]).unwrap();
        writer.push(&rows[1..]).unwrap();
        assert_eq!(writer.finish().unwrap(), 2);
        let read: Vec<_> = AggregateReader::open(&path)
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert_eq!(read.concat(), rows);
        for (sheet, number) in [("R1", 2), ("R2", 0)] {
            let some = AggregateReader::of_sheets(&path, [sheet.to_owned()].into()).unwrap();
            let read: Vec<_> = some.collect::<Result<_, _>>().unwrap();
            assert_eq!(read.concat().len(), number, "{sheet}");
        }
    }
}
