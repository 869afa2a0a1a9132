//! Official figures: indicator 2 by unit, and every number with the cell that it was read from.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::Response;
use oshaq_domain::{Kato, KatoError};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::meta::malformed;
use super::paging::{PageSize, bad_cursor, link_next};
use crate::app::App;
use crate::http::problem::Problem;
use crate::http::respond::send_json;
use crate::publication::figures::{Figures, ListedFigure, OffencesByUnit};
use crate::publication::indicators::IndicatorsDocument;

/// Figures in a page.
const PAGE: PageSize = PageSize {
    usual: 200,
    most: 1000,
};

/// Which figures.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FiguresQuery {
    /// KATO code of a unit; all of them when left out.
    #[param(example = "71")]
    unit: Option<String>,
    /// The year that the form counts; all of them when left out.
    #[param(example = "2022")]
    year: Option<String>,
    /// Number of figures in a page, 1 to 1000; 200 when left out.
    #[param(example = "100")]
    limit: Option<String>,
    /// The `next` of the page before; the first page when left out.
    cursor: Option<String>,
}

/// A page of official figures, ordered by form, year (newest first), unit and subject.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FigurePage {
    items: Vec<ListedFigure>,
    /// The `cursor` of the next page; `null` on the last.
    next: Option<String>,
}

/// Indicator 2 by unit: rates with intervals, ranks with what is uncertain about them, and what the offences are.
///
/// From the workbooks of form 1-M where they were ingested, from the reference table of 2022 where not; every row says which. Numbers are
/// told as printed; what is under five, or would give such a number away, is withheld.
#[utoipa::path(get, path = "/api/v1/indicators/units", tag = "indicators", responses(
    (status = 200, description = "the units year by year, newest first", body = OffencesByUnit),
    (status = 304, description = "the client's copy is the newest"),
    (status = 503, description = "no indicators are published yet", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn indicator_units(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let served = served(&app)?;
    Ok(figures_of(&served)?.by_unit.send(&headers))
}

/// Every official figure, page by page: totals, categories and articles of whole units and whole years.
#[utoipa::path(get, path = "/api/v1/figures", tag = "indicators", params(FiguresQuery), responses(
    (status = 200, description = "the `Link` header and `next` lead to the next page", body = FigurePage),
    (status = 304, description = "the client's copy is the newest"),
    (status = 400, description = "a parameter is malformed", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "no indicators are published yet", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn figures(
    State(app): State<Arc<App>>,
    uri: Uri,
    headers: HeaderMap,
    query: Result<Query<FiguresQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(query) = query.map_err(malformed)?;
    let page = page(figures_of(&*served(&app)?)?, &query)?;
    let response = send_json(&headers, &page);
    Ok(link_next(response, &uri, page.next.as_deref()))
}

/// Every official figure as a table; `/api/v1/downloads` tells what its columns mean.
#[utoipa::path(get, path = "/api/v1/figures.csv", tag = "indicators", responses(
    (status = 200, description = "a line for each figure", body = String, content_type = "text/csv"),
    (status = 304, description = "the client's copy is the newest"),
    (status = 503, description = "no indicators are published yet", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn figures_csv(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let served = served(&app)?;
    let (version, figures) = (&served.version, figures_of(&served)?);
    let mut response = figures.csv.send(&headers);
    // A file leaves the page that says it; CSV has no other place for it than its name.
    let mark = if figures.simulated { "SIMULATED_" } else { "" };
    let name = format!("attachment; filename=\"{mark}oshaq-{version}-figures.csv\"");
    if let Ok(name) = HeaderValue::try_from(name) {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

fn served(app: &App) -> Result<Arc<IndicatorsDocument>, Problem> {
    let served = app.shelf.served();
    served.indicators.clone().ok_or_else(nothing_published)
}

/// The figures of a version; one of an earlier Oshaq has none.
fn figures_of(served: &IndicatorsDocument) -> Result<&Figures, Problem> {
    served.figures.as_ref().ok_or_else(nothing_published)
}

fn nothing_published() -> Problem {
    Problem::unavailable(
        "no-indicators",
        "no indicators are published with their figures yet; run `oshaq kpi --publish` and try again",
    )
}

fn page(figures: &Figures, query: &FiguresQuery) -> Result<FigurePage, Problem> {
    let limit = PAGE.read(query.limit.as_deref())?;
    let unit = query.unit.as_deref().map(str::parse::<Kato>).transpose();
    let unit = unit.map_err(|error: KatoError| Problem::bad_request("unit", error.to_string()))?;
    let year = query.year.as_deref().map(year).transpose()?;
    let first = first_position(figures, query.cursor.as_deref())?;
    let is_wanted = |figure: &&ListedFigure| {
        unit.is_none_or(|unit| figure.unit == Some(unit))
            && year.is_none_or(|year| figure.year == year)
    };
    let mut found = figures.list[first..].iter().filter(is_wanted);
    let items: Vec<ListedFigure> = found.by_ref().take(limit).cloned().collect();
    let next = found.next().and(items.last());
    Ok(FigurePage {
        next: next.map(ListedFigure::key),
        items,
    })
}

fn year(text: &str) -> Result<i32, Problem> {
    let year = text.parse::<u16>().ok().filter(|_| text.len() == 4);
    year.map(i32::from)
        .ok_or_else(|| Problem::bad_request("year", "`year` must be four digits, such as 2022"))
}

/// The position after the last figure of the page before.
fn first_position(figures: &Figures, cursor: Option<&str>) -> Result<usize, Problem> {
    let Some(cursor) = cursor else {
        return Ok(0);
    };
    let last = figures
        .list
        .iter()
        .position(|figure| figure.key() == cursor);
    last.map(|last| last + 1).ok_or_else(bad_cursor)
}
