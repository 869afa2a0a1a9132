//! The core: exponentially weighted counts, and the kernel mixture that is fitted to them.

pub(crate) mod kernel_mixture;
pub(crate) mod own_records;
pub(crate) mod standing;
pub(crate) mod states;
