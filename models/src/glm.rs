//! Poisson regression on the logarithms of the kernel mixture's states.

use linfa::ParamGuard;
use linfa::dataset::DatasetBase;
use linfa::traits::{Fit, Predict};
use ndarray::{Array1, Array2};
use oshaq_domain::{Day, Forecast};
use rayon::prelude::*;

use crate::dispersion::{Dispersion, LEAST_HISTORY_DAYS, past_origins};
use crate::kernel_mixture::{KernelMixture, KernelMixtureFit};
use crate::level::{recent_total, scale_to};
use crate::poisson_glm::{PoissonGlm, PoissonGlmFit};
use crate::states::Walk;
use crate::{Explanation, Fitted, Forecaster, ModelError, Task};

/// The expected count of a cell is exp(β₀ + Σ β ln(ε + x)) over the kernel mixture's mean and its states, each relative
/// to the mean cell: where the mixture adds up what the parts of the past say, the regression multiplies it, so that a
/// cell counts for more where several parts agree.
///
/// The mixture is fitted first, then the coefficients with a ridge penalty on the last [`Glm::ORIGINS`] windows; the
/// cells are scaled to the recent total of the category ([`crate::LEVEL_DAYS`]).
///
/// # Source
/// `McCullagh` and Nelder (1989), *Generalized Linear Models*, 2nd ed., chapter 6; log-linear risk factors of places as in
/// Kennedy, Caplan and Piza (2011), *Risk clusters, hotspots, and spatial intelligence*, Journal of Quantitative
/// Criminology 27.
#[derive(Debug, Clone)]
pub struct Glm {
    mixture: KernelMixture,
    regression: PoissonGlm,
}

impl Glm {
    /// Name in scores and on the command line.
    pub const NAME: &str = "glm";
    /// Past windows that the coefficients are learnt from.
    pub const ORIGINS: usize = 52;
    /// Most cells × past windows.
    pub const MOST_ROWS: usize = 1_000_000;
    /// Ridge penalty of the regression: not tuned.
    pub const RIDGE: f64 = 10.0;
    /// What is added to a relative state before the logarithm: not tuned.
    pub const OFFSET: f64 = 0.1;

    /// With the default choices.
    ///
    /// # Errors
    /// [`ModelError::Choice`] when a default is not allowed.
    pub fn new() -> Result<Self, ModelError> {
        Ok(Self {
            mixture: KernelMixture::params().check()?,
            regression: PoissonGlm::params().ridge(Self::RIDGE).check()?,
        })
    }

    fn learn(&self, task: &Task<'_>) -> Result<GlmFit, ModelError> {
        let mixture = self.mixture.learn(task)?;
        let step = task.window().days().max(KernelMixture::STEP_DAYS);
        let data = training(task, &mixture, &origins(task, step))?;
        let anything = data.targets.iter().any(|&count| count > 0.0);
        let regression = anything.then(|| self.regression.fit(&data)).transpose()?;
        let fit = GlmFit {
            mixture,
            regression,
            dispersion: Dispersion::poisson(),
        };
        let dispersion = Dispersion::learn(task, |earlier| fit.means(earlier))?;
        Ok(GlmFit { dispersion, ..fit })
    }
}

/// The last past windows, at wider steps where there would be more than [`Glm::MOST_ROWS`] rows.
fn origins(task: &Task<'_>, step: u32) -> Vec<Day> {
    let all = past_origins(task, step, Glm::ORIGINS);
    let stride = (all.len() * task.lattice().len())
        .div_ceil(Glm::MOST_ROWS)
        .max(1);
    let mut kept: Vec<Day> = all.into_iter().rev().step_by(stride).collect();
    kept.reverse();
    kept
}

