//! History on the grid: recorded offences by cell, day and category.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::{CategorySlug, Cell, Day, GridError, Resolution};

/// Why counts were refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CountsError {
    /// A cell of another resolution.
    #[error(
        "cell {cell} has resolution {own}, but these counts are kept at resolution {resolution}"
    )]
    Resolution {
        /// The cell.
        cell: Cell,
        /// Its resolution.
        own: Resolution,
        /// The resolution of the counts.
        resolution: Resolution,
    },
    /// A day before the first or a registration before the commission.
    #[error(
        "cell {cell} has an offence of {day} known on {known}; the known day cannot come first"
    )]
    KnownBefore {
        /// The cell.
        cell: Cell,
        /// Day of commission.
        day: Day,
        /// Day on which it was registered.
        known: Day,
    },
    /// More than 65,535 categories.
    #[error("{0} categories are more than counts can hold (65535)")]
    TooManyCategories(usize),
    /// The grid refused a cell.
    #[error(transparent)]
    Grid(#[from] GridError),
}

/// So many recorded offences of one category in one cell on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    /// Day on which it was registered; the day of commission where the source has no registration.
    pub known: Day,
    /// Day of commission.
    pub day: Day,
    /// Position in [`Counts::cells`].
    pub cell: u32,
    /// Position in [`Counts::categories`].
    pub category: u16,
    /// How many.
    pub count: u32,
}

/// Sparse counts of recorded offences (cell × day × category), their grid and calendar checked once.
///
/// [`Counts::until`] is the only way to cut history. It cuts by the day on which a record was *known*,
/// so that whatever is fitted on the result cannot look ahead.
#[derive(Debug, Clone)]
pub struct Counts {
    resolution: Resolution,
    cells: Arc<[Cell]>,
    categories: Arc<[CategorySlug]>,
    /// Sorted by known day, then day, cell and category.
    entries: Arc<[Entry]>,
    shown: usize,
    until: Option<Day>,
}

impl Counts {
    /// The resolution of every cell.
    pub const fn resolution(&self) -> Resolution {
        self.resolution
    }

    /// All cells with an entry in the uncut counts, ascending.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The categories, ascending.
    pub fn categories(&self) -> &[CategorySlug] {
        &self.categories
    }

    /// Position of a category; `None` when there is no such category.
    pub fn category_index(&self, slug: &CategorySlug) -> Option<u16> {
        self.categories
            .binary_search(slug)
            .ok()
            .map(|index| index as u16)
    }

    /// Position of a cell; `None` when it has no entry.
    pub fn cell_index(&self, cell: Cell) -> Option<u32> {
        self.cells
            .binary_search(&cell)
            .ok()
            .map(|index| index as u32)
    }

    /// The entries, sorted by known day, then day, cell and category.
    pub fn entries(&self) -> &[Entry] {
        &self.entries[..self.shown]
    }

    /// What was known before `day` began. Cells and categories keep their positions.
    #[must_use]
    pub fn until(&self, day: Day) -> Self {
        let shown = self.entries().partition_point(|entry| entry.known < day);
        let until = Some(self.until.map_or(day, |earlier| earlier.min(day)));
        Self {
            shown,
            until,
            ..self.clone()
        }
    }

    /// Whether both were cut by [`Counts::until`] from the very same counts, so that what one shows of earlier days the other does, too.
    pub fn are_cut_from(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.entries, &other.entries)
    }

    /// What was committed on `day` or later. Cells and categories keep their positions.
    #[must_use]
    pub fn since(&self, day: Day) -> Self {
        let entries: Arc<[Entry]> = self
            .entries()
            .iter()
            .filter(|entry| day <= entry.day)
            .copied()
            .collect();
        Self {
            shown: entries.len(),
            entries,
            ..self.clone()
        }
    }

    /// The day from which on nothing is known: that of [`Counts::until`], or the day after the last record.
    pub fn end(&self) -> Option<Day> {
        self.until
            .or_else(|| self.entries().last().and_then(|entry| entry.known.plus(1)))
    }

    /// First day of commission among the entries.
    pub fn first_day(&self) -> Option<Day> {
        self.entries().iter().map(|entry| entry.day).min()
    }

    /// Recorded offences in all.
    pub fn total(&self) -> u64 {
        self.entries()
            .iter()
            .map(|entry| u64::from(entry.count))
            .sum()
    }

    /// The same counts on a coarser grid.
    ///
    /// # Errors
    /// [`CountsError::Grid`] when `resolution` is finer than the counts'.
    pub fn at(&self, resolution: Resolution) -> Result<Self, CountsError> {
        let parents: Vec<Cell> = self
            .cells
            .iter()
            .map(|cell| cell.parent(resolution))
            .collect::<Result<_, _>>()?;
        let mut builder = CountsBuilder::new(resolution);
        for entry in self.entries() {
            let category = &self.categories[usize::from(entry.category)];
            builder.add(
                parents[entry.cell as usize],
                entry.day,
                entry.known,
                category,
                entry.count,
            )?;
        }
        let coarse = builder.build()?;
        Ok(match self.until {
            Some(day) => coarse.until(day),
            None => coarse,
        })
    }
}

