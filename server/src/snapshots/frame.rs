//! The part of the map that a picture shows.

use crate::http::problem::Problem;
use crate::ogc::bbox_degrees;

/// Tenths of a metre more or less make no other picture: pictures are remembered by frames in ten-thousandths of a degree.
const GRAIN: f64 = 1e4;
/// Least width and height of a frame, degrees: some cells of the finest resolution.
const LEAST: f64 = 0.02;
/// How far beyond the country a frame may reach, degrees.
const BEYOND: f64 = 8.0;
/// Bounds where no unit has a shape: Kazakhstan.
const COUNTRY: [f64; 4] = [46.0, 40.0, 88.0, 56.0];
/// Room around a unit, as a share of its width, and at least so many degrees.
const MARGIN: (f64, f64) = (0.03, 0.01);

/// Pixels across of the map in a picture of one map; the zoom follows from it.
const MAP_PX: f64 = 900.0;
/// Side of a tile at its own zoom, pixels, as clients draw it.
const TILE_PX: f64 = 512.0;

/// From this zoom on the shapes of lakes and rivers, good to some 3 km, are too coarse to be shown.
const WATER_GONE_ZOOM: f64 = 8.0;

/// West, south, east and north, in ten-thousandths of a degree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Frame([i32; 4]);

impl Frame {
    /// Reads four degrees, west, south, east, north; what reaches far beyond the country is cut off, what is tiny is widened.
    ///
    /// # Errors
    /// A [`Problem`] where they are no numbers, turned round, or nowhere near the country.
    pub(super) fn read(text: &str, country: Option<[f64; 4]>) -> Result<Self, Problem> {
        let [west, south, east, north] = bbox_degrees(text)?;
        let around = country.unwrap_or(COUNTRY);
        let (low, high) = ([around[0], around[1]], [around[2], around[3]]);
        let limit =
            |degrees: f64, axis: usize| degrees.clamp(low[axis] - BEYOND, high[axis] + BEYOND);
        let cut = [
            limit(west, 0),
            limit(south, 1),
            limit(east, 0),
            limit(north, 1),
        ];
        let inside = cut[0] < high[0] && cut[2] > low[0] && cut[1] < high[1] && cut[3] > low[1];
        if !inside {
            return Err(Problem::bad_request(
                "bbox",
                "`bbox` shows nothing of the country; write west,south,east,north in degrees",
            ));
        }
        let (west, east) = widened(cut[0], cut[2]);
        let (south, north) = widened(cut[1], cut[3]);
        Ok(Self::of([west, south, east, north]))
    }

    /// The frame around a unit, or around the country.
    pub(super) fn around(bounds: Option<[f64; 4]>) -> Self {
        let [west, south, east, north] = bounds.unwrap_or(COUNTRY);
        let margin = ((east - west) * MARGIN.0).max(MARGIN.1);
        Self::of([west - margin, south - margin, east + margin, north + margin])
    }

    fn of(degrees: [f64; 4]) -> Self {
        Self(degrees.map(|degrees| (degrees * GRAIN).round() as i32))
    }

    /// West, south, east and north in degrees.
    pub(super) fn degrees(self) -> [f64; 4] {
        self.0.map(|grains| f64::from(grains) / GRAIN)
    }

    /// The frame with half its width and height added on every side: what a picture of another shape shows around it.
    pub(super) fn with_surroundings(self) -> [f64; 4] {
        let [west, south, east, north] = self.degrees();
        let (across, up) = ((east - west) / 2.0, (north - south) / 2.0);
        [west - across, south - up, east + across, north + up]
    }

    /// Width by height on the map (Web Mercator).
    pub(super) fn aspect(self) -> f64 {
        let [west, south, east, north] = self.degrees();
        let northing = |lat: f64| lat.to_radians().tan().asinh();
        (east - west).to_radians() / (northing(north) - northing(south))
    }

    /// Whether lakes and rivers are drawn.
    pub(super) fn shows_water(self) -> bool {
        self.zoom() < WATER_GONE_ZOOM
    }

    /// The zoom at which clients see so much on a map as wide as a picture's.
    pub(super) fn zoom(self) -> f64 {
        let [west, _, east, _] = self.degrees();
        (MAP_PX * 360.0 / (TILE_PX * (east - west))).log2()
    }
}

fn widened(low: f64, high: f64) -> (f64, f64) {
    let missing = (LEAST - (high - low)).max(0.0) / 2.0;
    (low - missing, high + missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Option<[f64; 4]> = Some([75.0, 42.5, 79.0, 46.0]);

    #[test]
    fn a_frame_is_cut_to_the_country_and_its_surroundings() {
        let frame = Frame::read("-180,-90,180,90", HERE).unwrap();
        assert_eq!(frame, Frame::of([67.0, 34.5, 87.0, 54.0]));
    }

    #[test]
    fn a_tiny_frame_is_widened_about_its_middle() {
        let frame = Frame::read("76.9,43.2,76.9,43.2", HERE).unwrap();
        assert_eq!(frame, Frame::of([76.89, 43.19, 76.91, 43.21]));
    }

    #[test]
    fn what_is_no_frame_or_far_away_is_refused() {
        for text in [
            "",
            "1,2,3",
            "76,43,77,x",
            "77,43,76,44",
            "NaN,1,2,3",
            "0,0,10,10",
        ] {
            assert!(Frame::read(text, HERE).is_err(), "{text}");
        }
    }

    #[test]
    fn frames_that_no_eye_tells_apart_are_one() {
        let read = |text| Frame::read(text, HERE).unwrap();
        assert_eq!(read("76.90001,43.2,77,43.3"), read("76.90002,43.2,77,43.3"));
    }

    #[test]
    fn a_frame_of_a_degree_at_the_equators_scale_is_seen_at_zoom_nine() {
        let frame = Frame::read("76,43,77,44", HERE).unwrap();
        assert!((9.0..9.6).contains(&frame.zoom()), "{}", frame.zoom());
        // A degree of longitude is shorter than one of latitude by the cosine of the latitude.
        assert!((frame.aspect() - 43.5_f64.to_radians().cos()).abs() < 0.01);
    }
}
