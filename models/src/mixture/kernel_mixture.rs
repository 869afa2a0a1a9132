//! The core model: a mixture of kernels over time and grid, fitted by EM.

use std::sync::Arc;

use linfa::ParamGuard;
use linfa::dataset::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array1, Array2};
use oshaq_domain::{Day, Forecast, Part, Predictive};
use rayon::prelude::*;

use crate::distribution::dispersion::{Dispersion, LEAST_HISTORY_DAYS, past_origins};
use crate::error::refuse;
use crate::explanation::Explanation;
use crate::mixture::own_records::OwnRecords;
use crate::mixture::standing::Standing;
use crate::mixture::states::{DISTANCES, Layout, Walk};
use crate::regressions::non_negative_poisson::{CondensedStates, NonNegativePoisson};
use crate::totals::level::{FLOOR_SHARE, recent_total};
use crate::{Fitted, Forecaster, ModelError, Task};

/// Choices for [`KernelMixture`], not yet checked.
#[derive(Debug, Clone)]
pub struct KernelMixtureParams(KernelMixture);

/// The expected count of a cell is λ = Σ `w_k` `s_k`, `w_k` ≥ 0: over half-lives × rings 0 to 3 × own and other categories,
/// plus a constant. It is a self-exciting process with triggering kernels of many scales, on the grid: short
/// half-lives are near-repeats, long ones the standing risk of a place.
///
/// The weights are learnt by EM on weekly origins within the last year (origins at wider steps for longer windows); the cells are then scaled to the recent
/// total of the category ([`crate::LEVEL_DAYS`]).
///
/// # Units
/// Half-lives in days.
///
/// # Source
/// Mohler, Short, Brantingham, Schoenberg and Tita (2011), *Self-exciting point process modeling of crime*,
/// Journal of the American Statistical Association 106, sections 2 and 3; the grid and the mixture of exponentials
/// as in Mohler et al. (2015), *Randomized controlled field trials of predictive policing*, JASA 110, equation 1.
#[derive(Debug, Clone)]
pub struct KernelMixture {
    layout: Layout,
    training_days: u32,
    regression: NonNegativePoisson,
}

impl KernelMixture {
    /// Name in scores and on the command line.
    pub const NAME: &str = "kernel_mixture";
    /// Number of half-lives unless chosen otherwise.
    pub const HALF_LIVES: usize = 8;
    /// Shortest and longest half-life unless chosen otherwise, in days; the ones between are spaced by equal ratios.
    pub const SPAN_DAYS: (f64, f64) = (3.0, 2000.0);
    /// Days within which the past windows begin that the weights are learnt from: a year, so that every season
    /// counts alike and long half-lives had some history before them.
    pub const TRAINING_DAYS: u32 = 364;
    /// Least days from one past window to the next; longer windows follow one another.
    pub const STEP_DAYS: u32 = 7;
    /// Most records that the weights are learnt from; beyond it past windows are taken at wider steps.
    pub const MOST_RECORDS: usize = 100_000;

    /// Choices, to be checked by linfa's [`ParamGuard::check`].
    pub fn params() -> KernelMixtureParams {
        let regression = NonNegativePoisson::params().check_unwrap();
        KernelMixtureParams(Self {
            layout: Layout::new(spaced(Self::SPAN_DAYS, Self::HALF_LIVES)),
            training_days: Self::TRAINING_DAYS,
            regression,
        })
    }

    /// Learns weights and dispersion from the history of a task.
    ///
    /// # Errors
    /// [`ModelError::ShortHistory`] when no past window fits in.
    pub fn learn(&self, task: &Task<'_>) -> Result<KernelMixtureFit, ModelError> {
        let learnt = self.learn_weights(task)?;
        let mut walk = Walk::new(task, &self.layout);
        let dispersion = Dispersion::learn(task, |earlier| {
            walk.advance(earlier.origin());
            Ok(learnt.explain_from(&walk, earlier)?.means())
        })?;
        Ok(KernelMixtureFit {
            dispersion,
            ..learnt
        })
    }

