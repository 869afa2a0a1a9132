//! `/values/grid/{grid}/{resolution}` and `/values/risk/{version}/{category}/{window}/{resolution}`.

use axum::http::HeaderMap;
use axum::response::Response;
use oshaq_domain::Resolution;

use super::tiles::{unknown_grid, unknown_version};
use crate::app::App;
use crate::http::problem::Problem;
use crate::http::question;
use crate::http::respond::{Caching, send_packed};
use crate::publication::arrays::{ArrayKey, Arrays};

const MEDIA_TYPE: &str = "application/octet-stream";

/// An array. The address is read as it was sent, like that of a tile.
pub(super) fn array(app: &App, path: &str, headers: &HeaderMap) -> Result<Response, Problem> {
    let path = path.strip_prefix("/values/").unwrap_or_default();
    let parts: Vec<&str> = path.split('/').collect();
    let served = app.shelf.served();
    match parts[..] {
        ["grid", grid, resolution] => {
            let key = ArrayKey::Ids(read_resolution(resolution)?);
            let publication = served.grid(grid).ok_or_else(|| unknown_grid(grid))?;
            send(headers, &publication.arrays, key)
        }
        ["risk", version, category, window, resolution] => {
            let category = question::slug(Some(category))?;
            let resolution = read_resolution(resolution)?;
            let publication = served
                .version(version)
                .ok_or_else(|| unknown_version(version))?;
            let series = question::mapped(publication, &category)?;
            let window = publication
                .windows
                .position(window)
                .ok_or_else(|| unknown_window(window))?;
            let key = ArrayKey::Values {
                series,
                window,
                resolution,
            };
            send(headers, &publication.arrays, key)
        }
        _ => Err(Problem::bad_request(
            "array-address",
            "an array's address is /values/grid/{grid}/{resolution} or /values/risk/{version}/{category}/{window}/{resolution}",
        )),
    }
}

fn read_resolution(text: &str) -> Result<Resolution, Problem> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let resolution = digits.then(|| text.parse::<Resolution>().ok()).flatten();
    resolution.ok_or_else(|| {
        Problem::bad_request(
            "resolution",
            "the resolution must be a whole number from 4 to 10, in digits only",
        )
    })
}

fn unknown_window(window: &str) -> Problem {
    let shown: String = window.chars().take(24).collect();
    Problem::not_found(
        "unknown-window",
        format!("there is no window `{shown}` in this version; /current.json lists them"),
    )
}

fn send(headers: &HeaderMap, arrays: &Arrays, key: ArrayKey) -> Result<Response, Problem> {
    let (archive, position) = arrays.find(key).ok_or_else(|| {
        Problem::not_found(
            "unknown-resolution",
            "this version has no cells of that resolution; /current.json lists those that it has",
        )
    })?;
    send_packed(
        headers,
        MEDIA_TYPE,
        (Caching::Immutable, "accept-encoding"),
        (archive, position, 0),
    )
}
