//! Regression trees grown on histograms.

use std::ops::Range;

use crate::trees::bins::Binned;
use crate::trees::histogram::{Histogram, LeafRows, Mass};
use crate::trees::residuals::Residuals;

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

/// A node of a tree.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Sends rows on.
    Split(Split),
    /// What the tree adds to the logarithm of a rate.
    Leaf(f64),
}

/// Where a node sends rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// The feature it asks.
    pub feature: usize,
    /// Rows up to it go left,
    pub edge: f64,
    /// which are those up to this bin.
    pub bin: u8,
    /// Node on the left.
    pub left: usize,
    /// Node on the right.
    pub right: usize,
}

/// A grown tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree(Vec<Node>);

/// A leaf that may still be split.
struct Leaf {
    node: usize,
    rows: Part,
    mass: Mass,
    histogram: Histogram,
    best: Option<Cut>,
}

/// Where the rows of a leaf are among those of the tree.
#[derive(Debug, Clone)]
struct Part {
    hits: Range<usize>,
    others: Range<usize>,
}

impl Part {
    fn len(&self) -> usize {
        self.hits.len() + self.others.len()
    }
}

/// The best split of a leaf.
#[derive(Debug, Clone, Copy)]
struct Cut {
    gain: f64,
    /// Position among the features seen.
    seen: usize,
    bin: usize,
    left: Mass,
}

/// What a tree is grown from, and the rows as they are sorted into leaves: those of a leaf lie behind one another, ascending.
struct Growth<'a> {
    binned: &'a Binned,
    residuals: &'a Residuals,
    features: &'a [usize],
    shape: &'a TreeShape,
    nodes: Vec<Node>,
    /// Rows with a count, and their counts.
    hits: Vec<(u32, f64)>,
    /// Rows without.
    others: Vec<u32>,
}

impl Tree {
    /// Grows a tree on the features seen; its steps are shortened by the learning rate.
    pub fn grow(
        binned: &Binned,
        residuals: &Residuals,
        features: &[usize],
        shape: &TreeShape,
        learning_rate: f64,
    ) -> Self {
        let mut growth = Growth {
            binned,
            residuals,
            features,
            shape,
            nodes: vec![Node::Leaf(0.0)],
            hits: residuals.hits().collect(),
            others: residuals.others().collect(),
        };
        let mut leaves = vec![growth.root()];
        while leaves.len() < shape.leaves {
            let Some((place, cut)) = most_gain(&leaves) else {
                break;
            };
            let leaf = leaves.swap_remove(place);
            let is_last = leaves.len() + 2 == shape.leaves;
            leaves.extend(growth.split(leaf, cut, is_last));
        }
        for leaf in leaves {
            let step = learning_rate * leaf.mass.newton(shape.ridge);
            growth.nodes[leaf.node] = Node::Leaf(step);
        }
        Self(growth.nodes)
    }

    /// The root first.
    pub fn nodes(&self) -> &[Node] {
        &self.0
    }
}

/// The leaf whose best split gains most, and that split; the first of equal ones.
fn most_gain(leaves: &[Leaf]) -> Option<(usize, Cut)> {
    let cuts = leaves.iter().enumerate();
    cuts.filter_map(|(place, leaf)| Some((place, leaf.best?)))
        .reduce(|best, next| {
            if next.1.gain > best.1.gain {
                next
            } else {
                best
            }
        })
}

