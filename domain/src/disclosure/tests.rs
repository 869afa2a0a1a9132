use super::*;
use crate::{Cell, CountsBuilder, Day, LatLng, Part, Parts, Predictive, Resolution, Universe};
use proptest::prelude::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn slug(text: &str) -> CategorySlug {
    text.parse().unwrap()
}

fn resolution(value: u8) -> Resolution {
    Resolution::new(value).unwrap()
}

fn almaty() -> Cell {
    Cell::containing(
        LatLng::from_degrees(43.2389, 76.8897).unwrap(),
        resolution(8),
    )
}

fn window() -> Window {
    Window::new(day("2026-01-01"), day("2026-01-29")).unwrap()
}

fn forecast(category: &str, counts: &Counts) -> Forecast {
    let universe = Universe::freeze(counts);
    let predictives = vec![Predictive::new(2.0, 3.0).unwrap(); universe.len()];
    Forecast::new(slug(category), window(), "test", universe, predictives).unwrap()
}

/// The seven children of a resolution-7 cell, with so many thefts each in December 2025 and in November.
fn seven(thefts: [u32; 7]) -> Counts {
    let parent = almaty().parent(resolution(7)).unwrap();
    let mut children: Vec<Cell> = (0..=2)
        .flat_map(|k| almaty().ring(k))
        .filter(|cell| cell.parent(resolution(7)).unwrap() == parent)
        .collect();
    children.sort_unstable();
    assert_eq!(children.len(), 7);
    let mut builder = CountsBuilder::new(resolution(8));
    for (cell, count) in children.into_iter().zip(thefts) {
        for date in ["2025-11-10", "2025-12-10"] {
            builder
                .add(cell, day(date), day(date), &slug("theft"), count)
                .unwrap();
        }
    }
    builder.build().unwrap()
}

fn surface(counts: &Counts, forecasts: &[Forecast]) -> PublicSurface {
    let national = Categories::national();
    publish(
        forecasts,
        counts,
        &[],
        &national,
        &Released::default(),
        &Policy::default(),
        true,
    )
    .unwrap()
}

fn shown_in_december(surface: &PublicSurface, at: u8) -> usize {
    let theft = surface
        .meta()
        .series
        .iter()
        .position(|series| series.as_str() == "theft")
        .unwrap();
    surface
        .cells()
        .iter()
        .filter(|row| row.cell.resolution().get() == at && usize::from(row.series) == theft)
        .filter(|row| row.recorded.last().unwrap().rounded().is_some())
        .count()
}

#[test]
fn months_end_before_the_forecast_begins() {
    let counts = seven([9; 7]);
    let surface = surface(&counts, &[forecast("theft", &counts)]);
    assert_eq!(surface.meta().months.len(), 24);
    assert_eq!(surface.meta().months.last().unwrap().to_string(), "2025-12");
    assert_eq!(surface.meta().forecast_month.to_string(), "2026-01");
}

#[test]
fn a_lone_small_count_takes_its_smallest_sibling_along() {
    let counts = seven([9, 9, 8, 9, 9, 9, 3]);
    let surface = surface(&counts, &[forecast("theft", &counts)]);
    assert_eq!(shown_in_december(&surface, 8), 5);
    assert_eq!(shown_in_december(&surface, 7), 1);
}

#[test]
fn two_small_counts_protect_each_other() {
    let counts = seven([9, 9, 8, 9, 9, 3, 3]);
    assert_eq!(
        shown_in_december(&surface(&counts, &[forecast("theft", &counts)]), 8),
        5
    );
}

#[test]
fn a_cell_with_a_short_history_is_not_shown_at_all() {
    let counts = seven([9, 9, 9, 9, 9, 9, 4]);
    let surface = surface(&counts, &[forecast("theft", &counts)]);
    let fine: std::collections::BTreeSet<_> = surface
        .cells()
        .iter()
        .map(|row| row.cell)
        .filter(|cell| cell.resolution().get() == 8)
        .collect();
    assert_eq!(fine.len(), 6);
}

#[test]
fn police_discovered_and_sensitive_categories_are_refused() {
    let counts = seven([9; 7]);
    for never in ["drugs", "weapons", "sexual", "human_trafficking"] {
        let national = Categories::national();
        let forecasts = [forecast(never, &counts)];
        let error = publish(
            &forecasts,
            &counts,
            &[],
            &national,
            &Released::default(),
            &Policy::default(),
            true,
        )
        .unwrap_err();
        assert_eq!(error, DisclosureError::Forbidden(slug(never)));
    }
}

