//! Where high values lie together: areas of cells, by density.

use linfa::ParamGuard;
use linfa::traits::Transformer;
use linfa_clustering::Dbscan;
use ndarray::Array2;
use oshaq_domain::{Cell, Outline, Universe, outlines};

use crate::ModelError;
use crate::error::refuse;

/// Choices of the clustering.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HotAreas {
    /// How many times the mean must be found around a cell for it to be the core of an area.
    pub density: f64,
}

/// An area of cells whose surroundings are dense.
#[derive(Debug, Clone, PartialEq)]
pub struct HotArea {
    /// Its cells.
    pub cells: Vec<Cell>,
    /// What they hold.
    pub value: f64,
    /// Share of all values.
    pub share: f64,
    /// Value per cell, in multiples of the mean over the universe.
    pub density: f64,
    /// Its polygons.
    pub outlines: Vec<Outline>,
}

/// Points that a mean cell counts for: values are rounded to quarters of the mean.
const POINTS_PER_MEAN: f64 = 4.0;
/// Cells within reach: a cell and its six neighbours.
const WITHIN_REACH: f64 = 7.0;
/// Reach in widths of a cell: beyond the neighbours' centres, well short of the next ring's (√3 widths).
const REACH_WIDTHS: f64 = 1.3;
/// Mean radius of the Earth, kilometres (IUGG).
const EARTH_RADIUS_KM: f64 = 6371.0088;

impl HotAreas {
    /// Density unless chosen otherwise.
    pub const DENSITY: f64 = 4.0;
    /// Least cells of an area: a cell that is dense without its neighbours is a hot cell, which every ranking of cells shows.
    pub const LEAST_CELLS: usize = 2;

    /// Finds the areas, the one with most first. DBSCAN has no weights, so that a cell is as many points as quarters of the
    /// mean it holds; more than make a core by themselves change nothing and are left out.
    ///
    /// # Errors
    /// [`ModelError::Choice`] for a density that is not above 1, and for values that are negative or not finite.
    ///
    /// # Source
    /// Ester, Kriegel, Sander and Xu (1996), *A density-based algorithm for discovering clusters*, KDD-96.
    pub fn find(self, universe: &Universe, values: &[f64]) -> Result<Vec<HotArea>, ModelError> {
        if !(self.density > 1.0 && self.density.is_finite()) {
            return refuse(
                "density",
                self.density,
                "it is a multiple of the mean, above 1",
            );
        }
        if let Some(&wrong) = values
            .iter()
            .find(|value| !(**value >= 0.0 && value.is_finite()))
        {
            return refuse("value", wrong, "values must be finite and not negative");
        }
        let total: f64 = values.iter().sum();
        if total <= 0.0 {
            return Ok(Vec::new());
        }
        let mean = total / values.len() as f64;
        let least = (self.density * WITHIN_REACH * POINTS_PER_MEAN).round() as usize;
        let (places, points) = points(universe, values, mean, least);
        let labels = Dbscan::params(least)
            .tolerance(reach_km(universe))
            .check()
            .map_err(|error| ModelError::Regression(error.to_string()))?
            .transform(&points);
        let mut areas = vec![Vec::new(); labels.iter().flatten().max().map_or(0, |last| last + 1)];
        for (&place, label) in places.iter().zip(&labels) {
            if let Some(area) = label {
                areas[*area].push(place);
            }
        }
        let mut found: Vec<HotArea> = areas
            .into_iter()
            .map(|places| area(universe, values, places, mean))
            .collect::<Result<_, _>>()?;
        found.retain(|area| area.cells.len() >= Self::LEAST_CELLS);
        found.sort_by(|a, b| b.value.total_cmp(&a.value).then(a.cells.cmp(&b.cells)));
        Ok(found)
    }
}

