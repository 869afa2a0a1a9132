//! What an evaluation finds, as values.

use oshaq_models::{CategoryScores, Comparison, Disparity, DisparityWatch, ModelScores, compare};
use serde::{Deserialize, Serialize};

use super::grid_check::GridCheck;
use super::hit_rate::hits;

/// Everything that was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Whether any record is simulated.
    pub simulated: bool,
    /// By category.
    pub categories: Vec<CategoryFindings>,
}

/// What was found of one category.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CategoryFindings {
    /// The scores of all models.
    pub scores: CategoryScores,
    /// The first model against every other one.
    pub comparisons: Vec<Comparison>,
    /// Expected against recorded, by model and group.
    pub disparity: Vec<Disparity>,
    /// The first model against its rival on grids that lie elsewhere.
    pub grids: Vec<GridCheck>,
}

impl CategoryFindings {
    pub(super) fn of(scores: CategoryScores, disparity: &DisparityWatch) -> Self {
        let comparisons = match scores.models.split_first() {
            Some((first, others)) => others.iter().map(|other| compare(first, other)).collect(),
            None => Vec::new(),
        };
        Self {
            scores,
            comparisons,
            disparity: disparity.report(),
            grids: Vec::new(),
        }
    }

    /// The model that is judged.
    pub fn first(&self) -> Option<&ModelScores> {
        self.scores.models.first()
    }

    /// The best of the others by hit rate.
    pub fn rival(&self) -> Option<&ModelScores> {
        let others = self.scores.models.iter().skip(1);
        others.max_by(|a, b| hits(a).total_cmp(&hits(b)))
    }

    /// The comparison with a model.
    pub fn against(&self, model: &str) -> Option<&Comparison> {
        self.comparisons
            .iter()
            .find(|comparison| comparison.second == model)
    }
}
