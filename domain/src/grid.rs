//! Where: cells of the H3 grid at fixed resolutions.

use std::fmt;
use std::str::FromStr;

use h3o::CellIndex;
use serde::{Deserialize, Serialize};

/// Why a place could not be put on the grid.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum GridError {
    /// Latitude is not a number between -90 and 90.
    #[error("latitude {0} is not a number of degrees between -90 and 90")]
    Latitude(f64),
    /// Longitude is not a number between -180 and 180.
    #[error("longitude {0} is not a number of degrees between -180 and 180")]
    Longitude(f64),
    /// The resolution is not one that Oshaq uses.
    #[error("resolution {0} is not in use; choose one from 4 to 10")]
    Resolution(u8),
    /// The text is no resolution.
    #[error("`{0}` is not a resolution; choose a whole number from 4 to 10")]
    ResolutionText(String),
    /// The text or number is no H3 cell.
    #[error("`{0}` is not an H3 cell (15 hexadecimal digits are expected)")]
    Cell(String),
    /// A finer resolution was asked of a cell.
    #[error("cell {cell} has resolution {own}; its parent cannot be finer ({asked})")]
    NotAParent {
        /// The cell.
        cell: Cell,
        /// Its own resolution.
        own: Resolution,
        /// The resolution asked for.
        asked: Resolution,
    },
    /// Cells cannot be melted into areas.
    #[error("cells cannot be melted into areas: {0}; give cells of one resolution, each once")]
    Outline(String),
}

/// A point on the Earth.
///
/// # Units
/// Degrees, WGS 84.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LatLng {
    lat: f64,
    lng: f64,
}

impl LatLng {
    /// Checks and keeps a latitude and a longitude, in this order.
    ///
    /// # Errors
    /// [`GridError::Latitude`] or [`GridError::Longitude`] when one is out of range or not finite.
    ///
    /// # Example
    /// ```
    /// let baiterek = oshaq_domain::LatLng::from_degrees(51.1283, 71.4305)?;
    /// assert!(baiterek.lat() < baiterek.lng());
    /// # Ok::<(), oshaq_domain::GridError>(())
    /// ```
    pub fn from_degrees(lat: f64, lng: f64) -> Result<Self, GridError> {
        if !(-90.0..=90.0).contains(&lat) {
            return Err(GridError::Latitude(lat));
        }
        if !(-180.0..=180.0).contains(&lng) {
            return Err(GridError::Longitude(lng));
        }
        Ok(Self { lat, lng })
    }

    /// Latitude in degrees.
    pub const fn lat(self) -> f64 {
        self.lat
    }

    /// Longitude in degrees.
    pub const fn lng(self) -> f64 {
        self.lng
    }
}

/// A resolution of the H3 grid that Oshaq uses: 4 (about 1,770 km²) to 10 (about 0.015 km²).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Resolution(u8);

impl Resolution {
    /// The resolution at which incidents are kept.
    pub const INCIDENT: Self = Self(10);

    /// Checks a resolution.
    ///
    /// # Errors
    /// [`GridError::Resolution`] outside 4 to 10.
    pub const fn new(value: u8) -> Result<Self, GridError> {
        match value {
            4..=10 => Ok(Self(value)),
            _ => Err(GridError::Resolution(value)),
        }
    }

    /// The number.
    pub const fn get(self) -> u8 {
        self.0
    }

    fn h3(self) -> h3o::Resolution {
        h3o::Resolution::try_from(self.0).unwrap_or(h3o::Resolution::Ten)
    }

    /// Average cell area.
    ///
    /// # Units
    /// Square kilometres.
    pub fn mean_area_km2(self) -> f64 {
        self.h3().area_km2()
    }
}

impl TryFrom<u8> for Resolution {
    type Error = GridError;
    fn try_from(value: u8) -> Result<Self, GridError> {
        Self::new(value)
    }
}

impl From<Resolution> for u8 {
    fn from(value: Resolution) -> Self {
        value.0
    }
}

impl fmt::Display for Resolution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Resolution {
    type Err = GridError;
    fn from_str(text: &str) -> Result<Self, GridError> {
        let value = text
            .parse()
            .map_err(|_| GridError::ResolutionText(text.to_owned()))?;
        Self::new(value)
    }
}

/// One cell of the grid.
///
/// Displayed and serialised as its 15 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cell(CellIndex);

impl Cell {
    pub(crate) const fn h3(self) -> CellIndex {
        self.0
    }

    /// The cell that holds a point.
    ///
    /// # Example
    /// The cell of Baiterek, the tower in Astana:
    /// ```
    /// use oshaq_domain::{Cell, LatLng, Resolution};
    /// let cell = Cell::containing(LatLng::from_degrees(51.1283, 71.4305)?, Resolution::new(9)?);
    /// assert_eq!(cell.resolution().get(), 9);
    /// # Ok::<(), oshaq_domain::GridError>(())
    /// ```
    pub fn containing(place: LatLng, resolution: Resolution) -> Self {
        let point = h3o::LatLng::new(place.lat, place.lng)
            .unwrap_or_else(|error| unreachable!("a LatLng is finite: {error}"));
        Self(point.to_cell(resolution.h3()))
    }

    /// The cell behind a raw H3 index.
    ///
    /// # Errors
    /// [`GridError::Cell`] when the number is no cell, [`GridError::Resolution`] when its resolution is not in use.
    pub fn from_raw(raw: u64) -> Result<Self, GridError> {
        let index = CellIndex::try_from(raw).map_err(|_| GridError::Cell(format!("{raw:x}")))?;
        Resolution::new(u8::from(index.resolution()))?;
        Ok(Self(index))
    }

