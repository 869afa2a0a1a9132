use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use oshaq_domain::{CategorySlug, Cell, Forecast, Parts, Predictive, Universe, Window};
use polars::prelude::{Column, DataFrame, DataType, PolarsResult, Schema};

use crate::error::StoreError;
use crate::tables::counts::{Slugs, cell_at};
use crate::tables::levels::{LevelRows, level_columns, level_schema};
use crate::tables::parts::{PartRows, part_columns, part_schema};
use crate::tables::reader::{Rows, TableReader, schema};
use crate::tables::writer::{ROW_GROUP_ROWS, TableWriter, refused};
use crate::tables::{dates, window_at};

/// Variance of a forecast's total; lacking in tables of earlier versions.
const TOTAL_RELATIVE_VARIANCE: &str = "total_relative_variance";

fn total_schema() -> Schema {
    schema([(TOTAL_RELATIVE_VARIANCE, DataType::Float64)])
}

fn forecast_schema() -> Schema {
    schema([
        ("category", DataType::String),
        ("cell", DataType::UInt64),
        ("window_start", DataType::Date),
        ("window_end", DataType::Date),
        ("mean", DataType::Float64),
        ("variance", DataType::Float64),
        ("model", DataType::String),
    ])
}

/// Writes forecasts, one row per category, window and cell. Gives the number of rows.
///
/// Columns: `category` str, `cell` u64 (H3), `window_start` Date, `window_end` Date (exclusive), `mean` f64 and `variance` f64
/// (recorded offences in the window) of a negative binomial distribution, `model` str, `total_relative_variance` f64 (of the sum over all cells, beyond
/// theirs, over the square of that sum; the same in every row), what
/// its levels are worth where they are corrected ([`Recalibration`](oshaq_domain::Recalibration)), f32 each and empty elsewhere: `level_50_worth`, `level_80_worth`, `level_95_worth`,
/// `level_99_worth`, and what the mean is made of, f64 each, empty where the model cannot tell:
/// `part_own_recent`, `part_own_long_run`, `part_own`, `part_neighbours`, `part_other_categories`, `part_calendar`, `part_unit`.
///
/// # Errors
/// [`StoreError::Disk`] and [`StoreError::Table`] when the file cannot be written.
pub fn write_forecasts(path: &Path, forecasts: &[Forecast]) -> Result<u64, StoreError> {
    let mut columns = forecast_schema();
    columns.merge(total_schema());
    columns.merge(level_schema());
    columns.merge(part_schema());
    let mut table = TableWriter::create(path, columns, &BTreeMap::new())?;
    for forecast in forecasts {
        let cells = forecast.universe().len();
        for from in (0..cells).step_by(ROW_GROUP_ROWS) {
            let places = from..cells.min(from + ROW_GROUP_ROWS);
            table.push(&frame(forecast, places).map_err(refused(path))?)?;
        }
    }
    table.finish()
}

fn frame(forecast: &Forecast, places: Range<usize>) -> PolarsResult<DataFrame> {
    let rows = places.len();
    let window = forecast.window();
    let cells = &forecast.universe().cells()[places.clone()];
    let predictives = &forecast.predictives()[places.clone()];
    let parts = forecast.parts().map(|parts| &parts[places]);
    let moments = |of: fn(&Predictive) -> f64| predictives.iter().map(of).collect::<Vec<_>>();
    let mut columns = vec![
        Column::new("category".into(), vec![forecast.category().as_str(); rows]),
        Column::new(
            "cell".into(),
            cells.iter().map(|cell| cell.raw()).collect::<Vec<_>>(),
        ),
        dates("window_start", std::iter::repeat_n(window.start(), rows)),
        dates("window_end", std::iter::repeat_n(window.end(), rows)),
        Column::new("mean".into(), moments(Predictive::mean)),
        Column::new(
            "variance".into(),
            moments(|predictive| predictive.uncorrected().variance()),
        ),
        Column::new("model".into(), vec![forecast.model(); rows]),
    ];
    columns.push(Column::new(
        TOTAL_RELATIVE_VARIANCE.into(),
        vec![forecast.total_relative_variance(); rows],
    ));
    columns.extend(level_columns(predictives));
    columns.extend(part_columns(rows, parts));
    DataFrame::new(rows, columns)
}

