//! `/tiles/{layer}/{version}/{z}/{x}/{y}`, and `/tiles/grid/{grid}/{z}/{x}/{y}`.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::connection::metrics::TileOutcome;
use crate::http::negotiate::media_type;
use crate::http::problem::Problem;
use crate::http::respond::{Caching, send_packed};
use crate::tiles::{GRID_LAYER, TileAddress, TileArchive, TileForm};

/// What a tile's representation depends on.
const VARY: &str = "accept, accept-encoding";

/// A tile. The address is read as it was sent: nothing in it needs percent-encoding, so encoded dots and slashes are no digits.
pub(super) fn tile(app: &App, path: &str, headers: &HeaderMap) -> Result<Response, Problem> {
    let (layer, version, address) = parts(path)?;
    let served = app.shelf.served();
    let publication = if layer == GRID_LAYER {
        served.grid(version).ok_or_else(|| unknown_grid(version))?
    } else {
        served
            .version(version)
            .ok_or_else(|| unknown_version(version))?
    };
    let archive = publication
        .layer(layer)
        .ok_or_else(|| unknown_layer(layer))?;
    send_tile(app, archive, address, headers, Caching::Immutable)
}

/// A tile of a layer in the form and encoding that the client likes best.
pub(crate) fn send_tile(
    app: &App,
    archive: &TileArchive,
    address: TileAddress,
    headers: &HeaderMap,
    caching: Caching,
) -> Result<Response, Problem> {
    check_zoom(archive, address)?;
    let form = media_type(headers, TileForm::MEDIA_TYPES).ok_or_else(|| {
        let [mvt, mlt] = TileForm::ALL.map(TileForm::media_type);
        Problem::not_acceptable(format!("accept `{mvt}` or `{mlt}`"))
    })?;
    let Some(position) = archive.find(address.key()) else {
        app.metrics.tile(TileOutcome::Empty);
        return Ok(empty(caching));
    };
    let media_type = TileForm::ALL[form].media_type();
    let response = send_packed(
        headers,
        media_type,
        (caching, VARY),
        (archive, position, form),
    )?;
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

/// 404 for a grid that no served version has.
pub(super) fn unknown_grid(grid: &str) -> Problem {
    let shown: String = grid.chars().take(24).collect();
    Problem::not_found(
        "unknown-grid",
        format!("grid `{shown}` is not served (any more); /current.json names the one that is"),
    )
}

/// 404 for a version that is not kept.
pub(super) fn unknown_version(version: &str) -> Problem {
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

fn check_zoom(archive: &TileArchive, address: TileAddress) -> Result<(), Problem> {
    let head = archive.about();
    if (head.minzoom..=head.maxzoom).contains(&address.z()) {
        return Ok(());
    }
    let detail = format!(
        "layer {} has tiles from zoom {} to {}; beyond, scale those of the nearest zoom",
        head.layer, head.minzoom, head.maxzoom
    );
    Err(Problem::not_found("no-such-zoom", detail))
}

fn empty(caching: Caching) -> Response {
    let own = [
        (header::CACHE_CONTROL, caching.header()),
        (header::VARY, HeaderValue::from_static(VARY)),
    ];
    (StatusCode::NO_CONTENT, own).into_response()
}
