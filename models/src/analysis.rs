//! What analysts look at beside forecasts; never published.

pub(crate) mod hot_areas;
pub(crate) mod near_repeat;
