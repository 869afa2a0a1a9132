//! Exact counts by resolution, series, cell and month, with a mark on each that may be shown.

use std::collections::BTreeMap;

use super::{DisclosureError, Policy, PublicCount};
use crate::{CategorySlug, Cell, Counts, Month, Resolution};

/// The cells of one published resolution.
pub(super) struct Lattice {
    resolution: Resolution,
    cells: Vec<Cell>,
    /// By series, then cell × month.
    exact: Vec<Vec<u32>>,
    shown: Vec<Vec<bool>>,
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
}

impl Table {
    /// Counts the published months and marks what is large enough to be shown by itself.
    pub(super) fn count(
        counts: &Counts,
        mapped: &[CategorySlug],
        months: &[Month],
        policy: &Policy,
    ) -> Result<Self, DisclosureError> {
        let series = mapped.len() + 1;
        let mut sums = sums_by_cell(counts, mapped, months, policy)?;
        for cells in &mut sums {
            cells.retain(|_, row| {
                let all: u64 = row[..months.len()]
                    .iter()
                    .map(|&count| u64::from(count))
                    .sum();
                all >= u64::from(policy.minimum_history)
            });
        }
        if sums.iter().all(BTreeMap::is_empty) {
            return Err(DisclosureError::TooFew(policy.minimum_history));
        }
        let mut levels: Vec<Lattice> = policy
            .resolutions
            .iter()
            .zip(sums)
            .map(|(&resolution, cells)| lattice(resolution, &cells, series, months.len(), policy))
            .collect();
        link_children(&mut levels)?;
        Ok(Self {
            levels,
            months: months.len(),
            series,
        })
    }

    pub(super) fn levels(&self) -> &[Lattice] {
        &self.levels
    }

    pub(super) const fn months(&self) -> usize {
        self.months
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
        self.levels[level].shown[series][self.index(position, month)]
    }

    pub(super) fn hide(&mut self, level: usize, series: usize, position: usize, month: usize) {
        let index = self.index(position, month);
        self.levels[level].shown[series][index] = false;
    }

    /// Recorded offences of a cell over all published months.
    pub(super) fn total(&self, level: usize, series: usize, position: usize) -> u64 {
        let from = position * self.months;
        let row = &self.levels[level].exact[series][from..from + self.months];
        row.iter().map(|&count| u64::from(count)).sum()
    }

    /// Mean recorded offences per cell and 28 days.
    pub(super) fn mean_per_28_days(&self, level: usize, series: usize, months: &[Month]) -> f64 {
        let days: u32 = months.iter().map(|month| month.window().days()).sum();
        let cells = self.levels[level].cells.len();
        let total: u64 = self.levels[level].exact[series]
            .iter()
            .map(|&count| u64::from(count))
            .sum();
        total as f64 / cells as f64 / f64::from(days) * 28.0
    }

    /// What may be said of each month of a cell.
    pub(super) fn public(
        &self,
        level: usize,
        series: usize,
        position: usize,
        policy: &Policy,
    ) -> Vec<PublicCount> {
        (0..self.months)
            .map(|month| {
                if self.is_shown(level, series, position, month) {
                    PublicCount::Rounded(policy.round(self.exact(level, series, position, month)))
                } else {
                    PublicCount::Suppressed
                }
            })
            .collect()
    }
}

/// For each published resolution: cell → counts by series × month.
fn sums_by_cell(
    counts: &Counts,
    mapped: &[CategorySlug],
    months: &[Month],
    policy: &Policy,
) -> Result<Vec<BTreeMap<Cell, Vec<u32>>>, DisclosureError> {
    let wanted: Vec<Option<usize>> = counts
        .categories()
        .iter()
        .map(|slug| mapped.iter().position(|category| category == slug))
        .collect();
    let parents: Vec<Vec<Cell>> = policy
        .resolutions
        .iter()
        .map(|&resolution| {
            counts
                .cells()
                .iter()
                .map(|cell| cell.parent(resolution))
                .collect()
        })
        .collect::<Result<_, _>>()?;
    let width = (mapped.len() + 1) * months.len();
    let mut sums = vec![BTreeMap::new(); policy.resolutions.len()];
    for entry in counts.entries() {
        let Some(category) = wanted[usize::from(entry.category)] else {
            continue;
        };
        let Ok(month) = months.binary_search(&entry.day.month()) else {
            continue;
        };
        for (level, cells) in sums.iter_mut().enumerate() {
            let cell = parents[level][entry.cell as usize];
            let row: &mut Vec<u32> = cells.entry(cell).or_insert_with(|| vec![0; width]);
            row[month] += entry.count;
            row[(category + 1) * months.len() + month] += entry.count;
        }
    }
    Ok(sums)
}

fn lattice(
    resolution: Resolution,
    cells: &BTreeMap<Cell, Vec<u32>>,
    series: usize,
    months: usize,
    policy: &Policy,
) -> Lattice {
    let exact: Vec<Vec<u32>> = (0..series)
        .map(|series| {
            let columns = series * months..(series + 1) * months;
            cells
                .values()
                .flat_map(|row| row[columns.clone()].iter().copied())
                .collect()
        })
        .collect();
    let shown = exact
        .iter()
        .map(|row| {
            row.iter()
                .map(|&count| count >= policy.suppress_below)
                .collect()
        })
        .collect();
    let children = vec![Vec::new(); cells.len()];
    Lattice {
        resolution,
        cells: cells.keys().copied().collect(),
        exact,
        shown,
        children,
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
