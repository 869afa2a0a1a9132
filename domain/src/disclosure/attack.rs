//! What an attacker who kept every version can work out.
//!
//! The attacker knows the rules. A rounded number tells an interval, a withheld one nothing; a cell is the sum of its seven
//! children, a district that of the cells in it, a unit that of its districts, and `all` the sum of the categories; a cell on the map reached the minimum history in the version that first showed it
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

use super::bounds::Bounds;
use super::interval::OPEN;
use super::neighbourhood::Neighbourhood;
use super::released::{Edition, Place, Released, Sheet};
use super::repetition::nothing_changed;
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

/// [`claims`] of what was folded before.
pub(super) fn deduce(released: &Released) -> Vec<Claim> {
    deduce_around(released, |_| true)
}

/// The claims of the neighbourhoods whose topmost place is wanted, by edition, category and place; those of additions come last.
pub(super) fn deduce_around(released: &Released, wanted: impl Fn(Place) -> bool) -> Vec<Claim> {
    let told = Told::of(released);
    let mut found = Vec::new();
    for neighbourhood in Neighbourhood::all(released, wanted) {
        let mut attack = Attack::begin(&told, &neighbourhood);
        attack.narrow();
        attack.counts(&mut found);
        attack.additions(&mut found);
    }
    found.sort_unstable();
    found.iter().map(|finding| told.claim(finding)).collect()
}

/// What all neighbourhoods share.
struct Told<'a> {
    released: &'a Released,
    editions: Vec<Edition>,
    sheets: Vec<&'a Sheet>,
    /// By version: positions of the sheets that it told.
    windows: Vec<Vec<usize>>,
}

/// A claim by positions, in the order in which claims are told.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    added: bool,
    sheet: usize,
    category: usize,
    place: usize,
    exact: u32,
}

impl<'a> Told<'a> {
    fn of(released: &'a Released) -> Self {
        let (editions, sheets): (Vec<Edition>, Vec<&Sheet>) = released.sheets().unzip();
        let positions = |told: &Vec<Edition>| {
            let found = told.iter().map(|edition| editions.binary_search(edition));
            found.filter_map(Result::ok).collect()
        };
        Self {
            released,
            windows: released.editions().iter().map(positions).collect(),
            editions,
            sheets,
        }
    }

    fn same_parts(&self, months: &[usize]) -> bool {
        months
            .windows(2)
            .all(|pair| self.sheets[pair[0]].parts == self.sheets[pair[1]].parts)
    }

    fn claim(&self, finding: &Finding) -> Claim {
        let sheet = self.sheets[finding.sheet];
        let (month, counted) = self.editions[finding.sheet];
        let deduced = match sheet.told(finding.category, finding.place) {
            _ if finding.added => Deduced::Added,
            0 => Deduced::Withheld,
            _ => Deduced::Told,
        };
        Claim {
            month,
            counted,
            since: finding.added.then(|| self.editions[finding.sheet - 1].1),
            place: self.released.places()[finding.place],
            category: self.released.categories()[finding.category].clone(),
            deduced,
            exact: finding.exact,
            versions: sheet.versions,
        }
    }
}

/// What is worked out of one neighbourhood.
struct Attack<'a> {
    told: &'a Told<'a>,
    neighbourhood: &'a Neighbourhood,
    /// By sheet.
    bounds: Vec<Bounds>,
}

impl<'a> Attack<'a> {
    fn begin(told: &'a Told<'a>, neighbourhood: &'a Neighbourhood) -> Self {
        let categories = told.released.categories().len();
        let bounds = |sheet: &&Sheet| Bounds::told(sheet, categories, &neighbourhood.places);
        Self {
            told,
            neighbourhood,
            bounds: told.sheets.iter().map(bounds).collect(),
        }
    }

    fn narrow(&mut self) {
        let mut open: Vec<bool> = vec![true; self.bounds.len()];
        for _ in 0..ROUNDS {
            for (index, _) in open.iter().enumerate().filter(|(_, open)| **open) {
                self.bounds[index].settle(self.neighbourhood, &self.told.sheets[index].parts);
            }
            open = self.narrow_histories();
            if !open.contains(&true) {
                return;
            }
        }
    }

    /// Uses what is known of the sum over a version's months; gives the sheets that it narrowed.
    fn narrow_histories(&mut self) -> Vec<bool> {
        let mut narrowed = vec![false; self.bounds.len()];
        let (told, neighbourhood) = (self.told, self.neighbourhood);
        let least = told.released.minimum_history();
        for category in 0..told.released.categories().len() {
            for (position, &place) in neighbourhood.places.iter().enumerate() {
                let reached = told.released.reached(category, place);
                let short = reached.short.map(|version| (version, (0, least - 1)));
                let enough = reached.enough.map(|version| (version, (least, OPEN)));
                for (version, sum) in short.into_iter().chain(enough) {
                    let months = &told.windows[version as usize];
                    if category != 0 || told.same_parts(months) {
                        self.sum_over_months((category, position), months, sum, &mut narrowed);
                    }
                }
            }
        }
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

    fn counts(&self, found: &mut Vec<Finding>) {
        for (sheet, bounds) in self.bounds.iter().enumerate() {
            found.extend(self.findings(bounds, sheet, false));
        }
    }

    fn additions(&self, found: &mut Vec<Finding>) {
        for later in 1..self.bounds.len() {
            let earlier = later - 1;
            let same_month = self.told.editions[earlier].0 == self.told.editions[later].0;
            if !same_month || !self.told.same_parts(&[earlier, later]) {
                continue;
            }
            let mut added = Bounds::between(&self.bounds[earlier], &self.bounds[later]);
            added.settle(self.neighbourhood, &self.told.sheets[later].parts);
            let findings = self.findings(&added, later, true);
            found.extend(findings.filter(|finding| finding.exact > 0));
        }
    }

    /// The exact numbers among intervals of a sheet.
    fn findings(
        &self,
        bounds: &Bounds,
        sheet: usize,
        added: bool,
    ) -> impl Iterator<Item = Finding> {
        let places = &self.neighbourhood.places;
        bounds
            .exact()
            .map(move |(category, position, exact)| Finding {
                added,
                sheet,
                category,
                place: places[position],
                exact,
            })
    }
}
