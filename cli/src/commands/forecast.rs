//! `oshaq forecast`: every category that may be mapped, with its distribution.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::anyhow;
use oshaq_domain::{Category, CategorySlug, Counts, Day, Forecast, Universe};
use oshaq_models::{BoostedPoisson, Task, models, patrol_categories, side_by_side};
use oshaq_samples::facts;
use oshaq_store::tables::{names, write_forecasts};
use oshaq_store::{Kind, Manifest, ManifestDraft, Store, hash_of};
use serde::Serialize;
use serde_json::json;

use crate::args::ForecastArgs;
use crate::failure::Unusable;
use crate::history::History;
use crate::jobs::{Job, Jobs};
use crate::world::{CODE_VERSION, LOCK_WAIT, holder, now, open_store};
use crate::{districts, inputs, output, progress};

/// What one forecast comes to.
#[derive(Debug, Serialize)]
struct Line {
    category: CategorySlug,
    model: String,
    window_start: Day,
    window_end: Day,
    cells: usize,
    expected: f64,
}

/// What the command answers.
#[derive(Debug, Serialize)]
struct Answer {
    version: String,
    simulated: bool,
    /// How many of the forecasts an earlier run had finished.
    reused: usize,
    forecasts: Vec<Line>,
}

/// Forecasts and keeps the result as a `forecast` version.
pub fn run(args: &ForecastArgs, json: bool) -> anyhow::Result<()> {
    progress::listen_for_interrupt()?;
    let store = open_store(&args.store.store)?;
    let history = History::load(&store, args.resolution)?;
    let made = make(&store, &history, args)?;
    let manifest = keep(&store, &history, args, &made)?;
    let answer = Answer {
        version: manifest.version.to_string(),
        simulated: history.simulated(),
        reused: made.reused,
        forecasts: made.forecasts.iter().map(line).collect(),
    };
    output::print(json, &answer, readable)
}

/// The forecasts, and how many of their jobs had been finished before.
pub struct Made {
    /// One a category.
    pub forecasts: Vec<Forecast>,
    /// How many were found in the store.
    pub reused: usize,
    /// SHA-256 of the shapes of districts that models looked at.
    pub districts: Option<String>,
}

/// Fits the model to the whole history of each category and looks ahead; what was finished by an earlier run is taken as it is.
pub fn make(store: &Store, history: &History, args: &ForecastArgs) -> anyhow::Result<Made> {
    let districts = districts::named(args.districts.as_deref())?;
    let known = known_history(history.counts(), args.until.map(Day::new))?;
    let inputs = inputs::for_patrols(history.counts(), history.categories(), districts.as_ref())?;
    let districts = districts.as_ref().map(districts::hash);
    let jobs = jobs_of(history, &known, districts.as_deref(), args)?;
    let line_up = models(&[&args.model])?;
    let model = line_up
        .first()
        .ok_or_else(|| anyhow!("no model is called `{}`", args.model))?;
    let lattice = LazyLock::new(|| inputs.lattice(Universe::freeze(&known)));
    let desk = Jobs::open(store, history)?;
    let reused = AtomicUsize::new(0);
    let bar = progress::bar("forecast", jobs.len() as u64);
    let forecasts = side_by_side(&jobs, |job| {
        unless_paused()?;
        let forecast = if let Some(finished) = desk.finished(job)? {
            reused.fetch_add(1, Ordering::Relaxed);
            finished
        } else {
            let (category, horizon) = (&job.category, job.horizon);
            let task = Task::new(known.clone(), &lattice, &inputs, category, None, horizon)?;
            let forecast = model.fit(&task)?.predict_explained(&task)?;
            desk.keep(job, &forecast)?;
            forecast
        };
        bar.inc(1);
        anyhow::Ok(forecast)
    });
    bar.finish_and_clear();
    unless_paused()?;
    let reused = reused.into_inner();
    Ok(Made {
        forecasts: forecasts?,
        reused,
        districts,
    })
}

