//! What an attacker who kept every version can work out.
//!
//! The attacker knows the rules. A rounded number tells an interval, a withheld one nothing; a cell is the sum of its seven
//! children and `all` the sum of the categories; a cell on the map reached the minimum history in the version that first showed it
//! and was short of it in the version before, and so with a category's forecast; and two editions of one month differ by
//! what was registered in between. Intervals are narrowed by these rules until none says more. An interval of one value is a claim.
//!
//! Every claim is certain, if the records behind the versions only ever grew. Not every certain conclusion is claimed:
//! narrowing one rule at a time is weaker than solving all of them at once. Forecast bands are means of a model, no counts, and tell
//! only whether the history was long enough.
//!
//! # Source
//! Dinur & Nissim, *Revealing information while preserving privacy* (2003): reconstruction from sums;
//! Hundepool et al., *Statistical Disclosure Control* (2012), chapter 5.5: disclosure auditing by feasibility intervals.

use std::collections::BTreeSet;

use super::bounds::{Bounds, Nesting, OPEN};
use super::released::{Edition, Place, Released, Sheet};
use super::{DisclosureError, PublicSurface};
use crate::{CategorySlug, Day, Month};

/// Rounds of going from months to histories and back; each only narrows.
const ROUNDS: usize = 4;

/// What a claim says the number of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Deduced {
    /// Of a figure that was told.
    Told,
    /// Of a figure that was withheld.
    Withheld,
    /// Of what was added from one edition of the month to the next.
    Added,
}

/// An exact number that follows from what was published.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Claim {
    /// Month of commission.
    pub month: Month,
    /// Where.
    pub place: Place,
    /// The category.
    pub category: CategorySlug,
    /// What the number is of.
    pub deduced: Deduced,
    /// The number of recorded offences.
    pub exact: u32,
    /// It is of what was registered before this day.
    pub counted: Day,
    /// Of what was added: it is of what was registered from this day on.
    pub since: Option<Day>,
    /// First and last version that tell the month, counted from zero.
    pub versions: (usize, usize),
}

/// Every exact number that the attacker can work out from these versions, oldest first.
///
/// Takes time in the number of figures, not in that of versions that tell the same ones.
///
/// # Example
/// ```
/// assert!(oshaq_domain::claims(&[]).is_empty());
/// ```
///
/// # Source
/// Hundepool et al. (2012), chapter 5.5; here with interval propagation in place of linear programs.
pub fn claims(versions: &[&PublicSurface]) -> Vec<Claim> {
    deduce(&Released::of(versions.iter().copied()))
}

/// Judges a new version next to all earlier ones.
///
/// # Errors
/// [`DisclosureError::Rules`] when the new version follows other rules than the last, [`DisclosureError::Changed`] when it tells
/// another number than before or one that was withheld, [`DisclosureError::Deducible`] when an exact number follows from it and
/// did not follow from the earlier ones alone.
pub fn release_check(new: &PublicSurface, earlier: &Released) -> Result<(), DisclosureError> {
    if !earlier.follows(&new.meta().policy) {
        return Err(DisclosureError::Rules);
    }
    nothing_changed(new, earlier)?;
    let mut all = earlier.clone();
    all.add(new);
    let found = deduce(&all);
    if found.is_empty() {
        return Ok(());
    }
    let known: BTreeSet<_> = deduce(earlier)
        .into_iter()
        .map(|claim| claim.key())
        .collect();
    match found
        .into_iter()
        .find(|claim| !known.contains(&claim.key()))
    {
        Some(claim) => Err(DisclosureError::Deducible(Box::new(claim))),
        None => Ok(()),
    }
}

impl Claim {
    fn key(&self) -> (Month, Place, CategorySlug, Deduced) {
        (self.month, self.place, self.category.clone(), self.deduced)
    }
}

/// A month once released tells the same for ever; what it withheld stays withheld.
fn nothing_changed(new: &PublicSurface, earlier: &Released) -> Result<(), DisclosureError> {
    let once = Released::of([new]);
    for ((month, counted), sheet) in once.sheets() {
        let Some((before, released)) = earlier.sheet(month) else {
            continue;
        };
        for (position, &place) in once.places().iter().enumerate() {
            for (index, category) in once.categories().iter().enumerate() {
                let now = sheet.told(index, position);
                if now != 0
                    && (before != counted || now != told(earlier, released, category, place))
                {
                    let category = category.clone();
                    return Err(DisclosureError::Changed {
                        month,
                        place,
                        category,
                    });
                }
            }
        }
    }
    Ok(())
}

fn told(earlier: &Released, sheet: &Sheet, category: &CategorySlug, place: Place) -> u32 {
    let found = earlier.category_of(category).zip(earlier.position(place));
    found.map_or(0, |(category, place)| sheet.told(category, place))
}

/// [`claims`] of what was folded before.
pub(super) fn deduce(released: &Released) -> Vec<Claim> {
    let mut attack = Attack::begin(released);
    attack.narrow();
    let mut claims = attack.counts();
    claims.extend(attack.additions());
    claims
}

