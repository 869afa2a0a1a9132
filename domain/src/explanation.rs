//! What an expected count is made of.

use std::ops::{AddAssign, Index, IndexMut};

use serde::{Deserialize, Serialize};

/// Where a part of an expected count comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Recorded offences of the category in the cell within the last weeks.
    OwnRecent,
    /// Recorded offences of the category in the cell over months and years.
    OwnLongRun,
    /// Both of these, where they are not told apart.
    Own,
    /// Recorded offences of the category in the cells around.
    Neighbours,
    /// Recorded offences of other categories in the cell and around it.
    OtherCategories,
    /// Season, weekdays and holidays.
    Calendar,
    /// The level of the unit: what any of its cells is given.
    Unit,
}

impl Part {
    /// Number of parts.
    pub const COUNT: usize = 7;

    /// Every part, in the order in which they are told.
    pub const ALL: [Self; Self::COUNT] = [
        Self::OwnRecent,
        Self::OwnLongRun,
        Self::Own,
        Self::Neighbours,
        Self::OtherCategories,
        Self::Calendar,
        Self::Unit,
    ];

    /// The part's name in files and answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OwnRecent => "own_recent",
            Self::OwnLongRun => "own_long_run",
            Self::Own => "own",
            Self::Neighbours => "neighbours",
            Self::OtherCategories => "other_categories",
            Self::Calendar => "calendar",
            Self::Unit => "unit",
        }
    }
}

/// Parts that no expected count can have.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("a part of {0} is impossible; it must be finite and not negative")]
pub struct PartsError(f64);

/// An expected count, split into its parts.
///
/// # Units
/// Offences in the window of the forecast.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parts([f64; Part::COUNT]);

impl Parts {
    /// Nothing is expected.
    pub const NONE: Self = Self([0.0; Part::COUNT]);

    /// Checks the parts, in the order of [`Part::ALL`].
    ///
    /// # Errors
    /// [`PartsError`] unless each is finite and not negative.
    pub fn new(parts: [f64; Part::COUNT]) -> Result<Self, PartsError> {
        match parts
            .iter()
            .find(|part| !(**part >= 0.0 && part.is_finite()))
        {
            Some(&wrong) => Err(PartsError(wrong)),
            None => Ok(Self(parts)),
        }
    }

    /// The whole: the expected count.
    pub fn mean(&self) -> f64 {
        self.0.iter().sum()
    }

    /// The parts that are there, in the order of [`Part::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Part, f64)> {
        Part::ALL.into_iter().zip(self.0)
    }

    /// The same without telling the recent past of the cell from its long run.
    #[must_use]
    pub fn own_together(mut self) -> Self {
        let own = self[Part::OwnRecent] + self[Part::OwnLongRun];
        self[Part::Own] += own;
        self[Part::OwnRecent] = 0.0;
        self[Part::OwnLongRun] = 0.0;
        self
    }
}

impl Index<Part> for Parts {
    type Output = f64;
    fn index(&self, part: Part) -> &f64 {
        &self.0[part as usize]
    }
}

impl IndexMut<Part> for Parts {
    fn index_mut(&mut self, part: Part) -> &mut f64 {
        &mut self.0[part as usize]
    }
}

impl AddAssign for Parts {
    fn add_assign(&mut self, other: Self) {
        self.0
            .iter_mut()
            .zip(other.0)
            .for_each(|(sum, part)| *sum += part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_found_where_its_name_says() {
        let parts = Parts::new([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]).unwrap();
        let found: Vec<f64> = Part::ALL.iter().map(|&part| parts[part]).collect();
        assert_eq!(found, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
        for part in Part::ALL {
            let json = serde_json::to_string(&part).unwrap();
            assert_eq!(json, format!("\"{}\"", part.as_str()));
        }
    }

    #[test]
    fn what_is_not_told_apart_keeps_the_whole() {
        let parts = Parts::new([1.0, 2.0, 0.5, 4.0, 0.0, 0.0, 0.25]).unwrap();
        let together = parts.own_together();
        assert!((together[Part::Own] - 3.5).abs() < 1e-12);
        assert!((together.mean() - parts.mean()).abs() < 1e-12);
        assert!(together[Part::OwnRecent].abs() < f64::EPSILON);
    }

    #[test]
    fn impossible_parts_are_refused() {
        for wrong in [-1e-9, f64::NAN, f64::INFINITY] {
            let mut parts = [0.0; Part::COUNT];
            parts[3] = wrong;
            assert!(Parts::new(parts).is_err(), "{wrong}");
        }
    }
}
