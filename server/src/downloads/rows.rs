//! Tables and features, made piece by piece while they are sent.

use std::io::Write;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;
use oshaq_domain::{Band, Cell};
use serde_json::{Map, Value, json};

use crate::publication::Publication;
use crate::publication::values::{Lattice, Row};

/// Cells in one piece: some ten kilobytes.
const CELLS_AT_ONCE: usize = 32;

const DISTRICT_HEAD: &str = "district,category,month,kind,band,band_low,band_high,recorded\r\n";

const CELL_HEAD: &str = "resolution,cell,category,month,kind,band,band_low,band_high,recorded\r\n";
const UNIT_HEAD: &str = "unit,category,month,recorded,not_mapped\r\n";

/// `cells.csv`. Nothing in it needs quoting.
///
/// Source: RFC 4180.
pub(crate) fn cell_rows(
    publication: Arc<Publication>,
    series: usize,
    lattice: usize,
) -> impl Iterator<Item = Vec<u8>> + Send {
    let head = std::iter::once(CELL_HEAD.as_bytes().to_vec());
    let number = publication.values.lattices()[lattice].cells().len();
    let pieces = (0..number).step_by(CELLS_AT_ONCE).map(move |begin| {
        let lattice = &publication.values.lattices()[lattice];
        let mut text = Vec::new();
        for position in begin..number.min(begin + CELLS_AT_ONCE) {
            if let Some(row) = lattice.row(series, position) {
                write_cell(&mut text, &publication, series, lattice, position, row);
            }
        }
        text
    });
    head.chain(pieces)
}

fn write_cell(
    text: &mut Vec<u8>,
    publication: &Publication,
    series: usize,
    lattice: &Lattice,
    position: usize,
    row: Row<'_>,
) {
    let meta = &publication.meta;
    let category = &meta.series[series];
    let subject = format!(
        "{},{},{category}",
        lattice.resolution().get(),
        lattice.cells()[position]
    );
    for (index, month) in meta.months.iter().enumerate() {
        let recorded = number(row.recorded(index).rounded());
        let band = row.band(index);
        let line = format!("{subject},{month},recorded,{band},,,{recorded}\r\n");
        text.extend_from_slice(line.as_bytes());
    }
    let codes = row.forecast();
    let (band, low, high) = (codes.band, codes.low, codes.high);
    let month = meta.forecast_month;
    let line = format!("{subject},{month},forecast,{band},{low},{high},\r\n");
    text.extend_from_slice(line.as_bytes());
}

/// `units.csv`.
pub(crate) fn unit_rows(publication: &Publication) -> Vec<u8> {
    let mut text = UNIT_HEAD.as_bytes().to_vec();
    for row in publication.all_unit_counts() {
        let counts = row.recorded.iter().zip(&row.not_mapped);
        for (month, (&recorded, &not_mapped)) in publication.meta.months.iter().zip(counts) {
            let (unit, category) = (row.unit, &row.category);
            let (recorded, not_mapped) = (number(recorded), number(not_mapped));
            let line = format!("{unit},{category},{month},{recorded},{not_mapped}\r\n");
            text.extend_from_slice(line.as_bytes());
        }
    }
    text
}

/// `districts.csv`.
pub(crate) fn district_rows(publication: &Publication) -> Vec<u8> {
    let meta = &publication.meta;
    let areas = meta.division.as_ref().map_or(&[][..], |own| &own.areas);
    let mut text = DISTRICT_HEAD.as_bytes().to_vec();
    for row in &publication.district_counts {
        let code = areas[usize::from(row.district)].code;
        let subject = format!("{code},{}", meta.series[usize::from(row.series)]);
        let told = row.recorded.iter().zip(&row.bands);
        for (month, (&recorded, band)) in meta.months.iter().zip(told) {
            let (band, recorded) = (band.code(), number(recorded));
            let line = format!("{subject},{month},recorded,{band},,,{recorded}\r\n");
            text.extend_from_slice(line.as_bytes());
        }
        let [band, low, high] = row.forecast.map(Band::code);
        let month = meta.forecast_month;
        let line = format!("{subject},{month},forecast,{band},{low},{high},\r\n");
        text.extend_from_slice(line.as_bytes());
    }
    text
}

