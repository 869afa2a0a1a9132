//! Regression trees grown on histograms.

use ndarray::{ArrayView1, Axis};
use rayon::prelude::*;

use crate::exposed_rows::ExposedRows;

/// How far a tree may grow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TreeShape {
    /// Most leaves.
    pub leaves: usize,
    /// Ridge of a leaf, in expected counts.
    pub ridge: f64,
    /// Least expected counts of a leaf.
    pub least_mean: f64,
}

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
    /// Rows that the edges are taken from.
    const SAMPLED: usize = 20_000;

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
fn bin(edges: &[f64], value: f64) -> u8 {
    edges.partition_point(|&edge| edge < value) as u8
}

/// Counts and what has been expected of every row so far.
pub struct Residuals {
    counts: Vec<f64>,
    means: Vec<f64>,
    linear: Vec<f64>,
}

impl Residuals {
    /// Before the first tree.
    pub fn new(rows: &ExposedRows<'_>, intercept: f64) -> Self {
        let rate = intercept.exp();
        Self {
            counts: rows.counts.to_vec(),
            means: rows
                .exposures
                .iter()
                .map(|exposure| exposure * rate)
                .collect(),
            linear: vec![intercept; rows.counts.len()],
        }
    }

    /// Σ y ln λ − μ with λ the rate, without what does not change.
    pub fn ln_likelihood(&self) -> f64 {
        let counted = self.counts.iter().zip(&self.linear);
        let explained: f64 = counted.map(|(count, linear)| count * linear).sum();
        explained - self.means.iter().sum::<f64>()
    }

    fn step(&mut self, rows: &[u32], step: f64) {
        let factor = step.exp();
        for &row in rows {
            self.linear[row as usize] += step;
            self.means[row as usize] *= factor;
        }
    }
}

/// Counts and means of rows, as far as a split needs them.
#[derive(Debug, Clone, Copy, Default)]
struct Mass {
    count: f64,
    mean: f64,
}

impl Mass {
    fn without(self, part: Self) -> Self {
        Self {
            count: self.count - part.count,
            mean: self.mean - part.mean,
        }
    }

    /// What a Newton step on a leaf of this mass gains.
    fn gain(self, ridge: f64) -> f64 {
        (self.count - self.mean).powi(2) / (self.mean + ridge)
    }

    fn newton(self, ridge: f64) -> f64 {
        (self.count - self.mean) / (self.mean + ridge)
    }
}

/// Mass by bin, one list for each feature seen.
type Histogram = Vec<Vec<Mass>>;

/// A node of a tree.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Sends rows to one of two nodes further on.
    Split {
        feature: usize,
        /// Rows up to it go left.
        edge: f64,
        left: usize,
        right: usize,
    },
    /// What the tree adds to the logarithm of a rate.
    Leaf(f64),
}

/// A grown tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree(Vec<Node>);

/// A leaf that may still be split.
struct Leaf {
    node: usize,
    rows: Vec<u32>,
    mass: Mass,
    histogram: Histogram,
    best: Option<Split>,
}

#[derive(Debug, Clone, Copy)]
struct Split {
    gain: f64,
    /// Position among the features seen.
    seen: usize,
    bin: usize,
}

/// What a tree is grown from.
struct Ground<'a> {
    binned: &'a Binned,
    residuals: &'a Residuals,
    features: &'a [usize],
    shape: &'a TreeShape,
}

impl Tree {
    /// Grows a tree on the features seen and moves the means by its shortened steps.
    pub fn grow(
        binned: &Binned,
        residuals: &mut Residuals,
        features: &[usize],
        shape: &TreeShape,
        learning_rate: f64,
    ) -> Self {
        let ground = Ground {
            binned,
            residuals,
            features,
            shape,
        };
        let mut nodes = vec![Node::Leaf(0.0)];
        let mut leaves = vec![ground.root()];
        while leaves.len() < shape.leaves {
            let Some(next) = most_gain(&leaves) else {
                break;
            };
            let leaf = leaves.swap_remove(next);
            leaves.extend(ground.split(leaf, &mut nodes));
        }
        for leaf in leaves {
            let step = learning_rate * leaf.mass.newton(shape.ridge);
            nodes[leaf.node] = Node::Leaf(step);
            residuals.step(&leaf.rows, step);
        }
        Self(nodes)
    }

    /// The root first.
    pub fn nodes(&self) -> &[Node] {
        &self.0
    }
}

/// The leaf whose best split gains most; the first of equal ones.
fn most_gain(leaves: &[Leaf]) -> Option<usize> {
    let gains = leaves.iter().enumerate();
    gains
        .filter_map(|(place, leaf)| Some((place, leaf.best?.gain)))
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
        .map(|(place, _)| place)
}

