//! Cells and rankings of cells.

use std::cmp::Reverse;
use std::sync::Arc;

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use oshaq_domain::Kato;

use super::answers::{
    BandCode, CellAnswer, CellForecast, CellMonth, CountState, ExplanationShare, RankedCell,
    WordsKey,
};
use super::meta::malformed;
use super::paging::PageSize;
use crate::app::App;
use crate::http::problem::Problem;
use crate::http::question::{self, CategoryQuery, RankQuery};
use crate::http::respond::send_json;
use crate::publication::Publication;
use crate::publication::values::Row;

/// Cells in a ranking.
const RANKING: PageSize = PageSize {
    usual: 20,
    most: 200,
};

/// A category in a cell: its history and its forecast.
#[utoipa::path(get, path = "/api/v1/cells/{cell}", tag = "cells",
    params(("cell" = String, Path, description = "H3 cell, 15 hexadecimal digits", example = "88216d1601fffff"), CategoryQuery),
    responses(
        (status = 200, description = "bands and rounded counts by month, and the forecast as bands", body = CellAnswer),
        (status = 304, description = "the client's copy is the newest"),
        (status = 400, description = "the cell or the slug is malformed", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "the cell is not in the surface, or the category is not published", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "nothing is published yet", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn cell(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    cell: Result<Path<String>, PathRejection>,
    query: Result<Query<CategoryQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let (Path(cell), Query(query)) = (cell.map_err(malformed)?, query.map_err(malformed)?);
    Ok(send_json(
        &headers,
        &cell_answer(&*app.publication()?, &cell, query.category.as_deref())?,
    ))
}

fn cell_answer(
    publication: &Publication,
    cell: &str,
    category: Option<&str>,
) -> Result<CellAnswer, Problem> {
    let cell = question::cell(cell)?;
    let category = question::slug(category)?;
    let series = question::mapped(publication, &category)?;
    let missing = || {
        Problem::not_found(
            "unknown-cell",
            format!(
                "cell {cell} is not in the surface: too little was recorded in it, or it has another resolution"
            ),
        )
    };
    let (lattice, position) = publication.values.find(cell).ok_or_else(missing)?;
    let row = lattice.row(series, position).ok_or_else(missing)?;
    let centre = cell.centre();
    let unit = publication.unit_of(lattice.unit_code(position));
    let (population, population_source) = publication.population_of(cell);
    Ok(CellAnswer {
        population,
        population_source,
        cell: cell.to_string(),
        resolution: cell.resolution().get(),
        category: category.to_string(),
        unit: unit.map(|unit| unit.kato.to_string()),
        lat: degrees(centre.lat()),
        lng: degrees(centre.lng()),
        history: history(publication, row),
        forecast: Some(forecast(publication, row, publication.model(&category))),
        unit_population: unit.map(|unit| unit.population),
    })
}

fn history(publication: &Publication, row: Row) -> Vec<CellMonth> {
    let months = publication.meta.months.iter().enumerate();
    let answer = months.map(|(index, month)| {
        let recorded = row.recorded(index).rounded();
        CellMonth {
            month: month.to_string(),
            band: BandCode(row.band(index)),
            recorded,
            state: CountState::of(recorded),
        }
    });
    answer.collect()
}

fn forecast(publication: &Publication, row: Row, model: String) -> CellForecast {
    let codes = row.forecast();
    CellForecast {
        month: publication.meta.forecast_month.to_string(),
        band: BandCode(codes.band),
        band_low: BandCode(codes.low),
        band_high: BandCode(codes.high),
        level: publication.meta.policy.interval.get(),
        model,
        words_key: WordsKey::of(codes.band),
        explanation: row.explanation().map(ExplanationShare::all_of),
    }
}

/// Degrees to the sixth decimal, about a decimetre: enough for the centre of a cell.
pub(super) fn degrees(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// The cells with the highest forecast bands.
///
/// Sorted by band, then by the interval's lower and upper band, then by the published counts of all months. Cells with
/// insufficient data are left out.
#[utoipa::path(get, path = "/api/v1/riskiest", tag = "cells", params(RankQuery), responses(
    (status = 200, description = "cells at the finest resolution, highest first", body = [RankedCell]),
    (status = 304, description = "the client's copy is the newest"),
    (status = 400, description = "a parameter is malformed", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "no such unit, or the category is not published", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "nothing is published yet", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn riskiest(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    query: Result<Query<RankQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(query) = query.map_err(malformed)?;
    Ok(send_json(&headers, &ranking(&*app.publication()?, &query)?))
}

fn ranking(publication: &Publication, query: &RankQuery) -> Result<Vec<RankedCell>, Problem> {
    let limit = RANKING.read(query.limit.as_deref())?;
    let series = question::mapped(publication, &question::slug(query.category.as_deref())?)?;
    let unit = query
        .unit
        .as_deref()
        .map(|text| question::unit(publication, text))
        .transpose()?;
    let answer = ranked(publication, series, unit, limit);
    Ok(answer.into_iter().map(|ranked| ranked.answer).collect())
}

/// A cell in a ranking and the KATO code of the unit around it; 0 for none.
pub(crate) struct Ranked {
    pub unit: u8,
    pub answer: RankedCell,
}

/// At most `limit` cells of the finest resolution, of one unit or of all, highest bands first.
pub(crate) fn ranked(
    publication: &Publication,
    series: usize,
    unit: Option<Kato>,
    limit: usize,
) -> Vec<Ranked> {
    let Some(lattice) = publication.values.lattices().last() else {
        return Vec::new();
    };
    let mut ranked: Vec<_> = (0..lattice.cells().len())
        .filter(|&position| unit.is_none_or(|kato| lattice.unit_code(position) == kato.get()))
        .filter_map(|position| lattice.row(series, position).map(|row| (position, row)))
        .filter(|(_, row)| row.forecast().band > 0)
        .map(|(position, row)| {
            let codes = row.forecast();
            (
                Reverse((codes.band, codes.low, codes.high, row.published_total())),
                position,
            )
        })
        .collect();
    ranked.sort_unstable();
    let answer = ranked.into_iter().take(limit).map(
        |(Reverse((band, band_low, band_high, _)), position)| {
            let cell = lattice.cells()[position];
            let centre = cell.centre();
            let answer = RankedCell {
                cell: cell.to_string(),
                lat: degrees(centre.lat()),
                lng: degrees(centre.lng()),
                band: BandCode(band),
                band_low: BandCode(band_low),
                band_high: BandCode(band_high),
            };
            Ranked {
                unit: lattice.unit_code(position),
                answer,
            }
        },
    );
    answer.collect()
}