/// Which forecast a row belongs to.
type Key = (CategorySlug, Window, String);

/// A row of it: its cell, distribution and parts, and the variance of the total.
type CellRow = (Cell, Predictive, Option<Parts>, f64);

/// Reads the forecasts of a table, sorted by category, window and model.
///
/// # Errors
/// [`StoreError::Disk`] when the file cannot be opened; [`StoreError::Table`] when it is no table of forecasts, or a row is
/// impossible: no cell, a cell twice, an empty window, a mean or variance that no count can have.
pub fn read_forecasts(path: &Path) -> Result<Vec<Forecast>, StoreError> {
    let mut table = TableReader::open_with(
        path,
        &forecast_schema(),
        &[total_schema(), level_schema(), part_schema()],
    )?;
    let mut slugs = Slugs::default();
    let mut found: BTreeMap<Key, Vec<CellRow>> = BTreeMap::new();
    while let Some(rows) = table.next_rows() {
        add(&rows?, &mut slugs, &mut found)?;
    }
    let wrong = |reason: String| StoreError::Table {
        path: path.to_owned(),
        reason,
    };
    found
        .into_iter()
        .map(|(key, cells)| assemble(key, cells).map_err(wrong))
        .collect()
}

fn add(
    rows: &Rows,
    slugs: &mut Slugs,
    found: &mut BTreeMap<Key, Vec<CellRow>>,
) -> Result<(), StoreError> {
    let (categories, models) = (rows.texts("category")?, rows.texts("model")?);
    let (starts, ends) = (rows.dates("window_start")?, rows.dates("window_end")?);
    let (cells, means, variances) = (
        rows.u64s("cell")?,
        rows.f64s("mean")?,
        rows.f64s("variance")?,
    );
    let (levels, parts) = (LevelRows::of(rows)?, PartRows::of_parts(rows)?);
    let totals = if rows.has(TOTAL_RELATIVE_VARIANCE) {
        Some(rows.f64s(TOTAL_RELATIVE_VARIANCE)?)
    } else {
        None
    };
    let same = |a: usize, b: usize| {
        (categories[a], models[a], starts[a], ends[a])
            == (categories[b], models[b], starts[b], ends[b])
    };
    let mut from = 0;
    while from < cells.len() {
        let until = (from..cells.len())
            .find(|&row| !same(from, row))
            .unwrap_or(cells.len());
        let category = slugs.of(rows, from, categories[from])?.clone();
        let window = window_at(rows, from, starts[from], ends[from])?;
        let of_key = found
            .entry((category, window, models[from].to_owned()))
            .or_default();
        for row in from..until {
            let predictive = Predictive::new(means[row], variances[row])
                .map_err(|error| rows.wrong(row, error))?
                .recalibrated(levels.correction(rows, row)?);
            let cell = cell_at(rows, row, cells[row])?;
            let total = totals.as_ref().map_or(0.0, |totals| totals[row]);
            of_key.push((cell, predictive, parts.parts(rows, row)?, total));
        }
        from = until;
    }
    Ok(())
}

fn assemble((category, window, model): Key, mut rows: Vec<CellRow>) -> Result<Forecast, String> {
    rows.sort_unstable_by_key(|(cell, ..)| *cell);
    if let Some(pair) = rows.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Err(format!(
            "cell {} has two rows for {category}, {model}",
            pair[0].0
        ));
    }
    // A forecast is explained in every cell or not at all.
    let parts: Option<Vec<Parts>> = rows.iter().map(|(.., parts, _)| *parts).collect();
    let (cells, predictives) = rows.iter().map(|(cell, p, ..)| (*cell, *p)).unzip();
    let total = rows.first().map_or(0.0, |(.., total)| *total);
    if rows
        .iter()
        .any(|(.., other)| other.to_bits() != total.to_bits())
    {
        return Err(format!(
            "{TOTAL_RELATIVE_VARIANCE} of {category}, {model} differs from row to row"
        ));
    }
    let forecast = Forecast::new(category, window, model, Universe::of(cells), predictives)
        .and_then(|forecast| forecast.with_total_relative_variance(total))
        .map_err(|error| error.to_string())?;
    match parts {
        Some(parts) => forecast.explained(parts).map_err(|error| error.to_string()),
        None => Ok(forecast),
    }
}
