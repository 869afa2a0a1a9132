//! The layer of districts, whose shapes a deployment gives.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use geo::{Area, Coord, CoordsIter};
use geojson::{Feature, FeatureCollection, GeoJson};
use oshaq_domain::{Cell, DistrictArea, DistrictCode, Kato, LatLng, Names, Resolution};
use serde_json::{Map, Value, json};

use super::units::{AreaShape, Rings, UnitShapes, area_tiles, corners, home, read_shape};
use super::{LayerTiles, TileError};
use crate::packed::print;

/// First and last zoom of the layer of districts; clients overzoom beyond.
pub(crate) const DISTRICT_ZOOMS: RangeInclusive<u8> = 3..=9;

/// Name of the layer, and of the layer inside a tile.
pub(crate) const VECTOR_LAYER: &str = "districts";

/// More districts than Kazakhstan ever had.
const MOST_DISTRICTS: usize = 1_000;
/// Corners of all shapes together: a hundred times those of a map of the country that is good to 100 m.
const MOST_CORNERS: usize = 2_000_000;
/// Districts cover a unit from this share of its area on; the shapes of the units are simplified.
const COVERING: f64 = 0.97;

/// The shapes of districts cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the shapes of the districts are unusable: {0}; give a GeoJSON FeatureCollection of polygons in degrees (WGS 84) with the properties kato (nine digits), name_kk, name_ru, name_en and, if known, population"
)]
pub struct DistrictShapesError(String);

/// The shapes of districts, ascending by code.
#[derive(Debug, Clone)]
pub struct DistrictShapes {
    shapes: Vec<AreaShape<DistrictCode>>,
    population: BTreeMap<DistrictCode, u32>,
}

impl DistrictShapes {
    /// Reads and checks a feature collection of polygons with the properties `kato` (nine digits), `name_kk`, `name_ru`, `name_en`
    /// and, where they are known, `unit` (the first two digits again) and `population` (persons).
    ///
    /// # Errors
    /// [`DistrictShapesError`], which names the feature, what is wrong with it and what is expected.
    pub fn read(text: &str) -> Result<Self, DistrictShapesError> {
        let document: GeoJson = text
            .parse()
            .map_err(|error: geojson::Error| DistrictShapesError(error.to_string()))?;
        let collection = FeatureCollection::try_from(document)
            .map_err(|error| DistrictShapesError(error.to_string()))?;
        let number = collection.features.len();
        if !(1..=MOST_DISTRICTS).contains(&number) {
            let why =
                format!("there are {number} features, and 1 to {MOST_DISTRICTS} are expected");
            return Err(DistrictShapesError(why));
        }
        let mut shapes = Vec::new();
        let mut population = BTreeMap::new();
        for (feature, number) in collection.features.into_iter().zip(1..) {
            let named = |why: String| DistrictShapesError(format!("feature {number}: {why}"));
            let people = residents(&feature).map_err(named)?;
            let unit = feature.property("unit").cloned();
            let shape: AreaShape<DistrictCode> = read_shape(feature).map_err(named)?;
            check_unit(shape.code, unit.as_ref()).map_err(named)?;
            population.extend(people.map(|people| (shape.code, people)));
            shapes.push(shape);
        }
        shapes.sort_by_key(|shape| shape.code);
        if let Some(pair) = shapes.windows(2).find(|pair| pair[0].code == pair[1].code) {
            return Err(DistrictShapesError(format!(
                "district {} is there twice",
                pair[0].code
            )));
        }
        let corners: usize = shapes
            .iter()
            .map(|shape| shape.degrees.coords_count())
            .sum();
        if corners > MOST_CORNERS {
            let why =
                format!("they have {corners} corners, more than {MOST_CORNERS}: simplify them");
            return Err(DistrictShapesError(why));
        }
        Ok(Self { shapes, population })
    }

    /// The same with the residents of those that the file told none of.
    #[must_use]
    pub fn with_population(mut self, known: impl Fn(DistrictCode) -> Option<u32>) -> Self {
        for shape in &self.shapes {
            if let Some(people) = known(shape.code) {
                self.population.entry(shape.code).or_insert(people);
            }
        }
        self
    }

    /// Position of the district that the centre of a cell lies in.
    pub fn find(&self, cell: Cell) -> Option<usize> {
        home(&self.shapes, cell)
    }

    /// The district that the centre of a cell lies in.
    pub fn code_of(&self, cell: Cell) -> Option<DistrictCode> {
        self.find(cell).map(|position| self.shapes[position].code)
    }