/// The points on the globe in kilometres from its middle, so that no projection distorts them; and the place of each.
fn points(
    universe: &Universe,
    values: &[f64],
    mean: f64,
    most: usize,
) -> (Vec<usize>, Array2<f64>) {
    let (mut places, mut points) = (Vec::new(), Vec::new());
    for (place, (cell, value)) in universe.cells().iter().zip(values).enumerate() {
        let copies = ((value / mean * POINTS_PER_MEAN).round() as usize).min(most);
        let centre = cell.centre();
        let (lat, lng) = (centre.lat().to_radians(), centre.lng().to_radians());
        let on_globe = [lat.cos() * lng.cos(), lat.cos() * lng.sin(), lat.sin()];
        for _ in 0..copies {
            places.push(place);
            points.extend(on_globe.map(|part| part * EARTH_RADIUS_KM));
        }
    }
    let rows = places.len();
    let points = Array2::from_shape_vec((rows, 3), points)
        .unwrap_or_else(|_| unreachable!("three coordinates were pushed a place"));
    (places, points)
}

fn reach_km(universe: &Universe) -> f64 {
    let area_km2 = universe.cells().first().map_or(1.0, |cell| cell.area_km2());
    REACH_WIDTHS * (2.0 * area_km2 / 3.0_f64.sqrt()).sqrt()
}

fn area(
    universe: &Universe,
    values: &[f64],
    mut places: Vec<usize>,
    mean: f64,
) -> Result<HotArea, ModelError> {
    places.sort_unstable();
    places.dedup();
    let cells: Vec<Cell> = places
        .iter()
        .map(|&place| universe.cells()[place])
        .collect();
    let value: f64 = places.iter().map(|&place| values[place]).sum();
    Ok(HotArea {
        outlines: outlines(&cells)?,
        value,
        share: value / (mean * values.len() as f64),
        density: value / mean / cells.len() as f64,
        cells,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disk() -> Universe {
        let centre: Cell = "89283082837ffff".parse().unwrap();
        Universe::of((0..=12).flat_map(|k| centre.ring(k)).collect())
    }

    /// Two spots of seven cells far apart with ten times the rest, and a single cell of the same height between them.
    #[test]
    fn spots_are_found_and_a_single_high_cell_is_not_one() {
        let universe = disk();
        let centre: Cell = "89283082837ffff".parse().unwrap();
        let spots = [centre.ring(8)[0], centre.ring(8)[40]];
        let mut values = vec![0.3; universe.len()];
        let hot: Vec<Cell> = spots
            .iter()
            .flat_map(|spot| (0..=1).flat_map(|k| spot.ring(k)))
            .collect();
        for cell in hot.iter().chain([&centre]) {
            values[universe.position(*cell).unwrap()] = 10.0;
        }
        let found = HotAreas { density: 4.0 }.find(&universe, &values).unwrap();
        assert_eq!(found.len(), 2, "{found:?}");
        for area in &found {
            assert!((7..=37).contains(&area.cells.len()), "{}", area.cells.len());
            assert!(area.density > 2.0 && area.outlines.len() == 1);
            assert!(!area.cells.contains(&centre));
        }
    }

    #[test]
    fn a_cell_that_is_dense_all_by_itself_is_no_area() {
        let universe = disk();
        let centre: Cell = "89283082837ffff".parse().unwrap();
        let mut values = vec![0.0; universe.len()];
        values[universe.position(centre).unwrap()] = 100.0;
        assert_eq!(
            HotAreas { density: 4.0 }.find(&universe, &values),
            Ok(Vec::new())
        );
    }

    #[test]
    fn equal_values_and_none_have_no_hot_area() {
        let universe = disk();
        let areas = |value: f64| {
            HotAreas { density: 4.0 }
                .find(&universe, &vec![value; universe.len()])
                .unwrap()
        };
        assert!(areas(1.0).is_empty() && areas(0.0).is_empty());
    }

    #[test]
    fn impossible_choices_and_values_are_refused() {
        let universe = disk();
        let values = vec![1.0; universe.len()];
        for density in [1.0, f64::NAN, f64::INFINITY] {
            assert!(HotAreas { density }.find(&universe, &values).is_err());
        }
        assert!(
            HotAreas { density: 2.0 }
                .find(&universe, &vec![f64::NAN; universe.len()])
                .is_err()
        );
    }
}
