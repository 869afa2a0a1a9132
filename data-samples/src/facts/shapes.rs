//! GeoJSON of regions into polygons.

use geo::MultiPolygon;
use geojson::{Feature, FeatureCollection};

/// The polygons of each feature with a `kato`.
pub fn parse(text: &str) -> Result<Vec<(String, MultiPolygon)>, geojson::Error> {
    let collection: FeatureCollection = text.parse()?;
    collection.features.into_iter().filter_map(region).collect()
}

fn region(feature: Feature) -> Option<Result<(String, MultiPolygon), geojson::Error>> {
    let kato = feature.property("kato")?.as_str()?.to_owned();
    let geometry = geo::Geometry::try_from(feature.geometry?);
    Some(geometry.map(|geometry| {
        let shape = match geometry {
            geo::Geometry::Polygon(polygon) => MultiPolygon::from(polygon),
            geo::Geometry::MultiPolygon(shape) => shape,
            _ => MultiPolygon::new(Vec::new()),
        };
        (kato, shape)
    }))
}
