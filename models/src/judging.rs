//! How good a forecast was, against others, against chance and against the grid.

pub(crate) mod area;
pub(crate) mod clear_gain;
pub(crate) mod comparison;
pub(crate) mod disparity;
pub(crate) mod distribution_scores;
pub(crate) mod headroom;
pub(crate) mod jitter;
pub(crate) mod ranking;
pub(crate) mod recapture;
pub(crate) mod reliability;
pub(crate) mod scores;
