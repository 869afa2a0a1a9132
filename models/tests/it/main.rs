//! The room as a whole, on simulated records with a known truth.

#![expect(clippy::unwrap_used, reason = "helpers of tests may unwrap like tests")]

mod backtests;
mod baselines;
mod feedback;
mod glm;
mod mixture;
mod recovery;
mod simulated;
mod stack;
mod totals;
mod units;