    /// Learns the weights alone; the distributions are Poisson.
    ///
    /// # Errors
    /// [`ModelError::ShortHistory`] when no past window fits in.
    pub(crate) fn learn_weights(&self, task: &Task<'_>) -> Result<KernelMixtureFit, ModelError> {
        let origins = self.origins(task);
        if origins.is_empty() {
            return Err(task.short(LEAST_HISTORY_DAYS + task.window().days()));
        }
        let mut walk = Walk::new(task, &self.layout);
        let (states, counts) = self.training(&mut walk, task, &origins)?;
        let regression = self.regression.clone().heeding(task.stop());
        let fit = regression.fit(&DatasetBase::new(states, counts))?;
        walk.advance(task.origin());
        Ok(KernelMixtureFit {
            layout: self.layout.clone(),
            weights: fit.weights().clone(),
            dispersion: Dispersion::poisson(),
            standing: Arc::new(walk.stand()),
        })
    }

    fn origins(&self, task: &Task<'_>) -> Vec<Day> {
        let step = task.window().days().max(Self::STEP_DAYS);
        let windows = self.training_days.div_ceil(step) as usize;
        let all = past_origins(task, step, windows);
        let Some(&first) = all.first() else {
            return all;
        };
        let records = task.own_events().filter(|event| first <= event.day).count();
        let stride = records.div_ceil(Self::MOST_RECORDS).max(1);
        let mut kept: Vec<Day> = all.into_iter().rev().step_by(stride).collect();
        kept.reverse();
        kept
    }

    /// States and counts of the cells with a record, over all past windows.
    fn training(
        &self,
        walk: &mut Walk<'_, '_>,
        task: &Task<'_>,
        origins: &[Day],
    ) -> Result<(CondensedStates, Array1<f64>), ModelError> {
        let recorded = OwnRecords::of(task);
        let mut totals = Array1::zeros(self.layout.len());
        let (mut rows, mut counts) = (Vec::new(), Vec::new());
        for &origin in origins {
            task.stop().go_on()?;
            walk.advance(origin);
            totals += &walk.totals();
            let hits = recorded.within(origin, task.window().days());
            let behind = rows.len();
            rows.resize(behind + hits.len() * self.layout.len(), 0.0);
            rows[behind..]
                .par_chunks_exact_mut(self.layout.len())
                .zip(&hits)
                .for_each(|(row, &(place, _))| walk.fill_row(place, row));
            counts.extend(hits.iter().map(|&(_, count)| f64::from(count)));
        }
        let rows = Array2::from_shape_vec((counts.len(), self.layout.len()), rows)
            .map_err(linfa::Error::from)?;
        Ok((CondensedStates::new(rows, totals)?, counts.into()))
    }
}

/// So many values from the first to the last by equal ratios.
fn spaced((first, last): (f64, f64), count: usize) -> Vec<f64> {
    let steps = (count - 1) as f64;
    (0..count)
        .map(|step| first * (last / first).powf(step as f64 / steps))
        .collect()
}

impl KernelMixtureParams {
    /// Chooses the half-lives, in days.
    #[must_use]
    pub fn half_lives(mut self, days: Vec<f64>) -> Self {
        self.0.layout = Layout::new(days);
        self
    }

    /// Chooses within how many days the past windows begin that the weights are learnt from.
    #[must_use]
    pub const fn training_days(mut self, days: u32) -> Self {
        self.0.training_days = days;
        self
    }

    /// Chooses the regression.
    #[must_use]
    pub fn regression(mut self, regression: NonNegativePoisson) -> Self {
        self.0.regression = regression;
        self
    }
}

impl ParamGuard for KernelMixtureParams {
    type Checked = KernelMixture;
    type Error = ModelError;

    fn check_ref(&self) -> Result<&KernelMixture, ModelError> {
        let half_lives = self.0.layout.half_lives();
        if half_lives.is_empty() {
            return refuse("half_lives", "empty", "at least one half-life is needed");
        }
        if let Some(&wrong) = half_lives
            .iter()
            .find(|days| !(**days > 0.0 && days.is_finite()))
        {
            return refuse("half-life", wrong, "it must be positive and finite");
        }
        if self.0.training_days == 0 {
            return refuse("training_days", 0, "at least one day is needed");
        }
        Ok(&self.0)
    }

    fn check(self) -> Result<KernelMixture, ModelError> {
        self.check_ref().cloned()
    }
}

impl Forecaster for KernelMixture {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn fit(&self, task: &Task<'_>) -> Result<Box<dyn Fitted>, ModelError> {
        Ok(Box::new(self.learn(task)?))
    }
}

/// Fitted weights and dispersion.
#[derive(Debug, Clone)]
pub struct KernelMixtureFit {
    layout: Layout,
    weights: Array1<f64>,
    dispersion: Dispersion,
    /// The states at the end of the history that was learnt from.
    standing: Arc<Standing>,
}

