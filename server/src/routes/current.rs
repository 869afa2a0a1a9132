//! `/current.json`: what is served now.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use oshaq_domain::CategorySlug;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::http::problem::Problem;
use crate::http::respond::send_json;
use crate::map_style::MapStyle;
use crate::publication::Publication;
use crate::publication::arrays::ABSENT;
use crate::publication::values::Lattice;
use crate::tiles::{GRID_LAYER, RISK_LAYER};

/// What is served now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Current<'a> {
    /// The newest surface's version.
    #[schema(example = "0123456789abcdef")]
    version: &'a str,
    /// Whether any of it comes from simulated records.
    simulated: bool,
    layers: Vec<CurrentLayer<'a>>,
    grid: CurrentGrid<'a>,
    values: CurrentValues<'a>,
    /// A style for the ground of the map, where the deployment names one; with `null` the page draws its own.
    map_style: Option<CurrentStyle<'a>>,
}

/// A style for the ground of the map.
#[derive(Debug, Serialize, ToSchema)]
struct CurrentStyle<'a> {
    /// Address of a MapLibre style, or an absolute path on this site.
    #[schema(example = "https://tiles.example.kz/styles/basic/style.json")]
    light: &'a str,
    /// The one for the dark theme; `null` where that has none of its own.
    dark: Option<&'a str>,
    /// Every other origin that a reader's browser may ask for what the styles need.
    origins: Vec<&'a str>,
}

/// A layer of tiles.
#[derive(Debug, Serialize, ToSchema)]
struct CurrentLayer<'a> {
    #[schema(example = "risk-theft")]
    name: &'a str,
    /// The version that its tiles' addresses carry.
    version: &'a str,
    /// Address of its `TileJSON`.
    #[schema(example = "/tilejson/risk-theft.json")]
    tilejson: String,
}

/// Where the outlines are.
#[derive(Debug, Serialize, ToSchema)]
struct CurrentGrid<'a> {
    /// The grid's name: the same for every version with the same cells.
    #[schema(example = "0123456789abcdef")]
    hash: &'a str,
    /// Template of the tiles' addresses.
    tiles: String,
    /// Address of its `TileJSON`.
    tilejson: String,
    /// The layer inside a tile.
    vector_layer: &'static str,
    minzoom: Option<u8>,
    maxzoom: Option<u8>,
    /// Coarse to fine; a resolution that no zoom shows is left out.
    resolutions: Vec<GridResolution>,
}

/// A resolution, and the zooms that show it.
#[derive(Debug, Serialize, ToSchema)]
struct GridResolution {
    /// H3 resolution.
    resolution: u8,
    minzoom: u8,
    maxzoom: u8,
    /// Number of cells, and so of ids and of bytes in an array of values.
    cells: usize,
    /// Address of the ids: little-endian doubles, the first id, then each one's distance from the one before.
    ids: String,
}

/// Where the values are that belong to the outlines.
#[derive(Debug, Serialize, ToSchema)]
struct CurrentValues<'a> {
    /// Template of the arrays' addresses: one byte a cell, band + 6 × low end + 36 × high end.
    template: String,
    categories: Vec<&'a str>,
    /// The closed months, then the forecast.
    windows: Vec<&'a str>,
    /// The byte of a cell that the category does not have.
    absent: u8,
}

/// The newest version and its layers. Kept for seconds only.
#[utoipa::path(get, path = "/current.json", tag = "tiles", responses(
    (status = 200, description = "the version that is served now", body = Current),
    (status = 304, description = "the client's copy is the newest"),
))]
pub(crate) async fn current(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let publication = app.publication()?;
    let version = publication.version.as_str();
    let layers = publication.layer_names().iter().map(|name| CurrentLayer {
        name,
        version,
        tilejson: tilejson(name),
    });
    let current = Current {
        version,
        simulated: publication.meta.simulated,
        layers: layers.collect(),
        grid: grid(&publication),
        values: CurrentValues {
            template: format!("/values/risk/{version}/{{category}}/{{window}}/{{resolution}}"),
            categories: publication
                .meta
                .series
                .iter()
                .map(CategorySlug::as_str)
                .collect(),
            windows: publication.windows.names().collect(),
            absent: ABSENT,
        },
        map_style: app.config.map_style.as_ref().map(named),
    };
    Ok(send_json(&headers, &current))
}

fn named(style: &MapStyle) -> CurrentStyle<'_> {
    CurrentStyle {
        light: style.light(),
        dark: style.dark(),
        origins: style.origins().collect(),
    }
}

fn tilejson(layer: &str) -> String {
    format!("/tilejson/{layer}.json")
}

fn grid(publication: &Publication) -> CurrentGrid<'_> {
    let hash = publication.grid.as_str();
    let lattices = publication.values.lattices().iter();
    CurrentGrid {
        hash,
        tiles: format!("/tiles/{GRID_LAYER}/{hash}/{{z}}/{{x}}/{{y}}"),
        tilejson: tilejson(GRID_LAYER),
        vector_layer: RISK_LAYER,
        minzoom: publication.zooms.keys().next().copied(),
        maxzoom: publication.zooms.keys().next_back().copied(),
        resolutions: lattices
            .filter_map(|lattice| shown(publication, lattice))
            .collect(),
    }
}

/// `None` for a resolution that no zoom shows.
fn shown(publication: &Publication, lattice: &Lattice) -> Option<GridResolution> {
    let own = lattice.resolution();
    let zooms = || {
        let zooms = publication.zooms.iter();
        zooms.filter_map(|(&zoom, &resolution)| (resolution == own).then_some(zoom))
    };
    Some(GridResolution {
        resolution: own.get(),
        minzoom: zooms().min()?,
        maxzoom: zooms().max()?,
        cells: lattice.cells().len(),
        ids: format!("/values/{GRID_LAYER}/{}/{own}", publication.grid),
    })
}
