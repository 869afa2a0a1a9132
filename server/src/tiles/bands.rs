//! The layer of a risk tile, written field by field. All its features have the same keys, and their values are few bands and
//! each cell's own name, so that the indices of keys and values are known without looking them up: `fast_mvt`, which hashes
//! every key and value of every feature, gives the same bytes and needs several times as long.
//!
//! Source: Mapbox Vector Tile Specification 2.1, section 4, and its `vector_tile.proto`; Protocol Buffers, "Encoding".

use fast_mvt::{DEFAULT_EXTENT, MvtCoord};
use oshaq_domain::Cell;

use super::mercator::doubled_area;

/// The version of the specification, written into every layer.
const VERSION: u64 = 2;
/// `GeomType.POLYGON`.
const POLYGON: u64 = 3;
/// Commands of a geometry with their counts of one, and the command whose count is to be added.
const MOVE_TO: u64 = 1 | ONCE;
const LINE_TO: u64 = 2;
const CLOSE_PATH: u64 = 7 | ONCE;
const ONCE: u64 = 1 << COUNT_SHIFT;
/// Bits of a command word below its count.
const COUNT_SHIFT: u32 = 3;
/// Hexadecimal digits of a cell.
const CELL_DIGITS: usize = 15;

/// Field tags: the number of the field times eight, and 2 when a length follows it.
mod field {
    pub(super) const TILE_LAYER: u8 = 3 << 3 | 2;
    pub(super) const LAYER_NAME: u8 = 1 << 3 | 2;
    pub(super) const LAYER_FEATURE: u8 = 2 << 3 | 2;
    pub(super) const LAYER_KEY: u8 = 3 << 3 | 2;
    pub(super) const LAYER_VALUE: u8 = 4 << 3 | 2;
    pub(super) const LAYER_EXTENT: u8 = 5 << 3;
    pub(super) const LAYER_VERSION: u8 = 15 << 3;
    pub(super) const FEATURE_ID: u8 = 1 << 3;
    pub(super) const FEATURE_TAGS: u8 = 2 << 3 | 2;
    pub(super) const FEATURE_TYPE: u8 = 3 << 3;
    pub(super) const FEATURE_GEOMETRY: u8 = 4 << 3 | 2;
    pub(super) const VALUE_STRING: u8 = 1 << 3 | 2;
    pub(super) const VALUE_UINT: u8 = 5 << 3;
}

/// Features with the same bands under the same keys, and the cell under the last key.
#[derive(Debug)]
pub(super) struct BandLayer {
    features: Vec<u8>,
    values: Vec<u8>,
    /// How many values there are: the index of the next.
    known: u64,
    /// The index of each band's value, once a feature has it.
    bands: [Option<u64>; 1 << u8::BITS],
    /// The feature being written.
    head: Vec<u8>,
    tags: Vec<u8>,
    geometry: Vec<u8>,
}

impl BandLayer {
    pub(super) fn new() -> Self {
        Self {
            features: Vec::new(),
            values: Vec::new(),
            known: 0,
            bands: [None; 1 << u8::BITS],
            head: Vec::new(),
            tags: Vec::new(),
            geometry: Vec::new(),
        }
    }

    /// Adds a cell with its ring in tile units (open, three points or more) and its bands, in the order of the keys.
    pub(super) fn push(&mut self, cell: Cell, ring: &[MvtCoord], bands: impl Iterator<Item = u8>) {
        self.tags.clear();
        let mut key = 0;
        bands.for_each(|band| {
            let value = self.band(band);
            put_varint(key, &mut self.tags);
            put_varint(value, &mut self.tags);
            key += 1;
        });
        let name = self.name(cell);
        put_varint(key, &mut self.tags);
        put_varint(name, &mut self.tags);
        self.geometry.clear();
        put_ring(ring, &mut self.geometry);
        self.head.clear();
        put_number(field::FEATURE_ID, cell.feature_id(), &mut self.head);
        put_bytes(field::FEATURE_TAGS, &self.tags, &mut self.head);
        put_number(field::FEATURE_TYPE, POLYGON, &mut self.head);
        put_bytes(field::FEATURE_GEOMETRY, &self.geometry, &mut self.head);
        put_bytes(field::LAYER_FEATURE, &self.head, &mut self.features);
    }

    /// The tile with this layer alone; `None` when it has no feature.
    pub(super) fn encode<'k>(
        self,
        name: &str,
        keys: impl Iterator<Item = &'k str>,
    ) -> Option<Vec<u8>> {
        if self.features.is_empty() {
            return None;
        }
        let (mut before, mut after) = (Vec::new(), Vec::new());
        put_bytes(field::LAYER_NAME, name.as_bytes(), &mut before);
        for key in keys {
            put_bytes(field::LAYER_KEY, key.as_bytes(), &mut after);
        }
        after.extend_from_slice(&self.values);
        put_number(field::LAYER_EXTENT, DEFAULT_EXTENT.get().into(), &mut after);
        put_number(field::LAYER_VERSION, VERSION, &mut after);
        let length = before.len() + self.features.len() + after.len();
        let mut tile = Vec::with_capacity(length + 1 + MAX_VARINT);
        tile.push(field::TILE_LAYER);
        put_varint(length as u64, &mut tile);
        for part in [before, self.features, after] {
            tile.extend_from_slice(&part);
        }
        Some(tile)
    }

    /// The index of a band among the values.
    fn band(&mut self, band: u8) -> u64 {
        if let Some(index) = self.bands[usize::from(band)] {
            return index;
        }
        let mut value = Vec::new();
        put_number(field::VALUE_UINT, band.into(), &mut value);
        let index = self.add_value(&value);
        self.bands[usize::from(band)] = Some(index);
        index
    }

    /// The index of a cell's name, which no other feature has.
    fn name(&mut self, cell: Cell) -> u64 {
        let mut value = [0; CELL_DIGITS + 2];
        value[0] = field::VALUE_STRING;
        value[1] = CELL_DIGITS as u8;
        let mut rest = cell.raw();
        for digit in value[2..].iter_mut().rev() {
            *digit = b"0123456789abcdef"[(rest & 0xf) as usize];
            rest >>= 4;
        }
        self.add_value(&value)
    }

    fn add_value(&mut self, value: &[u8]) -> u64 {
        put_bytes(field::LAYER_VALUE, value, &mut self.values);
        self.known += 1;
        self.known - 1
    }
}

