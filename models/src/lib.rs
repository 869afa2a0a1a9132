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

mod area;
mod backtest;
mod baseline;
mod bins;
mod boosted;
mod boosted_poisson;
mod calendar_total;
mod cholesky;
mod comparison;
mod count;
mod daily_series;
mod disparity;
mod dispersion;
mod distribution_scores;
mod entries;
mod error;
mod ewma;
mod explanation;
mod exposed_rows;
mod forest;
mod glm;
mod headroom;
mod histogram;
mod hot_areas;
mod inputs;
mod jitter;
mod kernel_mixture;
mod lattice;
mod leaves;
mod level;
mod log_link;
mod near_repeat;
mod negative_binomial_glm;
mod non_negative_poisson;
mod on_mixture;
mod own_records;
mod place_season;
mod poisson_glm;
mod pooled;
mod prospective_hotspot;
mod ranking;
mod recapture;
mod registry;
mod reliability;
mod residuals;
mod ridge;
mod ring_kde;
mod risk_features;
mod scores;
mod seasonal_mean;
mod share_season;
mod side_by_side;
mod spread;
mod stack;
mod stack_weights;
mod states;
mod stop;
mod strata;
mod surroundings;
mod task;
mod total_rule;
mod tree;
mod unit_rule;

pub use area::Area;
pub use backtest::{
    BacktestSpec, CategoryScores, ModelScores, Observer, Outcome, Silent, backtest,
};
pub use baseline::{Baseline, Rule};
pub use boosted::Boosted;
pub use boosted_poisson::{BoostedPoisson, BoostedPoissonFit, BoostedPoissonParams};
pub use calendar_total::{CalendarTotal, CalendarTotalFit};
pub use comparison::{Comparison, PairedDifference, compare};
pub use count::CountRule;
pub use daily_series::{DailySeries, Recent};
pub use disparity::{Disparity, DisparityWatch, Groups};
pub use dispersion::{DISPERSION_WINDOWS, Dispersion, LEAST_HISTORY_DAYS};
pub use distribution_scores::{DistributionScores, PIT_CLASSES};
pub use error::ModelError;
pub use ewma::Ewma;
pub use explanation::Explanation;
pub use glm::Glm;
pub use headroom::{Drawn, Headroom};
pub use hot_areas::{HotArea, HotAreas};
pub use inputs::{Inputs, patrol_categories};
pub use jitter::GridShift;
pub use kernel_mixture::{KernelMixture, KernelMixtureFit, KernelMixtureParams};
pub use lattice::Lattice;
pub use level::{FLOOR_SHARE, LEVEL_DAYS};
pub use near_repeat::{KnoxCell, NearRepeat, NearRepeatResult, near_repeat};
pub use negative_binomial_glm::{
    NegativeBinomialGlm, NegativeBinomialGlmFit, NegativeBinomialGlmParams,
};
pub use non_negative_poisson::{
    CondensedStates, NonNegativePoisson, NonNegativePoissonFit, NonNegativePoissonParams,
};
pub use poisson_glm::{PoissonGlm, PoissonGlmFit, PoissonGlmParams};
pub use pooled::Pooled;
pub use prospective_hotspot::ProspectiveHotspot;
pub use recapture::Recapture;
pub use registry::{MODEL_NAMES, asked_for, models};
pub use reliability::{DECILES, Decile};
pub use ring_kde::{RingKde, RingKdeParams};
pub use scores::{Scores, WindowScores};
pub use seasonal_mean::SeasonalMean;
pub use side_by_side::{MOST_AT_ONCE, side_by_side};
pub use stack::Stack;
pub use stop::Stop;
pub use task::{Event, Fitted, Forecaster, STRAY_SHARE, Task, default_start};
pub use total_rule::TotalRule;
