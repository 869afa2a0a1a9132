//! Where a record is: from coordinates of some reference system to a cell and a unit.

mod edge;
mod patch;
mod projection;
mod squares;
mod surroundings;
mod units;

pub(crate) use projection::Projection;
pub(crate) use surroundings::Surroundings;
pub use units::UnitPolygons;

use oshaq_domain::{Cell, LatLng, Resolution};

use crate::profile::Bounds;

/// Why a record has no cell. It still counts in its unit's totals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum NotMapped {
    /// No coordinates, or only one.
    Missing,
    /// 0,0: nobody filled them in.
    Zero,
    /// Not numbers.
    Unreadable,
    /// A placeholder such as 2147483647.
    Placeholder,
    /// Metres in a column of degrees.
    NotDegrees,
}

impl NotMapped {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "coordinates_missing",
            Self::Zero => "coordinates_zero",
            Self::Unreadable => "coordinates_unreadable",
            Self::Placeholder => "coordinates_placeholder",
            Self::NotDegrees => "coordinates_not_degrees",
        }
    }
}

/// What became of a pair of coordinates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Placed {
    /// A point, and what had to be mended to get it.
    At(LatLng, Mended),
    /// No point, for a known reason.
    NotMapped(NotMapped),
    /// A point outside the source's bounds.
    Outside,
}

/// What had to be mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mended {
    Nothing,
    /// The axes were swapped.
    Swapped,
    /// The pair is in the profile's reference system, not in the one that the file says.
    OtherSystem,
    /// Degrees stood in columns of metres.
    Degrees,
}

/// Turns coordinates into points.
#[derive(Debug)]
pub(crate) struct Placer {
    projection: Projection,
    bounds: Bounds,
}

impl Placer {
    pub const fn new(projection: Projection, bounds: Bounds) -> Self {
        Self { projection, bounds }
    }

    /// Places a pair of coordinates. `system`: the reference system that the file says, if it says another one than the profile.
    pub fn place_pair(&self, (x, y): (f64, f64), system: Option<&Projection>) -> Placed {
        let first = system.unwrap_or(&self.projection);
        let found = self
            .within(first, (x, y), Mended::Nothing)
            .or_else(|| self.within(first, (y, x), Mended::Swapped))
            .or_else(|| self.within(&self.projection, (x, y), Mended::OtherSystem))
            .or_else(|| self.within(&Projection::Degrees, (x, y), Mended::Degrees));
        if let Some((point, mended)) = found {
            return Placed::At(point, mended);
        }
        if first.is_degrees() && (x.abs() > 180.0 || y.abs() > 180.0) {
            return Placed::NotMapped(NotMapped::NotDegrees);
        }
        Placed::Outside
    }

    /// The point that a pair means in the profile's own system.
    pub fn point(&self, (x, y): (f64, f64)) -> Option<LatLng> {
        self.projection.to_degrees(x, y)
    }

    /// The point that a pair means in a system, if it is within the bounds.
    fn within(
        &self,
        system: &Projection,
        (x, y): (f64, f64),
        mended: Mended,
    ) -> Option<(LatLng, Mended)> {
        let point = system.to_degrees(x, y)?;
        self.bounds
            .hold(point.lat(), point.lng())
            .then_some((point, mended))
    }
}

/// The pair of coordinates that the texts of the columns `x` and `y` say.
pub(crate) fn pair_of(x: &str, y: &str) -> Result<(f64, f64), NotMapped> {
    const PLACEHOLDER: f64 = 2_147_483_647.0;
    if x.is_empty() || y.is_empty() {
        return Err(NotMapped::Missing);
    }
    let (Some(x), Some(y)) = (number(x), number(y)) else {
        return Err(NotMapped::Unreadable);
    };
    if x == 0.0 && y == 0.0 {
        return Err(NotMapped::Zero);
    }
    if x.abs() >= PLACEHOLDER || y.abs() >= PLACEHOLDER {
        return Err(NotMapped::Placeholder);
    }
    Ok((x, y))
}

