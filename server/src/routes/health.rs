//! Whether the server lives, whether it can serve, and its counters.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::app::App;
use crate::http::problem::Problem;

/// 200 as long as the process answers.
pub(crate) async fn live() -> Response {
    (
        [(header::CACHE_CONTROL, "no-store")],
        Json(json!({"status": "live"})),
    )
        .into_response()
}

/// 200 when a surface is served, 503 before.
pub(crate) async fn health(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    let served = app.shelf.served();
    let current = served.current().ok_or_else(Problem::nothing_published)?;
    let versions: Vec<&str> = served
        .publications
        .iter()
        .map(|own| own.version.as_str())
        .collect();
    let answer = json!({
        "status": "ready",
        "version": current.version.as_str(),
        "simulated": current.meta.simulated,
        "served": versions,
        "indicators": served.indicators.as_ref().map(|own| own.version.as_str()),
    });
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response())
}

/// Counters in Prometheus' text format.
pub(crate) async fn metrics(State(app): State<Arc<App>>) -> Response {
    let headers = [
        (
            header::CONTENT_TYPE,
            "text/plain; version=0.0.4; charset=utf-8",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, app.metrics.render()).into_response()
}
