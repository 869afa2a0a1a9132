//! The short name of a category.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::CategoryError;

/// The short name of a category, such as `theft` or `break_and_enter`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CategorySlug(String);

impl CategorySlug {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A slug of the national list, which a test parses.
    pub(super) fn declared(text: &'static str) -> Self {
        Self(text.to_owned())
    }

    /// The sum over all categories that may be published: `all`.
    pub fn all() -> Self {
        Self("all".to_owned())
    }
}

impl fmt::Display for CategorySlug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for CategorySlug {
    type Err = CategoryError;
    fn from_str(text: &str) -> Result<Self, CategoryError> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if (1..=40).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(CategoryError::Slug(text.to_owned()))
        }
    }
}

impl TryFrom<String> for CategorySlug {
    type Error = CategoryError;
    fn try_from(text: String) -> Result<Self, CategoryError> {
        text.parse()
    }
}

impl From<CategorySlug> for String {
    fn from(slug: CategorySlug) -> Self {
        slug.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_lower_case_and_short() {
        assert!("break_and_enter".parse::<CategorySlug>().is_ok());
        for wrong in ["", "Theft", "auto theft", "кража", &"x".repeat(41)] {
            assert!(wrong.parse::<CategorySlug>().is_err(), "{wrong}");
        }
    }
}
