//! Backtests of two models on grids that lie elsewhere.

use oshaq_domain::{Counts, Resolution};
use oshaq_models::{BacktestSpec, GridShift, backtest, compare, models};
use oshaq_server::DistrictShapes;
use oshaq_store::Store;

use super::findings::CategoryFindings;
use super::grid_check::GridCheck;
use crate::commands::backtest::Watch;
use crate::failure::Unusable;
use crate::history::History;
use crate::inputs;

/// Finest resolution of counts.
const FINEST: u8 = 10;

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
    shapes: Option<&DistrictShapes>,
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
        let inputs = inputs::for_patrols(&counts, history.categories(), shapes)?;
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
