//! Newton's method for counts with a logarithmic link.

use ndarray::linalg::general_mat_mul;
use ndarray::parallel::prelude::*;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, Slice, Zip};

use crate::ModelError;
use crate::error::refuse;
use crate::regressions::cholesky::solve;
use crate::regressions::exposed_rows::{BEHIND_INTERCEPT, ExposedRows};

/// Counts with mean μ = e·exp(β₀ + xβ) and variance μ + α μ²: Poisson with α = 0, negative binomial (NB2) with a known α > 0.
///
/// # Source
/// `McCullagh` and Nelder (1989), *Generalized Linear Models*, 2nd ed., section 2.5; for α > 0 Cameron and Trivedi,
/// *Regression Analysis of Count Data*, 2nd ed., equations 3.27 to 3.29, the information in expectation (Fisher scoring).
#[derive(Debug, Clone, Copy)]
pub struct LogLink {
    pub alpha: f64,
    /// Penalty ½·λ·|β|² without the intercept.
    pub ridge: f64,
    /// Most Newton steps.
    pub iterations: usize,
    /// Relative gain of log-likelihood under which to stop.
    pub tolerance: f64,
}

/// Where the climb ended.
pub struct Maximum {
    /// The intercept first.
    pub beta: Array1<f64>,
    /// At the start and after each step.
    pub ln_likelihoods: Vec<f64>,
}

impl LogLink {
    /// Refuses choices under which nothing can be climbed.
    ///
    /// # Errors
    /// [`ModelError::Choice`].
    pub fn check(&self) -> Result<(), ModelError> {
        if !(self.ridge >= 0.0 && self.ridge.is_finite()) {
            return refuse("ridge", self.ridge, "it must be finite and not negative");
        }
        if self.iterations == 0 {
            return refuse("iterations", 0, "at least one Newton step is needed");
        }
        if self.tolerance.is_nan() || self.tolerance < 0.0 {
            return refuse("tolerance", self.tolerance, "it must not be negative");
        }
        Ok(())
    }

    /// Climbs the penalised likelihood from a start.
    ///
    /// # Errors
    /// [`ModelError::Regression`] when features depend on one another.
    pub fn climb(&self, rows: &ExposedRows<'_>, beta: Array1<f64>) -> Result<Maximum, ModelError> {
        let here = Point::at(rows, &beta, self);
        self.climb_from(rows, beta, here)
    }

    /// The same from a start where the likelihood has been looked at.
    ///
    /// # Errors
    /// As [`LogLink::climb`].
    pub fn climb_from(
        &self,
        rows: &ExposedRows<'_>,
        mut beta: Array1<f64>,
        mut here: Point,
    ) -> Result<Maximum, ModelError> {
        let mut ln_likelihoods = vec![here.ln_likelihood];
        for _ in 0..self.iterations {
            let step = solve(&here.information, &here.score)?;
            if 0.5 * step.dot(&here.score) <= self.least_gain(here.ln_likelihood) {
                beta += &step;
                break;
            }
            let Some((next, point)) = self.uphill(rows, &beta, step, here.ln_likelihood) else {
                break;
            };
            let gain = point.ln_likelihood - here.ln_likelihood;
            (beta, here) = (next, point);
            ln_likelihoods.push(here.ln_likelihood);
            if gain <= self.least_gain(here.ln_likelihood) {
                break;
            }
        }
        Ok(Maximum {
            beta,
            ln_likelihoods,
        })
    }

    /// Gain of log-likelihood under which to stop. A step that promises no more, by the quadratic that it leads to the top of, is the last and
    /// is taken unseen.
    fn least_gain(&self, ln_likelihood: f64) -> f64 {
        self.tolerance * ln_likelihood.abs().max(1.0)
    }

    /// The step, halved until the likelihood does not fall; `None` where no step is left.
    fn uphill(
        &self,
        rows: &ExposedRows<'_>,
        beta: &Array1<f64>,
        mut step: Array1<f64>,
        reached: f64,
    ) -> Option<(Array1<f64>, Point)> {
        for _ in 0..HALVINGS {
            let next = beta + &step;
            let point = Point::at(rows, &next, self);
            if point.ln_likelihood >= reached {
                return Some((next, point));
            }
            step *= 0.5;
        }
        None
    }
}

/// Most halvings of a Newton step.
const HALVINGS: usize = 30;

/// Rows worked on at a time: they and their weighted copy fit into a core's own cache. Sums are taken over blocks in
/// their order, so they do not depend on the threads.
const BLOCK: usize = 256;

/// Rows that one thread works on.
pub const SHARE: usize = 16 * BLOCK;

