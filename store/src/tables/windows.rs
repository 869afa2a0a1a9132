use std::collections::BTreeMap;
use std::path::Path;

use oshaq_domain::{CategorySlug, Window};
use polars::prelude::{Column, DataFrame, DataType, Schema};

use crate::error::StoreError;
use crate::tables::reader::schema;
use crate::tables::writer::{TableWriter, refused};
use crate::tables::{dates, simulated_note};

/// How a model did in one window of the past.
#[derive(Debug, Clone, PartialEq)]
pub struct WindowRow {
    /// The category.
    pub category: CategorySlug,
    /// The model.
    pub model: String,
    /// The window.
    pub window: Window,
    /// Recorded offences, inside the universe and outside of it.
    pub recorded: u64,
    /// Mean Poisson deviance.
    pub deviance: f64,
    /// Mean log score.
    pub log_score: f64,
    /// Mean CRPS.
    pub crps: Option<f64>,
    /// Mean Brier score of at least one offence.
    pub brier: Option<f64>,
    /// Hit rates, in the order of the areas.
    pub hit_rates: Vec<Option<f64>>,
}

/// Writes the scores of an evaluation window by window, so that models can be compared in pairs. Gives the number of rows.
///
/// Columns: `category` str, `model` str, `window_start` Date, `window_end` Date (exclusive), `recorded` u64, `deviance`,
/// `log_score`, `crps`, `brier` f64, and `hit_rate_<area>` f64 for every area in per cent, empty where there was no offence. The
/// metadata `oshaq.simulated` says whether the records were simulated.
///
/// # Errors
/// [`StoreError::Disk`] and [`StoreError::Table`] when the file cannot be written.
pub fn write_window_scores(
    path: &Path,
    rows: &[WindowRow],
    areas: &[String],
    simulated: bool,
) -> Result<u64, StoreError> {
    let notes: BTreeMap<_, _> = [simulated_note(simulated)].into();
    let mut columns = window_schema();
    let names: Vec<String> = areas
        .iter()
        .map(|area| format!("hit_rate_{area}"))
        .collect();
    for name in &names {
        columns.with_column(name.as_str().into(), DataType::Float64);
    }
    let mut table = TableWriter::create(path, columns, &notes)?;
    if !rows.is_empty() {
        table.push(&frame(rows, &names).map_err(refused(path))?)?;
    }
    table.finish()
}

fn window_schema() -> Schema {
    schema([
        ("category", DataType::String),
        ("model", DataType::String),
        ("window_start", DataType::Date),
        ("window_end", DataType::Date),
        ("recorded", DataType::UInt64),
        ("deviance", DataType::Float64),
        ("log_score", DataType::Float64),
        ("crps", DataType::Float64),
        ("brier", DataType::Float64),
    ])
}

fn frame(rows: &[WindowRow], areas: &[String]) -> polars::prelude::PolarsResult<DataFrame> {
    let texts = |of: fn(&WindowRow) -> &str| rows.iter().map(of).collect::<Vec<_>>();
    let numbers = |of: fn(&WindowRow) -> f64| rows.iter().map(of).collect::<Vec<_>>();
    let options = |of: fn(&WindowRow) -> Option<f64>| rows.iter().map(of).collect::<Vec<_>>();
    let mut columns = vec![
        Column::new("category".into(), texts(|row| row.category.as_str())),
        Column::new("model".into(), texts(|row| &row.model)),
        dates("window_start", rows.iter().map(|row| row.window.start())),
        dates("window_end", rows.iter().map(|row| row.window.end())),
        Column::new(
            "recorded".into(),
            rows.iter().map(|row| row.recorded).collect::<Vec<_>>(),
        ),
        Column::new("deviance".into(), numbers(|row| row.deviance)),
        Column::new("log_score".into(), numbers(|row| row.log_score)),
        Column::new("crps".into(), options(|row| row.crps)),
        Column::new("brier".into(), options(|row| row.brier)),
    ];
    for (index, name) in areas.iter().enumerate() {
        let hits = rows
            .iter()
            .map(|row| row.hit_rates.get(index).copied().flatten());
        columns.push(Column::new(name.as_str().into(), hits.collect::<Vec<_>>()));
    }
    DataFrame::new(rows.len(), columns)
}