struct Attack<'a> {
    released: &'a Released,
    nesting: Nesting,
    editions: Vec<Edition>,
    sheets: Vec<&'a Sheet>,
    bounds: Vec<Bounds>,
    /// By version: positions of the sheets that it told.
    windows: Vec<Vec<usize>>,
}

impl<'a> Attack<'a> {
    fn begin(released: &'a Released) -> Self {
        let (editions, sheets): (Vec<Edition>, Vec<&Sheet>) = released.sheets().unzip();
        let (categories, places) = (released.categories().len(), released.places().len());
        let positions = |told: &[Edition]| {
            let found = told.iter().map(|edition| editions.binary_search(edition));
            found.filter_map(Result::ok).collect()
        };
        Self {
            released,
            windows: released
                .editions()
                .iter()
                .map(|told| positions(told))
                .collect(),
            nesting: Nesting::of(released),
            bounds: sheets
                .iter()
                .map(|sheet| Bounds::told(sheet, categories, places))
                .collect(),
            editions,
            sheets,
        }
    }

    fn narrow(&mut self) {
        let mut open: Vec<bool> = vec![true; self.sheets.len()];
        for _ in 0..ROUNDS {
            for (index, _) in open.iter().enumerate().filter(|(_, open)| **open) {
                self.bounds[index].settle(&self.nesting, &self.sheets[index].parts);
            }
            open = self.narrow_histories();
            if !open.contains(&true) {
                return;
            }
        }
    }

    /// Uses what is known of the sum over a version's months; gives the sheets that it narrowed.
    fn narrow_histories(&mut self) -> Vec<bool> {
        let mut narrowed = vec![false; self.sheets.len()];
        let least = self.released.minimum_history();
        let windows = std::mem::take(&mut self.windows);
        for category in 0..self.released.categories().len() {
            for place in 0..self.released.places().len() {
                let reached = self.released.reached(category, place);
                let short = reached.short.map(|version| (version, (0, least - 1)));
                let enough = reached.enough.map(|version| (version, (least, OPEN)));
                for (version, sum) in short.into_iter().chain(enough) {
                    let months = &windows[version as usize];
                    if category != 0 || self.same_parts(months) {
                        self.sum_over_months((category, place), months, sum, &mut narrowed);
                    }
                }
            }
        }
        self.windows = windows;
        narrowed
    }

    fn sum_over_months(
        &mut self,
        (category, place): (usize, usize),
        months: &[usize],
        (least, most): (u32, u32),
        narrowed: &mut [bool],
    ) {
        let (mut lows, mut highs) = (0_u32, 0_u32);
        for &month in months {
            let (low, high) = self.bounds[month].get(category, place);
            lows = lows.saturating_add(low);
            highs = highs.saturating_add(high);
        }
        if highs == OPEN && most == OPEN {
            return;
        }
        for &month in months {
            let (low, high) = self.bounds[month].get(category, place);
            let others_most = if highs == OPEN { OPEN } else { highs - high };
            let at_most = match most {
                OPEN => OPEN,
                most => most.saturating_sub(lows - low),
            };
            let at_least = least.saturating_sub(others_most);
            narrowed[month] |= self.bounds[month].tighten(category, place, at_least, at_most);
        }
    }

    fn same_parts(&self, months: &[usize]) -> bool {
        months
            .windows(2)
            .all(|pair| self.sheets[pair[0]].parts == self.sheets[pair[1]].parts)
    }

    fn counts(&self) -> Vec<Claim> {
        let mut claims = Vec::new();
        for (index, sheet) in self.sheets.iter().enumerate() {
            self.collect(
                &self.bounds[index],
                index,
                &mut claims,
                |category, place| {
                    Some(match sheet.told(category, place) {
                        0 => Deduced::Withheld,
                        _ => Deduced::Told,
                    })
                },
            );
        }
        claims
    }

    fn additions(&self) -> Vec<Claim> {
        let mut claims = Vec::new();
        for later in 1..self.sheets.len() {
            let earlier = later - 1;
            let same_month = self.editions[earlier].0 == self.editions[later].0;
            if !same_month || !self.same_parts(&[earlier, later]) {
                continue;
            }
            let mut added = Bounds::between(&self.bounds[earlier], &self.bounds[later]);
            added.settle(&self.nesting, &self.sheets[later].parts);
            self.collect(&added, later, &mut claims, |category, place| {
                (added.get(category, place).0 > 0).then_some(Deduced::Added)
            });
        }
        claims
    }

    fn collect(
        &self,
        bounds: &Bounds,
        index: usize,
        claims: &mut Vec<Claim>,
        deduced: impl Fn(usize, usize) -> Option<Deduced>,
    ) {
        for (category, slug) in self.released.categories().iter().enumerate() {
            for (position, &place) in self.released.places().iter().enumerate() {
                let (low, high) = bounds.get(category, position);
                if low != high {
                    continue;
                }
                let (month, counted) = self.editions[index];
                claims.extend(deduced(category, position).map(|deduced| Claim {
                    month,
                    counted,
                    since: (deduced == Deduced::Added).then(|| self.editions[index - 1].1),
                    place,
                    category: slug.clone(),
                    deduced,
                    exact: low,
                    versions: self.sheets[index].versions,
                }));
            }
        }
    }
}
