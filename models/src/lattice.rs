//! The cells of a universe with their neighbours.

use std::collections::BTreeMap;

use oshaq_domain::{Cell, DistrictCode, Kato, Resolution, Universe};
use rayon::prelude::*;

use crate::stack::spread::Spread;

/// A frozen universe and, for each of its cells, which other ones lie at grid distance 1 to [`Lattice::RINGS`].
///
/// It is built once and shared by all models, categories and windows.
#[derive(Debug, Clone)]
pub struct Lattice {
    universe: Universe,
    rings: Vec<Ring>,
    /// What a unit in each cell adds to the ring means of all cells together, by distance.
    shares: Vec<[f64; Self::RINGS + 1]>,
    families: Vec<Family>,
    units: Family,
    /// `None` where districts were not told.
    districts: Option<Family>,
    spread: Spread,
}

/// Coarser resolutions at which the cells with the same parent are taken together.
pub const PARENTS: usize = 2;

/// Which cells have the same parent: a coarser cell, or the district or unit that they lie in.
#[derive(Debug, Clone)]
pub struct Family {
    /// Number of its parent, by cell.
    parent: Vec<u32>,
    /// Cells by parent.
    sizes: Vec<u32>,
}

/// Neighbours at one distance, all cells behind one another.
#[derive(Debug, Clone)]
pub struct Ring {
    ends: Vec<u32>,
    neighbours: Vec<u32>,
}

impl Lattice {
    /// Farthest ring.
    pub const RINGS: usize = 3;

    /// Finds the neighbours of every cell of a universe; all its cells are in one unit.
    pub fn new(universe: Universe) -> Self {
        let rings: Vec<Ring> = (1..=Self::RINGS)
            .map(|distance| Ring::of(&universe, distance as u32))
            .collect();
        let shares_of = |place| {
            std::array::from_fn(|distance| match distance.checked_sub(1) {
                None => 1.0,
                Some(before) => rings[before].of_place(place).len() as f64 / ring_size(distance),
            })
        };
        let families = (1..=PARENTS)
            .map(|steps| Family::of(&universe, |cell| coarser(cell, steps as u8)))
            .collect();
        Self {
            shares: (0..universe.len()).map(shares_of).collect(),
            spread: Spread::of(universe.len(), &rings[0]),
            units: Family::of(&universe, |_| ()),
            districts: None,
            universe,
            rings,
            families,
        }
    }

    /// The same cells in the units that they lie in. Those outside of all units are taken together, as if they were one.
    #[must_use]
    pub fn in_units(mut self, unit_of: impl Fn(Cell) -> Option<Kato>) -> Self {
        self.units = Family::of(&self.universe, unit_of);
        self
    }

