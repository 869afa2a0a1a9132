//! How far counts scatter around what is expected.

pub(crate) mod conformal;
pub(crate) mod dispersion;
pub(crate) mod strata;
