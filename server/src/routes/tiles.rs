//! `/tiles/{layer}/{version}/{z}/{x}/{y}`.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::metrics::TileOutcome;
use crate::negotiate::{Encoding, encoding};
use crate::problem::Problem;
use crate::respond::{Caching, represent};
use crate::tiles::{Archive, TILE_MEDIA_TYPE, TileAddress, TileBytes, gunzip};

const MEDIA_TYPE: HeaderValue = HeaderValue::from_static(TILE_MEDIA_TYPE);

/// A tile. The address is read as it was sent: nothing in it needs percent-encoding, so encoded dots and slashes are no digits.
pub(crate) async fn tile(
    State(app): State<Arc<App>>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (layer, version, address) = parts(uri.path())?;
    let served = app.shelf.served();
    let publication = served
        .version(version)
        .ok_or_else(|| unknown_version(version))?;
    let archive = publication
        .layer(layer)
        .ok_or_else(|| unknown_layer(layer))?;
    check_zoom(archive, address)?;
    let Some(tile) = archive.tile(address) else {
        app.metrics.tile(TileOutcome::Empty);
        return Ok(empty());
    };
    let liked = encoding(&headers)
        .ok_or_else(|| Problem::not_acceptable("accept `br`, `gzip` or `identity`"))?;
    let print = tile.print;
    let response = represent(
        &headers,
        &MEDIA_TYPE,
        Caching::Immutable,
        print,
        liked,
        body(tile, liked),
    );
    let unchanged = response.status() == StatusCode::NOT_MODIFIED;
    app.metrics.tile(if unchanged {
        TileOutcome::NotModified
    } else {
        TileOutcome::Sent
    });
    Ok(response)
}

fn parts(path: &str) -> Result<(&str, &str, TileAddress), Problem> {
    let mut parts = path.strip_prefix("/tiles/").unwrap_or_default().split('/');
    let (Some(layer), Some(version), Some(z), Some(x), Some(y), None) = (
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
    ) else {
        return Err(Problem::bad_request(
            "tile-address",
            "a tile's address is /tiles/{layer}/{version}/{z}/{x}/{y}",
        ));
    };
    let address = TileAddress::parse(z, x, y)
        .map_err(|error| Problem::bad_request("tile-address", error.to_string()))?;
    Ok((layer, version, address))
}

fn unknown_version(version: &str) -> Problem {
    let shown: String = version.chars().take(24).collect();
    Problem::not_found(
        "unknown-version",
        format!("version `{shown}` is not served (any more); /current.json names the one that is"),
    )
}

fn unknown_layer(layer: &str) -> Problem {
    let shown: String = layer.chars().take(60).collect();
    Problem::not_found(
        "unknown-layer",
        format!("there is no layer `{shown}` in this version; /current.json lists them"),
    )
}

fn check_zoom(archive: &Archive, address: TileAddress) -> Result<(), Problem> {
    let head = archive.head();
    if (head.minzoom..=head.maxzoom).contains(&address.z()) {
        return Ok(());
    }
    let detail = format!(
        "layer {} has tiles from zoom {} to {}; beyond, scale those of the nearest zoom",
        head.layer, head.minzoom, head.maxzoom
    );
    Err(Problem::not_found("no-such-zoom", detail))
}

fn empty() -> Response {
    let cache = HeaderValue::from_static("public, max-age=31536000, immutable");
    (StatusCode::NO_CONTENT, [(header::CACHE_CONTROL, cache)]).into_response()
}

fn body(tile: TileBytes, encoding: Encoding) -> Bytes {
    match encoding {
        Encoding::Brotli => tile.brotli,
        Encoding::Gzip => tile.gzip,
        Encoding::Identity => match gunzip(&tile.gzip) {
            Ok(raw) => Bytes::from(raw),
            Err(error) => unreachable!("gzip that we wrote, whose hash was checked: {error}"),
        },
    }
}
