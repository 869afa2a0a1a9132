//! Poisson regression with a logarithmic link.

use std::ops::Range;

use linfa::ParamGuard;
use linfa::dataset::DatasetBase;
use linfa::traits::{Fit, PredictInplace};
use ndarray::{Array1, Array2, Axis};

use crate::ModelError;
use crate::regressions::exposed_rows::{BEHIND_INTERCEPT, ExposedRows};
use crate::regressions::log_link::{LogLink, Maximum};
use crate::regressions::ridge::likeliest_ridge;

/// Choices for [`PoissonGlm`], not yet checked.
#[derive(Debug, Clone)]
pub struct PoissonGlmParams(PoissonGlm);

/// Counts y with exposure e are Poisson with mean e·exp(β₀ + xβ). The data set's targets are rates y/e and its weights
/// the exposures, which is the same likelihood as counts with the offset ln e.
///
/// Fitted by Newton's method (iteratively reweighted least squares) with Cholesky's factorisation; a step under which
/// the likelihood would fall is halved. The ridge penalty ½·λ·|β|² spares the intercept β₀.
///
/// # Source
/// Nelder and Wedderburn (1972), *Generalized linear models*, JRSS A 135; `McCullagh` and Nelder (1989), *Generalized
/// Linear Models*, 2nd ed., sections 2.5 and 6.2.
#[derive(Debug, Clone)]
pub struct PoissonGlm {
    /// As the negative binomial has it, without overdispersion.
    pub(crate) link: LogLink,
}

impl PoissonGlm {
    /// Most Newton steps unless chosen otherwise.
    pub const ITERATIONS: usize = 50;
    /// Relative gain of log-likelihood under which Newton's method stops unless chosen otherwise.
    pub const TOLERANCE: f64 = 1e-12;
    /// The same for the fit that ridges are compared at: they are powers of ten apart.
    const ROUGHLY: f64 = 1e-4;

    /// Fits with the one of several ridges under which every block of rows is likeliest to a fit to the others
    /// ([`likeliest_ridge`]); with its own where none is given. The climb begins where the first feature alone rules with slope 1, which
    /// is to be the logarithm of a rate that is about right already.
    ///
    /// # Errors
    /// [`ModelError::Regression`], as for a fit.
    pub(crate) fn fit_in_blocks(
        &self,
        data: &DatasetBase<Array2<f64>, Array1<f64>>,
        blocks: &[Range<usize>],
        ridges: &[f64],
    ) -> Result<PoissonGlmFit, ModelError> {
        let rows = ExposedRows::of(data)?;
        let roughly = LogLink {
            tolerance: Self::ROUGHLY,
            ..self.link
        };
        let first = roughly.climb(&rows, rows.rates_as_first()?)?;
        let Some((ridge, here)) = likeliest_ridge(&rows, blocks, &first.beta, ridges)? else {
            return Ok(PoissonGlmFit::of(self.link.climb(&rows, first.beta)?));
        };
        let link = LogLink { ridge, ..self.link };
        Ok(PoissonGlmFit::of(link.climb_from(&rows, first.beta, here)?))
    }

    /// Choices, to be checked by linfa's [`ParamGuard::check`] or on fitting.
    pub const fn params() -> PoissonGlmParams {
        PoissonGlmParams(Self {
            link: LogLink {
                alpha: 0.0,
                ridge: 0.0,
                iterations: Self::ITERATIONS,
                tolerance: Self::TOLERANCE,
            },
        })
    }
}

impl PoissonGlmParams {
    /// Chooses the ridge penalty λ; none unless chosen.
    #[must_use]
    pub const fn ridge(mut self, lambda: f64) -> Self {
        self.0.link.ridge = lambda;
        self
    }

    /// Chooses the most Newton steps.
    #[must_use]
    pub const fn iterations(mut self, iterations: usize) -> Self {
        self.0.link.iterations = iterations;
        self
    }

    /// Chooses the relative gain of log-likelihood under which Newton's method stops.
    #[must_use]
    pub const fn tolerance(mut self, tolerance: f64) -> Self {
        self.0.link.tolerance = tolerance;
        self
    }
}

impl ParamGuard for PoissonGlmParams {
    type Checked = PoissonGlm;
    type Error = ModelError;

    fn check_ref(&self) -> Result<&PoissonGlm, ModelError> {
        self.0.link.check()?;
        Ok(&self.0)
    }

