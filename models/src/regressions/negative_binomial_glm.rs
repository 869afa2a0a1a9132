//! Negative binomial regression with a logarithmic link.

use linfa::ParamGuard;
use linfa::dataset::DatasetBase;
use linfa::traits::{Fit, Predict, PredictInplace};
use ndarray::{Array1, Array2, Axis};
use statrs::function::gamma::{digamma, ln_gamma};

use crate::ModelError;
use crate::regressions::exposed_rows::{BEHIND_INTERCEPT, ExposedRows};
use crate::regressions::log_link::{LogLink, Maximum};

/// Choices for [`NegativeBinomialGlm`], not yet checked.
#[derive(Debug, Clone)]
pub struct NegativeBinomialGlmParams(NegativeBinomialGlm);

/// Counts y with exposure e are negative binomial (NB2) with mean μ = e·exp(β₀ + xβ) and variance μ + α μ². Targets are rates y/e
/// and weights exposures, as for [`crate::PoissonGlm`].
///
/// Coefficients and α are fitted in turn, each with the other held, until the likelihood stops growing: the two are
/// orthogonal in the expected information, so few turns are needed.
///
/// # Source
/// Cameron and Trivedi, *Regression Analysis of Count Data*, 2nd ed., section 3.3.1; Lawless (1987), *Negative binomial and mixed
/// Poisson regression*, Canadian Journal of Statistics 15.
#[derive(Debug, Clone)]
pub struct NegativeBinomialGlm {
    link: LogLink,
    turns: usize,
}

impl NegativeBinomialGlm {
    /// Most turns.
    pub const TURNS: usize = 50;
    /// Least and greatest α.
    pub const ALPHA: (f64, f64) = (1e-6, 1e3);

    /// Choices, to be checked by linfa's [`ParamGuard::check`] or on fitting.
    pub const fn params() -> NegativeBinomialGlmParams {
        NegativeBinomialGlmParams(Self {
            link: LogLink {
                alpha: 0.0,
                ridge: 0.0,
                iterations: crate::PoissonGlm::ITERATIONS,
                tolerance: crate::PoissonGlm::TOLERANCE,
            },
            turns: Self::TURNS,
        })
    }
}

impl NegativeBinomialGlmParams {
    /// Chooses the ridge penalty λ; none unless chosen.
    #[must_use]
    pub const fn ridge(mut self, lambda: f64) -> Self {
        self.0.link.ridge = lambda;
        self
    }
}

impl ParamGuard for NegativeBinomialGlmParams {
    type Checked = NegativeBinomialGlm;
    type Error = ModelError;

    fn check_ref(&self) -> Result<&NegativeBinomialGlm, ModelError> {
        self.0.link.check()?;
        Ok(&self.0)
    }

    fn check(self) -> Result<NegativeBinomialGlm, ModelError> {
        self.check_ref().cloned()
    }
}

/// Fitted coefficients and overdispersion.
#[derive(Debug, Clone, PartialEq)]
pub struct NegativeBinomialGlmFit {
    intercept: f64,
    coefficients: Array1<f64>,
    alpha: f64,
}

impl NegativeBinomialGlmFit {
    /// β₀.
    pub const fn intercept(&self) -> f64 {
        self.intercept
    }

    /// β, one per feature.
    pub const fn coefficients(&self) -> &Array1<f64> {
        &self.coefficients
    }

    /// Overdispersion α.
    pub const fn alpha(&self) -> f64 {
        self.alpha
    }

    /// Log-likelihood of data, the factorials included.
    ///
    /// # Errors
    /// [`ModelError::Regression`] for data of other widths or with impossible targets or weights.
    pub fn ln_likelihood(
        &self,
        data: &DatasetBase<Array2<f64>, Array1<f64>>,
    ) -> Result<f64, ModelError> {
        let rows = ExposedRows::of(data)?;
        rows.check_width(self.coefficients.len())?;
        let rates: Array1<f64> = self.predict(&data.records);
        let size = 1.0 / self.alpha;
        let cells = rows.counts.iter().zip(&rates * &rows.exposures);
        Ok(cells
            .map(|(&count, mean)| {
                ln_gamma(count + size)
                    - ln_gamma(size)
                    - ln_gamma(count + 1.0)
                    - size * (self.alpha * mean).ln_1p()
                    + count * (mean / (size + mean)).ln()
            })
            .sum())
    }
}

impl Fit<Array2<f64>, Array1<f64>, ModelError> for NegativeBinomialGlm {
    type Object = NegativeBinomialGlmFit;

