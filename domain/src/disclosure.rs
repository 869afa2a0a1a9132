//! What may leave the house.
//!
//! [`publish`] is the only way to a [`PublicSurface`], and the public routes of the server accept nothing else.
//! The rules: a fixed lattice, closed months and never dates, sensitive and police-discovered categories left out,
//! counts under five withheld together with what would give them away, everything else rounded to base five,
//! and five fixed bands in place of forecast numbers.
//!
//! Versions are kept by whoever fetched them, so that a new one is published against all earlier ones ([`Released`]).
//! A month is told once: it counts what was registered before the day on which it was first published, and that figure is repeated
//! for ever; what was withheld then stays withheld. Offences registered later are in no figure of the month, and
//! [`SurfaceMeta::late`] says how many they are. A cell that came on the map stays there, and shows
//! figures of the months from then on. [`publish`] then plays the attacker ([`claims`]) and withholds further figures until
//! no exact number can be worked out; [`release_check`] judges the result once more.
//!
//! # Source
//! Hundepool et al., *Statistical Disclosure Control* (2012), chapter 5: primary and complementary
//! suppression, rounding to a base, auditing. Dinur & Nissim, *Revealing information while preserving privacy* (2003):
//! why several versions must be judged together.

mod attack;
mod audit;
mod bounds;
mod districts;
mod division;
mod error;
mod expected;
mod explanation;
mod interval;
mod neighbourhood;
mod policy;
mod released;
mod repetition;
mod suppression;
mod surface;
mod table;

use std::collections::BTreeMap;

use crate::{
    Categories, Category, CategorySlug, Counts, Day, Discovery, Forecast, Kato, Month, Window,
};
pub use attack::{Claim, Deduced, claims, release_check};
use districts::DistrictTable;
pub use districts::PublicDistrict;
pub use division::{DistrictArea, DistrictKey, Division, PublicDivision};
pub use error::DisclosureError;
use expected::expected_by_cell;
pub use explanation::PublicExplanation;
pub use policy::{Band, Policy, Reference};
pub use released::{Place as PublicPlace, Released};
pub use surface::{
    CategoryState, Placement, PublicCell, PublicCount, PublicForecast, PublicSurface, PublicUnit,
    SurfaceMeta, Unpublished,
};
use table::Table;

/// Applies the policy to forecasts and the history they were made from.
///
/// A month that `earlier` versions told is told again as it was; the others count what was registered before the forecast window
/// begins. Forecasts and counts may be on any grid at least as fine as the finest published resolution. What the
/// bands are multiples of comes from the earlier versions; what they lack is measured and returned in [`SurfaceMeta::reference`].
///
/// # Errors
/// [`DisclosureError`] when the policy is unusable or not that of the earlier versions, no category may be mapped, forecasts
/// disagree on their window, a forecast is of a category that must never be mapped, or the history is too thin to show any cell.
/// That nothing exact can be worked out is for [`release_check`] to judge.
pub fn publish(
    forecasts: &[Forecast],
    counts: &Counts,
    placements: &[Placement],
    categories: &Categories,
    earlier: &Released,
    policy: &Policy,
    simulated: bool,
) -> Result<PublicSurface, DisclosureError> {
    let past = Past {
        counts,
        placements,
        division: None,
    };
    publish_by_district(forecasts, &past, categories, earlier, policy, simulated)
}

/// What was recorded, by cell, by unit and, where shapes of districts are known, by district.
#[derive(Debug, Clone, Copy)]
pub struct Past<'a> {
    /// Recorded offences on the grid.
    pub counts: &'a Counts,
    /// Recorded offences by unit, placed or not.
    pub placements: &'a [Placement],
    /// The districts to tell them by.
    pub division: Option<&'a Division<'a>>,
}

