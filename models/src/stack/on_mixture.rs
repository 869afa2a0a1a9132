//! A regression on the kernel mixture's states, fitted: what [`crate::Glm`] and [`crate::Boosted`] are after learning.

use ndarray::{Array1, Array2};
use oshaq_domain::Forecast;

use crate::distribution::dispersion::Dispersion;
use crate::explanation::Explanation;
use crate::mixture::kernel_mixture::{KernelMixture, KernelMixtureFit};
use crate::mixture::states::Walk;
use crate::stack::risk_features::{RiskFeatures, Samples};
use crate::stack::surroundings::Surroundings;
use crate::totals::level::{recent_total, scale_to};
use crate::{Fitted, ModelError, Task};

/// Says relative risks from what [`RiskFeatures`] looks at.
pub trait RelativeRisks: Send + Sync {
    /// Their logarithms, one per row of features.
    fn ln_risks(&self, features: &Array2<f64>) -> Array1<f64>;
}

/// The mixture, the regression on its states, and how far counts stray from their means.
pub struct OnMixture<R> {
    name: &'static str,
    mixture: KernelMixtureFit,
    /// `None`: the mixture's means stay.
    regression: Option<R>,
    dispersion: Dispersion,
}

impl<R: RelativeRisks> OnMixture<R> {
    /// Fits the mixture, then the regression on [`Samples::training`], then the dispersion around their means.
    ///
    /// # Errors
    /// Those of the mixture and of the regression.
    pub fn learn(
        name: &'static str,
        mixture: &KernelMixture,
        task: &Task<'_>,
        regress: impl FnOnce(&Samples) -> Result<Option<R>, ModelError>,
    ) -> Result<Self, ModelError> {
        let mixture = mixture.learn_weights(task)?;
        let regression = regress(&Samples::training(task, &mixture)?)?;
        let fit = Self {
            name,
            mixture,
            regression,
            dispersion: Dispersion::poisson(),
        };
        let mut walk = Walk::new(task, fit.mixture.layout());
        let dispersion = Dispersion::learn(task, |earlier| {
            walk.advance(earlier.origin());
            fit.means_from(&walk, earlier)
        })?;
        Ok(Self { dispersion, ..fit })
    }

    /// Expected counts of the cells, scaled to the recent total of the category.
    fn means(&self, task: &Task<'_>) -> Result<Vec<f64>, ModelError> {
        self.means_from(&self.mixture.walk(task), task)
    }

    /// The same from states that stand at the origin of the task.
    fn means_from(&self, walk: &Walk<'_, '_>, task: &Task<'_>) -> Result<Vec<f64>, ModelError> {
        let Some(regression) = &self.regression else {
            return Ok(self.mixture.explain_from(walk, task)?.means());
        };
        let around = Surroundings::at(walk, &self.mixture, task);
        let features = RiskFeatures::at(walk, &self.mixture, task, &around).all(task.lattice())?;
        let risks = regression.ln_risks(&features).mapv_into(f64::exp);
        scale_to(risks.to_vec(), recent_total(task))
    }
}

impl<R: RelativeRisks> Fitted for OnMixture<R> {
    fn predict(&self, task: &Task<'_>) -> Result<Forecast, ModelError> {
        let means = self.means(task)?;
        task.forecast(self.name, self.dispersion.around_all(&means)?)
    }

    /// The mixture's shares, carried to the regression's means.
    fn explanation(&self, task: &Task<'_>) -> Result<Option<Explanation>, ModelError> {
        let shares = self.mixture.explain(task)?;
        shares.carried_to(&self.means(task)?).map(Some)
    }
}
