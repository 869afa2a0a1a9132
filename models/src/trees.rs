//! Boosted trees of counts behind linfa's traits, grown on histograms; none of them knows of places.

pub(crate) mod bins;
pub(crate) mod boosted_poisson;
pub(crate) mod forest;
pub(crate) mod histogram;
pub(crate) mod leaves;
pub(crate) mod residuals;
pub(crate) mod tree;
