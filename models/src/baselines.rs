//! What anyone would pick instead, always scored beside the models.

pub(crate) mod baseline;
pub(crate) mod count;
pub(crate) mod ewma;
pub(crate) mod pooled;
pub(crate) mod prospective_hotspot;
pub(crate) mod ring_kde;
pub(crate) mod seasonal_mean;
