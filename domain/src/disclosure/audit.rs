//! Withholds what the attacker could work out, before it is published.
//!
//! Rounding a sum and its parts can pin all of them: four children shown as 10 have at least 8 each, their parent shown as 30
//! at most 32, so each has 8. Suppression by rule does not see this; the attacker does, and is asked until there is
//! nothing left to find or to withhold.

use std::collections::{BTreeMap, BTreeSet};

use super::attack::{self, Claim, Deduced};
use super::districts::complement_districts;
use super::released::{Place, Released};
use super::suppression;
use super::table::{Spot, Table};
use super::{
    Band, Figures, PublicCell, PublicCount, PublicDistrict, PublicForecast, PublicSurface,
    PublicUnit, SurfaceMeta,
};
use crate::{CategorySlug, Cell, Month};

/// Each round withholds one figure per neighbourhood and month that has a claim; two or three are usual.
const ROUNDS: usize = 64;

/// Withholds counts under the threshold's complement, then whatever else gives an exact number away.
pub(super) fn protect(figures: &mut Figures, meta: &SurfaceMeta, earlier: &Released) {
    complement(figures, meta);
    let mut suspects = Suspects::All;
    for _ in 0..ROUNDS {
        if figures.cells.open_months().is_empty() && !figures.districts.has_free_months() {
            return;
        }
        let mut versions = earlier.clone();
        versions.add(&draft(figures, meta, earlier, &suspects));
        let root_of = |place| figures.cells.root_of(place);
        let claims = attack::deduce_around(&versions, |place| suspects.include(root_of(place)));
        suspects = Suspects::of(figures, &claims);
        if !withhold(figures, meta, &claims) {
            return;
        }
        complement(figures, meta);
    }
}

/// The neighbourhoods that are to be attacked. Where nothing was found nothing is withheld, so there is nothing new to find.
enum Suspects {
    All,
    Among(BTreeSet<Place>),
}

impl Suspects {
    /// Districts bind all neighbourhoods together.
    fn of(figures: &Figures, claims: &[Claim]) -> Self {
        if !figures.districts.is_empty() {
            return Self::All;
        }
        let places = claims.iter().map(|claim| claim.place);
        Self::Among(places.map(|place| figures.cells.root_of(place)).collect())
    }

    fn include(&self, root: Place) -> bool {
        match self {
            Self::All => true,
            Self::Among(roots) => roots.contains(&root),
        }
    }
}

fn complement(figures: &mut Figures, meta: &SurfaceMeta) {
    suppression::complement(&mut figures.cells);
    let mapped = meta.series.get(1..).unwrap_or_default();
    suppression::complement_units(&mut figures.units, mapped, figures.cells.open_months());
    complement_districts(&mut figures.districts, &figures.units, meta);
}

/// The figures of the surface to come where it is suspected. Of its forecasts only whether there is one matters here.
fn draft(
    figures: &Figures,
    meta: &SurfaceMeta,
    earlier: &Released,
    suspects: &Suspects,
) -> PublicSurface {
    let table = &figures.cells;
    let forecast = |is_made: bool| {
        if is_made {
            SOME_FORECAST
        } else {
            PublicForecast::INSUFFICIENT
        }
    };
    let mut cells = Vec::new();
    for (level, lattice) in table.levels().iter().enumerate() {
        let suspected = |cell: &Cell| suspects.include(table.root_of(Place::Cell(*cell)));
        let positions: Vec<usize> = (0..lattice.cells().len())
            .filter(|&position| suspected(&lattice.cells()[position]))
            .collect();
        for (series, slug) in meta.series.iter().enumerate() {
            for &position in &positions {
                let cell = lattice.cells()[position];
                let enough = table.total(level, series, position)
                    >= u64::from(meta.policy.minimum_history)
                    || earlier.has_reached(slug, Place::Cell(cell));
                cells.push(PublicCell {
                    cell,
                    series: series as u16,
                    recorded: table.public(level, series, position),
                    bands: Vec::new(),
                    forecast: forecast(enough),
                });
            }
        }
    }
    let areas = meta.division.as_ref().map_or(&[][..], |own| &own.areas);
    let districts = figures.districts.rows(meta, earlier).map(|(row, enough)| {
        let residents = areas[usize::from(row.district)].residents();
        PublicDistrict {
            forecast: forecast(enough && residents.is_some()),
            ..row
        }
    });
    PublicSurface {
        meta: meta.clone(),
        cells,
        units: figures.units.clone(),
        districts: districts.collect(),
    }
}