/// [`publish`], by district too. A district is told the mapped categories, by the centres of the cells that the counts are kept in;
/// what has no cell is in its unit alone.
///
/// # Errors
/// Those of [`publish`].
pub fn publish_by_district(
    forecasts: &[Forecast],
    past: &Past<'_>,
    categories: &Categories,
    earlier: &Released,
    policy: &Policy,
    simulated: bool,
) -> Result<PublicSurface, DisclosureError> {
    let Past {
        counts,
        placements,
        division,
    } = *past;
    policy.check()?;
    if !earlier.follows(policy) {
        return Err(DisclosureError::Rules);
    }
    let (window, by_category) = checked(forecasts, categories)?;
    let mapped: Vec<CategorySlug> = categories
        .iter()
        .filter(|category| by_category.contains_key(&category.slug))
        .map(|category| category.slug.clone())
        .collect();
    let series = std::iter::once(CategorySlug::all())
        .chain(mapped.iter().cloned())
        .collect();
    let months = closed_months(window, policy.months);
    let counted = |month: &Month| earlier.sheet(*month).map_or(window.start(), |(day, _)| day);
    let mut meta = SurfaceMeta {
        simulated,
        forecast_month: label_of(window),
        forecast_window: window,
        categories: SurfaceMeta::state(categories, &by_category),
        series,
        counted: months.iter().map(counted).collect(),
        months,
        late: None,
        policy: policy.clone(),
        reference: earlier.reference().clone(),
        division: None,
    };
    meta.late = late(counts, &mapped, &meta);
    let ordered: Vec<&Forecast> = mapped.iter().map(|slug| by_category[slug]).collect();
    let cells = Table::count(counts, &meta, earlier)?;
    meta.division =
        division.map(|own| PublicDivision::of(own, cells.levels(), counts.resolution()));
    let mut figures = Figures {
        units: public_units(placements, categories, &meta, earlier),
        districts: match division {
            Some(division) => DistrictTable::count(counts, division, &meta, earlier),
            None => DistrictTable::empty(&meta),
        },
        cells,
    };
    audit::protect(&mut figures, &meta, earlier);
    let cells = public_cells(&figures.cells, &ordered, &mut meta, earlier)?;
    let districts = match division {
        Some(division) => figures
            .districts
            .public(&ordered, division, &mut meta, earlier)?,
        None => Vec::new(),
    };
    Ok(PublicSurface {
        meta,
        cells,
        units: figures.units,
        districts,
    })
}

/// What is to be told of cells, units and districts.
struct Figures {
    cells: Table,
    units: Vec<PublicUnit>,
    districts: DistrictTable,
}

/// How many mapped offences of the months were registered after their month was counted.
fn late(counts: &Counts, mapped: &[CategorySlug], meta: &SurfaceMeta) -> Option<u32> {
    let known = counts.until(meta.forecast_window.start());
    let counted: BTreeMap<Month, Day> = meta.editions().collect();
    let is_mapped: Vec<bool> = known
        .categories()
        .iter()
        .map(|slug| mapped.contains(slug))
        .collect();
    let late = known.entries().iter().filter(|entry| {
        let counted = counted.get(&entry.day.month());
        is_mapped[usize::from(entry.category)] && counted.is_some_and(|day| *day <= entry.known)
    });
    meta.policy
        .disclose(late.map(|entry| entry.count).sum())
        .rounded()
}

fn checked<'a>(
    forecasts: &'a [Forecast],
    categories: &Categories,
) -> Result<(Window, BTreeMap<&'a CategorySlug, &'a Forecast>), DisclosureError> {
    let window = forecasts
        .first()
        .ok_or(DisclosureError::NothingToPublish)?
        .window();
    let mut by_category = BTreeMap::new();
    for forecast in forecasts {
        let category = forecast.category();
        if !categories
            .get(category)
            .is_some_and(Category::may_be_mapped)
        {
            return Err(DisclosureError::Forbidden(category.clone()));
        }
        if forecast.window() != window {
            return Err(DisclosureError::Windows {
                category: category.clone(),
            });
        }
        if by_category.insert(category, forecast).is_some() {
            return Err(DisclosureError::Twice(category.clone()));
        }
    }
    Ok((window, by_category))
}

/// The months that are over when the window begins.
fn closed_months(window: Window, number: u32) -> Vec<Month> {
    let open = window.start().month();
    (1..=number as i32)
        .rev()
        .map(|back| open.plus(-back))
        .collect()
}

