//! Complementary suppression: a withheld count must not be what is left when the shown ones are taken from a shown sum.
//!
//! Two kinds of sums are published: a cell is the sum of its seven children, and `all` is the sum of the
//! categories. Where exactly one part of a shown sum is withheld, the smallest shown part is withheld too. Rounding keeps
//! even a lone remainder inexact; this removes the lone remainder. Months that an earlier version told are left alone:
//! withholding now what is known already protects nothing.

use super::table::Table;
use super::{PublicCount, PublicUnit};
use crate::CategorySlug;

/// An H3 cell has seven children; one that was never shown counts as withheld.
const CHILDREN: usize = 7;

/// Withholds further counts until no shown sum has exactly one withheld part. Ends, since each step withholds.
pub(super) fn complement(table: &mut Table) {
    while protect_children(table) | protect_categories(table) {}
}

/// The same for units, whose `all` is the sum of the mapped categories: those with a row, since no row says that there was none.
///
/// `months` are positions of those that no earlier version told, `mapped` the categories that `all` is the sum of.
pub(super) fn complement_units(
    units: &mut [PublicUnit],
    mapped: &[CategorySlug],
    months: &[usize],
) {
    for rows in units.chunk_by_mut(|one, next| one.unit == next.unit) {
        let all = rows
            .iter()
            .position(|row| row.category == CategorySlug::all());
        let Some(all) = all else {
            continue;
        };
        let parts: Vec<usize> = (0..rows.len())
            .filter(|&row| mapped.contains(&rows[row].category))
            .collect();
        for counts in [recorded, not_mapped] {
            for &month in months {
                hide_a_part(rows, all, &parts, counts, month);
            }
        }
    }
}

/// One of the two tables of a unit.
type Counts = fn(&mut PublicUnit) -> &mut Vec<PublicCount>;

fn recorded(unit: &mut PublicUnit) -> &mut Vec<PublicCount> {
    &mut unit.recorded
}

fn not_mapped(unit: &mut PublicUnit) -> &mut Vec<PublicCount> {
    &mut unit.not_mapped
}

/// Withholds the smallest shown part where just one is withheld, and the sum where no part is left to withhold.
fn hide_a_part(rows: &mut [PublicUnit], all: usize, parts: &[usize], counts: Counts, month: usize) {
    let mut number = |row: usize| counts(&mut rows[row])[month].rounded();
    let shown: Vec<(u32, usize)> = parts
        .iter()
        .filter_map(|&row| number(row).map(|number| (number, row)))
        .collect();
    if number(all).is_none() || shown.len() + 1 != parts.len() {
        return;
    }
    let hidden = shown.into_iter().min().map_or(all, |(_, row)| row);
    counts(&mut rows[hidden])[month] = PublicCount::Withheld;
}

fn protect_children(table: &mut Table) -> bool {
    let mut changed = false;
    let months = table.open_months().to_vec();
    for level in 0..table.levels().len().saturating_sub(1) {
        for series in 0..table.series() {
            for parent in 0..table.levels()[level].cells().len() {
                for &month in &months {
                    if table.is_shown(level, series, parent, month) {
                        changed |= hide_a_sibling(table, level, series, parent, month);
                    }
                }
            }
        }
    }
    changed
}

fn hide_a_sibling(
    table: &mut Table,
    level: usize,
    series: usize,
    parent: usize,
    month: usize,
) -> bool {
    let children = table.levels()[level].children(parent);
    if children.len() + 1 < CHILDREN {
        return false;
    }
    let shown: Vec<usize> = children
        .iter()
        .map(|&child| child as usize)
        .filter(|&child| table.is_shown(level + 1, series, child, month))
        .collect();
    if shown.len() + 1 != CHILDREN {
        return false;
    }
    let smallest = shown
        .into_iter()
        .min_by_key(|&child| (table.exact(level + 1, series, child, month), child));
    smallest.is_some_and(|child| {
        table.hide(level + 1, series, child, month);
        true
    })
}

fn protect_categories(table: &mut Table) -> bool {
    let mut changed = false;
    let months = table.open_months().to_vec();
    for level in 0..table.levels().len() {
        for cell in 0..table.levels()[level].cells().len() {
            for &month in &months {
                if table.is_shown(level, 0, cell, month) {
                    changed |= hide_a_category(table, level, cell, month);
                }
            }
        }
    }
    changed
}

fn hide_a_category(table: &mut Table, level: usize, cell: usize, month: usize) -> bool {
    let parts = 1..table.series();
    let shown: Vec<usize> = parts
        .clone()
        .filter(|&series| table.is_shown(level, series, cell, month))
        .collect();
    if parts.len() < 2 || shown.len() + 1 != parts.len() {
        return false;
    }
    let smallest = shown
        .into_iter()
        .min_by_key(|&series| (table.exact(level, series, cell, month), series));
    smallest.is_some_and(|series| {
        table.hide(level, series, cell, month);
        true
    })
}
