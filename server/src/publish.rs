//! Writing a surface: the tables, the columns and every layer's tiles, into the folder of a new version.

use std::collections::BTreeMap;

use oshaq_domain::{CategorySlug, GridError, PublicSurface, SurfaceMeta, Unit};
use oshaq_store::{
    Stage, StoreError,
    tables::{self, names},
};
use serde::Serialize;

use crate::packed::ArchiveError;
use crate::publication::arrays::{ARRAYS_FILE, Arrays};
use crate::publication::population::{CellPopulation, PublicPopulation};
use crate::publication::stored::{
    DISTRICTS_GEOJSON, PastForecast, Place, SCOREBOARD_JSON, SCORES_JSON, SERVE_JSON,
    SURFACE_VALUES, StoredDistrict, StoredSurface, StoredUnitCounts, UNITS_GEOJSON, layer_file,
};
use crate::publication::values::{SurfaceValues, ValuesError};
use crate::tiles::{
    CellTiles, DISTRICT_LAYER, DISTRICT_ZOOMS, DistrictShapes, GRID_LAYER, LayerHead, LayerTiles,
    PLACE_LAYER, PLACE_ZOOMS, RISK_LAYER, RISK_ZOOMS, RiskTile, TileAddress, TileError, UNIT_LAYER,
    UNIT_ZOOMS, UnitShapes, Windows, cell_tiles, district_tiles, place_tiles, unit_tiles,
    write_layer,
};

/// What a published surface carries beside the surface itself. All of it is public.
#[derive(Debug, Clone, Default)]
pub struct SurfaceExtras {
    /// Where the records come from, in words for every page.
    pub source: String,
    /// Licence of the published data.
    pub licence: String,
    /// The units, with names and population.
    pub units: Vec<Unit>,
    /// Shapes of the units: a GeoJSON `FeatureCollection` of polygons with `kato`, `name_kk`, `name_ru`, `name_en`.
    pub units_geojson: String,
    /// Shapes of the districts, where the surface is told by district: those that it was published with.
    pub districts: Option<DistrictShapes>,
    /// Residents by cell, where the deployment has given them.
    pub population: Option<CellPopulation>,
    /// Places for orientation.
    pub places: Vec<Place>,
    /// The scoreboard of a backtest, as `/api/v1/scores` answers it: a JSON list.
    pub scores: Option<serde_json::Value>,
    /// Past forecasts next to what was then recorded, oldest first.
    pub scoreboard: Vec<PastForecast>,
}

/// Why a surface could not be written.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// Tiles or shapes.
    #[error(transparent)]
    Tiles(#[from] TileError),
    /// Columns.
    #[error(transparent)]
    Values(#[from] ValuesError),
    /// Archives of tiles and arrays.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Residents are told by coarser cells than the surface's.
    #[error("residents by cell: {0}")]
    Population(GridError),
    /// A value that has no JSON form, such as a number that is not finite.
    #[error("{name} cannot be written as JSON: {source}")]
    Json {
        /// The file.
        name: &'static str,
        /// The cause.
        source: serde_json::Error,
    },
}

/// How far publishing has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublishProgress {
    /// Tiles made.
    pub done: u64,
    /// Tiles to make.
    pub total: u64,
}

/// Writes a surface into a stage: the tables for analysts (`surface.parquet`, `units.parquet`, `surface.json`), and what the
/// server needs (`population.parquet` where residents of cells are given, `serve.json`, `surface.values`, `surface.arrays`, `units.geojson`, `scoreboard.json`, `scores.json` where there
/// are scores, `tiles/<layer>.tiles`).
/// Returns the rows, tiles or cells by file, for the manifest.
///
/// Reads nothing but its arguments, so the same surface and extras give the same bytes. `progress` is called from
/// several threads.
///
/// # Errors
/// [`PublishError`] when a cell cannot be drawn, the shapes are unusable, or a file cannot be written.
pub fn write_surface(
    stage: &Stage,
    surface: &PublicSurface,
    extras: &SurfaceExtras,
    progress: &(dyn Fn(PublishProgress) + Sync),
) -> Result<BTreeMap<String, u64>, PublishError> {
    let mut rows = tables::write_surface(stage, surface)?;
    let shapes = UnitShapes::read(&extras.units_geojson)?;
    let values = SurfaceValues::of(surface, |cell| shapes.unit_of(cell))?;
    values.write(&stage.path(SURFACE_VALUES)?)?;
    rows.insert(SURFACE_VALUES.to_owned(), surface.cells().len() as u64);
    let arrays = Arrays::write(&stage.path(ARRAYS_FILE)?, &values)?;
    rows.insert(ARRAYS_FILE.to_owned(), arrays);
    let windows = Windows::of(&surface.meta().months, surface.meta().forecast_month);
    let cells = cell_tiles(&values, &windows, &|done, total| {
        progress(PublishProgress { done, total });
    })?;
    let zooms = cells.zooms.clone();
    for (head, tiles) in layers(surface.meta(), cells, &windows, &shapes, extras)? {
        let file = layer_file(&head.layer);
        let number = write_layer(&stage.path(&file)?, head, tiles)?;
        rows.insert(file, number);
    }
    let stored = StoredSurface {
        meta: surface.meta().clone(),
        source: extras.source.clone(),
        licence: extras.licence.clone(),
        units: extras.units.clone(),
        places: extras.places.clone(),
        population: write_population(stage, surface, extras, &values, &mut rows)?,
        unit_counts: surface.units().iter().map(StoredUnitCounts::of).collect(),
        district_counts: surface.districts().iter().map(StoredDistrict::of).collect(),
        layers: layer_names(surface.meta()),
        zooms,
    };
    stage.write(SERVE_JSON, &json(SERVE_JSON, &stored)?)?;
    stage.write(UNITS_GEOJSON, extras.units_geojson.as_bytes())?;
    if let Some(districts) = &extras.districts {
        stage.write(DISTRICTS_GEOJSON, districts.geojson().as_bytes())?;
    }
    let scoreboard = json(SCOREBOARD_JSON, &extras.scoreboard)?;
    stage.write(SCOREBOARD_JSON, &scoreboard)?;
    if let Some(scores) = &extras.scores {
        stage.write(SCORES_JSON, &json(SCORES_JSON, scores)?)?;
    }
    Ok(rows)
}