fn label_of(window: Window) -> Month {
    let first = window.start().month();
    let in_first = first.next().first_day().days_since(window.start());
    if in_first as u32 * 2 >= window.days() {
        first
    } else {
        first.next()
    }
}

fn public_cells(
    table: &Table,
    forecasts: &[&Forecast],
    meta: &mut SurfaceMeta,
    earlier: &Released,
) -> Result<Vec<PublicCell>, DisclosureError> {
    let mut rows = Vec::new();
    let policy = meta.policy.clone();
    let scale = 28.0 / f64::from(meta.forecast_window.days());
    let month_scale: Vec<f64> = meta
        .months
        .iter()
        .map(|month| 28.0 / f64::from(month.window().days()))
        .collect();
    for (level_index, level) in table.levels().iter().enumerate() {
        let expected = expected_by_cell(forecasts, level.resolution())?;
        for (series_index, slug) in meta.series.iter().enumerate() {
            let measured = table.mean_per_28_days(level_index, series_index, meta);
            let unit = meta
                .reference
                .keep_or_measure(slug, level.resolution(), measured);
            for (position, &cell) in level.cells().iter().enumerate() {
                let recorded = table.public(level_index, series_index, position);
                let bands = recorded
                    .iter()
                    .zip(&month_scale)
                    .map(|(count, scale)| band_of_count(*count, *scale, unit, &policy))
                    .collect();
                let enough = table.total(level_index, series_index, position)
                    >= u64::from(policy.minimum_history)
                    || earlier.has_reached(slug, PublicPlace::Cell(cell));
                let forecast = match expected.get(&cell).map(|sums| sums[series_index]) {
                    Some(expected) if enough => PublicForecast {
                        explanation: expected.explanation(&recorded),
                        ..expected.bands(scale / unit, &policy)
                    },
                    _ => PublicForecast::INSUFFICIENT,
                };
                rows.push(PublicCell {
                    cell,
                    series: series_index as u16,
                    recorded,
                    bands,
                    forecast,
                });
            }
        }
    }
    Ok(rows)
}

fn band_of_count(count: PublicCount, scale: f64, reference: f64, policy: &Policy) -> Band {
    match count {
        PublicCount::Withheld => Band::INSUFFICIENT,
        PublicCount::Rounded(count) => {
            Band::of(f64::from(count) * scale / reference, &policy.band_edges)
        }
    }
}

fn public_units(
    placements: &[Placement],
    categories: &Categories,
    meta: &SurfaceMeta,
    earlier: &Released,
) -> Vec<PublicUnit> {
    let published = |slug: &CategorySlug| {
        categories.get(slug).is_some_and(|category| {
            !category.sensitive && category.discovery == Discovery::Reported
        })
    };
    let known = meta.forecast_window.start();
    let mut sums: BTreeMap<(Kato, CategorySlug), Vec<(u32, u32)>> = BTreeMap::new();
    for placement in placements
        .iter()
        .filter(|placement| published(&placement.category) && placement.known < known)
    {
        let Ok(month) = meta.months.binary_search(&placement.month) else {
            continue;
        };
        let all = meta
            .series
            .contains(&placement.category)
            .then(CategorySlug::all);
        for slug in std::iter::once(placement.category.clone()).chain(all) {
            let row = sums
                .entry((placement.unit, slug))
                .or_insert_with(|| vec![(0, 0); meta.months.len()]);
            if placement.known < meta.counted[month] {
                row[month].0 += placement.mapped + placement.not_mapped;
                row[month].1 += placement.not_mapped;
            }
        }
    }
    sums.into_iter()
        .map(|((unit, category), exact)| {
            let disclose = |place: PublicPlace, exact: Vec<u32>| {
                let told = meta.months.iter().zip(exact).map(|(month, exact)| {
                    let before = earlier.told(*month, &category, place);
                    before.unwrap_or_else(|| meta.policy.disclose(exact))
                });
                told.collect()
            };
            let (all, none) = exact.into_iter().unzip();
            PublicUnit {
                recorded: disclose(PublicPlace::Unit(unit), all),
                not_mapped: disclose(PublicPlace::NotMapped(unit), none),
                unit,
                category,
            }
        })
        .collect()
}

#[cfg(test)]
mod district_harness;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod tests;
