//! What can be said for certain about the exact counts of one month, as an interval each.

use super::interval::{Interval, OPEN};
use super::neighbourhood::{Family, Neighbourhood};
use super::released::Sheet;

/// Each sweep only narrows, so that stopping early is sound; real tables settle in three or four.
const SWEEPS: usize = 32;

/// An interval per category and place of a neighbourhood.
#[derive(Clone)]
pub(super) struct Bounds {
    places: usize,
    /// By category, then place.
    intervals: Vec<Interval>,
}

impl Bounds {
    /// What each number tells by itself: a rounded one its rounding interval above the threshold, a withheld one nothing.
    pub(super) fn told(sheet: &Sheet, categories: usize, places: &[usize]) -> Self {
        let interval = |number: u32| match number {
            0 => (0, OPEN),
            number => {
                let low = number.saturating_sub(sheet.rounding_base / 2);
                let high = low + sheet.rounding_base - 1;
                (low.max(sheet.suppress_below).min(high), high)
            }
        };
        let told = (0..categories).flat_map(|category| sheet.told_of(category, places));
        Self {
            places: places.len(),
            intervals: told.map(interval).collect(),
        }
    }

    /// What came between two editions of a month, if nothing is ever struck off.
    pub(super) fn between(earlier: &Self, later: &Self) -> Self {
        let added = |(&earlier, &later): (&Interval, &Interval)| {
            let most = match later.1 {
                OPEN => OPEN,
                later => later.checked_sub(earlier.0).unwrap_or(OPEN),
            };
            (later.0.saturating_sub(earlier.1), most)
        };
        let pairs = earlier.intervals.iter().zip(&later.intervals);
        Self {
            places: earlier.places,
            intervals: pairs.map(added).collect(),
        }
    }

    pub(super) fn get(&self, category: usize, place: usize) -> Interval {
        self.intervals[category * self.places + place]
    }

    /// Category, place and number of every interval of one value.
    pub(super) fn exact(&self) -> impl Iterator<Item = (usize, usize, u32)> {
        let exact = self.intervals.iter().enumerate();
        let exact = exact.filter(|(_, (low, high))| low == high);
        exact.map(|(index, (low, _))| (index / self.places, index % self.places, *low))
    }

    /// Narrows one interval. What would leave it empty contradicts something else and is not believed.
    pub(super) fn tighten(&mut self, category: usize, place: usize, low: u32, high: u32) -> bool {
        let interval = &mut self.intervals[category * self.places + place];
        let (low, high) = (low.max(interval.0), high.min(interval.1));
        if low > high || (low, high) == *interval {
            return false;
        }
        *interval = (low, high);
        true
    }

    /// Narrows until the sums say nothing new: a cell is the sum of its children, `all` (category 0) of its parts.
    pub(super) fn settle(&mut self, neighbourhood: &Neighbourhood, parts: &[usize]) {
        for _ in 0..SWEEPS {
            let families = self.sweep_families(&neighbourhood.families, parts);
            let categories = self.sweep_categories(parts);
            if !families && !categories {
                return;
            }
        }
    }

    fn sweep_families(&mut self, families: &[Family], parts: &[usize]) -> bool {
        let mut changed = false;
        for category in std::iter::once(0).chain(parts.iter().copied()) {
            for family in families {
                let whole = (category, family.parent);
                let children = family.children.iter().map(|&child| (category, child));
                let partial = family.partial.iter().map(|&place| (category, place));
                changed |= self.add_up(whole, children, partial, family.rest);
            }
        }
        changed
    }

    fn sweep_categories(&mut self, parts: &[usize]) -> bool {
        let mut changed = false;
        for place in 0..self.places {
            let parts = parts.iter().map(|&part| (part, place));
            changed |= self.add_up((0, place), parts, std::iter::empty(), 0);
        }
        changed
    }

    /// A whole is the sum of its parts, of some of each of the `partial` and of a rest between zero and `rest`.
    fn add_up(
        &mut self,
        whole: (usize, usize),
        parts: impl Iterator<Item = (usize, usize)> + Clone,
        partial: impl Iterator<Item = (usize, usize)> + Clone,
        rest: u32,
    ) -> bool {
        let (mut lows, mut highs, mut open) = match rest {
            OPEN => (0_u32, 0_u32, 1_usize),
            rest => (0, rest, 0),
        };
        let all = parts.map(|part| (part, true));
        let all = all.chain(partial.map(|part| (part, false)));
        for ((category, place), is_whole) in all.clone() {
            let (low, high) = self.get(category, place);
            lows = lows.saturating_add(if is_whole { low } else { 0 });
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
        // A sum that its parts contradict, such as a unit drawn otherwise than its districts, tells nothing of them.
        if lows > high || most < low {
            return changed;
        }
        for ((category, place), is_whole) in all {
            let own = self.get(category, place);
            let others_most = match (open, own.1) {
                (0, high) => highs - high,
                (1, OPEN) => highs,
                _ => OPEN,
            };
            let most = match high {
                high if high < OPEN && is_whole => high.saturating_sub(lows.saturating_sub(own.0)),
                _ => OPEN,
            };
            changed |= self.tighten(category, place, low.saturating_sub(others_most), most);
        }
        changed
    }
}
