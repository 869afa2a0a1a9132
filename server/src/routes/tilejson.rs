//! `/current.json` and `/tilejson/{layer}.json`.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::config::ServerConfig;
use crate::problem::Problem;
use crate::publication::Publication;
use crate::respond::send_json;
use crate::tiles::LayerHead;

/// What is served now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Current<'a> {
    /// The newest surface's version.
    #[schema(example = "0123456789abcdef")]
    version: &'a str,
    /// Whether any of it comes from simulated records.
    simulated: bool,
    layers: Vec<CurrentLayer<'a>>,
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
    let layers = publication.layer_names().iter();
    let layers = layers
        .map(|name| CurrentLayer {
            name,
            version,
            tilejson: format!("/tilejson/{name}.json"),
        })
        .collect();
    Ok(send_json(
        &headers,
        &Current {
            version,
            simulated: publication.meta.simulated,
            layers,
        },
    ))
}

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

#[derive(Debug, Serialize)]
struct VectorLayer<'a> {
    id: &'a str,
    fields: &'a BTreeMap<String, String>,
    minzoom: u8,
    maxzoom: u8,
}

#[derive(Debug, Serialize)]
struct Provenance<'a> {
    version: &'a str,
    created: &'a str,
    simulated: bool,
    licence: &'a str,
}

/// Describes a layer of the newest version.
pub(crate) async fn tilejson(
    State(app): State<Arc<App>>,
    Path(file): Path<String>,
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
    let origin = origin(&app.config, &headers);
    Ok(send_json(
        &headers,
        &describe(&publication, layer.head(), &origin),
    ))
}

fn describe<'a>(publication: &'a Publication, head: &'a LayerHead, origin: &str) -> TileJson<'a> {
    let simulated = publication.meta.simulated;
    let mark = if simulated { "Simulated data. " } else { "" };
    TileJson {
        tilejson: "3.0.0",
        name: &head.layer,
        description: format!("{mark}{}", about(publication, &head.layer)),
        attribution: escape(&format!(
            "{mark}{} {}",
            publication.source, publication.licence
        )),
        scheme: "xyz",
        tiles: [format!(
            "{origin}/tiles/{}/{}/{{z}}/{{x}}/{{y}}",
            head.layer, publication.version
        )],
        minzoom: head.minzoom,
        maxzoom: head.maxzoom,
        bounds: head.bounds,
        vector_layers: [VectorLayer {
            id: &head.vector_layer,
            fields: &head.fields,
            minzoom: head.minzoom,
            maxzoom: head.maxzoom,
        }],
        oshaq: Provenance {
            version: publication.version.as_str(),
            created: &publication.created,
            simulated,
            licence: &publication.licence,
        },
    }
}

fn about(publication: &Publication, layer: &str) -> String {
    match layer.strip_prefix("risk-") {
        Some(category) => format!(
            "Recorded offences ({category}) as bands by H3 cell: closed months and the forecast from {} to {}. Bands 1 to 5; 0 is insufficient data.",
            publication.meta.forecast_window.start(),
            publication.meta.forecast_window.end(),
        ),
        None => format!("Oshaq: {layer}"),
    }
}

/// Clients show attributions as HTML.
fn escape(text: &str) -> String {
    text.trim()
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Scheme and host for absolute addresses: as configured, else as the client used them.
pub(crate) fn origin(config: &ServerConfig, headers: &HeaderMap) -> String {
    let configured = config.public_origin.clone();
    configured.unwrap_or_else(|| own_origin(headers))
}

/// Scheme and host as the client used them. The host is taken over only when it is plainly one.
fn own_origin(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let plain = |host: &&str| {
        !host.is_empty()
            && host.bytes().all(|byte| {
                byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']')
            })
    };
    let host = text(header::HOST.as_str())
        .filter(plain)
        .unwrap_or("localhost");
    let scheme = text("x-forwarded-proto")
        .filter(|scheme| *scheme == "https")
        .unwrap_or("http");
    format!("{scheme}://{host}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_host_that_is_none_is_not_repeated() {
        let origin = |host: &'static str| {
            own_origin(&HeaderMap::from_iter([(
                header::HOST,
                HeaderValue::from_static(host),
            )]))
        };
        assert_eq!(origin("127.0.0.1:8080"), "http://127.0.0.1:8080");
        assert_eq!(origin("evil\"<script>"), "http://localhost");
        assert_eq!(own_origin(&HeaderMap::new()), "http://localhost");
    }

    #[test]
    fn an_attribution_is_no_markup() {
        assert_eq!(escape(" <b>A & B</b>"), "&lt;b&gt;A &amp; B&lt;/b&gt;");
    }
}