/// All cells over all past windows.
fn training(
    task: &Task<'_>,
    mixture: &KernelMixtureFit,
    origins: &[Day],
) -> Result<DatasetBase<Array2<f64>, Array1<f64>>, ModelError> {
    let cells = task.lattice().len();
    let mut walk = Walk::new(task, mixture.layout());
    let (mut rows, mut counts) = (Vec::new(), vec![0.0; cells * origins.len()]);
    for &origin in origins {
        walk.advance(origin);
        rows.extend(features(&walk, mixture, &task.at(origin)?)?);
    }
    for event in task.own_events() {
        let days = task.window().days() as i32;
        for (step, origin) in origins.iter().enumerate() {
            if (0..days).contains(&event.day.days_since(*origin)) {
                counts[step * cells + event.place] += f64::from(event.count);
            }
        }
    }
    if counts.is_empty() {
        return Err(task.short(LEAST_HISTORY_DAYS + task.window().days()));
    }
    let shape = (counts.len(), rows.len() / counts.len());
    let rows = Array2::from_shape_vec(shape, rows).map_err(linfa::Error::from)?;
    Ok(DatasetBase::new(rows, counts.into()))
}

/// Half-lives of the own category and of the others, and how many rings of each.
const CHOSEN: [(usize, usize, &[usize]); 2] = [(0, 4, &[1, 3, 5, 7]), (1, 2, &[3, 6])];

/// Features of all cells, one cell after the other.
fn features(
    walk: &Walk<'_, '_>,
    mixture: &KernelMixtureFit,
    task: &Task<'_>,
) -> Result<Vec<f64>, ModelError> {
    let columns: Vec<usize> = CHOSEN
        .iter()
        .flat_map(|&(group, rings, halves)| {
            (0..rings).flat_map(move |ring| halves.iter().map(move |half| (group, ring, half)))
        })
        .map(|(group, ring, half)| mixture.layout().first(group, ring) + half)
        .collect();
    let cells = task.lattice().len();
    let totals = walk.totals();
    let expected = mixture.explain_from(walk, task)?.means();
    let all: f64 = expected.iter().sum();
    let relative = |value: f64, total: f64, offset: f64| {
        let mean = total / cells as f64;
        if mean > 0.0 {
            (offset + value / mean).ln()
        } else {
            0.0
        }
    };
    Ok((0..cells)
        .into_par_iter()
        .flat_map_iter(|place| {
            let row = walk.row(place);
            let states = columns
                .iter()
                .map(|&column| relative(row[column], totals[column], Glm::OFFSET));
            let mut features = vec![relative(expected[place], all, 0.0)];
            features.extend(states);
            features
        })
        .collect())
}

impl Forecaster for Glm {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn fit(&self, task: &Task<'_>) -> Result<Box<dyn Fitted>, ModelError> {
        Ok(Box::new(self.learn(task)?))
    }
}

struct GlmFit {
    mixture: KernelMixtureFit,
    /// `None` where the past windows held no offence to learn from: the mixture's means stay.
    regression: Option<PoissonGlmFit>,
    dispersion: Dispersion,
}

impl GlmFit {
    fn means(&self, task: &Task<'_>) -> Result<Vec<f64>, ModelError> {
        let mut walk = Walk::new(task, self.mixture.layout());
        walk.advance(task.origin());
        let Some(regression) = &self.regression else {
            return Ok(self.mixture.explain_from(&walk, task)?.means());
        };
        let rows = features(&walk, &self.mixture, task)?;
        let shape = (task.lattice().len(), rows.len() / task.lattice().len());
        let rows = Array2::from_shape_vec(shape, rows).map_err(linfa::Error::from)?;
        let rates: Array1<f64> = regression.predict(&rows);
        scale_to(rates.to_vec(), recent_total(task))
    }
}

impl Fitted for GlmFit {
    fn predict(&self, task: &Task<'_>) -> Result<Forecast, ModelError> {
        let means = self.means(task)?;
        task.forecast(Glm::NAME, self.dispersion.around_all(&means)?)
    }

    /// The mixture's shares, carried to the regression's means.
    fn explanation(&self, task: &Task<'_>) -> Result<Option<Explanation>, ModelError> {
        let shares = self.mixture.explain(task)?;
        shares.carried_to(&self.means(task)?).map(Some)
    }
}
