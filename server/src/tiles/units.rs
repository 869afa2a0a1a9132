//! The layers of areas: units, and districts where their shapes were given.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use fast_mvt::{MvtGeomType, MvtLayerBuilder, MvtResult, MvtValueRef};
use geo::{
    Area, BooleanOps, BoundingRect, Contains, Coord, CoordsIter, Intersects, MapCoords,
    MultiPolygon, Point, Polygon, Rect,
};
use geojson::{Feature, FeatureCollection, GeoJson};
use oshaq_domain::{Cell, DistrictCode, Kato, LatLng, Names};

use super::mercator::{Frame, MapPoint, round};
use super::{LayerTiles, TileAddress, TileError, packed};
use crate::packed::{Compressed, print};

/// First and last zoom of the layer of units; its shapes are simplified, so clients overzoom beyond.
pub(crate) const UNIT_ZOOMS: RangeInclusive<u8> = 3..=8;

/// Name of the layer inside a tile.
pub(crate) const VECTOR_LAYER: &str = "units";

/// A code of KATO that an area has.
pub(super) trait AreaCode: Copy + Ord + fmt::Display {
    /// The code as a number: the id of the area's features.
    fn id(self) -> u64;
}

impl AreaCode for Kato {
    fn id(self) -> u64 {
        self.get().into()
    }
}

impl AreaCode for DistrictCode {
    fn id(self) -> u64 {
        self.get().into()
    }
}

/// An area with its shape.
#[derive(Debug, Clone)]
pub(super) struct AreaShape<C> {
    pub(super) code: C,
    pub(super) names: Names,
    /// In degrees.
    pub(super) degrees: MultiPolygon,
    pub(super) box_degrees: Rect,
    /// On the Web Mercator square.
    map: MultiPolygon,
}

/// The shapes of all units.
#[derive(Debug, Clone)]
pub(crate) struct UnitShapes(Vec<AreaShape<Kato>>);

impl UnitShapes {
    /// Reads a feature collection whose features have the properties `kato`, `name_kk`, `name_ru` and `name_en`.
    pub(crate) fn read(text: &str) -> Result<Self, TileError> {
        let document: GeoJson = text
            .parse()
            .map_err(|error: geojson::Error| TileError::Shapes(error.to_string()))?;
        let collection = FeatureCollection::try_from(document)
            .map_err(|error| TileError::Shapes(error.to_string()))?;
        let mut shapes = collection
            .features
            .into_iter()
            .map(read_shape)
            .collect::<Result<Vec<_>, _>>()
            .map_err(TileError::Shapes)?;
        shapes.sort_by_key(|shape| shape.code);
        match shapes.windows(2).find(|pair| pair[0].code == pair[1].code) {
            Some(pair) => Err(TileError::Shapes(format!(
                "unit {} is there twice",
                pair[0].code
            ))),
            None => Ok(Self(shapes)),
        }
    }

    /// The unit that the centre of a cell lies in. A city of republican significance goes before the region around it:
    /// the smallest box wins.
    pub(crate) fn unit_of(&self, cell: Cell) -> Option<Kato> {
        home(&self.0, cell).map(|position| self.0[position].code)
    }

    /// The area of a unit's box and shape in square degrees, by unit.
    pub(super) fn areas(&self) -> BTreeMap<Kato, f64> {
        let shapes = self.0.iter();
        shapes
            .map(|shape| (shape.code, shape.degrees.unsigned_area()))
            .collect()
    }

    /// West, south, east and north of each unit, in degrees.
    pub(crate) fn boxes(&self) -> BTreeMap<Kato, [f64; 4]> {
        self.0
            .iter()
            .map(|shape| (shape.code, corners(shape.box_degrees)))
            .collect()
    }

    /// West, south, east and north of all units together, in degrees.
    pub(crate) fn bounds(&self) -> Option<[f64; 4]> {
        let boxes = self.0.iter().map(|shape| corners(shape.box_degrees));
        boxes.reduce(|a, b| {
            [
                a[0].min(b[0]),
                a[1].min(b[1]),
                a[2].max(b[2]),
                a[3].max(b[3]),
            ]
        })
    }

