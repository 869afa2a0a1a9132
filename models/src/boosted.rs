//! Boosted trees on the kernel mixture's states.

use linfa::ParamGuard;
use linfa::dataset::DatasetBase;
use linfa::traits::{Fit, Predict};
use ndarray::{Array1, Array2};
use oshaq_domain::Forecast;

use crate::boosted_poisson::{BoostedPoisson, BoostedPoissonFit};
use crate::dispersion::Dispersion;
use crate::explanation::Explanation;
use crate::kernel_mixture::{KernelMixture, KernelMixtureFit};
use crate::level::{recent_total, scale_to};
use crate::risk_features::{RiskFeatures, Samples, Surroundings};
use crate::states::Walk;
use crate::{Fitted, Forecaster, ModelError, Task};

/// The expected count of a cell is exp(β₀ + Σ tree(x)) over what [`crate::Glm`] looks at: trees find thresholds and interactions that neither a sum nor a product of states has.
///
/// # Source
/// See [`BoostedPoisson`]; for places Mohler and Porter (2018), *Rotational grid, PAI-maximizing crime forecasts*, Statistical
/// Analysis and Data Mining 11.
#[derive(Debug, Clone)]
pub struct Boosted {
    mixture: KernelMixture,
    regression: BoostedPoisson,
}

impl Boosted {
    /// Name in scores and on the command line.
    pub const NAME: &str = "boosted";

    /// With the default choices.
    ///
    /// # Errors
    /// [`ModelError::Choice`] when a default is not allowed.
    pub fn new() -> Result<Self, ModelError> {
        Ok(Self {
            mixture: KernelMixture::params().check()?,
            regression: BoostedPoisson::params().check()?,
        })
    }

    /// With other choices of the trees.
    #[must_use]
    pub const fn with(mut self, regression: BoostedPoisson) -> Self {
        self.regression = regression;
        self
    }

    /// The trees alone, on the rows of [`Samples::training`]; `None` where the past windows held no offence to learn from.
    pub(crate) fn regress(
        &self,
        data: &DatasetBase<Array2<f64>, Array1<f64>>,
    ) -> Result<Option<BoostedPoissonFit>, ModelError> {
        let anything = data.targets.iter().any(|&rate| rate > 0.0);
        anything.then(|| self.regression.fit(data)).transpose()
    }

    fn learn(&self, task: &Task<'_>) -> Result<BoostedFit, ModelError> {
        let mixture = self.mixture.learn_weights(task)?;
        let regression = self.regress(&Samples::training(task, &mixture)?.data)?;
        let fit = BoostedFit {
            mixture,
            regression,
            dispersion: Dispersion::poisson(),
        };
        let dispersion = Dispersion::learn(task, |earlier| fit.means(earlier))?;
        Ok(BoostedFit { dispersion, ..fit })
    }
}

impl Forecaster for Boosted {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn fit(&self, task: &Task<'_>) -> Result<Box<dyn Fitted>, ModelError> {
        Ok(Box::new(self.learn(task)?))
    }
}

struct BoostedFit {
    mixture: KernelMixtureFit,
    /// `None`: the mixture's means stay.
    regression: Option<BoostedPoissonFit>,
    dispersion: Dispersion,
}

impl BoostedFit {
    fn means(&self, task: &Task<'_>) -> Result<Vec<f64>, ModelError> {
        let mut walk = Walk::new(task, self.mixture.layout());
        walk.advance(task.origin());
        let Some(regression) = &self.regression else {
            return Ok(self.mixture.explain_from(&walk, task)?.means());
        };
        let around = Surroundings::at(&walk, &self.mixture, task);
        let features =
            RiskFeatures::at(&walk, &self.mixture, task, &around).all(task.lattice().len())?;
        let rates: Array1<f64> = regression.predict(&features);
        scale_to(rates.to_vec(), recent_total(task))
    }
}

impl Fitted for BoostedFit {
    fn predict(&self, task: &Task<'_>) -> Result<Forecast, ModelError> {
        let means = self.means(task)?;
        task.forecast(Boosted::NAME, self.dispersion.around_all(&means)?)
    }

    /// The mixture's shares, carried to the means of the trees.
    fn explanation(&self, task: &Task<'_>) -> Result<Option<Explanation>, ModelError> {
        let shares = self.mixture.explain(task)?;
        shares.carried_to(&self.means(task)?).map(Some)
    }
}
