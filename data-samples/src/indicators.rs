//! The five indicators of the Concept, put together from the facts.

use std::collections::BTreeMap;

use oshaq_domain::{
    Contradiction, Indicator, IndicatorId, Observation, Reading, SeriesBreak, TargetPoint,
    TargetSeries,
};

use crate::facts::{self, KpiObservation, KpiTarget};

/// The unit of indicator 2's targets as the Concept prints them.
const PERCENT_REDUCTION: &str = "percent_reduction";

/// All five indicators with every series of targets, every observation, every contradiction, judged as of a year.
///
/// Indicator 2 has one series per [`Reading`], A first: its printed percentages turned into levels from the
/// rate observed for [`Reading::BASE_YEAR`].
///
/// # Source
/// [`facts::kpi_targets`], [`facts::kpi_observations`], [`facts::kpi_contradictions`], [`facts::kpi_breaks`].
///
/// # Example
/// ```
/// let five = oshaq_samples::indicators(2026);
/// let safety = &five[4];
/// assert_eq!(safety.series.len(), 3, "the Concept contradicts itself");
/// ```
pub fn indicators(as_of_year: i32) -> Vec<Indicator> {
    IndicatorId::ALL
        .into_iter()
        .map(|id| indicator(id, as_of_year))
        .collect()
}

fn indicator(id: IndicatorId, as_of_year: i32) -> Indicator {
    let observations = observations(id);
    let series = series(id, &observations);
    Indicator::new(
        id,
        series,
        observations,
        contradictions(id),
        breaks(id),
        as_of_year,
    )
}

fn observations(id: IndicatorId) -> Vec<Observation> {
    facts::kpi_observations()
        .iter()
        .filter(|row| row.indicator == id.number())
        .map(observation)
        .collect()
}

fn observation(row: &KpiObservation) -> Observation {
    Observation {
        period: row.period.clone(),
        year: Some(row.year),
        value: row.value,
        unit: row.unit.clone(),
        source: row.source.clone(),
        note: some_text(&row.note),
    }
}

fn series(id: IndicatorId, observations: &[Observation]) -> Vec<TargetSeries> {
    let mut by_name: BTreeMap<&str, Vec<&KpiTarget>> = BTreeMap::new();
    for row in facts::kpi_targets()
        .iter()
        .filter(|row| row.indicator == id.number())
    {
        by_name.entry(&row.series).or_default().push(row);
    }
    by_name
        .values()
        .flat_map(|rows| readings(rows, observations))
        .collect()
}

/// One series as printed, or one per reading where the print gives reductions without a base year.
fn readings(rows: &[&KpiTarget], observations: &[Observation]) -> Vec<TargetSeries> {
    let reductions: Vec<(i32, f64)> = rows
        .iter()
        .filter(|row| row.unit == PERCENT_REDUCTION)
        .filter_map(|row| Some((row.year?, row.value)))
        .collect();
    if reductions.is_empty() {
        return vec![as_printed(rows)];
    }
    let base = observations.iter().find(|observation| {
        observation.unit == IndicatorId::Offences.unit()
            && observation.year == Some(Reading::BASE_YEAR)
    });
    base.map_or_else(Vec::new, |base| {
        [Reading::A, Reading::B]
            .into_iter()
            .map(|reading| read_as(reading, base.value, &reductions, rows))
            .collect()
    })
}

fn as_printed(rows: &[&KpiTarget]) -> TargetSeries {
    let points = rows.iter().map(|row| TargetPoint {
        year: row.year,
        value: row.value,
        note: some_text(&row.note),
    });
    named(rows, None, points.collect())
}

fn read_as(
    reading: Reading,
    base: f64,
    reductions: &[(i32, f64)],
    rows: &[&KpiTarget],
) -> TargetSeries {
    let levels = reading.levels(base, reductions);
    let points = levels
        .into_iter()
        .zip(reductions)
        .map(|((year, value), (_, percent))| {
            let note = format!("{percent} % reduction in the Concept");
            TargetPoint {
                year: Some(year),
                value,
                note: Some(note),
            }
        });
    named(rows, Some(reading), points.collect())
}

fn named(rows: &[&KpiTarget], reading: Option<Reading>, points: Vec<TargetPoint>) -> TargetSeries {
    let text = |of: fn(&KpiTarget) -> &String| {
        rows.first().map_or_else(String::new, |row| of(row).clone())
    };
    TargetSeries {
        name: text(|row| &row.series),
        reading,
        source: text(|row| &row.place_in_concept),
        points,
    }
}

fn contradictions(id: IndicatorId) -> Vec<Contradiction> {
    facts::kpi_contradictions()
        .iter()
        .filter(|row| row.indicator == id.number())
        .map(|row| Contradiction {
            slug: row.slug.clone(),
            text_kk: row.text_kk.clone(),
            text_ru: row.text_ru.clone(),
            text_en: row.text_en.clone(),
        })
        .collect()
}

fn breaks(id: IndicatorId) -> Vec<SeriesBreak> {
    facts::kpi_breaks()
        .iter()
        .filter(|row| row.indicator == id.number())
        .map(|row| SeriesBreak {
            year: row.year,
            text_kk: row.text_kk.clone(),
            text_ru: row.text_ru.clone(),
            text_en: row.text_en.clone(),
        })
        .collect()
}

fn some_text(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use oshaq_domain::Status;

    fn of(id: IndicatorId) -> Indicator {
        indicators(2026)
            .into_iter()
            .find(|indicator| indicator.id == id)
            .unwrap()
    }

    #[test]
    fn every_printed_target_is_there() {
        let points: usize = indicators(2026)
            .iter()
            .flat_map(|indicator| &indicator.series)
            .map(|series| series.points.len())
            .sum();
        let second_reading = 6;
        assert_eq!(points, facts::kpi_targets().len() + second_reading);
    }

    #[test]
    fn indicator_2_has_both_readings_from_the_rate_of_2024() {
        let offences = of(IndicatorId::Offences);
        let [a, b] = &offences.series[..] else {
            panic!("two readings")
        };
        assert_eq!((a.reading, b.reading), (Some(Reading::A), Some(Reading::B)));
        assert!((a.points[0].value - 65.9 * 0.96).abs() < 1e-9);
        assert!((a.points[5].value - 65.9 * 0.86).abs() < 1e-9);
        assert!(b.points[5].value < a.points[5].value);
    }

    #[test]
    fn indicator_3_has_no_target_for_2030() {
        assert!(
            of(IndicatorId::RuleOfLaw).series[0]
                .points
                .iter()
                .all(|p| p.year != Some(2030))
        );
    }

    #[test]
    fn the_odd_years_of_indicator_4_cannot_be_observed() {
        let odd: Vec<_> = of(IndicatorId::Egdi)
            .status
            .into_iter()
            .filter(|verdict| verdict.year.is_some_and(|year| year % 2 == 1))
            .map(|verdict| verdict.status)
            .collect();
        assert_eq!(odd, [Status::NotObservable; 3]);
    }

    #[test]
    fn the_three_series_of_indicator_5_are_all_shown_and_contradict() {
        let safety = of(IndicatorId::Safety);
        assert_eq!(safety.series.len(), 3);
        assert!(
            safety
                .contradictions
                .iter()
                .any(|c| c.slug == "three_series")
        );
    }

    #[test]
    fn every_contradiction_is_told_in_three_languages() {
        for indicator in indicators(2026) {
            for told in &indicator.contradictions {
                assert!(
                    !told.text_kk.is_empty()
                        && !told.text_ru.is_empty()
                        && !told.text_en.is_empty()
                );
            }
        }
    }
}
