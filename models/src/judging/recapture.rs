//! Whether the area of a forecast holds as much of what comes as it held of what was.

use std::collections::BTreeMap;

use oshaq_domain::{Forecast, Predictive};
use serde::{Deserialize, Serialize};

use crate::judging::ranking::Ranking;
use crate::{Area, Task};

/// What the area of a forecast held of the year before its window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recapture {
    /// Offences known and committed in the [`Recapture::DAYS`] before the window.
    pub before: f64,
    /// Those of them in each area of the forecast.
    pub caught_before: BTreeMap<Area, f64>,
}

impl Recapture {
    /// Days before a window.
    pub const DAYS: u32 = 365;

    /// Looks up in what was recorded before, by cell of the universe, what a forecast's areas held of it.
    pub(crate) fn of(forecast: &Forecast, recorded_before: &[f64], areas: &[Area]) -> Self {
        let predictives = forecast.predictives();
        let means: Vec<f64> = predictives.iter().map(Predictive::mean).collect();
        let ranking = Ranking::of(&means, recorded_before);
        let caught = |&area: &Area| (area, ranking.caught(area.share() * means.len() as f64));
        Self {
            before: recorded_before.iter().sum(),
            caught_before: areas.iter().map(caught).collect(),
        }
    }
}

/// Offences of a task's category committed in the [`Recapture::DAYS`] before its window, by cell.
pub fn recorded_before(task: &Task<'_>) -> Vec<f64> {
    let from = task.origin().minus(Recapture::DAYS);
    let mut counts = vec![0.0; task.lattice().len()];
    for event in task
        .own_events()
        .filter(|event| from.is_none_or(|from| from <= event.day))
    {
        counts[event.place] += f64::from(event.count);
    }
    counts
}
