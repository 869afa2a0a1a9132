use geojson::{FeatureCollection, GeometryValue};
use oshaq_domain::{Kato, LatLng};

use super::edge::{Edge, edges_of};
use super::squares::{Square, Squares};
use crate::error::EtlError;

/// Height of a row of the index, in degrees.
const ROW: f64 = 0.01;

/// Polygons of the units. Most points lie in a square that no border crosses; the others meet the edges of their row of
/// latitude.
#[derive(Debug, Clone, Default)]
pub struct UnitPolygons {
    units: Vec<Kato>,
    south: f64,
    rows: Vec<Vec<Edge>>,
    squares: Squares,
}

impl UnitPolygons {
    /// Reads a GeoJSON collection whose features have the property `kato` and are polygons or multipolygons.
    ///
    /// # Errors
    /// [`EtlError::Units`] for a text that is no such collection.
    pub fn parse(text: &str) -> Result<Self, EtlError> {
        let collection: FeatureCollection = text
            .parse()
            .map_err(|error: geojson::Error| EtlError::Units(error.to_string()))?;
        let mut units = Vec::new();
        let mut edges = Vec::new();
        for (index, feature) in collection.features.iter().enumerate() {
            let refuse = |what: &str| EtlError::Units(format!("feature {index} {what}"));
            let kato = feature
                .property("kato")
                .and_then(|value| value.as_str())
                .and_then(|code| code.parse().ok())
                .ok_or_else(|| refuse("has no property `kato` with a code such as \"75\""))?;
            let geometry = feature
                .geometry
                .as_ref()
                .ok_or_else(|| refuse("has no geometry"))?;
            for ring in rings(&geometry.value).ok_or_else(|| refuse("is no polygon"))? {
                if ring
                    .iter()
                    .any(|at| at.0.abs() > 180.0 || at.1.abs() > 90.0)
                {
                    return Err(refuse("has coordinates that are no degrees of WGS 84"));
                }
                edges.extend(edges_of(&ring, units.len() as u16));
            }
            units.push(kato);
        }
        Ok(Self::index(units, &edges))
    }

    fn index(units: Vec<Kato>, edges: &[Edge]) -> Self {
        let south = edges.iter().map(|e| e.lat_from).fold(90.0, f64::min);
        let north = edges.iter().map(|e| e.lat_to).fold(south, f64::max);
        let row_of = |lat: f64| ((lat - south) / ROW) as usize;
        let mut rows = vec![Vec::new(); row_of(north) + 1];
        for edge in edges {
            for row in &mut rows[row_of(edge.lat_from)..=row_of(edge.lat_to)] {
                row.push(*edge);
            }
        }
        let mut polygons = Self {
            units,
            south,
            rows,
            squares: Squares::default(),
        };
        polygons.squares = Squares::of(edges, |point| polygons.unit_by_edges(point));
        polygons
    }

    /// The unit that holds a point; a city counts before the region around it.
    pub fn unit_of(&self, point: LatLng) -> Option<Kato> {
        match self.squares.at(point) {
            Square::Within(unit) => unit,
            Square::Crossed => self.unit_by_edges(point),
        }
    }

    /// As [`UnitPolygons::unit_of`], of a point that is known within the 0.1 mm that squares take for rounding; where more is needed,
    /// `exact` gives the point itself.
    pub(crate) fn unit_near(
        &self,
        near: LatLng,
        exact: impl FnOnce() -> Option<LatLng>,
    ) -> Option<Kato> {
        match self.squares.at(near) {
            Square::Within(unit) => unit,
            Square::Crossed => self.unit_of(exact()?),
        }
    }

    fn unit_by_edges(&self, point: LatLng) -> Option<Kato> {
        let row = (point.lat() - self.south) / ROW;
        if row < 0.0 {
            return None;
        }
        // One bit per unit: inside when an odd number of its edges lie to the east.
        let mut inside = 0_u128;
        for edge in self.rows.get(row as usize)? {
            if edge.is_east_of(point.lat(), point.lng()) {
                inside ^= 1 << (edge.unit & 127);
            }
        }
        let holding = self
            .units
            .iter()
            .enumerate()
            .filter(|(index, _)| inside >> index & 1 == 1);
        holding.map(|(_, unit)| *unit).max()
    }

    /// Whether there are any polygons.
    pub const fn is_empty(&self) -> bool {
        self.units.is_empty()
    }
}

type Ring = Vec<(f64, f64)>;

