//! Tiles by the names of OGC API – Tiles.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use super::collections::find;
use super::crs::Crs;
use super::matrix_sets::{MATRIX_SET, MATRIX_SET_URI, check_set};
use super::query::{Asked, FormQuery, TileQuery};
use super::{Desk, JSON};
use crate::app::App;
use crate::http::problem::Problem;
use crate::http::respond::Caching;
use crate::routes::tiles::send_tile;
use crate::tiles::{LayerHead, TileAddress, TileForm};

pub(super) async fn tilesets(
    Path(id): Path<String>,
    Asked(query): Asked<FormQuery>,
    desk: Desk,
) -> Result<Response, Problem> {
    let (archive, _) = find(&desk.publication, &id)?;
    let path = format!("/collections/{id}/tiles");
    let document = json!({
        "title": format!("Tile sets of {id}"),
        "links": desk.own_links(JSON, &path),
        "tilesets": [brief(&desk, &id, archive.about())],
    });
    desk.send(query.f.as_deref(), JSON, &document)
}

pub(super) async fn tileset(
    Path((id, set)): Path<(String, String)>,
    Asked(query): Asked<FormQuery>,
    desk: Desk,
) -> Result<Response, Problem> {
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
    desk.send(query.f.as_deref(), JSON, &document)
}

/// A tile; row before column, as the standard has it. The address follows the newest version, so it is kept for seconds only.
pub(super) async fn tile(
    State(app): State<Arc<App>>,
    Path((id, set, matrix, row, column)): Path<(String, String, String, String, String)>,
    Asked(_): Asked<TileQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let publication = app.publication()?;
    let (archive, _) = find(&publication, &id)?;
    check_set(&set)?;
    let address = TileAddress::parse(&matrix, &column, &row)
        .map_err(|error| Problem::bad_request("tile-address", error.to_string()))?;
    send_tile(&app, archive, address, &headers, Caching::Short)
}

fn brief(desk: &Desk, id: &str, head: &LayerHead) -> Value {
    let path = format!("/collections/{id}/tiles/{MATRIX_SET}");
    let mut links = desk.own_links(JSON, &path);
    links.push(desk.link(
        "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme",
        JSON,
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
