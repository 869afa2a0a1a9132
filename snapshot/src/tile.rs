//! The request's layers as one vector tile (MVT 2.1), which maplibre tessellates.
//!
//! Source: Mapbox Vector Tile Specification 2.1, section 4.3 (geometry encoding).

use geozero::mvt::{
    Message, Tile,
    tile::{self, GeomType},
};

use crate::{
    clip::{Unit, Window},
    failure::Failure,
    frame::{EXTENT, Projection},
    request::{Colour, Layer, Map, Point},
};

/// Name of the layer below all others, which paints the paper: maplibre 0.0.3 always clears to white.
pub const PAPER: &str = "paper:";

/// How far beyond the rendered square shapes are kept: wide lines and their joins reach back in.
const MARGIN: f64 = EXTENT / 16.0;

/// The box that shapes are cut to, in units from the middle of the square.
const WINDOW: Window = Window {
    low: -EXTENT / 2.0 - MARGIN,
    high: EXTENT / 2.0 + MARGIN,
};

/// A layer of the tile with its style.
#[derive(Debug, Clone, PartialEq)]
pub struct StyledLayer {
    /// Name of the layer in the tile.
    pub name: String,
    /// Its colour.
    pub colour: Colour,
    /// Pixels of its lines; `None` for areas.
    pub line_width: Option<f32>,
}

/// The tile's bytes and the layers that have something to show, the lowest first.
#[derive(Debug)]
pub struct EncodedTile {
    /// MVT.
    pub bytes: Vec<u8>,
    /// Layers in the order of drawing.
    pub layers: Vec<StyledLayer>,
}

/// Encodes paper and layers. Coordinates count from the middle of the square.
///
/// # Errors
/// [`Failure::Request`] for a ring so entangled that its area overflows.
pub fn encode(
    paper: Colour,
    map: Map<'_>,
    projection: &Projection,
) -> Result<EncodedTile, Failure> {
    let mut encoded = vec![(
        paper_layer(),
        StyledLayer {
            name: PAPER.to_owned(),
            colour: paper,
            line_width: None,
        },
    )];
    for (index, layer) in map.layers.iter().enumerate() {
        let features = features(layer, projection, &format!("{}[{index}]", map.field))?;
        if !features.is_empty() {
            let line_width = layer.lines.is_some().then(|| layer.width.unwrap_or(1.0));
            encoded.push((
                tile_layer(&layer.name, features),
                StyledLayer {
                    name: layer.name.clone(),
                    colour: layer.colour,
                    line_width,
                },
            ));
        }
    }
    let (tiles, layers): (Vec<_>, Vec<_>) = encoded.into_iter().unzip();
    Ok(EncodedTile {
        bytes: Tile { layers: tiles }.encode_to_vec(),
        layers,
    })
}

fn paper_layer() -> tile::Layer {
    let (low, high) = (rounded(WINDOW.low), rounded(WINDOW.high));
    let mut pen = Pen::default();
    pen.ring(&[[low, low], [high, low], [high, high], [low, high]]);
    tile_layer(PAPER, vec![pen.feature(GeomType::Polygon)])
}

fn tile_layer(name: &str, features: Vec<tile::Feature>) -> tile::Layer {
    tile::Layer {
        version: 2,
        name: name.to_owned(),
        extent: Some(EXTENT as u32),
        features,
        ..Default::default()
    }
}

fn features(
    layer: &Layer,
    projection: &Projection,
    field: &str,
) -> Result<Vec<tile::Feature>, Failure> {
    let mut features = Vec::new();
    for (index, rings) in layer.polygons.iter().flatten().enumerate() {
        let tangled = || {
            Failure::request(
                format!("{field}.polygons[{index}]"),
                "a ring winds around too often: split the polygon into simple ones",
            )
        };
        features.extend(polygon(rings, projection).map_err(|Tangled| tangled())?);
    }
    for line in layer.lines.iter().flatten() {
        features.extend(
            WINDOW
                .clip_line(&projected(line, projection))
                .iter()
                .filter_map(|part| line_feature(part)),
        );
    }
    Ok(features)
}

