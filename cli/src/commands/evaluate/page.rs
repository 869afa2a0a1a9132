//! Findings as a page for people.

use oshaq_models::{
    Area, Comparison, Disparity, GridShift, ModelScores, PairedDifference, Scores, WindowScores,
};
use oshaq_report::{
    Bars, CategoryReport, EvaluationReport, Histogram, Interval, Intervals, Line, Series, Table,
    number,
};

use oshaq_samples::facts::{self, UnitFact};

use super::findings::{CategoryFindings, Evaluation};
use super::hit_rate::{five_percent, hits};

/// What groups are called that are units.
pub(super) const UNIT: &str = "unit";
/// Lines that can be told apart in one plot.
const LINES: usize = 6;
/// Histograms of calibration on the page: the first model and its rival.
const HISTOGRAMS: usize = 2;

/// The report of an evaluation.
pub(super) fn of(evaluation: &Evaluation) -> String {
    EvaluationReport {
        title: "Evaluation of forecasts".to_owned(),
        simulated: evaluation.simulated,
        facts: facts(evaluation),
        categories: evaluation.categories.iter().map(category).collect(),
    }
    .render()
}

fn facts(evaluation: &Evaluation) -> Vec<(String, String)> {
    let Some(scores) = evaluation.categories.first().map(|found| &found.scores) else {
        return Vec::new();
    };
    let facts = [
        (
            "Test windows",
            format!("{} of {}", scores.windows, scores.horizon),
        ),
        ("First day of the tests", scores.from.to_string()),
        ("Last day of the tests", scores.until.to_string()),
        ("History from", scores.since.to_string()),
        (
            "Cells",
            format!("{} of resolution {}", scores.cells, scores.resolution),
        ),
    ];
    facts.map(|(name, value)| (name.to_owned(), value)).to_vec()
}

fn category(found: &CategoryFindings) -> CategoryReport {
    let models = ordered(found);
    CategoryReport {
        name: format!("Recorded offences of category {}", found.scores.category),
        verdict: verdict(found),
        scores: scores(found),
        hits: Bars {
            title: "Hit rate in 5 % of the cells.".to_owned(),
            words: "Share of the recorded offences in the 5 % of cells with the highest forecasts; longer is better.".to_owned(),
            x: "share of recorded offences".to_owned(),
            rows: found.scores.models.iter().map(|model| (model.model.clone(), hits(model).max(0.0))).collect(),
            decimals: 3,
        },
        curve: curve(&models),
        by_window: by_window(&models),
        differences: differences(found),
        tests: tests(found),
        calibration: models.iter().take(HISTOGRAMS).map(|model| histogram(model)).collect(),
        reliability: reliability(&models),
        disparity: disparity(found),
        groups: groups(found),
        grids: grids(found),
    }
}

/// The judged model, its rival, then the others, as many as one plot can show.
fn ordered(found: &CategoryFindings) -> Vec<&ModelScores> {
    let mut models: Vec<&ModelScores> = found.first().into_iter().chain(found.rival()).collect();
    let more = found
        .scores
        .models
        .iter()
        .filter(|model| !models.contains(model));
    let more: Vec<&ModelScores> = more.collect();
    models.extend(more);
    models.truncate(LINES);
    models
}

/// What it comes to, in sentences.
pub(super) fn verdict(found: &CategoryFindings) -> Vec<String> {
    let (Some(first), Some(rival)) = (found.first(), found.rival()) else {
        return vec!["One model alone cannot be compared with anything.".to_owned()];
    };
    let mut said = vec![format!(
        "{} found {} % of the recorded offences in 5 % of the cells, the best of the others ({}) {} %.",
        first.model,
        number(100.0 * hits(first), 1),
        rival.model,
        number(100.0 * hits(rival), 1),
    )];
    if let Some(comparison) = found.against(&rival.model) {
        said.extend(sentence("hit rates", hit_difference(comparison), true));
        said.extend(sentence("deviances", comparison.deviance.as_ref(), false));
    }
    if !found.grids.is_empty() {
        let agree = found.grids.iter().filter(|grid| grid.agrees).count();
        said.push(format!(
            "On {agree} of {} grids that lie elsewhere nothing contradicts this.",
            found.grids.len()
        ));
    }
    let certain = judged(found).filter(|group| group.is_certain()).count();
    said.push(format!(
        "{certain} of {} groups of cells are forecast too high or too low: 1 lies outside the interval of expected / recorded.",
        judged(found).count()
    ));
    said
}

