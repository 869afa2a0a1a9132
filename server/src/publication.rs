//! A published surface in memory, ready to be served.

pub(crate) mod about;
pub(crate) mod arrays;
mod error;
pub(crate) mod figures;
pub(crate) mod history;
pub(crate) mod indicators;
pub(crate) mod population;
pub(crate) mod scores;
pub(crate) mod shades;
pub(crate) mod shelf;
pub(crate) mod stored;
pub(crate) mod values;

use std::collections::{BTreeMap, HashMap};

use oshaq_domain::{CategorySlug, Cell, DistrictArea, Kato, Names, SurfaceMeta, Unit};
use oshaq_store::{Kind, Store, VersionId};

use crate::http::respond::{Caching, Document};
use crate::publication::arrays::{ARRAYS_FILE, Arrays};
use crate::publication::population::PublicPopulation;
use crate::publication::scores::ScoreBoard;
use crate::publication::stored::{
    DISTRICTS_GEOJSON, PastForecast, Place, SCOREBOARD_JSON, SCORES_JSON, SERVE_JSON,
    SURFACE_VALUES, StoredDistrict, StoredSurface, StoredUnitCounts, UNITS_GEOJSON, layer_file,
};
use crate::publication::values::SurfaceValues;

use crate::tiles::{
    DistrictShapes, GRID_LAYER, TileArchive, UnitShapes, Windows, Zooms, grid_hash, open_layer,
};
pub use error::LoadError;

/// A district with what is told of a category in it.
pub(crate) struct DistrictTold<'a> {
    pub area: &'a DistrictArea,
    pub names: &'a Names,
    /// West, south, east and north, in degrees.
    pub corners: [f64; 4],
    pub row: &'a StoredDistrict,
}

/// A published surface in memory. Nothing in it is newer or older than its version.
#[derive(Debug)]
pub(crate) struct Publication {
    pub version: VersionId,
    pub meta: SurfaceMeta,
    pub source: String,
    pub licence: String,
    pub created: String,
    pub windows: Windows,
    pub values: SurfaceValues,
    pub units: Vec<Unit>,
    pub places: Vec<Place>,
    unit_counts: BTreeMap<(Kato, CategorySlug), StoredUnitCounts>,
    pub shapes: UnitShapes,
    /// The shapes of the districts, where the surface is told by district.
    pub districts: Option<DistrictShapes>,
    /// By district, then series.
    pub district_counts: Vec<StoredDistrict>,
    /// The scoreboard; an empty list where no backtest was made.
    pub scores: Document,
    /// Residents of cells, where the deployment has given them.
    pub population: Option<PublicPopulation>,
    /// Past forecasts next to what was then recorded, oldest first.
    pub scoreboard: Vec<PastForecast>,
    /// The resolution that each zoom shows.
    pub zooms: Zooms,
    /// The name of the grid, which other versions may share.
    pub grid: String,
    pub arrays: Arrays,
    layers: HashMap<String, TileArchive>,
    layer_names: Vec<String>,
}

impl Publication {
    /// Reads a version of the surface. Blocks.
    pub(crate) fn load(store: &Store, version: &VersionId) -> Result<Self, LoadError> {
        let manifest = store.manifest(Kind::Surface, version)?;
        let read = |name: &str| store.read(Kind::Surface, version, name);
        let unreadable = |file, why: String| LoadError::Unreadable {
            file,
            version: version.clone(),
            why,
        };
        let stored: StoredSurface = serde_json::from_slice(&read(SERVE_JSON)?)
            .map_err(|error| unreadable(SERVE_JSON, error.to_string()))?;
        let shapes = String::from_utf8(read(UNITS_GEOJSON)?)
            .map_err(|error| unreadable(UNITS_GEOJSON, error.to_string()))?;
        let districts = match manifest.file(DISTRICTS_GEOJSON) {
            Some(_) => {
                let text = String::from_utf8(read(DISTRICTS_GEOJSON)?)
                    .map_err(|error| unreadable(DISTRICTS_GEOJSON, error.to_string()))?;
                let shapes = DistrictShapes::read(&text);
                Some(shapes.map_err(|error| unreadable(DISTRICTS_GEOJSON, error.to_string()))?)
            }
            None => None,
        };
        let scores = if manifest.file(SCORES_JSON).is_some() {
            read(SCORES_JSON)?
        } else {
            b"[]".to_vec()
        };
        let scores: Vec<ScoreBoard> = serde_json::from_slice(&scores)
            .map_err(|error| unreadable(SCORES_JSON, error.to_string()))?;
        let scoreboard = match manifest.file(SCOREBOARD_JSON) {
            Some(_) => serde_json::from_slice(&read(SCOREBOARD_JSON)?)
                .map_err(|error| unreadable(SCOREBOARD_JSON, error.to_string()))?,
            None => Vec::new(),
        };
        let mut layers = HashMap::new();
        for name in stored.layers.iter().map(String::as_str).chain([GRID_LAYER]) {
            let file = layer_file(name);
            let place = store.checked_file(Kind::Surface, version, &file)?;
            layers.insert(name.to_owned(), open_layer(&file, place.path())?);
        }
        let arrays = store.checked_file(Kind::Surface, version, ARRAYS_FILE)?;
        let values = SurfaceValues::read(&read(SURFACE_VALUES)?)?;
        if values.series() != stored.meta.series.len()
            || values.months() != stored.meta.months.len()
        {
            return Err(unreadable(
                SURFACE_VALUES,
                format!("it is of another surface than {SERVE_JSON}"),
            ));
        }
        if stored
            .population
            .as_ref()
            .is_some_and(|own| !own.fits(&values))
        {
            let why = format!("its residents are of other cells than {SURFACE_VALUES}");
            return Err(unreadable(SERVE_JSON, why));
        }
        Ok(Self {
            version: version.clone(),
            population: stored.population,
            windows: Windows::of(&stored.meta.months, stored.meta.forecast_month),
            grid: grid_hash(&values, &stored.zooms),
            zooms: stored.zooms,
            arrays: Arrays::open(arrays.path())?,
            created: manifest.created.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            values,
            shapes: UnitShapes::read(&shapes)?,
            districts,
            district_counts: stored.district_counts,
            scores: Document::json(Caching::Short, &scores),
            scoreboard,
            layers,
            layer_names: stored.layers,
            unit_counts: stored
                .unit_counts
                .into_iter()
                .map(|row| ((row.unit, row.category.clone()), row))
                .collect(),
            units: stored.units,
            places: stored.places,
            source: stored.source,
            licence: stored.licence,
            meta: stored.meta,
        })
    }