/// The cell at which an incident is kept.
pub(crate) fn cell_of(point: LatLng) -> u64 {
    Cell::containing(point, Resolution::INCIDENT).raw()
}

/// A finite number, also with a decimal comma.
fn number(text: &str) -> Option<f64> {
    let value: f64 = match text.parse() {
        Ok(value) => value,
        Err(_) => text.replace(',', ".").parse().ok()?,
    };
    value.is_finite().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placer(crs: &str) -> Placer {
        let kazakhstan = Bounds {
            south: 40.0,
            north: 55.95,
            west: 46.0,
            east: 87.85,
        };
        Placer::new(Projection::new(crs).unwrap(), kazakhstan)
    }

    fn place(placer: &Placer, x: &str, y: &str, system: Option<&Projection>) -> Placed {
        pair_of(x, y).map_or_else(Placed::NotMapped, |pair| placer.place_pair(pair, system))
    }

    fn at(placed: Placed) -> (f64, f64, Mended) {
        match placed {
            Placed::At(point, mended) => (point.lat(), point.lng(), mended),
            other => panic!("not placed: {other:?}"),
        }
    }

    #[test]
    fn degrees_are_placed_with_longitude_as_x() {
        let (lat, lng, mended) = at(place(&placer("EPSG:4326"), "71.4305", "51.1283", None));
        assert_eq!((lat, lng, mended), (51.1283, 71.4305, Mended::Nothing));
    }

    #[test]
    fn a_decimal_comma_is_read() {
        let (lat, ..) = at(place(&placer("EPSG:4326"), "71,4305", "51,1283", None));
        assert!((lat - 51.1283).abs() < 1e-12);
    }

    #[test]
    fn swapped_axes_are_mended_and_told() {
        let (lat, lng, mended) = at(place(&placer("EPSG:32642"), "4743900.0", "687500.0", None));
        assert_eq!(mended, Mended::Swapped);
        assert!(
            (42.0..43.5).contains(&lat) && (71.0..72.0).contains(&lng),
            "{lat} {lng}"
        );
    }

    #[test]
    fn degrees_in_columns_of_metres_are_mended_and_told() {
        let (lat, lng, mended) = at(place(&placer("EPSG:32642"), "71.4305", "51.1283", None));
        assert_eq!((lat, lng, mended), (51.1283, 71.4305, Mended::Degrees));
    }

    #[test]
    fn what_is_no_place_has_a_reason() {
        let told = |x, y| place(&placer("EPSG:4326"), x, y, None);
        let cases = [
            ("", "51", NotMapped::Missing),
            ("0", "0.0", NotMapped::Zero),
            ("x", "51", NotMapped::Unreadable),
            ("NaN", "51", NotMapped::Unreadable),
            ("inf", "51", NotMapped::Unreadable),
            ("2147483647", "2147483647", NotMapped::Placeholder),
            ("687500.0", "4743900.0", NotMapped::NotDegrees),
        ];
        for (x, y, reason) in cases {
            assert_eq!(told(x, y), Placed::NotMapped(reason), "{x} {y}");
        }
    }

    #[test]
    fn a_file_that_says_its_own_reference_system_is_read_by_it_first() {
        let national = placer("EPSG:32642");
        let mercator = Projection::new("EPSG:3857").unwrap();
        let (lat, lng, mended) = at(place(&national, "8561000", "5354000", Some(&mercator)));
        assert!((lat - 43.2755).abs() < 1e-4 && (lng - 76.9048).abs() < 1e-4);
        assert_eq!(mended, Mended::Nothing);
        let (.., mended) = at(place(
            &national,
            "687500",
            "4743900",
            Some(&Projection::Degrees),
        ));
        assert_eq!(mended, Mended::OtherSystem);
    }

    #[test]
    fn a_place_outside_the_bounds_is_outside() {
        assert_eq!(
            place(&placer("EPSG:4326"), "-79.38", "43.65", None),
            Placed::Outside
        );
        assert_eq!(
            place(&placer("EPSG:32642"), "500000", "9000000", None),
            Placed::Outside
        );
    }
}
