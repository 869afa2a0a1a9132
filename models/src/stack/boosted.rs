//! Boosted trees on the kernel mixture's states.

use linfa::ParamGuard;
use linfa::dataset::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array1, Array2};

use crate::mixture::kernel_mixture::KernelMixture;
use crate::stack::on_mixture::{OnMixture, RelativeRisks};
use crate::trees::boosted_poisson::{BoostedPoisson, BoostedPoissonFit};
use crate::{Fitted, Forecaster, ModelError, Stop, Task};

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
    pub fn with(mut self, regression: BoostedPoisson) -> Self {
        self.regression = regression;
        self
    }

    /// The trees alone, on the rows of [`Samples::training`](crate::stack::risk_features::Samples::training); `None` where the past windows held no offence to learn from.
    pub(crate) fn regress(
        &self,
        data: &DatasetBase<Array2<f64>, Array1<f64>>,
        stop: &Stop,
    ) -> Result<Option<BoostedPoissonFit>, ModelError> {
        let anything = data.targets.iter().any(|&rate| rate > 0.0);
        let regression = self.regression.clone().heeding(stop);
        anything.then(|| regression.fit(data)).transpose()
    }
}

impl Forecaster for Boosted {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn fit(&self, task: &Task<'_>) -> Result<Box<dyn Fitted>, ModelError> {
        let fit = OnMixture::learn(Self::NAME, &self.mixture, task, |samples| {
            self.regress(&samples.data, task.stop())
        })?;
        Ok(Box::new(fit))
    }
}

impl RelativeRisks for BoostedPoissonFit {
    fn ln_risks(&self, features: &Array2<f64>) -> Array1<f64> {
        self.ln_rates(features)
    }
}
