//! The five figures that the Concept is held to.
//!
//! # Source
//! Concept for promoting the ideology of law and order in the Republic of Kazakhstan for 2025–2030,
//! approved by Government decree № 200 of 1 April 2025, section 6 and the annex.

mod id;
mod projection;
mod series;
mod status;

use serde::{Deserialize, Serialize};

use projection::Trend;

pub use id::{Direction, IndicatorError, IndicatorId};
pub use projection::{FEWEST_YEARS, NoProbability, ProjectedYear, Projection, TrendMethod};
pub use series::{Contradiction, Observation, Reading, SeriesBreak, TargetPoint, TargetSeries};
pub use status::{Assessment, Status};

/// An indicator with everything that is known about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Indicator {
    /// Which.
    pub id: IndicatorId,
    /// Its word.
    pub slug: String,
    /// The unit of its targets.
    pub unit: String,
    /// Which way is better.
    pub direction: Direction,
    /// Every series of targets.
    pub series: Vec<TargetSeries>,
    /// Every observation, in every unit.
    pub observations: Vec<Observation>,
    /// The verdict on every target.
    pub status: Vec<Assessment>,
    /// Where it goes if its trend goes on; `None` with fewer than [`FEWEST_YEARS`](crate::FEWEST_YEARS) comparable years.
    pub projection: Option<Projection>,
    /// What contradicts what.
    pub contradictions: Vec<Contradiction>,
    /// Where the series of observations breaks.
    pub breaks: Vec<SeriesBreak>,
}

impl Indicator {
    /// Gathers an indicator and judges every target as of a year.
    pub fn new(
        id: IndicatorId,
        series: Vec<TargetSeries>,
        observations: Vec<Observation>,
        contradictions: Vec<Contradiction>,
        breaks: Vec<SeriesBreak>,
        as_of_year: i32,
    ) -> Self {
        let trend = Trend::of(id, &observations, &breaks);
        let status = status::assess(id, &series, &observations, trend.as_ref(), as_of_year);
        let projection = trend.and_then(|trend| trend.projection(&series));
        Self {
            id,
            slug: id.slug().to_owned(),
            unit: id.unit().to_owned(),
            direction: id.direction(),
            series,
            observations,
            status,
            projection,
            contradictions,
            breaks,
        }
    }
}
