//! Poisson regression on the logarithms of the kernel mixture's states.

use linfa::ParamGuard;
use linfa::dataset::DatasetBase;
use ndarray::parallel::prelude::*;
use ndarray::{Array1, Array2, ArrayView1, ArrayViewMut1, Axis};

use crate::mixture::kernel_mixture::KernelMixture;
use crate::regressions::poisson_glm::{PoissonGlm, PoissonGlmFit};
use crate::stack::on_mixture::{OnMixture, RelativeRisks};
use crate::stack::risk_features::{NEAR, Samples};
use crate::{Fitted, Forecaster, ModelError, Task};

/// The expected count of a cell is exp(β₀ + Σ β ln(ε + x)) over the kernel mixture's mean and its states, each relative
/// to the mean cell: where the mixture adds up what the parts of the past say, the regression multiplies it, so that a
/// cell counts for more where several parts agree.
///
/// The mixture is fitted first, then the coefficients with a ridge penalty, which is chosen by cross-validation, on the past windows of about a year; the
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
    /// Ridge penalties of which the likeliest is chosen from the past windows of every fit; the regression begins with the
    /// second.
    pub const RIDGES: [f64; 4] = [1.0, 10.0, 100.0, 1000.0];
    /// Relative gain of log-likelihood under which the regression stops: what is left of a step then moves no score.
    pub const TOLERANCE: f64 = 1e-9;
    /// Runs of past windows that are foretold from the others to choose it.
    pub const BLOCKS: usize = 4;

    /// With the default choices.
    ///
    /// # Errors
    /// [`ModelError::Choice`] when a default is not allowed.
    pub fn new() -> Result<Self, ModelError> {
        Ok(Self {
            mixture: KernelMixture::params().check()?,
            regression: PoissonGlm::params()
                .ridge(Self::RIDGES[1])
                .tolerance(Self::TOLERANCE)
                .check()?,
        })
    }

    /// The regression alone, on the rows of [`Samples::training`]. `None` where the past windows held no offence to learn from.
    pub(crate) fn regress(&self, samples: &Samples) -> Result<Option<PoissonGlmFit>, ModelError> {
        let data = &samples.data;
        if data.targets.iter().all(|&rate| rate == 0.0) {
            return Ok(None);
        }
        let data = DatasetBase::new(columns(&data.records), data.targets.clone())
            .with_weights(data.weights.clone());
        let blocks = samples.blocks(Self::BLOCKS);
        let fit = self
            .regression
            .fit_in_blocks(&data, &blocks, &Self::RIDGES)?;
        Ok(Some(fit))
    }
}

/// What is added to a relative state before the logarithm; each state comes twice, so that the slope at places with hardly any
/// record can differ from that at the others (on weeks before the tests both together were better than 0.03, 0.1 or 0.3 alone).
const OFFSETS: [f64; 2] = [0.03, 0.5];
/// The same for a smoothed state: not tuned.
const SMOOTHED_OFFSET: f64 = 0.1;

/// Rows of features that one thread turns into columns at a time.
const ROWS_AT_ONCE: usize = 256;

/// Columns of the regression to so many features.
const fn width(features: usize) -> usize {
    1 + OFFSETS.len() * (NEAR - 1) + features - NEAR
}

/// Logarithms of the mixture's mean, of the states of a cell and its rings with each of [`OFFSETS`], and of the smoothed states.
fn fill_columns(columns: &mut [f64], features: &[f64]) {
    let (near, smoothed) = features.split_at(NEAR);
    let (mean, columns) = columns.split_at_mut(1);
    mean[0] = near[0].ln();
    let (with_offsets, of_smoothed) = columns.split_at_mut(OFFSETS.len() * (NEAR - 1));
    for (columns, offset) in with_offsets.chunks_exact_mut(NEAR - 1).zip(OFFSETS) {
        for (column, state) in columns.iter_mut().zip(&near[1..]) {
            *column = (offset + state).ln();
        }
    }
    for (column, state) in of_smoothed.iter_mut().zip(smoothed) {
        *column = (SMOOTHED_OFFSET + state).ln();
    }
}

/// What the regression is fitted to.
fn columns(features: &Array2<f64>) -> Array2<f64> {
    let mut columns = Array2::zeros((features.nrows(), width(features.ncols())));
    columns
        .axis_chunks_iter_mut(Axis(0), ROWS_AT_ONCE)
        .into_par_iter()
        .zip(features.axis_chunks_iter(Axis(0), ROWS_AT_ONCE))
        .for_each(|(mut columns, features)| {
            for (mut columns, features) in columns.rows_mut().into_iter().zip(features.rows()) {
                fill_columns(row_mut(&mut columns), row(&features));
            }
        });
    columns
}

fn row<'a>(row: &'a ArrayView1<'_, f64>) -> &'a [f64] {
    row.as_slice()
        .unwrap_or_else(|| unreachable!("rows lie behind one another"))
}

fn row_mut<'a>(row: &'a mut ArrayViewMut1<'_, f64>) -> &'a mut [f64] {
    row.as_slice_mut()
        .unwrap_or_else(|| unreachable!("rows lie behind one another"))
}

impl Forecaster for Glm {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn fit(&self, task: &Task<'_>) -> Result<Box<dyn Fitted>, ModelError> {
        let fit = OnMixture::learn(Self::NAME, &self.mixture, task, |samples| {
            self.regress(samples)
        })?;
        Ok(Box::new(fit))
    }
}

impl RelativeRisks for PoissonGlmFit {
    fn ln_risks(&self, features: &Array2<f64>) -> Array1<f64> {
        columns(features).dot(self.coefficients()) + self.intercept()
    }
}
