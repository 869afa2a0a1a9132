//! The five indicators as the store holds them.

use oshaq_store::tables::names;
use oshaq_store::{Kind, Store, VersionId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::respond::{Caching, Document};
use crate::publication::error::LoadError;
use crate::publication::figures::Figures;

/// The indicators of one version, ready to be sent.
#[derive(Debug)]
pub(crate) struct IndicatorsDocument {
    pub version: VersionId,
    pub document: Document,
    /// Official figures; `None` of a version that was published without.
    pub figures: Option<Figures>,
}

impl IndicatorsDocument {
    /// Reads a version. Blocks.
    pub(crate) fn load(store: &Store, version: &VersionId) -> Result<Self, LoadError> {
        let bytes = store.read(Kind::Indicators, version, names::INDICATORS)?;
        let answer: Indicators =
            serde_json::from_slice(&bytes).map_err(|error| LoadError::Unreadable {
                file: names::INDICATORS,
                version: version.clone(),
                why: error.to_string(),
            })?;
        Ok(Self {
            version: version.clone(),
            figures: Figures::load(store, version)?,
            document: Document::json(Caching::Short, &answer),
        })
    }
}

/// The five indicators of the Concept, with everything that is known about each.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Indicators {
    /// The day on which they were judged.
    #[schema(example = "2026-11-22")]
    as_of: String,
    /// One to five.
    indicators: Vec<Indicator>,
}

/// One indicator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
struct Indicator {
    /// 1 openness, 2 offences, 3 rule of law, 4 EGDI, 5 safety.
    #[schema(minimum = 1, maximum = 5)]
    id: u8,
    /// Its word.
    slug: String,
    /// Unit of its targets.
    unit: String,
    /// Which way is better.
    direction: Direction,
    /// Every series of targets; series that contradict each other stand side by side.
    series: Vec<TargetSeries>,
    /// Every observation.
    observations: Vec<Observation>,
    /// The verdict on each target.
    status: Vec<TargetStatus>,
    /// Where it goes if its trend goes on; `null` where fewer than three comparable years were observed.
    #[serde(default)]
    projection: Option<Projection>,
    /// What contradicts what.
    contradictions: Vec<Contradiction>,
    /// Years from which observations are not comparable with earlier ones.
    breaks: Vec<SeriesBreak>,
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Direction {
    Up,
    Down,
}

/// How the percentages of indicator 2 are read: A cumulative against 2024, B compounding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
enum Reading {
    A,
    B,
}

/// One series of targets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
struct TargetSeries {
    name: String,
    reading: Option<Reading>,
    /// Where it stands in the Concept.
    source: String,
    points: Vec<TargetPoint>,
}

/// A target; without a year where the source names none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
struct TargetPoint {
    year: Option<i32>,
    value: f64,
    note: Option<String>,
}

/// A value that somebody measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
struct Observation {
    /// The period as the source writes it.
    period: String,
    year: Option<i32>,
    value: f64,
    unit: String,
    source: String,
    note: Option<String>,
}

/// Where an indicator stands against a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Status {
    Met,
    OnTrack,
    Behind,
    NotObservable,
    NoObservation,
    NotDue,
    Contradictory,
}

/// The verdict on one target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
struct TargetStatus {
    /// Name of the series.
    series: String,
    reading: Option<Reading>,
    year: Option<i32>,
    status: Status,
    target: Option<f64>,
    observed: Option<f64>,
    #[serde(default)]
    observed_year: Option<i32>,
    /// The chance that the target is met if the trend goes on, 0 to 1.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1)]
    probability: Option<f64>,
    /// Why there is no such chance.
    #[serde(default)]
    probability_reason: Option<NoProbability>,
}

/// Why there is no chance: too little was observed, the source does not say which year the target is for, the year was observed, or
/// nothing can be observed in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum NoProbability {
    TooFewObservations,
    YearNotStated,
    YearOver,
    NotObservable,
}

/// How a trend was drawn: by least squares through the logarithms (rates, ranks) or through the values (points, percent, indices).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum TrendMethod {
    LogLinear,
    Linear,
}

/// Where an indicator goes if its trend goes on. A trend is no cause, and no plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
struct Projection {
    method: TrendMethod,
    /// Number of comparable years that it was drawn through: those since the last break, in the indicator's own unit.
    observations: u32,
    first_year: i32,
    last_year: i32,
    /// Level of the intervals.
    level: f64,
    /// The years after the last observed one, up to the last target's.
    path: Vec<ProjectedYear>,
}

/// One year to come, in the indicator's unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
struct ProjectedYear {
    year: i32,
    expected: f64,
    /// Lower end of the prediction interval (Student's t).
    low: f64,
    /// Upper end.
    high: f64,
}

/// Sources that cannot all be right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
struct Contradiction {
    slug: String,
    text_kk: String,
    text_ru: String,
    text_en: String,
}

/// A year from which on observations are not comparable with earlier ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
struct SeriesBreak {
    year: i32,
    text_kk: String,
    text_ru: String,
    text_en: String,
}
