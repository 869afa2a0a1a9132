//! The comparison of two models on grids that lie elsewhere.

use oshaq_domain::{Counts, Resolution};
use oshaq_models::{
    BacktestSpec, Comparison, GridShift, Inputs, PairedDifference, backtest, compare, models,
};
use oshaq_store::Store;
use serde::{Deserialize, Serialize};

use super::findings::{CategoryFindings, five_percent};
use crate::commands::backtest::Watch;
use crate::failure::Unusable;
use crate::history::History;

/// Finest resolution of counts.
const FINEST: u8 = 10;

/// What a moved grid says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GridCheck {
    /// Direction in which the records were moved, degrees clockwise from north.
    pub bearing: f64,
    /// How far, in widths of a cell.
    pub widths: f64,
    /// The two models there.
    pub comparison: Comparison,
    /// Whether nothing contradicts the grid itself: neither hit rates nor deviances differ for certain in the other direction.
    pub agrees: bool,
}

/// Counts of the same records on the finest grid.
pub(super) fn finer(store: &Store, history: &History) -> anyhow::Result<Counts> {
    let resolution = history.counts().resolution();
    if resolution.get() >= FINEST {
        let reason = format!(
            "a grid of resolution {resolution} cannot be moved: places are known to resolution {FINEST}; choose a coarser one or --shifts 0"
        );
        return Err(Unusable(reason).into());
    }
    let fine = History::load(store, Resolution::new(FINEST)?)?;
    Ok(fine.counts().clone())
}

/// Backtests the first model and its rival on so many moved grids.
pub(super) fn check(
    fine: &Counts,
    history: &History,
    findings: &CategoryFindings,
    spec: &BacktestSpec,
    shifts: usize,
) -> anyhow::Result<Vec<GridCheck>> {
    let (Some(first), Some(rival)) = (findings.first(), findings.rival()) else {
        return Ok(Vec::new());
    };
    let names = [first.model.as_str(), rival.model.as_str()];
    let Some(here) = findings.against(names[1]) else {
        return Ok(Vec::new());
    };
    let category = [findings.scores.category.clone()];
    let mut checks = Vec::with_capacity(shifts);
    for shift in GridShift::USUAL.into_iter().take(shifts) {
        let counts = shift.of(fine, history.counts().resolution())?;
        let inputs = Inputs::for_patrols(&counts, history.categories())?;
        let mut watch = Watch::new(None, history.simulated());
        let outcome = backtest(
            &counts,
            &inputs,
            &category,
            spec,
            &models(&names)?,
            &mut watch,
        );
        let scores = match outcome {
            Ok(scores) => scores,
            Err(error) => return Err(watch.give_up(error.into())),
        };
        watch.finish()?;
        if let Some([first, rival]) = scores.first().map(|scores| scores.models.as_slice()) {
            checks.push(GridCheck::of(shift, here, compare(first, rival)));
        }
    }
    Ok(checks)
}

impl GridCheck {
    fn of(shift: GridShift, here: &Comparison, there: Comparison) -> Self {
        let hits =
            |comparison: &Comparison| comparison.hit_rate.get(&five_percent()).cloned().flatten();
        let agrees = !contradicts(hits(here).as_ref(), hits(&there).as_ref())
            && !contradicts(here.deviance.as_ref(), there.deviance.as_ref());
        Self {
            bearing: shift.bearing,
            widths: shift.widths,
            comparison: there,
            agrees,
        }
    }
}

/// Whether one grid says for certain what the other does not even lean to.
fn contradicts(here: Option<&PairedDifference>, there: Option<&PairedDifference>) -> bool {
    let (Some(here), Some(there)) = (here, there) else {
        return false;
    };
    let certain = |difference: &PairedDifference| difference.low > 0.0 || difference.high < 0.0;
    let apart = here.mean * there.mean < 0.0;
    apart && (certain(here) || certain(there))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference(mean: f64, half_width: f64) -> PairedDifference {
        PairedDifference {
            mean,
            standard_error: 0.01,
            diebold_mariano: None,
            p_value: None,
            low: mean - half_width,
            high: mean + half_width,
        }
    }

    #[test]
    fn grids_contradict_each_other_only_where_one_is_certain() {
        let (certain, unsure, other) = (
            difference(0.02, 0.01),
            difference(0.02, 0.05),
            difference(-0.01, 0.05),
        );
        assert!(contradicts(Some(&certain), Some(&other)));
        assert!(!contradicts(Some(&unsure), Some(&other)));
        assert!(!contradicts(Some(&certain), Some(&unsure)));
        assert!(!contradicts(None, Some(&certain)));
    }
}