    /// What publication needs to know of each; `finest` is the finest resolution that is published.
    pub fn areas(&self, finest: Resolution) -> Vec<DistrictArea> {
        let area = |shape: &AreaShape<DistrictCode>| DistrictArea {
            code: shape.code,
            shape: print_of(shape),
            population: self.population.get(&shape.code).copied(),
            least_cells: least_cells(shape, finest),
        };
        self.shapes.iter().map(area).collect()
    }

    /// The units that their districts cover, by the shapes of the units.
    ///
    /// # Errors
    /// [`TileError::Shapes`] when those cannot be read.
    pub fn covered(&self, units_geojson: &str) -> Result<BTreeSet<Kato>, TileError> {
        let units = UnitShapes::read(units_geojson)?.areas();
        let mut own: BTreeMap<Kato, f64> = BTreeMap::new();
        for shape in &self.shapes {
            *own.entry(shape.code.unit()).or_default() += shape.degrees.unsigned_area();
        }
        let covers =
            |(unit, area): &(Kato, f64)| own.get(unit).is_some_and(|own| *own >= COVERING * area);
        Ok(units
            .into_iter()
            .filter(covers)
            .map(|(unit, _)| unit)
            .collect())
    }

    /// The shapes with the properties that are published, and no others.
    pub fn geojson(&self) -> String {
        let features: Vec<Value> = self
            .shapes
            .iter()
            .map(|shape| self.feature(shape))
            .collect();
        json!({ "type": "FeatureCollection", "features": features }).to_string()
    }

    fn feature(&self, shape: &AreaShape<DistrictCode>) -> Value {
        let mut properties = Map::from_iter([
            ("kato".to_owned(), json!(shape.code)),
            ("unit".to_owned(), json!(shape.code.unit())),
            ("name_kk".to_owned(), json!(shape.names.name_kk)),
            ("name_ru".to_owned(), json!(shape.names.name_ru)),
            ("name_en".to_owned(), json!(shape.names.name_en)),
        ]);
        if let Some(people) = self.population.get(&shape.code) {
            properties.insert("population".to_owned(), json!(people));
        }
        let geometry = geojson::Geometry::new(geojson::GeometryValue::from(&shape.degrees));
        json!({ "type": "Feature", "id": shape.code.get(), "properties": properties, "geometry": geometry })
    }

    /// The shape of the district at a position, in degrees.
    pub(crate) fn geometry(&self, position: usize) -> Option<geojson::GeometryValue> {
        let shape = self.shapes.get(position)?;
        Some(geojson::GeometryValue::from(&shape.degrees))
    }

    /// The polygons of the districts whose box meets the bounds (west, south, east, north in degrees), by position, each as rings.
    pub(crate) fn polygons(&self, bounds: [f64; 4]) -> impl Iterator<Item = (usize, Rings)> {
        let shapes = self.shapes.iter().enumerate();
        let met = shapes.filter(move |(_, shape)| shape.meets(bounds));
        met.flat_map(|(position, shape)| shape.polygons().map(move |rings| (position, rings)))
    }

    /// Code, names, and west, south, east and north in degrees, of each.
    pub(crate) fn named(&self) -> impl Iterator<Item = (DistrictCode, &Names, [f64; 4])> {
        let shapes = self.shapes.iter();
        shapes.map(|shape| (shape.code, &shape.names, corners(shape.box_degrees)))
    }
}

/// Every tile of the layer of districts.
pub(crate) fn tiles(shapes: &DistrictShapes) -> Result<LayerTiles, TileError> {
    area_tiles(&shapes.shapes, VECTOR_LAYER, DISTRICT_ZOOMS)
}

fn residents(feature: &Feature) -> Result<Option<u32>, String> {
    let Some(value) = feature
        .property("population")
        .filter(|value| !value.is_null())
    else {
        return Ok(None);
    };
    let people = value.as_u64().and_then(|people| u32::try_from(people).ok());
    people
        .map(Some)
        .ok_or_else(|| format!("population is {value}; a whole number of persons is expected"))
}

fn check_unit(code: DistrictCode, unit: Option<&Value>) -> Result<(), String> {
    let own = code.unit().to_string();
    match unit {
        Some(unit) if unit.as_str() != Some(own.as_str()) => Err(format!(
            "unit is {unit}; the first two digits of kato {code} are expected, \"{own}\""
        )),
        _ => Ok(()),
    }
}

