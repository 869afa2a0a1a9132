//! `/api/v1/snapshot.png`: a still picture.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::App;
use crate::language::Language;
use crate::negotiate::Encoding;
use crate::problem::Problem;
use crate::respond::{Caching, represent, short_print};
use crate::snapshots::{Subject, drawing};

/// Which picture.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SnapshotQuery {
    /// KATO code of a unit; the whole country when left out.
    #[param(example = "75")]
    unit: Option<String>,
    /// Slug of a category; all published ones together when left out.
    #[param(example = "theft")]
    category: Option<String>,
    /// `r` and a closed month, or `f` and the forecast's month; the forecast when left out.
    #[param(example = "f202601")]
    period: Option<String>,
}

/// A still picture of the map as PNG.
#[utoipa::path(get, path = "/api/v1/snapshot.png", tag = "snapshot", params(SnapshotQuery), responses(
    (status = 200, description = "the picture", body = [u8], content_type = "image/png"),
    (status = 304, description = "the client's copy is the newest"),
    (status = 400, description = "a parameter is malformed", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "no such unit or period, or the category is not published", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "nothing is published yet, or this machine cannot render", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn snapshot(
    State(app): State<Arc<App>>,
    language: Language,
    headers: HeaderMap,
    query: Result<Query<SnapshotQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(query) =
        query.map_err(|rejection| Problem::bad_request("address", rejection.to_string()))?;
    let publication = app.publication()?;
    let subject = Subject::of(
        &publication,
        query.unit.as_deref(),
        query.category.as_deref(),
        query.period.as_deref(),
        language,
    )?;
    let drawn = subject.clone();
    let png = app
        .snapshots
        .picture(subject, move || drawing(&publication, &drawn))
        .await?;
    let media_type = HeaderValue::from_static("image/png");
    let print = short_print(&png);
    let sent = Encoding::Identity;
    let mut response = represent(&headers, &media_type, Caching::Short, print, sent, png);
    let by_language = HeaderValue::from_static("accept-language");
    response.headers_mut().append(header::VARY, by_language);
    Ok(response)
}
