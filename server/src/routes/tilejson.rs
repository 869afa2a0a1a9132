//! `/tilejson/{layer}.json`.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;

use crate::app::App;
use crate::http::origin::Origin;
use crate::http::problem::Problem;
use crate::http::respond::send_json;
use crate::publication::Publication;
use crate::publication::about::Provenance;
use crate::tiles::{LayerHead, VectorLayer};

/// A layer's description.
///
/// Source: `TileJSON` 3.0.0.
#[derive(Debug, Serialize)]
struct TileJson<'a> {
    tilejson: &'static str,
    name: &'a str,
    description: String,
    attribution: String,
    scheme: &'static str,
    tiles: [String; 1],
    minzoom: u8,
    maxzoom: u8,
    bounds: [f64; 4],
    vector_layers: [VectorLayer<'a>; 1],
    /// Beyond the standard: which surface this is.
    oshaq: Provenance<'a>,
}

/// Describes a layer of the newest version.
pub(crate) async fn tilejson(
    State(app): State<Arc<App>>,
    Path(file): Path<String>,
    origin: Origin,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let publication = app.publication()?;
    let unknown = || {
        Problem::not_found(
            "unknown-layer",
            "there is no such layer; /current.json lists them",
        )
    };
    let layer = file
        .strip_suffix(".json")
        .and_then(|name| publication.layer(name))
        .ok_or_else(unknown)?;
    Ok(send_json(
        &headers,
        &describe(&publication, layer.about(), origin.as_str()),
    ))
}

fn describe<'a>(publication: &'a Publication, head: &'a LayerHead, origin: &str) -> TileJson<'a> {
    TileJson {
        tilejson: "3.0.0",
        name: &head.layer,
        description: publication.description(&head.layer),
        attribution: publication.attribution(),
        scheme: "xyz",
        tiles: [format!(
            "{origin}/tiles/{}/{}/{{z}}/{{x}}/{{y}}",
            head.layer,
            publication.edition(&head.layer)
        )],
        minzoom: head.minzoom,
        maxzoom: head.maxzoom,
        bounds: head.bounds,
        vector_layers: [head.vector_layer()],
        oshaq: publication.provenance(),
    }
}