/// A print of the corners, to a metre.
fn print_of(shape: &AreaShape<DistrictCode>) -> u64 {
    let metre = |Coord { x, y }: Coord| [(x * 1e5).round() as i64, (y * 1e5).round() as i64];
    let corners = shape.degrees.coords_iter().flat_map(metre);
    let bytes: Vec<u8> = corners.flat_map(i64::to_le_bytes).collect();
    let print = print(&bytes);
    u64::from_le_bytes([
        print[0], print[1], print[2], print[3], print[4], print[5], 0, 0,
    ])
}

/// Cells that fit into the area: fewer than those that have a part in it.
fn least_cells(shape: &AreaShape<DistrictCode>, finest: Resolution) -> u32 {
    let middle = shape.box_degrees.center();
    let Ok(place) = LatLng::from_degrees(middle.y, middle.x) else {
        return 0;
    };
    // Kilometres of a degree along a meridian; along a parallel it shrinks with the cosine of the latitude.
    let degree = 111.2;
    let area_km2 = shape.degrees.unsigned_area() * degree * degree * middle.y.to_radians().cos();
    (area_km2 / Cell::containing(place, finest).area_km2()) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"kato":"751310000","unit":"75","name_kk":"Шығыс","name_ru":"Восток","name_en":"East","population":900},
         "geometry":{"type":"Polygon","coordinates":[[[77,43],[78,43],[78,44],[77,44],[77,43]]]}},
        {"type":"Feature","properties":{"kato":"751110000","name_kk":"Батыс","name_ru":"Запад","name_en":"West"},
         "geometry":{"type":"Polygon","coordinates":[[[76,43],[77,43],[77,44],[76,44],[76,43]]]}}]}"#;

    fn resolution(value: u8) -> Resolution {
        Resolution::new(value).unwrap()
    }

    #[test]
    fn districts_are_read_in_the_order_of_their_codes_and_written_back() {
        let shapes = DistrictShapes::read(TWO).unwrap();
        let areas = shapes.areas(resolution(8));
        assert_eq!(areas[0].code.to_string(), "751110000");
        assert_eq!(
            [areas[0].population, areas[1].population],
            [None, Some(900)]
        );
        // 81 km by 111 km, and cells of three quarters of a square kilometre.
        assert!((9_000..15_000).contains(&areas[0].least_cells), "{areas:?}");
        assert_ne!(areas[0].shape, areas[1].shape);
        let again = DistrictShapes::read(&shapes.geojson()).unwrap();
        assert_eq!(again.areas(resolution(8)), areas);
        let east = LatLng::from_degrees(43.5, 77.5).unwrap();
        assert_eq!(shapes.find(Cell::containing(east, resolution(9))), Some(1));
    }

    #[test]
    fn a_unit_is_covered_where_its_districts_have_its_area() {
        let unit = |east: f64| {
            json!({"type": "FeatureCollection", "features": [{"type": "Feature",
                "properties": {"kato": "75", "name_kk": "", "name_ru": "", "name_en": ""},
                "geometry": {"type": "Polygon", "coordinates": [[[76, 43], [east, 43], [east, 44], [76, 44], [76, 43]]]}}]})
            .to_string()
        };
        let shapes = DistrictShapes::read(TWO).unwrap();
        assert_eq!(shapes.covered(&unit(78.0)).unwrap().len(), 1);
        assert_eq!(shapes.covered(&unit(79.0)).unwrap().len(), 0);
    }

    #[test]
    fn a_bad_file_is_refused_with_the_feature_the_field_and_the_remedy() {
        let said = |from: &str, to: &str| {
            let text = TWO.replace(from, to);
            assert_ne!(text, TWO);
            DistrictShapes::read(&text).unwrap_err().to_string()
        };
        for (from, to, words) in [
            ("751310000", "7513", "feature 1: `7513` is not a KATO code"),
            ("751310000", "751110000", "751110000 is there twice"),
            (
                "\"unit\":\"75\"",
                "\"unit\":\"19\"",
                "feature 1: unit is \"19\"",
            ),
            (
                "\"population\":900",
                "\"population\":-1",
                "feature 1: population is -1",
            ),
            (
                "\"name_kk\":\"Батыс\",",
                "",
                "feature 2: a feature has no text `name_kk`",
            ),
            (
                "[76,44]",
                "[7600000,4400000]",
                "feature 2: area 751110000 has a corner that is off the map",
            ),
            ("Polygon", "Point", "unusable"),
            ("FeatureCollection", "Feature", "unusable"),
        ] {
            let error = said(from, to);
            assert!(error.contains(words), "{error}");
            assert!(error.contains("give a GeoJSON"), "{error}");
        }
        assert!(DistrictShapes::read("{\"type\":\"FeatureCollection\",\"features\":[]}").is_err());
        assert!(DistrictShapes::read("kato;name").is_err());
    }
}