    /// The shape of a unit, in degrees.
    pub(crate) fn geometry(&self, kato: Kato) -> Option<geojson::GeometryValue> {
        let shape = self.0.iter().find(|shape| shape.code == kato)?;
        Some(geojson::GeometryValue::from(&shape.degrees))
    }

    /// The polygons of the units whose box meets the bounds (west, south, east, north in degrees), each as rings, the outer one first.
    pub(crate) fn polygons(&self, bounds: [f64; 4]) -> impl Iterator<Item = (Kato, Rings)> {
        let met = self.0.iter().filter(move |shape| shape.meets(bounds));
        met.flat_map(|shape| shape.polygons().map(|rings| (shape.code, rings)))
    }
}

/// The rings of a polygon, the outer one first: longitude and latitude in degrees.
pub(crate) type Rings = Vec<Vec<[f64; 2]>>;

impl<C> AreaShape<C> {
    /// Whether the area's box meets the bounds: west, south, east, north in degrees.
    pub(super) fn meets(&self, [west, south, east, north]: [f64; 4]) -> bool {
        let [own_west, own_south, own_east, own_north] = corners(self.box_degrees);
        own_west <= east && west <= own_east && own_south <= north && south <= own_north
    }

    /// The area's polygons.
    pub(super) fn polygons(&self) -> impl Iterator<Item = Rings> {
        let ring = |ring: &geo::LineString| ring.coords().map(|at| [at.x, at.y]).collect();
        self.degrees.iter().map(move |polygon| {
            let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
            rings.map(ring).collect()
        })
    }
}

/// Position of the smallest area, by its box, that the centre of a cell lies in.
pub(super) fn home<C>(shapes: &[AreaShape<C>], cell: Cell) -> Option<usize> {
    let centre = cell.centre();
    let point = Point::new(centre.lng(), centre.lat());
    let around = |(_, shape): &(usize, &AreaShape<C>)| {
        shape.box_degrees.intersects(&point) && shape.degrees.contains(&point)
    };
    let size = |shape: &AreaShape<C>| shape.box_degrees.width() * shape.box_degrees.height();
    shapes
        .iter()
        .enumerate()
        .filter(around)
        .min_by(|(_, a), (_, b)| size(a).total_cmp(&size(b)))
        .map(|(position, _)| position)
}

pub(super) fn corners(rect: Rect) -> [f64; 4] {
    [rect.min().x, rect.min().y, rect.max().x, rect.max().y]
}

/// Reads an area; what is wrong with it is told in words.
pub(super) fn read_shape<C>(feature: Feature) -> Result<AreaShape<C>, String>
where
    C: AreaCode + FromStr<Err: fmt::Display>,
{
    let text = |name: &str| {
        let value = feature
            .property(name)
            .and_then(|value| value.as_str())
            .map(str::to_owned);
        value.ok_or_else(|| format!("a feature has no text `{name}`"))
    };
    let code: C = text("kato")?
        .parse()
        .map_err(|error: C::Err| error.to_string())?;
    let names = Names {
        name_kk: text("name_kk")?,
        name_ru: text("name_ru")?,
        name_en: text("name_en")?,
    };
    let unfit = |why: &str| format!("area {code} {why}");
    let geometry = feature.geometry.ok_or_else(|| unfit("has no shape"))?;
    let degrees = match geo::Geometry::<f64>::try_from(geometry) {
        Ok(geo::Geometry::Polygon(polygon)) => MultiPolygon::new(vec![polygon]),
        Ok(geo::Geometry::MultiPolygon(polygons)) => polygons,
        _ => return Err(unfit("is no polygon")),
    };
    let project = |at: Coord| {
        let place = LatLng::from_degrees(at.y, at.x).ok().and_then(MapPoint::of);
        place
            .map(|point| Coord {
                x: point.x,
                y: point.y,
            })
            .ok_or_else(|| unfit("has a corner that is off the map"))
    };
    let map = degrees.try_map_coords(project)?;
    let box_degrees = degrees
        .bounding_rect()
        .ok_or_else(|| unfit("has no corner"))?;
    Ok(AreaShape {
        code,
        names,
        degrees,
        box_degrees,
        map,
    })
}

