//! What sources say of an indicator: targets, observations, and where they contradict each other.

use serde::{Deserialize, Serialize};

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
