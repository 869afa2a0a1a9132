//! `oshaq backtest`: forecasts of the past, scored.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;
use oshaq_domain::Day;
use oshaq_models::{
    Area, BacktestSpec, CategoryScores, Forecaster, ModelScores, Observer, Outcome, backtest,
    models,
};
use oshaq_server::DistrictShapes;
use oshaq_store::tables::{BacktestRow, BacktestWriter};
use oshaq_store::{Kind, Manifest, Store, StoreError, VersionId};
use serde::Serialize;

use crate::args::{BacktestArgs, JudgedArgs};
use crate::commands::judged::write_scores;
use crate::commands::timed::Clocks;
use crate::history::History;
use crate::world::{LOCK_WAIT, holder, open_store};
use crate::{districts, inputs, output, progress};

/// What a backtest answers.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    version: &'a VersionId,
    simulated: bool,
    scores: &'a [CategoryScores],
    /// Of learning and of all forecasts, by model. Told here only: what is kept of a backtest is the same every time.
    seconds: BTreeMap<&'a str, f64>,
    exported_rows: Option<u64>,
}

/// Scores the models and keeps the scores as a `backtest` version.
pub fn run(args: &BacktestArgs, json: bool) -> anyhow::Result<()> {
    progress::listen_for_interrupt()?;
    let store = open_store(&args.judged.store.store)?;
    let history = History::load(&store, args.judged.resolution)?;
    let simulated = history.simulated();
    let shapes = districts::named(args.judged.districts.as_deref())?;
    let (line_up, clocks) = Clocks::put_to(models(&args.judged.models)?);
    let mut watch = Watch::new(args.export.as_deref(), simulated);
    let outcome = score(&history, args, &line_up, shapes.as_ref(), &mut watch);
    let (scores, exported_rows) = match outcome {
        Ok(scores) => (scores, watch.finish()?),
        Err(error) => return Err(watch.give_up(error)),
    };
    let manifest = keep(&store, &history, &args.judged, shapes.as_ref(), &scores)?;
    let answer = Answer {
        version: &manifest.version,
        simulated,
        scores: &scores,
        seconds: clocks.seconds(),
        exported_rows,
    };
    output::print(json, &answer, readable)
}

/// Runs the backtest that the arguments describe, with the models of a line-up.
pub fn score(
    history: &History,
    args: &BacktestArgs,
    line_up: &[Box<dyn Forecaster>],
    shapes: Option<&DistrictShapes>,
    watch: &mut Watch,
) -> anyhow::Result<Vec<CategoryScores>> {
    let spec = BacktestSpec {
        horizon: args.judged.horizon,
        windows: args.windows,
        since: args.judged.since.map(Day::new),
        until: Day::new(args.until),
        areas: Area::FINE.to_vec(),
    };
    let inputs = inputs::for_patrols(history.counts(), history.categories(), shapes)?;
    let scores = backtest(
        history.counts(),
        &inputs,
        &args.judged.category,
        &spec,
        line_up,
        watch,
    )?;
    Ok(scores)
}

/// Writes the scores into the store.
pub fn keep(
    store: &Store,
    history: &History,
    judged: &JudgedArgs,
    shapes: Option<&DistrictShapes>,
    scores: &[CategoryScores],
) -> anyhow::Result<Manifest> {
    let lock = store.lock(&holder("backtest"), LOCK_WAIT)?;
    let stage = store.stage(&lock, Kind::Backtest)?;
    let scores: Vec<&CategoryScores> = scores.iter().collect();
    let draft = write_scores(&stage, history, judged, shapes, &scores)?;
    Ok(stage.commit(draft)?)
}

/// Watches a backtest: draws its progress, writes the export, hears Ctrl-C.
pub struct Watch {
    bar: ProgressBar,
    wanted: Option<PathBuf>,
    simulated: bool,
    export: Option<BacktestWriter>,
    failed: Option<StoreError>,
}

