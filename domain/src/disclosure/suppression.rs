//! Complementary suppression: a withheld count must not be what is left when the shown ones are taken from a shown sum.
//!
//! Two kinds of sums are published: a cell is the sum of its seven children, and `all` is the sum of the
//! categories. Where exactly one part of a shown sum is withheld, the smallest shown part is withheld too. Rounding keeps
//! even a lone remainder inexact; this removes the lone remainder. Months that an earlier version told are left alone:
//! withholding now what is known already protects nothing.

use super::table::Table;

/// An H3 cell has seven children; one that was never shown counts as withheld.
const CHILDREN: usize = 7;

/// Withholds further counts until no shown sum has exactly one withheld part. Ends, since each step withholds.
pub(super) fn complement(table: &mut Table) {
    while protect_children(table) | protect_categories(table) {}
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
