//! What trees are grown on: counts, and what has been expected of every row so far.

use crate::regressions::exposed_rows::ExposedRows;
use crate::trees::bins::Binned;
use crate::trees::leaves::Leaves;
use crate::trees::tree::Tree;

/// Counts and what has been expected of every row so far.
pub struct Residuals {
    means: Vec<f64>,
    /// Rows with a count, ascending.
    hits: Vec<Hit>,
}

/// A row with a count.
struct Hit {
    row: u32,
    count: f64,
    /// Logarithm of the rate so far.
    ln_rate: f64,
}

impl Residuals {
    /// Before the first tree.
    pub fn new(rows: &ExposedRows<'_>, intercept: f64) -> Self {
        let rate = intercept.exp();
        let counts = rows.counts.iter().enumerate();
        let hits = counts.filter(|(_, count)| **count > 0.0);
        Self {
            means: rows
                .exposures
                .iter()
                .map(|exposure| exposure * rate)
                .collect(),
            hits: hits
                .map(|(row, &count)| Hit {
                    row: row as u32,
                    count,
                    ln_rate: intercept,
                })
                .collect(),
        }
    }

    /// What is expected of every row.
    pub fn means(&self) -> &[f64] {
        &self.means
    }

    /// The rows without a count, ascending.
    pub fn others(&self) -> impl Iterator<Item = u32> + '_ {
        let mut hits = self.hits.iter().peekable();
        (0..self.means.len() as u32)
            .filter(move |&row| hits.next_if(|hit| hit.row == row).is_none())
    }

    /// The rows with a count, ascending, and their counts.
    pub fn hits(&self) -> impl ExactSizeIterator<Item = (u32, f64)> + '_ {
        self.hits.iter().map(|hit| (hit.row, hit.count))
    }

    /// Σ y ln λ − μ with λ the rate, without what does not change.
    pub fn ln_likelihood(&self) -> f64 {
        let explained: f64 = self.hits.iter().map(|hit| hit.count * hit.ln_rate).sum();
        explained - sum(&self.means)
    }

    /// Moves what is expected by the steps of a tree's leaves.
    pub fn step(&mut self, tree: &Tree, binned: &Binned) {
        let leaves = Leaves::of(tree, |split| (split.feature, split.bin));
        let factors = leaves.steps().map(f64::exp);
        let mut hits = self.hits.iter_mut().peekable();
        for (block, means) in self.means.chunks_mut(Leaves::BLOCK).enumerate() {
            let rows = block * Leaves::BLOCK..block * Leaves::BLOCK + means.len();
            let found = leaves.find(|feature| &binned.column(feature)[rows.clone()]);
            for (mean, leaf) in means.iter_mut().zip(found) {
                *mean *= factors[usize::from(leaf)];
            }
            while let Some(hit) = hits.next_if(|hit| rows.contains(&(hit.row as usize))) {
                let leaf = found[hit.row as usize - rows.start];
                hit.ln_rate += leaves.steps()[usize::from(leaf)];
            }
        }
    }
}

/// Sums that are kept side by side, so that an addition need not wait for the one before it.
const LANES: usize = 8;

fn sum(values: &[f64]) -> f64 {
    let (lanes, rest) = values.as_chunks::<LANES>();
    let mut sums = [0.0; LANES];
    for values in lanes {
        sums.iter_mut()
            .zip(values)
            .for_each(|(sum, value)| *sum += value);
    }
    sums.iter().chain(rest).sum()
}
