//! Counts and means by bin.

use rayon::prelude::*;

use crate::trees::bins::Binned;

/// Counts and means of rows, as far as a split needs them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Mass {
    pub count: f64,
    pub mean: f64,
}

impl Mass {
    /// With more rows.
    pub fn with(self, part: Self) -> Self {
        Self {
            count: self.count + part.count,
            mean: self.mean + part.mean,
        }
    }

    /// Without some of the rows.
    pub fn without(self, part: Self) -> Self {
        Self {
            count: self.count - part.count,
            mean: self.mean - part.mean,
        }
    }

    /// What Newton steps on two leaves of these masses gain together, both divided at once.
    pub fn gain_of_both(self, other: Self, ridge: f64) -> f64 {
        let (surplus, weight) = (self.count - self.mean, self.mean + ridge);
        let (others, beside) = (other.count - other.mean, other.mean + ridge);
        (surplus * surplus * beside + others * others * weight) / (weight * beside)
    }

    /// What a Newton step on a leaf of this mass gains.
    pub fn gain(self, ridge: f64) -> f64 {
        (self.count - self.mean).powi(2) / (self.mean + ridge)
    }

    /// A Newton step.
    pub fn newton(self, ridge: f64) -> f64 {
        (self.count - self.mean) / (self.mean + ridge)
    }
}

/// Rows of a leaf with what has been counted and expected there.
pub struct LeafRows<'a> {
    hits: Vec<u32>,
    counts: Vec<f64>,
    means_of_hits: Vec<f64>,
    others: &'a [u32],
    means_of_others: Vec<f64>,
}

impl<'a> LeafRows<'a> {
    /// Rows with a count and rows without, of which these means are expected.
    pub fn of(hits: &[(u32, f64)], others: &'a [u32], means: &[f64]) -> Self {
        let mean = |&row: &u32| means[row as usize];
        let rows: Vec<u32> = hits.iter().map(|hit| hit.0).collect();
        Self {
            means_of_hits: rows.iter().map(mean).collect(),
            counts: hits.iter().map(|hit| hit.1).collect(),
            hits: rows,
            means_of_others: others.iter().map(mean).collect(),
            others,
        }
    }

    fn len(&self) -> usize {
        self.hits.len() + self.others.len()
    }
}

/// Mass by bin, one list for each feature seen.
pub struct Histogram(Vec<Vec<Mass>>);

impl Histogram {
    /// Features that are summed up in one pass over the rows: neighbouring rows often share a bin, and an addition need not wait for the one
    /// before it where others lie between them.
    const TOGETHER: usize = 4;
    /// With fewer rows, handing features to other threads takes longer than summing them up.
    const MANY_ROWS: usize = 32_768;

    /// Sums over rows, feature by feature in the order of the rows: the same on any number of threads.
    pub fn of(binned: &Binned, features: &[usize], rows: &LeafRows<'_>) -> Self {
        let of_group = |group: &[usize]| masses(binned, group, rows);
        let groups: Vec<Vec<Vec<Mass>>> = if rows.len() < Self::MANY_ROWS {
            features.chunks(Self::TOGETHER).map(of_group).collect()
        } else {
            features.par_chunks(Self::TOGETHER).map(of_group).collect()
        };
        Self(groups.into_iter().flatten().collect())
    }

    /// Of nothing.
    pub const fn empty() -> Self {
        Self(Vec::new())
    }

    /// Mass by bin, feature by feature.
    pub fn by_feature(&self) -> &[Vec<Mass>] {
        &self.0
    }

    /// Without some of the rows.
    pub fn without(mut self, part: &Self) -> Self {
        for (bins, parts) in self.0.iter_mut().zip(&part.0) {
            for (mass, part) in bins.iter_mut().zip(parts) {
                *mass = mass.without(*part);
            }
        }
        self
    }
}

/// One sum for each value of a byte: no bin need be checked.
type ByBin = [f64; 256];

/// Mass by bin of at most [`Histogram::TOGETHER`] features.
fn masses(binned: &Binned, features: &[usize], rows: &LeafRows<'_>) -> Vec<Vec<Mass>> {
    let last = features.len() - 1;
    let columns = std::array::from_fn(|n| binned.column(features[n.min(last)]));
    let (mut counts, mut means) = (
        [[0.0; 256]; Histogram::TOGETHER],
        [[0.0; 256]; Histogram::TOGETHER],
    );
    add_up(&mut means, columns, (rows.others, &rows.means_of_others));
    add_up(&mut means, columns, (&rows.hits, &rows.means_of_hits));
    add_up(&mut counts, columns, (&rows.hits, &rows.counts));
    let by_feature = features.iter().zip(counts.iter().zip(&means));
    by_feature
        .map(|(&feature, (counts, means))| {
            let bins = counts.iter().zip(means).take(binned.bins(feature));
            bins.map(|(&count, &mean)| Mass { count, mean }).collect()
        })
        .collect()
}

/// Adds the values of rows to the sums of their bins.
fn add_up(
    sums: &mut [ByBin; Histogram::TOGETHER],
    columns: [&[u8]; Histogram::TOGETHER],
    (rows, values): (&[u32], &[f64]),
) {
    let all = columns[0].len();
    let columns = columns.map(|column| &column[..all]);
    for (&row, value) in rows.iter().zip(values) {
        for (sums, column) in sums.iter_mut().zip(columns) {
            sums[usize::from(column[row as usize])] += value;
        }
    }
}