    /// The same cells in the districts that they lie in, which are parts of the units told before: a district that reaches into
    /// another unit is two. What is left of a unit outside of all districts is taken together, as if it were one.
    #[must_use]
    pub fn in_districts(mut self, district_of: impl Fn(Cell) -> Option<DistrictCode>) -> Self {
        let unit_of = |cell| {
            let place = self.universe.position(cell)?;
            Some(self.units.parent[place])
        };
        let districts = Family::of(&self.universe, |cell| (unit_of(cell), district_of(cell)));
        self.districts = Some(districts);
        self
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
        self.rings[distance - 1].of_place(place)
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

    /// What a unit in the cell at `place` adds to the ring means of all cells together, by distance.
    pub fn ring_shares(&self, place: usize) -> &[f64; Self::RINGS + 1] {
        &self.shares[place]
    }

    /// Several values of every cell, smoothed over ever wider surroundings ([`Spread::means`]).
    pub(crate) fn spread<const N: usize>(&self, values: Vec<[f64; N]>) -> Vec<Vec<[f64; N]>> {
        self.spread.means(&self.rings[0], values)
    }

    /// Which cells have the same parent, one resolution coarser and two.
    pub(crate) fn parents(&self) -> &[Family] {
        &self.families
    }

    /// Whether districts were told.
    pub(crate) const fn has_districts(&self) -> bool {
        self.districts.is_some()
    }

    /// What a cell borrows from, nearest first: its district, or the coarser cells around it where districts were not told; then its
    /// unit, where there are several.
    pub(crate) fn surroundings(&self) -> impl DoubleEndedIterator<Item = &Family> {
        let near = match &self.districts {
            Some(districts) => std::slice::from_ref(districts),
            None => &self.families,
        };
        near.iter().chain(self.has_units().then_some(&self.units))
    }

    /// Whether the cells lie in more than one unit.
    pub(crate) fn has_units(&self) -> bool {
        self.units.sizes.len() > 1
    }

    /// The cells of the universe by unit.
    pub(crate) const fn units(&self) -> &Family {
        &self.units
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
    /// Positions of the cells at this distance from the one at `place`.
    pub fn of_place(&self, place: usize) -> &[u32] {
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.neighbours[start as usize..self.ends[place] as usize]
    }

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

impl Family {
    /// Number of cells by parent.
    pub fn sizes(&self) -> &[u32] {
        &self.sizes
    }

    /// Sum of values of cells by parent.
    pub fn sums(&self, values: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.sizes.len()];
        for (&parent, value) in self.parent.iter().zip(values) {
            sums[parent as usize] += value;
        }
        sums
    }

    /// Mean of the values of the cells with its parent, for every cell.
    pub fn means(&self, values: &[f64]) -> Vec<f64> {
        let mut means = self.sums(values);
        for (mean, &size) in means.iter_mut().zip(&self.sizes) {
            *mean /= f64::from(size);
        }
        self.of_cells(&means)
    }

    /// Mean of the values of the other cells with its parent, for every cell; a value of 1 stands for the cell itself.
    pub fn means_of_others(&self, values: &[f64]) -> Vec<f64> {
        let sums = self.sums(values);
        let cells = self.parent.iter().zip(values);
        cells
            .map(|(&parent, own)| {
                let others = (sums[parent as usize] - own).max(0.0);
                (others + 1.0) / f64::from(self.sizes[parent as usize])
            })
            .collect()
    }

    /// The value of its parent, for every cell.
    pub fn of_cells(&self, values: &[f64]) -> Vec<f64> {
        let value = |&parent: &u32| values[parent as usize];
        self.parent.iter().map(value).collect()
    }

    /// Number of its parent, by cell.
    pub fn parents(&self) -> &[u32] {
        &self.parent
    }

    /// Parents are numbered as they are met.
    fn of<K: Ord>(universe: &Universe, parent_of: impl Fn(Cell) -> K) -> Self {
        let mut numbers = BTreeMap::new();
        let mut sizes: Vec<u32> = Vec::new();
        let mut parent = Vec::with_capacity(universe.len());
        for &cell in universe.cells() {
            let number = *numbers.entry(parent_of(cell)).or_insert_with(|| {
                sizes.push(0);
                sizes.len() - 1
            });
            sizes[number] += 1;
            parent.push(number as u32);
        }
        Self { parent, sizes }
    }
}

/// The parent so many resolutions coarser; a cell without one stands for itself.
fn coarser(cell: Cell, steps: u8) -> Cell {
    let coarser = cell.resolution().get().checked_sub(steps);
    let resolution = coarser.and_then(|coarser| Resolution::new(coarser).ok());
    resolution
        .and_then(|resolution| cell.parent(resolution).ok())
        .unwrap_or(cell)
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
    fn cells_with_the_same_parent_get_the_same_sum_and_parents_add_up_to_the_whole() {
        let lattice = disk();
        let values: Vec<f64> = (0..lattice.len()).map(|n| (n * n % 7) as f64).collect();
        for level in 0..PARENTS {
            let family = &lattice.families[level];
            let sums = family.sums(&values);
            let by_cell = family.of_cells(&sums);
            let resolution = Resolution::new(8 - level as u8).unwrap();
            let parent = |place: usize| lattice.universe().cells()[place].parent(resolution);
            for place in 0..lattice.len() {
                for other in (0..place).filter(|&other| parent(other) == parent(place)) {
                    assert_eq!(by_cell[other].to_bits(), by_cell[place].to_bits());
                }
            }
            let (before, after): (f64, f64) = (values.iter().sum(), sums.iter().sum());
            assert!((before - after).abs() < 1e-9);
            let cells: u32 = family.sizes().iter().sum();
            assert_eq!(cells as usize, lattice.len());
        }
    }

    #[test]
    fn the_others_with_its_parent_do_not_hold_a_cell_itself() {
        let lattice = disk();
        let family = &lattice.parents()[0];
        let middle = lattice.universe().position(centre()).unwrap();
        let mut values = vec![1.0; lattice.len()];
        values[middle] = 100.0;
        let means = family.means_of_others(&values);
        let size = f64::from(family.sizes()[family.parents()[middle] as usize]);
        assert!(size > 1.0 && (means[middle] - 1.0).abs() < 1e-9);
        let sibling = (0..lattice.len())
            .find(|&place| place != middle && family.parents()[place] == family.parents()[middle])
            .unwrap();
        assert!((means[sibling] - (100.0 + size - 1.0) / size).abs() < 1e-9);
    }

    #[test]
    fn what_is_alike_everywhere_stays_so_and_a_lone_value_spreads_evenly() {
        let lattice = disk();
        let middle = lattice.universe().position(centre()).unwrap();
        let lone = |place| if place == middle { 12.0 } else { 0.0 };
        let values = (0..lattice.len()).map(|place| [3.0, lone(place)]).collect();
        for (turn, means) in lattice.spread(values).iter().enumerate() {
            assert!(means.iter().all(|mean| (mean[0] - 3.0).abs() < 1e-12));
            let ring = lattice.ring(1, middle).iter();
            let ring: Vec<f64> = ring.map(|&near| means[near as usize][1]).collect();
            assert!(ring.iter().all(|near| (near - ring[0]).abs() < 1e-12));
            // By hand after two steps: ½·½ stays, and 6 · ½/6 · ½/6 comes back.
            if turn == 0 {
                assert!((means[middle][1] - 12.0 * (0.25 + 1.0 / 24.0)).abs() < 1e-12);
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
                .map(|place| values[place] * lattice.ring_shares(place)[distance])
                .sum();
            assert!((means - shares).abs() < 1e-12);
        }
    }
}
