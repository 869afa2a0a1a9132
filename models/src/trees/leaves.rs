//! The leaf of a tree that a row ends in, without walking there.

use crate::trees::tree::{Node, Split, Tree};

/// What a split does to the leaves that a row may end in.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Mask {
    /// Which column of bins it asks.
    column: usize,
    /// Rows of a later bin go right.
    bin: u8,
    /// The leaves that are left to those, a bit each.
    on_right: u8,
}

/// A tree of at most eight leaves, numbered from left to right. No path is walked: all splits are asked by a block of rows at once, each
/// takes the leaves on its left away from the rows that go right, and the leftmost leaf that a row is left with is its own. That has no branch to
/// be guessed.
///
/// # Source
/// Lucchese, Nardini, Orlando, Perego, Tonellotto and Venturini (2015), *`QuickScorer`: a fast algorithm to rank documents with additive
/// ensembles of regression trees*, SIGIR, section 3; rows side by side as in Lucchese et al. (2016), *Exploiting CPU SIMD extensions to speed-up
/// document scoring with tree ensembles*, SIGIR.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaves {
    masks: Vec<Mask>,
    steps: [f64; Self::MOST],
}

impl Leaves {
    /// Most leaves of a tree: one bit of a byte each.
    pub const MOST: usize = 8;
    /// Rows that find their leaves together.
    pub const BLOCK: usize = 128;

    /// Numbers the leaves of a tree. `place` tells where the bins of a split's feature will be found, and the last of them that goes left.
    pub fn of(tree: &Tree, place: impl Fn(&Split) -> (usize, u8)) -> Self {
        let (mut masks, mut found) = (Vec::new(), Vec::new());
        lay_out(tree.nodes(), 0, &place, &mut masks, &mut found);
        let mut steps = [0.0; Self::MOST];
        steps
            .iter_mut()
            .zip(found)
            .for_each(|(step, found)| *step = found);
        Self { masks, steps }
    }

    /// What each leaf adds to the logarithm of a rate.
    pub const fn steps(&self) -> &[f64; Self::MOST] {
        &self.steps
    }

    /// The leaf of each of at most [`Leaves::BLOCK`] rows, whose bins are told column by column.
    pub fn find<'a>(&self, column: impl Fn(usize) -> &'a [u8]) -> [u8; Self::BLOCK] {
        let mut open = [u8::MAX; Self::BLOCK];
        for mask in &self.masks {
            // Without a condition, so that sixteen rows are compared at once: all ones where a row goes left.
            for (open, &bin) in open.iter_mut().zip(column(mask.column)) {
                let on_left = u8::from(bin > mask.bin).wrapping_sub(1);
                *open &= mask.on_right | on_left;
            }
        }
        open.map(|open| open.trailing_zeros() as u8 % Self::MOST as u8)
    }
}

/// Puts the splits under a node to the masks, and the steps of its leaves behind those further left.
fn lay_out(
    nodes: &[Node],
    node: usize,
    place: &impl Fn(&Split) -> (usize, u8),
    masks: &mut Vec<Mask>,
    steps: &mut Vec<f64>,
) {
    match &nodes[node] {
        Node::Leaf(step) => steps.push(*step),
        Node::Split(split) => {
            let first = steps.len();
            lay_out(nodes, split.left, place, masks, steps);
            let on_left = ((1_u16 << steps.len()) - (1 << first)) as u8;
            lay_out(nodes, split.right, place, masks, steps);
            let (column, bin) = place(split);
            masks.push(Mask {
                column,
                bin,
                on_right: !on_left,
            });
        }
    }
}