/// Writes the residents as they were given, for the surfaces to come; gives what is told of them.
fn write_population(
    stage: &Stage,
    surface: &PublicSurface,
    extras: &SurfaceExtras,
    values: &SurfaceValues,
    rows: &mut BTreeMap<String, u64>,
) -> Result<Option<PublicPopulation>, PublishError> {
    let Some(population) = &extras.population else {
        return Ok(None);
    };
    let path = stage.path(names::SURFACE_POPULATION)?;
    let simulated = surface.meta().simulated;
    let number = tables::write_population(&path, &population.residents, simulated)?;
    rows.insert(names::SURFACE_POPULATION.to_owned(), number);
    let public = PublicPopulation::of(population, values).map_err(PublishError::Population)?;
    Ok(Some(public))
}

/// One risk tile of a surface, ready to be encoded as [`write_surface`] encodes it. `None` where the surface has no such series
/// or no cells.
///
/// # Errors
/// [`PublishError`] when a cell cannot be drawn or a count is too large.
pub fn risk_tile(
    surface: &PublicSurface,
    series: &CategorySlug,
    address: TileAddress,
) -> Result<Option<RiskTile>, PublishError> {
    let meta = surface.meta();
    let Some(index) = meta.series.iter().position(|own| own == series) else {
        return Ok(None);
    };
    let values = SurfaceValues::of(surface, |_| None)?;
    let windows = Windows::of(&meta.months, meta.forecast_month);
    Ok(RiskTile::new(values, windows, index, address)?)
}

/// Names of the layers of a surface: one a series, then units and places. The grid is named apart, since it is not of one version.
pub(crate) fn layer_names(meta: &SurfaceMeta) -> Vec<String> {
    let risk = meta.series.iter().map(|slug| format!("risk-{slug}"));
    let districts = meta.division.as_ref().map(|_| DISTRICT_LAYER.to_owned());
    risk.chain([UNIT_LAYER.to_owned(), PLACE_LAYER.to_owned()])
        .chain(districts)
        .collect()
}

/// Every layer of a surface: its categories, the grid, the units and the places.
fn layers(
    meta: &SurfaceMeta,
    cells: CellTiles,
    windows: &Windows,
    shapes: &UnitShapes,
    extras: &SurfaceExtras,
) -> Result<Vec<(LayerHead, LayerTiles)>, TileError> {
    let bounds = shapes.bounds().unwrap_or([-180.0, -85.0, 180.0, 85.0]);
    let cell_head =
        |name: &str, fields| LayerHead::new(name, RISK_LAYER, RISK_ZOOMS, bounds, fields);
    let names = layer_names(meta);
    let mut layers: Vec<_> = names
        .iter()
        .zip(cells.series)
        .map(|(name, tiles)| (cell_head(name, windows.fields()), tiles))
        .collect();
    layers.push((cell_head(GRID_LAYER, BTreeMap::new()), cells.grid));
    let fields = name_fields(&[("kato", "String")]);
    let head = LayerHead::new(UNIT_LAYER, UNIT_LAYER, UNIT_ZOOMS, bounds, fields);
    layers.push((head, unit_tiles(shapes)?));
    let fields = name_fields(&[
        ("kato2", "String"),
        ("population", "Number"),
        ("rank", "Number: 0 republican, 1 regional centre, 2 other"),
    ]);
    let head = LayerHead::new(PLACE_LAYER, PLACE_LAYER, PLACE_ZOOMS, bounds, fields);
    layers.push((head, place_tiles(&extras.places)?));
    if let Some(districts) = &extras.districts {
        let fields = name_fields(&[("kato", "String")]);
        let head = LayerHead::new(
            DISTRICT_LAYER,
            DISTRICT_LAYER,
            DISTRICT_ZOOMS,
            bounds,
            fields,
        );
        layers.push((head, district_tiles(districts)?));
    }
    Ok(layers)
}

fn name_fields(more: &[(&str, &str)]) -> BTreeMap<String, String> {
    let names = [
        ("name_kk", "String"),
        ("name_ru", "String"),
        ("name_en", "String"),
    ];
    names
        .iter()
        .chain(more)
        .map(|&(key, word)| (key.to_owned(), word.to_owned()))
        .collect()
}

fn json(name: &'static str, value: &impl Serialize) -> Result<Vec<u8>, PublishError> {
    serde_json::to_vec(value).map_err(|source| PublishError::Json { name, source })
}
