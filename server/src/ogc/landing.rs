//! The landing page and the list of what is conformed to.

use axum::response::Response;
use serde_json::json;

use super::query::{Asked, FormQuery};
use super::{Desk, JSON};
use crate::http::problem::Problem;

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
    Asked(query): Asked<FormQuery>,
    desk: Desk,
) -> Result<Response, Problem> {
    let mut links = desk.own_links(JSON, "");
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
        desk.link("conformance", JSON, "What is conformed to", "/conformance"),
        desk.link("data", JSON, "Collections", "/collections"),
        desk.link(
            "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes",
            JSON,
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
    desk.send(query.f.as_deref(), JSON, &document)
}

pub(super) async fn conformance(
    Asked(query): Asked<FormQuery>,
    desk: Desk,
) -> Result<Response, Problem> {
    let document = json!({
        "title": "What is conformed to",
        "conformsTo": CONFORMANCE,
        "links": desk.own_links(JSON, "/conformance"),
    });
    desk.send(query.f.as_deref(), JSON, &document)
}
