//! Forecasting the past as if it lay ahead.

use oshaq_domain::{CategorySlug, Counts, Day, Forecast, Horizon, Resolution, Universe, Window};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::refuse;
use crate::judging::recapture::recorded_before;
use crate::{
    Area, Fitted, Forecaster, Inputs, Lattice, ModelError, Recapture, Scores, Task, WindowScores,
    default_start,
};

/// Which windows are forecast and from how much history.
#[derive(Debug, Clone, PartialEq)]
pub struct BacktestSpec {
    /// Length of each window.
    pub horizon: Horizon,
    /// How many windows, one right behind the other.
    pub windows: u32,
    /// Records of offences committed earlier are left out; [`default_start`] where it is `None`.
    pub since: Option<Day>,
    /// Last day of the last window.
    pub until: Day,
    /// Shares of the cells that hit rates are taken for.
    pub areas: Vec<Area>,
}

impl BacktestSpec {
    /// Number of windows unless chosen otherwise.
    pub const WINDOWS: u32 = 26;

    /// The windows, oldest first.
    ///
    /// # Errors
    /// [`ModelError::Choice`] for no window, [`ModelError::Calendar`] beyond the calendar.
    pub fn test_windows(&self) -> Result<Vec<Window>, ModelError> {
        if self.windows == 0 {
            return refuse("windows", 0, "at least one window is needed");
        }
        let end = self.until.plus(1).ok_or(ModelError::Calendar)?;
        (1..=self.windows)
            .rev()
            .map(|back| {
                let days = back.checked_mul(self.horizon.get())?;
                self.horizon.from(end.minus(days)?)
            })
            .collect::<Option<_>>()
            .ok_or(ModelError::Calendar)
    }
}

/// Whoever looks on while a backtest runs.
pub trait Observer {
    /// So many of all steps are done; a step is one category in one window.
    fn progress(&mut self, _done: usize, _of: usize) {}

    /// A window was forecast by a model.
    fn outcome(&mut self, _outcome: &Outcome<'_>) {}

    /// Whether to stop; asked before every step.
    fn cancelled(&self) -> bool {
        false
    }
}

/// An observer who does nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Observer for Silent {}

/// A forecast and what was recorded in its window.
#[derive(Debug, Clone, Copy)]
pub struct Outcome<'a> {
    /// The forecast.
    pub forecast: &'a Forecast,
    /// Offences by cell, in the order of the universe's cells.
    pub observed: &'a [u32],
    /// Offences outside the universe.
    pub outside: u64,
}

/// The scores of all models for one category.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CategoryScores {
    /// The category.
    pub category: CategorySlug,
    /// Resolution of the cells.
    pub resolution: Resolution,
    /// Length of a window.
    pub horizon: Horizon,
    /// Number of windows.
    pub windows: u32,
    /// First day of the history.
    pub since: Day,
    /// First day of the first window.
    pub from: Day,
    /// Last day of the last window.
    pub until: Day,
    /// Cells of the universe.
    pub cells: usize,
    /// Offences in the windows, inside the universe.
    pub observed: u64,
    /// Offences in the windows, outside of it.
    pub outside: u64,
    /// The models, in the order in which they were given.
    pub models: Vec<ModelScores>,
}

/// The scores of one model for one category.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelScores {
    /// Name of the model.
    pub model: String,
    /// Over all windows.
    #[serde(flatten)]
    pub scores: Scores,
    /// Window by window, so that models can be compared in pairs.
    pub by_window: Vec<WindowScores>,
}

/// Forecasts consecutive windows that end on [`BacktestSpec::until`], each from what was known before it, and
/// scores them against all that has been recorded since.
///
/// The universe is frozen and the models are fitted on what was known before the first window; later windows are
/// forecast from newer records with what was learnt then.
///
/// # Errors
/// Any [`ModelError`]: an unknown category, no record before the first window, [`ModelError::Cancelled`].
pub fn backtest(
    counts: &Counts,
    inputs: &Inputs,
    categories: &[CategorySlug],
    spec: &BacktestSpec,
    models: &[Box<dyn Forecaster>],
    observer: &mut dyn Observer,
) -> Result<Vec<CategoryScores>, ModelError> {
    let windows = spec.test_windows()?;
    let first = windows[0].start();
    let since = spec
        .since
        .or_else(|| default_start(&counts.until(first), inputs))
        .ok_or(ModelError::EmptyUniverse(first))?;
    let counts = counts.since(since);
    let universe = Universe::freeze(&counts.until(first));
    if universe.is_empty() {
        return Err(ModelError::EmptyUniverse(first));
    }
    let lattice = inputs.lattice(universe);
    let mut run = Run {
        counts: &counts,
        inputs,
        lattice: &lattice,
        since,
        windows: &windows,
        spec,
        models,
        steps: windows.len() * categories.len(),
        done: 0,
        observer,
    };
    categories
        .iter()
        .map(|category| run.category(category))
        .collect()
}

