//! Hit rates in the area that models are compared in.

use oshaq_models::{Area, ModelScores};

/// The area that patrols are planned for, and that models are compared in: 5 % of the cells.
pub(super) fn five_percent() -> Area {
    Area::FINE[3]
}

/// Hit rate in 5 % of the cells; `None` where there was no offence.
pub fn hit_rate(model: &ModelScores) -> Option<f64> {
    model
        .scores
        .hit_rate
        .get(&five_percent())
        .copied()
        .flatten()
}

/// The same, below any other where there was no offence.
pub(super) fn hits(model: &ModelScores) -> f64 {
    hit_rate(model).unwrap_or(-1.0)
}
