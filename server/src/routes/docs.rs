//! The contract and a page to read it by.

use std::sync::{Arc, LazyLock};

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use utoipa_swagger_ui::{Config, SwaggerFile};

use crate::app::App;
use crate::http::content_policy::DOCS_POLICY;
use crate::http::problem::Problem;
use crate::packed::gunzip;

static SETTINGS: LazyLock<Arc<Config>> =
    LazyLock::new(|| Arc::new(Config::from("/api/openapi.json")));

/// The OpenAPI document.
pub(crate) async fn openapi(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    app.openapi.send(&headers)
}

/// Relative links need the slash.
pub(crate) async fn to_folder() -> Redirect {
    Redirect::permanent("/api/docs/")
}

/// The page.
pub(crate) async fn index() -> Result<Response, Problem> {
    send("index.html")
}

/// A file of the page.
pub(crate) async fn file(Path(name): Path<String>) -> Result<Response, Problem> {
    send(&name)
}

fn send(name: &str) -> Result<Response, Problem> {
    let unknown = || {
        Problem::not_found(
            "unknown-address",
            "there is no such file; the documentation is at /api/docs/",
        )
    };
    let found = utoipa_swagger_ui::serve(name, Arc::clone(&SETTINGS))
        .ok()
        .flatten()
        .ok_or_else(unknown)?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_str(&found.content_type)
                .unwrap_or(HeaderValue::from_static("application/octet-stream")),
        ),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=3600"),
        ),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(DOCS_POLICY),
        ),
    ];
    Ok((headers, plain(&found)).into_response())
}

/// The file as it is; the library may keep it packed.
fn plain(file: &SwaggerFile) -> Bytes {
    let packed = file.gzpipped.then(|| gunzip(&file.bytes).ok()).flatten();
    Bytes::from(packed.unwrap_or_else(|| file.bytes.to_vec()))
}
