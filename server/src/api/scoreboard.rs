//! Past forecasts next to what was then recorded.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use oshaq_domain::BandOutcome;
use serde::Serialize;
use utoipa::ToSchema;

use super::answers::{BandCode, ForecastWindow};
use super::meta::malformed;
use crate::app::App;
use crate::http::problem::Problem;
use crate::http::question::{self, CategoryQuery};
use crate::http::respond::send_json;
use crate::publication::Publication;
use crate::publication::stored::PastForecast;

/// Every published forecast of a category whose month is over, next to what was recorded in it. All numbers are numbers of cells.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Scoreboard {
    category: String,
    /// Oldest first; empty until the month of a published forecast is over and published itself.
    forecasts: Vec<JudgedForecast>,
}

/// A forecast next to what was then recorded. Cells whose recorded number is withheld are not compared, so that it tells of busier
/// cells.
#[derive(Debug, Serialize, ToSchema)]
struct JudgedForecast {
    /// The surface that published it.
    version: String,
    #[schema(example = "2025-12")]
    forecast_month: String,
    window: ForecastWindow,
    /// The model that made it; empty for `all`, which is the sum of several.
    model: String,
    /// H3 resolution of the cells.
    resolution: u8,
    /// Cells with a forecast and a recorded number.
    compared: u32,
    /// Cells with a forecast whose recorded number is withheld.
    withheld: u32,
    /// Cells whose recorded band is the forecast's.
    same_band: u32,
    /// Cells whose recorded band lies in the forecast's interval.
    within_interval: u32,
    /// Cells whose recorded band is above the forecast's.
    higher: u32,
    /// Cells whose recorded band is below it.
    lower: u32,
    /// Of `compared`, cells that told the newest month of that surface, too, so that its band can be repeated; 0 in surfaces from
    /// before this was counted.
    repeatable: u32,
    /// Of `repeatable`, cells whose recorded band is the forecast's.
    repeatable_same_band: u32,
    /// Of `repeatable`, cells whose recorded band is that of the newest month told, had anyone simply repeated it.
    naive_same_band: u32,
    /// By band of the forecast.
    bands: Vec<JudgedBand>,
}

/// Of the cells that the forecast put into one band: what was then recorded.
#[derive(Debug, Serialize, ToSchema)]
struct JudgedBand {
    band: BandCode,
    /// Cells compared.
    cells: u32,
    /// Of these, by the band of what was recorded, 1 to 5.
    #[schema(min_items = 5, max_items = 5)]
    recorded_bands: Vec<u32>,
    /// Cells whose recorded number is withheld.
    withheld: u32,
}

impl From<&PastForecast> for JudgedForecast {
    fn from(past: &PastForecast) -> Self {
        let outcome = &past.outcome;
        Self {
            version: past.version.clone(),
            forecast_month: outcome.forecast_month.to_string(),
            window: outcome.window.into(),
            model: outcome.model.clone(),
            resolution: outcome.resolution.get(),
            compared: outcome.compared,
            withheld: outcome.withheld,
            same_band: outcome.same_band,
            within_interval: outcome.within_interval,
            higher: outcome.higher,
            lower: outcome.lower,
            repeatable: outcome.repeatable,
            repeatable_same_band: outcome.repeatable_same_band,
            naive_same_band: outcome.naive_same_band,
            bands: outcome.bands.iter().map(Into::into).collect(),
        }
    }
}

impl From<&BandOutcome> for JudgedBand {
    fn from(outcome: &BandOutcome) -> Self {
        Self {
            band: BandCode(outcome.band),
            cells: outcome.cells,
            recorded_bands: outcome.recorded.to_vec(),
            withheld: outcome.withheld,
        }
    }
}

/// Every published forecast of a category next to what was then recorded.
#[utoipa::path(get, path = "/api/v1/scoreboard", tag = "scores", params(CategoryQuery), responses(
    (status = 200, description = "past forecasts, oldest first, as numbers of cells by band", body = Scoreboard),
    (status = 304, description = "the client's copy is the newest"),
    (status = 400, description = "the slug is malformed", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "the category is not published", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn scoreboard(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    query: Result<Query<CategoryQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(query) = query.map_err(malformed)?;
    let publication = app.publication()?;
    Ok(send_json(
        &headers,
        &board(&publication, query.category.as_deref())?,
    ))
}

fn board(publication: &Publication, category: Option<&str>) -> Result<Scoreboard, Problem> {
    let category = question::slug(category)?;
    question::mapped(publication, &category)?;
    let past = publication.scoreboard.iter();
    let own = past.filter(|past| past.outcome.category == category);
    Ok(Scoreboard {
        category: category.to_string(),
        forecasts: own.map(Into::into).collect(),
    })
}