#[test]
fn classes_do_not_move_with_later_counts() {
    let counts = seven([9; 7]);
    let first = surface(&counts, &[forecast("theft", &counts)]);
    let earlier = Released::of([&first]);
    let more = surface_after(&earlier, &seven([90; 7]));
    assert_eq!(first.meta().reference, more.meta().reference);
    let fresh = surface_after(&Released::default(), &seven([90; 7]));
    assert_ne!(first.meta().reference, fresh.meta().reference);
}

/// Published with knowledge of earlier versions.
fn surface_after(earlier: &Released, counts: &Counts) -> PublicSurface {
    publish(
        &[forecast("theft", counts)],
        counts,
        &[],
        &Categories::national(),
        earlier,
        &Policy::default(),
        true,
    )
    .unwrap()
}

#[test]
fn a_month_once_told_is_told_again_as_it_was() {
    let counts = seven([9; 7]);
    let first = surface(&counts, &[forecast("theft", &counts)]);
    let earlier = Released::of([&first]);
    let second = surface_after(&earlier, &seven([90; 7]));
    let recorded = |surface: &PublicSurface| -> Vec<_> {
        let rows = surface.cells().iter();
        rows.map(|row| (row.cell, row.series, row.recorded.clone()))
            .collect()
    };
    assert_eq!(recorded(&first), recorded(&second));
    assert_eq!(release_check(&second, &earlier), Ok(()));
}

#[test]
fn what_was_registered_late_is_in_no_figure_but_in_the_sum_of_the_late() {
    let counts = seven([9; 7]);
    let first = surface(&counts, &[forecast("theft", &counts)]);
    assert_eq!(first.meta().late, None);
    let mut builder = CountsBuilder::new(resolution(8));
    for &cell in counts.cells() {
        for known in ["2025-12-10", "2026-01-15"] {
            let theft = slug("theft");
            builder
                .add(cell, day("2025-12-10"), day(known), &theft, 9)
                .unwrap();
        }
    }
    let later = builder.build().unwrap();
    let universe = Universe::freeze(&later);
    let predictives = vec![Predictive::new(2.0, 3.0).unwrap(); universe.len()];
    let window = Window::new(day("2026-02-01"), day("2026-03-01")).unwrap();
    let forecast = Forecast::new(slug("theft"), window, "test", universe, predictives).unwrap();
    let earlier = Released::of([&first]);
    let second = publish(
        &[forecast],
        &later,
        &[],
        &Categories::national(),
        &earlier,
        &Policy::default(),
        true,
    )
    .unwrap();
    assert_eq!(second.meta().late, Some(65));
    let december = second.meta().months.len() - 2;
    assert_eq!(second.meta().counted[december], day("2026-01-01"));
    let shown: Vec<_> = second
        .cells()
        .iter()
        .map(|row| row.recorded[december])
        .collect();
    let before: Vec<_> = first
        .cells()
        .iter()
        .map(|row| *row.recorded.last().unwrap())
        .collect();
    assert_eq!(shown, before);
}

#[test]
fn a_figure_that_moves_or_appears_is_refused() {
    let counts = seven([9, 9, 8, 9, 9, 3, 3]);
    let first = surface(&counts, &[forecast("theft", &counts)]);
    let earlier = Released::of([&first]);
    let moved = surface(
        &seven([19, 9, 8, 9, 9, 3, 3]),
        &[forecast("theft", &counts)],
    );
    let appeared = surface(&seven([9, 9, 8, 9, 9, 9, 9]), &[forecast("theft", &counts)]);
    for new in [moved, appeared] {
        let error = release_check(&new, &earlier).unwrap_err();
        assert!(matches!(error, DisclosureError::Changed { .. }));
        assert!(error.to_string().contains("2025-1"));
    }
}

#[test]
fn other_rules_than_before_are_refused() {
    let counts = seven([9; 7]);
    let earlier = Released::of([&surface(&counts, &[forecast("theft", &counts)])]);
    let policy = Policy {
        rounding_base: 10,
        ..Policy::default()
    };
    let theft = [forecast("theft", &counts)];
    let national = Categories::national();
    let result = publish(&theft, &counts, &[], &national, &earlier, &policy, true);
    assert_eq!(result.unwrap_err(), DisclosureError::Rules);
}

