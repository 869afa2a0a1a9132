use std::collections::BTreeMap;
use std::path::Path;

use oshaq_domain::{Cell, Window};
use polars::prelude::{Column, DataFrame, DataType, PolarsResult, Schema};

use crate::error::StoreError;
use crate::tables::reader::{Rows, TableReader, schema};
use crate::tables::writer::{ROW_GROUP_ROWS, TableWriter, refused};
use crate::tables::{dates, simulated_note, window_at};

fn backtest_schema() -> Schema {
    schema([
        ("window_start", DataType::Date),
        ("window_end", DataType::Date),
        ("model", DataType::String),
        ("cell", DataType::String),
        ("mean", DataType::Float64),
        ("variance", DataType::Float64),
        ("observed", DataType::UInt32),
    ])
}

/// What one model said about one cell and window of the past, and what was recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct BacktestRow {
    /// The window.
    pub window: Window,
    /// Name of the model.
    pub model: String,
    /// The cell.
    pub cell: Cell,
    /// Expected number of recorded offences.
    pub mean: f64,
    /// Its variance.
    pub variance: f64,
    /// Recorded offences.
    pub observed: u32,
}

/// Writes the export of a backtest row by row, in bounded memory.
///
/// Columns: `window_start` Date, `window_end` Date (exclusive), `model` str, `cell` str (15 hexadecimal digits), `mean` f64,
/// `variance` f64, `observed` u32. The file's metadata `oshaq.simulated` says whether the records were simulated.
#[derive(Debug)]
pub struct BacktestWriter {
    path: std::path::PathBuf,
    table: TableWriter,
    pending: Vec<BacktestRow>,
}

impl BacktestWriter {
    /// Creates the file.
    ///
    /// # Errors
    /// [`StoreError::Disk`] when it cannot be created.
    pub fn create(path: &Path, simulated: bool) -> Result<Self, StoreError> {
        let notes: BTreeMap<_, _> = [simulated_note(simulated)].into();
        let table = TableWriter::create(path, backtest_schema(), &notes)?;
        Ok(Self {
            path: path.to_owned(),
            table,
            pending: Vec::new(),
        })
    }

    /// Appends a row.
    ///
    /// # Errors
    /// Disk errors, as [`StoreError::Table`].
    pub fn push(&mut self, row: BacktestRow) -> Result<(), StoreError> {
        self.pending.push(row);
        if self.pending.len() == ROW_GROUP_ROWS {
            self.flush()
        } else {
            Ok(())
        }
    }

    /// Writes the rest; gives the number of rows.
    ///
    /// # Errors
    /// Disk errors, as [`StoreError::Table`].
    pub fn finish(mut self) -> Result<u64, StoreError> {
        self.flush()?;
        self.table.finish()
    }

    fn flush(&mut self) -> Result<(), StoreError> {
        let rows = std::mem::take(&mut self.pending);
        self.table.push(&frame(&rows).map_err(refused(&self.path))?)
    }
}

fn frame(rows: &[BacktestRow]) -> PolarsResult<DataFrame> {
    let moments = |of: fn(&BacktestRow) -> f64| rows.iter().map(of).collect::<Vec<_>>();
    let models: Vec<&str> = rows.iter().map(|row| row.model.as_str()).collect();
    let cells: Vec<String> = rows.iter().map(|row| row.cell.to_string()).collect();
    let observed: Vec<u32> = rows.iter().map(|row| row.observed).collect();
    DataFrame::new(
        rows.len(),
        vec![
            dates("window_start", rows.iter().map(|row| row.window.start())),
            dates("window_end", rows.iter().map(|row| row.window.end())),
            Column::new("model".into(), models),
            Column::new("cell".into(), cells),
            Column::new("mean".into(), moments(|row| row.mean)),
            Column::new("variance".into(), moments(|row| row.variance)),
            Column::new("observed".into(), observed),
        ],
    )
}

/// Reads the export of a backtest, in the order in which it was written.
///
/// # Errors
/// [`StoreError::Disk`] when the file cannot be opened; [`StoreError::Table`] when it is no such export.
pub fn read_backtest(path: &Path) -> Result<Vec<BacktestRow>, StoreError> {
    let mut table = TableReader::open(path, &backtest_schema())?;
    let mut found = Vec::new();
    while let Some(rows) = table.next_rows() {
        add(&rows?, &mut found)?;
    }
    Ok(found)
}

fn add(rows: &Rows, found: &mut Vec<BacktestRow>) -> Result<(), StoreError> {
    let (starts, ends) = (rows.dates("window_start")?, rows.dates("window_end")?);
    let (models, cells) = (rows.texts("model")?, rows.texts("cell")?);
    let (means, variances, observed) = (
        rows.f64s("mean")?,
        rows.f64s("variance")?,
        rows.u32s("observed")?,
    );
    for row in 0..cells.len() {
        found.push(BacktestRow {
            window: window_at(rows, row, starts[row], ends[row])?,
            model: models[row].to_owned(),
            cell: cells[row].parse().map_err(|error| rows.wrong(row, error))?,
            mean: means[row],
            variance: variances[row],
            observed: observed[row],
        });
    }
    Ok(())
}
