//! Features cut into bins.

use ndarray::{ArrayView1, Axis};
use rayon::prelude::*;

use crate::regressions::exposed_rows::ExposedRows;

/// Features cut into bins, feature by feature.
pub struct Binned {
    /// Upper edges of all bins but the last.
    edges: Vec<Vec<f64>>,
    /// The bin of every row.
    bins: Vec<Vec<u8>>,
}

impl Binned {
    /// Bins wanted from the rows with a count, and as many from all rows: places without any record are many and alike, and
    /// it is among the others that cuts matter.
    const HALF: usize = 32;
    /// Rows that the edges are taken from: some hundred a bin.
    const SAMPLED: usize = 4_000;

    /// Cuts every feature at quantiles.
    pub fn of(rows: &ExposedRows<'_>) -> Self {
        let counted: Vec<usize> = (0..rows.counts.len())
            .filter(|&row| rows.counts[row] > 0.0)
            .collect();
        let columns: Vec<ArrayView1<'_, f64>> = rows.features.axis_iter(Axis(1)).collect();
        let (edges, bins) = columns
            .into_par_iter()
            .map(|column| {
                let every = quantiles((0..column.len()).map(|row| column[row]));
                let with_count = quantiles(counted.iter().map(|&row| column[row]));
                let mut edges = [every, with_count].concat();
                edges.sort_unstable_by(f64::total_cmp);
                edges.dedup();
                let bins = column.iter().map(|&value| bin(&edges, value)).collect();
                (edges, bins)
            })
            .unzip();
        Self { edges, bins }
    }

    /// Number of bins of a feature.
    pub fn bins(&self, feature: usize) -> usize {
        self.edges[feature].len() + 1
    }

    /// The bin of every row in a feature.
    pub fn column(&self, feature: usize) -> &[u8] {
        &self.bins[feature]
    }

    /// Upper edge of a bin that is not the last.
    pub fn edge(&self, feature: usize, bin: usize) -> f64 {
        self.edges[feature][bin]
    }
}

/// Edges between equal shares of a sample of the values.
fn quantiles(values: impl ExactSizeIterator<Item = f64>) -> Vec<f64> {
    let stride = values.len().div_ceil(Binned::SAMPLED).max(1);
    let mut sample: Vec<f64> = values.step_by(stride).collect();
    sample.sort_unstable_by(f64::total_cmp);
    (1..Binned::HALF)
        .filter_map(|part| sample.get(part * sample.len() / Binned::HALF).copied())
        .collect()
}

/// The first bin whose upper edge is not below the value.
pub fn bin(edges: &[f64], value: f64) -> u8 {
    edges.partition_point(|&edge| edge < value) as u8
}
