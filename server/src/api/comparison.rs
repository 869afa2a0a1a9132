//! Units side by side.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use oshaq_domain::{CategorySlug, Compared, Level, Rate, Recorded, compare};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answers::UnitAnswer;
use super::meta::malformed;
use crate::app::App;
use crate::http::problem::Problem;
use crate::http::question;
use crate::http::respond::send_json;
use crate::publication::Publication;

/// Months compared when none are asked for.
const USUAL_MONTHS: usize = 12;

/// Which months of which category.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ComparisonQuery {
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

/// Units side by side.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnitComparison {
    #[serde(flatten)]
    about: Comparison,
    /// Highest rate first; those without a rate last.
    units: Vec<ComparedUnit>,
}

/// What is compared.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Comparison {
    category: String,
    /// First month.
    #[schema(example = "2025-01")]
    from: String,
    /// Last month, included.
    #[schema(example = "2025-12")]
    to: String,
    /// Number of months.
    months: u32,
    /// Level of the rates' intervals, and at which all true ranks lie in their ranges together.
    level: f64,
    /// Number of places that have a rank.
    ranked: u32,
}

/// Whether the numbers behind a sum were shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum SumState {
    /// Every month.
    Published,
    /// Some months; the sum is a lower bound.
    #[serde(rename = "partly_suppressed")]
    PartlyWithheld,
    /// None.
    #[serde(rename = "suppressed")]
    Withheld,
}

/// A unit among the others.
#[derive(Debug, Serialize, ToSchema)]
struct ComparedUnit {
    unit: UnitAnswer,
    /// Residents that the rate is per, persons.
    population: u32,
    #[serde(flatten)]
    rate: ComparedRate,
}

/// What was recorded in a place, as a rate among others.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ComparedRate {
    /// Sum of the rounded monthly numbers of recorded offences; `null` when every month was withheld.
    recorded: Option<u32>,
    state: SumState,
    /// Months whose number was withheld.
    months_withheld: u32,
    /// Recorded offences per 10,000 residents over the whole period.
    per_10k: Option<f64>,
    /// Lower end of its interval: chance (Garwood) and rounding.
    per_10k_low: Option<f64>,
    /// Upper end; `null` where a month was withheld.
    per_10k_high: Option<f64>,
    /// 1 for the highest rate.
    rank: Option<u32>,
    /// The highest place that it may really have.
    rank_low: Option<u32>,
    /// The lowest.
    rank_high: Option<u32>,
}

/// Units side by side: rates with their intervals, and ranks with what is uncertain about them.
///
/// All true ranks lie between `rank_low` and `rank_high` together with at least the level's probability (Klein, Wright & Wieczorek 2020).
#[utoipa::path(get, path = "/api/v1/unit-comparison", tag = "units", params(ComparisonQuery), responses(
    (status = 200, description = "every unit, highest rate first", body = UnitComparison),
    (status = 304, description = "the client's copy is the newest"),
    (status = 400, description = "a parameter is malformed", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "the category or a month is not published", body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn unit_comparison(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    query: Result<Query<ComparisonQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(query) = query.map_err(malformed)?;
    Ok(send_json(
        &headers,
        &comparison(&*app.publication()?, &query)?,
    ))
}

fn comparison(
    publication: &Publication,
    query: &ComparisonQuery,
) -> Result<UnitComparison, Problem> {
    let category = question::slug(query.category.as_deref())?;
    question::told_by_unit(publication, &category)?;
    let period = Period::read(publication, query.from.as_deref(), query.to.as_deref())?;
    let units = publication.units.iter().map(|unit| {
        let counts = publication.unit_counts(unit.kato, &category);
        let told = counts.map(|counts| &counts.recorded[..]);
        (unit, period.sum(told, unit.population))
    });
    let (about, compared) = side_by_side(publication, &category, &period, units.collect());
    let units = compared.into_iter().map(|(unit, rate)| ComparedUnit {
        unit: unit.into(),
        population: unit.population,
        rate,
    });
    Ok(UnitComparison {
        about,
        units: units.collect(),
    })
}

/// What is compared, and the places with their rates: the highest first, those without one last.
pub(super) fn side_by_side<P>(
    publication: &Publication,
    category: &CategorySlug,
    period: &Period,
    places: Vec<(P, Recorded)>,
) -> (Comparison, Vec<(P, ComparedRate)>) {
    let policy = &publication.meta.policy;
    let level = Level::new(Rate::LEVEL).unwrap_or(policy.interval);
    let (places, recorded): (Vec<P>, Vec<Recorded>) = places.into_iter().unzip();
    let compared = compare(&recorded, policy.rounding_base, level);
    let about = Comparison {
        category: category.to_string(),
        from: publication.meta.months[period.first].to_string(),
        to: publication.meta.months[period.last].to_string(),
        months: period.length() as u32,
        level: level.get(),
        ranked: compared.iter().flatten().count() as u32,
    };
    let rates = recorded.into_iter().zip(compared);
    let rates = rates.map(|(recorded, compared)| compared_rate(recorded, compared));
    let mut told: Vec<(P, ComparedRate)> = places.into_iter().zip(rates).collect();
    told.sort_by_key(|(_, rate)| rate.rank.unwrap_or(u32::MAX));
    (about, told)
}

/// The months that are summed, by their positions; both are included.
pub(super) struct Period {
    first: usize,
    last: usize,
}

impl Period {
    pub(super) fn read(
        publication: &Publication,
        from: Option<&str>,
        to: Option<&str>,
    ) -> Result<Self, Problem> {
        let newest = publication.meta.months.len().saturating_sub(1);
        let last = match to {
            Some(text) => question::month(publication, "to", text)?,
            None => newest,
        };
        let first = match from {
            Some(text) => question::month(publication, "from", text)?,
            None => (last + 1).saturating_sub(USUAL_MONTHS),
        };
        if first > last {
            return Err(Problem::bad_request(
                "month",
                "`from` must not be after `to`",
            ));
        }
        Ok(Self { first, last })
    }

    const fn length(&self) -> usize {
        self.last - self.first + 1
    }

    /// What was told of the months of a place. A category that a place has no row of was never recorded there in any number that
    /// could be told.
    pub(super) fn sum(&self, told: Option<&[Option<u32>]>, population: u32) -> Recorded {
        let numbers = || {
            let own = told.map(|told| &told[self.first..=self.last]);
            own.into_iter().flatten().flatten()
        };
        let months_told = numbers().count() as u32;
        Recorded {
            sum: numbers().sum(),
            months_told,
            months_withheld: self.length() as u32 - months_told,
            population,
        }
    }
}

fn compared_rate(recorded: Recorded, compared: Option<Compared>) -> ComparedRate {
    let rate = compared.map(|compared| compared.rate);
    ComparedRate {
        recorded: (recorded.months_told > 0).then_some(recorded.sum),
        state: match (recorded.months_told, recorded.months_withheld) {
            (0, _) => SumState::Withheld,
            (_, 0) => SumState::Published,
            _ => SumState::PartlyWithheld,
        },
        months_withheld: recorded.months_withheld,
        per_10k: rate.map(|rate| two_decimals(rate.per_10k)),
        per_10k_low: rate.map(|rate| two_decimals(rate.low)),
        per_10k_high: rate.and_then(|rate| rate.high).map(two_decimals),
        rank: compared.map(|compared| compared.rank),
        rank_low: compared.map(|compared| compared.rank_low),
        rank_high: compared.map(|compared| compared.rank_high),
    }
}

fn two_decimals(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