impl Ground<'_> {
    fn root(&self) -> Leaf {
        let rows: Vec<u32> = (0..self.residuals.counts.len() as u32).collect();
        let histogram = self.histogram(&rows);
        self.leaf(0, rows, histogram)
    }

    fn leaf(&self, node: usize, rows: Vec<u32>, histogram: Histogram) -> Leaf {
        let mass = histogram.first().map_or(Mass::default(), |bins| {
            bins.iter().fold(Mass::default(), |sum, bin| Mass {
                count: sum.count + bin.count,
                mean: sum.mean + bin.mean,
            })
        });
        let best = self.best_split(mass, &histogram);
        Leaf {
            node,
            rows,
            mass,
            histogram,
            best,
        }
    }

    /// Sums over the rows in an order of their own, feature by feature: the same on any number of threads.
    fn histogram(&self, rows: &[u32]) -> Histogram {
        let means: Vec<f64> = rows
            .iter()
            .map(|&row| self.residuals.means[row as usize])
            .collect();
        let counted: Vec<u32> = rows
            .iter()
            .copied()
            .filter(|&row| self.residuals.counts[row as usize] > 0.0)
            .collect();
        self.features
            .par_iter()
            .map(|&feature| {
                let bins = &self.binned.bins[feature];
                let mut sums = means_by_bin(bins, rows, &means);
                sums.truncate(self.binned.edges[feature].len() + 1);
                for &row in &counted {
                    let count = self.residuals.counts[row as usize];
                    sums[usize::from(bins[row as usize])].count += count;
                }
                sums
            })
            .collect()
    }

    fn best_split(&self, whole: Mass, histogram: &Histogram) -> Option<Split> {
        let TreeShape {
            ridge, least_mean, ..
        } = *self.shape;
        let mut best: Option<Split> = None;
        for (seen, bins) in histogram.iter().enumerate() {
            let mut left = Mass::default();
            for (bin, mass) in bins.iter().enumerate().take(bins.len() - 1) {
                left.count += mass.count;
                left.mean += mass.mean;
                let right = whole.without(left);
                if left.mean < least_mean || right.mean < least_mean {
                    continue;
                }
                let gain = left.gain(ridge) + right.gain(ridge) - whole.gain(ridge);
                if gain > best.map_or(0.0, |found| found.gain) {
                    best = Some(Split { gain, seen, bin });
                }
            }
        }
        best
    }

    /// Splits a leaf that has a best split; only the smaller half is counted anew.
    fn split(&self, leaf: Leaf, nodes: &mut Vec<Node>) -> Vec<Leaf> {
        let Some(Split { seen, bin, .. }) = leaf.best else {
            return vec![leaf];
        };
        let feature = self.features[seen];
        let bins = &self.binned.bins[feature];
        let (left, right) = parted(&leaf.rows, |row| usize::from(bins[row as usize]) <= bin);
        let small = self.histogram(if left.len() < right.len() {
            &left
        } else {
            &right
        });
        let large = subtract(leaf.histogram, &small);
        let (of_left, of_right) = if left.len() < right.len() {
            (small, large)
        } else {
            (large, small)
        };
        let first = nodes.len();
        nodes.extend([Node::Leaf(0.0), Node::Leaf(0.0)]);
        nodes[leaf.node] = Node::Split {
            feature,
            edge: self.binned.edges[feature][bin],
            left: first,
            right: first + 1,
        };
        vec![
            self.leaf(first, left, of_left),
            self.leaf(first + 1, right, of_right),
        ]
    }
}

/// The rows that go left and the others, in their order. Each row is written to both sides and counted on one: which way a row goes
/// is anybody's guess, so that a processor guessing it would be wrong half of the time.
fn parted(rows: &[u32], goes_left: impl Fn(u32) -> bool) -> (Vec<u32>, Vec<u32>) {
    let (mut left, mut right) = (vec![0; rows.len()], vec![0; rows.len()]);
    let (mut lefts, mut rights) = (0, 0);
    for &row in rows {
        (left[lefts], right[rights]) = (row, row);
        let goes = usize::from(goes_left(row));
        (lefts, rights) = (lefts + goes, rights + 1 - goes);
    }
    left.truncate(lefts);
    right.truncate(rights);
    (left, right)
}

/// Sums that are kept side by side: neighbouring rows often share a bin, and an addition must not wait for the one before it.
const LANES: usize = 4;

/// Means by bin; most rows have no count, so that counts are added by whoever knows the others.
fn means_by_bin(bins: &[u8], rows: &[u32], means: &[f64]) -> Vec<Mass> {
    let mut lanes = [[0.0; 256]; LANES];
    let (mut rows_by_lane, mut means_by_lane) =
        (rows.chunks_exact(LANES), means.chunks_exact(LANES));
    for (rows, means) in rows_by_lane.by_ref().zip(means_by_lane.by_ref()) {
        for lane in 0..LANES {
            lanes[lane][usize::from(bins[rows[lane] as usize])] += means[lane];
        }
    }
    let rest = rows_by_lane
        .remainder()
        .iter()
        .zip(means_by_lane.remainder());
    for (&row, mean) in rest {
        lanes[0][usize::from(bins[row as usize])] += mean;
    }
    let mass = |bin: usize| Mass {
        count: 0.0,
        mean: lanes.iter().map(|lane: &[f64; 256]| lane[bin]).sum(),
    };
    (0..256).map(mass).collect()
}

fn subtract(mut whole: Histogram, part: &Histogram) -> Histogram {
    for (bins, parts) in whole.iter_mut().zip(part) {
        for (mass, part) in bins.iter_mut().zip(parts) {
            *mass = mass.without(*part);
        }
    }
    whole
}