impl Watch {
    /// Watches, and exports to a file where one is named. The file is made with the first forecast, not for a task that
    /// is refused.
    pub fn new(export: Option<&Path>, simulated: bool) -> Self {
        Self {
            bar: progress::bar("backtest", 0),
            wanted: export.map(Path::to_owned),
            simulated,
            export: None,
            failed: None,
        }
    }

    /// Ends the export; gives the number of its rows.
    pub fn finish(self) -> anyhow::Result<Option<u64>> {
        self.bar.finish_and_clear();
        match (self.failed, self.export) {
            (Some(error), _) => Err(error.into()),
            (None, Some(export)) => Ok(Some(export.finish()?)),
            (None, None) => Ok(None),
        }
    }

    /// Removes an unfinished export and gives the reason for the end: that of the export where it was its fault.
    pub fn give_up(self, error: anyhow::Error) -> anyhow::Error {
        self.bar.finish_and_clear();
        if self.export.is_some()
            && let Some(unfinished) = &self.wanted
        {
            // What cannot be removed stays; the error that ended the backtest matters more.
            let _ = std::fs::remove_file(unfinished);
        }
        self.failed.map_or(error, Into::into)
    }

    fn write(&mut self, outcome: &Outcome<'_>) -> Result<(), StoreError> {
        let Some(path) = &self.wanted else {
            return Ok(());
        };
        let export = match &mut self.export {
            Some(export) => export,
            none => none.insert(BacktestWriter::create(path, self.simulated)?),
        };
        let forecast = outcome.forecast;
        for ((cell, predictive), &observed) in forecast.iter().zip(outcome.observed) {
            export.push(BacktestRow {
                window: forecast.window(),
                model: forecast.model().to_owned(),
                cell,
                mean: predictive.mean(),
                variance: predictive.variance(),
                observed,
            })?;
        }
        Ok(())
    }
}

impl Observer for Watch {
    fn progress(&mut self, done: usize, of: usize) {
        self.bar.set_length(of as u64);
        self.bar.set_position(done as u64);
    }

    fn outcome(&mut self, outcome: &Outcome<'_>) {
        if self.failed.is_none() {
            self.failed = self.write(outcome).err();
        }
    }

    fn cancelled(&self) -> bool {
        progress::interrupted() || self.failed.is_some()
    }
}

fn readable(answer: &Answer<'_>) -> String {
    let seconds = answer.seconds.iter();
    let seconds: Vec<String> = seconds
        .map(|(model, seconds)| format!("{model} {seconds:.2}"))
        .collect();
    let mut told: Vec<String> = answer.scores.iter().map(one).collect();
    told.push(format!(
        "seconds of learning and forecasting: {}",
        seconds.join(", ")
    ));
    told.join("\n\n")
}

fn one(scores: &CategoryScores) -> String {
    let title = format!(
        "{}: {} windows of {} from {} to {}, {} cells of resolution {}, {} recorded offences inside and {} outside",
        scores.category,
        scores.windows,
        scores.horizon,
        scores.from,
        scores.until,
        scores.cells,
        scores.resolution,
        scores.observed,
        scores.outside,
    );
    let mut head = vec!["model".to_owned()];
    head.extend(Area::FINE.iter().map(|area| format!("hit@{area}%")));
    head.extend(["PAI@5%", "PEI*@5%", "deviance", "log score"].map(str::to_owned));
    let rows: Vec<Vec<String>> = std::iter::once(head)
        .chain(scores.models.iter().map(row))
        .collect();
    format!("{title}\n{}", output::table(&rows))
}

fn row(model: &ModelScores) -> Vec<String> {
    let share = |value: Option<&Option<f64>>| {
        value
            .copied()
            .flatten()
            .map_or_else(|| "–".to_owned(), |value| format!("{value:.4}"))
    };
    let five = &Area::FINE[3];
    let mut row = vec![model.model.clone()];
    row.extend(
        Area::FINE
            .iter()
            .map(|area| share(model.scores.hit_rate.get(area))),
    );
    row.push(share(model.scores.pai.get(five)));
    row.push(share(model.scores.pei.get(five)));
    row.push(format!("{:.4}", model.scores.deviance));
    row.push(format!("{:.4}", model.scores.log_score));
    row
}
