use std::collections::BTreeMap;
use std::path::Path;

use oshaq_domain::{
    Band, Month, PublicCell, PublicCount, PublicForecast, PublicSurface, PublicUnit, SurfaceMeta,
};
use polars::prelude::{Column, DataFrame, DataType, PolarsResult, Schema};
use serde::Deserialize;
use serde::de::IntoDeserializer;

use crate::error::StoreError;
use crate::kind::{Kind, VersionId};
use crate::stage::Stage;
use crate::store::Store;
use crate::tables::counts::{Slugs, cell_at};
use crate::tables::districts::{read_districts, write_districts};
use crate::tables::parts::{PartRows, share_columns, share_schema};
use crate::tables::reader::{Rows, TableReader, schema};
use crate::tables::writer::{ROW_GROUP_ROWS, TableWriter, refused};
use crate::tables::{names, simulated_note};

/// Rows about recorded offences of a closed month.
pub(super) const RECORDED: &str = "recorded";
/// Rows about the forecast.
pub(super) const FORECAST: &str = "forecast";

fn cell_schema() -> Schema {
    schema([
        ("resolution", DataType::UInt8),
        ("cell", DataType::UInt64),
        ("category", DataType::String),
        ("month", DataType::String),
        ("kind", DataType::String),
        ("band", DataType::UInt8),
        ("band_low", DataType::UInt8),
        ("band_high", DataType::UInt8),
        ("recorded", DataType::UInt32),
    ])
}

fn unit_schema() -> Schema {
    schema([
        ("unit", DataType::String),
        ("category", DataType::String),
        ("month", DataType::String),
        ("recorded", DataType::UInt32),
        ("not_mapped", DataType::UInt32),
    ])
}

/// Writes a public surface into a stage: `surface.parquet`, `units.parquet`, `surface.json` and, where it is told by district,
/// `districts.parquet`. Gives the number of rows by table, for the manifest.
///
/// `surface.parquet` has one row per cell, category and month: `resolution` u8, `cell` u64 (H3), `category` str, `month` str
/// (`2025-01`), `kind` str (`recorded` or `forecast`), `band` u8 (1 to 5, 0 insufficient data), `band_low` and `band_high` u8
/// (of the forecast's interval, else empty), `recorded` u32 (rounded; empty when withheld or a forecast), and what the
/// forecast is made of in per cent, multiples of 5, u8 each, else empty: `share_own_recent`, `share_own_long_run`, `share_own`,
/// `share_neighbours`, `share_other_categories`, `share_calendar`, `share_unit`. `units.parquet` has
/// one row per unit, category and month: `unit` str (KATO), `category`, `month`, `recorded` and `not_mapped` u32 (rounded; empty
/// when withheld). `districts.parquet` has the columns of `surface.parquet` with `district` str (nine digits of KATO) in place of
/// resolution and cell, without the shares; its bands are of rates. The metadata `oshaq.simulated` of both says whether any of it was simulated.
///
/// # Errors
/// [`StoreError::Disk`] and [`StoreError::Table`] when a file cannot be written.
pub fn write_surface(
    stage: &Stage,
    surface: &PublicSurface,
) -> Result<BTreeMap<String, u64>, StoreError> {
    let meta = surface.meta();
    let json = serde_json::to_vec_pretty(meta)
        .map_err(|error| StoreError::unreadable(names::SURFACE_META, &error))?;
    stage.write(names::SURFACE_META, &json)?;
    let cells = write_cells(&stage.path(names::SURFACE)?, meta, surface.cells())?;
    let units = write_units(&stage.path(names::SURFACE_UNITS)?, meta, surface.units())?;
    let mut rows = BTreeMap::from([("surface".to_owned(), cells), ("units".to_owned(), units)]);
    if meta.division.is_some() {
        let path = stage.path(names::SURFACE_DISTRICTS)?;
        let districts = write_districts(&path, meta, surface.districts())?;
        rows.insert("districts".to_owned(), districts);
    }
    Ok(rows)
}

