//! The comparison of two models on a grid that lies elsewhere.

use oshaq_models::{Comparison, GridShift, PairedDifference};
use serde::{Deserialize, Serialize};

use super::hit_rate::five_percent;

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

impl GridCheck {
    /// Of what was found on the grid itself and on the moved one.
    pub(super) fn of(shift: GridShift, here: &Comparison, there: Comparison) -> Self {
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