fn sentence(
    what: &str,
    difference: Option<&PairedDifference>,
    higher_is_better: bool,
) -> Option<String> {
    let difference = difference?;
    let (low, high) = (difference.low, difference.high);
    let word = if low > 0.0 || high < 0.0 {
        if (difference.mean > 0.0) == higher_is_better {
            "better, and 0 lies outside the interval"
        } else {
            "worse, and 0 lies outside the interval"
        }
    } else {
        "could be chance, since 0 lies within the interval"
    };
    Some(format!(
        "Difference of {what}: {} (95 % interval {} to {}): {word}.",
        number(difference.mean, 4),
        number(low, 4),
        number(high, 4)
    ))
}

fn hit_difference(comparison: &Comparison) -> Option<&PairedDifference> {
    comparison
        .hit_rate
        .get(&five_percent())
        .and_then(Option::as_ref)
}

fn scores(found: &CategoryFindings) -> Table {
    let mut head = vec!["model".to_owned()];
    head.extend(Area::FINE.iter().map(|area| format!("hit {area} %")));
    let more = [
        "PAI 5 %",
        "PEI* 5 %",
        "RRI 5 %",
        "under curve",
        "deviance",
        "log score",
        "Poisson log score",
        "CRPS",
        "Brier",
    ];
    head.extend(more.map(str::to_owned));
    Table {
        caption: "Scores over all windows".to_owned(),
        head,
        rows: found
            .scores
            .models
            .iter()
            .map(|model| score_row(&model.model, &model.scores))
            .collect(),
        numbers: true,
    }
}

fn score_row(model: &str, scores: &Scores) -> Vec<String> {
    let option = |value: Option<f64>, decimals| number(value.unwrap_or(f64::NAN), decimals);
    let at = |values: &std::collections::BTreeMap<Area, Option<f64>>, area: &Area| {
        values.get(area).copied().flatten()
    };
    let five = five_percent();
    let mut row = vec![model.to_owned()];
    row.extend(
        Area::FINE
            .iter()
            .map(|area| option(at(&scores.hit_rate, area), 3)),
    );
    row.extend([
        option(at(&scores.pai, &five), 2),
        option(at(&scores.pei, &five), 3),
        option(at(&scores.rri, &five), 3),
        option(scores.under_curve, 3),
        number(scores.deviance, 4),
        number(scores.log_score, 4),
        option(scores.poisson_log_score, 4),
        option(scores.crps, 4),
        option(scores.brier, 4),
    ]);
    row
}

fn curve(models: &[&ModelScores]) -> Line {
    let points = |model: &ModelScores| {
        let rates = model.scores.hit_rate.iter();
        let found = rates.filter_map(|(area, rate)| Some((100.0 * area.share(), 100.0 * (*rate)?)));
        std::iter::once((0.0, 0.0)).chain(found).collect()
    };
    Line {
        title: "Hit rate over area.".to_owned(),
        words: "How much of what was recorded lies in how many of the cells; steeper is better."
            .to_owned(),
        x: "% of the cells".to_owned(),
        y: "% of recorded offences".to_owned(),
        series: series(models, points),
    }
}

fn by_window(models: &[&ModelScores]) -> Line {
    let rate = |window: &WindowScores| window.hit_rate(five_percent()).unwrap_or(f64::NAN);
    let points = |model: &ModelScores| {
        let windows = (1..).zip(&model.by_window);
        windows
            .map(|(number, window)| (f64::from(number), 100.0 * rate(window)))
            .collect()
    };
    Line {
        title: "Hit rate in 5 % of the cells, window by window.".to_owned(),
        words: "The judged model and its rival.".to_owned(),
        x: "test window".to_owned(),
        y: "% of recorded offences".to_owned(),
        series: series(&models[..models.len().min(2)], points),
    }
}

