//! Since when a cell has been one of those that are forecast.

use oshaq_domain::{Day, Universe};

use crate::Lattice;
use crate::task::Event;

/// The day on which the first record of a cell, or of a third neighbour, became known: since then [`Universe::freeze`] takes it in.
///
/// A cell that is in the universe because of its first record had one on that day for certain and none before. Whoever learns
/// from earlier days of it learns that records fall where the past shows nothing more often than they do, since all the cells
/// where none ever fell are left out. Where most cells have few records this is most of what is known of quiet places.
///
/// # Source
/// Selection on the outcome: Heckman (1979), *Sample selection bias as a specification error*, Econometrica 47; the cure is delayed
/// entry into the risk set: Andersen, Borgan, Gill and Keiding (1993), *Statistical Models Based on Counting Processes*, section III.3.
#[derive(Debug, Default)]
pub struct Entries(Vec<Option<Day>>);

impl Entries {
    /// From records in the order in which they became known.
    pub fn of(lattice: &Lattice, events: impl Iterator<Item = Event>) -> Self {
        let mut first: Vec<Option<Day>> = vec![None; lattice.len()];
        for event in events {
            first[event.place].get_or_insert(event.known);
        }
        let entry = |place: usize| {
            let near = lattice.ring(1, place).iter();
            let mut near: Vec<Day> = near.filter_map(|&near| first[near as usize]).collect();
            near.sort_unstable();
            let beside = near.get(Universe::NEIGHBOURS - 1).copied();
            first[place].into_iter().chain(beside).min()
        };
        Self((0..lattice.len()).map(entry).collect())
    }

    /// Whether a cell was in the universe of what was known before a day. One that no record explains was given as it is, and always was.
    pub fn before(&self, day: Day, place: usize) -> bool {
        self.0[place].is_none_or(|entry| entry < day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Inputs, Task};
    use oshaq_domain::{Cell, CountsBuilder, Horizon, Resolution};

    /// Six cells around a middle get their first record one after the other, the middle never.
    #[test]
    fn a_cell_is_in_the_universe_of_a_day_if_freezing_what_was_known_before_takes_it_in() {
        let middle: Cell = "89283082837ffff".parse().unwrap();
        let (slug, start): (_, Day) = ("theft".parse().unwrap(), "2024-01-01".parse().unwrap());
        let mut builder = CountsBuilder::new(Resolution::new(9).unwrap());
        for (n, &cell) in (0..).zip(&middle.ring(1)) {
            let (day, known) = (start.plus(10 * n).unwrap(), start.plus(10 * n + 4).unwrap());
            builder.add(cell, day, known, &slug, 1).unwrap();
        }
        let counts = builder.build().unwrap();
        let lattice = Lattice::new(Universe::freeze(&counts));
        let (inputs, week) = (Inputs::every(&counts), Horizon::days(7).unwrap());
        let task = Task::new(counts.clone(), &lattice, &inputs, &slug, Some(start), week).unwrap();
        for days in 1..60 {
            let day = start.plus(days).unwrap();
            let frozen = Universe::freeze(&counts.until(day));
            for (place, &cell) in lattice.universe().cells().iter().enumerate() {
                let expected = frozen.position(cell).is_some();
                assert_eq!(
                    task.entries().before(day, place),
                    expected,
                    "{cell} on {day}"
                );
            }
        }
    }

    #[test]
    fn a_cell_that_no_record_explains_has_always_been_there() {
        let lattice = Lattice::new(Universe::of(vec!["89283082837ffff".parse().unwrap()]));
        let entries = Entries::of(&lattice, std::iter::empty());
        assert!(entries.before("1970-01-01".parse().unwrap(), 0));
    }
}
