//! Whether what is expected comes, from the quietest cells to the busiest.

use oshaq_domain::Predictive;
use serde::{Deserialize, Serialize};

/// Classes of a reliability diagram.
pub const DECILES: usize = 10;

/// A tenth of the cells of every window, by the order of their means.
///
/// # Source
/// Murphy and Winkler (1977), *Reliability of subjective probability forecasts*, Journal of the Royal Statistical Society C
/// 26: what was forecast against what came, class by class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Decile {
    /// Cells × windows.
    pub cells: u64,
    /// Offences expected.
    pub expected: f64,
    /// Offences recorded.
    pub observed: u64,
    /// Cells expected to have at least one offence: the sum of their chances.
    pub expected_any: f64,
    /// Cells that had at least one.
    pub observed_any: u64,
}

impl Decile {
    fn add(&mut self, other: &Self) {
        self.cells += other.cells;
        self.expected += other.expected;
        self.observed += other.observed;
        self.expected_any += other.expected_any;
        self.observed_any += other.observed_any;
    }
}

/// The cells of one window; those of equal means in their own order.
pub(crate) fn deciles(predictives: &[Predictive], observed: &[u32]) -> Vec<Decile> {
    let mut order: Vec<usize> = (0..predictives.len()).collect();
    order.sort_by(|&a, &b| predictives[a].mean().total_cmp(&predictives[b].mean()));
    let mut found = vec![Decile::default(); DECILES];
    for (rank, &place) in order.iter().enumerate() {
        found[rank * DECILES / order.len()].add(&Decile {
            cells: 1,
            expected: predictives[place].mean(),
            observed: u64::from(observed[place]),
            expected_any: predictives[place].chance_of_any(),
            observed_any: u64::from(observed[place] > 0),
        });
    }
    found
}

/// The sums over windows; empty for none, and where a window was read back from a file.
pub(crate) fn pooled_deciles<'a>(windows: impl Iterator<Item = &'a Vec<Decile>>) -> Vec<Decile> {
    let mut sums = Vec::new();
    for window in windows {
        sums.resize(window.len().max(sums.len()), Decile::default());
        for (sum, decile) in sums.iter_mut().zip(window) {
            sum.add(decile);
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: twenty cells with means 0 to 19, so that the first tenth holds means 0 and 1, the last 18 and 19.
    #[test]
    fn a_tenth_holds_the_cells_of_its_rank() {
        let predictives: Vec<Predictive> = (0..20)
            .rev()
            .map(|mean| Predictive::poisson(f64::from(mean)).unwrap())
            .collect();
        let observed: Vec<u32> = (0..20).rev().collect();
        let found = deciles(&predictives, &observed);
        assert_eq!(
            (found[0].cells, found[0].observed, found[9].observed),
            (2, 1, 37)
        );
        assert!((found[9].expected - 37.0).abs() < 1e-12);
        assert_eq!((found[0].observed_any, found[9].observed_any), (1, 2));
        let pooled = pooled_deciles([&found, &found].into_iter());
        assert_eq!((pooled.len(), pooled[9].observed), (10, 74));
    }
}