fn series(
    models: &[&ModelScores],
    points: impl Fn(&ModelScores) -> Vec<(f64, f64)>,
) -> Vec<Series> {
    let one = |model: &&ModelScores| Series {
        name: model.model.clone(),
        points: points(model),
    };
    models.iter().map(one).collect()
}

fn differences(found: &CategoryFindings) -> Vec<Intervals> {
    let Some(first) = found.first() else {
        return Vec::new();
    };
    let plot = |title: &str, words: &str, of: fn(&Comparison) -> Option<&PairedDifference>| {
        let row = |comparison: &Comparison| {
            let difference = of(comparison)?;
            Some(Interval {
                name: comparison.second.clone(),
                low: difference.low,
                middle: difference.mean,
                high: difference.high,
            })
        };
        Intervals {
            title: format!("{}: {title}.", first.model),
            words: words.to_owned(),
            x: "mean difference, 95 % interval".to_owned(),
            reference: 0.0,
            rows: found.comparisons.iter().filter_map(row).collect(),
        }
    };
    vec![
        plot(
            "hit rate in 5 % of the cells minus that of each other model",
            "Right of the line it is better.",
            hit_difference,
        ),
        plot(
            "deviance minus that of each other model",
            "Left of the line it is better.",
            |one| one.deviance.as_ref(),
        ),
    ]
}

/// A p-value as it is printed: no value is told as 0.
fn significance(p_value: Option<f64>) -> String {
    match p_value {
        Some(small) if small < 0.001 => "< 0.001".to_owned(),
        Some(value) => number(value, 3),
        None => "–".to_owned(),
    }
}

fn tests(found: &CategoryFindings) -> Table {
    let cells = |difference: Option<&PairedDifference>| match difference {
        Some(one) => [
            number(one.mean, 4),
            format!("{} to {}", number(one.low, 4), number(one.high, 4)),
            significance(one.p_value),
        ],
        None => ["–", "–", "–"].map(str::to_owned),
    };
    let row = |comparison: &Comparison| {
        let mut row = vec![comparison.second.clone()];
        row.extend(cells(hit_difference(comparison)));
        row.extend(cells(comparison.deviance.as_ref()));
        row.extend(cells(comparison.log_score.as_ref()));
        row
    };
    let head = [
        "against",
        "hit rate 5 %",
        "interval of hit rate",
        "p of hit rate",
        "deviance",
        "interval of deviance",
        "p of deviance",
        "log score",
        "interval of log score",
        "p of log score",
    ];
    Table {
        caption: "Paired differences, window by window: moving-block bootstrap intervals, Diebold–Mariano p-values".to_owned(),
        head: head.map(str::to_owned).to_vec(),
        rows: found.comparisons.iter().map(row).collect(),
        numbers: true,
    }
}

fn histogram(model: &ModelScores) -> Histogram {
    Histogram {
        title: format!("{}: randomised PIT.", model.model),
        words: "Level with the dashed line is calibrated.".to_owned(),
        x: "probability integral transform".to_owned(),
        counts: model.scores.pit.clone(),
    }
}

fn reliability(models: &[&ModelScores]) -> Line {
    let points = |model: &ModelScores| {
        let deciles = model.scores.reliability.iter();
        let rate = |value: f64, cells: u64| value / cells.max(1) as f64;
        deciles
            .map(|one| {
                (
                    rate(one.expected, one.cells),
                    rate(one.observed as f64, one.cells),
                )
            })
            .collect()
    };
    let mut series = series(&models[..models.len().min(2)], points);
    let ends = series
        .iter()
        .flat_map(|series: &Series| &series.points)
        .map(|point| point.0.max(point.1));
    let most = ends.fold(0.0, f64::max);
    series.push(Series {
        name: "as expected".to_owned(),
        points: vec![(0.0, 0.0), (most, most)],
    });
    Line {
        title: "Reliability by tenth of the cells.".to_owned(),
        words: "Each point is a tenth of the cells, by rising forecasts; on the line as many came as were expected.".to_owned(),
        x: "expected a cell and window".to_owned(),
        y: "recorded".to_owned(),
        series,
    }
}

