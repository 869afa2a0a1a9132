//! Shares of the cells.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ModelError;
use crate::error::refuse;

/// A share of the cells of a universe, those with the highest means.
///
/// # Units
/// Per cent, above 0 and at most 100; written `5` or `0.5`.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Area(f64);

/// What a refused area is told.
const RULE: &str = "it is a percentage above 0 and at most 100";

impl Area {
    /// The areas scored unless others are chosen.
    pub const USUAL: [Self; 5] = [Self(1.0), Self(2.0), Self(5.0), Self(10.0), Self(20.0)];
    /// The usual areas and one that a patrol can walk.
    pub const FINE: [Self; 6] = [
        Self(0.5),
        Self(1.0),
        Self(2.0),
        Self(5.0),
        Self(10.0),
        Self(20.0),
    ];

    /// Checks a percentage.
    ///
    /// # Errors
    /// [`ModelError::Choice`] unless `0 < percent <= 100`.
    pub fn percent(percent: f64) -> Result<Self, ModelError> {
        if 0.0 < percent && percent <= 100.0 {
            Ok(Self(percent))
        } else {
            refuse("area", percent, RULE)
        }
    }

    /// The area as a share of 1.
    pub fn share(self) -> f64 {
        self.0 / 100.0
    }
}

impl PartialEq for Area {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Area {}

impl PartialOrd for Area {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Area {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Area {
    type Err = ModelError;
    fn from_str(text: &str) -> Result<Self, ModelError> {
        match text.parse() {
            Ok(percent) => Self::percent(percent),
            Err(_) => refuse("area", format_args!("`{text}`"), RULE),
        }
    }
}

impl TryFrom<String> for Area {
    type Error = ModelError;
    fn try_from(text: String) -> Result<Self, ModelError> {
        text.parse()
    }
}

impl From<Area> for String {
    fn from(area: Area) -> Self {
        area.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_is_above_zero_and_at_most_a_hundred_per_cent() {
        for wrong in [0.0, -1.0, 100.1, f64::NAN] {
            assert!(Area::percent(wrong).is_err(), "{wrong}");
        }
        assert!(Area::percent(100.0).is_ok());
        let error = "a tenth".parse::<Area>().unwrap_err().to_string();
        assert!(error.contains("a tenth"), "{error}");
        assert_eq!("0.5".parse::<Area>().unwrap().to_string(), "0.5");
        assert_eq!(
            Area::USUAL.map(|area| area.to_string()),
            ["1", "2", "5", "10", "20"]
        );
    }
}
