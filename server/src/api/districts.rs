//! Districts, where shapes of districts were given.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use oshaq_domain::{Band, CategorySlug};
use serde::Serialize;
use utoipa::ToSchema;

use super::answers::{BandCode, CountState, NamesAnswer};
use super::meta::{malformed, per_10k};
use super::places::degrees;
use crate::app::App;
use crate::http::problem::Problem;
use crate::http::question::{self, CategoryQuery};
use crate::http::respond::send_json;
use crate::publication::stored::StoredDistrict;
use crate::publication::{Publication, shades};

/// A category in every district.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ByDistrict {
    category: String,
    /// What bands are multiples of: the mean number of recorded offences per 10,000 residents and 28 days; `null` where there are
    /// no districts.
    reference_per_10k: Option<f64>,
    /// Ascending by code; none where no shapes of districts were given.
    districts: Vec<DistrictMonths>,
}

/// A category in a district, month by month.
#[derive(Debug, Serialize, ToSchema)]
struct DistrictMonths {
    /// Nine digits of KATO.
    #[schema(example = "751110000")]
    kato: String,
    /// The unit that it lies in: two digits of KATO.
    #[schema(example = "75")]
    unit: String,
    #[serde(flatten)]
    names: NamesAnswer,
    /// Persons; `null` where they are not known, and rates and bands with them.
    population: Option<u32>,
    /// Of the middle of its bounding box, degrees.
    lat: f64,
    /// Of the middle of its bounding box, degrees.
    lng: f64,
    months: Vec<DistrictMonth>,
    /// The forecast of the rate, as bands.
    forecast: DistrictForecast,
}

/// One month of a district.
#[derive(Debug, Serialize, ToSchema)]
struct DistrictMonth {
    #[schema(example = "2025-12")]
    month: String,
    /// Recorded offences with a place on the map, rounded; `null` when withheld. Those without one are in their unit alone.
    recorded: Option<u32>,
    state: CountState,
    /// Recorded offences (rounded) per 10,000 residents.
    per_10k: Option<f64>,
    /// Band of the rate.
    band: BandCode,
    /// Whether the rounding of the count could have changed the band.
    rounding_may_change_band: bool,
}

/// The forecast of a district: the sum of what is expected in its cells.
#[derive(Debug, Serialize, ToSchema)]
struct DistrictForecast {
    #[schema(example = "2026-01")]
    month: String,
    band: BandCode,
    /// Band at the lower end of the interval.
    band_low: BandCode,
    /// Band at the upper end of the interval.
    band_high: BandCode,
}

/// A category in every district, month by month, with the forecast. Districts overlap with cells and units: all are told so that
/// nothing exact follows from them together.
#[utoipa::path(get, path = "/api/v1/districts", tag = "units", params(CategoryQuery), responses(
    (status = 200, description = "every district; an empty list where no shapes of districts were given", body = ByDistrict),
    (status = 304, description = "the client's copy is the newest"),
    (status = 400, description = "the slug is malformed", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "the category is not published", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "nothing is published yet", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn districts(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    query: Result<Query<CategoryQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(query) = query.map_err(malformed)?;
    let publication = app.publication()?;
    Ok(send_json(
        &headers,
        &answer(&publication, query.category.as_deref())?,
    ))
}

fn answer(publication: &Publication, category: Option<&str>) -> Result<ByDistrict, Problem> {
    let category = question::slug(category)?;
    let series = question::mapped(publication, &category)?;
    let division = publication.meta.division.as_ref();
    let districts = publication.districts_told(series).map(|told| {
        let [west, south, east, north] = told.corners;
        let population = told.area.population;
        DistrictMonths {
            kato: told.area.code.to_string(),
            unit: told.area.code.unit().to_string(),
            names: NamesAnswer::from(told.names),
            population,
            lat: degrees(f64::midpoint(south, north)),
            lng: degrees(f64::midpoint(west, east)),
            months: months(publication, &category, told.row, population),
            forecast: forecast(publication, told.row),
        }
    });
    Ok(ByDistrict {
        reference_per_10k: division.and_then(|own| own.reference.get(&category).copied()),
        districts: districts.collect(),
        category: category.to_string(),
    })
}

fn months(
    publication: &Publication,
    category: &CategorySlug,
    row: &StoredDistrict,
    population: Option<u32>,
) -> Vec<DistrictMonth> {
    let months = publication
        .meta
        .months
        .iter()
        .zip(&row.recorded)
        .enumerate();
    let answer = months.map(|(index, (month, &recorded))| {
        let shade = shades::of_district(publication, category, row, index);
        DistrictMonth {
            month: month.to_string(),
            recorded,
            state: CountState::of(recorded),
            per_10k: recorded
                .zip(population)
                .and_then(|(count, people)| per_10k(count, people)),
            band: BandCode(shade.band),
            rounding_may_change_band: shade.doubtful,
        }
    });
    answer.collect()
}

fn forecast(publication: &Publication, row: &StoredDistrict) -> DistrictForecast {
    let [band, low, high] = row.forecast.map(Band::code).map(BandCode);
    DistrictForecast {
        month: publication.meta.forecast_month.to_string(),
        band,
        band_low: low,
        band_high: high,
    }
}
