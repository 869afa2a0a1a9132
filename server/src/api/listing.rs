//! All cells of a category, page by page.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answers::BandCode;
use super::meta::malformed;
use super::paging::{PageSize, bad_cursor, link_next};
use super::places::degrees;
use crate::app::App;
use crate::http::problem::Problem;
use crate::http::question;
use crate::http::respond::send_json;
use crate::publication::Publication;
use crate::publication::values::Lattice;

/// Cells in a page.
const PAGE: PageSize = PageSize {
    usual: 200,
    most: 1000,
};

/// Which cells.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CellsQuery {
    /// Slug of a category; all published ones together when left out.
    #[param(example = "theft")]
    category: Option<String>,
    /// KATO code of a unit; the whole country when left out.
    #[param(example = "75")]
    unit: Option<String>,
    /// H3 resolution, one of those that `/api/v1/meta` lists; the finest when left out.
    #[param(example = "7")]
    resolution: Option<String>,
    /// Number of cells in a page, 1 to 1000; 200 when left out.
    #[param(example = "100")]
    limit: Option<String>,
    /// The `next` of the page before; the first page when left out.
    cursor: Option<String>,
}

/// A page of cells, ascending.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CellPage {
    items: Vec<ListedCell>,
    /// The `cursor` of the next page; `null` on the last.
    next: Option<String>,
}

/// A cell and its forecast.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListedCell {
    #[schema(example = "88216d1601fffff")]
    cell: String,
    /// Of the centre, degrees.
    lat: f64,
    /// Of the centre, degrees.
    lng: f64,
    /// The unit around its centre.
    unit: Option<String>,
    band: BandCode,
    band_low: BandCode,
    band_high: BandCode,
}

/// All cells of a category with their forecasts, page by page.
#[utoipa::path(get, path = "/api/v1/cells", tag = "cells", params(CellsQuery), responses(
    (status = 200, description = "cells in ascending order; the `Link` header and `next` lead to the next page", body = CellPage),
    (status = 304, description = "the client's copy is the newest"),
    (status = 400, description = "a parameter is malformed", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "no such unit or resolution, or the category is not published", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn cells(
    State(app): State<Arc<App>>,
    uri: Uri,
    headers: HeaderMap,
    query: Result<Query<CellsQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(query) = query.map_err(malformed)?;
    let page = page(&*app.publication()?, &query)?;
    let response = send_json(&headers, &page);
    Ok(link_next(response, &uri, page.next.as_deref()))
}

fn page(publication: &Publication, query: &CellsQuery) -> Result<CellPage, Problem> {
    let limit = PAGE.read(query.limit.as_deref())?;
    let series = question::mapped(publication, &question::slug(query.category.as_deref())?)?;
    let unit = query.unit.as_deref();
    let unit = unit
        .map(|text| question::unit(publication, text))
        .transpose()?;
    let lattice = question::lattice(publication, query.resolution.as_deref())?;
    let first = first_position(lattice, query.cursor.as_deref())?;
    let mut found = (first..lattice.cells().len())
        .filter(|&position| unit.is_none_or(|kato| lattice.unit_code(position) == kato.get()))
        .filter_map(|position| listed(publication, lattice, series, position));
    let items: Vec<ListedCell> = found.by_ref().take(limit).collect();
    let next = found.next().and(items.last());
    Ok(CellPage {
        next: next.map(|last| last.cell.clone()),
        items,
    })
}

/// The position after the last cell of the page before.
fn first_position(lattice: &Lattice, cursor: Option<&str>) -> Result<usize, Problem> {
    let Some(cursor) = cursor else {
        return Ok(0);
    };
    let last = cursor.parse().map_err(|_| bad_cursor())?;
    let position = lattice
        .cells()
        .binary_search(&last)
        .map_err(|_| bad_cursor())?;
    Ok(position + 1)
}

fn listed(
    publication: &Publication,
    lattice: &Lattice,
    series: usize,
    position: usize,
) -> Option<ListedCell> {
    let codes = lattice.row(series, position)?.forecast();
    let cell = lattice.cells()[position];
    let centre = cell.centre();
    let unit = publication.unit_of(lattice.unit_code(position));
    Some(ListedCell {
        cell: cell.to_string(),
        lat: degrees(centre.lat()),
        lng: degrees(centre.lng()),
        unit: unit.map(|unit| unit.kato.to_string()),
        band: BandCode(codes.band),
        band_low: BandCode(codes.low),
        band_high: BandCode(codes.high),
    })
}