/// Every tile of the layer of units.
pub(crate) fn tiles(shapes: &UnitShapes) -> Result<LayerTiles, TileError> {
    area_tiles(&shapes.0, VECTOR_LAYER, UNIT_ZOOMS)
}

/// Every tile of a layer of areas.
pub(super) fn area_tiles<C: AreaCode>(
    shapes: &[AreaShape<C>],
    layer: &'static str,
    zooms: RangeInclusive<u8>,
) -> Result<LayerTiles, TileError> {
    let parts = shapes
        .iter()
        .map(|shape| (shape, shape.map.clone()))
        .collect();
    let root = TileAddress::new(0, 0, 0).unwrap_or_else(|error| unreachable!("{error}"));
    let mut work = Descent {
        layer,
        zooms,
        known: BTreeMap::new(),
        tiles: Vec::new(),
    };
    work.descend(root, parts)?;
    Ok(work.tiles)
}

/// Cuts the shapes into ever smaller tiles; each is cut from what its parent kept.
struct Descent {
    layer: &'static str,
    zooms: RangeInclusive<u8>,
    known: BTreeMap<[u8; 16], Vec<Compressed>>,
    tiles: LayerTiles,
}

impl Descent {
    fn descend<C: AreaCode>(
        &mut self,
        tile: TileAddress,
        parts: Vec<(&AreaShape<C>, MultiPolygon)>,
    ) -> Result<(), TileError> {
        let [west, north, east, south] = Frame::of(tile).edges();
        let rect = Rect::new(Coord { x: west, y: north }, Coord { x: east, y: south });
        let kept: Vec<_> = parts
            .into_iter()
            .filter_map(|(shape, part)| cut(&part, rect).map(|part| (shape, part)))
            .collect();
        if kept.is_empty() {
            return Ok(());
        }
        if self.zooms.contains(&tile.z()) {
            let raw = encode(self.layer, tile, &kept).map_err(|source| TileError::Encode {
                layer: self.layer.to_owned(),
                tile,
                source,
            })?;
            if let Some(raw) = raw {
                let forms = match self.known.entry(print(&raw)) {
                    Entry::Occupied(known) => known.get().clone(),
                    Entry::Vacant(place) => place.insert(packed(self.layer, tile, &raw)?).clone(),
                };
                self.tiles.push((tile, forms));
            }
        }
        if tile.z() < *self.zooms.end() {
            for child in tile.children() {
                self.descend(child, kept.clone())?;
            }
        }
        Ok(())
    }
}

/// What of a shape lies inside a rectangle.
fn cut(part: &MultiPolygon, rect: Rect) -> Option<MultiPolygon> {
    let own = part.bounding_rect()?;
    if !own.intersects(&rect) {
        return None;
    }
    if rect.contains(&own) {
        return Some(part.clone());
    }
    let square = rect.to_polygon();
    if part.contains(&square) {
        return Some(MultiPolygon::new(vec![square]));
    }
    let cut = part.intersection(&MultiPolygon::new(vec![square]));
    (cut.coords_count() > 0).then_some(cut)
}

