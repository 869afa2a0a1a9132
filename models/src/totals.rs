//! How many offences in all, and how they are shared out among the units.

pub(crate) mod calendar_total;
pub(crate) mod daily_series;
pub(crate) mod level;
pub(crate) mod share_season;
pub(crate) mod total_rule;
pub(crate) mod unit_rule;
