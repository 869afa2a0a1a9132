//! What is known of a count: the lowest and the highest that it can be.

/// The lowest and the highest that a count can be.
pub(super) type Interval = (u32, u32);

/// No upper end.
pub(super) const OPEN: u32 = u32::MAX;
