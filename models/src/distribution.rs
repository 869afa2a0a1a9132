//! How far counts scatter around what is expected.

pub(crate) mod dispersion;
pub(crate) mod strata;
