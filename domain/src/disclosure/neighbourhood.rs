//! Which figures say something about each other.
//!
//! A cell's figures are bound to those of the cells above and below it. So what can be worked out is worked out one neighbourhood at
//! a time: a coarsest cell with all that lies in it, or one unit. A neighbourhood of the nation has a few hundred places, whose figures
//! stay in the processor's cache until they are settled. Where districts are told, too, their borders bind everything together: a
//! district is the sum of the cells in it, of parts of those across its border and of what was never shown, and a unit is the
//! sum of its districts and of what found no place. Not used is that a unit has at least what the cells wholly inside it have: for a unit, that bounds
//! what lies outside of them.

use super::division::PublicDivision;
use super::interval::OPEN;
use super::released::{Place, Released};
use crate::{Kato, Resolution};

/// Every H3 cell but twelve has seven children.
const CHILDREN: u32 = 7;

/// Places whose figures say something about each other.
pub(super) struct Neighbourhood {
    /// Positions in [`Released::places`], ascending.
    pub(super) places: Vec<usize>,
    /// Sums among the places, by position in the neighbourhood.
    pub(super) families: Vec<Family>,
}

/// A place and what it is the sum of, as far as that was ever shown.
pub(super) struct Family {
    pub(super) parent: usize,
    pub(super) children: Vec<usize>,
    /// Of these some part lies in the parent.
    pub(super) partial: Vec<usize>,
    /// Most that the children never shown can hold together: each is short of the minimum history over all months
    /// together, so in each of them.
    pub(super) rest: u32,
}

impl Family {
    fn members(&self) -> impl Iterator<Item = usize> {
        let others = self.children.iter().chain(&self.partial);
        std::iter::once(self.parent).chain(others.copied())
    }

    fn renamed(self, own: &[usize]) -> Self {
        let name = |places: Vec<usize>| places.into_iter().map(|place| own[place]).collect();
        Self {
            parent: own[self.parent],
            children: name(self.children),
            partial: name(self.partial),
            rest: self.rest,
        }
    }
}

impl Neighbourhood {
    /// All neighbourhoods with a wanted place.
    pub(super) fn all(released: &Released, wanted: impl Fn(Place) -> bool) -> Vec<Self> {
        let places = released.places();
        let mut families = cell_families(released);
        for division in released.divisions() {
            families.extend(district_families(division, released));
            families.extend(unit_families(division, released));
        }
        let tops = tops(places.len(), &families);
        let mut members = vec![Vec::new(); places.len()];
        for (place, &top) in tops.iter().enumerate() {
            members[top].push(place);
        }
        let mut own = vec![0; places.len()];
        for (position, &place) in members.iter().flat_map(|own| own.iter().enumerate()) {
            own[place] = position;
        }
        let mut bound: Vec<Vec<Family>> = Vec::new();
        bound.resize_with(places.len(), Vec::new);
        for family in families {
            bound[tops[family.parent]].push(family.renamed(&own));
        }
        let all = members.into_iter().zip(bound);
        let kept = all.filter(|(members, _)| members.iter().any(|&place| wanted(places[place])));
        kept.map(|(places, families)| Self { places, families })
            .collect()
    }
}

/// For every place, the first of those that it is bound to.
fn tops(places: usize, families: &[Family]) -> Vec<usize> {
    let mut tops: Vec<usize> = (0..places).collect();
    for family in families {
        for member in family.members() {
            let (one, other) = (top_of(&mut tops, family.parent), top_of(&mut tops, member));
            tops[one.max(other)] = one.min(other);
        }
    }
    (0..places).map(|place| top_of(&mut tops, place)).collect()
}

/// Follows a place to its top, and shortens the way for the next time.
fn top_of(tops: &mut [usize], place: usize) -> usize {
    let mut top = place;
    while tops[top] != top {
        tops[top] = tops[tops[top]];
        top = tops[top];
    }
    top
}

/// Cells with their children.
fn cell_families(released: &Released) -> Vec<Family> {
    let mut children = vec![Vec::new(); released.places().len()];
    for (position, place) in released.places().iter().enumerate() {
        if let Some(parent) = parent_of(*place, released) {
            children[parent].push(position);
        }
    }
    let most = most_unseen(released);
    let with_children = children.into_iter().enumerate();
    with_children
        .filter(|(_, children)| !children.is_empty())
        .map(|(parent, children)| Family {
            parent,
            rest: most * CHILDREN.saturating_sub(children.len() as u32),
            children,
            partial: Vec::new(),
        })
        .collect()
}

/// Most that a cell that was never shown can hold.
fn most_unseen(released: &Released) -> u32 {
    released.minimum_history().saturating_sub(1)
}

fn parent_of(place: Place, released: &Released) -> Option<usize> {
    let Place::Cell(cell) = place else {
        return None;
    };
    let above = Resolution::new(cell.resolution().get().checked_sub(1)?).ok()?;
    released.position(Place::Cell(cell.parent(above).ok()?))
}

/// Districts with the cells in them.
fn district_families(division: &PublicDivision, released: &Released) -> Vec<Family> {
    let finest = released.finest();
    let cells = division.areas.iter().zip(division.cells());
    let family = |(area, (inside, across)): (&super::DistrictArea, (Vec<_>, Vec<_>))| {
        let below = |cell: &crate::Cell| {
            let steps = finest.map_or(0, |finest| {
                finest.get().saturating_sub(cell.resolution().get())
            });
            CHILDREN.pow(steps.into())
        };
        let seen = inside.iter().map(below).sum::<u32>() + across.len() as u32;
        let positions = |cells: Vec<crate::Cell>| -> Vec<usize> {
            let places = cells.into_iter().map(Place::Cell);
            places
                .filter_map(|place| released.position(place))
                .collect()
        };
        Some(Family {
            parent: released.position(Place::District(area.key()))?,
            children: positions(inside),
            partial: positions(across),
            rest: most_unseen(released).saturating_mul(area.least_cells.saturating_sub(seen)),
        })
    };
    cells.filter_map(family).collect()
}

/// Units with their districts. What lies in no district is known to be nothing only where they cover the unit.
fn unit_families(division: &PublicDivision, released: &Released) -> Vec<Family> {
    let family = |(unit, districts): (Kato, Vec<usize>)| {
        let keys = districts.into_iter().map(|own| division.areas[own].key());
        let parts = std::iter::once(Place::NotMapped(unit)).chain(keys.map(Place::District));
        Some(Family {
            parent: released.position(Place::Unit(unit))?,
            children: parts.filter_map(|place| released.position(place)).collect(),
            partial: Vec::new(),
            rest: if division.covered.contains(&unit) {
                0
            } else {
                OPEN
            },
        })
    };
    division.by_unit().into_iter().filter_map(family).collect()
}