fn write_cells(path: &Path, meta: &SurfaceMeta, cells: &[PublicCell]) -> Result<u64, StoreError> {
    let notes: BTreeMap<_, _> = [simulated_note(meta.simulated)].into();
    let mut columns = cell_schema();
    columns.merge(share_schema());
    let mut table = TableWriter::create(path, columns, &notes)?;
    let at_once = (ROW_GROUP_ROWS / (meta.months.len() + 1)).max(1);
    for cells in cells.chunks(at_once) {
        table.push(&cell_frame(meta, cells).map_err(refused(path))?)?;
    }
    table.finish()
}

/// The rows of a cell: its closed months, then the forecast.
fn cell_frame(meta: &SurfaceMeta, cells: &[PublicCell]) -> PolarsResult<DataFrame> {
    let per_cell = meta.months.len() + 1;
    let rows = cells.len() * per_cell;
    let months = texts(meta.months.iter().chain([&meta.forecast_month]));
    let kinds: Vec<&str> = std::iter::repeat_n(RECORDED, meta.months.len())
        .chain([FORECAST])
        .collect();
    let last_only = |of: fn(&PublicForecast) -> Band| -> Vec<Option<u8>> {
        cells
            .iter()
            .flat_map(|row| blank_months(meta).chain([Some(of(&row.forecast).code())]))
            .collect()
    };
    let bands = cells.iter().flat_map(|row| {
        row.bands
            .iter()
            .chain([&row.forecast.band])
            .map(|band| band.code())
    });
    let recorded = cells.iter().flat_map(|row| {
        row.recorded
            .iter()
            .map(|count| count.rounded())
            .chain([None])
    });
    let mut columns = vec![
        Column::new(
            "resolution".into(),
            each(cells, per_cell, |row| row.cell.resolution().get()),
        ),
        Column::new("cell".into(), each(cells, per_cell, |row| row.cell.raw())),
        Column::new(
            "category".into(),
            each(cells, per_cell, |row| {
                meta.series[usize::from(row.series)].as_str()
            }),
        ),
        Column::new("month".into(), cycled(&months, rows)),
        Column::new(
            "kind".into(),
            kinds.iter().copied().cycle().take(rows).collect::<Vec<_>>(),
        ),
        Column::new("band".into(), bands.collect::<Vec<_>>()),
        Column::new("band_low".into(), last_only(|forecast| forecast.low)),
        Column::new("band_high".into(), last_only(|forecast| forecast.high)),
        Column::new("recorded".into(), recorded.collect::<Vec<_>>()),
    ];
    let explanations = cells.iter().flat_map(|row| {
        std::iter::repeat_n(None, meta.months.len()).chain([row.forecast.explanation])
    });
    columns.extend(share_columns(&explanations.collect::<Vec<_>>()));
    DataFrame::new(rows, columns)
}

fn blank_months(meta: &SurfaceMeta) -> impl Iterator<Item = Option<u8>> {
    std::iter::repeat_n(None, meta.months.len())
}

fn texts<'a>(months: impl IntoIterator<Item = &'a Month>) -> Vec<String> {
    months.into_iter().map(ToString::to_string).collect()
}

fn cycled(months: &[String], rows: usize) -> Vec<&str> {
    months
        .iter()
        .map(String::as_str)
        .cycle()
        .take(rows)
        .collect()
}

fn each<'a, R, T: Clone + 'a>(rows: &'a [R], times: usize, of: impl Fn(&'a R) -> T) -> Vec<T> {
    rows.iter()
        .flat_map(|row| std::iter::repeat_n(of(row), times))
        .collect()
}

fn write_units(path: &Path, meta: &SurfaceMeta, units: &[PublicUnit]) -> Result<u64, StoreError> {
    let notes: BTreeMap<_, _> = [simulated_note(meta.simulated)].into();
    let mut table = TableWriter::create(path, unit_schema(), &notes)?;
    let months = texts(&meta.months);
    let at_once = (ROW_GROUP_ROWS / months.len().max(1)).max(1);
    for units in units.chunks(at_once) {
        table.push(&unit_frame(&months, units).map_err(refused(path))?)?;
    }
    table.finish()
}

