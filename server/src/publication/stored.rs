//! How a published surface lies in the store: what [`write_surface`](crate::write_surface) writes and the server reads.

use oshaq_domain::{
    Band, CategorySlug, Kato, Names, Outcome, PublicCount, PublicDistrict, PublicUnit, SurfaceMeta,
    Unit,
};
use serde::{Deserialize, Serialize};

use crate::publication::population::PublicPopulation;
use crate::tiles::Zooms;

/// File of [`StoredSurface`].
pub(crate) const SERVE_JSON: &str = "serve.json";
/// File of [`SurfaceValues`](crate::publication::values::SurfaceValues).
pub(crate) const SURFACE_VALUES: &str = "surface.values";
/// File of the scoreboard, where a backtest was made.
pub(crate) const SCORES_JSON: &str = "scores.json";
/// File of the past forecasts next to what was then recorded: a list of [`PastForecast`].
pub const SCOREBOARD_JSON: &str = "scoreboard.json";
/// File of the shapes of the units.
pub(crate) const UNITS_GEOJSON: &str = "units.geojson";
/// File of the shapes of the districts, of a surface that is told by district.
pub const DISTRICTS_GEOJSON: &str = "districts.geojson";

/// The file of a layer's tiles.
pub(crate) fn layer_file(name: &str) -> String {
    format!("tiles/{name}.tiles")
}

/// A point on the map with a name to find one's way by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Its names.
    #[serde(flatten)]
    pub names: Names,
    /// Population, persons.
    pub population: u32,
    /// 0 for a city of republican significance, 1 for a regional centre, 2 for any other.
    pub rank: u8,
    /// The unit it lies in.
    pub kato2: Kato,
    /// Latitude, degrees.
    pub lat: f64,
    /// Longitude, degrees.
    pub lng: f64,
}

/// A forecast that an earlier surface published, next to what was then recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PastForecast {
    /// The surface that published it.
    pub version: String,
    /// How it compares.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What `serve.json` holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StoredSurface {
    pub meta: SurfaceMeta,
    pub source: String,
    pub licence: String,
    pub units: Vec<Unit>,
    pub places: Vec<Place>,
    /// Residents of cells; `None` where they were not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub population: Option<PublicPopulation>,
    pub unit_counts: Vec<StoredUnitCounts>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub district_counts: Vec<StoredDistrict>,
    pub layers: Vec<String>,
    pub zooms: Zooms,
}

/// One category in one district; a withheld count is `null`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StoredDistrict {
    /// Position among the areas of the surface's division.
    pub district: u16,
    pub series: u16,
    pub recorded: Vec<Option<u32>>,
    pub bands: Vec<Band>,
    /// Bands of the forecast: its mean, and the ends of its interval.
    pub forecast: [Band; 3],
}

impl StoredDistrict {
    pub(crate) fn of(row: &PublicDistrict) -> Self {
        Self {
            district: row.district,
            series: row.series,
            recorded: row.recorded.iter().map(|count| count.rounded()).collect(),
            bands: row.bands.clone(),
            forecast: [row.forecast.band, row.forecast.low, row.forecast.high],
        }
    }
}

/// One category in one unit; a withheld count is `null`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StoredUnitCounts {
    pub unit: Kato,
    pub category: CategorySlug,
    pub recorded: Vec<Option<u32>>,
    pub not_mapped: Vec<Option<u32>>,
}

impl StoredUnitCounts {
    pub(crate) fn of(row: &PublicUnit) -> Self {
        let numbers = |counts: &[PublicCount]| counts.iter().map(|count| count.rounded()).collect();
        Self {
            unit: row.unit,
            category: row.category.clone(),
            recorded: numbers(&row.recorded),
            not_mapped: numbers(&row.not_mapped),
        }
    }
}
