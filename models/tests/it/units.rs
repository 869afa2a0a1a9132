//! Cells in units.

use oshaq_domain::{Cell, Counts, DistrictCode, Forecast, Horizon, Kato};
use oshaq_models::{Baseline, Forecaster, Inputs, Lattice, Pooled, Stack, Task};

use crate::simulated::{Process, centre, first_day, slug};

const DAYS: u32 = 500;

fn forecast(counts: &Counts, lattice: &Lattice) -> Forecast {
    forecast_by(&Stack::new().unwrap(), counts, lattice)
}

fn forecast_by(model: &dyn Forecaster, counts: &Counts, lattice: &Lattice) -> Forecast {
    let history = counts.until(first_day().plus(DAYS).unwrap());
    let inputs = Inputs::every(&history);
    let (start, week) = (Some(first_day()), Horizon::days(7).unwrap());
    let task = Task::new(history, lattice, &inputs, &slug("theft"), start, week).unwrap();
    let fit = model.fit(&task).unwrap();
    fit.predict_explained(&task).unwrap()
}

fn drawn() -> (Counts, Lattice) {
    let process = Process {
        background: 0.012,
        kernels: vec![(0.5, 10.0, 0), (0.2, 10.0, 1)],
    };
    process.draw(8, DAYS, 3)
}

/// West and east of the middle.
fn halves(cell: Cell) -> Option<Kato> {
    let west = cell.centre().lng() < centre().centre().lng();
    if west { "71" } else { "75" }.parse().ok()
}

/// North and south of the middle, in each half.
fn quarters(cell: Cell) -> Option<DistrictCode> {
    let north = cell.centre().lat() > centre().centre().lat();
    let unit = halves(cell)?;
    let number = if north { "1110000" } else { "2110000" };
    format!("{unit}{number}").parse().ok()
}

#[test]
fn where_all_cells_are_in_one_unit_nothing_changes() {
    let (counts, lattice) = drawn();
    let city: Kato = "75".parse().unwrap();
    let in_city = lattice.clone().in_units(|_| Some(city));
    assert_eq!(forecast(&counts, &lattice), forecast(&counts, &in_city));
}

#[test]
fn cells_add_up_to_their_districts_those_to_units_and_units_to_the_nation_to_the_last_bit() {
    let (counts, lattice) = drawn();
    let forecast = forecast(&counts, &lattice.in_units(halves).in_districts(quarters));
    let cells: Vec<(Cell, f64)> = forecast
        .iter()
        .map(|(cell, law)| (cell, law.mean()))
        .collect();
    let of = |unit: &str| -> f64 {
        let unit = unit.parse().ok();
        let within = cells.iter().rev().filter(|(cell, _)| halves(*cell) == unit);
        within.map(|(_, mean)| mean).sum()
    };
    let (west, east) = (of("71"), of("75"));
    assert!(west > 0.0 && east > 0.0);
    let nation: f64 = cells.iter().map(|(_, mean)| mean).sum();
    assert_eq!((west + east).to_bits(), nation.to_bits());
    let of_district = |code: &str| -> f64 {
        let code = code.parse().ok();
        let within = cells.iter().filter(|(cell, _)| quarters(*cell) == code);
        within.map(|(_, mean)| mean).sum()
    };
    for (unit, whole) in [("71", west), ("75", east)] {
        let (north, south) = (
            of_district(&format!("{unit}1110000")),
            of_district(&format!("{unit}2110000")),
        );
        assert!(north > 0.0 && south > 0.0);
        assert_eq!((north + south).to_bits(), whole.to_bits());
    }
}

/// A cell without a record has nothing of its own: it is told by how much its district has, and by its unit beside that.
#[test]
fn cells_without_a_record_borrow_from_their_district_and_the_forecast_says_so() {
    let seldom = Process {
        background: 0.001,
        kernels: Vec::new(),
    };
    let (counts, lattice) = seldom.draw(8, DAYS, 3);
    let pooled = Baseline::new(Pooled);
    let apart = lattice.in_units(halves);
    assert_eq!(forecast_by(&pooled, &counts, &apart).model(), "pooled");
    let by_district = apart.in_districts(quarters);
    let forecast = forecast_by(&pooled, &counts, &by_district);
    assert_eq!(forecast.model(), "pooled+districts");
    let recorded = counts.cells();
    let bare = forecast.iter().filter(|(cell, _)| !recorded.contains(cell));
    let mut by_place = std::collections::BTreeMap::new();
    for (cell, law) in bare {
        by_place
            .entry(quarters(cell))
            .or_insert_with(Vec::new)
            .push(law.mean());
    }
    assert_eq!(by_place.len(), 4);
    let alike = |means: &Vec<f64>| means.iter().all(|mean| (mean - means[0]).abs() < 1e-12);
    assert!(by_place.values().all(alike));
    let mut levels: Vec<f64> = by_place.values().map(|means| means[0]).collect();
    levels.sort_by(f64::total_cmp);
    assert!(
        levels
            .windows(2)
            .all(|pair| pair[0] > 0.0 && pair[1] > pair[0])
    );
}
