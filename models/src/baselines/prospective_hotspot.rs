//! Prospective hot-spotting: the near-repeat rule.

use rayon::prelude::*;

use crate::baselines::baseline::Rule;
use crate::{Lattice, Task};

/// A cell's risk is the sum over the records of the last two months of 1/(1 + half cell widths away) × 1/(1 + weeks ago),
/// within [`Lattice::RINGS`] steps of the grid.
///
/// # Source
/// Bowers, Johnson and Pease (2004), *Prospective hot-spotting: the future of crime mapping?*, British Journal of
/// Criminology 44, pages 645 to 647; whole weeks and, for the distance, steps of the grid (two half widths each).
#[derive(Debug, Clone, Copy, Default)]
pub struct ProspectiveHotspot;

impl ProspectiveHotspot {
    /// Weeks that a record is remembered.
    pub const WEEKS: i32 = 8;
}

impl Rule for ProspectiveHotspot {
    fn name(&self) -> &'static str {
        "prospective_hotspot"
    }

    fn risks(&self, task: &Task<'_>) -> Vec<f64> {
        let lattice = task.lattice();
        let mut recent = vec![0.0; lattice.len()];
        for event in task.own_events() {
            let weeks = (task.origin().days_since(event.day) - 1) / 7;
            if weeks < Self::WEEKS {
                recent[event.place] += f64::from(event.count) / f64::from(1 + weeks);
            }
        }
        (0..lattice.len())
            .into_par_iter()
            .map(|place| around(lattice, place, &recent))
            .collect()
    }
}

fn around(lattice: &Lattice, place: usize, recent: &[f64]) -> f64 {
    let rings = (1..=Lattice::RINGS).map(|distance| {
        let ring = lattice.ring(distance, place);
        let sum: f64 = ring.iter().map(|&near| recent[near as usize]).sum();
        sum / (1 + 2 * distance) as f64
    });
    recent[place] + rings.sum::<f64>()
}
