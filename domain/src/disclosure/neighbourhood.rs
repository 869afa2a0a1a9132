//! Which figures say something about each other.
//!
//! A cell's figures are bound to those of the cells above and below it, a unit's to nothing but each other. So what can be worked
//! out is worked out one neighbourhood at a time: a coarsest cell with all that lies in it, or one unit. A neighbourhood of the
//! nation has a few hundred places, whose figures stay in the processor's cache until they are settled.

use super::released::{Place, Released};
use crate::Resolution;

/// Every H3 cell but twelve has seven children.
const CHILDREN: usize = 7;

/// Places whose figures say something about each other.
pub(super) struct Neighbourhood {
    /// Positions in [`Released::places`], ascending.
    pub(super) places: Vec<usize>,
    /// Cells with their children among the places, by position in the neighbourhood.
    pub(super) families: Vec<Family>,
}

/// A cell and those of its children that were ever shown.
pub(super) struct Family {
    pub(super) parent: usize,
    pub(super) children: Vec<usize>,
    /// Most that the children never shown can hold together: each is short of the minimum history over all months
    /// together, so in each of them.
    pub(super) rest: u32,
}

impl Neighbourhood {
    /// All neighbourhoods whose topmost place is wanted, in the order in which that place was first told.
    pub(super) fn all(released: &Released, wanted: impl Fn(Place) -> bool) -> Vec<Self> {
        let parents: Vec<Option<usize>> = released
            .places()
            .iter()
            .map(|place| parent_of(*place, released))
            .collect();
        let mut members = vec![Vec::new(); parents.len()];
        for place in 0..parents.len() {
            members[topmost(place, &parents)].push(place);
        }
        let mut own = vec![0; parents.len()];
        let most = released.minimum_history().saturating_sub(1);
        let wanted = members
            .into_iter()
            .enumerate()
            .filter(|(top, places)| !places.is_empty() && wanted(released.places()[*top]));
        wanted
            .map(|(_, places)| Self::of(places, &parents, &mut own, most))
            .collect()
    }

    /// `own` is scratch space: the position within the neighbourhood, by position among all places.
    fn of(places: Vec<usize>, parents: &[Option<usize>], own: &mut [usize], most: u32) -> Self {
        for (position, &place) in places.iter().enumerate() {
            own[place] = position;
        }
        let mut children = vec![Vec::new(); places.len()];
        for (position, &place) in places.iter().enumerate() {
            if let Some(parent) = parents[place] {
                children[own[parent]].push(position);
            }
        }
        let families = children
            .into_iter()
            .enumerate()
            .filter(|(_, children)| !children.is_empty())
            .map(|(parent, children)| Family {
                parent,
                rest: most * CHILDREN.saturating_sub(children.len()) as u32,
                children,
            })
            .collect();
        Self { places, families }
    }
}

fn parent_of(place: Place, released: &Released) -> Option<usize> {
    let Place::Cell(cell) = place else {
        return None;
    };
    let above = Resolution::new(cell.resolution().get().checked_sub(1)?).ok()?;
    released.position(Place::Cell(cell.parent(above).ok()?))
}

fn topmost(place: usize, parents: &[Option<usize>]) -> usize {
    let mut top = place;
    while let Some(above) = parents[top] {
        top = above;
    }
    top
}
