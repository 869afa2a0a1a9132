//! Counting: a cell's risk is what was recorded in it.

use crate::Task;
use crate::baselines::baseline::Rule;

/// A cell's risk is the number of offences recorded in it, in the whole history or in its last days.
///
/// # Source
/// Chainey, Tompson and Uhlig (2008), *The utility of hotspot mapping for predicting spatial patterns of crime*,
/// Security Journal 21 (grid thematic mapping).
#[derive(Debug, Clone)]
pub struct CountRule {
    name: String,
    span: Span,
}

#[derive(Debug, Clone, Copy)]
enum Span {
    All,
    Days(u32),
    Window,
}

impl CountRule {
    /// All of the history: `historic_count`.
    pub fn historic() -> Self {
        Self {
            name: "historic_count".to_owned(),
            span: Span::All,
        }
    }

    /// Offences of the last days: `count_365d`.
    pub fn last(days: u32) -> Self {
        Self {
            name: format!("count_{days}d"),
            span: Span::Days(days),
        }
    }

    /// As many days as are forecast: `last_window`.
    pub fn last_window() -> Self {
        Self {
            name: "last_window".to_owned(),
            span: Span::Window,
        }
    }
}

impl Rule for CountRule {
    fn name(&self) -> &str {
        &self.name
    }

    fn risks(&self, task: &Task<'_>) -> Vec<f64> {
        let from = match self.span {
            Span::All => None,
            Span::Days(days) => task.origin().minus(days),
            Span::Window => task.origin().minus(task.window().days()),
        };
        let mut risks = vec![0.0; task.lattice().len()];
        for event in task.own_events() {
            if from.is_none_or(|from| from <= event.day) {
                risks[event.place] += f64::from(event.count);
            }
        }
        risks
    }
}