/// The message of a forecast that was stopped on request.
#[derive(Debug, thiserror::Error)]
#[error("interrupted; the finished jobs are kept, and the same command goes on from there")]
struct Paused;

fn unless_paused() -> Result<(), Paused> {
    if progress::interrupted() {
        Err(Paused)
    } else {
        Ok(())
    }
}

/// One job a category.
fn jobs_of(
    history: &History,
    known: &Counts,
    districts: Option<&str>,
    args: &ForecastArgs,
) -> anyhow::Result<Vec<Job>> {
    let end = known.end().ok_or_else(no_record)?;
    let units = hash_of(&json!(facts::region_shapes()));
    let job = |category| Job {
        counts: history.parent().version,
        resolution: args.resolution,
        end,
        horizon: args.horizon,
        category,
        model: args.model.clone(),
        seed: BoostedPoisson::SEED,
        units: units.clone(),
        districts: districts.map(str::to_owned),
        code: oshaq_models::CODE,
    };
    let wanted = wanted(history, &args.category)?;
    Ok(wanted.into_iter().map(job).collect())
}

/// Everything known by the end of the last day.
fn known_history(counts: &Counts, last: Option<Day>) -> anyhow::Result<Counts> {
    let end = match last {
        Some(day) => day.plus(1),
        None => counts.end(),
    };
    Ok(counts.until(end.ok_or_else(no_record)?))
}

fn no_record() -> Unusable {
    Unusable("there is no record to forecast from; run `oshaq ingest` first".to_owned())
}

/// The categories asked for, or every one that may be mapped and has a record.
fn wanted(history: &History, asked: &[CategorySlug]) -> anyhow::Result<Vec<CategorySlug>> {
    if !asked.is_empty() {
        return Ok(patrol_categories(
            history.categories(),
            asked.iter().cloned(),
        )?);
    }
    let recorded = history.counts().categories();
    let mapped: Vec<CategorySlug> = history
        .categories()
        .iter()
        .filter(|category| category.may_be_mapped())
        .map(|Category { slug, .. }| slug.clone())
        .filter(|slug| recorded.contains(slug))
        .collect();
    if mapped.is_empty() {
        return Err(Unusable("no category with a record may be mapped".to_owned()).into());
    }
    Ok(mapped)
}

/// Writes the forecasts into the store.
pub fn keep(
    store: &Store,
    history: &History,
    args: &ForecastArgs,
    made: &Made,
) -> anyhow::Result<Manifest> {
    let lock = store.lock(&holder("forecast"), LOCK_WAIT)?;
    let stage = store.stage(&lock, Kind::Forecast)?;
    let rows = write_forecasts(&stage.path(names::FORECAST)?, &made.forecasts)?;
    let draft = ManifestDraft {
        parents: vec![history.parent()],
        parameters: json!({
            "resolution": args.resolution,
            "horizon": args.horizon,
            "until": args.until,
            "model": args.model,
            "districts": made.districts,
        }),
        rows: [(names::FORECAST.to_owned(), rows)].into(),
        simulated: history.simulated(),
        ..ManifestDraft::new(CODE_VERSION, now())
    };
    Ok(stage.commit(draft)?)
}

fn line(forecast: &Forecast) -> Line {
    Line {
        category: forecast.category().clone(),
        model: forecast.model().to_owned(),
        window_start: forecast.window().start(),
        window_end: forecast.window().end(),
        cells: forecast.universe().len(),
        expected: forecast.total_mean(),
    }
}

fn readable(answer: &Answer) -> String {
    let head = ["category", "model", "from", "up to", "cells", "expected"]
        .map(str::to_owned)
        .to_vec();
    let rows = answer.forecasts.iter().map(|line| {
        vec![
            line.category.to_string(),
            line.model.clone(),
            line.window_start.to_string(),
            line.window_end.to_string(),
            line.cells.to_string(),
            format!("{:.1}", line.expected),
        ]
    });
    let rows: Vec<_> = std::iter::once(head).chain(rows).collect();
    format!("forecast {}\n{}", answer.version, output::table(&rows))
}
