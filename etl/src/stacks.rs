//! Geocoding stacks: one point that holds an improbable share of its unit's records, such as the police station at which
//! whatever has no address is entered.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use oshaq_domain::Cell;
use serde::{Deserialize, Serialize};

use crate::check::Incident;

/// A point that holds at least this many records of its unit is looked at …
const FEWEST: u64 = 50;
/// … and is a stack when that is at least this share of the unit's mapped records. The busiest true places, such as a
/// city's main market, hold some thousandths.
const SHARE: f64 = 0.02;

/// A point that holds an improbable share of its unit's records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stack {
    /// The cell at resolution 10 that holds the point.
    pub cell: Cell,
    /// The unit's two-digit KATO code; `00` when it is not known.
    pub unit: String,
    /// Records that are at the point for certain; it may hold some more.
    pub records: u64,
    /// Their share of the unit's mapped records.
    pub share: f64,
}

/// Looks for the point that holds most records in each cell.
///
/// The majority vote of Boyer and Moore (1981) needs one candidate and one counter a cell, whatever the number of
/// points; what its counter says in the end, the candidate has for certain.
#[derive(Debug, Default)]
pub(crate) struct StackFinder {
    cells: HashMap<u64, Vote, RandomState>,
    mapped: HashMap<u8, u64, RandomState>,
}

#[derive(Debug, Clone, Copy)]
struct Vote {
    point: u32,
    count: u32,
    unit: u8,
}

impl StackFinder {
    pub fn add(&mut self, incident: &Incident) {
        if incident.cell == 0 {
            return;
        }
        *self.mapped.entry(incident.unit).or_default() += 1;
        let vote = self.cells.entry(incident.cell).or_insert(Vote {
            point: incident.point,
            count: 0,
            unit: incident.unit,
        });
        if vote.point == incident.point {
            vote.count += 1;
        } else if vote.count == 0 {
            *vote = Vote {
                point: incident.point,
                count: 1,
                unit: incident.unit,
            };
        } else {
            vote.count -= 1;
        }
    }

    /// The stacks, the largest first.
    pub fn found(&self) -> Vec<Stack> {
        let mut stacks: Vec<Stack> = self
            .cells
            .iter()
            .filter_map(|(&cell, vote)| self.stack(cell, vote))
            .collect();
        stacks.sort_by(|one, other| {
            let by_records = other.records.cmp(&one.records);
            by_records.then_with(|| one.cell.cmp(&other.cell))
        });
        stacks
    }

    fn stack(&self, cell: u64, vote: &Vote) -> Option<Stack> {
        let records = u64::from(vote.count);
        let share = records as f64 / *self.mapped.get(&vote.unit)? as f64;
        if records < FEWEST || share < SHARE {
            return None;
        }
        Some(Stack {
            cell: Cell::from_raw(cell).ok()?,
            unit: format!("{:02}", vote.unit),
            records,
            share,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spill::incident;

    /// A cell of resolution 10 in Taraz.
    const CELL: u64 = 0x08a2_0e4c_28c7_7fff;

    fn finder(points: impl Iterator<Item = u32>) -> StackFinder {
        let mut finder = StackFinder::default();
        for point in points {
            finder.add(&Incident {
                cell: CELL,
                unit: 31,
                point,
                ..incident(1, 1, 0, 1)
            });
        }
        finder
    }

    #[test]
    fn a_point_with_most_records_of_its_unit_is_a_stack() {
        let found = finder((0..300).map(|n| if n % 3 == 0 { n } else { 7 })).found();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].unit, "31");
        // 200 of 300 are at the point, of which the vote proves at least the surplus over the others.
        assert!((100..=200).contains(&found[0].records), "{found:?}");
    }

    #[test]
    fn many_points_in_one_cell_are_a_market_and_no_stack() {
        assert_eq!(finder(0..300).found(), []);
    }

    #[test]
    fn a_few_records_are_no_stack_whatever_their_share() {
        assert_eq!(finder((0..20).map(|_| 7)).found(), []);
    }
}
