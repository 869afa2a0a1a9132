//! `/api/v1/snapshot.png`: a still picture.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::App;
use crate::http::language::Language;
use crate::http::negotiate::Encoding;
use crate::http::problem::Problem;
use crate::http::respond::{Caching, represent, short_print};
use crate::snapshots::{Asked, Subject, drawing};

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
    /// A second period to compare with, shown to the left of the first.
    #[param(example = "r202512")]
    beside: Option<String>,
    /// What is coloured: `cells` (when left out), `districts` where shapes of districts were given, or `units`, of which closed months
    /// are told.
    #[param(example = "cells")]
    by: Option<String>,
    /// The frame: west,south,east,north in degrees. What reaches far beyond the country is cut off. Without it the picture shows the
    /// unit alone, or the whole country; with it a unit is outlined.
    #[param(example = "76.6,43.1,77.2,43.4")]
    bbox: Option<String>,
    /// Resolution of the cells; as the map shows them in such a frame when left out, and coarser where there would be too many.
    #[param(example = "7")]
    resolution: Option<String>,
}

/// A still picture of the map as PNG: a frame, a unit or the country, one period or two side by side.
#[utoipa::path(get, path = "/api/v1/snapshot.png", tag = "snapshot", params(SnapshotQuery), responses(
    (status = 200, description = "the picture", body = [u8], content_type = "image/png"),
    (status = 304, description = "the client's copy is the newest"),
    (status = 400, description = "a parameter is malformed", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "no such unit, period or resolution, no districts, or the category is not published", body = Problem, content_type = "application/problem+json"),
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
    let asked = Asked {
        unit: query.unit.as_deref(),
        category: query.category.as_deref(),
        period: query.period.as_deref(),
        beside: query.beside.as_deref(),
        by: query.by.as_deref(),
        bbox: query.bbox.as_deref(),
        resolution: query.resolution.as_deref(),
    };
    let subject = Subject::of(&publication, &asked, language)?;
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