fn encode<C: AreaCode>(
    name: &str,
    tile: TileAddress,
    parts: &[(&AreaShape<C>, MultiPolygon)],
) -> MvtResult<Option<Vec<u8>>> {
    let frame = Frame::of(tile);
    let mut layer = MvtLayerBuilder::new(name)?;
    for (shape, part) in parts {
        let polygons: Vec<Vec<Vec<fast_mvt::MvtCoord>>> = part
            .iter()
            .filter_map(|polygon| rings(&frame, polygon))
            .collect();
        if polygons.is_empty() {
            continue;
        }
        let mut feature = layer.feature_of(MvtGeomType::Polygon);
        feature.id(Some(shape.code.id()));
        for polygon in polygons {
            for (index, ring) in polygon.into_iter().enumerate() {
                feature.ring(ring, index == 0)?;
            }
        }
        let kato = shape.code.to_string();
        let names = &shape.names;
        for (key, value) in [
            ("kato", &kato),
            ("name_kk", &names.name_kk),
            ("name_ru", &names.name_ru),
            ("name_en", &names.name_en),
        ] {
            feature.tag_ref(key, MvtValueRef::String(value))?;
        }
        layer = feature.end();
    }
    Ok((layer.num_features() > 0).then(|| layer.encode()))
}

/// The rings of a polygon in tile units, outer first; `None` when the outer one is too small to draw.
fn rings(frame: &Frame, polygon: &Polygon) -> Option<Vec<Vec<fast_mvt::MvtCoord>>> {
    let placed = |ring: &geo::LineString| {
        let mut placed: Vec<_> = ring
            .coords()
            .map(|at| round(frame.place(MapPoint { x: at.x, y: at.y })))
            .collect();
        placed.dedup();
        if placed.len() > 1 && placed.first() == placed.last() {
            placed.pop();
        }
        (placed.len() > 2).then_some(placed)
    };
    let outer = placed(polygon.exterior())?;
    Some(
        std::iter::once(outer)
            .chain(polygon.interiors().iter().filter_map(placed))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"kato":"11","name_kk":"Ақмола","name_ru":"Акмолинская","name_en":"Akmola"},
         "geometry":{"type":"Polygon","coordinates":[[[66,50],[74,50],[74,54],[66,54],[66,50]],[[71,51],[71,51.4],[72,51.4],[72,51],[71,51]]]}},
        {"type":"Feature","properties":{"kato":"71","name_kk":"Астана","name_ru":"Астана","name_en":"Astana"},
         "geometry":{"type":"Polygon","coordinates":[[[71,51],[72,51],[72,51.4],[71,51.4],[71,51]]]}}]}"#;

    #[test]
    fn a_cell_belongs_to_the_unit_around_its_centre() {
        let shapes = UnitShapes::read(TWO).unwrap();
        let unit = |lat, lng| {
            let place = LatLng::from_degrees(lat, lng).unwrap();
            shapes
                .unit_of(Cell::containing(
                    place,
                    oshaq_domain::Resolution::new(8).unwrap(),
                ))
                .map(|kato| kato.to_string())
        };
        assert_eq!(unit(51.13, 71.43).as_deref(), Some("71"));
        assert_eq!(unit(53.0, 70.0).as_deref(), Some("11"));
        assert_eq!(unit(43.2, 76.9), None);
    }

    #[test]
    fn equal_tiles_inside_a_unit_are_the_same_bytes() {
        let shapes = UnitShapes::read(TWO).unwrap();
        let tiles = tiles(&shapes).unwrap();
        assert!(tiles.iter().all(|(tile, _)| UNIT_ZOOMS.contains(&tile.z())));
        let mut prints: Vec<_> = tiles
            .iter()
            .filter(|(tile, _)| tile.z() == 8)
            .map(|(_, forms)| forms[0].print)
            .collect();
        let all = prints.len();
        prints.sort_unstable();
        prints.dedup();
        assert!(prints.len() < all, "{} of {all} are distinct", prints.len());
    }

    #[test]
    fn shapes_without_a_code_are_refused() {
        let nameless = TWO.replace("\"kato\":\"11\",", "");
        assert!(
            matches!(UnitShapes::read(&nameless), Err(TileError::Shapes(why)) if why.contains("kato"))
        );
        assert!(UnitShapes::read("{}").is_err());
        let twice = TWO.replace("\"71\"", "\"11\"");
        assert!(UnitShapes::read(&twice).is_err());
    }
}
