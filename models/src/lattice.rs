//! The cells of a universe with their neighbours.

use oshaq_domain::{Cell, Universe};
use rayon::prelude::*;

/// A frozen universe and, for each of its cells, which other ones lie at grid distance 1 to [`Lattice::RINGS`].
///
/// It is built once and shared by all models, categories and windows.
#[derive(Debug, Clone)]
pub struct Lattice {
    universe: Universe,
    rings: Vec<Ring>,
}

/// Neighbours at one distance, all cells behind one another.
#[derive(Debug, Clone)]
struct Ring {
    ends: Vec<u32>,
    neighbours: Vec<u32>,
}

impl Lattice {
    /// Farthest ring.
    pub const RINGS: usize = 3;

    /// Finds the neighbours of every cell of a universe.
    pub fn new(universe: Universe) -> Self {
        let rings = (1..=Self::RINGS)
            .map(|distance| Ring::of(&universe, distance as u32))
            .collect();
        Self { universe, rings }
    }

    /// The universe.
    pub const fn universe(&self) -> &Universe {
        &self.universe
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.universe.len()
    }

    /// Whether there is no cell.
    pub fn is_empty(&self) -> bool {
        self.universe.is_empty()
    }

    /// Positions of the cells at `distance` from the one at `place`, as far as they belong to the universe.
    pub fn ring(&self, distance: usize, place: usize) -> &[u32] {
        let ring = &self.rings[distance - 1];
        let start = place.checked_sub(1).map_or(0, |before| ring.ends[before]);
        &ring.neighbours[start as usize..ring.ends[place] as usize]
    }

    /// Mean of `values` over the ring at `distance` around `place`; cells outside the universe count as 0.
    pub fn ring_mean(&self, distance: usize, place: usize, values: &[f64]) -> f64 {
        if distance == 0 {
            return values[place];
        }
        let neighbours = self.ring(distance, place);
        let sum: f64 = neighbours.iter().map(|&near| values[near as usize]).sum();
        sum / ring_size(distance)
    }

    /// What a unit in the cell at `place` adds to the ring means at `distance` of all cells together.
    pub fn ring_share(&self, distance: usize, place: usize) -> f64 {
        if distance == 0 {
            1.0
        } else {
            self.ring(distance, place).len() as f64 / ring_size(distance)
        }
    }

    /// Position in the universe of each of `cells` (ascending); `None` for one outside.
    pub fn places(&self, cells: &[Cell]) -> Vec<Option<u32>> {
        cells
            .iter()
            .map(|&cell| self.universe.position(cell).map(|place| place as u32))
            .collect()
    }
}

/// Cells at a distance on a hexagonal grid: six a step.
pub fn ring_size(distance: usize) -> f64 {
    (6 * distance) as f64
}

impl Ring {
    fn of(universe: &Universe, distance: u32) -> Self {
        let lists: Vec<Vec<u32>> = universe
            .cells()
            .par_iter()
            .map(|cell| positions(universe, &cell.ring(distance)))
            .collect();
        let ends = lists
            .iter()
            .scan(0, |end, list| {
                *end += list.len() as u32;
                Some(*end)
            })
            .collect();
        Self {
            ends,
            neighbours: lists.concat(),
        }
    }
}

fn positions(universe: &Universe, cells: &[Cell]) -> Vec<u32> {
    cells
        .iter()
        .filter_map(|&cell| universe.position(cell))
        .map(|place| place as u32)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn centre() -> Cell {
        "89283082837ffff".parse().unwrap()
    }

    fn disk() -> Lattice {
        let cells = (0..=2).flat_map(|k| centre().ring(k)).collect();
        Lattice::new(Universe::of(cells))
    }

    #[test]
    fn rings_hold_six_cells_a_step_and_fewer_at_the_edge() {
        let lattice = disk();
        let middle = lattice.universe().position(centre()).unwrap();
        assert_eq!(lattice.len(), 19);
        assert_eq!(lattice.ring(1, middle).len(), 6);
        assert_eq!(lattice.ring(2, middle).len(), 12);
        assert!(lattice.ring(3, middle).is_empty());
    }

    #[test]
    fn being_a_neighbour_is_mutual() {
        let lattice = disk();
        for distance in 1..=Lattice::RINGS {
            for place in 0..lattice.len() {
                for &near in lattice.ring(distance, place) {
                    let back = lattice.ring(distance, near as usize);
                    assert!(back.contains(&(place as u32)));
                }
            }
        }
    }

    #[test]
    fn shares_add_up_to_the_sum_of_all_ring_means() {
        let lattice = disk();
        let values: Vec<f64> = (0..lattice.len()).map(|n| (n * n % 7) as f64).collect();
        for distance in 0..=Lattice::RINGS {
            let means: f64 = (0..lattice.len())
                .map(|place| lattice.ring_mean(distance, place, &values))
                .sum();
            let shares: f64 = (0..lattice.len())
                .map(|place| values[place] * lattice.ring_share(distance, place))
                .sum();
            assert!((means - shares).abs() < 1e-12);
        }
    }
}
