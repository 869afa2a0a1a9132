//! What the benches work on: a simulated city, made in memory and the same in every run.
//!
//! One bench per hot path, in the order in which a record travels: `parse`, `place`, `count`, `fit`, `release`, `tile`, `answer`.

mod nation;

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
pub use nation::Nation;
use oshaq_domain::{
    Categories, CategorySlug, Cell, Counts, CountsBuilder, Day, Forecast, Horizon, LatLng, Month,
    Policy, Predictive, PublicSurface, Released, Resolution, Universe, publish,
};
use oshaq_samples::{SimulatedRecord, Simulation, SimulationConfig, write_simulation};

/// Almaty over two years: about 9,000 records, a fifth of what the full simulation draws for the city.
fn city() -> SimulationConfig {
    let day = |year, month, day| {
        NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar")
    };
    let mut config = SimulationConfig::nation(day(2023, 1, 1), day(2024, 12, 31), 7);
    config.scale = 0.2;
    config.regions = vec!["75".parse().expect("the code of Almaty")];
    config
}

/// The records of the city.
///
/// # Panics
/// When the simulator refuses its own city, which its tests exclude.
pub fn simulated_city() -> Vec<SimulatedRecord> {
    let mut records = Vec::new();
    let keep = |month: &[SimulatedRecord], _| {
        records.extend_from_slice(month);
        Ok(())
    };
    Simulation::new(city())
        .and_then(|simulation| simulation.run(keep))
        .expect("the simulator draws its own city");
    records
}

/// Writes the city as CSV files into a folder; gives the files, the oldest first.
///
/// # Panics
/// When the folder cannot be written.
pub fn write_city(folder: &Path) -> Vec<PathBuf> {
    write_simulation(city(), folder, |_| {}).expect("the simulator writes its own city");
    let entries = fs::read_dir(folder).expect("a folder that was just written");
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "csv"));
    files.sort_unstable();
    files
}

/// Where each record lies, by the simulation's truth.
///
/// # Panics
/// When the truth holds impossible coordinates.
pub fn places(records: &[SimulatedRecord]) -> Vec<LatLng> {
    let place = |record: &SimulatedRecord| LatLng::from_degrees(record.truth.lat, record.truth.lng);
    records
        .iter()
        .map(|record| place(record).expect("a point on Earth"))
        .collect()
}

/// Cell, day of commission, day of registration and category of each record.
///
/// # Panics
/// When the truth holds an impossible place or category.
pub fn offences(
    records: &[SimulatedRecord],
    resolution: Resolution,
) -> Vec<(Cell, Day, Day, CategorySlug)> {
    let slug = |record: &SimulatedRecord| record.truth.category.parse().expect("a category");
    places(records)
        .into_iter()
        .zip(records)
        .map(|(place, record)| {
            let day = Day::new(record.truth.committed.date());
            let known = Day::new(record.truth.registered.date()).max(day);
            (
                Cell::containing(place, resolution),
                day,
                known,
                slug(record),
            )
        })
        .collect()
}

/// Counts of the offences.
///
/// # Panics
/// When an offence has a cell of another resolution.
pub fn counts_of(offences: &[(Cell, Day, Day, CategorySlug)], resolution: Resolution) -> Counts {
    let mut builder = CountsBuilder::new(resolution);
    for (cell, day, known, category) in offences {
        builder
            .add(*cell, *day, *known, category, 1)
            .expect("a cell of the counts' resolution");
    }
    builder.build().expect("few categories")
}

/// Resolution of counts and forecasts.
///
/// # Panics
/// Never: 9 is a resolution.
pub fn fine() -> Resolution {
    Resolution::new(9).expect("9 is a resolution")
}

/// A surface whose tile 3/5/2 shows 10,981 cells of resolution 5, as many as cover Kazakhstan, each with 24 months and a forecast; the series is `theft`.
///
/// # Panics
/// Never: every cell is above the thresholds of the policy.
pub fn surface_of_a_full_tile() -> PublicSurface {
    surface_of_rings(FULL_TILE_RINGS)
}

/// The same of fewer cells: so many rings of them around the middle.
///
/// # Panics
/// Never: every cell is above the thresholds of the policy.
pub fn surface_of_rings(rings: u32) -> PublicSurface {
    let coarse = Resolution::new(5).expect("5 is a resolution");
    let theft: CategorySlug = "theft".parse().expect("a category");
    let middle = LatLng::from_degrees(53.0, 67.5).expect("the middle of the tile");
    let mut builder = CountsBuilder::new(coarse);
    let centre = Cell::containing(middle, coarse);
    let cells = (0..=rings).flat_map(|ring| centre.ring(ring));
    for (position, cell) in cells.enumerate() {
        for month in 0..24 {
            let first = "2024-01"
                .parse::<Month>()
                .expect("a month")
                .plus(month)
                .first_day();
            let count = 5 + (position as u32 * 7 + month as u32 * 3) % 40;
            builder
                .add(cell, first, first, &theft, count)
                .expect("a cell of resolution 5");
        }
    }
    let counts = builder.build().expect("one category");
    let universe = Universe::freeze(&counts);
    let mean = |position: usize| Predictive::poisson(5.0 + (position % 40) as f64).expect("a mean");
    let means = (0..universe.len()).map(mean).collect();
    let month = Horizon::days(28)
        .ok()
        .and_then(|days| days.from("2026-01-01".parse().ok()?));
    let forecast = Forecast::new(
        theft,
        month.expect("a window"),
        "kernel_mixture",
        universe,
        means,
    );
    let policy = Policy {
        resolutions: vec![coarse],
        ..Policy::default()
    };
    let (national, nothing) = (Categories::national(), Released::default());
    publish(
        &[forecast.expect("a forecast")],
        &counts,
        &[],
        &national,
        &nothing,
        &policy,
        true,
    )
    .expect("a surface")
}

/// Rings of cells around the middle: 10,981 cells in all, every one inside the tile.
const FULL_TILE_RINGS: u32 = 60;
