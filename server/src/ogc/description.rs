//! The OpenAPI document of the routes under `/ogc`.

use axum::response::Response;
use serde_json::{Value, json};

use super::query::{Asked, DEFAULT_LIMIT, FormQuery, MAX_LIMIT};
use super::schema::SCHEMA;
use super::{Desk, GEOJSON, JSON};
use crate::api::OF_EVERY_OPERATION;
use crate::http::problem::{PROBLEM_MEDIA_TYPE, Problem};
use crate::tiles::TileForm;

const MEDIA_TYPE: &str = "application/vnd.oai.openapi+json;version=3.0";

/// A path with its summary, the parameters beside those in the path, and the media type of the answer.
type Route = (
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static str,
);

const FORM: &[&str] = &["f", "lang"];

const ITEMS: &[&str] = &[
    "f",
    "lang",
    "bbox",
    "bbox-crs",
    "crs",
    "datetime",
    "limit",
    "offset",
    "resolution",
];

const ROUTES: [Route; 13] = [
    ("/", "Landing page", FORM, JSON),
    ("/api", "This document", FORM, MEDIA_TYPE),
    ("/conformance", "What is conformed to", FORM, JSON),
    ("/collections", "Collections", FORM, JSON),
    ("/collections/{collectionId}", "A collection", FORM, JSON),
    (
        "/collections/{collectionId}/schema",
        "What the properties of the features mean",
        FORM,
        SCHEMA,
    ),
    (
        "/collections/{collectionId}/items",
        "Features",
        ITEMS,
        GEOJSON,
    ),
    (
        "/collections/{collectionId}/items/{featureId}",
        "A feature",
        &["f", "lang", "crs"],
        GEOJSON,
    ),
    ("/collections/{collectionId}/tiles", "Tile sets", FORM, JSON),
    (
        "/collections/{collectionId}/tiles/{tileMatrixSetId}",
        "A tile set",
        FORM,
        JSON,
    ),
    (
        "/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}",
        "A tile",
        &["lang"],
        TileForm::Mvt.media_type(),
    ),
    ("/tileMatrixSets", "Tile matrix sets", FORM, JSON),
    (
        "/tileMatrixSets/{tileMatrixSetId}",
        "A tile matrix set",
        FORM,
        JSON,
    ),
];

pub(super) async fn api(Asked(query): Asked<FormQuery>, desk: Desk) -> Result<Response, Problem> {
    let paths: serde_json::Map<_, _> = ROUTES
        .iter()
        .map(|route| (route.0.to_owned(), path(route)))
        .collect();
    let document = json!({
        "openapi": "3.0.3",
        "info": {
            "title": "Oshaq: OGC API – Features and – Tiles",
            "version": "1.0.0",
            "description": "Recorded offences as bands by H3 cell and month. Counts are rounded; small ones are withheld.",
        },
        "servers": [{ "url": desk.base }],
        "paths": paths,
    });
    desk.send(query.f.as_deref(), MEDIA_TYPE, &document)
}

fn path((path, summary, query, media_type): &Route) -> Value {
    let in_path = path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let parameters: Vec<Value> = in_path
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .chain(query.iter().map(|name| parameter(name)))
        .collect();
    json!({ "get": {
        "summary": summary,
        "parameters": parameters,
        "responses": responses(summary, media_type),
    } })
}

fn responses(summary: &str, media_type: &str) -> Value {
    let problem =
        |words: &str| json!({ "description": words, "content": { (PROBLEM_MEDIA_TYPE): {} } });
    let is_tile = media_type == TileForm::Mvt.media_type();
    let other = if is_tile {
        TileForm::Mlt.media_type()
    } else {
        "text/html"
    };
    let mut responses = json!({
        "200": { "description": summary, "content": { (media_type): {}, (other): {} } },
        "304": { "description": "the client's copy is the newest" },
        "404": problem("there is no such thing"),
    });
    for (status, words) in OF_EVERY_OPERATION {
        responses[status] = problem(words);
    }
    if is_tile {
        responses["204"] = json!({ "description": "nothing is in the tile" });
    }
    responses
}

fn parameter(name: &str) -> Value {
    let schema = match name {
        "f" => json!({ "type": "string", "enum": ["json", "html"] }),
        "lang" => json!({ "type": "string", "enum": ["kk", "ru", "en"] }),
        "bbox" => {
            json!({ "type": "array", "minItems": 4, "maxItems": 6, "items": { "type": "number" } })
        }
        "limit" => {
            json!({ "type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT })
        }
        "offset" => json!({ "type": "integer", "minimum": 0, "default": 0 }),
        "resolution" => json!({ "type": "integer", "minimum": 4, "maximum": 10 }),
        _ => json!({ "type": "string" }),
    };
    json!({ "name": name, "in": "query", "required": false, "style": "form", "explode": false, "schema": schema })
}
