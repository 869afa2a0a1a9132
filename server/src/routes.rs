//! What is served beside the API, and what happens to every request.

mod arrays;
mod at_once;
pub(crate) mod current;
pub(crate) mod docs;
mod edge;
pub(crate) mod health;
pub(crate) mod snapshot;
pub(crate) mod tables;
pub(crate) mod tilejson;
pub(crate) mod tiles;
mod visit;

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};

pub(crate) use at_once::{AT_ONCE, at_once};
pub(crate) use edge::observe;

use crate::app::App;
use crate::http::problem::Problem;

/// Whatever no other route took: the page and its files.
pub(crate) async fn fallback(
    State(app): State<Arc<App>>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let path = uri.path();
    if ["/api/", "/tilejson", "/ogc"]
        .iter()
        .any(|prefix| path.starts_with(prefix))
    {
        return Problem::not_found(
            "unknown-address",
            format!("nothing is at {path}; /api/docs/ lists what there is"),
        )
        .into_response();
    }
    app.page.send(path, &headers)
}