fn unit_frame(months: &[String], units: &[PublicUnit]) -> PolarsResult<DataFrame> {
    let rows = units.len() * months.len();
    let counts = |of: fn(&PublicUnit) -> &Vec<PublicCount>| -> Vec<Option<u32>> {
        units
            .iter()
            .flat_map(|row| of(row).iter().map(|count| count.rounded()))
            .collect()
    };
    DataFrame::new(
        rows,
        vec![
            Column::new(
                "unit".into(),
                each(units, months.len(), |row| row.unit.to_string()),
            ),
            Column::new(
                "category".into(),
                each(units, months.len(), |row| row.category.as_str()),
            ),
            Column::new("month".into(), cycled(months, rows)),
            Column::new("recorded".into(), counts(|row| &row.recorded)),
            Column::new("not_mapped".into(), counts(|row| &row.not_mapped)),
        ],
    )
}

/// Writes some of a surface's rows to a file of their own, in the columns of `surface.parquet`; gives the number of rows.
///
/// # Errors
/// Those of [`read_surface`] and [`write_surface`].
pub fn export_surface_cells(
    store: &Store,
    version: &VersionId,
    file: &Path,
    wanted: impl Fn(&PublicCell) -> bool,
) -> Result<u64, StoreError> {
    let surface = read_surface(store, version)?;
    let cells: Vec<PublicCell> = surface
        .cells()
        .iter()
        .filter(|row| wanted(row))
        .cloned()
        .collect();
    write_cells(file, surface.meta(), &cells)
}

/// Writes a surface's units to a file of their own, in the columns of `units.parquet`; gives the number of rows.
///
/// # Errors
/// Those of [`read_surface`] and [`write_surface`].
pub fn export_surface_units(
    store: &Store,
    version: &VersionId,
    file: &Path,
) -> Result<u64, StoreError> {
    let surface = read_surface(store, version)?;
    write_units(file, surface.meta(), surface.units())
}

/// Writes a surface's districts to a file of their own, in the columns of `districts.parquet`; gives the number of rows.
///
/// # Errors
/// Those of [`read_surface`] and [`write_surface`].
pub fn export_surface_districts(
    store: &Store,
    version: &VersionId,
    file: &Path,
) -> Result<u64, StoreError> {
    let surface = read_surface(store, version)?;
    write_districts(file, surface.meta(), surface.districts())
}

/// Reads a public surface of the store.
///
/// # Errors
/// Those of [`Store::file`]; [`StoreError::Table`] when a table is not as [`write_surface`] wrote it, or breaks the
/// surface's own policy; [`StoreError::Unreadable`] when `surface.json` is damaged.
pub fn read_surface(store: &Store, version: &VersionId) -> Result<PublicSurface, StoreError> {
    let json = store.read(Kind::Surface, version, names::SURFACE_META)?;
    let meta: SurfaceMeta = serde_json::from_slice(&json)
        .map_err(|error| StoreError::unreadable(names::SURFACE_META, &error))?;
    let cells_file = store.file(Kind::Surface, version, names::SURFACE)?;
    let units_file = store.file(Kind::Surface, version, names::SURFACE_UNITS)?;
    let cells = read_cells(cells_file.path(), &meta)?;
    let units = read_units(units_file.path(), &meta)?;
    let districts = match &meta.division {
        Some(_) => {
            let file = store.file(Kind::Surface, version, names::SURFACE_DISTRICTS)?;
            read_districts(file.path(), &meta)?
        }
        None => Vec::new(),
    };
    PublicSurface::from_stored(meta, cells, units, districts).map_err(|error| StoreError::Table {
        path: cells_file.path().to_owned(),
        reason: error.to_string(),
    })
}