const SOME_FORECAST: PublicForecast = PublicForecast {
    band: Band(1),
    low: Band(1),
    high: Band(1),
    explanation: None,
};

/// Withholds one figure for every neighbourhood and month with a claim; false when nothing could be withheld.
///
/// Districts give way first: what a cell tells can be told by nothing else.
fn withhold(figures: &mut Figures, meta: &SurfaceMeta, claims: &[Claim]) -> bool {
    if withhold_districts(figures, meta, claims) {
        return true;
    }
    let mut worst: BTreeMap<(Place, Month), Claim> = BTreeMap::new();
    for claim in claims {
        let neighbourhood = (figures.cells.root_of(claim.place), claim.month);
        let kept = worst.entry(neighbourhood).or_insert_with(|| claim.clone());
        if rank(claim) < rank(kept) {
            *kept = claim.clone();
        }
    }
    let mut changed = false;
    for claim in worst.into_values() {
        let Ok(month) = meta.months.binary_search(&claim.month) else {
            continue;
        };
        changed |= match claim.place {
            Place::Cell(_) => withhold_cell(&mut figures.cells, meta, &claim, month),
            Place::Unit(_) | Place::NotMapped(_) => {
                figures.cells.is_open(month) && withhold_unit(&mut figures.units, &claim, month)
            }
            Place::District(_) => false,
        };
    }
    changed || withhold_months(figures, meta, claims)
}

/// Told figures first, the finest cell first, the smallest number first.
fn rank(claim: &Claim) -> (bool, std::cmp::Reverse<u8>, bool, u32) {
    let resolution = match claim.place {
        Place::Cell(cell) => cell.resolution().get(),
        Place::Unit(_) | Place::NotMapped(_) | Place::District(_) => 0,
    };
    let is_all = claim.category == CategorySlug::all();
    (
        claim.deduced != Deduced::Told,
        std::cmp::Reverse(resolution),
        is_all,
        claim.exact,
    )
}

/// Of every district with a claim its figure of the category, that of all together, or the next that is shown.
fn withhold_districts(figures: &mut Figures, meta: &SurfaceMeta, claims: &[Claim]) -> bool {
    let districts = &mut figures.districts;
    let mut changed = false;
    for claim in claims {
        let Ok(month) = meta.months.binary_search(&claim.month) else {
            continue;
        };
        let own = meta.series.iter().position(|slug| *slug == claim.category);
        let Some((district, own)) = districts.find(claim.place).zip(own) else {
            continue;
        };
        let order = std::iter::once(own).chain(0..districts.series());
        changed |= order
            .into_iter()
            .any(|series| districts.hide(district, series, month));
    }
    changed
}

/// Where nothing else can be withheld, as in months that were released without districts: all that districts tell of the month.
fn withhold_months(figures: &mut Figures, meta: &SurfaceMeta, claims: &[Claim]) -> bool {
    let months: BTreeSet<Month> = claims.iter().map(|claim| claim.month).collect();
    let known = months
        .iter()
        .filter_map(|month| meta.months.binary_search(month).ok());
    known.fold(false, |changed, month| {
        figures.districts.hide_month(month) | changed
    })
}

/// The figure itself, or of a withheld one the sum or part that gave it away.
fn withhold_cell(table: &mut Table, meta: &SurfaceMeta, claim: &Claim, month: usize) -> bool {
    let series = meta.series.iter().position(|slug| *slug == claim.category);
    let Some(own) = series.and_then(|series| table.find(claim.place, series)) else {
        return false;
    };
    let spots = std::iter::once(own).chain(table.around(own));
    let shown: Option<Spot> = spots
        .into_iter()
        .find(|&(level, series, position)| table.is_shown(level, series, position, month));
    match shown {
        Some((level, series, position)) if table.is_open(month) => {
            table.hide(level, series, position, month);
            true
        }
        _ => false,
    }
}

fn withhold_unit(units: &mut [PublicUnit], claim: &Claim, month: usize) -> bool {
    let all = CategorySlug::all();
    for slug in [&claim.category, &all] {
        for row in units.iter_mut().filter(|row| row.category == *slug) {
            let counts = match claim.place {
                Place::Unit(unit) if unit == row.unit => &mut row.recorded,
                Place::NotMapped(unit) if unit == row.unit => &mut row.not_mapped,
                _ => continue,
            };
            if counts[month] != PublicCount::Withheld {
                counts[month] = PublicCount::Withheld;
                return true;
            }
        }
    }
    false
}
