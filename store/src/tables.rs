//! The domain's values as Parquet tables, and back.
//!
//! Tables are written in row groups of [`ROW_GROUP_ROWS`] rows, compressed with zstd, and read one row group at a time,
//! so that memory holds one group besides the value itself. A table that lacks a column, has one of another type or has
//! an empty field where none may be is refused with the file, the column and the row.

mod aggregates;
mod backtest;
mod counts;
mod districts;
mod forecast;
mod incidents;
mod levels;
mod parts;
mod population;
mod reader;
mod surface;
mod windows;
mod writer;

pub use aggregates::{Aggregate, AggregateReader, AggregateWriter, NATION};
pub use backtest::{BacktestRow, BacktestWriter, read_backtest};
pub use counts::{counts_schema, read_counts, write_counts};
pub use forecast::{read_forecasts, write_forecasts};
pub use incidents::{incident_schema, scan_incidents};
pub use population::{read_population, write_population};
pub use reader::TableReader;
pub use surface::{
    export_surface_cells, export_surface_districts, export_surface_units, read_surface,
    write_surface,
};
pub use windows::{WindowRow, write_window_scores};
pub use writer::{ROW_GROUP_ROWS, TableWriter};

/// Names of the files in the store's versions.
pub mod names {
    /// The accepted records of an `incidents` version.
    pub const INCIDENTS: &str = "incidents.parquet";
    /// The table of an `aggregates` version.
    pub const AGGREGATES: &str = "aggregates.parquet";
    /// The table of a `counts` version.
    pub const COUNTS: &str = "counts.parquet";
    /// The table of a `forecast` version.
    pub const FORECAST: &str = "forecast.parquet";
    /// Categories in cells, of a `surface` version.
    pub const SURFACE: &str = "surface.parquet";
    /// Categories in units, of a `surface` version.
    pub const SURFACE_UNITS: &str = "units.parquet";
    /// Categories in districts, of a `surface` version that is told by district.
    pub const SURFACE_DISTRICTS: &str = "districts.parquet";
    /// Residents by cell, of a `surface` version that was published with them.
    pub const SURFACE_POPULATION: &str = "population.parquet";
    /// What a `surface` version says about itself.
    pub const SURFACE_META: &str = "surface.json";
    /// The five indicators, of an `indicators` version.
    pub const INDICATORS: &str = "indicators.json";
    /// Indicator 2 by unit, of an `indicators` version.
    pub const BY_UNIT: &str = "by_unit.json";
    /// Official figures, of an `indicators` version.
    pub const FIGURES: &str = "figures.json";
}

use oshaq_domain::{Day, Window};
use polars::prelude::{Column, Int32Chunked, IntoColumn};

use crate::error::StoreError;
use reader::Rows;

/// The metadata key that labels a file of simulated data, and its value.
fn simulated_note(simulated: bool) -> (String, String) {
    ("oshaq.simulated".to_owned(), simulated.to_string())
}

/// A column of days.
fn dates(name: &str, days: impl IntoIterator<Item = Day>) -> Column {
    let days: Vec<i32> = days.into_iter().map(Day::since_epoch).collect();
    Int32Chunked::from_vec(name.into(), days)
        .into_date()
        .into_column()
}

fn day_at(rows: &Rows, row: usize, days: i32) -> Result<Day, StoreError> {
    Day::from_epoch(days)
        .ok_or_else(|| rows.wrong(row, format!("day {days} is beyond the calendar")))
}

fn window_at(rows: &Rows, row: usize, start: i32, end: i32) -> Result<Window, StoreError> {
    let (start, end) = (day_at(rows, row, start)?, day_at(rows, row, end)?);
    Window::new(start, end).map_err(|error| rows.wrong(row, error))
}
