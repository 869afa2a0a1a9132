//! Exact counts by resolution, series, cell and month, with what is told of each.

use std::collections::BTreeMap;

use super::released::{Place, Released};
use super::{DisclosureError, PublicCount, SurfaceMeta};
use crate::{Cell, Counts, Day, GridError, Resolution};

/// Level, series and position of a row.
pub(super) type Spot = (usize, usize, usize);

/// The cells of one published resolution.
pub(super) struct Lattice {
    resolution: Resolution,
    cells: Vec<Cell>,
    /// By series, then cell × month.
    exact: Vec<Vec<u32>>,
    /// In the same order: the rounded number, zero where it is withheld.
    told: Vec<Vec<u32>>,
    /// For each cell, positions of its children in the next finer lattice.
    children: Vec<Vec<u32>>,
}

impl Lattice {
    pub(super) const fn resolution(&self) -> Resolution {
        self.resolution
    }

    pub(super) fn cells(&self) -> &[Cell] {
        &self.cells
    }

    pub(super) fn children(&self, position: usize) -> &[u32] {
        &self.children[position]
    }
}

/// The table that suppression works on. Series 0 is the sum of the others.
pub(super) struct Table {
    levels: Vec<Lattice>,
    months: usize,
    series: usize,
    /// Months that no earlier version told.
    open: Vec<usize>,
}

impl Table {
    /// Counts each month as of its day, and tells what is large enough by itself; months released earlier are told as they were.
    pub(super) fn count(
        counts: &Counts,
        meta: &SurfaceMeta,
        earlier: &Released,
    ) -> Result<Self, DisclosureError> {
        let mut sums = sums_by_cell(counts, meta)?;
        for (cells, resolution) in sums.iter_mut().zip(&meta.policy.resolutions) {
            keep_cells(cells, *resolution, meta, earlier);
        }
        if sums.iter().all(BTreeMap::is_empty) {
            return Err(DisclosureError::TooFew(meta.policy.minimum_history));
        }
        let mut levels: Vec<Lattice> = meta
            .policy
            .resolutions
            .iter()
            .zip(sums)
            .map(|(&resolution, cells)| lattice(resolution, &cells, meta, earlier))
            .collect();
        link_children(&mut levels)?;
        let months = 0..meta.months.len();
        Ok(Self {
            levels,
            months: meta.months.len(),
            series: meta.series.len(),
            open: months
                .filter(|&month| earlier.sheet(meta.months[month]).is_none())
                .collect(),
        })
    }

    /// Months that no earlier version told.
    pub(super) fn open_months(&self) -> &[usize] {
        &self.open
    }

    pub(super) fn is_open(&self, month: usize) -> bool {
        self.open.binary_search(&month).is_ok()
    }

    pub(super) fn levels(&self) -> &[Lattice] {
        &self.levels
    }

    pub(super) const fn series(&self) -> usize {
        self.series
    }

    fn index(&self, position: usize, month: usize) -> usize {
        position * self.months + month
    }

    pub(super) fn exact(&self, level: usize, series: usize, position: usize, month: usize) -> u32 {
        self.levels[level].exact[series][self.index(position, month)]
    }

    pub(super) fn is_shown(
        &self,
        level: usize,
        series: usize,
        position: usize,
        month: usize,
    ) -> bool {
        self.levels[level].told[series][self.index(position, month)] > 0
    }

    pub(super) fn hide(&mut self, level: usize, series: usize, position: usize, month: usize) {
        let index = self.index(position, month);
        self.levels[level].told[series][index] = 0;
    }

    /// Recorded offences of a cell over all published months.
    pub(super) fn total(&self, level: usize, series: usize, position: usize) -> u64 {
        let from = position * self.months;
        let row = &self.levels[level].exact[series][from..from + self.months];
        row.iter().map(|&count| u64::from(count)).sum()
    }

    /// Mean recorded offences per cell and 28 days, from a total that is rounded like a figure.
    pub(super) fn mean_per_28_days(&self, level: usize, series: usize, meta: &SurfaceMeta) -> f64 {
        let days: u32 = meta.months.iter().map(|month| month.window().days()).sum();
        let cells = self.levels[level].cells.len();
        let total: u64 = self.levels[level].exact[series]
            .iter()
            .map(|&count| u64::from(count))
            .sum();
        let total = meta.policy.round_total(total);
        total as f64 / cells as f64 / f64::from(days) * 28.0
    }

    /// What is told of each month of a cell.
    pub(super) fn public(&self, level: usize, series: usize, position: usize) -> Vec<PublicCount> {
        let from = position * self.months;
        let told = &self.levels[level].told[series][from..from + self.months];
        told.iter().map(|&number| PublicCount::of(number)).collect()
    }

    /// Where a series of a cell is.
    pub(super) fn find(&self, place: Place, series: usize) -> Option<Spot> {
        let Place::Cell(cell) = place else {
            return None;
        };
        let is_own = |level: &Lattice| level.resolution == cell.resolution();
        let level = self.levels.iter().position(is_own)?;
        let position = self.levels[level].cells.binary_search(&cell).ok()?;
        Some((level, series, position))
    }

    /// The sums that a row is a part of, then the rows that are its parts.
    pub(super) fn around(&self, (level, series, position): Spot) -> Vec<Spot> {
        let cell = self.levels[level].cells[position];
        let above = level.checked_sub(1).and_then(|above| {
            let parent = cell.parent(self.levels[above].resolution).ok()?;
            self.find(Place::Cell(parent), series)
        });
        let all = (series > 0).then_some((level, 0, position));
        let categories = (1..self.series)
            .filter(|_| series == 0)
            .map(|part| (level, part, position));
        let children = self.levels[level].children[position]
            .iter()
            .map(|&child| (level + 1, series, child as usize));
        let sums = above.into_iter().chain(all);
        sums.chain(categories).chain(children).collect()
    }

