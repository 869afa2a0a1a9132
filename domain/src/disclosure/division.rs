//! The districts that a surface is told by, and how their borders lie to the cells.
//!
//! A district is told what lies in it by the centres of the cells that the counts are kept in. Whoever has its shape can tell which
//! published cells lie wholly in it and which lie across its border; [`PublicDivision`] keeps both, so that the attacker can be
//! played ([`super::claims`]). A district whose border moved is another place with the same code: figures on both sides of a move
//! are never told of one month.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::table::Lattice;
use crate::{CategorySlug, Cell, DistrictCode, Kato, Resolution};

/// A rate is of so many residents.
pub(super) const RESIDENTS: f64 = 10_000.0;

/// A district with its shape: the same code with another shape is another place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DistrictKey {
    /// Its code.
    pub code: DistrictCode,
    /// The print of its shape.
    pub shape: u64,
}

/// What publication needs to know of a district.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DistrictArea {
    /// Its code.
    pub code: DistrictCode,
    /// The print of its shape.
    pub shape: u64,
    /// Residents, persons. `None` where they are not known, and rates and bands with them.
    pub population: Option<u32>,
    /// At least so many cells of the finest published resolution lie in it, wholly or in part.
    pub least_cells: u32,
}

impl DistrictArea {
    /// What tells it from other districts and from itself with another shape.
    pub const fn key(&self) -> DistrictKey {
        DistrictKey {
            code: self.code,
            shape: self.shape,
        }
    }

    /// Residents, where there are any.
    pub(super) fn residents(&self) -> Option<f64> {
        let population = self.population.filter(|population| *population > 0);
        population.map(f64::from)
    }
}

/// The districts that a surface is to be told by.
pub struct Division<'a> {
    areas: Vec<DistrictArea>,
    covered: BTreeSet<Kato>,
    find: &'a dyn Fn(Cell) -> Option<usize>,
}

impl std::fmt::Debug for Division<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Division")
            .field("areas", &self.areas)
            .finish_non_exhaustive()
    }
}

impl<'a> Division<'a> {
    /// `find` gives the position among `areas` of the district that the centre of a cell lies in, and must give the same for the same
    /// cell; `covered` are the units that their districts cover, so that a unit is the sum of its districts and of what has no place.
    pub fn new(
        areas: Vec<DistrictArea>,
        covered: BTreeSet<Kato>,
        find: &'a dyn Fn(Cell) -> Option<usize>,
    ) -> Self {
        Self {
            areas,
            covered,
            find,
        }
    }

    /// The districts.
    pub fn areas(&self) -> &[DistrictArea] {
        &self.areas
    }

    /// Position of the district that the centre of a cell lies in.
    pub(super) fn find(&self, cell: Cell) -> Option<usize> {
        (self.find)(cell).filter(|&position| position < self.areas.len())
    }
}

/// The districts of a surface, as the public may know them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublicDivision {
    /// The districts.
    pub areas: Vec<DistrictArea>,
    /// The units that they cover.
    pub covered: BTreeSet<Kato>,
    /// What the bands of districts are multiples of: the mean number of recorded offences per 10,000 residents and 28 days.
    /// Measured when a category is first told by district, and then handed from version to version.
    pub reference: BTreeMap<CategorySlug, f64>,
    /// The coarsest published cells that lie wholly in a district, with its position.
    inside: Vec<(Cell, u16)>,
    /// The finest published cells that lie in a district in part, with its position.
    across: Vec<(Cell, u16)>,
}

impl PublicDivision {
    /// Looks how the borders lie to the published cells, whose offences are counted in cells of resolution `fine`.
    pub(super) fn of(division: &Division<'_>, levels: &[Lattice], fine: Resolution) -> Self {
        let mut found = Self {
            areas: division.areas.clone(),
            covered: division.covered.clone(),
            reference: BTreeMap::new(),
            inside: Vec::new(),
            across: Vec::new(),
        };
        let mut taken = BTreeSet::new();
        for (index, level) in levels.iter().enumerate() {
            let is_last = index + 1 == levels.len();
            for &cell in level.cells() {
                let above = &levels[..index];
                let within = |coarse: &Lattice| cell.parent(coarse.resolution());
                if above
                    .iter()
                    .filter_map(|coarse| within(coarse).ok())
                    .any(|cell| taken.contains(&cell))
                {
                    continue;
                }
                let homes = homes(cell, division, fine, is_last);
                match homes.as_slice() {
                    [Some(home)] => {
                        taken.insert(cell);
                        found.inside.push((cell, *home));
                    }
                    homes if is_last => {
                        let known = homes.iter().flatten();
                        found.across.extend(known.map(|&home| (cell, home)));
                    }
                    _ => {}
                }
            }
        }
        found
    }

    /// The cells that lie in each district, by its position: wholly, and in part.
    pub(super) fn cells(&self) -> Vec<(Vec<Cell>, Vec<Cell>)> {
        let mut cells = vec![(Vec::new(), Vec::new()); self.areas.len()];
        for &(cell, home) in &self.inside {
            if let Some((inside, _)) = cells.get_mut(usize::from(home)) {
                inside.push(cell);
            }
        }
        for &(cell, home) in &self.across {
            if let Some((_, across)) = cells.get_mut(usize::from(home)) {
                across.push(cell);
            }
        }
        cells
    }

    /// Whether it is of the same districts, though it may know other cells.
    pub(super) fn is_of_the_same(&self, other: &Self) -> bool {
        let keys = |division: &Self| {
            division
                .areas
                .iter()
                .map(DistrictArea::key)
                .collect::<Vec<_>>()
        };
        keys(self) == keys(other)
    }

    /// The units that have districts, with the positions of these.
    pub(super) fn by_unit(&self) -> BTreeMap<Kato, Vec<usize>> {
        let mut units: BTreeMap<Kato, Vec<usize>> = BTreeMap::new();
        for (position, area) in self.areas.iter().enumerate() {
            units.entry(area.code.unit()).or_default().push(position);
        }
        units
    }

    /// Whether every cell names a district that there is.
    pub(super) fn is_consistent(&self) -> bool {
        let all = self.inside.iter().chain(&self.across);
        all.clone()
            .all(|&(_, home)| usize::from(home) < self.areas.len())
    }
}

/// The districts that a cell lies in, `None` for what is in no district; no more than two where not all are wanted.
fn homes(cell: Cell, division: &Division<'_>, fine: Resolution, all: bool) -> Vec<Option<u16>> {
    let mut homes = Vec::new();
    for part in cell.descendants(fine) {
        let home = division.find(part).map(|position| position as u16);
        if !homes.contains(&home) {
            homes.push(home);
        }
        if homes.len() > 1 && !all {
            break;
        }
    }
    homes
}
