//! `oshaq evaluate`: models side by side on windows that they had not seen, with a report for people.

mod findings;
mod grid_check;
mod grids;
mod hit_rate;
mod page;

use std::path::Path;

use anyhow::Context;
use oshaq_domain::{CategorySlug, Day, Universe};
use oshaq_models::{
    Area, BacktestSpec, CategoryScores, DisparityWatch, Groups, Observer, Outcome, backtest, models,
};
use oshaq_samples::facts;
use oshaq_server::DistrictShapes;
use oshaq_store::tables::{WindowRow, write_window_scores};
use oshaq_store::{Kind, Manifest, Store};
use serde::Serialize;
use serde_json::json;

use crate::args::EvaluateArgs;
use crate::commands::backtest::Watch;
use crate::commands::judged::write_scores;
use crate::failure::Unusable;
use crate::history::History;
use crate::world::{LOCK_WAIT, holder, open_store};
use crate::{districts, inputs, output, progress};
pub use findings::{CategoryFindings, Evaluation};
pub use hit_rate::hit_rate;
pub use page::group_name;

/// What the evaluation found, for machines; in a `backtest` version beside the scores.
pub const FILE: &str = "evaluation.json";
/// The same for people.
pub const REPORT: &str = "report.html";
/// The scores window by window.
pub const WINDOWS_FILE: &str = "windows.parquet";

/// Test windows where the history allows so many.
pub const MANY_WINDOWS: u32 = 2 * BacktestSpec::WINDOWS;
/// Days of history before the first window that many windows need: a year, so that every season was seen.
const DAYS_BEFORE: i32 = 365;

/// Shares of the cells in per cent that the curve is drawn through, the usual ones among them.
const CURVE: [f64; 15] = [
    0.5, 1.0, 2.0, 3.0, 5.0, 7.5, 10.0, 15.0, 20.0, 30.0, 40.0, 50.0, 60.0, 80.0, 100.0,
];

/// What the command answers.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    version: String,
    simulated: bool,
    report: String,
    evaluation: &'a Evaluation,
}

/// Evaluates and keeps scores, findings and report as a `backtest` version.
pub fn run(args: &EvaluateArgs, json: bool) -> anyhow::Result<()> {
    progress::listen_for_interrupt()?;
    let store = open_store(&args.judged.store.store)?;
    let history = History::load(&store, args.judged.resolution)?;
    let shapes = districts::named(args.judged.districts.as_deref())?;
    let evaluation = evaluate(&store, &history, args, shapes.as_ref())?;
    let html = page::of(&evaluation);
    let manifest = keep(&store, &history, args, shapes.as_ref(), &evaluation, &html)?;
    if let Some(path) = &args.report {
        std::fs::write(path, &html)
            .with_context(|| format!("{} cannot be written", path.display()))?;
    }
    let folder = format!(
        "{}/{}/{}",
        args.judged.store.store,
        Kind::Backtest,
        manifest.version
    );
    let answer = Answer {
        version: manifest.version.to_string(),
        simulated: evaluation.simulated,
        report: format!("{folder}/{REPORT}"),
        evaluation: &evaluation,
    };
    output::print(json, &answer, readable)
}

/// Scores every category, compares the models, looks at groups of cells and at moved grids.
fn evaluate(
    store: &Store,
    history: &History,
    args: &EvaluateArgs,
    shapes: Option<&DistrictShapes>,
) -> anyhow::Result<Evaluation> {
    let spec = spec(history, args)?;
    let fine = match args.shifts {
        0 => None,
        _ => Some(grids::finer(store, history)?),
    };
    let mut categories = Vec::with_capacity(args.judged.category.len());
    for category in &args.judged.category {
        let (scores, disparity) = score(history, category, &spec, &args.judged.models, shapes)?;
        let mut findings = CategoryFindings::of(scores, &disparity);
        if let Some(fine) = &fine {
            findings.grids = grids::check(fine, history, &findings, &spec, args.shifts, shapes)?;
        }
        categories.push(findings);
    }
    progress::unless_interrupted(Evaluation {
        simulated: history.simulated(),
        categories,
    })
}

/// The windows and areas, frozen before anything is forecast.
fn spec(history: &History, args: &EvaluateArgs) -> anyhow::Result<BacktestSpec> {
    let last = history.counts().end().and_then(|end| end.minus(1));
    let until = args.until.map(Day::new).or(last).ok_or_else(|| {
        Unusable("there is no record to evaluate on; run `oshaq ingest` first".to_owned())
    })?;
    let percents = CURVE.iter().map(|&percent| Area::percent(percent));
    Ok(BacktestSpec {
        horizon: args.judged.horizon,
        windows: args
            .windows
            .unwrap_or_else(|| windows(history, until, args.judged.horizon.get())),
        since: args.judged.since.map(Day::new),
        until,
        areas: percents.collect::<Result<_, _>>()?,
    })
}

/// [`MANY_WINDOWS`] where a year of history lies before them, else [`BacktestSpec::WINDOWS`].
fn windows(history: &History, until: Day, days: u32) -> u32 {
    let first = history.counts().first_day();
    let needed = (MANY_WINDOWS * days) as i32 + DAYS_BEFORE;
    if first.is_some_and(|first| until.days_since(first) >= needed) {
        MANY_WINDOWS
    } else {
        BacktestSpec::WINDOWS
    }
}

