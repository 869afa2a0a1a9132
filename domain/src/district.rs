//! Where, by districts: the level of KATO below the units.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Kato;

/// The text is no KATO code of a district.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a KATO code of a district; nine digits are expected, such as 751110000")]
pub struct DistrictCodeError(String);

/// A whole KATO code of nine digits: a district, a district of a city, or a city with an akimat of its own.
///
/// # Example
/// ```
/// let district: oshaq_domain::DistrictCode = "751110000".parse()?;
/// assert_eq!(district.unit().to_string(), "75");
/// # Ok::<(), oshaq_domain::DistrictCodeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DistrictCode {
    unit: Kato,
    number: u32,
}

impl DistrictCode {
    /// The code as a number of nine digits.
    pub const fn get(self) -> u32 {
        self.number
    }

    /// The unit that it lies in: its first two digits.
    pub const fn unit(self) -> Kato {
        self.unit
    }
}

impl fmt::Display for DistrictCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:09}", self.number)
    }
}

impl FromStr for DistrictCode {
    type Err = DistrictCodeError;

    fn from_str(text: &str) -> Result<Self, DistrictCodeError> {
        let refuse = || DistrictCodeError(text.chars().take(24).collect());
        if text.len() != 9 {
            return Err(refuse());
        }
        let unit = text.parse().map_err(|_| refuse())?;
        let number = text.parse().map_err(|_| refuse())?;
        Ok(Self { unit, number })
    }
}

impl TryFrom<String> for DistrictCode {
    type Error = DistrictCodeError;
    fn try_from(text: String) -> Result<Self, DistrictCodeError> {
        text.parse()
    }
}

impl From<DistrictCode> for String {
    fn from(code: DistrictCode) -> Self {
        code.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_nine_digits_and_names_its_unit() {
        let code: DistrictCode = "101000000".parse().unwrap();
        assert_eq!((code.get(), code.unit().get()), (101_000_000, 10));
        assert_eq!(code.to_string(), "101000000");
        for wrong in [
            "",
            "10",
            "1010000000",
            "10100000",
            "+01000000",
            "09100000a",
            "091000000",
            "жжжжж",
        ] {
            assert!(wrong.parse::<DistrictCode>().is_err(), "{wrong}");
        }
    }
}