/// Groups under the judged model of which anything was recorded.
fn judged(found: &CategoryFindings) -> impl Iterator<Item = &Disparity> {
    let first = found.first().map(|model| model.model.as_str());
    found
        .disparity
        .iter()
        .filter(move |group| Some(group.model.as_str()) == first && group.ratio.is_some())
}

/// A group as people call it: a unit by its names in English, Kazakh and Russian, with its code.
pub fn group_name(kind: &str, group: &str) -> String {
    match unit(kind, group) {
        Some(unit) => {
            let mut names = vec![unit.name_en.as_str(), &unit.name_kk, &unit.name_ru];
            names.dedup();
            format!("{} (KATO {group})", names.join(" · "))
        }
        None => format!("{kind} {group}"),
    }
}

/// The same where there is room for one name.
fn short_name(kind: &str, group: &str) -> String {
    unit(kind, group).map_or_else(|| group.to_owned(), |unit| unit.name_en.clone())
}

fn unit(kind: &str, group: &str) -> Option<&'static UnitFact> {
    let mut units = facts::units().iter();
    units.find(|unit| kind == UNIT && unit.kato == group)
}

fn disparity(found: &CategoryFindings) -> Vec<Intervals> {
    let plot = |kind: &str| {
        let rows = judged(found)
            .filter(|group| group.kind == kind)
            .filter_map(|group| {
                let (low, high) = group.interval?;
                Some(Interval {
                    name: short_name(kind, &group.group),
                    low,
                    middle: group.ratio?,
                    high,
                })
            });
        Intervals {
            title: format!("Expected / recorded by {kind}."),
            words: "Right of the line the forecast was too high; 95 % intervals.".to_owned(),
            x: "expected / recorded".to_owned(),
            reference: 1.0,
            rows: rows.collect(),
        }
    };
    let plots = [UNIT, "stratum"].map(plot);
    plots
        .into_iter()
        .filter(|plot| !plot.rows.is_empty())
        .collect()
}

fn groups(found: &CategoryFindings) -> Option<Table> {
    let row = |group: &Disparity| {
        let interval = group
            .interval
            .map(|(low, high)| format!("{} to {}", number(low, 2), number(high, 2)));
        vec![
            group_name(&group.kind, &group.group),
            group.cells.to_string(),
            number(group.expected, 1),
            group.recorded.to_string(),
            number(group.ratio.unwrap_or(f64::NAN), 3),
            interval.unwrap_or_else(|| "–".to_owned()),
        ]
    };
    let rows: Vec<Vec<String>> = judged(found).map(row).collect();
    (!rows.is_empty()).then(|| Table {
        caption: "Expected and recorded offences of all windows; strata by what was recorded in the cell in the year before".to_owned(),
        head: ["group", "cells", "expected", "recorded", "ratio", "95 % interval"].map(str::to_owned).to_vec(),
        rows,
        numbers: true,
    })
}

fn grids(found: &CategoryFindings) -> Option<Table> {
    let cells = |difference: Option<&PairedDifference>| match difference {
        Some(one) => format!(
            "{} ({} to {})",
            number(one.mean, 4),
            number(one.low, 4),
            number(one.high, 4)
        ),
        None => "–".to_owned(),
    };
    let row = |name: String, comparison: &Comparison, word: &str| {
        vec![
            name,
            cells(hit_difference(comparison)),
            cells(comparison.deviance.as_ref()),
            word.to_owned(),
        ]
    };
    let rival = found.rival()?;
    let here = found.against(&rival.model)?;
    let mut rows = vec![row("the grid itself".to_owned(), here, "")];
    rows.extend(found.grids.iter().map(|grid| {
        let word = if grid.agrees { "agrees" } else { "contradicts" };
        row(
            format!("moved {} widths to {}°", grid.widths, grid.bearing),
            &grid.comparison,
            word,
        )
    }));
    (rows.len() > 1).then(|| Table {
        caption: format!(
            "{} minus {} on grids moved by {} of a cell's width against the records",
            here.first,
            here.second,
            GridShift::USUAL[0].widths
        ),
        head: ["grid", "hit rate 5 %", "deviance", "conclusion"]
            .map(str::to_owned)
            .to_vec(),
        rows,
        numbers: false,
    })
}