#[test]
fn units_leave_out_what_the_public_may_not_see() {
    let counts = seven([9; 7]);
    let placement = |category: &str, mapped, not_mapped| Placement {
        unit: "75".parse().unwrap(),
        month: "2025-12".parse().unwrap(),
        known: day("2025-12-31"),
        category: slug(category),
        mapped,
        not_mapped,
    };
    let placements = [
        placement("theft", 61, 3),
        placement("fraud", 12, 9),
        placement("drugs", 50, 0),
        placement("sexual", 50, 0),
    ];
    let surface = publish(
        &[forecast("theft", &counts)],
        &counts,
        &placements,
        &Categories::national(),
        &Released::default(),
        &Policy::default(),
        true,
    )
    .unwrap();
    let last = |category: &str| {
        let row = surface
            .units()
            .iter()
            .find(|row| row.category.as_str() == category)?;
        Some((
            row.recorded.last()?.rounded(),
            row.not_mapped.last()?.rounded(),
        ))
    };
    assert_eq!(last("theft"), Some((Some(65), None)));
    assert_eq!(last("fraud"), Some((Some(20), Some(10))));
    assert_eq!(last("all"), Some((Some(65), None)));
    assert_eq!(last("drugs"), None);
    assert_eq!(last("sexual"), None);
}

#[test]
fn units_count_what_was_registered_before_the_day_that_the_surface_names() {
    let counts = seven([9; 7]);
    let placement = |known: &str, mapped| Placement {
        unit: "75".parse().unwrap(),
        month: "2025-12".parse().unwrap(),
        known: day(known),
        category: slug("theft"),
        mapped,
        not_mapped: 0,
    };
    let told = |placements: &[Placement]| {
        let theft = [forecast("theft", &counts)];
        let (national, policy) = (Categories::national(), Policy::default());
        let earlier = Released::default();
        let surface = publish(
            &theft, &counts, placements, &national, &earlier, &policy, true,
        )
        .unwrap();
        assert_eq!(surface.meta().counted.last(), Some(&day("2026-01-01")));
        surface.units().to_vec()
    };
    let in_time = [placement("2025-12-31", 60)];
    let with_late = [placement("2025-12-31", 60), placement("2026-01-01", 40)];
    assert_eq!(told(&with_late), told(&in_time));
}

#[test]
fn a_lone_withheld_category_of_a_unit_takes_the_smallest_one_along() {
    let counts = seven([9; 7]);
    let categories = ["theft", "robbery", "hooliganism"];
    let placements = [61, 12, 3].map(|number| (number, "2025-12"));
    let earlier_month = [61, 3, 3].map(|number| (number, "2025-11"));
    let placement = |(category, (mapped, month)): (&str, (u32, &str))| Placement {
        unit: "75".parse().unwrap(),
        month: month.parse().unwrap(),
        known: day("2025-12-31"),
        category: slug(category),
        mapped,
        not_mapped: 0,
    };
    let placements: Vec<Placement> = categories
        .into_iter()
        .zip(placements)
        .chain(categories.into_iter().zip(earlier_month))
        .map(placement)
        .collect();
    let forecasts = categories.map(|category| forecast(category, &counts));
    let (national, policy) = (Categories::national(), Policy::default());
    let none = Released::default();
    let surface = publish(
        &forecasts,
        &counts,
        &placements,
        &national,
        &none,
        &policy,
        true,
    )
    .unwrap();
    let told = |category: &str| {
        let row = surface
            .units()
            .iter()
            .find(|row| row.category.as_str() == category);
        let recorded = &row.unwrap().recorded;
        [recorded[22].rounded(), recorded[23].rounded()]
    };
    assert_eq!(told("all"), [Some(65), Some(75)]);
    assert_eq!(told("theft"), [Some(60), Some(60)]);
    assert_eq!(
        told("robbery"),
        [None, None],
        "12 goes with the 3 of hooliganism"
    );
    assert_eq!(told("hooliganism"), [None, None]);
}

#[test]
fn a_level_without_a_published_cell_has_no_reference_and_can_be_stored() {
    let counts = seven([4; 7]);
    let surface = surface(&counts, &[forecast("theft", &counts)]);
    let eight = resolution(8);
    assert_eq!(shown_in_december(&surface, 8), 0);
    assert_eq!(surface.meta().reference.of(&slug("theft"), eight), None);
    let stored = serde_json::to_string(surface.meta()).unwrap();
    assert_eq!(
        &serde_json::from_str::<SurfaceMeta>(&stored).unwrap(),
        surface.meta()
    );
}

#[test]
fn a_stored_surface_with_a_small_count_is_refused() {
    let counts = seven([9; 7]);
    let surface = surface(&counts, &[forecast("theft", &counts)]);
    let mut cells = surface.cells().to_vec();
    assert!(
        PublicSurface::from_stored(surface.meta().clone(), cells.clone(), vec![], vec![]).is_ok()
    );
    cells[0].recorded[0] = PublicCount::Rounded(3);
    assert!(PublicSurface::from_stored(surface.meta().clone(), cells, vec![], vec![]).is_err());
}

