//! The landing page and the list of what is conformed to.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::json;

use super::Desk;
use super::query::{Asked, FormQuery};
use crate::app::App;
use crate::problem::Problem;

const CONFORMANCE: [&str; 12] = [
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
];

pub(super) async fn landing(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Asked(query): Asked<FormQuery>,
) -> Result<Response, Problem> {
    let desk = Desk::of(&app, &headers)?;
    let json_type = "application/json";
    let mut links = desk.own_links(json_type, "");
    links.extend([
        desk.link(
            "service-desc",
            "application/vnd.oai.openapi+json;version=3.0",
            "Description of this interface (OpenAPI)",
            "/api",
        ),
        desk.link(
            "service-doc",
            "text/html",
            "Description for people",
            "/api?f=html",
        ),
        desk.link(
            "conformance",
            json_type,
            "What is conformed to",
            "/conformance",
        ),
        desk.link("data", json_type, "Collections", "/collections"),
        desk.link(
            "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes",
            json_type,
            "Tile matrix sets",
            "/tileMatrixSets",
        ),
    ]);
    let document = json!({
        "title": "Oshaq",
        "description": "Recorded offences as bands by H3 cell and month, and the forecast. Places, never persons.",
        "attribution": desk.publication.attribution(),
        "links": links,
    });
    desk.send(&headers, query.f.as_deref(), json_type, &document)
}

pub(super) async fn conformance(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Asked(query): Asked<FormQuery>,
) -> Result<Response, Problem> {
    let desk = Desk::of(&app, &headers)?;
    let json_type = "application/json";
    let document = json!({
        "title": "What is conformed to",
        "conformsTo": CONFORMANCE,
        "links": desk.own_links(json_type, "/conformance"),
    });
    desk.send(&headers, query.f.as_deref(), json_type, &document)
}
