//! Coordinate reference systems of boxes and answers.

use std::f64::consts::PI;

use crate::http::problem::Problem;

/// Radius of the sphere of Web Mercator, metres (EPSG:3857).
const RADIUS_M: f64 = 6_378_137.0;

/// A coordinate reference system that is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Crs {
    /// WGS 84, longitude first: how everything is stored.
    Crs84,
    /// WGS 84, latitude first.
    Epsg4326,
    /// Web Mercator, metres.
    Epsg3857,
}

impl Crs {
    pub(super) const ALL: [Self; 3] = [Self::Crs84, Self::Epsg4326, Self::Epsg3857];

    /// The name by which clients ask.
    pub(super) const fn uri(self) -> &'static str {
        match self {
            Self::Crs84 => "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            Self::Epsg4326 => "http://www.opengis.net/def/crs/EPSG/0/4326",
            Self::Epsg3857 => "http://www.opengis.net/def/crs/EPSG/0/3857",
        }
    }

    pub(super) fn read(text: &str) -> Result<Self, Problem> {
        let known = Self::ALL.into_iter().find(|own| own.uri() == text);
        known.ok_or_else(|| {
            let names = Self::ALL.map(Self::uri).join(", ");
            Problem::bad_request(
                "crs",
                format!("the coordinate reference system must be one of {names}"),
            )
        })
    }

    /// Longitude and latitude in degrees of a point of this system.
    pub(super) fn degrees(self, (first, second): (f64, f64)) -> (f64, f64) {
        match self {
            Self::Crs84 => (first, second),
            Self::Epsg4326 => (second, first),
            Self::Epsg3857 => {
                let lat = 2.0 * (second / RADIUS_M).exp().atan() - PI / 2.0;
                ((first / RADIUS_M).to_degrees(), lat.to_degrees())
            }
        }
    }

    /// A point of this system of a longitude and latitude in degrees.
    ///
    /// Source: EPSG guidance note 7-2, method 1024.
    pub(super) fn of_degrees(self, lng: f64, lat: f64) -> [f64; 2] {
        let centimetres = |metres: f64| (metres * 100.0).round() / 100.0;
        match self {
            Self::Crs84 => [lng, lat],
            Self::Epsg4326 => [lat, lng],
            Self::Epsg3857 => [
                centimetres(RADIUS_M * lng.to_radians()),
                centimetres(RADIUS_M * (PI / 4.0 + lat.to_radians() / 2.0).tan().ln()),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_survives_every_system() {
        for crs in Crs::ALL {
            let [x, y] = crs.of_degrees(76.9, 43.25);
            let (lng, lat) = crs.degrees((x, y));
            assert!(
                (lng - 76.9).abs() < 1e-6 && (lat - 43.25).abs() < 1e-6,
                "{crs:?}"
            );
            assert_eq!(Crs::read(crs.uri()).ok(), Some(crs));
        }
    }

    #[test]
    fn almaty_in_web_mercator_is_where_proj_puts_it() {
        // PROJ by GDAL 3.6.2: echo "76.9 43.25" | gdaltransform -s_srs EPSG:4326 -t_srs EPSG:3857
        let [x, y] = Crs::Epsg3857.of_degrees(76.9, 43.25);
        assert!(
            (x - 8_560_468.84).abs() < 0.02 && (y - 5_350_102.14).abs() < 0.02,
            "{x} {y}"
        );
    }
}
