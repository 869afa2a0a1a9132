//! Times forecasts of a whole country: `nation [CELLS] [CATEGORIES] [YEARS]` (200,000 × 12 × 7 unless told).
//!
//! Records are drawn, not real: towns of 400 to 40,000 cells, the rates of places gamma-distributed, two offences a year in the
//! mean cell over all categories. The default model is fitted to every category and forecasts 7 and 28 days ahead, as the jobs of
//! `oshaq forecast` do.

use std::error::Error;
use std::time::Instant;

use oshaq_domain::{
    CategorySlug, Cell, Counts, CountsBuilder, Day, Horizon, LatLng, Resolution, Universe,
};
use oshaq_models::{Inputs, Lattice, MODEL_NAMES, Task, models, side_by_side};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Gamma};

/// Offences a year in the mean cell, all categories together.
const RATE: f64 = 2.0;
/// Shape of the distribution of rates over cells: most have next to none.
const SHAPE: f64 = 0.3;
/// Days ahead.
const HORIZONS: [u32; 2] = [7, 28];

fn main() -> Result<(), Box<dyn Error>> {
    let given: Vec<usize> = std::env::args()
        .skip(1)
        .map(|text| text.parse())
        .collect::<Result<_, _>>()?;
    let chosen = |place: usize, usual: usize| given.get(place).copied().unwrap_or(usual);
    let (cells, categories, years) = (chosen(0, 200_000), chosen(1, 12), chosen(2, 7));
    let counts = draw(&towns(cells)?, categories, years)?;
    println!(
        "{cells} cells, {} records of {categories} categories in {years} years",
        counts.total()
    );
    let started = Instant::now();
    let lattice = Lattice::new(Universe::freeze(&counts));
    println!(
        "{} cells in the lattice: {:.1} s",
        lattice.len(),
        started.elapsed().as_secs_f64()
    );
    let inputs = Inputs::every(&counts);
    let end = counts.end().ok_or("no record")?;
    let history = counts.until(end);
    let jobs: Vec<(&CategorySlug, u32)> = counts
        .categories()
        .iter()
        .flat_map(|category| HORIZONS.map(|days| (category, days)))
        .collect();
    side_by_side(&jobs, |&(category, days)| {
        forecast(&history, &lattice, &inputs, category, days).map_err(|error| error.to_string())
    })?;
    println!("all in {:.1} s", started.elapsed().as_secs_f64());
    Ok(())
}

fn forecast(
    history: &Counts,
    lattice: &Lattice,
    inputs: &Inputs,
    category: &CategorySlug,
    days: u32,
) -> Result<(), Box<dyn Error>> {
    let begun = Instant::now();
    let horizon = Horizon::days(days)?;
    let task = Task::new(history.clone(), lattice, inputs, category, None, horizon)?;
    let model = models(&MODEL_NAMES[..1])?.remove(0);
    let forecast = model.fit(&task)?.predict_explained(&task)?;
    let (expected, seconds) = (forecast.total_mean(), begun.elapsed().as_secs_f64());
    println!(
        "{category} {days} days: {expected:.0} expected by {}, {seconds:.1} s",
        forecast.model()
    );
    Ok(())
}

/// Disks of cells of many sizes, a degree apart.
fn towns(cells: usize) -> Result<Vec<Cell>, Box<dyn Error>> {
    let resolution = Resolution::new(9)?;
    let mut all = Vec::with_capacity(cells);
    for town in 0.. {
        let (row, column) = (town / 25, town % 25);
        let middle = LatLng::from_degrees(41.0 + row as f64, 50.0 + column as f64)?;
        let radius = [12, 115, 25, 40, 60][town % 5];
        let centre = Cell::containing(middle, resolution);
        for ring in 0..=radius {
            all.extend(centre.ring(ring));
            if all.len() >= cells {
                all.truncate(cells);
                return Ok(all);
            }
        }
    }
    Ok(all)
}

fn draw(cells: &[Cell], categories: usize, years: usize) -> Result<Counts, Box<dyn Error>> {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let rates = Gamma::new(SHAPE, RATE / SHAPE)?;
    let first: Day = "2018-01-01".parse()?;
    let days = years as u32 * 365;
    let mut builder = CountsBuilder::new(Resolution::new(9)?);
    for &cell in cells {
        let expected = rates.sample(&mut random) * years as f64;
        let records = expected as usize + usize::from(random.random_bool(expected.fract()));
        for _ in 0..records.max(1) {
            let day = first
                .plus(random.random_range(0..days))
                .ok_or("no such day")?;
            let category = format!("category_{:02}", random.random_range(0..categories));
            builder.add(cell, day, day, &category.parse()?, 1)?;
        }
    }
    Ok(builder.build()?)
}
