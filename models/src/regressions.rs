//! Regressions of counts behind linfa's traits; none of them knows of places.

pub(crate) mod cholesky;
pub(crate) mod exposed_rows;
pub(crate) mod log_link;
pub(crate) mod negative_binomial_glm;
pub(crate) mod non_negative_poisson;
pub(crate) mod poisson_glm;
pub(crate) mod ridge;
