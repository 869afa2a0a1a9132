//! Grown trees, arranged so that many rows find their leaves at a time.

use std::collections::BTreeMap;

use ndarray::parallel::prelude::*;
use ndarray::{Array1, Array2, ArrayView2, ArrayViewMut1, Axis};

use crate::trees::bins::bin;
use crate::trees::leaves::Leaves;
use crate::trees::tree::{Node, Tree};

/// Trees whose steps are added up.
#[derive(Debug, Clone, PartialEq)]
pub struct Forest {
    asked: Vec<Asked>,
    trees: Vec<Leaves>,
}

/// A feature that splits ask for, and where they cut it, ascending.
#[derive(Debug, Clone, PartialEq)]
struct Asked {
    feature: usize,
    edges: Vec<f64>,
}

impl Forest {
    /// Arranges trees; they keep their order.
    pub fn of(trees: &[Tree]) -> Self {
        let asked = asked(trees);
        let arranged = trees.iter().map(|tree| {
            Leaves::of(tree, |split| {
                let column = asked.partition_point(|asked| asked.feature < split.feature);
                (column, bin(&asked[column].edges, split.edge))
            })
        });
        Self {
            trees: arranged.collect(),
            asked,
        }
    }

    /// The sum of all trees' steps for every row of features.
    pub fn steps(&self, features: &Array2<f64>) -> Array1<f64> {
        let mut sums = Array1::zeros(features.nrows());
        sums.axis_chunks_iter_mut(Axis(0), Leaves::BLOCK)
            .into_par_iter()
            .zip(features.axis_chunks_iter(Axis(0), Leaves::BLOCK))
            .for_each_init(
                || vec![[0; Leaves::BLOCK]; self.asked.len()],
                |bins, (sums, features)| self.add_steps(sums, features, bins),
            );
        sums
    }

    fn add_steps(
        &self,
        mut sums: ArrayViewMut1<'_, f64>,
        features: ArrayView2<'_, f64>,
        bins: &mut [[u8; Leaves::BLOCK]],
    ) {
        for (asked, bins) in self.asked.iter().zip(&mut *bins) {
            let values = features.column(asked.feature);
            for (found, &value) in bins.iter_mut().zip(values) {
                *found = bin(&asked.edges, value);
            }
        }
        for tree in &self.trees {
            let leaves = tree.find(|column| &bins[column]);
            for (sum, leaf) in sums.iter_mut().zip(leaves) {
                *sum += tree.steps()[usize::from(leaf)];
            }
        }
    }
}

fn asked(trees: &[Tree]) -> Vec<Asked> {
    let mut edges: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    for node in trees.iter().flat_map(Tree::nodes) {
        if let Node::Split(split) = node {
            edges.entry(split.feature).or_default().push(split.edge);
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
    use crate::regressions::exposed_rows::ExposedRows;
    use crate::regressions::exposed_rows::tests::data;
    use crate::trees::bins::Binned;
    use crate::trees::residuals::Residuals;
    use crate::trees::tree::TreeShape;

    /// Down the nodes, as a tree is drawn.
    fn walked(tree: &Tree, row: &[f64]) -> f64 {
        let mut node = 0;
        loop {
            match &tree.nodes()[node] {
                Node::Leaf(step) => return *step,
                Node::Split(split) => {
                    let left = row[split.feature] <= split.edge;
                    node = if left { split.left } else { split.right };
                }
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
        let grow = |_| {
            let tree = Tree::grow(&binned, &residuals, &[0, 1, 2], &shape, 0.3);
            residuals.step(&tree, &binned);
            tree
        };
        (0..20).map(grow).collect()
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
