//! Everything that earlier versions told, folded into one table a month.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    DistrictKey, Policy, PublicCount, PublicDivision, PublicSurface, Reference, SurfaceMeta,
};
use crate::{CategorySlug, Cell, Day, Kato, Month, Resolution};

/// What a published figure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The recorded offences of a cell.
    Cell(Cell),
    /// The recorded offences of a unit.
    Unit(Kato),
    /// Those of a unit that found no place on the grid.
    NotMapped(Kato),
    /// The recorded offences of a district that found one.
    District(DistrictKey),
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Cell(cell) => write!(f, "cell {cell}"),
            Self::Unit(unit) => write!(f, "unit {unit}"),
            Self::NotMapped(unit) => write!(f, "the unplaced of unit {unit}"),
            Self::District(district) => write!(f, "district {}", district.code),
        }
    }
}

/// A month, and the day before which an offence had to be registered to be counted in it.
pub(super) type Edition = (Month, Day);

/// One month in one edition, as told by every version that told it.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    /// What `all` is the sum of.
    pub(super) parts: Vec<usize>,
    pub(super) rounding_base: u32,
    pub(super) suppress_below: u32,
    /// First and last version that told it.
    pub(super) versions: (usize, usize),
    /// By category, then place: the number told, zero where none was.
    told: Vec<Vec<u32>>,
}

impl Sheet {
    pub(super) fn told(&self, category: usize, place: usize) -> u32 {
        let row = self.told.get(category);
        row.and_then(|row| row.get(place)).copied().unwrap_or(0)
    }

    /// The numbers told of a category in these places.
    pub(super) fn told_of(&self, category: usize, places: &[usize]) -> impl Iterator<Item = u32> {
        let row = self.told.get(category).map_or(&[][..], Vec::as_slice);
        places
            .iter()
            .map(move |&place| row.get(place).copied().unwrap_or(0))
    }

    /// The first number told stands: a later one of the same edition can only be an error.
    fn tell(&mut self, category: usize, place: usize, count: PublicCount) {
        let Some(number) = count.rounded() else {
            return;
        };
        grow(&mut self.told, category);
        let row = &mut self.told[category];
        grow(row, place);
        if row[place] == 0 {
            row[place] = number;
        }
    }
}

/// When a category in a place was found to reach the minimum history.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Reached {
    /// The last version known to be short of it, before the one that reached it.
    pub(super) short: Option<u32>,
    /// The first version that reached it.
    pub(super) enough: Option<u32>,
}

/// What all earlier versions told: the memory that a new version is published against and judged by.
///
/// Holds one number per month, category and place, however many versions told it: about 30 MB for the nation.
/// Fold the versions in from the oldest to the newest; simulated and real ones never together.
///
/// # Example
/// ```
/// use oshaq_domain::Released;
///
/// let nothing_yet = Released::default();
/// assert_eq!(nothing_yet.versions(), 0);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Released {
    versions: usize,
    reference: Reference,
    categories: Vec<CategorySlug>,
    places: Vec<Place>,
    positions: HashMap<Place, usize>,
    sheets: BTreeMap<Edition, Sheet>,
    editions: Vec<Vec<Edition>>,
    policy: Option<Policy>,
    /// By category, then place.
    reached: Vec<Vec<Reached>>,
    /// Every set of districts that a version was told by, as the last version that was knew it.
    divisions: Vec<PublicDivision>,
    /// The months of which a district was told.
    by_district: BTreeSet<Month>,
    district_reference: BTreeMap<CategorySlug, f64>,
}