/// Collects counts; equal cells, days and categories are summed.
#[derive(Debug, Clone)]
pub struct CountsBuilder {
    resolution: Resolution,
    cells: BTreeMap<Cell, u32>,
    categories: BTreeMap<CategorySlug, u32>,
    entries: Vec<(Day, Day, u32, u32, u32)>,
}

impl CountsBuilder {
    /// Starts counts at a resolution.
    pub const fn new(resolution: Resolution) -> Self {
        Self {
            resolution,
            cells: BTreeMap::new(),
            categories: BTreeMap::new(),
            entries: Vec::new(),
        }
    }

    /// Adds recorded offences; a count of 0 only makes the category known.
    ///
    /// # Errors
    /// [`CountsError::Resolution`] for a cell of another resolution, [`CountsError::KnownBefore`] when
    /// the offence was known before it was committed.
    pub fn add(
        &mut self,
        cell: Cell,
        day: Day,
        known: Day,
        category: &CategorySlug,
        count: u32,
    ) -> Result<(), CountsError> {
        if cell.resolution() != self.resolution {
            let (own, resolution) = (cell.resolution(), self.resolution);
            return Err(CountsError::Resolution {
                cell,
                own,
                resolution,
            });
        }
        if known < day {
            return Err(CountsError::KnownBefore { cell, day, known });
        }
        let category = match self.categories.get(category) {
            Some(&position) => position,
            None => number(&mut self.categories, category.clone()),
        };
        if count > 0 {
            let cell = number(&mut self.cells, cell);
            self.entries.push((known, day, cell, category, count));
        }
        Ok(())
    }

    /// Sorts, sums and checks.
    ///
    /// # Errors
    /// [`CountsError::TooManyCategories`].
    pub fn build(self) -> Result<Counts, CountsError> {
        if self.categories.len() > usize::from(u16::MAX) {
            return Err(CountsError::TooManyCategories(self.categories.len()));
        }
        let (cells, cell_ranks) = ranked(self.cells);
        let (categories, category_ranks) = ranked(self.categories);
        let mut entries: Vec<Entry> = self
            .entries
            .into_iter()
            .map(|(known, day, cell, category, count)| Entry {
                known,
                day,
                cell: cell_ranks[cell as usize],
                category: category_ranks[category as usize] as u16,
                count,
            })
            .collect();
        entries.sort_unstable();
        entries.dedup_by(|next, kept| {
            let same = (next.known, next.day, next.cell, next.category)
                == (kept.known, kept.day, kept.cell, kept.category);
            if same {
                kept.count = kept.count.saturating_add(next.count);
            }
            same
        });
        Ok(Counts {
            resolution: self.resolution,
            cells: cells.into(),
            categories: categories.into(),
            shown: entries.len(),
            entries: entries.into(),
            until: None,
        })
    }
}

fn number<K: Ord>(numbers: &mut BTreeMap<K, u32>, key: K) -> u32 {
    let next = numbers.len() as u32;
    *numbers.entry(key).or_insert(next)
}

/// Keys in ascending order, and for each number given on arrival the rank in that order.
fn ranked<K: Ord>(numbers: BTreeMap<K, u32>) -> (Vec<K>, Vec<u32>) {
    let mut ranks = vec![0; numbers.len()];
    let keys = numbers
        .into_iter()
        .enumerate()
        .map(|(rank, (key, number))| {
            ranks[number as usize] = rank as u32;
            key
        })
        .collect();
    (keys, ranks)
}

/// The cells that a forecast speaks of, frozen before it is tested.
///
/// Every cell with any recorded offence of any category, plus every cell that has at least
/// [`Universe::NEIGHBOURS`] such neighbours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Universe {
    cells: Vec<Cell>,
}

impl Universe {
    /// Neighbours with a record that make a cell without one part of the universe.
    pub const NEIGHBOURS: usize = 3;

    /// Freezes the universe of what `history` shows.
    pub fn freeze(history: &Counts) -> Self {
        let seen: BTreeSet<Cell> = history
            .entries()
            .iter()
            .map(|entry| history.cells()[entry.cell as usize])
            .collect();
        let mut beside: BTreeMap<Cell, usize> = BTreeMap::new();
        for neighbour in seen.iter().flat_map(|cell| cell.ring(1)) {
            *beside.entry(neighbour).or_default() += 1;
        }
        let mut cells: Vec<Cell> = beside
            .into_iter()
            .filter(|(cell, near)| *near >= Self::NEIGHBOURS && !seen.contains(cell))
            .map(|(cell, _)| cell)
            .collect();
        cells.extend(seen);
        cells.sort_unstable();
        Self { cells }
    }

