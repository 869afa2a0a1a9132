//! A self-exciting process on a small grid, its weights known.

use oshaq_domain::{CategorySlug, Cell, Counts, CountsBuilder, Day, Resolution, Universe};
use oshaq_models::Lattice;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Poisson};

/// First day of every simulated history.
pub fn first_day() -> Day {
    "2022-01-01".parse().unwrap()
}

pub fn slug(text: &str) -> CategorySlug {
    text.parse().unwrap()
}

pub fn centre() -> Cell {
    "89283082837ffff".parse().unwrap()
}

/// All cells within `radius` steps.
pub fn disk(radius: u32) -> Universe {
    Universe::of((0..=radius).flat_map(|k| centre().ring(k)).collect())
}

/// The true process, in offences per cell and day:
/// λ = μ + Σ over half-lives and rings of w × (weighted past, normalised so that w is a share of the offences).
pub struct Process {
    pub background: f64,
    /// Weight, half-life in days, ring.
    pub kernels: Vec<(f64, f64, usize)>,
}

impl Process {
    /// Draws days of records of `theft` over a disk; each is known on the day of its commission.
    pub fn draw(&self, radius: u32, days: u32, seed: u64) -> (Counts, Lattice) {
        let lattice = Lattice::new(disk(radius));
        let cells = lattice.len();
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut weighted = vec![vec![0.0; cells]; self.kernels.len()];
        let mut builder = CountsBuilder::new(Resolution::new(9).unwrap());
        for n in 0..days {
            let day = first_day().plus(n).unwrap();
            let drawn: Vec<f64> = (0..cells)
                .map(|place| {
                    let rate = self.rate(&lattice, place, &weighted);
                    Poisson::new(rate).unwrap().sample(&mut rng)
                })
                .collect();
            for (place, &count) in drawn.iter().enumerate() {
                let cell = lattice.universe().cells()[place];
                builder
                    .add(cell, day, day, &slug("theft"), count as u32)
                    .unwrap();
            }
            for (states, &(_, half_life, _)) in weighted.iter_mut().zip(&self.kernels) {
                let fade = (-1.0 / half_life).exp2();
                for (state, count) in states.iter_mut().zip(&drawn) {
                    *state = (*state + count) * fade;
                }
            }
        }
        (builder.build().unwrap(), lattice)
    }

    fn rate(&self, lattice: &Lattice, place: usize, weighted: &[Vec<f64>]) -> f64 {
        let kernels = self.kernels.iter().zip(weighted);
        let excited = kernels.map(|(&(weight, half_life, ring), states)| {
            let fade = (-1.0 / half_life).exp2();
            weight * (1.0 - fade) / fade * lattice.ring_mean(ring, place, states)
        });
        self.background + excited.sum::<f64>()
    }
}
