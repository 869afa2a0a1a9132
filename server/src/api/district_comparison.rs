//! Districts side by side.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answers::NamesAnswer;
use super::comparison::{ComparedRate, Comparison, Period, side_by_side};
use super::meta::malformed;
use crate::app::App;
use crate::http::problem::Problem;
use crate::http::question;
use crate::http::respond::send_json;
use crate::publication::Publication;

/// Which months of which category, in the districts of which unit.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DistrictComparisonQuery {
    /// KATO code of a unit, whose districts are compared with each other; those of the whole country when left out.
    #[param(example = "75")]
    unit: Option<String>,
    /// Slug of a category; all published ones together when left out.
    #[param(example = "theft")]
    category: Option<String>,
    /// First month; the last twelve published ones when left out.
    #[param(example = "2025-01")]
    from: Option<String>,
    /// Last month, included.
    #[param(example = "2025-12")]
    to: Option<String>,
}

/// Districts side by side.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DistrictComparison {
    #[serde(flatten)]
    about: Comparison,
    /// Highest rate first; those without a rate last. None where no shapes of districts were given.
    districts: Vec<ComparedDistrict>,
}

/// A district among the others.
#[derive(Debug, Serialize, ToSchema)]
struct ComparedDistrict {
    /// Nine digits of KATO.
    #[schema(example = "751110000")]
    kato: String,
    /// The unit that it lies in: two digits of KATO.
    #[schema(example = "75")]
    unit: String,
    #[serde(flatten)]
    names: NamesAnswer,
    /// Residents that the rate is per, persons; `null` where they are not known, and the rate with them.
    population: Option<u32>,
    #[serde(flatten)]
    rate: ComparedRate,
}

/// Districts side by side: rates with their intervals, and ranks with what is uncertain about them, as units are compared.
///
/// What has no place on the map is in no district, so that the rates of districts lie below that of their unit.
#[utoipa::path(get, path = "/api/v1/district-comparison", tag = "units", params(DistrictComparisonQuery), responses(
    (status = 200, description = "every district, highest rate first; an empty list where no shapes of districts were given", body = DistrictComparison),
    (status = 304, description = "the client's copy is the newest"),
    (status = 400, description = "a parameter is malformed", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "the category, a month or the unit is not published", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn district_comparison(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    query: Result<Query<DistrictComparisonQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(query) = query.map_err(malformed)?;
    let publication = app.publication()?;
    // Some two hundred rates, each with quantiles, take milliseconds, which tiles need not wait for.
    let work = tokio::task::spawn_blocking(move || comparison(&publication, &query));
    let answer = work.await.unwrap_or_else(|error| {
        tracing::error!(%error, "districts could not be compared");
        Err(Problem::unavailable(
            "comparison",
            "the districts could not be compared; try again",
        ))
    })?;
    Ok(send_json(&headers, &answer))
}

fn comparison(
    publication: &Publication,
    query: &DistrictComparisonQuery,
) -> Result<DistrictComparison, Problem> {
    let category = question::slug(query.category.as_deref())?;
    let series = question::mapped(publication, &category)?;
    let unit = query.unit.as_deref();
    let unit = unit.map(|text| question::unit(publication, text));
    let unit = unit.transpose()?;
    let period = Period::read(publication, query.from.as_deref(), query.to.as_deref())?;
    let all = publication.districts_told(series);
    let own = all.filter(|told| unit.is_none_or(|unit| told.area.code.unit() == unit));
    let districts = own.map(|told| {
        // A place without residents has no rate.
        let residents = told.area.population.unwrap_or_default();
        let sum = period.sum(Some(&told.row.recorded), residents);
        (told, sum)
    });
    let (about, compared) = side_by_side(publication, &category, &period, districts.collect());
    let districts = compared.into_iter().map(|(told, rate)| ComparedDistrict {
        kato: told.area.code.to_string(),
        unit: told.area.code.unit().to_string(),
        names: told.names.into(),
        population: told.area.population,
        rate,
    });
    Ok(DistrictComparison {
        about,
        districts: districts.collect(),
    })
}
