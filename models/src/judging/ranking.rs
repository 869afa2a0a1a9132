//! Cells in the order of a value.

use std::cmp::Ordering;

/// Cells from the highest value to the lowest, those of equal value together.
pub(crate) struct Ranking {
    /// Cells and counts up to and including each group of equal values.
    steps: Vec<(f64, f64)>,
}

impl Ranking {
    pub(crate) fn of(values: &[f64], counts: &[f64]) -> Self {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_unstable_by(|&a, &b| values[b].total_cmp(&values[a]).then(a.cmp(&b)));
        let (mut cells, mut sum) = (0.0, 0.0);
        let groups = order.chunk_by(|&a, &b| values[a].total_cmp(&values[b]) == Ordering::Equal);
        let steps = groups.map(|group| {
            cells += group.len() as f64;
            sum += group.iter().map(|&place| counts[place]).sum::<f64>();
            (cells, sum)
        });
        Self {
            steps: steps.collect(),
        }
    }

    /// Counts in the first `budget` cells, of a group that is cut its share.
    pub(crate) fn caught(&self, budget: f64) -> f64 {
        let cut = self.steps.partition_point(|step| step.0 <= budget);
        let (cells, sum) = cut
            .checked_sub(1)
            .map_or((0.0, 0.0), |last| self.steps[last]);
        match self.steps.get(cut) {
            Some(next) => sum + (next.1 - sum) * (budget - cells) / (next.0 - cells),
            None => sum,
        }
    }

    /// What an area of any size between nothing and all cells catches on average: the area under the curve of counts caught
    /// over shares of cells.
    pub(crate) fn under_curve(&self) -> f64 {
        let all = self.steps.last().map_or(1.0, |last| last.0);
        let (mut before, mut sum) = ((0.0, 0.0), 0.0);
        for &step in &self.steps {
            sum += (step.0 - before.0) * f64::midpoint(step.1, before.1);
            before = step;
        }
        sum / all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: 3 of 4 in the first of two cells, then the last: (½·3 + ½·(3 + 4)) / 2 = 2.5; of equal values half of all.
    #[test]
    fn the_area_under_the_curve_equals_the_hand_calculation() {
        let ranked = Ranking::of(&[2.0, 1.0], &[3.0, 1.0]);
        assert!((ranked.under_curve() - 2.5).abs() < 1e-12);
        let equal = Ranking::of(&[1.0, 1.0], &[3.0, 1.0]);
        assert!((equal.under_curve() - 2.0).abs() < 1e-12);
    }
}