/// Most bytes of a number of 64 bits, seven bits a byte.
const MAX_VARINT: usize = 10;

/// Least significant seven bits first; the high bit says that more follow.
fn put_varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn put_number(field: u8, value: u64, out: &mut Vec<u8>) {
    out.push(field);
    put_varint(value, out);
}

fn put_bytes(field: u8, bytes: &[u8], out: &mut Vec<u8>) {
    put_number(field, bytes.len() as u64, out);
    out.extend_from_slice(bytes);
}

/// An exterior ring, turned so that its area is positive, as steps from point to point.
fn put_ring(ring: &[MvtCoord], out: &mut Vec<u8>) {
    let mut from = MvtCoord { x: 0, y: 0 };
    let mut step = |(index, &to): (usize, &MvtCoord)| {
        match index {
            0 => put_varint(MOVE_TO, out),
            1 => put_varint(LINE_TO | ((ring.len() as u64 - 1) << COUNT_SHIFT), out),
            _ => {}
        }
        put_varint(zigzag(to.x - from.x), out);
        put_varint(zigzag(to.y - from.y), out);
        from = to;
    };
    if doubled_area(ring) < 0 {
        ring.iter().rev().enumerate().for_each(&mut step);
    } else {
        ring.iter().enumerate().for_each(&mut step);
    }
    put_varint(CLOSE_PATH, out);
}

/// Small numbers of either sign as small numbers without one.
fn zigzag(value: i32) -> u64 {
    u64::from(((value << 1) ^ (value >> 31)).cast_unsigned())
}

#[cfg(test)]
mod tests {
    use fast_mvt::{MvtGeomType, MvtLayerBuilder, MvtValueRef};
    use oshaq_domain::{LatLng, Resolution};

    use super::*;

    const KEYS: [&str; 4] = ["r202412", "f202501", "hi", "cell"];

    type Feature = (Cell, Vec<MvtCoord>, [u8; 3]);

    /// Cells with rings of three to six points of either winding; the last bands are first met past the 128th value.
    fn features() -> Vec<Feature> {
        let place = LatLng::from_degrees(51.1283, 71.4305).unwrap();
        let centre = Cell::containing(place, Resolution::new(8).unwrap());
        let cells = (0..=9).flat_map(|ring| centre.ring(ring)).enumerate();
        cells
            .map(|(index, cell)| {
                let (at, size) = (index as i32 * 13 % 4160 - 64, 3 + index as i32 % 200);
                let corners = [(0, 0), (2, 0), (3, 1), (2, 2), (0, 2), (-1, 1)];
                let mut ring: Vec<MvtCoord> = corners[..3 + index % 4]
                    .iter()
                    .map(|&(x, y)| MvtCoord {
                        x: at + x * size,
                        y: at / 2 + y * size,
                    })
                    .collect();
                if index % 3 == 0 {
                    ring.reverse();
                }
                let latest = (index / 50) as u8;
                (cell, ring, [latest, 5 - latest.min(5), (index % 2) as u8])
            })
            .collect()
    }

    fn by_fast_mvt(features: &[Feature]) -> Vec<u8> {
        let mut layer = MvtLayerBuilder::new("cells").unwrap();
        for (cell, ring, bands) in features {
            let mut feature = layer.feature_of(MvtGeomType::Polygon);
            feature.id(Some(cell.feature_id()));
            feature.ring(ring.iter().copied(), true).unwrap();
            for (key, &band) in KEYS.iter().zip(bands) {
                feature
                    .tag_ref(key, MvtValueRef::UInt(band.into()))
                    .unwrap();
            }
            let name = cell.to_string();
            feature.tag_ref("cell", MvtValueRef::String(&name)).unwrap();
            layer = feature.end();
        }
        layer.encode()
    }

    fn by_known_indices(features: &[Feature]) -> Option<Vec<u8>> {
        let mut layer = BandLayer::new();
        for (cell, ring, bands) in features {
            layer.push(*cell, ring, bands.iter().copied());
        }
        layer.encode("cells", KEYS.into_iter())
    }

    #[test]
    fn a_tile_has_the_bytes_that_fast_mvt_writes() {
        let features = features();
        assert!(features.len() > 250);
        for length in [1, 2, 129, features.len()] {
            let some = &features[..length];
            assert_eq!(by_known_indices(some), Some(by_fast_mvt(some)), "{length}");
        }
    }

    #[test]
    fn a_layer_without_cells_is_no_tile() {
        assert_eq!(by_known_indices(&[]), None);
    }
}