fn rings(value: &GeometryValue) -> Option<Vec<Ring>> {
    let ring = |ring: &Vec<geojson::Position>| -> Option<Ring> {
        ring.iter()
            .map(|p| Some((*p.as_slice().first()?, *p.as_slice().get(1)?)))
            .collect()
    };
    match value {
        GeometryValue::Polygon { coordinates } => coordinates.iter().map(ring).collect(),
        GeometryValue::MultiPolygon { coordinates } => {
            coordinates.iter().flatten().map(ring).collect()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A region with a hole, the city in the hole, and a second region in two parts.
    const UNITS: &str = r#"{"type":"FeatureCollection","features":[
      {"type":"Feature","properties":{"kato":"19"},"geometry":{"type":"Polygon","coordinates":[
        [[70,40],[80,40],[80,50],[70,50],[70,40]],[[74,44],[76,44],[76,46],[74,46],[74,44]]]}},
      {"type":"Feature","properties":{"kato":"75"},"geometry":{"type":"Polygon","coordinates":[
        [[74,44],[76,44],[76,46],[74,46],[74,44]]]}},
      {"type":"Feature","properties":{"kato":"31"},"geometry":{"type":"MultiPolygon","coordinates":[
        [[[60,40],[65,40],[65,45],[60,40]]],[[[50,40],[51,40],[51,41],[50,41],[50,40]]]]}}]}"#;

    fn unit_at(lat: f64, lng: f64) -> Option<String> {
        let polygons = UnitPolygons::parse(UNITS).unwrap();
        let unit = polygons.unit_of(LatLng::from_degrees(lat, lng).unwrap());
        unit.map(|unit| unit.to_string())
    }

    #[test]
    fn a_point_is_in_its_polygon_and_a_hole_is_not() {
        assert_eq!(unit_at(42.0, 71.0).as_deref(), Some("19"));
        assert_eq!(unit_at(45.0, 75.0).as_deref(), Some("75"));
        assert_eq!(unit_at(41.0, 64.0).as_deref(), Some("31"));
        assert_eq!(unit_at(44.0, 61.0), None);
        assert_eq!(unit_at(40.5, 50.5).as_deref(), Some("31"));
        assert_eq!(unit_at(40.5, 55.0), None);
    }

    #[test]
    fn nothing_lies_beyond_the_index() {
        for (lat, lng) in [(89.0, 75.0), (-89.0, 75.0), (45.0, -170.0)] {
            assert_eq!(unit_at(lat, lng), None);
        }
        let none = UnitPolygons::default();
        assert_eq!(
            none.unit_of(LatLng::from_degrees(45.0, 75.0).unwrap()),
            None
        );
    }

    #[test]
    fn what_is_no_collection_of_units_is_refused() {
        let lines = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"kato":"19"},
          "geometry":{"type":"LineString","coordinates":[[70,40],[80,40]]}}]}"#;
        let nameless = UNITS.replace("kato", "code");
        let metres = UNITS.replace("[80,50]", "[687500,4743900]");
        for wrong in ["", "{}", lines, nameless.as_str(), metres.as_str()] {
            assert!(UnitPolygons::parse(wrong).is_err(), "{wrong}");
        }
    }

    /// Degrees with one decimal place, so that many points lie on edges, corners and borders of squares.
    fn tenths(from: i32, to: i32) -> impl Strategy<Value = f64> {
        (from..to).prop_map(|tenths| f64::from(tenths) / 10.0)
    }

    proptest! {
        #[test]
        fn squares_tell_what_the_edges_tell(
            rings in proptest::collection::vec(
                proptest::collection::vec((tenths(600, 620), tenths(400, 420)), 3..8), 1..4),
            points in proptest::collection::vec(
                (prop_oneof![tenths(599, 621), 59.9..62.1], prop_oneof![tenths(399, 421), 39.9..42.1]), 200)
        ) {
            let edges: Vec<Edge> = (0..).zip(&rings).flat_map(|(unit, ring)| edges_of(ring, unit)).collect();
            let units = ["10", "11", "75", "79"].map(|code| code.parse().unwrap()).into();
            let polygons = UnitPolygons::index(units, &edges);
            for (lng, lat) in points {
                let point = LatLng::from_degrees(lat, lng).unwrap();
                prop_assert_eq!(polygons.unit_of(point), polygons.unit_by_edges(point), "{:?}", point);
            }
        }
    }

    #[test]
    fn a_point_far_from_all_borders_is_told_by_its_square() {
        let polygons = UnitPolygons::parse(UNITS).unwrap();
        let told = |lat, lng| polygons.squares.at(LatLng::from_degrees(lat, lng).unwrap());
        assert_eq!(told(45.0, 75.0), Square::Within("75".parse().ok()));
        assert_eq!(told(44.0, 61.0), Square::Within(None));
        assert_eq!(told(44.0, 75.0), Square::Crossed, "the city's border");
    }
}
