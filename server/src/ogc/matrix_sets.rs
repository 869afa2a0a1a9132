//! The tile matrix set: which squares of the earth the tiles of a zoom are.

use axum::extract::Path;
use axum::response::Response;
use serde_json::{Value, json};

use super::crs::Crs;
use super::query::{Asked, FormQuery};
use super::{Desk, JSON};
use crate::http::problem::Problem;
use crate::tiles::TileAddress;

/// The only tile matrix set.
pub(super) const MATRIX_SET: &str = "WebMercatorQuad";

/// Its name in OGC's register.
pub(super) const MATRIX_SET_URI: &str =
    "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad";

/// Half the side of the Web Mercator square, metres.
const HALF_SIDE_M: f64 = 20_037_508.342_789_244;

/// Side of a tile in the pixels that a scale is reckoned with.
const TILE_PIXELS: f64 = 256.0;

/// Metres of a pixel on the screen that the standard assumes.
const PIXEL_M: f64 = 0.000_28;

pub(super) async fn matrix_sets(
    Asked(query): Asked<FormQuery>,
    desk: Desk,
) -> Result<Response, Problem> {
    let path = format!("/tileMatrixSets/{MATRIX_SET}");
    let document = json!({
        "title": "Tile matrix sets",
        "links": desk.own_links(JSON, "/tileMatrixSets"),
        "tileMatrixSets": [{
            "id": MATRIX_SET,
            "title": "Google Maps Compatible for the World",
            "uri": MATRIX_SET_URI,
            "links": desk.own_links(JSON, &path),
        }],
    });
    desk.send(query.f.as_deref(), JSON, &document)
}

pub(super) async fn matrix_set(
    Path(set): Path<String>,
    Asked(query): Asked<FormQuery>,
    desk: Desk,
) -> Result<Response, Problem> {
    check_set(&set)?;
    let document = json!({
        "id": MATRIX_SET,
        "title": "Google Maps Compatible for the World",
        "uri": MATRIX_SET_URI,
        "crs": Crs::Epsg3857.uri(),
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": (0..=TileAddress::MAX_ZOOM).map(matrix).collect::<Vec<_>>(),
    });
    desk.send(query.f.as_deref(), JSON, &document)
}

/// Refuses the name of any other.
pub(super) fn check_set(set: &str) -> Result<(), Problem> {
    if set == MATRIX_SET {
        return Ok(());
    }
    Err(Problem::not_found(
        "unknown-tile-matrix-set",
        format!("the only tile matrix set is {MATRIX_SET}"),
    ))
}

/// Source: OGC 17-083r4, annex D.1.
fn matrix(zoom: u8) -> Value {
    let side = 1_u64 << zoom;
    let cell = 2.0 * HALF_SIDE_M / TILE_PIXELS / side as f64;
    json!({
        "id": zoom.to_string(),
        "scaleDenominator": cell / PIXEL_M,
        "cellSize": cell,
        "cornerOfOrigin": "topLeft",
        "pointOfOrigin": [-HALF_SIDE_M, HALF_SIDE_M],
        "tileWidth": TILE_PIXELS as u32,
        "tileHeight": TILE_PIXELS as u32,
        "matrixWidth": side,
        "matrixHeight": side,
    })
}
