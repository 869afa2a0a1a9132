//! Random worlds told by district, too, by our rules and by naive ones, and attacked.

use std::collections::BTreeSet;

use super::harness::{Truth, cells_in, day, forecasts, naive, number, placements, slug, world};
use super::*;
use crate::{Cell, CountsBuilder, DistrictCode, Predictive, Resolution, Universe};

/// So many cells of the world, in the order of their indices, lie in each district; the last has the rest.
const CELLS: usize = 12;
const DISTRICTS: usize = 4;

fn code(position: usize) -> DistrictCode {
    format!("75{position}000000").parse().unwrap()
}

fn areas(shape: u64) -> Vec<DistrictArea> {
    let area = |position| DistrictArea {
        code: code(position),
        shape,
        population: Some(50_000),
        least_cells: if position + 1 < DISTRICTS { 12 } else { 13 },
    };
    (0..DISTRICTS).map(area).collect()
}

/// The district of each cell of the world. With another shift the borders lie elsewhere.
fn home(cell: Cell, shift: usize) -> Option<usize> {
    let position = cells_in(6).iter().position(|own| *own == cell)?;
    Some((position.saturating_sub(shift) / CELLS).min(DISTRICTS - 1))
}

fn covered() -> BTreeSet<Kato> {
    ["75".parse().unwrap()].into()
}

fn ours(counts: &Counts, start: Day, earlier: &Released, shift: Option<usize>) -> PublicSurface {
    let find = |cell: Cell| home(cell, shift.unwrap_or(0));
    let division = Division::new(areas(shift.unwrap_or(0) as u64), covered(), &find);
    let placements = placements(counts);
    let past = Past {
        counts,
        placements: &placements,
        division: shift.is_some().then_some(&division),
    };
    let surface = publish_by_district(
        &forecasts(counts, start),
        &past,
        &Categories::national(),
        earlier,
        &Policy::default(),
        true,
    );
    surface.unwrap()
}

/// What a naive version tells, by district, too: the threshold and rounding to this base, and nothing else.
fn naive_by_district(counts: &Counts, start: Day, rounding_base: u32) -> PublicSurface {
    let mut surface = naive(counts, start, rounding_base);
    let find = |cell: Cell| home(cell, 0);
    let division = Division::new(areas(0), covered(), &find);
    let table = Table::count(counts, &surface.meta, &Released::default()).unwrap();
    let public = PublicDivision::of(&division, table.levels(), counts.resolution());
    surface.meta.division = Some(public);
    let nothing = Released::default();
    let districts = DistrictTable::count(counts, &division, &surface.meta, &nothing);
    let unforecast = |(mut row, _): (PublicDistrict, bool)| {
        row.bands = vec![Band::INSUFFICIENT; row.recorded.len()];
        row
    };
    let rows = districts.rows(&surface.meta, &nothing);
    surface.districts = rows.map(unforecast).collect();
    for area in &mut surface.meta.division.as_mut().unwrap().areas {
        area.population = None;
    }
    surface
}

fn is_of_a_district(claim: &Claim) -> bool {
    matches!(claim.place, PublicPlace::District(_))
}

fn holds(claim: &Claim, truth: &Truth) -> bool {
    let PublicPlace::District(district) = claim.place else {
        return truth.holds(claim);
    };
    let cells = cells_in(6);
    let own = cells
        .into_iter()
        .filter(|cell| home(*cell, 0).map(code) == Some(district.code));
    let number = own.map(|cell| truth.number(&(cell, claim.category.clone(), claim.month), claim));
    number.sum::<u32>() == claim.exact
}

fn told(surface: &PublicSurface) -> usize {
    let rows = surface.districts().iter();
    rows.flat_map(|row| &row.recorded)
        .filter(|count| count.rounded().is_some())
        .count()
}

