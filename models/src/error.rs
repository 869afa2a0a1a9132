//! What can go wrong between counts and scores.

use std::fmt;

use oshaq_domain::{
    CategorySlug, CountsError, Day, ForecastError, GridError, Horizon, PredictiveError,
    RecalibrationError,
};

/// Why a model could not be fitted, forecast or tested.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ModelError {
    /// The category is not in the counts.
    #[error("category `{category}` is not in the counts; they hold {known}")]
    UnknownCategory {
        /// What was asked for.
        category: CategorySlug,
        /// What there is, separated by commas.
        known: String,
    },
    /// The category may not be in a model for patrols.
    #[error(
        "category `{0}` is found by the police: its counts follow the patrols, so a forecast of it must not steer them"
    )]
    PoliceDiscovered(CategorySlug),
    /// The category is not among the declared ones, so nobody knows how it comes to be recorded.
    #[error(
        "category `{0}` is not declared, so nobody can tell whether the police find it; declare it in the profile"
    )]
    Undeclared(CategorySlug),
    /// The category is left out of the inputs of this task.
    #[error(
        "category `{0}` may not be looked at here: counts of what the police find themselves follow the patrols; choose a category that people report"
    )]
    NotAnInput(CategorySlug),
    /// There is nothing at all.
    #[error("the counts hold no record")]
    NoRecords,
    /// There is no cell to forecast.
    #[error("no cell has a recorded offence before {0}; there is nothing to forecast from")]
    EmptyUniverse(Day),
    /// The history is too short.
    #[error(
        "history of {days} days from {start} is too short for windows of {horizon}; at least {needed} days are needed"
    )]
    ShortHistory {
        /// First day of the history.
        start: Day,
        /// Its length.
        days: i32,
        /// The horizon.
        horizon: Horizon,
        /// The least length that would do.
        needed: u32,
    },
    /// A choice that makes no sense.
    #[error("{what} is {value}; {rule}")]
    Choice {
        /// Name of the choice.
        what: &'static str,
        /// Its value.
        value: String,
        /// What is allowed.
        rule: &'static str,
    },
    /// A day beyond the calendar.
    #[error("the windows reach beyond the calendar; choose fewer windows or a shorter horizon")]
    Calendar,
    /// No model has the name.
    #[error("no model is called `{name}`; there are {known}")]
    UnknownModel {
        /// What was asked for.
        name: String,
        /// What there is, separated by commas.
        known: String,
    },
    /// Whoever started it has asked to stop.
    #[error("stopped on request")]
    Cancelled,
    /// An array or a data set was refused by linfa.
    #[error("the regression refused its data: {0}")]
    Regression(String),
    /// Counts that cannot be put together.
    #[error(transparent)]
    Counts(#[from] CountsError),
    /// Cells that do not fit together.
    #[error(transparent)]
    Grid(#[from] GridError),
    /// A distribution with impossible moments.
    #[error(transparent)]
    Predictive(#[from] PredictiveError),
    /// A correction of levels that no distribution can have.
    #[error(transparent)]
    Recalibration(#[from] RecalibrationError),
    /// A forecast of the wrong length.
    #[error(transparent)]
    Forecast(#[from] ForecastError),
}

impl From<linfa::Error> for ModelError {
    fn from(error: linfa::Error) -> Self {
        Self::Regression(error.to_string())
    }
}

/// Refuses a choice.
pub fn refuse<T>(
    what: &'static str,
    value: impl fmt::Display,
    rule: &'static str,
) -> Result<T, ModelError> {
    Err(ModelError::Choice {
        what,
        value: format!("{value}"),
        rule,
    })
}