struct Run<'a> {
    counts: &'a Counts,
    inputs: &'a Inputs,
    lattice: &'a Lattice,
    since: Day,
    windows: &'a [Window],
    spec: &'a BacktestSpec,
    models: &'a [Box<dyn Forecaster>],
    steps: usize,
    done: usize,
    observer: &'a mut dyn Observer,
}

impl Run<'_> {
    fn category(&mut self, category: &CategorySlug) -> Result<CategoryScores, ModelError> {
        self.go_on()?;
        let first = self.task(category, self.windows[0])?;
        let fitted: Vec<Box<dyn Fitted>> = self
            .models
            .par_iter()
            .map(|model| model.fit(&first))
            .collect::<Result<_, _>>()?;
        let recorded = Recorded::of(self.counts, self.lattice, category, self.windows);
        let mut by_model = vec![Vec::new(); fitted.len()];
        for (step, &window) in self.windows.iter().enumerate() {
            self.go_on()?;
            let task = self.task(category, window)?;
            let forecasts: Vec<Forecast> = fitted
                .par_iter()
                .map(|fit| fit.predict(&task))
                .collect::<Result<_, _>>()?;
            let before = recorded_before(&task);
            for (scores, forecast) in by_model.iter_mut().zip(&forecasts) {
                let outcome = recorded.outcome(forecast, step);
                scores.push(self.score(&outcome, &before));
                self.observer.outcome(&outcome);
            }
            self.done += 1;
            self.observer.progress(self.done, self.steps);
        }
        Ok(self.report(category, &recorded, by_model))
    }

    fn go_on(&self) -> Result<(), ModelError> {
        if self.observer.cancelled() {
            Err(ModelError::Cancelled)
        } else {
            Ok(())
        }
    }

    fn task(&self, category: &CategorySlug, window: Window) -> Result<Task<'_>, ModelError> {
        let history = self.counts.until(window.start());
        let (since, horizon) = (Some(self.since), self.spec.horizon);
        Task::new(history, self.lattice, self.inputs, category, since, horizon)
    }

    fn score(&self, outcome: &Outcome<'_>, before: &[f64]) -> WindowScores {
        let (forecast, areas) = (outcome.forecast, &self.spec.areas);
        let recapture = Some(Recapture::of(forecast, before, areas));
        WindowScores {
            recapture,
            ..WindowScores::of(forecast, outcome.observed, outcome.outside, areas)
        }
    }

    fn report(
        &self,
        category: &CategorySlug,
        recorded: &Recorded,
        by_model: Vec<Vec<WindowScores>>,
    ) -> CategoryScores {
        let models = self
            .models
            .iter()
            .zip(by_model)
            .map(|(model, by_window)| ModelScores {
                model: model.name().to_owned(),
                scores: Scores::pooled(&by_window),
                by_window,
            });
        CategoryScores {
            category: category.clone(),
            resolution: self.counts.resolution(),
            horizon: self.spec.horizon,
            windows: self.spec.windows,
            since: self.since,
            from: self.windows[0].start(),
            until: self.spec.until,
            cells: self.lattice.len(),
            observed: recorded
                .inside
                .iter()
                .flatten()
                .copied()
                .map(u64::from)
                .sum(),
            outside: recorded.outside.iter().sum(),
            models: models.collect(),
        }
    }
}

/// What was recorded in each window, whenever it became known.
struct Recorded {
    inside: Vec<Vec<u32>>,
    outside: Vec<u64>,
}

impl Recorded {
    fn of(counts: &Counts, lattice: &Lattice, category: &CategorySlug, windows: &[Window]) -> Self {
        let places = lattice.places(counts.cells());
        let wanted = counts.category_index(category);
        let mut inside = vec![vec![0; lattice.len()]; windows.len()];
        let mut outside = vec![0; windows.len()];
        for entry in counts
            .entries()
            .iter()
            .filter(|entry| Some(entry.category) == wanted)
        {
            let step = windows.partition_point(|window| window.end() <= entry.day);
            if !windows
                .get(step)
                .is_some_and(|window| window.contains(entry.day))
            {
                continue;
            }
            match places[entry.cell as usize] {
                Some(place) => inside[step][place as usize] += entry.count,
                None => outside[step] += u64::from(entry.count),
            }
        }
        Self { inside, outside }
    }

    fn outcome<'a>(&'a self, forecast: &'a Forecast, step: usize) -> Outcome<'a> {
        Outcome {
            forecast,
            observed: &self.inside[step],
            outside: self.outside[step],
        }
    }
}
