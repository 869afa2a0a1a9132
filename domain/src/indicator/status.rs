//! The written rule by which a target is judged.

use serde::{Deserialize, Serialize};

use super::id::{Direction, IndicatorId};
use super::projection::{NoProbability, Trend, chance_of};
use super::series::{Observation, Reading, TargetPoint, TargetSeries, latest};

/// From this chance on the trend is said to meet a target likely.
///
/// # Source
/// Mastrandrea et al., *Guidance note for lead authors of the IPCC Fifth Assessment Report on consistent treatment of
/// uncertainties*, IPCC (2010), table 1: "likely" is a probability of 66 to 100 %.
const LIKELY: f64 = 0.66;

/// Where an indicator stands against a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The target of a year that is over was reached.
    Met,
    /// The year has no observation yet, but the newest one already reaches its target, or the trend likely will.
    OnTrack,
    /// The year's own observation misses the target; or it has none yet, the newest one misses it, and the trend does
    /// not make it likely.
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

/// The status of one target.
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
    /// The chance, 0 to 1, that the target of a year without an observation is met if the trend goes on.
    pub probability: Option<f64>,
    /// Why there is no such chance.
    pub probability_reason: Option<NoProbability>,
}

/// Judges every target of an indicator by the written rule.
///
/// A target whose year is not stated is contradictory, one whose year cannot be observed is not observable.
/// A year before `as_of_year` is judged by its own observation (met or behind; none: no observation).
/// `as_of_year` and later are judged by the newest observation and the trend (on track when the one already reaches
/// the target or the other likely does, else behind; no observation at all: not due). Only observations in the indicator's own unit count. A year that
/// several series judge differently is contradictory in all of them. Of several observations of a year the latest counts.
pub(super) fn assess(
    id: IndicatorId,
    series: &[TargetSeries],
    observations: &[Observation],
    trend: Option<&Trend>,
    as_of_year: i32,
) -> Vec<Assessment> {
    let mut verdicts: Vec<Assessment> = series
        .iter()
        .flat_map(|series| series.points.iter().map(move |point| (series, point)))
        .map(|(series, point)| {
            let chance = chance_of(id, trend, point.year, point.value);
            let likely = chance.is_ok_and(|chance| chance >= LIKELY);
            let verdict = judge(id, series, point, observations, likely, as_of_year);
            with_chance(verdict, chance)
        })
        .collect();
    mark_disagreement(&mut verdicts);
    verdicts
}

fn judge(
    id: IndicatorId,
    series: &TargetSeries,
    point: &TargetPoint,
    observations: &[Observation],
    likely: bool,
    as_of_year: i32,
) -> Assessment {
    let of_year = |year: i32| latest(id, observations, |own| own == year);
    let newest = latest(id, observations, |year| year <= as_of_year);
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
                if reached(seen) || likely {
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

fn with_chance(verdict: Assessment, chance: Result<f64, NoProbability>) -> Assessment {
    Assessment {
        probability: chance.ok(),
        probability_reason: chance.err(),
        ..verdict
    }
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
        assess(id, all, &seen(id, values), None, year)
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
    fn a_year_to_come_is_on_track_when_the_trend_likely_meets_its_target() {
        let id = IndicatorId::Offences;
        let seen = seen(
            id,
            &[(2022, 80.2), (2023, 70.5), (2024, 65.9), (2025, 60.8)],
        );
        let targets = series("concept", &[(Some(2026), 59.5), (Some(2030), 37.3)]);
        let trend = Trend::of(id, &seen, &[]);
        let got = assess(id, &[targets], &seen, trend.as_ref(), 2026);
        let verdicts: Vec<_> = got.iter().map(|verdict| verdict.status).collect();
        assert_eq!(verdicts, [Status::OnTrack, Status::Behind]);
        assert!(got[0].probability > Some(LIKELY) && got[1].probability < Some(LIKELY));
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
        let got = assess(IndicatorId::Offences, &[targets], &values, None, 2026);
        assert_eq!(got[0].status, Status::NoObservation);
    }
}
