//! Lakes and rivers: the page's own file, so that picture and map show the same.

use std::sync::LazyLock;

use geojson::{FeatureCollection, GeoJson, GeometryValue, Position};

/// A ring or a line of places, longitude first. Units: degrees.
pub(super) type Line = Vec<[f64; 2]>;

/// Lakes and rivers.
#[derive(Debug, Default)]
pub(super) struct Water {
    /// Rings, the shore first.
    pub lakes: Vec<Vec<Line>>,
    pub rivers: Vec<Line>,
}

/// Natural Earth (public domain), as `web/scripts/water.mjs` makes it.
static WATER: LazyLock<Water> =
    LazyLock::new(|| read(include_str!("../../../web/src/map/water.json")));

/// The lakes and rivers of the country.
pub(super) fn water() -> &'static Water {
    &WATER
}

fn read(text: &str) -> Water {
    let document = text.parse::<GeoJson>().ok();
    let collection = document.and_then(|document| FeatureCollection::try_from(document).ok());
    let mut water = Water::default();
    let features = collection.into_iter().flat_map(|own| own.features);
    for geometry in features.filter_map(|feature| feature.geometry) {
        match geometry.value {
            GeometryValue::MultiPolygon { coordinates } => {
                water.lakes.extend(
                    coordinates
                        .iter()
                        .map(|rings| rings.iter().map(|ring| line(ring)).collect()),
                );
            }
            GeometryValue::MultiLineString { coordinates } => {
                water
                    .rivers
                    .extend(coordinates.iter().map(|points| line(points)));
            }
            _ => {}
        }
    }
    water
}

fn line(points: &[Position]) -> Line {
    let places = points.iter().filter_map(|point| match point.as_slice() {
        [lng, lat, ..] => Some([*lng, *lat]),
        _ => None,
    });
    places.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_s_lakes_and_rivers_are_read() {
        let water = water();
        assert!(water.lakes.len() >= 10 && water.rivers.len() >= 40);
        let around_balkhash =
            |[lng, lat]: &[f64; 2]| (73.0..79.5).contains(lng) && (44.5..47.0).contains(lat);
        assert!(water.lakes.iter().flatten().flatten().any(around_balkhash));
    }
}