fn read_cells(path: &Path, meta: &SurfaceMeta) -> Result<Vec<PublicCell>, StoreError> {
    let mut table = TableReader::open_with(path, &cell_schema(), &[share_schema()])?;
    let mut months = texts(meta.months.iter().chain([&meta.forecast_month]));
    check_whole(path, &table, months.len())?;
    let forecast_month = months.pop().unwrap_or_default();
    let mut cells = Cells {
        meta,
        months,
        forecast_month,
        done: Vec::new(),
        open: None,
    };
    while let Some(rows) = table.next_rows() {
        cells.add(&rows?)?;
    }
    Ok(cells.done)
}

fn check_whole(path: &Path, table: &TableReader, months: usize) -> Result<(), StoreError> {
    if table.rows().is_multiple_of(months.max(1) as u64) {
        return Ok(());
    }
    let reason = format!(
        "{} rows are no multiple of {months}, the rows per series",
        table.rows()
    );
    Err(StoreError::Table {
        path: path.to_owned(),
        reason,
    })
}

/// Puts the rows of cells together again, in the order in which [`cell_frame`] took them apart.
struct Cells<'a> {
    meta: &'a SurfaceMeta,
    months: Vec<String>,
    forecast_month: String,
    done: Vec<PublicCell>,
    open: Option<PublicCell>,
}

/// The columns of some rows.
struct CellRows<'a> {
    rows: &'a Rows,
    cells: Vec<u64>,
    categories: Vec<&'a str>,
    months: Vec<&'a str>,
    kinds: Vec<&'a str>,
    bands: Vec<u8>,
    lows: Vec<Option<u8>>,
    highs: Vec<Option<u8>>,
    recorded: Vec<Option<u32>>,
    shares: PartRows<u8>,
}

impl<'a> CellRows<'a> {
    fn of(rows: &'a Rows) -> Result<Self, StoreError> {
        Ok(Self {
            rows,
            cells: rows.u64s("cell")?,
            categories: rows.texts("category")?,
            months: rows.texts("month")?,
            kinds: rows.texts("kind")?,
            bands: rows.u8s("band")?,
            lows: rows.u8_options("band_low")?,
            highs: rows.u8_options("band_high")?,
            recorded: rows.u32_options("recorded")?,
            shares: PartRows::of_shares(rows)?,
        })
    }

    fn band(&self, row: usize, code: Option<u8>) -> Result<Band, StoreError> {
        band_at(self.rows, row, code)
    }
}

pub(super) fn band_at(rows: &Rows, row: usize, code: Option<u8>) -> Result<Band, StoreError> {
    let highest = 5;
    let wrong = || {
        rows.wrong(
            row,
            format!("a band is {code:?}; it must be 0 to {highest}"),
        )
    };
    let code = code.filter(|code| *code <= highest).ok_or_else(wrong)?;
    let deserializer: serde::de::value::U8Deserializer<serde::de::value::Error> =
        code.into_deserializer();
    Band::deserialize(deserializer).map_err(|error| rows.wrong(row, error))
}