#[test]
fn naive_districts_give_withheld_figures_away_and_every_claim_is_true() {
    for seed in 0..2 {
        let counts = world(seed);
        let truth = Truth::of(&counts);
        let start = day("2026-03-01");
        let without = claims(&[&naive(&counts, start, 1)]);
        let with = claims(&[&naive_by_district(&counts, start, 1)]);
        assert!(with.iter().filter(|claim| is_of_a_district(claim)).count() > 50);
        // Districts tell of cells what cells alone do not.
        let withheld = super::attack::Deduced::Withheld;
        assert!(number(&with, withheld) > number(&without, withheld));
        for claim in &with {
            assert!(holds(claim, &truth), "{claim:?}");
        }
    }
}

#[test]
fn rounded_districts_without_suppression_give_numbers_away_and_every_claim_is_true() {
    let mut found = 0;
    for seed in 0..40 {
        let counts = world(seed);
        let truth = Truth::of(&counts);
        for base in [3, 5] {
            let version = naive_by_district(&counts, day("2026-03-01"), base);
            let claims = claims(&[&version]);
            assert!(
                claims.iter().all(|claim| holds(claim, &truth)),
                "{claims:?}"
            );
            found += claims
                .iter()
                .filter(|claim| is_of_a_district(claim))
                .count();
        }
    }
    assert!(found > 0);
}

#[test]
fn monthly_versions_by_district_give_nothing_away() {
    for seed in 20..23 {
        let counts = world(seed);
        let mut earlier = Released::default();
        let mut versions = Vec::new();
        for month in 0..10 {
            let start = "2025-04".parse::<Month>().unwrap().plus(month).first_day();
            let surface = ours(&counts, start, &earlier, Some(0));
            assert_eq!(release_check(&surface, &earlier), Ok(()), "{seed}, {start}");
            earlier.add(&surface);
            versions.push(surface);
        }
        assert!(told(&versions[9]) > 100, "{} figures", told(&versions[9]));
        assert_eq!(claims(&versions.iter().collect::<Vec<_>>()), []);
    }
}

#[test]
fn districts_given_later_are_told_of_the_months_released_before_and_give_nothing_away() {
    let counts = world(31);
    let first = ours(&counts, day("2025-12-01"), &Released::default(), None);
    let earlier = Released::of([&first]);
    let second = ours(&counts, day("2025-12-01"), &earlier, Some(0));
    assert_eq!(release_check(&second, &earlier), Ok(()));
    assert!(told(&second) > 100);
    assert_eq!(claims(&[&first, &second]), []);
    assert_eq!(first.cells(), second.cells());
}

#[test]
fn a_district_whose_border_moved_is_told_of_no_month_that_was_told_by_district() {
    let counts = world(32);
    let first = ours(&counts, day("2025-12-01"), &Released::default(), Some(0));
    let earlier = Released::of([&first]);
    let moved = ours(&counts, day("2026-01-01"), &earlier, Some(3));
    assert_eq!(release_check(&moved, &earlier), Ok(()));
    let told: BTreeSet<usize> = moved
        .districts()
        .iter()
        .flat_map(|row| (0..24).filter(|&month| row.recorded[month].rounded().is_some()))
        .collect();
    assert_eq!(told, [23].into());
    // Whoever publishes without regard to the first version is refused.
    let careless = ours(&counts, day("2025-12-01"), &Released::default(), Some(3));
    let error = release_check(&careless, &earlier).unwrap_err();
    assert!(error.to_string().contains("district 75"), "{error}");
}

#[test]
fn a_version_without_districts_between_two_with_them_changes_nothing_that_was_told() {
    let counts = world(33);
    let first = ours(&counts, day("2025-12-01"), &Released::default(), Some(0));
    let mut earlier = Released::of([&first]);
    let second = ours(&counts, day("2026-01-01"), &earlier, None);
    assert!(second.districts().is_empty());
    earlier.add(&second);
    let third = ours(&counts, day("2026-01-01"), &earlier, Some(0));
    assert_eq!(release_check(&third, &earlier), Ok(()));
    for (one, other) in first.districts().iter().zip(third.districts()) {
        assert_eq!(one.recorded[1..], other.recorded[..23]);
    }
    let reference = |surface: &PublicSurface| surface.meta().division.clone().unwrap().reference;
    assert_eq!(reference(&first), reference(&third));
}

