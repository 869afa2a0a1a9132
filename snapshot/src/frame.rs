//! Where a place falls in the picture: Web Mercator, fitted to the frame of the map.

use crate::request::{MAX_LATITUDE, Point};

/// Units of the vector tile across the rendered square. Four times maplibre's 4096, for edges that sit right to a quarter pixel in the
/// largest picture; not more, because geozero 0.9 sums ring areas in 32 bits.
pub const EXTENT: f64 = 16_384.0;

/// The part of the picture that shows the map, and the square that maplibre renders for it.
///
/// maplibre's headless camera looks straight down on one square tile. The frame is cut from the middle of a square as wide as the frame's longer side.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    /// Left edge in the picture, pixels.
    pub left: u32,
    /// Upper edge in the picture, pixels.
    pub top: u32,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

impl Frame {
    /// Side of the rendered square in pixels.
    pub fn side(&self) -> u32 {
        self.width.max(self.height)
    }

    /// Left and upper edge of the frame inside the rendered square, pixels.
    pub fn crop(&self) -> (u32, u32) {
        (
            (self.side() - self.width) / 2,
            (self.side() - self.height) / 2,
        )
    }
}

/// Projects places onto the rendered square.
#[derive(Debug, Clone, Copy)]
pub struct Projection {
    centre: [f64; 2],
    origin: [f64; 2],
    scale: f64,
}

impl Projection {
    /// Fits `bounds` (west, south, east, north in degrees) into the frame, centred, with its shape kept.
    pub fn fit(bounds: [f64; 4], frame: &Frame) -> Self {
        let [west, south, east, north] = bounds;
        let [left, bottom] = mercator([west, south]);
        let [right, top] = mercator([east, north]);
        let (width, height) = (f64::from(frame.width), f64::from(frame.height));
        let units_per_pixel = EXTENT / f64::from(frame.side());
        let scale = (width / (right - left)).min(height / (bottom - top)) * units_per_pixel;
        let (crop_left, crop_top) = frame.crop();
        let origin = [
            f64::from(crop_left) + width / 2.0,
            f64::from(crop_top) + height / 2.0,
        ]
        .map(|pixel| pixel * units_per_pixel);
        Self {
            centre: [f64::midpoint(left, right), f64::midpoint(top, bottom)],
            origin,
            scale,
        }
    }

    /// Units of the vector tile right of and below the upper left corner of the rendered square.
    pub fn project(&self, place: Point) -> [f64; 2] {
        let [x, y] = mercator(place);
        [
            (x - self.centre[0]).mul_add(self.scale, self.origin[0]),
            (y - self.centre[1]).mul_add(self.scale, self.origin[1]),
        ]
    }
}

/// Web Mercator: the world between 0 and 1, from the west and from the north.
fn mercator([lng, lat]: Point) -> [f64; 2] {
    let lat = lat
        .clamp(-MAX_LATITUDE - 0.05, MAX_LATITUDE + 0.05)
        .to_radians();
    [
        lng / 360.0 + 0.5,
        0.5 - lat.tan().asinh() / std::f64::consts::TAU,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame = Frame {
        left: 0,
        top: 60,
        width: 800,
        height: 401,
    };

    fn pixel(bounds: [f64; 4], place: Point) -> [f64; 2] {
        let (left, top) = FRAME.crop();
        let [x, y] = Projection::fit(bounds, &FRAME)
            .project(place)
            .map(|unit| unit * f64::from(FRAME.side()) / EXTENT);
        [x - f64::from(left), y - f64::from(top)]
    }

    fn close(found: [f64; 2], expected: [f64; 2]) -> bool {
        found
            .iter()
            .zip(expected)
            .all(|(a, b)| (a - b).abs() < 1e-6)
    }

    #[test]
    fn the_middle_of_the_bounds_is_the_middle_of_the_frame() {
        let found = pixel([60.0, -10.0, 80.0, 10.0], [70.0, 0.0]);
        assert!(close(found, [400.0, 200.5]), "{found:?}");
    }

    #[test]
    fn tall_bounds_touch_the_upper_and_lower_edge_of_a_wide_frame() {
        let bounds = [66.0, 42.0, 67.0, 48.0];
        let upper = pixel(bounds, [66.0, 48.0]);
        let lower = pixel(bounds, [67.0, 42.0]);
        assert!(
            upper[1].abs() < 1e-6 && (lower[1] - 401.0).abs() < 1e-6,
            "{upper:?} {lower:?}"
        );
        assert!(upper[0] > 0.0 && lower[0] < 800.0, "{upper:?} {lower:?}");
    }

    #[test]
    fn wide_bounds_touch_the_left_and_right_edge() {
        let bounds = [46.0, 43.0, 87.0, 44.0];
        assert!(pixel(bounds, [46.0, 43.5])[0].abs() < 1e-6);
        assert!((pixel(bounds, [87.0, 43.5])[0] - 800.0).abs() < 1e-6);
    }

    #[test]
    fn the_projection_keeps_small_shapes() {
        let bounds = [76.8, 43.1, 77.0, 43.3];
        let here = pixel(bounds, [76.9, 43.2]);
        let east = pixel(bounds, [76.9 + 0.001, 43.2]);
        let north = pixel(bounds, [76.9, 43.2 + 0.001 * 43.2_f64.to_radians().cos()]);
        let ratio = (east[0] - here[0]) / (here[1] - north[1]);
        assert!((ratio - 1.0).abs() < 1e-4, "{ratio}");
    }
}
