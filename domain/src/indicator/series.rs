//! What sources say of an indicator: targets, observations, and where they contradict each other.

use serde::{Deserialize, Serialize};

use super::id::IndicatorId;

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

/// Of the observations in the indicator's own unit and of years that `of_year` accepts, the one of the latest year, and in it of the
/// latest period: what was observed of a year is one number, whatever the order of the sources.
pub(super) fn latest(
    id: IndicatorId,
    observations: &[Observation],
    of_year: impl Fn(i32) -> bool,
) -> Option<&Observation> {
    let own = observations.iter().filter(|seen| seen.unit == id.unit());
    own.filter(|seen| seen.year.is_some_and(&of_year))
        .max_by(|a, b| (a.year, &a.period, &a.source).cmp(&(b.year, &b.period, &b.source)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_waves_of_a_year_the_later_counts_in_any_order() {
        let id = IndicatorId::Safety;
        let wave = |period: &str, value| Observation {
            period: period.to_owned(),
            year: Some(2024),
            value,
            unit: id.unit().to_owned(),
            source: String::new(),
            note: None,
        };
        let mut waves = vec![wave("2024-10/2024-11", 64.9), wave("2024-04/2024-05", 61.7)];
        for _ in 0..2 {
            let seen = latest(id, &waves, |year| year == 2024).unwrap();
            assert!((seen.value - 64.9).abs() < 1e-9, "{seen:?}");
            waves.reverse();
        }
        assert!(latest(id, &waves, |year| year < 2024).is_none());
    }
}
