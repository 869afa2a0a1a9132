//! Values of cells, smoothed over the cells around by a walk of many small steps.

use rayon::prelude::*;

use crate::lattice::Ring;

/// Steps after which a smoothed value is taken: after n steps half of a cell's weight lies within about √n/2 rings.
pub const STEPS: [usize; 3] = [2, 6, 20];

/// The weight that reaches each cell after so many of [`STEPS`]: less than 1 where the universe ends.
#[derive(Debug, Clone)]
pub struct Spread {
    reached: Vec<Vec<f64>>,
}

impl Spread {
    /// For so many cells with their nearest rings.
    pub fn of(cells: usize, nearest: &Ring) -> Self {
        let mut weights = vec![[1.0]; cells];
        let mut reached = Vec::new();
        for step in 1..=STEPS[STEPS.len() - 1] {
            weights = walked(nearest, &weights);
            if STEPS.contains(&step) {
                reached.push(weights.iter().map(|weight| weight[0]).collect());
            }
        }
        Self { reached }
    }

    /// Several values of every cell at once: for each of [`STEPS`] the mean of them around every cell, its weights those of a
    /// random walk that stays or moves on to a neighbour with equal chances, cells outside the universe left out.
    ///
    /// # Source
    /// A discrete heat kernel: Kondor and Lafferty (2002), *Diffusion kernels on graphs and other discrete input spaces*, ICML.
    pub fn means<const N: usize>(
        &self,
        nearest: &Ring,
        values: Vec<[f64; N]>,
    ) -> Vec<Vec<[f64; N]>> {
        let (mut walk, mut done) = (values, 0);
        let mut means = Vec::with_capacity(STEPS.len());
        for (&steps, reached) in STEPS.iter().zip(&self.reached) {
            for _ in done..steps {
                walk = walked(nearest, &walk);
            }
            done = steps;
            let shares = walk.iter().zip(reached);
            means.push(
                shares
                    .map(|(sums, reached)| sums.map(|sum| sum / reached))
                    .collect(),
            );
        }
        means
    }
}

/// One step: half of every value stays, half goes to the six cells around.
fn walked<const N: usize>(nearest: &Ring, values: &[[f64; N]]) -> Vec<[f64; N]> {
    let cells = 0..values.len();
    cells
        .into_par_iter()
        .map(|place| {
            let mut sums = [0.0; N];
            for &near in nearest.of_place(place) {
                let near = &values[near as usize];
                sums.iter_mut()
                    .zip(near)
                    .for_each(|(sum, value)| *sum += value);
            }
            std::array::from_fn(|n| 0.5 * values[place][n] + sums[n] / 12.0)
        })
        .collect()
}