/// Penalised log-likelihood with its first derivative and the negative of its second.
pub struct Point {
    pub ln_likelihood: f64,
    pub score: Array1<f64>,
    pub information: Array2<f64>,
}

impl Point {
    /// At coefficients, the intercept first.
    pub fn at(rows: &ExposedRows<'_>, beta: &Array1<f64>, link: &LogLink) -> Self {
        let features = rows.features.axis_chunks_iter(Axis(0), SHARE);
        let counts = rows.counts.axis_chunks_iter(Axis(0), SHARE);
        let exposures = rows.exposures.axis_chunks_iter(Axis(0), SHARE);
        let parts: Vec<Self> = features
            .into_par_iter()
            .zip(counts)
            .zip(exposures)
            .map(|((features, counts), exposures)| {
                Self::sum(features, counts, exposures, beta, link.alpha)
            })
            .collect();
        let mut whole = Self::zero(beta.len());
        for part in &parts {
            whole.add_up(part);
        }
        whole.penalise(beta, link.ridge);
        whole
    }

    /// Of no rows, for so many coefficients.
    pub fn zero(width: usize) -> Self {
        Self {
            ln_likelihood: 0.0,
            score: Array1::zeros(width),
            information: Array2::zeros((width, width)),
        }
    }

    /// Takes in what other rows say.
    pub fn add_up(&mut self, other: &Self) {
        self.ln_likelihood += other.ln_likelihood;
        self.score += &other.score;
        self.information += &other.information;
    }

    /// Takes in a ridge penalty.
    pub fn penalise(&mut self, beta: &Array1<f64>, ridge: f64) {
        for feature in 1..beta.len() {
            self.ln_likelihood -= 0.5 * ridge * beta[feature] * beta[feature];
            self.score[feature] -= ridge * beta[feature];
            self.information[[feature, feature]] += ridge;
        }
    }

    fn sum(
        features: ArrayView2<'_, f64>,
        counts: ArrayView1<'_, f64>,
        exposures: ArrayView1<'_, f64>,
        beta: &Array1<f64>,
        alpha: f64,
    ) -> Self {
        let mut sum = Self::zero(beta.len());
        let mut scaled = Array2::zeros((BLOCK, beta.len()));
        let blocks = features.axis_chunks_iter(Axis(0), BLOCK);
        let counts = counts.axis_chunks_iter(Axis(0), BLOCK);
        let exposures = exposures.axis_chunks_iter(Axis(0), BLOCK);
        for ((features, counts), exposures) in blocks.zip(counts).zip(exposures) {
            sum.add((features, counts, exposures), beta, alpha, &mut scaled);
        }
        sum
    }

    fn add(
        &mut self,
        (features, counts, exposures): (
            ArrayView2<'_, f64>,
            ArrayView1<'_, f64>,
            ArrayView1<'_, f64>,
        ),
        beta: &Array1<f64>,
        alpha: f64,
        scaled: &mut Array2<f64>,
    ) {
        let linear = features.dot(&beta.slice_axis(Axis(0), BEHIND_INTERCEPT)) + beta[0];
        let means = linear.mapv(f64::exp) * exposures;
        let spreads = means.mapv(|mean| 1.0 + alpha * mean);
        let residuals = (&counts - &means) / &spreads;
        self.ln_likelihood += counts.dot(&linear) - loss(&counts, &means, alpha);
        self.score[0] += residuals.sum();
        let mut slopes = self.score.slice_axis_mut(Axis(0), BEHIND_INTERCEPT);
        for (row, &residual) in features.rows().into_iter().zip(&residuals) {
            slopes.scaled_add(residual, &row);
        }
        let roots = (means / spreads).mapv(f64::sqrt).insert_axis(Axis(1));
        let mut scaled = scaled.slice_axis_mut(Axis(0), Slice::from(..features.nrows()));
        scaled
            .slice_axis_mut(Axis(1), Slice::from(..1))
            .assign(&roots);
        Zip::from(scaled.slice_axis_mut(Axis(1), BEHIND_INTERCEPT))
            .and(&features)
            .and_broadcast(&roots)
            .for_each(|scaled, feature, root| *scaled = feature * root);
        general_mat_mul(1.0, &scaled.t(), &scaled, 1.0, &mut self.information);
    }
}

/// What the likelihood loses to the means: Σ μ, or Σ (y + 1/α) ln(1 + α μ).
fn loss(counts: &ArrayView1<'_, f64>, means: &Array1<f64>, alpha: f64) -> f64 {
    if alpha > 0.0 {
        let rows = counts.iter().zip(means);
        rows.map(|(count, mean)| (count + 1.0 / alpha) * (alpha * mean).ln_1p())
            .sum()
    } else {
        means.sum()
    }
}
