//! What the whole house makes of simulated records, held against what they were drawn from.

use std::collections::BTreeMap;
use std::path::Path;

use oshaq_domain::Cell;
use oshaq_store::tables::{names, read_forecasts};

use crate::{House, text};

/// Least correlation: two years of one city know most cells from a handful of thefts (measured: 0.73; of seven years, 0.87).
const LEAST: f64 = 0.65;

/// Column of the truth by which thefts are spread: streets and shops.
const PATTERN: usize = 2;

/// Share of a unit's offences that each cell was given, by the simulator's `truth/`.
fn intensity(house: &House) -> BTreeMap<Cell, f64> {
    let file = house.path("raw/truth/SIMULATED_intensity_by_cell.csv");
    let text = std::fs::read_to_string(file).unwrap();
    let mut lines = text.lines();
    assert_eq!(
        lines.next().unwrap().split(',').nth(PATTERN),
        Some("street")
    );
    lines
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            (fields[0].parse().unwrap(), fields[PATTERN].parse().unwrap())
        })
        .collect()
}

/// Pearson's correlation over the cells of the truth; a cell that is not forecast has 0.
fn correlation(truth: &BTreeMap<Cell, f64>, means: &BTreeMap<Cell, f64>) -> f64 {
    let pairs = || {
        let pair = |(cell, &share): (&Cell, &f64)| (share, means.get(cell).copied().unwrap_or(0.0));
        truth.iter().map(pair)
    };
    let count = truth.len() as f64;
    let (x, y) = pairs().fold((0.0, 0.0), |sum, (x, y)| {
        (sum.0 + x / count, sum.1 + y / count)
    });
    let (xy, xx, yy) = pairs().fold((0.0, 0.0, 0.0), |sum, (a, b)| {
        let (a, b) = (a - x, b - y);
        (sum.0 + a * b, sum.1 + a * a, sum.2 + b * b)
    });
    xy / (xx * yy).sqrt()
}

/// Almaty's records of two years; every model sees the same.
#[test]
fn the_published_model_recovers_the_intensity_that_records_were_simulated_from() {
    let house = House::empty();
    let out = house.path("raw");
    let (period, place) = (
        ["--from", "2024-01-01", "--to", "2025-12-31"],
        ["--regions", "75"],
    );
    let how = [
        &["simulate", "--out", &out, "--scale", "1"],
        &period[..],
        &place,
    ]
    .concat();
    house.json(&how);
    house.ingest();
    let truth = intensity(&house);
    let recovered = |model: &str| {
        let answer = house.json(&["forecast", "--category", "theft", "--model", model]);
        let version = text(&answer["version"]);
        let file = house.path(&format!(
            "oshaq-data/forecast/{version}/{}",
            names::FORECAST
        ));
        let forecasts = read_forecasts(Path::new(&file)).unwrap();
        let means = forecasts[0].iter().map(|(cell, law)| (cell, law.mean()));
        correlation(&truth, &means.collect())
    };
    let (published, count) = (recovered("stack"), recovered("last_window"));
    assert!(
        published > LEAST && published > count,
        "correlation with the true intensity: {published} of the stack, {count} of the last window's count"
    );
}