    /// The raw H3 index. It is not exact as a JavaScript number: see [`Cell::feature_id`].
    pub fn raw(self) -> u64 {
        u64::from(self.0)
    }

    /// The low 52 bits of the index, which JavaScript keeps exactly.
    ///
    /// The twelve bits dropped hold mode and resolution, so ids are unique within a resolution.
    pub fn feature_id(self) -> u64 {
        self.raw() & ((1 << 52) - 1)
    }

    /// The resolution of the cell.
    pub fn resolution(self) -> Resolution {
        Resolution(u8::from(self.0.resolution()))
    }

    /// The cell of a coarser (or the same) resolution that this one belongs to.
    ///
    /// # Errors
    /// [`GridError::NotAParent`] when `resolution` is finer than the cell's own.
    pub fn parent(self, resolution: Resolution) -> Result<Self, GridError> {
        self.0
            .parent(resolution.h3())
            .map(Self)
            .ok_or(GridError::NotAParent {
                cell: self,
                own: self.resolution(),
                asked: resolution,
            })
    }

    /// The cells of a finer (or the same) resolution that belong to this one; none of a coarser.
    pub fn descendants(self, resolution: Resolution) -> impl Iterator<Item = Self> {
        self.0.children(resolution.h3()).map(Self)
    }

    /// The cells at grid distance exactly `k` (the cell itself for 0).
    pub fn ring(self, k: u32) -> Vec<Self> {
        let mut cells: Vec<_> = self
            .0
            .grid_disk_distances::<Vec<_>>(k)
            .into_iter()
            .filter(|&(_, distance)| distance == k)
            .map(|(cell, _)| Self(cell))
            .collect();
        cells.sort_unstable();
        cells
    }

    /// The centre of the cell.
    pub fn centre(self) -> LatLng {
        let point = h3o::LatLng::from(self.0);
        LatLng {
            lat: point.lat(),
            lng: point.lng(),
        }
    }

    /// The corners of the cell, counter-clockwise, not closed.
    pub fn boundary(self) -> Vec<LatLng> {
        self.0
            .boundary()
            .iter()
            .map(|p| LatLng {
                lat: p.lat(),
                lng: p.lng(),
            })
            .collect()
    }

    /// Area of the cell.
    ///
    /// # Units
    /// Square kilometres.
    pub fn area_km2(self) -> f64 {
        self.0.area_km2()
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Cell {
    type Err = GridError;
    fn from_str(text: &str) -> Result<Self, GridError> {
        let raw = u64::from_str_radix(text, 16).map_err(|_| GridError::Cell(text.to_owned()))?;
        Self::from_raw(raw)
    }
}

impl TryFrom<String> for Cell {
    type Error = GridError;
    fn try_from(text: String) -> Result<Self, GridError> {
        text.parse()
    }
}

impl From<Cell> for String {
    fn from(cell: Cell) -> Self {
        cell.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn baiterek(resolution: u8) -> Cell {
        let place = LatLng::from_degrees(51.1283, 71.4305).unwrap();
        Cell::containing(place, Resolution::new(resolution).unwrap())
    }

    #[test]
    fn latitude_and_longitude_are_refused_beyond_both_ends_and_as_nan() {
        assert!(LatLng::from_degrees(90.0, -180.0).is_ok());
        assert!(LatLng::from_degrees(-90.0, 180.0).is_ok());
        for (lat, lng) in [(90.1, 0.0), (-90.1, 0.0), (0.0, 180.1), (0.0, -180.1)] {
            assert!(LatLng::from_degrees(lat, lng).is_err());
        }
        assert!(LatLng::from_degrees(f64::NAN, 0.0).is_err());
        assert!(LatLng::from_degrees(0.0, f64::NAN).is_err());
    }

    #[test]
    fn only_resolutions_four_to_ten_are_in_use() {
        assert!(Resolution::new(3).is_err());
        assert!(Resolution::new(4).is_ok());
        assert!(Resolution::new(10).is_ok());
        assert!(Resolution::new(11).is_err());
        for wrong in ["nine", "9.5", "-1", "300", ""] {
            let error = wrong.parse::<Resolution>().unwrap_err().to_string();
            assert!(error.contains(&format!("`{wrong}`")), "{error}");
        }
    }

    #[test]
    fn latitude_comes_first_so_baiterek_is_in_astana_and_not_in_the_arctic() {
        let centre = baiterek(9).centre();
        assert!((centre.lat() - 51.13).abs() < 0.01, "{centre:?}");
        assert!((centre.lng() - 71.43).abs() < 0.01, "{centre:?}");
    }

    #[test]
    fn a_ring_has_six_cells_a_step() {
        assert_eq!(baiterek(9).ring(0), vec![baiterek(9)]);
        assert_eq!(baiterek(9).ring(1).len(), 6);
        assert_eq!(baiterek(9).ring(3).len(), 18);
    }

    #[test]
    fn a_cell_survives_text_and_number() {
        let cell = baiterek(8);
        assert_eq!(cell.to_string().parse::<Cell>().unwrap(), cell);
        assert_eq!(Cell::from_raw(cell.raw()).unwrap(), cell);
        assert!("zz".parse::<Cell>().is_err());
        assert!(Cell::from_raw(0).is_err());
    }

    #[test]
    fn a_feature_id_is_exact_as_a_double() {
        let id = baiterek(9).feature_id();
        assert_eq!((id as f64) as u64, id);
    }

    #[test]
    fn a_parent_cannot_be_finer() {
        let cell = baiterek(7);
        assert!(cell.parent(Resolution::new(8).unwrap()).is_err());
        assert_eq!(
            baiterek(9).parent(Resolution::new(7).unwrap()).unwrap(),
            cell
        );
    }
}
