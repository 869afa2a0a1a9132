//! What can be said for certain about the exact counts of one month, as an interval each.

use super::released::{Place, Released, Sheet};

/// No upper end.
pub(super) const OPEN: u32 = u32::MAX;
/// Every H3 cell but twelve has seven children.
const CHILDREN: usize = 7;
/// Each sweep only narrows, so that stopping early is sound; real tables settle in three or four.
const SWEEPS: usize = 32;

/// Which places are parts of which.
pub(super) struct Nesting {
    /// Places with the places below them.
    families: Vec<Family>,
    places: usize,
}

struct Family {
    parent: usize,
    children: Vec<usize>,
    /// Most that the children never shown can hold together.
    rest: u32,
}

impl Nesting {
    /// A child that was never shown is short of the minimum history over all months together, so in each of them.
    pub(super) fn of(released: &Released) -> Self {
        let mut children = vec![Vec::new(); released.places().len()];
        for (position, place) in released.places().iter().enumerate() {
            if let Some(parent) = parent_of(*place, released) {
                children[parent].push(position);
            }
        }
        let most = released.minimum_history().saturating_sub(1);
        let family = |(parent, children): (usize, Vec<usize>)| {
            let unseen = CHILDREN.saturating_sub(children.len()) as u32;
            let rest = most * unseen;
            Family {
                parent,
                children,
                rest,
            }
        };
        Self {
            places: children.len(),
            families: children
                .into_iter()
                .enumerate()
                .filter(|(_, children)| !children.is_empty())
                .map(family)
                .collect(),
        }
    }
}

fn parent_of(place: Place, released: &Released) -> Option<usize> {
    let Place::Cell(cell) = place else {
        return None;
    };
    let above = crate::Resolution::new(cell.resolution().get().checked_sub(1)?).ok()?;
    released.position(Place::Cell(cell.parent(above).ok()?))
}

/// An interval per category and place.
#[derive(Clone)]
pub(super) struct Bounds {
    places: usize,
    low: Vec<u32>,
    high: Vec<u32>,
}

impl Bounds {
    /// What each number tells by itself: a rounded one its rounding interval above the threshold, a withheld one nothing.
    pub(super) fn told(sheet: &Sheet, categories: usize, places: usize) -> Self {
        let mut bounds = Self {
            places,
            low: vec![0; categories * places],
            high: vec![OPEN; categories * places],
        };
        for category in 0..categories {
            for place in 0..places {
                let number = sheet.told(category, place);
                if number > 0 {
                    let low = number.saturating_sub(sheet.rounding_base / 2);
                    let high = low + sheet.rounding_base - 1;
                    bounds.tighten(category, place, low.max(sheet.suppress_below), high);
                }
            }
        }
        bounds
    }

    /// What came between two editions of a month, if nothing is ever struck off.
    pub(super) fn between(earlier: &Self, later: &Self) -> Self {
        let fewest = |(later, earlier): (&u32, &u32)| later.saturating_sub(*earlier);
        let most = |(&later, &earlier): (&u32, &u32)| match later {
            OPEN => OPEN,
            later => later.checked_sub(earlier).unwrap_or(OPEN),
        };
        Self {
            places: earlier.places,
            low: later.low.iter().zip(&earlier.high).map(fewest).collect(),
            high: later.high.iter().zip(&earlier.low).map(most).collect(),
        }
    }

    pub(super) fn get(&self, category: usize, place: usize) -> (u32, u32) {
        let index = category * self.places + place;
        (self.low[index], self.high[index])
    }

    /// Narrows one interval. What would leave it empty contradicts something else and is not believed.
    pub(super) fn tighten(&mut self, category: usize, place: usize, low: u32, high: u32) -> bool {
        let index = category * self.places + place;
        let (old_low, old_high) = (self.low[index], self.high[index]);
        let (low, high) = (low.max(old_low), high.min(old_high));
        if low > high || (low, high) == (old_low, old_high) {
            return false;
        }
        (self.low[index], self.high[index]) = (low, high);
        true
    }

    /// Narrows until the sums say nothing new: a cell is the sum of its children, `all` (category 0) of its parts.
    pub(super) fn settle(&mut self, nesting: &Nesting, parts: &[usize]) {
        for _ in 0..SWEEPS {
            let families = self.sweep_families(nesting, parts);
            let categories = self.sweep_categories(nesting, parts);
            if !families && !categories {
                return;
            }
        }
    }

    fn sweep_families(&mut self, nesting: &Nesting, parts: &[usize]) -> bool {
        let mut changed = false;
        for category in std::iter::once(0).chain(parts.iter().copied()) {
            for family in &nesting.families {
                let whole = (category, family.parent);
                let children = family.children.iter().map(|&child| (category, child));
                changed |= self.add_up(whole, children, family.rest);
            }
        }
        changed
    }

    fn sweep_categories(&mut self, nesting: &Nesting, parts: &[usize]) -> bool {
        let mut changed = false;
        for place in 0..nesting.places {
            let parts = parts.iter().map(|&part| (part, place));
            changed |= self.add_up((0, place), parts, 0);
        }
        changed
    }

    /// A whole is the sum of its parts and of a rest between zero and `rest`.
    fn add_up(
        &mut self,
        whole: (usize, usize),
        parts: impl Iterator<Item = (usize, usize)> + Clone,
        rest: u32,
    ) -> bool {
        let (mut lows, mut highs, mut open) = (0_u32, rest, 0_usize);
        for (category, place) in parts.clone() {
            let (low, high) = self.get(category, place);
            lows = lows.saturating_add(low);
            match high {
                OPEN => open += 1,
                high => highs = highs.saturating_add(high),
            }
        }
        let most = if open == 0 { highs } else { OPEN };
        let mut changed = self.tighten(whole.0, whole.1, lows, most);
        let (low, high) = self.get(whole.0, whole.1);
        if high == OPEN && (low == 0 || open > 1) {
            return changed;
        }
        for (category, place) in parts {
            let own = self.get(category, place);
            let others_most = match (open, own.1) {
                (0, high) => highs - high,
                (1, OPEN) => highs,
                _ => OPEN,
            };
            let most = match high {
                OPEN => OPEN,
                high => high.saturating_sub(lows.saturating_sub(own.0)),
            };
            changed |= self.tighten(category, place, low.saturating_sub(others_most), most);
        }
        changed
    }
}
