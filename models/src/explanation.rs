//! What an expected count is made of.

use oshaq_domain::PredictiveError;

use crate::ModelError;

/// The expected count of every cell, split into the parts of the past that it comes from. The parts of a cell add up
/// to its mean exactly.
///
/// # Units
/// Offences in the window of the forecast; one number per cell of the universe.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// Offences of the category in the cell within the last weeks.
    pub own_recent: Vec<f64>,
    /// Offences of the category in the cell over months and years.
    pub own_long_run: Vec<f64>,
    /// Offences of the category in the rings around the cell.
    pub neighbours: Vec<f64>,
    /// Offences of the other categories in the cell and around it.
    pub other_categories: Vec<f64>,
    /// What any cell of the universe is given.
    pub constant: Vec<f64>,
}

impl Explanation {
    /// Names of the parts, in the order of [`Explanation::parts`].
    pub const PARTS: [&str; 5] = [
        "own_recent",
        "own_long_run",
        "neighbours",
        "other_categories",
        "constant",
    ];

    /// The parts of the cell at a place of the universe, in the order of [`Explanation::PARTS`].
    pub fn parts(&self, place: usize) -> [f64; 5] {
        [
            self.own_recent[place],
            self.own_long_run[place],
            self.neighbours[place],
            self.other_categories[place],
            self.constant[place],
        ]
    }

    /// The means: for every cell the sum of its parts.
    pub fn means(&self) -> Vec<f64> {
        (0..self.constant.len())
            .map(|place| self.parts(place).iter().sum())
            .collect()
    }

    /// Scales all parts so that the means add up to `total`; means below `floor_share` of the mean cell are lifted to
    /// it before, by their constant.
    pub(crate) fn scaled_to(mut self, total: f64, floor_share: f64) -> Result<Self, ModelError> {
        let means = self.means();
        if let Some(&wrong) = means
            .iter()
            .find(|mean| !(**mean >= 0.0 && mean.is_finite()))
        {
            return Err(PredictiveError::Mean(wrong).into());
        }
        let sum: f64 = means.iter().sum();
        let floor = if sum > 0.0 {
            floor_share * sum / means.len() as f64
        } else {
            1.0
        };
        for (constant, mean) in self.constant.iter_mut().zip(&means) {
            *constant += (floor - mean).max(0.0);
        }
        let factor = total / means.iter().map(|mean| mean.max(floor)).sum::<f64>();
        let Self {
            own_recent,
            own_long_run,
            neighbours,
            other_categories,
            constant,
        } = &mut self;
        for part in [
            own_recent,
            own_long_run,
            neighbours,
            other_categories,
            constant,
        ] {
            for value in part {
                *value *= factor;
            }
        }
        Ok(self)
    }
}
