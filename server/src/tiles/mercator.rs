//! From degrees to tile units, and cutting what leaves a tile.

use std::f64::consts::PI;

use fast_mvt::MvtCoord;
use oshaq_domain::LatLng;

use super::TileAddress;

/// Units along a side of a tile.
pub(crate) const EXTENT: f64 = 4096.0;

/// Units drawn beyond a tile's edge, so that outlines and labels meet without seams.
pub(crate) const BUFFER: f64 = 64.0;

/// Latitude at which the Web Mercator square ends, in degrees.
pub(crate) const LAST_LATITUDE: f64 = 85.051_128_779_806_59;

/// A point of the Web Mercator square: 0 to 1 from the west and from the north.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct MapPoint {
    pub x: f64,
    pub y: f64,
}

impl MapPoint {
    /// Projects a place. `None` beyond the last latitude of the square.
    ///
    /// Source: EPSG:3857 on the unit square, `y = ½ − ln tan(π/4 + φ/2) / 2π`.
    pub(crate) fn of(place: LatLng) -> Option<Self> {
        (place.lat().abs() <= LAST_LATITUDE).then(|| Self {
            x: (place.lng() + 180.0) / 360.0,
            y: 0.5 - (PI / 4.0 + place.lat().to_radians() / 2.0).tan().ln() / (2.0 * PI),
        })
    }
}

/// A tile as a frame: turns map points into the units of one tile.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    scale: f64,
    left: f64,
    top: f64,
}

impl Frame {
    pub(crate) fn of(tile: TileAddress) -> Self {
        let scale = f64::from(1_u32 << tile.z()) * EXTENT;
        Self {
            scale,
            left: f64::from(tile.x()) * EXTENT,
            top: f64::from(tile.y()) * EXTENT,
        }
    }

    /// The point in tile units, not rounded.
    pub(crate) fn place(&self, point: MapPoint) -> (f64, f64) {
        (
            point.x * self.scale - self.left,
            point.y * self.scale - self.top,
        )
    }

    /// West, north, east and south edges on the map, buffer included.
    pub(crate) fn edges(&self) -> [f64; 4] {
        let along = |units: f64| units / self.scale;
        [
            along(self.left - BUFFER),
            along(self.top - BUFFER),
            along(self.left + EXTENT + BUFFER),
            along(self.top + EXTENT + BUFFER),
        ]
    }
}

/// The range of tile columns (or rows) of a zoom that a stretch of the map touches, buffers included.
pub(crate) fn columns(zoom: u8, from: f64, to: f64) -> std::ops::RangeInclusive<u32> {
    let side = f64::from(1_u32 << zoom);
    let last = (1_u32 << zoom) - 1;
    let margin = BUFFER / EXTENT;
    let tile = |at: f64| (at.floor().max(0.0) as u32).min(last);
    tile(from * side - margin)..=tile(to * side + margin)
}

/// Cuts a convex ring (tile units) to the tile and its buffer and rounds it. Empty when nothing of it is left.
///
/// Source: Sutherland and Hodgman, "Reentrant polygon clipping", CACM 17(1), 1974; exact for convex rings.
pub(crate) fn clip_convex(ring: &[(f64, f64)], out: &mut Vec<MvtCoord>) {
    let (low, high) = (-BUFFER, EXTENT + BUFFER);
    let inside = |&(x, y): &(f64, f64)| x >= low && x <= high && y >= low && y <= high;
    out.clear();
    if ring.iter().all(inside) {
        out.extend(ring.iter().map(|&point| round(point)));
    } else {
        let mut kept = ring.to_vec();
        for (axis, bound, above) in [
            (0, low, true),
            (0, high, false),
            (1, low, true),
            (1, high, false),
        ] {
            kept = cut(&kept, axis, bound, above);
        }
        out.extend(kept.into_iter().map(round));
    }
    out.dedup();
    if out.len() > 1 && out.first() == out.last() {
        out.pop();
    }
    if out.len() < 3 || doubled_area(out) == 0 {
        out.clear();
    }
}