#[test]
fn bands_have_fixed_edges_and_nan_has_none() {
    let edges = Policy::default().band_edges;
    let codes: Vec<_> = [0.0, 0.49, 0.5, 1.0, 2.0, 3.99, 4.0, 1e9]
        .map(|ratio| Band::of(ratio, &edges).code())
        .to_vec();
    assert_eq!(codes, [1, 1, 2, 3, 4, 4, 5, 5]);
    assert_eq!(Band::of(f64::NAN, &edges), Band::INSUFFICIENT);
}

proptest! {
    #[test]
    fn nothing_small_or_unrounded_is_ever_public(thefts in proptest::array::uniform7(0_u32..30), robberies in proptest::array::uniform7(0_u32..12)) {
        let parent = seven([10; 7]);
        let mut builder = CountsBuilder::new(resolution(8));
        for (index, &cell) in parent.cells().iter().enumerate() {
            for (category, count) in [("theft", thefts[index]), ("robbery", robberies[index])] {
                let date = day("2025-12-10");
                builder.add(cell, date, date, &slug(category), count).unwrap();
            }
        }
        let counts = builder.build().unwrap();
        let forecasts = [forecast("theft", &counts), forecast("robbery", &counts)];
        let national = Categories::national();
        let result = publish(&forecasts, &counts, &[], &national, &Released::default(), &Policy::default(), true);
        let Ok(surface) = result else {
            prop_assert_eq!(result.unwrap_err(), DisclosureError::TooFew(10));
            return Ok(());
        };
        for count in surface.cells().iter().flat_map(|row| &row.recorded).filter_map(|count| count.rounded()) {
            prop_assert!(count >= 5 && count % 5 == 0);
        }
        let rebuilt = PublicSurface::from_stored(surface.meta().clone(), surface.cells().to_vec(), vec![], vec![]);
        prop_assert!(rebuilt.is_ok());
    }
}

/// A forecast of theft whose every mean of 2 is made of 0.9 recent, 0.7 long ago and 0.4 around.
fn explained(counts: &Counts) -> Forecast {
    let parts = Parts::new([0.9, 0.7, 0.0, 0.4, 0.0, 0.0, 0.0]).unwrap();
    let forecast = forecast("theft", counts);
    let cells = forecast.universe().len();
    forecast.explained(vec![parts; cells]).unwrap()
}

#[test]
fn a_forecast_is_explained_in_twentieths_where_it_has_a_band_and_nowhere_else() {
    let counts = seven([9, 9, 9, 3, 9, 9, 9]);
    let surface = surface(&counts, &[explained(&counts)]);
    let (mut told_apart, mut together) = (0, 0);
    for row in surface.cells() {
        let Some(explanation) = row.forecast.explanation else {
            assert_eq!(row.forecast.band.code(), 0, "{}", row.cell);
            continue;
        };
        let shares: Vec<(Part, f64)> = explanation.shares().collect();
        if row
            .recorded
            .iter()
            .rev()
            .take(3)
            .any(|count| count.rounded().is_some())
        {
            assert_eq!(
                shares,
                [
                    (Part::OwnRecent, 0.45),
                    (Part::OwnLongRun, 0.35),
                    (Part::Neighbours, 0.2)
                ]
            );
            told_apart += 1;
        } else {
            assert_eq!(shares, [(Part::Own, 0.8), (Part::Neighbours, 0.2)]);
            together += 1;
        }
    }
    assert!(told_apart > 0, "{told_apart} {together}");
}

#[test]
fn a_sum_of_which_one_forecast_is_not_explained_is_not_explained() {
    let counts = seven([9; 7]);
    let mut builder = CountsBuilder::new(resolution(8));
    for entry in counts.entries() {
        let cell = counts.cells()[entry.cell as usize];
        for category in ["theft", "robbery"] {
            builder
                .add(cell, entry.day, entry.day, &slug(category), 9)
                .unwrap();
        }
    }
    let counts = builder.build().unwrap();
    let surface = surface(&counts, &[explained(&counts), forecast("robbery", &counts)]);
    let explained_series = |series: u16| {
        let rows = surface
            .cells()
            .iter()
            .filter(move |row| row.series == series && row.forecast.band.code() > 0);
        rows.map(|row| row.forecast.explanation.is_some())
            .collect::<Vec<_>>()
    };
    let of = |name: &str| {
        let position = surface
            .meta()
            .series
            .iter()
            .position(|own| own.as_str() == name);
        explained_series(position.unwrap() as u16)
    };
    assert!(!of("theft").is_empty() && of("theft").iter().all(|is| *is));
    assert!(!of("robbery").is_empty() && of("robbery").iter().all(|is| !is));
    assert!(!of("all").is_empty() && of("all").iter().all(|is| !is));
}
