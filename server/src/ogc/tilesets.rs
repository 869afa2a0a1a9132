//! Tiles by the names of OGC API – Tiles.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use super::Desk;
use super::collections::find;
use super::crs::Crs;
use super::query::{Asked, FormQuery};
use crate::app::App;
use crate::problem::Problem;
use crate::respond::Caching;
use crate::routes::tiles::send_tile;
use crate::tiles::{LayerHead, TileAddress, TileForm};

/// The only tile matrix set.
pub(super) const MATRIX_SET: &str = "WebMercatorQuad";

const MATRIX_SET_URI: &str = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad";

/// Half the side of the Web Mercator square, metres.
const HALF_SIDE_M: f64 = 20_037_508.342_789_244;

/// Side of a tile in the pixels that a scale is reckoned with.
const TILE_PIXELS: f64 = 256.0;

/// Metres of a pixel on the screen that the standard assumes.
const PIXEL_M: f64 = 0.000_28;

pub(super) async fn tilesets(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Asked(query): Asked<FormQuery>,
) -> Result<Response, Problem> {
    let desk = Desk::of(&app, &headers)?;
    let (archive, _) = find(&desk.publication, &id)?;
    let path = format!("/collections/{id}/tiles");
    let document = json!({
        "title": format!("Tile sets of {id}"),
        "links": desk.own_links("application/json", &path),
        "tilesets": [brief(&desk, &id, archive.about())],
    });
    desk.send(&headers, query.f.as_deref(), "application/json", &document)
}

pub(super) async fn tileset(
    State(app): State<Arc<App>>,
    Path((id, set)): Path<(String, String)>,
    headers: HeaderMap,
    Asked(query): Asked<FormQuery>,
) -> Result<Response, Problem> {
    let desk = Desk::of(&app, &headers)?;
    let (archive, _) = find(&desk.publication, &id)?;
    check_set(&set)?;
    let head = archive.about();
    let [west, south, east, north] = head.bounds;
    let mut document = brief(&desk, &id, head);
    document["description"] = desk.publication.description(&id).into();
    document["attribution"] = desk.publication.attribution().into();
    document["tileMatrixSetLimits"] = limits(head).into();
    document["boundingBox"] = json!({
        "lowerLeft": [west, south], "upperRight": [east, north], "crs": Crs::Crs84.uri(),
    });
    document["layers"] = json!([layer(head)]);
    desk.send(&headers, query.f.as_deref(), "application/json", &document)
}

/// A tile; row before column, as the standard has it. The address follows the newest version, so it is kept for seconds only.
pub(super) async fn tile(
    State(app): State<Arc<App>>,
    Path((id, set, matrix, row, column)): Path<(String, String, String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let publication = app.publication()?;
    let (archive, _) = find(&publication, &id)?;
    check_set(&set)?;
    let address = TileAddress::parse(&matrix, &column, &row)
        .map_err(|error| Problem::bad_request("tile-address", error.to_string()))?;
    send_tile(&app, archive, address, &headers, Caching::Short)
}

pub(super) async fn matrix_sets(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Asked(query): Asked<FormQuery>,
) -> Result<Response, Problem> {
    let desk = Desk::of(&app, &headers)?;
    let path = format!("/tileMatrixSets/{MATRIX_SET}");
    let document = json!({
        "title": "Tile matrix sets",
        "links": desk.own_links("application/json", "/tileMatrixSets"),
        "tileMatrixSets": [{
            "id": MATRIX_SET,
            "title": "Google Maps Compatible for the World",
            "uri": MATRIX_SET_URI,
            "links": desk.own_links("application/json", &path),
        }],
    });
    desk.send(&headers, query.f.as_deref(), "application/json", &document)
}

pub(super) async fn matrix_set(
    State(app): State<Arc<App>>,
    Path(set): Path<String>,
    headers: HeaderMap,
    Asked(query): Asked<FormQuery>,
) -> Result<Response, Problem> {
    let desk = Desk::of(&app, &headers)?;
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
    desk.send(&headers, query.f.as_deref(), "application/json", &document)
}

fn check_set(set: &str) -> Result<(), Problem> {
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

fn brief(desk: &Desk, id: &str, head: &LayerHead) -> Value {
    let path = format!("/collections/{id}/tiles/{MATRIX_SET}");
    let mut links = desk.own_links("application/json", &path);
    links.push(desk.link(
        "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme",
        "application/json",
        "The tile matrix set",
        &format!("/tileMatrixSets/{MATRIX_SET}"),
    ));
    links.extend(TileForm::ALL.map(|form| {
        let template = format!("{path}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}");
        let mut link = desk.link("item", form.media_type(), "Tiles", &template);
        link["templated"] = true.into();
        link
    }));
    json!({
        "title": head.layer,
        "dataType": "vector",
        "crs": Crs::Epsg3857.uri(),
        "tileMatrixSetURI": MATRIX_SET_URI,
        "tileMatrixSetId": MATRIX_SET,
        "links": links,
    })
}

/// The rows and columns of each zoom that the layer's bounds touch.
fn limits(head: &LayerHead) -> Vec<Value> {
    let [west, south, east, north] = head.bounds;
    let limit = |zoom: u8| {
        let first = TileAddress::around(zoom, west, north)?;
        let last = TileAddress::around(zoom, east, south)?;
        Some(json!({
            "tileMatrix": zoom.to_string(),
            "minTileRow": first.y(), "maxTileRow": last.y(),
            "minTileCol": first.x(), "maxTileCol": last.x(),
        }))
    };
    (head.minzoom..=head.maxzoom).filter_map(limit).collect()
}

fn layer(head: &LayerHead) -> Value {
    let properties = head.fields.iter().map(|(name, word)| {
        let kind = if word.starts_with("Number") {
            "integer"
        } else {
            "string"
        };
        (name.clone(), json!({ "type": kind, "description": word }))
    });
    json!({
        "id": head.vector_layer,
        "dataType": "vector",
        "minTileMatrix": head.minzoom.to_string(),
        "maxTileMatrix": head.maxzoom.to_string(),
        "propertiesSchema": { "type": "object", "properties": properties.collect::<serde_json::Map<_, _>>() },
    })
}
