//! Where, by administration: units of KATO, the classifier of administrative-territorial objects.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{LatLng, Names};

/// The text is no KATO code of a unit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a KATO code; two digits for a region or city of republican significance are expected, such as 75"
)]
pub struct KatoError(String);

/// The first two digits of a KATO code: a region, or a city of republican significance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Kato(u8);

impl Kato {
    /// The code as a number, 10 to 99.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl fmt::Display for Kato {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

impl FromStr for Kato {
    type Err = KatoError;

    /// Reads two digits, or the first two of a full code of nine.
    fn from_str(text: &str) -> Result<Self, KatoError> {
        let refuse = || KatoError(text.to_owned());
        let whole = text.len() == 2 || text.len() == 9;
        if !whole || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(refuse());
        }
        match text[..2].parse::<u8>() {
            Ok(code @ 10..=99) => Ok(Self(code)),
            _ => Err(refuse()),
        }
    }
}

impl TryFrom<String> for Kato {
    type Error = KatoError;
    fn try_from(text: String) -> Result<Self, KatoError> {
        text.parse()
    }
}

impl From<Kato> for String {
    fn from(kato: Kato) -> Self {
        kato.to_string()
    }
}

/// Whether a unit is a region or a city of republican significance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// A region (oblys).
    Region,
    /// A city of republican significance.
    City,
}

/// One of the units that statistics are told by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    /// Its code.
    pub kato: Kato,
    /// Its names.
    #[serde(flatten)]
    pub names: Names,
    /// Region or city.
    pub kind: UnitKind,
    /// Resident population, the newest yearly average known.
    pub population: u32,
    /// Latitude of the administrative centre, degrees.
    pub lat: f64,
    /// Longitude of the administrative centre, degrees.
    pub lng: f64,
}

impl Unit {
    /// The administrative centre; `None` when its coordinates are out of range.
    pub fn centre(&self) -> Option<LatLng> {
        LatLng::from_degrees(self.lat, self.lng).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_from_two_digits_or_nine() {
        assert_eq!("75".parse::<Kato>().unwrap().to_string(), "75");
        assert_eq!("751110000".parse::<Kato>().unwrap().get(), 75);
        for wrong in ["", "7", "09", "7a", "751", "жж"] {
            assert!(wrong.parse::<Kato>().is_err(), "{wrong}");
        }
    }
}
