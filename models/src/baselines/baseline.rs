//! What anyone would pick instead: rules with nothing to learn but how far counts scatter.

use oshaq_domain::Forecast;

use crate::distribution::dispersion::Dispersion;
use crate::totals::level::{recent_total, scale_to};
use crate::{Fitted, Forecaster, ModelError, Task};

/// A rule that gives every cell of a universe a relative risk.
pub trait Rule: Clone + Send + Sync + 'static {
    /// Name in scores and on the command line.
    fn name(&self) -> &str;

    /// Relative risk by place; only the proportions count.
    fn risks(&self, task: &Task<'_>) -> Vec<f64>;

    /// What else it looked at, as the name of a forecast says it.
    fn besides(&self, _task: &Task<'_>) -> &'static str {
        ""
    }
}

/// A rule as a model: its risks are scaled to the recent total, its dispersion is learnt from past windows.
#[derive(Debug, Clone)]
pub struct Baseline<R>(R);

impl<R: Rule> Baseline<R> {
    /// The model of a rule.
    pub const fn new(rule: R) -> Self {
        Self(rule)
    }
}

/// A baseline, whatever its rule.
pub trait RiskForecaster: Forecaster {
    /// Relative risk by place; only the proportions count.
    fn risks(&self, task: &Task<'_>) -> Vec<f64>;
}

impl<R: Rule> RiskForecaster for Baseline<R> {
    fn risks(&self, task: &Task<'_>) -> Vec<f64> {
        self.0.risks(task)
    }
}

impl<R: Rule> Forecaster for Baseline<R> {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn fit(&self, task: &Task<'_>) -> Result<Box<dyn Fitted>, ModelError> {
        let dispersion = Dispersion::learn(task, |earlier| means(&self.0, earlier))?;
        let rule = self.0.clone();
        Ok(Box::new(FittedRule { rule, dispersion }))
    }
}

struct FittedRule<R> {
    rule: R,
    dispersion: Dispersion,
}

impl<R: Rule> Fitted for FittedRule<R> {
    fn predict(&self, task: &Task<'_>) -> Result<Forecast, ModelError> {
        let means = means(&self.rule, task)?;
        let name = format!("{}{}", self.rule.name(), self.rule.besides(task));
        task.forecast(&name, self.dispersion.around_all(&means)?)
    }
}

fn means<R: Rule>(rule: &R, task: &Task<'_>) -> Result<Vec<f64>, ModelError> {
    scale_to(rule.risks(task), recent_total(task))
}
