//! What a count is measured against.

use std::collections::BTreeMap;

use crate::{Cell, GridError, Resolution};

/// An exposure that no rate can be built on.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("exposure of cell {cell} is {value}; it must be positive and finite")]
pub struct ExposureError {
    cell: Cell,
    value: f64,
}

/// Residents (or vehicles, or floor area) per cell, every one positive.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Exposure(BTreeMap<Cell, f64>);

impl Exposure {
    /// Keeps positive, finite exposures; a cell told twice is summed.
    ///
    /// # Errors
    /// [`ExposureError`] names the first cell whose value is not positive and finite.
    pub fn new(values: impl IntoIterator<Item = (Cell, f64)>) -> Result<Self, ExposureError> {
        let mut kept = BTreeMap::new();
        for (cell, value) in values {
            if !(value > 0.0 && value.is_finite()) {
                return Err(ExposureError { cell, value });
            }
            *kept.entry(cell).or_insert(0.0) += value;
        }
        Ok(Self(kept))
    }

    /// Exposure of a cell; `None` where nothing is known.
    pub fn of(&self, cell: Cell) -> Option<f64> {
        self.0.get(&cell).copied()
    }

    /// The cells with their exposures, ascending.
    pub fn iter(&self) -> impl Iterator<Item = (Cell, f64)> {
        self.0.iter().map(|(&cell, &value)| (cell, value))
    }

    /// The same by cells of a coarser (or the same) resolution: each is the sum of what lies in it.
    ///
    /// # Errors
    /// [`GridError::NotAParent`] when a cell is coarser than that.
    pub fn by_parent(&self, resolution: Resolution) -> Result<Self, GridError> {
        let mut sums = BTreeMap::new();
        for (cell, value) in self.iter() {
            *sums.entry(cell.parent(resolution)?).or_insert(0.0) += value;
        }
        Ok(Self(sums))
    }

    /// Sum over all cells.
    pub fn total(&self) -> f64 {
        self.0.values().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coarser_cell_holds_the_sum_of_its_children() {
        let child: Cell = "89283082837ffff".parse().unwrap();
        let parent = child.parent(Resolution::new(8).unwrap()).unwrap();
        let finer = Resolution::new(9).unwrap();
        let children = (1..).zip(parent.descendants(finer));
        let by_child = Exposure::new(children.map(|(n, cell)| (cell, f64::from(n)))).unwrap();
        let by_parent = by_child.by_parent(parent.resolution()).unwrap();
        assert_eq!(by_parent.iter().collect::<Vec<_>>(), [(parent, 28.0)]);
        let error = by_parent.by_parent(finer).unwrap_err();
        assert!(matches!(error, GridError::NotAParent { .. }), "{error}");
    }

    #[test]
    fn an_exposure_is_positive_and_finite() {
        let cell: Cell = "89283082837ffff".parse().unwrap();
        for wrong in [0.0, -3.0, f64::NAN, f64::INFINITY] {
            let error = Exposure::new([(cell, wrong)]).unwrap_err();
            assert!(error.to_string().contains("must be positive"), "{error}");
        }
        assert_eq!(
            Exposure::new([(cell, 2.0), (cell, 3.0)]).unwrap().of(cell),
            Some(5.0)
        );
    }
}