impl Released {
    /// Folds versions, oldest first.
    pub fn of<'a>(versions: impl IntoIterator<Item = &'a PublicSurface>) -> Self {
        let mut released = Self::default();
        for version in versions {
            released.add(version);
        }
        released
    }

    /// Number of versions folded in.
    pub const fn versions(&self) -> usize {
        self.versions
    }

    /// What the bands of the last version are multiples of.
    pub const fn reference(&self) -> &Reference {
        &self.reference
    }

    /// Folds one more version in, newer than all before. Takes time in the number of its figures.
    pub fn add(&mut self, surface: &PublicSurface) {
        let meta = surface.meta();
        let editions: Vec<Edition> = meta.editions().collect();
        let series: Vec<usize> = meta.series.iter().map(|slug| self.category(slug)).collect();
        for &edition in &editions {
            self.open(edition, &series, meta);
        }
        let known_before = self.places.len();
        self.add_cells(surface, &editions, &series, known_before);
        self.add_units(surface, &editions);
        if let Some(division) = &meta.division {
            self.add_districts(surface, division, &editions, &series);
        }
        self.editions.push(editions);
        self.reference = meta.reference.clone();
        self.policy = Some(meta.policy.clone());
        self.versions += 1;
    }

    fn open(&mut self, edition: Edition, series: &[usize], meta: &SurfaceMeta) {
        let version = self.versions;
        let sheet = self.sheets.entry(edition).or_insert_with(|| Sheet {
            parts: series.iter().skip(1).copied().collect(),
            rounding_base: meta.policy.rounding_base,
            suppress_below: meta.policy.suppress_below,
            versions: (version, version),
            told: Vec::new(),
        });
        sheet.versions.1 = version;
    }

    fn add_cells(
        &mut self,
        surface: &PublicSurface,
        editions: &[Edition],
        series: &[usize],
        known_before: usize,
    ) {
        let mut near = 0;
        let rows: Vec<(usize, usize)> = surface
            .cells()
            .iter()
            .map(|row| {
                near = self.place(Place::Cell(row.cell), near);
                (series[usize::from(row.series)], near)
            })
            .collect();
        let mut sheets = self.opened(editions);
        for (row, &(category, place)) in surface.cells().iter().zip(&rows) {
            for (sheet, &count) in sheets.iter_mut().zip(&row.recorded) {
                sheet.tell(category, place, count);
            }
        }
        self.note_reached(surface, &rows, series[0], known_before);
    }

    /// Being on the map, and having a forecast, tell that the history is long enough; having none where another category
    /// of the cell has one tells that it is not.
    fn note_reached(
        &mut self,
        surface: &PublicSurface,
        rows: &[(usize, usize)],
        all: usize,
        known_before: usize,
    ) {
        let version = self.versions as u32;
        let mut forecast = vec![false; self.places.len()];
        for (row, &(_, place)) in surface.cells().iter().zip(rows) {
            forecast[place] |= row.forecast.band.code() > 0;
        }
        for (row, &(category, place)) in surface.cells().iter().zip(rows) {
            let entered = category == all && place >= known_before;
            let state = self.reached_mut(category, place);
            if state.enough.is_some() {
                continue;
            }
            if entered || row.forecast.band.code() > 0 {
                state.enough = Some(version);
                if entered && state.short.is_none() {
                    state.short = version.checked_sub(1);
                }
            } else if forecast[place] {
                state.short = Some(version);
            }
        }
    }

    fn add_units(&mut self, surface: &PublicSurface, editions: &[Edition]) {
        for row in surface.units() {
            let category = self.category(&row.category);
            for (place, counts) in row.tables() {
                let place = self.place(place, 0);
                for (sheet, &count) in self.opened(editions).iter_mut().zip(counts) {
                    sheet.tell(category, place, count);
                }
            }
        }
    }

    fn add_districts(
        &mut self,
        surface: &PublicSurface,
        division: &PublicDivision,
        editions: &[Edition],
        series: &[usize],
    ) {
        let version = self.versions as u32;
        for row in surface.districts() {
            let area = &division.areas[usize::from(row.district)];
            let category = series[usize::from(row.series)];
            let place = self.place(Place::District(area.key()), 0);
            for (sheet, &count) in self.opened(editions).iter_mut().zip(&row.recorded) {
                sheet.tell(category, place, count);
            }
            let told = editions.iter().zip(&row.recorded);
            let told = told.filter(|(_, count)| count.rounded().is_some());
            self.by_district.extend(told.map(|((month, _), _)| *month));
            // Without residents there is no forecast, however long the history.
            let state = self.reached_mut(category, place);
            if row.forecast.band.code() > 0 {
                state.enough.get_or_insert(version);
            } else if area.residents().is_some() && state.enough.is_none() {
                state.short = Some(version);
            }
        }
        self.district_reference.clone_from(&division.reference);
        match self
            .divisions
            .iter_mut()
            .find(|own| own.is_of_the_same(division))
        {
            Some(own) => own.clone_from(division),
            None => self.divisions.push(division.clone()),
        }
    }

    /// The sheets of a version's editions, which ascend as the months do.
    fn opened(&mut self, editions: &[Edition]) -> Vec<&mut Sheet> {
        let sheets = self.sheets.iter_mut();
        sheets
            .filter(|(edition, _)| editions.binary_search(edition).is_ok())
            .map(|(_, sheet)| sheet)
            .collect()
    }

    fn category(&mut self, slug: &CategorySlug) -> usize {
        self.category_of(slug).unwrap_or_else(|| {
            self.categories.push(slug.clone());
            self.categories.len() - 1
        })
    }

    /// The position of a place, which is added where it is new. Rows come in one order, so that the place mostly follows
    /// the one found before, `near`.
    fn place(&mut self, place: Place, near: usize) -> usize {
        if self.places.get(near + 1) == Some(&place) {
            return near + 1;
        }
        let next = self.places.len();
        let position = *self.positions.entry(place).or_insert(next);
        if position == next {
            self.places.push(place);
        }
        position
    }

    fn reached_mut(&mut self, category: usize, place: usize) -> &mut Reached {
        grow(&mut self.reached, category);
        let row = &mut self.reached[category];
        grow(row, place);
        &mut row[place]
    }

    pub(super) fn category_of(&self, slug: &CategorySlug) -> Option<usize> {
        self.categories.iter().position(|known| known == slug)
    }

    pub(super) fn categories(&self) -> &[CategorySlug] {
        &self.categories
    }

    pub(super) fn places(&self) -> &[Place] {
        &self.places
    }

    pub(super) fn position(&self, place: Place) -> Option<usize> {
        self.positions.get(&place).copied()
    }

    /// Finds the positions of many places.
    pub(super) const fn finder(&self) -> Finder<'_> {
        Finder {
            released: self,
            next: 0,
        }
    }

    pub(super) fn sheets(&self) -> impl Iterator<Item = (Edition, &Sheet)> {
        self.sheets.iter().map(|(edition, sheet)| (*edition, sheet))
    }

    /// By version, the editions that it told.
    pub(super) fn editions(&self) -> &[Vec<Edition>] {
        &self.editions
    }

    /// At least one.
    pub(super) fn minimum_history(&self) -> u32 {
        let policy = self.policy.as_ref();
        policy.map_or(1, |policy| policy.minimum_history.max(1))
    }

    /// The finest published resolution.
    pub(super) fn finest(&self) -> Option<Resolution> {
        self.policy.as_ref()?.resolutions.last().copied()
    }

    pub(super) fn reached(&self, category: usize, place: usize) -> Reached {
        let row = self.reached.get(category);
        row.and_then(|row| row.get(place))
            .copied()
            .unwrap_or_default()
    }

    /// The sheet of an already released month, with the day before which its offences had to be registered.
    pub(super) fn sheet(&self, month: Month) -> Option<(Day, &Sheet)> {
        let mut editions = self.sheets.iter().rev();
        let ((_, day), sheet) = editions.find(|((told, _), _)| *told == month)?;
        Some((*day, sheet))
    }

    /// What was told of an already released month; `None` when the month was never released.
    pub(super) fn told(
        &self,
        month: Month,
        category: &CategorySlug,
        place: Place,
    ) -> Option<PublicCount> {
        let (_, sheet) = self.sheet(month)?;
        let found = self.category_of(category).zip(self.position(place));
        let number = found.map_or(0, |(category, place)| sheet.told(category, place));
        Some(PublicCount::of(number))
    }

    /// Whether figures under this policy may stand next to those released.
    pub(super) fn follows(&self, policy: &Policy) -> bool {
        let last = self.policy.as_ref();
        last.is_none_or(|last| last.agrees_with(policy))
    }

    /// Whether a district was told in a month.
    pub(super) fn tells_districts(&self, month: Month) -> bool {
        self.by_district.contains(&month)
    }

    /// What the bands of districts are multiples of; empty where no version was told by district.
    pub(super) const fn district_reference(&self) -> &BTreeMap<CategorySlug, f64> {
        &self.district_reference
    }

    /// Every set of districts that a version was told by.
    pub(super) fn divisions(&self) -> &[PublicDivision] {
        &self.divisions
    }

    /// Whether a category in a place was once found to reach the minimum history.
    pub(super) fn has_reached(&self, category: &CategorySlug, place: Place) -> bool {
        let category = self.category_of(category);
        let place = self.position(place);
        category
            .zip(place)
            .is_some_and(|(category, place)| self.reached(category, place).enough.is_some())
    }

    /// Every cell that was on the map.
    pub(super) fn cells(&self) -> impl Iterator<Item = Cell> {
        self.places.iter().filter_map(|place| match place {
            Place::Cell(cell) => Some(*cell),
            Place::Unit(_) | Place::NotMapped(_) | Place::District(_) => None,
        })
    }
}

/// Finds places that mostly come in the order in which they were first told.
pub(super) struct Finder<'a> {
    released: &'a Released,
    next: usize,
}

impl Finder<'_> {
    pub(super) fn find(&mut self, place: Place) -> Option<usize> {
        let position = match self.released.places.get(self.next) {
            Some(expected) if *expected == place => self.next,
            _ => self.released.position(place)?,
        };
        self.next = position + 1;
        Some(position)
    }
}

/// Makes the row long enough to have an element at the position.
fn grow<T: Clone + Default>(row: &mut Vec<T>, position: usize) {
    if row.len() <= position {
        row.resize(position + 1, T::default());
    }
}