    fn fit(
        &self,
        data: &DatasetBase<Array2<f64>, Array1<f64>>,
    ) -> Result<Self::Object, ModelError> {
        let rows = ExposedRows::of(data)?;
        let (mut beta, mut alpha) = (rows.equal_rates()?, 0.0);
        for _ in 0..self.turns {
            let link = LogLink { alpha, ..self.link };
            let Maximum { beta: next, .. } = link.climb(&rows, beta)?;
            beta = next;
            let best = likeliest_alpha(&rows.counts, &rows.means(&beta));
            let settled = (best - alpha).abs() <= SETTLED * best;
            alpha = best;
            if settled {
                break;
            }
        }
        Ok(NegativeBinomialGlmFit {
            intercept: beta[0],
            coefficients: beta.slice_axis(Axis(0), BEHIND_INTERCEPT).to_owned(),
            alpha,
        })
    }
}

/// Rates per unit of exposure.
impl PredictInplace<Array2<f64>, Array1<f64>> for NegativeBinomialGlmFit {
    fn predict_inplace<'a>(&'a self, features: &'a Array2<f64>, rates: &mut Array1<f64>) {
        rates.assign(&(features.dot(&self.coefficients) + self.intercept));
        rates.mapv_inplace(f64::exp);
    }

    fn default_target(&self, features: &Array2<f64>) -> Array1<f64> {
        Array1::zeros(features.nrows())
    }
}

/// Relative change of α at which the turns end.
const SETTLED: f64 = 1e-9;
/// Halvings of the interval of ln α: from 20 to under 1e-12.
const HALVINGS: usize = 45;

/// The α at which the likelihood of counts around known means is greatest: bisection of its slope in ln α.
fn likeliest_alpha(counts: &Array1<f64>, means: &Array1<f64>) -> f64 {
    let (least, most) = NegativeBinomialGlm::ALPHA;
    let (mut low, mut high) = (least.ln(), most.ln());
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if slope(counts, means, middle.exp()) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high).exp()
}

/// Derivative of the log-likelihood by α, up to a positive factor (Cameron and Trivedi, equation 3.29). With r = 1/α:
/// Σ ψ(r) − ψ(y + r) + ln(1 + α μ) + (y − μ)/(r + μ).
fn slope(counts: &Array1<f64>, means: &Array1<f64>, alpha: f64) -> f64 {
    let size = 1.0 / alpha;
    let at_zero = digamma(size);
    let rows = counts.iter().zip(means);
    rows.map(|(&count, &mean)| {
        let drawn = if count > 0.0 {
            at_zero - digamma(count + size)
        } else {
            0.0
        };
        drawn + (alpha * mean).ln_1p() + (count - mean) / (size + mean)
    })
    .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regressions::exposed_rows::tests::data;

    /// Golden values: `tests/golden.py`. `NegativeBinomial(count, add_constant(x), loglike_method="nb2",
    /// offset=log(exposure)).fit()`: four coefficients, α, and the log-likelihood there.
    const STATSMODELS: [f64; 5] = [
        0.016_280_312_875_310_985,
        -0.064_771_373_772_809_07,
        0.339_865_666_753_394_25,
        0.054_608_800_710_341_694,
        0.515_628_113_199_952_3,
    ];
    const LN_LIKELIHOOD: f64 = -541.532_049_625_144;

    #[test]
    fn coefficients_and_overdispersion_equal_statsmodels_with_an_offset() {
        let fit = NegativeBinomialGlm::params().fit(&data()).unwrap();
        let found = std::iter::once(fit.intercept())
            .chain(fit.coefficients().iter().copied())
            .chain(std::iter::once(fit.alpha()));
        for (found, golden) in found.zip(STATSMODELS) {
            assert!((found - golden).abs() < 1e-6, "{found} instead of {golden}");
        }
    }

    #[test]
    fn the_likelihood_at_the_maximum_equals_that_of_statsmodels() {
        let data = data();
        let fit = NegativeBinomialGlm::params().fit(&data).unwrap();
        let found = fit.ln_likelihood(&data).unwrap();
        assert!((found - LN_LIKELIHOOD).abs() < 1e-6, "{found}");
    }

    #[test]
    fn a_ridge_penalty_is_finite_and_not_negative() {
        assert!(NegativeBinomialGlm::params().ridge(-1.0).check().is_err());
        assert!(
            NegativeBinomialGlm::params()
                .ridge(f64::NAN)
                .check()
                .is_err()
        );
        assert!(NegativeBinomialGlm::params().ridge(1.0).check().is_ok());
    }
}
