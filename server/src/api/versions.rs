//! Which surfaces are served, and which there ever were.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::meta::malformed;
use super::paging::{PageSize, bad_cursor, link_next};
use crate::app::App;
use crate::http::problem::Problem;
use crate::http::respond::send_json;
use crate::publication::Publication;
use crate::publication::history::{Changes, PastVersion};
use crate::publication::shelf::Served;

/// Versions in a page.
const PAGE: PageSize = PageSize {
    usual: 20,
    most: 100,
};

/// First and last of the closed months.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MonthSpan {
    #[schema(example = "2024-01")]
    first: Option<String>,
    #[schema(example = "2025-12")]
    last: Option<String>,
}

impl MonthSpan {
    fn of(months: &[oshaq_domain::Month]) -> Self {
        Self {
            first: months.first().map(ToString::to_string),
            last: months.last().map(ToString::to_string),
        }
    }
}

/// A surface that is served.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Surface {
    #[schema(example = "0123456789abcdef")]
    version: String,
    /// When the version was written (RFC 3339).
    created: String,
    simulated: bool,
    /// Whether it is the newest, which all other answers are about.
    current: bool,
    /// The month in which it begins to hold.
    published_month: String,
    forecast_month: String,
    months: MonthSpan,
    /// Names of its layers of tiles.
    layers: Vec<String>,
}

impl Surface {
    fn of((position, publication): (usize, &Arc<Publication>)) -> Self {
        let meta = &publication.meta;
        Self {
            version: publication.version.to_string(),
            created: publication.created.clone(),
            simulated: meta.simulated,
            current: position == 0,
            published_month: meta.forecast_window.start().month().to_string(),
            forecast_month: meta.forecast_month.to_string(),
            months: MonthSpan::of(&meta.months),
            layers: publication.layer_names().to_vec(),
        }
    }
}

/// The surfaces that are served now, newest first: tiles of the older ones are kept for clients that still show them.
#[utoipa::path(get, path = "/api/v1/surfaces", tag = "versions", responses(
    (status = 200, description = "the surfaces whose tiles can be fetched", body = [Surface]),
    (status = 304, description = "the client's copy is the newest"),
))]
pub(crate) async fn surfaces(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    app.publication()?;
    let served = app.shelf.served();
    let publications = served.publications.iter().enumerate();
    let surfaces: Vec<Surface> = publications.map(Surface::of).collect();
    Ok(send_json(&headers, &surfaces))
}

/// Which page of versions.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct VersionsQuery {
    /// Number of versions in a page, 1 to 100; 20 when left out.
    #[param(example = "20")]
    limit: Option<String>,
    /// The `next` of the page before; the first page when left out.
    cursor: Option<String>,
}

/// A page of versions, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VersionPage {
    items: Vec<PublishedVersion>,
    /// The `cursor` of the next page; `null` on the last.
    next: Option<String>,
}

/// A version that was published.
#[derive(Debug, Serialize, ToSchema)]
struct PublishedVersion {
    #[schema(example = "0123456789abcdef")]
    version: String,
    /// When it was written (RFC 3339).
    created: String,
    simulated: bool,
    /// The month in which it began to hold.
    published_month: String,
    forecast_month: String,
    months: MonthSpan,
    /// Whether its tiles can still be fetched.
    served: bool,
    /// Against the version before; `null` for the first.
    changes: Option<VersionChanges>,
}

/// What a version has that the one before did not, and the other way round. A month that both have is the same in both.
#[derive(Debug, Serialize, ToSchema)]
struct VersionChanges {
    months_added: Vec<String>,
    months_removed: Vec<String>,
    categories_added: Vec<String>,
    categories_removed: Vec<String>,
}

impl From<Changes> for VersionChanges {
    fn from(changes: Changes) -> Self {
        Self {
            months_added: texts(&changes.months_added),
            months_removed: texts(&changes.months_removed),
            categories_added: texts(&changes.categories_added),
            categories_removed: texts(&changes.categories_removed),
        }
    }
}

fn texts<T: ToString>(items: &[T]) -> Vec<String> {
    items.iter().map(ToString::to_string).collect()
}

/// Every version that was published, newest first, and what it changed.
#[utoipa::path(get, path = "/api/v1/versions", tag = "versions", params(VersionsQuery), responses(
    (status = 200, description = "versions; the `Link` header and `next` lead to the next page", body = VersionPage),
    (status = 304, description = "the client's copy is the newest"),
    (status = 400, description = "a parameter is malformed", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn versions(
    State(app): State<Arc<App>>,
    uri: Uri,
    headers: HeaderMap,
    query: Result<Query<VersionsQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(query) = query.map_err(malformed)?;
    app.publication()?;
    let page = page(&app.shelf.served(), &query)?;
    let response = send_json(&headers, &page);
    Ok(link_next(response, &uri, page.next.as_deref()))
}

fn page(served: &Served, query: &VersionsQuery) -> Result<VersionPage, Problem> {
    let limit = PAGE.read(query.limit.as_deref())?;
    let all = served.history.versions();
    let end = match &query.cursor {
        None => all.len(),
        Some(cursor) => {
            let last = all.iter().position(|past| past.version.as_str() == cursor);
            last.ok_or_else(bad_cursor)?
        }
    };
    let begin = end.saturating_sub(limit);
    let items: Vec<PublishedVersion> = (begin..end)
        .rev()
        .map(|position| version(served, position, &all[position]))
        .collect();
    let next = items.last().filter(|_| begin > 0);
    Ok(VersionPage {
        next: next.map(|last| last.version.clone()),
        items,
    })
}

fn version(served: &Served, position: usize, past: &PastVersion) -> PublishedVersion {
    PublishedVersion {
        version: past.version.to_string(),
        created: past.created.clone(),
        simulated: past.simulated,
        published_month: past.published_month.to_string(),
        forecast_month: past.forecast_month.to_string(),
        months: MonthSpan::of(&past.months),
        served: served.version(past.version.as_str()).is_some(),
        changes: served.history.changes(position).map(Into::into),
    }
}