/// Backtests one category, and adds up forecasts and records by unit and stratum on the way.
fn score(
    history: &History,
    category: &CategorySlug,
    spec: &BacktestSpec,
    names: &[String],
    shapes: Option<&DistrictShapes>,
) -> anyhow::Result<(CategoryScores, DisparityWatch)> {
    let inputs = inputs::for_patrols(history.counts(), history.categories(), shapes)?;
    let mut watch = Both {
        progress: Watch::new(None, history.simulated()),
        disparity: DisparityWatch::new(groups(history, category, spec)?),
    };
    let categories = [category.clone()];
    let outcome = backtest(
        history.counts(),
        &inputs,
        &categories,
        spec,
        &models(names)?,
        &mut watch,
    );
    let scores = match outcome {
        Ok(scores) => scores.into_iter().next(),
        Err(error) => return Err(watch.progress.give_up(error.into())),
    };
    watch.progress.finish()?;
    let scores = scores.context("a backtest of one category answers with one")?;
    Ok((scores, watch.disparity))
}

fn groups(
    history: &History,
    category: &CategorySlug,
    spec: &BacktestSpec,
) -> anyhow::Result<Vec<Groups>> {
    let universe = Universe::freeze(history.counts());
    let first = spec.test_windows()?[0].start();
    let polygons = inputs::unit_polygons()?;
    let names: Vec<String> = facts::units()
        .iter()
        .map(|unit| unit.kato.clone())
        .collect();
    let unit_of = |cell: &oshaq_domain::Cell| {
        let kato = polygons.unit_of(cell.centre())?.to_string();
        let index = names.iter().position(|name| *name == kato)?;
        Some((*cell, index as u16))
    };
    let of = universe.cells().iter().filter_map(unit_of).collect();
    let units = Groups {
        kind: page::UNIT.to_owned(),
        names: names.clone(),
        of,
    };
    let strata = Groups::strata(
        history.counts(),
        universe.cells(),
        std::slice::from_ref(category),
        first,
    );
    Ok(vec![units, strata])
}

/// Draws progress and hears Ctrl-C, and adds up groups.
struct Both {
    progress: Watch,
    disparity: DisparityWatch,
}

impl Observer for Both {
    fn progress(&mut self, done: usize, of: usize) {
        self.progress.progress(done, of);
    }

    fn outcome(&mut self, outcome: &Outcome<'_>) {
        self.disparity.outcome(outcome);
    }

    fn cancelled(&self) -> bool {
        self.progress.cancelled()
    }
}

fn keep(
    store: &Store,
    history: &History,
    args: &EvaluateArgs,
    shapes: Option<&DistrictShapes>,
    evaluation: &Evaluation,
    html: &str,
) -> anyhow::Result<Manifest> {
    let lock = store.lock(&holder("evaluate"), LOCK_WAIT)?;
    let stage = store.stage(&lock, Kind::Backtest)?;
    let scores: Vec<&CategoryScores> = evaluation
        .categories
        .iter()
        .map(|found| &found.scores)
        .collect();
    let mut draft = write_scores(&stage, history, &args.judged, shapes, &scores)?;
    draft.parameters["shifts"] = json!(args.shifts);
    stage.write(FILE, &serde_json::to_vec_pretty(evaluation)?)?;
    stage.write(REPORT, html.as_bytes())?;
    let rows = write_windows(&stage.path(WINDOWS_FILE)?, &scores, evaluation.simulated)?;
    draft.rows.insert(WINDOWS_FILE.to_owned(), rows);
    Ok(stage.commit(draft)?)
}

fn write_windows(path: &Path, scores: &[&CategoryScores], simulated: bool) -> anyhow::Result<u64> {
    let areas = CURVE
        .iter()
        .map(|&percent| Area::percent(percent))
        .collect::<Result<Vec<_>, _>>()?;
    let mut rows = Vec::new();
    for (scores, model) in scores
        .iter()
        .flat_map(|scores| scores.models.iter().map(move |model| (scores, model)))
    {
        rows.extend(model.by_window.iter().map(|window| WindowRow {
            category: scores.category.clone(),
            model: model.model.clone(),
            window: window.window,
            recorded: window.observed + window.outside,
            deviance: window.deviance,
            log_score: window.log_score,
            crps: window.distribution.as_ref().map(|scores| scores.crps),
            brier: window.distribution.as_ref().map(|scores| scores.brier),
            hit_rates: areas.iter().map(|&area| window.hit_rate(area)).collect(),
        }));
    }
    let names: Vec<String> = areas.iter().map(ToString::to_string).collect();
    Ok(write_window_scores(path, &rows, &names, simulated)?)
}

fn readable(answer: &Answer<'_>) -> String {
    let found = answer.evaluation.categories.iter().map(|found| {
        let verdict = page::verdict(found).join("\n  ");
        format!("{}:\n  {verdict}", found.scores.category)
    });
    let found: Vec<String> = found.collect();
    format!("{}\nreport: {}", found.join("\n"), answer.report)
}