fn projected(points: &[Point], projection: &Projection) -> Vec<Unit> {
    points
        .iter()
        .map(|&point| projection.project(point).map(|unit| unit - EXTENT / 2.0))
        .collect()
}

fn polygon(
    rings: &[Vec<Point>],
    projection: &Projection,
) -> Result<Option<tile::Feature>, Tangled> {
    let mut pen = Pen::default();
    for (index, ring) in rings.iter().enumerate() {
        let mut ring = whole(&WINDOW.clip_ring(&projected(ring, projection)));
        if ring.len() > 1 && ring.first() == ring.last() {
            ring.pop();
        }
        let area = if ring.len() < 3 {
            0
        } else {
            double_area(&ring)?
        };
        match (index, area) {
            (0, 0) => return Ok(None),
            (_, 0) => continue,
            (0, ..0) | (1.., 1..) => ring.reverse(),
            _ => {}
        }
        pen.ring(&ring);
    }
    Ok(Some(pen.feature(GeomType::Polygon)))
}

fn line_feature(part: &[Unit]) -> Option<tile::Feature> {
    let points = whole(part);
    (points.len() >= 2).then(|| {
        let mut pen = Pen::default();
        pen.path(&points);
        pen.feature(GeomType::Linestring)
    })
}

/// Rounds to whole units and leaves out repeated points.
fn whole(points: &[Unit]) -> Vec<[i32; 2]> {
    let mut whole: Vec<[i32; 2]> = points.iter().map(|point| point.map(rounded)).collect();
    whole.dedup();
    whole
}

fn rounded(unit: f64) -> i32 {
    unit.round() as i32
}

/// The area of a ring overflows on the way.
#[derive(Debug)]
struct Tangled;

/// Twice the signed area, positive where the ring runs clockwise on the screen. geozero 0.9 sums the same terms in 32 bits with
/// an offset for holes, so the running sum must stay within half of that.
fn double_area(ring: &[[i32; 2]]) -> Result<i64, Tangled> {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).try_fold(0_i64, |sum, (a, b)| {
        let sum = sum + i64::from(a[0]) * i64::from(b[1]) - i64::from(b[0]) * i64::from(a[1]);
        if sum.abs() > i64::from(i32::MAX) / 2 {
            Err(Tangled)
        } else {
            Ok(sum)
        }
    })
}

/// Writes MVT commands.
#[derive(Default)]
struct Pen {
    cursor: [i32; 2],
    commands: Vec<u32>,
}

impl Pen {
    const MOVE_TO: u32 = 1;
    const LINE_TO: u32 = 2;
    const CLOSE_PATH: u32 = 7;

    fn path(&mut self, points: &[[i32; 2]]) {
        let Some((first, rest)) = points.split_first() else {
            return;
        };
        self.command(Self::MOVE_TO, 1);
        self.point(*first);
        self.command(Self::LINE_TO, rest.len());
        for point in rest {
            self.point(*point);
        }
    }

    fn ring(&mut self, points: &[[i32; 2]]) {
        self.path(points);
        self.command(Self::CLOSE_PATH, 1);
    }

    fn command(&mut self, id: u32, count: usize) {
        self.commands.push(id | ((count as u32) << 3));
    }

    fn point(&mut self, point: [i32; 2]) {
        for axis in [0, 1] {
            let step = point[axis] - self.cursor[axis];
            self.commands
                .push(((step << 1) ^ (step >> 31)).cast_unsigned());
        }
        self.cursor = point;
    }

