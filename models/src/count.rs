//! Counting: a cell's risk is what was recorded in it.

use crate::Task;
use crate::baseline::Rule;

/// A cell's risk is the number of offences recorded in it, in the whole history or in its last days.
///
/// # Source
/// Chainey, Tompson and Uhlig (2008), *The utility of hotspot mapping for predicting spatial patterns of crime*,
/// Security Journal 21 (grid thematic mapping).
#[derive(Debug, Clone)]
pub struct CountRule {
    name: String,
    days: Option<u32>,
}

impl CountRule {
    /// All of the history: `historic_count`.
    pub fn historic() -> Self {
        Self {
            name: "historic_count".to_owned(),
            days: None,
        }
    }

    /// Offences of the last days: `count_365d`.
    pub fn last(days: u32) -> Self {
        Self {
            name: format!("count_{days}d"),
            days: Some(days),
        }
    }
}

impl Rule for CountRule {
    fn name(&self) -> &str {
        &self.name
    }

    fn risks(&self, task: &Task<'_>) -> Vec<f64> {
        let from = self.days.and_then(|days| task.origin().minus(days));
        let mut risks = vec![0.0; task.lattice().len()];
        for event in task.own_events() {
            if from.is_none_or(|from| from <= event.day) {
                risks[event.place] += f64::from(event.count);
            }
        }
        risks
    }
}