impl KernelMixtureFit {
    /// Half-lives after which an own record in the cell itself counts as long past, in days.
    pub const LONG_RUN_DAYS: f64 = 60.0;

    /// Weights of the half-lives of the own category (or of all other ones) at a distance; they would add up to
    /// about 1 over everything if nothing but the place of offences changed.
    pub fn weights(&self, own: bool, distance: usize) -> &[f64] {
        let first = self.layout.first(usize::from(!own), distance);
        let weights = self.weights.as_slice().unwrap_or_default();
        weights
            .get(first..first + self.layout.half_lives().len())
            .unwrap_or_default()
    }

    /// The half-lives, in days.
    pub fn half_lives(&self) -> &[f64] {
        self.layout.half_lives()
    }

    /// Which state is where.
    pub(crate) const fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Σ `w_k` `s_k` over all states of a cell: its relative risk, before any cell is lifted.
    pub(crate) fn risk(&self, states: &[f64]) -> f64 {
        let terms = states.iter().zip(&self.weights);
        terms.map(|(state, weight)| state * weight).sum()
    }

    /// How far counts scatter around the means.
    pub const fn dispersion(&self) -> Dispersion {
        self.dispersion
    }

    /// Expected counts by the part of the past that they come from.
    ///
    /// # Errors
    /// [`ModelError::Predictive`] when a state is not finite.
    pub fn explain(&self, task: &Task<'_>) -> Result<Explanation, ModelError> {
        self.explain_from(&self.walk(task), task)
    }

    /// The states at the end of the history that was learnt from.
    pub(crate) fn standing(&self) -> &Standing {
        &self.standing
    }

    /// States that stand at the origin of a task, from those at the end of the history that was learnt from where it is the same.
    pub(crate) fn walk<'t, 'a>(&'t self, task: &'t Task<'a>) -> Walk<'t, 'a> {
        let from_standing = self.standing().go_on(task, &self.layout);
        let mut walk = from_standing.unwrap_or_else(|| Walk::new(task, &self.layout));
        walk.advance(task.origin());
        walk
    }

    /// The same from states that stand at the origin of the task.
    pub(crate) fn explain_from(
        &self,
        walk: &Walk<'_, '_>,
        task: &Task<'_>,
    ) -> Result<Explanation, ModelError> {
        let (recent, long_run) = self.split_at_place();
        let cells = task.lattice().len();
        let constant = self.weights[self.layout.constant()];
        let columns = [
            (Part::OwnRecent, walk.blend(0, &recent)),
            (Part::OwnLongRun, walk.blend(0, &long_run)),
            (Part::Neighbours, self.spread(task, walk, 0, 1)),
            (Part::OtherCategories, self.spread(task, walk, 1, 0)),
            (Part::Unit, vec![constant; cells]),
        ];
        Explanation::of_columns(cells, &columns)?.scaled_to(recent_total(task), FLOOR_SHARE)
    }

    /// Weights of the own category in the cell itself, short half-lives and long ones apart.
    fn split_at_place(&self) -> (Vec<f64>, Vec<f64>) {
        let weights = self.weights(true, 0).iter().zip(self.half_lives());
        weights
            .map(|(&weight, &days)| {
                if days < Self::LONG_RUN_DAYS {
                    (weight, 0.0)
                } else {
                    (0.0, weight)
                }
            })
            .unzip()
    }

    /// Sum over the rings from `nearest` on of what a group adds to every cell.
    fn spread(
        &self,
        task: &Task<'_>,
        walk: &Walk<'_, '_>,
        group: usize,
        nearest: usize,
    ) -> Vec<f64> {
        let lattice = task.lattice();
        let blends: Vec<Vec<f64>> = (nearest..DISTANCES)
            .map(|distance| walk.blend(group, self.weights(group == 0, distance)))
            .collect();
        (0..lattice.len())
            .into_par_iter()
            .map(|place| {
                let rings = (nearest..DISTANCES).zip(&blends);
                rings
                    .map(|(distance, blend)| lattice.ring_mean(distance, place, blend))
                    .sum()
            })
            .collect()
    }
}

impl Fitted for KernelMixtureFit {
    fn predict(&self, task: &Task<'_>) -> Result<Forecast, ModelError> {
        let means = self.explain(task)?.means();
        let predictives: Vec<Predictive> = self.dispersion.around_all(&means)?;
        task.forecast(KernelMixture::NAME, predictives)
    }

    fn explanation(&self, task: &Task<'_>) -> Result<Option<Explanation>, ModelError> {
        self.explain(task).map(Some)
    }
}
