//! Counts → forecasts → scores.
//!
//! A [`Task`] says what is to be forecast from what: one category, a frozen universe with its neighbours
//! ([`Lattice`]), the categories that may be looked at ([`Inputs`]) and a history cut by `Counts::until`.
//! A [`Forecaster`] is a model's choices, [`Fitted`] what it learnt; [`models`] lists them by name. The core is the
//! [`KernelMixture`], the baselines are what anyone would pick instead. [`backtest`] forecasts window after window as
//! if each lay ahead, and scores them ([`Scores`]).
//!
//! Choices are checked by linfa's `ParamGuard`, regressions fitted through its `Fit` and read through its `Predict`.

/// Stamp of the code that a forecast depends on; any change of it may change forecasts.
pub const CODE: &str = env!("OSHAQ_MODELS_CODE");

mod analysis;
mod backtest;
mod baselines;
mod distribution;
mod entries;
mod error;
mod explanation;
mod inputs;
mod judging;
mod lattice;
mod mixture;
mod registry;
mod regressions;
mod side_by_side;
mod stack;
mod stop;
mod task;
mod totals;
mod trees;

pub use analysis::hot_areas::{HotArea, HotAreas};
pub use analysis::near_repeat::{KnoxCell, NearRepeat, NearRepeatResult, near_repeat};
pub use backtest::{
    BacktestSpec, CategoryScores, ModelScores, Observer, Outcome, Silent, backtest,
};
pub use baselines::baseline::{Baseline, Rule};
pub use baselines::count::CountRule;
pub use baselines::ewma::Ewma;
pub use baselines::pooled::Pooled;
pub use baselines::prospective_hotspot::ProspectiveHotspot;
pub use baselines::ring_kde::{RingKde, RingKdeParams};
pub use baselines::seasonal_mean::SeasonalMean;
pub use distribution::dispersion::{DISPERSION_WINDOWS, Dispersion, LEAST_HISTORY_DAYS};
pub use error::ModelError;
pub use explanation::Explanation;
pub use inputs::{Inputs, patrol_categories};
pub use judging::area::Area;
pub use judging::comparison::{Comparison, PairedDifference, compare};
pub use judging::disparity::{Disparity, DisparityWatch, Groups};
pub use judging::distribution_scores::{DistributionScores, PIT_CLASSES};
pub use judging::headroom::{Drawn, Headroom};
pub use judging::jitter::GridShift;
pub use judging::recapture::Recapture;
pub use judging::reliability::{DECILES, Decile};
pub use judging::scores::{Scores, WindowScores};
pub use lattice::Lattice;
pub use mixture::kernel_mixture::{KernelMixture, KernelMixtureFit, KernelMixtureParams};
pub use registry::{MODEL_NAMES, asked_for, models};
pub use regressions::negative_binomial_glm::{
    NegativeBinomialGlm, NegativeBinomialGlmFit, NegativeBinomialGlmParams,
};
pub use regressions::non_negative_poisson::{
    CondensedStates, NonNegativePoisson, NonNegativePoissonFit, NonNegativePoissonParams,
};
pub use regressions::poisson_glm::{PoissonGlm, PoissonGlmFit, PoissonGlmParams};
pub use side_by_side::{MOST_AT_ONCE, side_by_side};
pub use stack::Stack;
pub use stack::boosted::Boosted;
pub use stack::glm::Glm;
pub use stop::Stop;
pub use task::{Event, Fitted, Forecaster, STRAY_SHARE, Task, default_start};
pub use totals::calendar_total::{CalendarTotal, CalendarTotalFit};
pub use totals::daily_series::{DailySeries, Recent};
pub use totals::level::{FLOOR_SHARE, LEVEL_DAYS};
pub use totals::total_rule::TotalRule;
pub use trees::boosted_poisson::{BoostedPoisson, BoostedPoissonFit, BoostedPoissonParams};
