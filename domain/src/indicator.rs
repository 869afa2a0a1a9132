//! The five figures that the Concept is held to.
//!
//! # Source
//! Concept for promoting the ideology of law and order in the Republic of Kazakhstan for 2025–2030,
//! approved by Government decree № 200 of 1 April 2025, section 6 and the annex.

mod status;

use serde::{Deserialize, Serialize};

use crate::projection::{Projection, Trend};

pub use status::{Assessment, Status};

/// A number that is none of the five indicators.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IndicatorError {
    /// Not 1 to 5.
    #[error("there is no indicator {0}; the Concept has five, numbered 1 to 5")]
    Number(u8),
}

/// Which of the five.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum IndicatorId {
    /// 1: openness of state bodies.
    Openness,
    /// 2: recorded offences per 10,000 people.
    Offences,
    /// 3: the WJP Rule of Law Index.
    RuleOfLaw,
    /// 4: the rank in the UN E-Government Development Index.
    Egdi,
    /// 5: the share of people who feel fully safe.
    Safety,
}

impl IndicatorId {
    /// All five, in the Concept's order.
    pub const ALL: [Self; 5] = [
        Self::Openness,
        Self::Offences,
        Self::RuleOfLaw,
        Self::Egdi,
        Self::Safety,
    ];

    /// Its number in the Concept.
    pub const fn number(self) -> u8 {
        match self {
            Self::Openness => 1,
            Self::Offences => 2,
            Self::RuleOfLaw => 3,
            Self::Egdi => 4,
            Self::Safety => 5,
        }
    }

    /// The word used in JSON and addresses.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Openness => "openness",
            Self::Offences => "offences",
            Self::RuleOfLaw => "rule_of_law",
            Self::Egdi => "egdi",
            Self::Safety => "safety",
        }
    }

    /// The unit that its targets are compared in.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Openness => "points",
            Self::Offences => "offences_per_10k",
            Self::RuleOfLaw => "index_0_1",
            Self::Egdi => "rank",
            Self::Safety => "percent",
        }
    }

    /// Which way is better.
    pub const fn direction(self) -> Direction {
        match self {
            Self::Offences | Self::Egdi => Direction::Down,
            Self::Openness | Self::RuleOfLaw | Self::Safety => Direction::Up,
        }
    }

    /// Whether a value of that year can ever be observed: the EGDI appears in even years only.
    pub const fn observable_in(self, year: i32) -> bool {
        !matches!(self, Self::Egdi) || year % 2 == 0
    }
}

impl TryFrom<u8> for IndicatorId {
    type Error = IndicatorError;
    fn try_from(number: u8) -> Result<Self, IndicatorError> {
        Self::ALL
            .into_iter()
            .find(|id| id.number() == number)
            .ok_or(IndicatorError::Number(number))
    }
}

impl From<IndicatorId> for u8 {
    fn from(id: IndicatorId) -> Self {
        id.number()
    }
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Higher is better.
    Up,
    /// Lower is better.
    Down,
}

/// How the percentages of indicator 2, which name no base year, are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Reading {
    /// Cumulative reduction against 2024: the default.
    A,
    /// Reduction against the year before, compounding.
    B,
}

impl Reading {
    /// The year that both readings start from.
    pub const BASE_YEAR: i32 = 2024;

    /// Turns a year's percentages of reduction into target levels, in the order of the years.
    ///
    /// Reading A: `base × (1 − pᵧ/100)`. Reading B: `levelᵧ₋₁ × (1 − pᵧ/100)`, from `base` on.
    pub fn levels(self, base: f64, percentages: &[(i32, f64)]) -> Vec<(i32, f64)> {
        let mut previous = base;
        percentages
            .iter()
            .map(|&(year, percent)| {
                let from = if self == Self::A { base } else { previous };
                previous = from * (1.0 - percent / 100.0);
                (year, previous)
            })
            .collect()
    }
}

/// A target for one year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TargetPoint {
    /// The year; `None` where the source shows a value without saying of which year.
    pub year: Option<i32>,
    /// The target, in the indicator's unit.
    pub value: f64,
    /// What is doubtful about it.
    pub note: Option<String>,
}

/// One series of targets, as one place of the Concept states it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TargetSeries {
    /// Its name: `concept`, `section6_text`, `section6_table`, `action_plan`.
    pub name: String,
    /// For indicator 2, how its percentages were read.
    pub reading: Option<Reading>,
    /// Where it stands in the Concept.
    pub source: String,
    /// The targets in the order of the source.
    pub points: Vec<TargetPoint>,
}

/// A value that somebody measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// The period as the source writes it.
    pub period: String,
    /// The year it counts for; `None` where the period spans years.
    pub year: Option<i32>,
    /// The value.
    pub value: f64,
    /// Its unit.
    pub unit: String,
    /// Who says so.
    pub source: String,
    /// What is doubtful about it.
    pub note: Option<String>,
}

/// Two or more sources that cannot all be right, in the three languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contradiction {
    /// Short name.
    pub slug: String,
    /// Kazakh.
    pub text_kk: String,
    /// Russian.
    pub text_ru: String,
    /// English.
    pub text_en: String,
}

/// A year from which on observations are not comparable with earlier ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesBreak {
    /// First year of the new series.
    pub year: i32,
    /// Kazakh.
    pub text_kk: String,
    /// Russian.
    pub text_ru: String,
    /// English.
    pub text_en: String,
}

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
