//! The five figures that the Concept is held to.
//!
//! # Source
//! Concept for promoting the ideology of law and order in the Republic of Kazakhstan for 2025–2030,
//! approved by Government decree № 200 of 1 April 2025, section 6 and the annex.

use serde::{Deserialize, Serialize};

use crate::projection::{NoProbability, Projection, Trend, chance_of};

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

/// Where an indicator stands against a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The target of a year that is over was reached.
    Met,
    /// The target of a year to come is already reached by the newest observation.
    OnTrack,
    /// The observation is on the wrong side of the target.
    Behind,
    /// Nothing can be observed in that year.
    NotObservable,
    /// The year is over and nothing was observed yet.
    NoObservation,
    /// The year is to come and nothing was observed at all.
    NotDue,
    /// The source does not say which year the target is for, or sources disagree on the verdict.
    Contradictory,
}

/// The status of one target. [`assess`] judges what was observed; the chances come with [`Indicator::new`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assessment {
    /// Name of the series.
    pub series: String,
    /// Reading, for indicator 2.
    pub reading: Option<Reading>,
    /// Year of the target.
    pub year: Option<i32>,
    /// The verdict.
    pub status: Status,
    /// The target.
    pub target: f64,
    /// The observation it was held against.
    pub observed: Option<f64>,
    /// Year of that observation.
    pub observed_year: Option<i32>,
    /// The chance that the target is met if the trend goes on, 0 to 1.
    pub probability: Option<f64>,
    /// Why there is no such chance.
    pub probability_reason: Option<NoProbability>,
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
    /// Where it goes if its trend goes on; `None` where too little comparable was observed.
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
        let mut status = assess(id, &series, &observations, as_of_year);
        for verdict in &mut status {
            verdict.take_chance(id, trend.as_ref());
        }
        Self {
            id,
            slug: id.slug().to_owned(),
            unit: id.unit().to_owned(),
            direction: id.direction(),
            observations,
            status,
            projection: trend.and_then(|trend| trend.projection(&series)),
            series,
            contradictions,
            breaks,
        }
    }
}

impl Assessment {
    fn take_chance(&mut self, id: IndicatorId, trend: Option<&Trend>) {
        let chance = chance_of(id, trend, self.year, self.target);
        self.probability = chance.ok();
        self.probability_reason = chance.err();
    }
}

/// Judges every target of an indicator by the written rule.
///
/// A target whose year is not stated is contradictory, one whose year cannot be observed is not observable.
/// A year before `as_of_year` is judged by its own observation (met or behind; none: no observation).
/// `as_of_year` and later are judged by the newest observation (on track when it already reaches the target,
/// else behind; none at all: not due). Only observations in the indicator's own unit count. A year that
/// several series judge differently is contradictory in all of them.
pub fn assess(
    id: IndicatorId,
    series: &[TargetSeries],
    observations: &[Observation],
    as_of_year: i32,
) -> Vec<Assessment> {
    let mut verdicts: Vec<Assessment> = series
        .iter()
        .flat_map(|series| series.points.iter().map(move |point| (series, point)))
        .map(|(series, point)| judge(id, series, point, observations, as_of_year))
        .collect();
    mark_disagreement(&mut verdicts);
    verdicts
}

fn judge(
    id: IndicatorId,
    series: &TargetSeries,
    point: &TargetPoint,
    observations: &[Observation],
    as_of_year: i32,
) -> Assessment {
    let of_year =
        |year: i32| own(id, observations).find(|observation| observation.year == Some(year));
    let newest = own(id, observations)
        .filter(|observation| observation.year.is_some_and(|year| year <= as_of_year))
        .max_by_key(|observation| observation.year);
    let reached = |observed: &Observation| match id.direction() {
        Direction::Up => observed.value >= point.value,
        Direction::Down => observed.value <= point.value,
    };
    let (status, observed) = match point.year {
        None => (Status::Contradictory, None),
        Some(year) if !id.observable_in(year) => (Status::NotObservable, None),
        Some(year) => match (of_year(year), newest) {
            (Some(seen), _) => (
                if reached(seen) {
                    Status::Met
                } else {
                    Status::Behind
                },
                Some(seen),
            ),
            (None, _) if year < as_of_year => (Status::NoObservation, None),
            (None, None) => (Status::NotDue, None),
            (None, Some(seen)) => (
                if reached(seen) {
                    Status::OnTrack
                } else {
                    Status::Behind
                },
                Some(seen),
            ),
        },
    };
    Assessment {
        series: series.name.clone(),
        reading: series.reading,
        year: point.year,
        status,
        target: point.value,
        observed: observed.map(|observation| observation.value),
        observed_year: observed.and_then(|observation| observation.year),
        probability: None,
        probability_reason: None,
    }
}

