//! Scores of the models on the past, as a surface carries them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How the models did on the past, for one category.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = Scores)]
pub(crate) struct ScoreBoard {
    category: String,
    models: Vec<ModelScores>,
    /// Number of windows forecast.
    windows: u32,
    /// First day of the first window.
    from: String,
    /// Last day of the last window.
    until: String,
}

/// Scores of one model; keys are shares of cells in percent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
struct ModelScores {
    model: String,
    /// Share of recorded offences inside the riskiest cells.
    hit_rate: BTreeMap<String, Option<f64>>,
    /// Prediction accuracy index.
    pai: BTreeMap<String, Option<f64>>,
    /// Prediction efficiency index against the best possible ranking.
    pei: BTreeMap<String, Option<f64>>,
    /// Mean Poisson deviance.
    deviance: Option<f64>,
    /// Mean log score.
    log_score: Option<f64>,
}