fn number(count: Option<u32>) -> String {
    count.map_or_else(String::new, |count| count.to_string())
}

/// `cells.geojson`.
///
/// Source: RFC 7946.
pub(crate) fn cell_features(
    publication: Arc<Publication>,
    series: usize,
    lattice: usize,
) -> impl Iterator<Item = Vec<u8>> + Send {
    let positions = 0..publication.values.lattices()[lattice].cells().len();
    let simulated = publication.meta.simulated;
    let mut separator = "";
    let features = positions.filter_map(move |position| {
        let lattice = &publication.values.lattices()[lattice];
        let row = lattice.row(series, position)?;
        let feature = feature(&publication, series, lattice, position, row);
        let text = format!("{separator}{feature}");
        separator = ",\n";
        Some(text.into_bytes())
    });
    let head = format!(r#"{{"type":"FeatureCollection","simulated":{simulated},"features":["#);
    std::iter::once(head.into_bytes())
        .chain(features)
        .chain(std::iter::once(b"]}\n".to_vec()))
}

fn feature(
    publication: &Publication,
    series: usize,
    lattice: &Lattice,
    position: usize,
    row: Row<'_>,
) -> Value {
    let meta = &publication.meta;
    let cell = lattice.cells()[position];
    let unit = publication.unit_of(lattice.unit_code(position));
    let codes = row.forecast();
    let mut properties = Map::from_iter([
        ("cell".to_owned(), json!(cell.to_string())),
        ("category".to_owned(), json!(meta.series[series])),
        ("unit".to_owned(), json!(unit.map(|unit| unit.kato))),
        ("band".to_owned(), json!(codes.band)),
        ("band_low".to_owned(), json!(codes.low)),
        ("band_high".to_owned(), json!(codes.high)),
    ]);
    for (index, month) in meta.months.iter().enumerate() {
        let recorded = json!(row.recorded(index).rounded());
        properties.insert(format!("recorded_{month}"), recorded);
    }
    json!({
        "type": "Feature",
        "id": cell.feature_id(),
        "geometry": {"type": "Polygon", "coordinates": [ring(cell)]},
        "properties": properties,
    })
}

/// The outline of a cell, closed, as longitude and latitude in degrees.
fn ring(cell: Cell) -> Vec<[f64; 2]> {
    let corner = |at: &oshaq_domain::LatLng| [six_decimals(at.lng()), six_decimals(at.lat())];
    let mut ring: Vec<[f64; 2]> = cell.boundary().iter().map(corner).collect();
    ring.extend(ring.first().copied());
    ring
}

/// A decimetre.
fn six_decimals(degrees: f64) -> f64 {
    (degrees * 1e6).round() / 1e6
}

/// Pieces, packed with gzip one after the other.
pub(super) struct Packed<I> {
    pieces: I,
    encoder: Option<GzEncoder<Vec<u8>>>,
}

impl<I: Iterator<Item = Vec<u8>>> Packed<I> {
    pub(super) fn new(pieces: I) -> Self {
        Self {
            pieces,
            encoder: Some(GzEncoder::new(Vec::new(), Compression::fast())),
        }
    }
}

impl<I: Iterator<Item = Vec<u8>>> Iterator for Packed<I> {
    type Item = Vec<u8>;

    /// The next packed bytes; pieces that are still in the encoder give none.
    fn next(&mut self) -> Option<Vec<u8>> {
        let encoder = self.encoder.as_mut()?;
        for piece in self.pieces.by_ref() {
            // Writing to memory cannot fail.
            encoder.write_all(&piece).ok()?;
            if !encoder.get_ref().is_empty() {
                return Some(std::mem::take(encoder.get_mut()));
            }
        }
        self.encoder.take()?.finish().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn packed_pieces_unpack_to_the_whole() {
        let pieces: Vec<Vec<u8>> = (0..500)
            .map(|number: u32| format!("piece {} of many\n", number * number).into_bytes())
            .collect();
        let packed: Vec<u8> = Packed::new(pieces.clone().into_iter()).flatten().collect();
        let mut whole = Vec::new();
        flate2::read::GzDecoder::new(packed.as_slice())
            .read_to_end(&mut whole)
            .unwrap();
        assert_eq!(whole, pieces.concat());
        assert!(packed.len() < whole.len() / 2);
    }
}
