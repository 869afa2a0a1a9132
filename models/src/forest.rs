//! Grown trees, arranged so that many rows find their leaves at a time.

use std::collections::BTreeMap;
use std::ops::Range;

use ndarray::parallel::prelude::*;
use ndarray::{Array1, Array2, ArrayView2, ArrayViewMut1, Axis};

use crate::tree::{Node, Tree};

/// What a split does to the leaves a row may end in: rows beyond the edge leave those on its left.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Split {
    /// Among the features that are asked for.
    asked: usize,
    /// Rows of a later bin of that feature go right.
    bin: u8,
    /// The leaves that are left to those, a bit each.
    on_right: u8,
}

/// A feature that splits ask for, and where they cut it, ascending.
#[derive(Debug, Clone, PartialEq)]
struct Asked {
    feature: usize,
    edges: Vec<f64>,
}

/// Trees of at most eight leaves. No path is walked: all splits of a tree are asked by a block of rows at once, each takes leaves away
/// from the rows that go right, and the leftmost leaf that a row is left with is its own. That has no branch to be guessed.
///
/// # Source
/// Lucchese, Nardini, Orlando, Perego, Tonellotto and Venturini (2015), *`QuickScorer`: a fast algorithm to rank documents with additive
/// ensembles of regression trees*, SIGIR, section 3; rows side by side as in their `V-QuickScorer` (2016).
#[derive(Debug, Clone, PartialEq)]
pub struct Forest {
    asked: Vec<Asked>,
    splits: Vec<Split>,
    /// The splits of every tree and the steps of its leaves, from left to right.
    trees: Vec<(Range<usize>, [f64; Forest::MOST_LEAVES])>,
}

impl Forest {
    /// Most leaves of a tree: one bit of a byte each.
    pub const MOST_LEAVES: usize = 8;
    /// Rows that find their leaves together.
    const BLOCK: usize = 128;

    /// Arranges trees; they keep their order.
    pub fn of(trees: &[Tree]) -> Self {
        let mut forest = Self {
            asked: asked(trees),
            splits: Vec::new(),
            trees: Vec::with_capacity(trees.len()),
        };
        for tree in trees {
            let (first, mut steps) = (forest.splits.len(), Vec::new());
            forest.lay_out(tree, 0, &mut steps);
            let mut leaves = [0.0; Self::MOST_LEAVES];
            leaves
                .iter_mut()
                .zip(steps)
                .for_each(|(leaf, step)| *leaf = step);
            forest.trees.push((first..forest.splits.len(), leaves));
        }
        forest
    }

    /// Puts the splits under a node to the others, and the steps of its leaves behind those further left.
    fn lay_out(&mut self, tree: &Tree, node: usize, steps: &mut Vec<f64>) {
        match tree.nodes()[node] {
            Node::Leaf(step) => steps.push(step),
            Node::Split {
                feature,
                edge,
                left,
                right,
            } => {
                let first = steps.len();
                self.lay_out(tree, left, steps);
                let on_left = ((1_u16 << steps.len()) - (1 << first)) as u8;
                self.lay_out(tree, right, steps);
                let asked = self.asked.partition_point(|asked| asked.feature < feature);
                let bin = bin(&self.asked[asked].edges, edge);
                self.splits.push(Split {
                    asked,
                    bin,
                    on_right: !on_left,
                });
            }
        }
    }

    /// The sum of all trees' steps for every row of features.
    pub fn steps(&self, features: &Array2<f64>) -> Array1<f64> {
        let mut sums = Array1::zeros(features.nrows());
        sums.axis_chunks_iter_mut(Axis(0), Self::BLOCK)
            .into_par_iter()
            .zip(features.axis_chunks_iter(Axis(0), Self::BLOCK))
            .for_each_init(
                || vec![[0; Self::BLOCK]; self.asked.len()],
                |bins, (sums, features)| self.add_steps(sums, features, bins),
            );
        sums
    }

    fn add_steps(
        &self,
        mut sums: ArrayViewMut1<'_, f64>,
        features: ArrayView2<'_, f64>,
        bins: &mut [[u8; Self::BLOCK]],
    ) {
        for (asked, bins) in self.asked.iter().zip(&mut *bins) {
            let values = features.column(asked.feature);
            for (found, &value) in bins.iter_mut().zip(values) {
                *found = bin(&asked.edges, value);
            }
        }
        for (splits, steps) in &self.trees {
            let mut open = [u8::MAX; Self::BLOCK];
            for split in &self.splits[splits.clone()] {
                for (open, &bin) in open.iter_mut().zip(&bins[split.asked]) {
                    let kept = if bin > split.bin {
                        split.on_right
                    } else {
                        u8::MAX
                    };
                    *open &= kept;
                }
            }
            for (sum, open) in sums.iter_mut().zip(open) {
                *sum += steps[open.trailing_zeros() as usize % Self::MOST_LEAVES];
            }
        }
    }
}

/// The first edge that is not below the value.
fn bin(edges: &[f64], value: f64) -> u8 {
    edges.partition_point(|&edge| edge < value) as u8
}

fn asked(trees: &[Tree]) -> Vec<Asked> {
    let mut edges: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    let nodes = trees.iter().flat_map(Tree::nodes);
    for node in nodes {
        if let Node::Split { feature, edge, .. } = *node {
            edges.entry(feature).or_default().push(edge);
        }
    }
    let sorted = edges.into_iter().map(|(feature, mut edges)| {
        edges.sort_unstable_by(f64::total_cmp);
        edges.dedup();
        Asked { feature, edges }
    });
    sorted.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exposed_rows::ExposedRows;
    use crate::exposed_rows::tests::data;
    use crate::tree::{Binned, Residuals, TreeShape};

    /// Down the nodes, as a tree is drawn.
    fn walked(tree: &Tree, row: &[f64]) -> f64 {
        let mut node = 0;
        loop {
            match tree.nodes()[node] {
                Node::Leaf(step) => return step,
                Node::Split {
                    feature,
                    edge,
                    left,
                    right,
                } => node = if row[feature] <= edge { left } else { right },
            }
        }
    }

    fn grown(leaves: usize) -> Vec<Tree> {
        let data = data();
        let rows = ExposedRows::of(&data).unwrap();
        let (binned, mut residuals) = (Binned::of(&rows), Residuals::new(&rows, 0.1));
        let shape = TreeShape {
            leaves,
            ridge: 1.0,
            least_mean: 1.0,
        };
        (0..20)
            .map(|_| Tree::grow(&binned, &mut residuals, &[0, 1, 2], &shape, 0.3))
            .collect()
    }

    #[test]
    fn every_row_finds_the_leaf_that_a_walk_leads_to() {
        for leaves in [2, 3, 5, 8] {
            let trees = grown(leaves);
            let features = data().records;
            let steps = Forest::of(&trees).steps(&features);
            for (row, found) in features.rows().into_iter().zip(&steps) {
                let row = row.to_vec();
                let sum: f64 = trees.iter().map(|tree| walked(tree, &row)).sum();
                assert_eq!(found.to_bits(), sum.to_bits());
            }
            let apart = steps.iter().map(|step| step.to_bits());
            let apart: std::collections::BTreeSet<u64> = apart.collect();
            assert!(apart.len() > leaves, "{} sums", apart.len());
        }
    }

    #[test]
    fn a_tree_that_was_never_split_moves_every_row_alike() {
        let steps = Forest::of(&grown(1)[..1]).steps(&data().records);
        let alike = |step: &f64| step.to_bits() == steps[0].to_bits();
        assert!(steps.iter().all(alike) && steps[0].abs() > 0.0);
    }
}