    /// A universe of given cells.
    pub fn of(mut cells: Vec<Cell>) -> Self {
        cells.sort_unstable();
        cells.dedup();
        Self { cells }
    }

    /// The cells, ascending.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// Position of a cell.
    pub fn position(&self, cell: Cell) -> Option<usize> {
        self.cells.binary_search(&cell).ok()
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether there is no cell.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LatLng;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn slug(text: &str) -> CategorySlug {
        text.parse().unwrap()
    }

    fn cell() -> Cell {
        let place = LatLng::from_degrees(43.2389, 76.8897).unwrap();
        Cell::containing(place, Resolution::new(9).unwrap())
    }

    fn three_days() -> Counts {
        let mut builder = CountsBuilder::new(Resolution::new(9).unwrap());
        let theft = slug("theft");
        for (committed, known) in [
            ("2025-01-01", "2025-01-01"),
            ("2025-01-01", "2025-01-09"),
            ("2025-01-05", "2025-01-06"),
        ] {
            builder
                .add(cell(), day(committed), day(known), &theft, 1)
                .unwrap();
        }
        builder.build().unwrap()
    }

    #[test]
    fn history_is_cut_by_what_was_known_and_not_by_what_had_happened() {
        let counts = three_days();
        assert_eq!(counts.until(day("2025-01-06")).total(), 1);
        assert_eq!(counts.until(day("2025-01-07")).total(), 2);
        assert_eq!(counts.until(day("2025-01-10")).total(), 3);
    }

    #[test]
    fn a_cut_cannot_be_undone_by_a_later_one() {
        let cut = three_days().until(day("2025-01-06"));
        assert_eq!(cut.until(day("2026-01-01")).total(), 1);
        assert_eq!(cut.until(day("2026-01-01")).end(), Some(day("2025-01-06")));
    }

    #[test]
    fn a_start_leaves_out_what_was_committed_before_it_and_keeps_the_cut() {
        let later = three_days()
            .until(day("2025-01-10"))
            .since(day("2025-01-05"));
        assert_eq!(later.total(), 1);
        assert_eq!(later.cells(), three_days().cells());
        assert_eq!(later.until(day("2025-01-06")).total(), 0);
        assert_eq!(later.end(), Some(day("2025-01-10")));
    }

    #[test]
    fn equal_entries_are_summed_in_any_order() {
        let resolution = Resolution::new(9).unwrap();
        let mut builder = CountsBuilder::new(resolution);
        for (category, n) in [("theft", 1), ("robbery", 4), ("theft", 2)] {
            let first = day("2025-01-01");
            builder
                .add(cell(), first, first, &slug(category), n)
                .unwrap();
        }
        let counts = builder.build().unwrap();
        assert_eq!(counts.categories(), [slug("robbery"), slug("theft")]);
        assert_eq!(
            counts.entries().iter().map(|e| e.count).collect::<Vec<_>>(),
            [4, 3]
        );
    }

    #[test]
    fn counts_keep_their_total_on_a_coarser_grid() {
        let counts = three_days();
        let coarse = counts.at(Resolution::new(6).unwrap()).unwrap();
        assert_eq!(coarse.total(), counts.total());
        assert!(counts.at(Resolution::new(10).unwrap()).is_err());
    }

    #[test]
    fn an_offence_cannot_be_known_before_it_was_committed() {
        let mut builder = CountsBuilder::new(Resolution::new(9).unwrap());
        let error = builder
            .add(
                cell(),
                day("2025-01-02"),
                day("2025-01-01"),
                &slug("theft"),
                1,
            )
            .unwrap_err();
        assert!(matches!(error, CountsError::KnownBefore { .. }));
    }

    #[test]
    fn the_universe_holds_seen_cells_and_those_with_three_seen_neighbours() {
        let mut builder = CountsBuilder::new(Resolution::new(9).unwrap());
        let first = day("2025-01-01");
        let ring = cell().ring(1);
        for &neighbour in &ring[..3] {
            builder
                .add(neighbour, first, first, &slug("theft"), 1)
                .unwrap();
        }
        let universe = Universe::freeze(&builder.build().unwrap());
        assert!(universe.position(cell()).is_some());
        assert!(universe.cells().windows(2).all(|pair| pair[0] < pair[1]));
        let two = {
            let mut builder = CountsBuilder::new(Resolution::new(9).unwrap());
            for &neighbour in &ring[..2] {
                builder
                    .add(neighbour, first, first, &slug("theft"), 1)
                    .unwrap();
            }
            Universe::freeze(&builder.build().unwrap())
        };
        assert!(two.position(cell()).is_none());
    }
}