impl Growth<'_> {
    fn root(&self) -> Leaf {
        let rows = Part {
            hits: 0..self.hits.len(),
            others: 0..self.others.len(),
        };
        let histogram = self.histogram(&rows);
        let bins = histogram.by_feature().first().into_iter().flatten();
        let mass = bins.fold(Mass::default(), |sum, bin| sum.with(*bin));
        self.leaf(0, rows, mass, histogram)
    }

    fn leaf(&self, node: usize, rows: Part, mass: Mass, histogram: Histogram) -> Leaf {
        Leaf {
            node,
            rows,
            mass,
            best: self.best_cut(mass, &histogram),
            histogram,
        }
    }

    fn histogram(&self, rows: &Part) -> Histogram {
        let hits = &self.hits[rows.hits.clone()];
        let others = &self.others[rows.others.clone()];
        let rows = LeafRows::of(hits, others, self.residuals.means());
        Histogram::of(self.binned, self.features, &rows)
    }

    fn best_cut(&self, whole: Mass, histogram: &Histogram) -> Option<Cut> {
        let TreeShape {
            ridge, least_mean, ..
        } = *self.shape;
        let unsplit = whole.gain(ridge);
        let mut best: Option<Cut> = None;
        for (seen, bins) in histogram.by_feature().iter().enumerate() {
            let mut left = Mass::default();
            for (bin, mass) in bins.iter().enumerate().take(bins.len() - 1) {
                left = left.with(*mass);
                let right = whole.without(left);
                if left.mean < least_mean || right.mean < least_mean {
                    continue;
                }
                let gain = left.gain_of_both(right, ridge) - unsplit;
                if gain > best.map_or(0.0, |found| found.gain) {
                    best = Some(Cut {
                        gain,
                        seen,
                        bin,
                        left,
                    });
                }
            }
        }
        best
    }

    /// Splits a leaf. Only the smaller half is counted anew, and none where no leaf will be split any more.
    fn split(&mut self, leaf: Leaf, cut: Cut, is_last: bool) -> [Leaf; 2] {
        let feature = self.features[cut.seen];
        let [left, right] = self.parted(&leaf.rows, feature, cut.bin);
        let [of_left, of_right] = if is_last {
            [Histogram::empty(), Histogram::empty()]
        } else if left.len() < right.len() {
            let small = self.histogram(&left);
            let large = leaf.histogram.without(&small);
            [small, large]
        } else {
            let small = self.histogram(&right);
            [leaf.histogram.without(&small), small]
        };
        let first = self.nodes.len();
        self.nodes.extend([Node::Leaf(0.0), Node::Leaf(0.0)]);
        self.nodes[leaf.node] = Node::Split(Split {
            feature,
            edge: self.binned.edge(feature, cut.bin),
            bin: cut.bin as u8,
            left: first,
            right: first + 1,
        });
        let rest = leaf.mass.without(cut.left);
        [
            self.leaf(first, left, cut.left, of_left),
            self.leaf(first + 1, right, rest, of_right),
        ]
    }

    /// Sorts the rows of a leaf into those up to a bin and the others.
    fn parted(&mut self, rows: &Part, feature: usize, bin: usize) -> [Part; 2] {
        let column = self.binned.column(feature);
        let goes_left = |row: u32| usize::from(column[row as usize]) <= bin;
        let (hits, others) = (rows.hits.clone(), rows.others.clone());
        let left_hits = parted(&mut self.hits[hits.clone()], |hit| goes_left(hit.0));
        let left_others = parted(&mut self.others[others.clone()], goes_left);
        let (middle, between) = (hits.start + left_hits, others.start + left_others);
        [
            Part {
                hits: hits.start..middle,
                others: others.start..between,
            },
            Part {
                hits: middle..hits.end,
                others: between..others.end,
            },
        ]
    }
}

/// Moves the rows that go left before the others, both in their order; gives how many there are. Each row is written to both sides and counted on
/// one: which way a row goes is anybody's guess, so that a processor guessing it would be wrong half of the time.
fn parted<R: Copy>(rows: &mut [R], goes_left: impl Fn(R) -> bool) -> usize {
    let mut copy = rows.to_vec();
    let (mut lefts, mut rights) = (0, 0);
    for place in 0..rows.len() {
        let row = copy[place];
        (rows[lefts], copy[rights]) = (row, row);
        let goes = usize::from(goes_left(row));
        (lefts, rights) = (lefts + goes, rights + 1 - goes);
    }
    rows[lefts..].copy_from_slice(&copy[..rights]);
    lefts
}