impl Cells<'_> {
    fn add(&mut self, rows: &Rows) -> Result<(), StoreError> {
        let rows = CellRows::of(rows)?;
        for row in 0..rows.cells.len() {
            let mut cell = match self.open.take() {
                Some(open) => self.go_on(&rows, row, open)?,
                None => self.begin(&rows, row)?,
            };
            if cell.recorded.len() < self.months.len() {
                self.add_month(&rows, row, &mut cell)?;
                self.open = Some(cell);
            } else {
                self.add_forecast(&rows, row, &mut cell)?;
                self.done.push(cell);
            }
        }
        Ok(())
    }

    fn begin(&self, rows: &CellRows<'_>, row: usize) -> Result<PublicCell, StoreError> {
        let slug = rows.categories[row];
        let series = self
            .meta
            .series
            .iter()
            .position(|series| series.as_str() == slug);
        let series = series.ok_or_else(|| {
            rows.rows
                .wrong(row, format!("category `{slug}` is not on the map"))
        })?;
        Ok(PublicCell {
            cell: cell_at(rows.rows, row, rows.cells[row])?,
            series: series as u16,
            recorded: Vec::with_capacity(self.months.len()),
            bands: Vec::with_capacity(self.months.len()),
            forecast: PublicForecast::INSUFFICIENT,
        })
    }

    fn go_on(
        &self,
        rows: &CellRows<'_>,
        row: usize,
        open: PublicCell,
    ) -> Result<PublicCell, StoreError> {
        let same_category =
            self.meta.series[usize::from(open.series)].as_str() == rows.categories[row];
        if same_category && open.cell.raw() == rows.cells[row] {
            Ok(open)
        } else {
            Err(rows
                .rows
                .wrong(row, format!("cell {} has too few months", open.cell)))
        }
    }

    fn add_month(
        &self,
        rows: &CellRows<'_>,
        row: usize,
        cell: &mut PublicCell,
    ) -> Result<(), StoreError> {
        expect(rows, row, RECORDED, &self.months[cell.recorded.len()])?;
        cell.recorded.push(public(rows.recorded[row]));
        cell.bands.push(rows.band(row, Some(rows.bands[row]))?);
        Ok(())
    }

    fn add_forecast(
        &self,
        rows: &CellRows<'_>,
        row: usize,
        cell: &mut PublicCell,
    ) -> Result<(), StoreError> {
        expect(rows, row, FORECAST, &self.forecast_month)?;
        cell.forecast = PublicForecast {
            band: rows.band(row, Some(rows.bands[row]))?,
            low: rows.band(row, rows.lows[row])?,
            high: rows.band(row, rows.highs[row])?,
            explanation: rows.shares.explanation(rows.rows, row)?,
        };
        Ok(())
    }
}

fn expect(rows: &CellRows<'_>, row: usize, kind: &str, month: &str) -> Result<(), StoreError> {
    let (found_kind, found_month) = (rows.kinds[row], rows.months[row]);
    if (found_kind, found_month) == (kind, month) {
        return Ok(());
    }
    let reason = format!("`{found_kind}` of {found_month} where `{kind}` of {month} was expected");
    Err(rows.rows.wrong(row, reason))
}

pub(super) fn public(recorded: Option<u32>) -> PublicCount {
    recorded.map_or(PublicCount::Withheld, PublicCount::Rounded)
}

fn read_units(path: &Path, meta: &SurfaceMeta) -> Result<Vec<PublicUnit>, StoreError> {
    let mut table = TableReader::open(path, &unit_schema())?;
    let months = texts(&meta.months);
    check_whole(path, &table, months.len())?;
    let mut slugs = Slugs::default();
    let mut units = Vec::new();
    while let Some(rows) = table.next_rows() {
        add_units(&rows?, &months, &mut slugs, &mut units)?;
    }
    Ok(units)
}

fn add_units(
    rows: &Rows,
    months: &[String],
    slugs: &mut Slugs,
    units: &mut Vec<PublicUnit>,
) -> Result<(), StoreError> {
    let (codes, categories, labels) = (
        rows.texts("unit")?,
        rows.texts("category")?,
        rows.texts("month")?,
    );
    let (recorded, not_mapped) = (
        rows.u32_options("recorded")?,
        rows.u32_options("not_mapped")?,
    );
    for row in 0..codes.len() {
        let unit = codes[row].parse().map_err(|error| rows.wrong(row, error))?;
        let category = slugs.of(rows, row, categories[row])?;
        let full = units
            .last()
            .is_none_or(|last| last.recorded.len() == months.len());
        if full {
            let (recorded, not_mapped) = (Vec::new(), Vec::new());
            units.push(PublicUnit {
                unit,
                category: category.clone(),
                recorded,
                not_mapped,
            });
        }
        if let Some(last) = units.last_mut() {
            if (last.unit, &last.category) != (unit, category)
                || months[last.recorded.len()] != labels[row]
            {
                return Err(rows.wrong(
                    row,
                    "the months of a unit and category are not complete and in order",
                ));
            }
            last.recorded.push(public(recorded[row]));
            last.not_mapped.push(public(not_mapped[row]));
        }
    }
    Ok(())
}
