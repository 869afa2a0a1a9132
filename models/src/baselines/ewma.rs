//! Exponentially weighted counts.

use crate::Task;
use crate::baselines::baseline::Rule;

/// A cell's risk is its count, a record losing half its weight every [`Ewma::HALF_LIFE_DAYS`].
///
/// # Source
/// Brown (1959), *Statistical Forecasting for Inventory Control*; for places Gorr, Olligschlaeger and Thompson (2003),
/// *Short-term forecasting of crime*, International Journal of Forecasting 19.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ewma;

impl Ewma {
    /// Days after which a record counts half.
    pub const HALF_LIFE_DAYS: f64 = 90.0;
}

impl Rule for Ewma {
    fn name(&self) -> &'static str {
        "ewma"
    }

    fn risks(&self, task: &Task<'_>) -> Vec<f64> {
        let mut risks = vec![0.0; task.lattice().len()];
        for event in task.own_events() {
            let age = f64::from(task.origin().days_since(event.day));
            risks[event.place] += f64::from(event.count) * (-age / Self::HALF_LIFE_DAYS).exp2();
        }
        risks
    }
}