fn cut(ring: &[(f64, f64)], axis: usize, bound: f64, above: bool) -> Vec<(f64, f64)> {
    let along = |point: (f64, f64)| if axis == 0 { point.0 } else { point.1 };
    let keeps = |point: (f64, f64)| {
        if above {
            along(point) >= bound
        } else {
            along(point) <= bound
        }
    };
    let mut kept = Vec::with_capacity(ring.len() + 2);
    for (index, &point) in ring.iter().enumerate() {
        let before = ring[(index + ring.len() - 1) % ring.len()];
        if keeps(before) != keeps(point) {
            let share = (bound - along(before)) / (along(point) - along(before));
            kept.push((
                before.0 + share * (point.0 - before.0),
                before.1 + share * (point.1 - before.1),
            ));
        }
        if keeps(point) {
            kept.push(point);
        }
    }
    kept
}

pub(crate) fn round((x, y): (f64, f64)) -> MvtCoord {
    MvtCoord {
        x: x.round() as i32,
        y: y.round() as i32,
    }
}

/// Twice the area of a ring; positive when it turns clockwise on the screen, as exterior rings do.
pub(super) fn doubled_area(ring: &[MvtCoord]) -> i64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter()
        .zip(next)
        .map(|(a, b)| i64::from(a.x) * i64::from(b.y) - i64::from(b.x) * i64::from(a.y))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(lat: f64, lng: f64) -> MapPoint {
        MapPoint::of(LatLng::from_degrees(lat, lng).unwrap()).unwrap()
    }

    #[test]
    fn the_middle_of_the_map_is_null_island() {
        let middle = point(0.0, 0.0);
        assert!((middle.x - 0.5).abs() < 1e-12 && (middle.y - 0.5).abs() < 1e-12);
    }

    #[test]
    fn baiterek_lies_in_the_tile_that_every_map_puts_it_in() {
        // Slippy map arithmetic, OpenStreetMap wiki: lon 71.4305, lat 51.1283, zoom 10 gives 715/342.
        let place = point(51.1283, 71.4305);
        let side = 1024.0;
        assert_eq!(
            ((place.x * side) as u32, (place.y * side) as u32),
            (715, 342)
        );
    }

    #[test]
    fn the_poles_are_not_on_the_map() {
        assert!(MapPoint::of(LatLng::from_degrees(85.06, 0.0).unwrap()).is_none());
        assert!(MapPoint::of(LatLng::from_degrees(-90.0, 0.0).unwrap()).is_none());
    }

    #[test]
    fn a_ring_inside_is_kept_and_one_outside_is_dropped() {
        let mut out = Vec::new();
        clip_convex(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)], &mut out);
        assert_eq!(out.len(), 3);
        clip_convex(&[(5000.0, 0.0), (5010.0, 0.0), (5010.0, 10.0)], &mut out);
        assert!(out.is_empty());
    }

    #[test]
    fn a_ring_across_the_edge_ends_at_the_buffer() {
        let mut out = Vec::new();
        clip_convex(
            &[
                (-1000.0, 10.0),
                (100.0, 10.0),
                (100.0, 900.0),
                (-1000.0, 900.0),
            ],
            &mut out,
        );
        let west = out.iter().map(|at| at.x).min();
        assert_eq!((out.len(), west), (4, Some(-64)));
    }

    #[test]
    fn a_ring_thinner_than_a_unit_is_dropped() {
        let mut out = vec![MvtCoord { x: 1, y: 1 }];
        clip_convex(&[(0.0, 0.0), (0.2, 0.0), (0.2, 0.2)], &mut out);
        assert!(out.is_empty());
    }

    #[test]
    fn a_stretch_near_an_edge_reaches_into_the_next_tile() {
        assert_eq!(columns(3, 0.51, 0.52), 4..=4);
        assert_eq!(columns(3, 0.501, 0.502), 3..=4);
        assert_eq!(columns(3, 0.0, 1.0), 0..=7);
    }
}