    /// Residents of a cell in tens, and who says so; both `None` where the deployment has given none.
    pub(crate) fn population_of(&self, cell: Cell) -> (Option<u32>, Option<String>) {
        let own = self.population.as_ref();
        (
            own.and_then(|own| own.of_cell(&self.values, cell)),
            own.map(|own| own.source.clone()),
        )
    }

    /// The layer of a name; `grid` is one too.
    pub(crate) fn layer(&self, name: &str) -> Option<&TileArchive> {
        self.layers.get(name)
    }

    /// What stands in the addresses of a layer's tiles: the grid's own name, else the version.
    pub(crate) fn edition(&self, layer: &str) -> &str {
        if layer == GRID_LAYER {
            &self.grid
        } else {
            self.version.as_str()
        }
    }

    /// The names of the layers, risk first.
    pub(crate) fn layer_names(&self) -> &[String] {
        &self.layer_names
    }

    /// Position of a category among the series; `None` when it is not on the map.
    pub(crate) fn series(&self, category: &CategorySlug) -> Option<usize> {
        self.meta.series.iter().position(|own| own == category)
    }

    /// Name of the model that forecast a category; of `all`, the models of its parts.
    pub(crate) fn model(&self, category: &CategorySlug) -> String {
        let published = self.meta.categories.iter().filter(|state| state.published);
        let mut models: Vec<&str> = published
            .filter(|state| state.slug == *category || *category == CategorySlug::all())
            .filter_map(|state| state.model.as_deref())
            .collect();
        models.sort_unstable();
        models.dedup();
        models.join(" + ")
    }

    /// A unit by its code.
    pub(crate) fn unit(&self, kato: Kato) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.kato == kato)
    }

    /// The unit of a code as the columns hold it; 0 is none.
    pub(crate) fn unit_of(&self, code: u8) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.kato.get() == code)
    }

    /// The counts of a category in a unit; `None` where none were recorded.
    pub(crate) fn unit_counts(
        &self,
        kato: Kato,
        category: &CategorySlug,
    ) -> Option<&StoredUnitCounts> {
        self.unit_counts.get(&(kato, category.clone()))
    }

    /// The counts of all units, by unit and category.
    pub(crate) fn all_unit_counts(&self) -> impl Iterator<Item = &StoredUnitCounts> {
        self.unit_counts.values()
    }

    /// The districts that a series is told in, ascending by code; none where no shapes of districts were given.
    pub(crate) fn districts_told(&self, series: usize) -> impl Iterator<Item = DistrictTold<'_>> {
        let areas = self
            .meta
            .division
            .as_ref()
            .map_or(&[][..], |own| &own.areas);
        let named = self.districts.iter().flat_map(DistrictShapes::named);
        let places = areas.iter().zip(named).enumerate();
        places.filter_map(move |(position, (area, (_, names, corners)))| {
            let mut rows = self.district_counts.iter();
            let row = rows.find(|row| {
                usize::from(row.district) == position && usize::from(row.series) == series
            })?;
            Some(DistrictTold {
                area,
                names,
                corners,
                row,
            })
        })
    }

    /// Bytes held in memory for finding tiles and arrays.
    pub(crate) fn index_bytes(&self) -> usize {
        self.layers.values().map(TileArchive::size).sum::<usize>() + self.arrays.size()
    }
}