    fn feature(self, kind: GeomType) -> tile::Feature {
        tile::Feature {
            r#type: Some(kind as i32),
            geometry: self.commands,
            ..Default::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Frame;

    const BOUNDS: [f64; 4] = [60.0, 40.0, 80.0, 55.0];

    fn encoded(layer: &str) -> Result<(Tile, Vec<StyledLayer>), Failure> {
        let layer: Layer = serde_json::from_str(layer).unwrap();
        let projection = Projection::fit(
            BOUNDS,
            &Frame {
                left: 0,
                top: 0,
                width: 800,
                height: 600,
            },
        );
        let map = Map {
            field: "layers",
            caption: None,
            layers: &[layer],
        };
        let tile = encode(Colour::PAPER, map, &projection)?;
        Ok((Tile::decode(tile.bytes.as_slice()).unwrap(), tile.layers))
    }

    #[test]
    fn the_paper_is_the_lowest_layer() {
        let (tile, layers) = encoded(r##"{"name": "a", "colour": "#010203", "polygons": [[[[65, 45], [66, 45], [66, 46]]]]}"##).unwrap();
        assert_eq!(
            layers
                .iter()
                .map(|layer| layer.name.as_str())
                .collect::<Vec<_>>(),
            [PAPER, "a"]
        );
        assert_eq!(tile.layers.len(), 2);
        assert_eq!(layers[1].colour, Colour([1, 2, 3]));
    }

    #[test]
    fn a_layer_with_nothing_in_sight_is_left_out() {
        let (_, layers) = encoded(r##"{"name": "a", "colour": "#010203", "polygons": [[[[-65, 45], [-66, 45], [-66, 46]]]]}"##).unwrap();
        assert_eq!(layers.len(), 1);
    }

    #[test]
    fn outer_rings_run_clockwise_and_holes_against() {
        let outer = "[62,42],[70,42],[70,50],[62,50],[62,42]";
        let hole = "[64,44],[66,44],[66,46],[64,46],[64,44]";
        let against = |ring: &str| {
            let mut points: Vec<&str> = ring
                .split_inclusive(']')
                .map(|point| point.trim_start_matches(','))
                .collect();
            points.reverse();
            points.join(",")
        };
        for (outer, hole) in [
            (outer.to_owned(), hole.to_owned()),
            (against(outer), against(hole)),
            (outer.to_owned(), against(hole)),
        ] {
            let text = format!(
                r##"{{"name": "a", "colour": "#010203", "polygons": [[[{outer}], [{hole}]]]}}"##
            );
            let (tile, _) = encoded(&text).unwrap();
            let areas = ring_areas(&tile.layers[1].features[0].geometry);
            assert!(
                areas.len() == 2 && areas[0] > 0 && areas[1] < 0,
                "{text}: {areas:?}"
            );
        }
    }

    fn ring_areas(commands: &[u32]) -> Vec<i64> {
        let (mut cursor, mut areas, mut rest) = ([0_i32; 2], Vec::new(), commands);
        while rest.len() > 3 {
            let count = (rest[3] >> 3) as usize;
            let mut ring = Vec::new();
            for pair in rest[1..3].chunks(2).chain(rest[4..4 + 2 * count].chunks(2)) {
                for axis in [0, 1] {
                    cursor[axis] +=
                        (pair[axis] >> 1).cast_signed() ^ -(pair[axis] & 1).cast_signed();
                }
                ring.push(cursor);
            }
            areas.push(double_area(&ring).unwrap());
            rest = &rest[5 + 2 * count..];
        }
        areas
    }

    #[test]
    fn a_ring_that_winds_around_many_times_is_refused() {
        let turn = "[59,39],[81,39],[81,56],[59,56],".repeat(30);
        let text =
            format!(r##"{{"name": "a", "colour": "#010203", "polygons": [[[{turn}[59,39]]]]}}"##);
        let failure = encoded(&text).unwrap_err();
        assert!(
            failure
                .to_string()
                .starts_with("layers[0].polygons[0]: a ring winds around too often"),
            "{failure}"
        );
    }

    #[test]
    fn a_line_crossing_the_map_twice_becomes_two_features() {
        let (tile, layers) = encoded(r##"{"name": "a", "colour": "#010203", "width": 2.5, "lines": [[[40, 42], [100, 42], [100, 50], [40, 50]]]}"##).unwrap();
        assert_eq!(tile.layers[1].features.len(), 2);
        assert_eq!(layers[1].line_width, Some(2.5));
    }
}
