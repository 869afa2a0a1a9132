//! The surface, its units, its scores, and the indicators.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};

use super::answers::{
    BandCode, CategoryAnswer, CountState, Meta, UnitAnswer, UnitMonth, UnitMonths,
};
use crate::app::App;
use crate::http::problem::Problem;
use crate::http::question::{self, CategoryQuery};
use crate::http::respond::send_json;
use crate::publication::Publication;
use crate::publication::indicators::Indicators;
use crate::publication::scores::ScoreBoard;
use crate::publication::shades::UnitShades;

/// What the published surface says about itself.
#[utoipa::path(get, path = "/api/v1/meta", tag = "surface", responses(
    (status = 200, description = "the surface's months, bands, rules and categories", body = Meta),
    (status = 304, description = "the client's copy is the newest"),
    (status = 503, description = "nothing is published yet", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn meta(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Ok(send_json(&headers, &Meta::of(&*app.publication()?)))
}

/// Every category, and whether it is on the map.
#[utoipa::path(get, path = "/api/v1/categories", tag = "surface", responses(
    (status = 200, description = "the categories with their names; why one is not on the map", body = [CategoryAnswer]),
    (status = 304, description = "the client's copy is the newest"),
))]
pub(crate) async fn categories(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let publication = app.publication()?;
    let states = publication.meta.categories.iter();
    let categories: Vec<CategoryAnswer> = states.map(Into::into).collect();
    Ok(send_json(&headers, &categories))
}

/// The units that statistics are told by.
#[utoipa::path(get, path = "/api/v1/units", tag = "units", responses(
    (status = 200, description = "regions and cities of republican significance", body = [UnitAnswer]),
    (status = 304, description = "the client's copy is the newest"),
    (status = 503, description = "nothing is published yet", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn units(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let publication = app.publication()?;
    let units: Vec<UnitAnswer> = publication.units.iter().map(Into::into).collect();
    Ok(send_json(&headers, &units))
}

/// A category in a unit, month by month.
#[utoipa::path(get, path = "/api/v1/units/{kato}", tag = "units",
    params(("kato" = String, Path, description = "two digits of KATO", example = "75"), CategoryQuery),
    responses(
        (status = 200, description = "recorded offences by month, rounded, small counts withheld", body = UnitMonths),
        (status = 304, description = "the client's copy is the newest"),
        (status = 400, description = "the code or the slug is malformed", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "no such unit, or the category is not published", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "nothing is published yet", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn unit(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    kato: Result<Path<String>, axum::extract::rejection::PathRejection>,
    query: Result<Query<CategoryQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    let (Path(kato), Query(query)) = (kato.map_err(malformed)?, query.map_err(malformed)?);
    Ok(send_json(
        &headers,
        &unit_months(&*app.publication()?, &kato, query.category.as_deref())?,
    ))
}

/// A part of the address that is no UTF-8 or otherwise unreadable.
pub(super) fn malformed(rejection: impl std::fmt::Display) -> Problem {
    Problem::bad_request("address", rejection.to_string())
}

fn unit_months(
    publication: &Publication,
    kato: &str,
    category: Option<&str>,
) -> Result<UnitMonths, Problem> {
    let category = question::slug(category)?;
    let kato = question::unit(publication, kato)?;
    question::told_by_unit(publication, &category)?;
    let unit = publication
        .unit(kato)
        .ok_or_else(Problem::nothing_published)?;
    let counts = publication.unit_counts(kato, &category);
    let shades = UnitShades::of(publication, &category);
    let months = publication
        .meta
        .months
        .iter()
        .enumerate()
        .map(|(index, month)| {
            let recorded = counts.and_then(|counts| counts.recorded[index]);
            let shade = shades.in_month(unit, index);
            UnitMonth {
                month: month.to_string(),
                recorded,
                state: CountState::of(recorded),
                per_10k: recorded.and_then(|count| per_10k(count, unit.population)),
                band: BandCode(shade.band),
                rounding_may_change_band: shade.doubtful,
                not_mapped: counts.and_then(|counts| counts.not_mapped[index]),
            }
        });
    Ok(UnitMonths {
        unit: unit.into(),
        reference_per_10k: shades.mean(),
        months: months.collect(),
        category: category.to_string(),
    })
}

/// Rate to one decimal; `None` where nobody lives.
pub(crate) fn per_10k(count: u32, population: u32) -> Option<f64> {
    (population > 0).then(|| (f64::from(count) * 100_000.0 / f64::from(population)).round() / 10.0)
}

/// How the models did on the past.
#[utoipa::path(get, path = "/api/v1/scores", tag = "scores", responses(
    (status = 200, description = "one board a category; an empty list where no backtest was made", body = [ScoreBoard]),
    (status = 304, description = "the client's copy is the newest"),
    (status = 503, description = "nothing is published yet", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn scores(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Ok(app.publication()?.scores.send(&headers))
}

/// The five indicators of the Concept.
#[utoipa::path(get, path = "/api/v1/indicators", tag = "indicators", responses(
    (status = 200, description = "targets, observations and status; contradicting series side by side", body = Indicators),
    (status = 304, description = "the client's copy is the newest"),
    (status = 503, description = "no indicators are published yet", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn indicators(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    match &app.shelf.served().indicators {
        Some(indicators) => indicators.document.send(&headers),
        None => Problem::unavailable(
            "no-indicators",
            "no indicators are published yet; run `oshaq kpi` and try again",
        )
        .into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_has_one_decimal_and_none_where_nobody_lives() {
        assert_eq!(per_10k(1230, 3_000_000), Some(4.1));
        assert_eq!(per_10k(5, 0), None);
    }
}
