//! Kernel density on the rings of the grid.

use linfa::ParamGuard;
use rayon::prelude::*;

use crate::baselines::baseline::{Baseline, Rule};
use crate::baselines::count::CountRule;
use crate::error::refuse;
use crate::lattice::Lattice;
use crate::{ModelError, Task};

/// Choices for [`RingKde`], not yet checked.
#[derive(Debug, Clone)]
pub struct RingKdeParams(RingKde);

/// Kernel density estimate of the whole history: a cell's risk is the Gaussian-weighted sum of the counts within
/// three rings.
///
/// # Units
/// The bandwidth is in steps of the grid (distance between the centres of neighbouring cells).
///
/// # Source
/// Silverman (1986), *Density Estimation*, equation 4.1, with the distance between places rounded to steps.
#[derive(Debug, Clone)]
pub struct RingKde {
    bandwidth: f64,
}

impl RingKde {
    /// Bandwidth unless another one is chosen. It was not tuned: with it the rings weigh 1, 0.36, 0.017 and 0.0001, so
    /// the direct neighbours together count about twice the cell itself.
    pub const BANDWIDTH: f64 = 0.7;

    /// Choices, to be checked by linfa's [`ParamGuard::check`].
    pub const fn params() -> RingKdeParams {
        RingKdeParams(Self {
            bandwidth: Self::BANDWIDTH,
        })
    }

    /// As a model.
    pub const fn model(self) -> Baseline<Self> {
        Baseline::new(self)
    }
}

impl RingKdeParams {
    /// Chooses a bandwidth, in steps of the grid.
    #[must_use]
    pub const fn bandwidth(mut self, steps: f64) -> Self {
        self.0.bandwidth = steps;
        self
    }
}

impl ParamGuard for RingKdeParams {
    type Checked = RingKde;
    type Error = ModelError;

    fn check_ref(&self) -> Result<&RingKde, ModelError> {
        if self.0.bandwidth > 0.0 && self.0.bandwidth.is_finite() {
            Ok(&self.0)
        } else {
            refuse(
                "bandwidth",
                self.0.bandwidth,
                "it must be positive and finite",
            )
        }
    }

    fn check(self) -> Result<RingKde, ModelError> {
        self.check_ref().cloned()
    }
}

impl Rule for RingKde {
    fn name(&self) -> &'static str {
        "ring_kde"
    }

    fn risks(&self, task: &Task<'_>) -> Vec<f64> {
        let counts = CountRule::historic().risks(task);
        let lattice = task.lattice();
        let weights: Vec<f64> = (0..=Lattice::RINGS)
            .map(|distance| (-0.5 * (distance as f64 / self.bandwidth).powi(2)).exp())
            .collect();
        let smoothed = |place: usize| -> f64 {
            let rings = (1..=Lattice::RINGS).map(|distance| {
                let ring = lattice.ring(distance, place);
                weights[distance] * ring.iter().map(|&near| counts[near as usize]).sum::<f64>()
            });
            counts[place] + rings.sum::<f64>()
        };
        (0..lattice.len()).into_par_iter().map(smoothed).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bandwidth_is_positive_and_finite() {
        for wrong in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(RingKde::params().bandwidth(wrong).check().is_err());
        }
        assert!(RingKde::params().bandwidth(0.1).check().is_ok());
    }
}
