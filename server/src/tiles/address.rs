//! Which tile: zoom, column and row as one checked type.

use std::fmt;

use oshaq_domain::LatLng;

use super::mercator::MapPoint;

/// Why three texts name no tile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// A part is not a whole number.
    #[error("{part} `{text}` is not a whole number; write decimal digits only")]
    NotANumber {
        /// `z`, `x` or `y`.
        part: &'static str,
        /// What stood there, shortened.
        text: String,
    },
    /// The zoom is beyond every tile pyramid.
    #[error("z {0} is beyond the last zoom; choose 0 to {max}", max = TileAddress::MAX_ZOOM)]
    Zoom(u64),
    /// The column or row is beyond the edge of its zoom.
    #[error("{part} {value} is beyond the edge of zoom {z}; choose 0 to {last}", last = (1_u64 << z) - 1)]
    Edge {
        /// `x` or `y`.
        part: &'static str,
        /// The value asked for.
        value: u64,
        /// The zoom.
        z: u8,
    },
}

/// The address of a tile: zoom, column from the west, row from the north (XYZ scheme, Web Mercator).
///
/// Sorted by zoom, then column, then row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileAddress {
    z: u8,
    x: u32,
    y: u32,
}

impl TileAddress {
    /// The last zoom that can be addressed.
    pub const MAX_ZOOM: u8 = 22;

    /// Checks zoom, column and row.
    ///
    /// # Errors
    /// [`AddressError::Zoom`] beyond zoom 22, [`AddressError::Edge`] when column or row is 2^z or more.
    ///
    /// # Example
    /// ```
    /// use oshaq_server::TileAddress;
    /// assert!(TileAddress::new(3, 5, 2).is_ok());
    /// assert!(TileAddress::new(3, 8, 2).is_err());
    /// ```
    pub fn new(z: u64, x: u64, y: u64) -> Result<Self, AddressError> {
        let zoom = u8::try_from(z)
            .ok()
            .filter(|zoom| *zoom <= Self::MAX_ZOOM)
            .ok_or(AddressError::Zoom(z))?;
        let side = 1_u64 << zoom;
        for (part, value) in [("x", x), ("y", y)] {
            if value >= side {
                return Err(AddressError::Edge {
                    part,
                    value,
                    z: zoom,
                });
            }
        }
        Ok(Self {
            z: zoom,
            x: x as u32,
            y: y as u32,
        })
    }

    /// Reads zoom, column and row as they stand in a path: decimal digits only, no sign, no percent-encoding.
    ///
    /// # Errors
    /// [`AddressError`]; every one says what is allowed.
    pub fn parse(z: &str, x: &str, y: &str) -> Result<Self, AddressError> {
        Self::new(whole("z", z)?, whole("x", x)?, whole("y", y)?)
    }

    /// The tile of a zoom around a place in degrees; `None` for a place that is off the map.
    pub(crate) fn around(zoom: u8, lng: f64, lat: f64) -> Option<Self> {
        let place = LatLng::from_degrees(lat, lng).ok().and_then(MapPoint::of)?;
        let side = f64::from(1_u32 << zoom);
        let along = |at: f64| (at * side).clamp(0.0, side - 1.0) as u64;
        Self::new(zoom.into(), along(place.x), along(place.y)).ok()
    }

    /// The zoom.
    pub const fn z(self) -> u8 {
        self.z
    }

    /// The column, from the west.
    pub const fn x(self) -> u32 {
        self.x
    }

    /// The row, from the north.
    pub const fn y(self) -> u32 {
        self.y
    }

    /// One number per tile that sorts like the address: 6 bits of zoom, 29 of column, 29 of row.
    pub const fn key(self) -> u64 {
        (self.z as u64) << 58 | (self.x as u64) << 29 | self.y as u64
    }

    /// The tile behind a key that [`TileAddress::key`] gave.
    pub(crate) const fn of_key(key: u64) -> Self {
        let along = (1 << 29) - 1;
        Self {
            z: (key >> 58) as u8,
            x: (key >> 29 & along) as u32,
            y: (key & along) as u32,
        }
    }

    /// The four tiles one zoom further in.
    pub fn children(self) -> [Self; 4] {
        [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(dx, dy)| Self {
            z: self.z + 1,
            x: self.x * 2 + dx,
            y: self.y * 2 + dy,
        })
    }
}

impl fmt::Display for TileAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.z, self.x, self.y)
    }
}

fn whole(part: &'static str, text: &str) -> Result<u64, AddressError> {
    let refuse = || AddressError::NotANumber {
        part,
        text: text.chars().take(24).collect(),
    };
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(refuse());
    }
    Ok(text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tile_lies_inside_the_square_of_its_zoom() {
        assert!(TileAddress::new(0, 0, 0).is_ok());
        assert!(TileAddress::new(22, (1 << 22) - 1, 0).is_ok());
        assert_eq!(TileAddress::new(23, 0, 0), Err(AddressError::Zoom(23)));
        assert!(matches!(
            TileAddress::new(2, 4, 0),
            Err(AddressError::Edge { part: "x", .. })
        ));
        assert!(matches!(
            TileAddress::new(2, 0, 4),
            Err(AddressError::Edge { part: "y", .. })
        ));
    }

    #[test]
    fn only_decimal_digits_are_read() {
        assert_eq!(
            TileAddress::parse("5", "22", "10"),
            TileAddress::new(5, 22, 10)
        );
        for wrong in [
            "", "-1", "+1", "NaN", "1.0", "%2e%2e", "..", "1e3", " 1", "٣",
        ] {
            assert!(
                matches!(
                    TileAddress::parse("5", wrong, "1"),
                    Err(AddressError::NotANumber { part: "x", .. })
                ),
                "{wrong}"
            );
        }
        assert!(TileAddress::parse("5", "9223372036854775808", "1").is_err());
        assert!(TileAddress::parse("5", "99999999999999999999999999", "1").is_err());
        assert_eq!(
            TileAddress::parse("99", "1", "1"),
            Err(AddressError::Zoom(99))
        );
    }

    #[test]
    fn keys_sort_like_addresses() {
        let mut tiles: Vec<_> = (0..3_u64)
            .flat_map(|z| (0..1 << z).flat_map(move |x| (0..1 << z).map(move |y| (z, x, y))))
            .map(|(z, x, y)| TileAddress::new(z, x, y).unwrap())
            .collect();
        tiles.sort_unstable();
        assert!(tiles.windows(2).all(|pair| pair[0].key() < pair[1].key()));
        let last = TileAddress::new(22, (1 << 22) - 1, 7).unwrap();
        tiles.push(last);
        assert!(
            tiles
                .iter()
                .all(|tile| TileAddress::of_key(tile.key()) == *tile)
        );
    }

    #[test]
    fn children_cover_their_parent() {
        let parent = TileAddress::new(4, 11, 5).unwrap();
        for child in parent.children() {
            assert_eq!((child.z(), child.x() / 2, child.y() / 2), (5, 11, 5));
        }
    }
}