    fn check(self) -> Result<PoissonGlm, ModelError> {
        self.check_ref().cloned()
    }
}

/// Fitted coefficients.
#[derive(Debug, Clone, PartialEq)]
pub struct PoissonGlmFit {
    intercept: f64,
    coefficients: Array1<f64>,
    ln_likelihoods: Vec<f64>,
}

impl PoissonGlmFit {
    fn of(maximum: Maximum) -> Self {
        let slopes = maximum.beta.slice_axis(Axis(0), BEHIND_INTERCEPT);
        Self {
            intercept: maximum.beta[0],
            coefficients: slopes.to_owned(),
            ln_likelihoods: maximum.ln_likelihoods,
        }
    }

    /// β₀.
    pub const fn intercept(&self) -> f64 {
        self.intercept
    }

    /// β, one per feature.
    pub const fn coefficients(&self) -> &Array1<f64> {
        &self.coefficients
    }

    /// Penalised log-likelihood (without the factorials) at the start and after each Newton step.
    pub fn ln_likelihoods(&self) -> &[f64] {
        &self.ln_likelihoods
    }

    /// Overdispersion α of a negative binomial with variance μ + α μ² around the fitted means, not below 0.
    ///
    /// # Errors
    /// [`ModelError::Regression`] for data of other widths or with impossible targets or weights.
    ///
    /// # Source
    /// Cameron and Trivedi (1990), *Regression-based tests for overdispersion in the Poisson model*, Journal of
    /// Econometrics 46, section 2: regression of ((y − μ)² − y)/μ on μ without an intercept.
    pub fn overdispersion(
        &self,
        data: &DatasetBase<Array2<f64>, Array1<f64>>,
    ) -> Result<f64, ModelError> {
        let rows = ExposedRows::of(data)?;
        rows.check_width(self.coefficients.len())?;
        let linear = rows.features.dot(&self.coefficients) + self.intercept;
        let (mut excess, mut squares) = (0.0, 0.0);
        for ((&linear, &count), &exposure) in linear.iter().zip(&rows.counts).zip(&rows.exposures) {
            let mean = exposure * linear.exp();
            excess += (count - mean).powi(2) - count;
            squares += mean * mean;
        }
        Ok(if squares > 0.0 {
            (excess / squares).max(0.0)
        } else {
            0.0
        })
    }
}

impl Fit<Array2<f64>, Array1<f64>, ModelError> for PoissonGlm {
    type Object = PoissonGlmFit;

    fn fit(
        &self,
        data: &DatasetBase<Array2<f64>, Array1<f64>>,
    ) -> Result<Self::Object, ModelError> {
        let rows = ExposedRows::of(data)?;
        let start = rows.equal_rates()?;
        Ok(PoissonGlmFit::of(self.link.climb(&rows, start)?))
    }
}

