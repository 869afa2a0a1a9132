//! Cells in units.

use oshaq_domain::{Cell, Counts, Forecast, Horizon, Kato};
use oshaq_models::{Forecaster, Inputs, Lattice, Stack, Task};

use crate::simulated::{Process, centre, first_day, slug};

const DAYS: u32 = 500;

fn forecast(counts: &Counts, lattice: &Lattice) -> Forecast {
    let history = counts.until(first_day().plus(DAYS).unwrap());
    let inputs = Inputs::every(&history);
    let (start, week) = (Some(first_day()), Horizon::days(7).unwrap());
    let task = Task::new(history, lattice, &inputs, &slug("theft"), start, week).unwrap();
    let fit = Stack::new().unwrap().fit(&task).unwrap();
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

#[test]
fn where_all_cells_are_in_one_unit_nothing_changes() {
    let (counts, lattice) = drawn();
    let city: Kato = "75".parse().unwrap();
    let in_city = lattice.clone().in_units(|_| Some(city));
    assert_eq!(forecast(&counts, &lattice), forecast(&counts, &in_city));
}

#[test]
fn cells_add_up_to_their_units_and_units_to_the_nation_to_the_last_bit() {
    let (counts, lattice) = drawn();
    let forecast = forecast(&counts, &lattice.in_units(halves));
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
}