/// Four districts of one unit, of which one had three thefts in December: the smallest other is withheld with it.
#[test]
fn a_lone_small_district_takes_the_smallest_other_of_its_unit_along() {
    let cells = cells_in(6);
    let mut builder = CountsBuilder::new(Resolution::new(8).unwrap());
    for (district, thefts) in [40, 30, 3, 20].into_iter().enumerate() {
        for (date, thefts) in [("2025-11-10", 60), ("2025-12-10", thefts)] {
            let (cell, date) = (cells[district * CELLS], day(date));
            builder
                .add(cell, date, date, &slug("theft"), thefts)
                .unwrap();
        }
    }
    let counts = builder.build().unwrap();
    let surface = ours(&counts, day("2026-01-01"), &Released::default(), Some(0));
    let december: Vec<Option<u32>> = surface
        .districts()
        .iter()
        .filter(|row| surface.meta().series[usize::from(row.series)] == slug("theft"))
        .map(|row| row.recorded[23].rounded())
        .collect();
    assert_eq!(december, [Some(40), Some(30), None, None]);
}

/// Offences in the second of two years: 54 in 28 days where the mean of both is 23 are 2.4 times it, half of them 1.2 times; one
/// district has no residents.
#[test]
fn bands_of_districts_are_of_rates_and_do_not_move() {
    let cells = cells_in(6);
    let start = day("2026-01-01");
    let counted = |factor: u32| {
        let mut builder = CountsBuilder::new(Resolution::new(8).unwrap());
        for (district, thefts) in [60, 60, 30, 60].into_iter().enumerate() {
            for month in 1..=12 {
                let (cell, date) = (cells[district * CELLS], day(&format!("2025-{month:02}-10")));
                let thefts = thefts * factor;
                builder
                    .add(cell, date, date, &slug("theft"), thefts)
                    .unwrap();
            }
        }
        builder.build().unwrap()
    };
    let published = |counts: &Counts, earlier: &Released| {
        let find = |cell: Cell| home(cell, 0);
        let mut areas = areas(0);
        areas[3].population = None;
        let division = Division::new(areas, covered(), &find);
        let window = Window::new(start, start.plus(28).unwrap()).unwrap();
        let universe = Universe::freeze(counts);
        let means = universe.cells().iter().map(|cell| match home(*cell, 0) {
            Some(2) => 1.0,
            _ => 5.0,
        });
        let means = means
            .map(|mean| Predictive::new(mean, mean).unwrap())
            .collect();
        let forecast = Forecast::new(slug("theft"), window, "test", universe, means).unwrap();
        let past = Past {
            counts,
            placements: &[],
            division: Some(&division),
        };
        let (national, policy) = (Categories::national(), Policy::default());
        publish_by_district(&[forecast], &past, &national, earlier, &policy, true).unwrap()
    };
    let first = published(&counted(1), &Released::default());
    let january = |surface: &PublicSurface| -> Vec<u8> {
        let rows = surface.districts().iter().filter(|row| row.series == 1);
        rows.map(|row| row.bands[12].code()).collect()
    };
    assert_eq!(january(&first), [4, 4, 3, 0]);
    assert!(first.districts()[0].forecast.band.code() > 0);
    assert_eq!(first.districts()[6].forecast, PublicForecast::INSUFFICIENT);
    let reference = |surface: &PublicSurface| surface.meta().division.clone().unwrap().reference;
    let second = published(&counted(2), &Released::of([&first]));
    assert_eq!(reference(&first), reference(&second));
    let fresh = published(&counted(2), &Released::default());
    assert_ne!(reference(&first), reference(&fresh));
}