    /// The place, or of a cell the coarsest one that it lies in.
    pub(super) fn root_of(&self, place: Place) -> Place {
        let (Place::Cell(cell), Some(level)) = (place, self.levels.first()) else {
            return place;
        };
        Place::Cell(cell.parent(level.resolution).unwrap_or(cell))
    }
}

/// Cells with enough history, and those that were on the map before.
fn keep_cells(
    cells: &mut BTreeMap<Cell, Vec<u32>>,
    resolution: Resolution,
    meta: &SurfaceMeta,
    earlier: &Released,
) {
    let width = meta.series.len() * meta.months.len();
    cells.retain(|cell, row| {
        let months = row[..meta.months.len()].iter();
        let all: u64 = months.map(|&count| u64::from(count)).sum();
        all >= u64::from(meta.policy.minimum_history)
            || earlier.position(Place::Cell(*cell)).is_some()
    });
    for cell in earlier
        .cells()
        .filter(|cell| cell.resolution() == resolution)
    {
        cells.entry(cell).or_insert_with(|| vec![0; width]);
    }
}

/// For each published resolution: cell → counts by series × month.
fn sums_by_cell(
    counts: &Counts,
    meta: &SurfaceMeta,
) -> Result<Vec<BTreeMap<Cell, Vec<u32>>>, DisclosureError> {
    let months = meta.months.len();
    let counted: Vec<Day> = meta.editions().map(|(_, day)| day).collect();
    let series: Vec<Option<usize>> = counts
        .categories()
        .iter()
        .map(|slug| meta.series[1..].iter().position(|series| series == slug))
        .collect();
    let parents = parents(counts, &meta.policy.resolutions)?;
    let mut sums = vec![BTreeMap::new(); parents.len()];
    for entry in counts.entries() {
        let (Some(category), Ok(month)) = (
            series[usize::from(entry.category)],
            meta.months.binary_search(&entry.day.month()),
        ) else {
            continue;
        };
        if entry.known >= counted[month] {
            continue;
        }
        for (cells, parents) in sums.iter_mut().zip(&parents) {
            let row: &mut Vec<u32> = cells
                .entry(parents[entry.cell as usize])
                .or_insert_with(|| vec![0; meta.series.len() * months]);
            row[month] += entry.count;
            row[(category + 1) * months + month] += entry.count;
        }
    }
    Ok(sums)
}

/// By resolution, then cell of the counts: the cell that it lies in.
fn parents(counts: &Counts, resolutions: &[Resolution]) -> Result<Vec<Vec<Cell>>, GridError> {
    let above = |&resolution: &Resolution| {
        let cells = counts.cells().iter();
        cells.map(|cell| cell.parent(resolution)).collect()
    };
    resolutions.iter().map(above).collect()
}

fn lattice(
    resolution: Resolution,
    cells: &BTreeMap<Cell, Vec<u32>>,
    meta: &SurfaceMeta,
    earlier: &Released,
) -> Lattice {
    let months = meta.months.len();
    let exact: Vec<Vec<u32>> = (0..meta.series.len())
        .map(|series| {
            let columns = series * months..(series + 1) * months;
            cells
                .values()
                .flat_map(|row| row[columns.clone()].iter().copied())
                .collect()
        })
        .collect();
    let cells: Vec<Cell> = cells.keys().copied().collect();
    let mut told: Vec<Vec<u32>> = exact
        .iter()
        .map(|row| row.iter().map(|&count| told_of(count, meta)).collect())
        .collect();
    repeat(&mut told, &cells, meta, earlier);
    Lattice {
        resolution,
        exact,
        told,
        children: vec![Vec::new(); cells.len()],
        cells,
    }
}

fn told_of(exact: u32, meta: &SurfaceMeta) -> u32 {
    meta.policy.disclose(exact).rounded().unwrap_or(0)
}

/// Puts what earlier versions told in place of the months that they told.
fn repeat(told: &mut [Vec<u32>], cells: &[Cell], meta: &SurfaceMeta, earlier: &Released) {
    let places: Vec<Option<usize>> = cells
        .iter()
        .map(|&cell| earlier.position(Place::Cell(cell)))
        .collect();
    for (month, edition) in meta.months.iter().enumerate() {
        let Some((_, sheet)) = earlier.sheet(*edition) else {
            continue;
        };
        for (row, slug) in told.iter_mut().zip(&meta.series) {
            let category = earlier.category_of(slug);
            for (position, place) in places.iter().enumerate() {
                let before = category.zip(*place);
                row[position * meta.months.len() + month] =
                    before.map_or(0, |(category, place)| sheet.told(category, place));
            }
        }
    }
}

fn link_children(levels: &mut [Lattice]) -> Result<(), DisclosureError> {
    for coarse in 0..levels.len().saturating_sub(1) {
        let (upper, lower) = levels.split_at_mut(coarse + 1);
        let parent = &mut upper[coarse];
        for (position, cell) in lower[0].cells.iter().enumerate() {
            // A cell with enough history has a parent with at least as much.
            let above = cell.parent(parent.resolution)?;
            if let Ok(index) = parent.cells.binary_search(&above) {
                parent.children[index].push(position as u32);
            }
        }
    }
    Ok(())
}