fn own(id: IndicatorId, observations: &[Observation]) -> impl Iterator<Item = &Observation> {
    observations
        .iter()
        .filter(move |observation| observation.unit == id.unit())
}

/// Series of one document must not be judged apart: where two of the same reading give a year different
/// verdicts, neither stands. The readings of indicator 2 are alternatives, so each keeps its own.
fn mark_disagreement(verdicts: &mut [Assessment]) {
    let judged: Vec<_> = verdicts
        .iter()
        .map(|v| (v.year, v.reading, v.status))
        .collect();
    for verdict in verdicts.iter_mut().filter(|verdict| verdict.year.is_some()) {
        let disagrees = judged.iter().any(|&(year, reading, status)| {
            (year, reading) == (verdict.year, verdict.reading) && status != verdict.status
        });
        if disagrees {
            verdict.status = Status::Contradictory;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(name: &str, points: &[(Option<i32>, f64)]) -> TargetSeries {
        TargetSeries {
            name: name.to_owned(),
            reading: None,
            source: String::new(),
            points: points
                .iter()
                .map(|&(year, value)| TargetPoint {
                    year,
                    value,
                    note: None,
                })
                .collect(),
        }
    }

    fn seen(id: IndicatorId, values: &[(i32, f64)]) -> Vec<Observation> {
        values
            .iter()
            .map(|&(year, value)| Observation {
                period: year.to_string(),
                year: Some(year),
                value,
                unit: id.unit().to_owned(),
                source: String::new(),
                note: None,
            })
            .collect()
    }

    fn statuses(
        id: IndicatorId,
        all: &[TargetSeries],
        values: &[(i32, f64)],
        year: i32,
    ) -> Vec<Status> {
        assess(id, all, &seen(id, values), year)
            .into_iter()
            .map(|a| a.status)
            .collect()
    }

    #[test]
    fn reading_a_is_cumulative_and_reading_b_compounds() {
        let percentages = [(2025, 4.0), (2026, 6.0)];
        assert_eq!(
            Reading::A.levels(100.0, &percentages),
            [(2025, 96.0), (2026, 94.0)]
        );
        let compounding = Reading::B.levels(100.0, &percentages);
        assert!((compounding[1].1 - 90.24).abs() < 1e-9);
    }

    #[test]
    fn the_egdi_cannot_be_observed_in_odd_years() {
        let targets = series("concept", &[(Some(2025), 22.0), (Some(2026), 20.0)]);
        let got = statuses(IndicatorId::Egdi, &[targets], &[(2024, 24.0)], 2026);
        assert_eq!(got, [Status::NotObservable, Status::Behind]);
    }

    #[test]
    fn a_past_year_is_judged_by_its_own_observation_only() {
        let targets = series(
            "concept",
            &[(Some(2024), 0.5), (Some(2025), 0.5), (Some(2027), 0.5)],
        );
        let got = statuses(IndicatorId::RuleOfLaw, &[targets], &[(2024, 0.6)], 2026);
        assert_eq!(got, [Status::Met, Status::NoObservation, Status::OnTrack]);
    }

    #[test]
    fn series_that_disagree_on_a_year_are_contradictory() {
        let text = series("section6_text", &[(Some(2025), 65.0)]);
        let plan = series("action_plan", &[(Some(2025), 60.0)]);
        let got = statuses(IndicatorId::Safety, &[text, plan], &[(2025, 64.0)], 2026);
        assert_eq!(got, [Status::Contradictory, Status::Contradictory]);
    }

    #[test]
    fn a_target_without_a_year_is_contradictory_and_others_stand() {
        let table = series("section6_table", &[(None, 61.2)]);
        let plan = series("action_plan", &[(Some(2030), 66.0)]);
        let got = statuses(IndicatorId::Safety, &[table, plan], &[], 2026);
        assert_eq!(got, [Status::Contradictory, Status::NotDue]);
    }

    #[test]
    fn only_values_in_the_indicators_own_unit_are_compared() {
        let targets = series("concept", &[(Some(2025), 63.3)]);
        let mut values = seen(IndicatorId::Offences, &[(2025, 60.8)]);
        values[0].unit = "offences_registered".to_owned();
        let got = assess(IndicatorId::Offences, &[targets], &values, 2026);
        assert_eq!(got[0].status, Status::NoObservation);
    }
}