/// Rates per unit of exposure.
impl PredictInplace<Array2<f64>, Array1<f64>> for PoissonGlmFit {
    fn predict_inplace<'a>(&'a self, features: &'a Array2<f64>, rates: &mut Array1<f64>) {
        rates.assign(&(features.dot(&self.coefficients) + self.intercept));
        rates.mapv_inplace(f64::exp);
    }

    fn default_target(&self, features: &Array2<f64>) -> Array1<f64> {
        Array1::zeros(features.nrows())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regressions::exposed_rows::tests::data;
    use crate::regressions::log_link::SHARE;
    use linfa::traits::Predict;

    fn assert_close(fit: &PoissonGlmFit, golden: [f64; 4]) {
        let found = std::iter::once(fit.intercept()).chain(fit.coefficients().iter().copied());
        for (found, golden) in found.zip(golden) {
            assert!((found - golden).abs() < 1e-8, "{found} instead of {golden}");
        }
    }

    /// `statsmodels.api.GLM(counts, add_constant(x), Poisson(), offset=log(exposures)).fit(tol=1e-14).params`, and the
    /// same from `GLM(counts / exposures, …, freq_weights=exposures)`; x, counts and exposures as in `data`.
    const STATSMODELS: [f64; 4] = [
        0.044_012_587_539_706_55,
        -0.076_520_286_757_393_34,
        0.339_676_541_339_207_2,
        0.069_392_876_551_939_07,
    ];

    #[test]
    fn rates_with_exposures_as_weights_equal_statsmodels_with_an_offset() {
        let fit = PoissonGlm::params().fit(&data()).unwrap();
        assert_close(&fit, STATSMODELS);
    }

    /// Without weights: `GLM(rates, add_constant(x), Poisson()).fit(tol=1e-14).params`.
    #[test]
    fn without_weights_all_exposures_are_one() {
        let data = data();
        let plain = DatasetBase::new(data.records, data.targets);
        assert_close(
            &PoissonGlm::params().fit(&plain).unwrap(),
            [
                -0.107_360_775_375_193_37,
                -0.052_512_260_031_405_696,
                0.356_609_037_337_683_1,
                0.044_806_887_301_098_75,
            ],
        );
    }

    /// `scipy.optimize.minimize` (BFGS, then Newton to a gradient under 1e-10) of −Σ e(r·xβ − exp(xβ)) + ½·25·|β|²
    /// without the intercept's square.
    #[test]
    fn the_ridge_penalty_shrinks_slopes_as_far_as_scipy_says_and_spares_the_intercept() {
        let fit = PoissonGlm::params().ridge(25.0).fit(&data()).unwrap();
        assert_close(
            &fit,
            [
                0.049_265_301_400_949_42,
                -0.065_516_051_455_939_76,
                0.293_786_831_112_792_3,
                0.061_304_284_225_421_07,
            ],
        );
    }

    /// `OLS(((y − m)**2 − y) / m, m).fit().params[0]` with the fitted means m.
    #[test]
    fn overdispersion_equals_the_auxiliary_regression_of_statsmodels() {
        let fit = PoissonGlm::params().fit(&data()).unwrap();
        let found = fit.overdispersion(&data()).unwrap();
        assert!((found - 0.386_657_794_386_653_1).abs() < 1e-8, "{found}");
    }

    #[test]
    fn the_likelihood_never_falls_and_predictions_keep_the_total() {
        let data = data();
        let fit = PoissonGlm::params().fit(&data).unwrap();
        assert!(
            fit.ln_likelihoods()
                .windows(2)
                .all(|pair| pair[0] <= pair[1])
        );
        let rates: Array1<f64> = fit.predict(&data.records);
        let exposures = data.weights.mapv(f64::from);
        let (expected, counted) = (rates.dot(&exposures), data.targets.dot(&exposures));
        assert!((expected - counted).abs() < 1e-6);
    }

    #[test]
    fn a_fit_is_the_same_on_any_number_of_threads() {
        let rows = 3 * SHARE + 11;
        let features = Array2::from_shape_fn((rows, 2), |(row, column)| {
            ((row * (7 + column)) % 89) as f64 / 89.0
        });
        let counts: Array1<f64> = (0..rows).map(|row| (row % 5 / 3) as f64).collect();
        let data = DatasetBase::new(features, counts);
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.unwrap()
                .install(|| PoissonGlm::params().fit(&data).unwrap())
        };
        assert_eq!(on(1), on(3));
    }

    #[test]
    fn dependent_features_are_refused_unless_there_is_a_penalty() {
        let twice = Array2::from_shape_fn((9, 2), |(row, _)| row as f64);
        let data = DatasetBase::new(twice, Array1::from_iter((0..9).map(f64::from)));
        let error = PoissonGlm::params().fit(&data).unwrap_err().to_string();
        assert!(error.contains("ridge"), "{error}");
        assert!(PoissonGlm::params().ridge(0.1).fit(&data).is_ok());
    }

    #[test]
    fn impossible_data_and_choices_are_refused() {
        let fit = |rate: f64, feature: f64, exposure: f32| {
            let data = DatasetBase::new(
                Array2::from_elem((1, 1), feature),
                Array1::from_elem(1, rate),
            );
            PoissonGlm::params()
                .ridge(1.0)
                .fit(&data.with_weights(Array1::from_elem(1, exposure)))
        };
        assert!(fit(1.0, 1.0, 1.0).is_ok());
        assert!(fit(-1.0, 1.0, 1.0).is_err());
        assert!(fit(1.0, f64::NAN, 1.0).is_err());
        assert!(fit(1.0, 1.0, -1.0).is_err());
        assert!(fit(0.0, 1.0, 1.0).is_err());
        assert!(PoissonGlm::params().ridge(-1.0).check().is_err());
        assert!(PoissonGlm::params().iterations(0).check().is_err());
        assert!(PoissonGlm::params().tolerance(f64::NAN).check().is_err());
    }
}
