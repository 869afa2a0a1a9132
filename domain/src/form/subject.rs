//! What an official figure counts.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::CategorySlug;

/// The text names nothing that a form counts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is nothing that official figures count; use a total such as registered, a category such as theft, or an article such as article-188"
)]
pub struct SubjectError(String);

/// A total of form 1-M, section 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Total {
    /// All recorded offences.
    Registered,
    /// Of these, criminal misdemeanours.
    Misdemeanours,
    /// Of these, crimes.
    Crimes,
    /// Crimes of minor gravity.
    Minor,
    /// Crimes of medium gravity.
    Medium,
    /// Grave crimes.
    Grave,
    /// Especially grave crimes.
    EspeciallyGrave,
    /// Offences in public places.
    PublicPlaces,
    /// Of these, in streets.
    Streets,
    /// Offences in the family.
    Family,
}

impl Total {
    /// Every total, in the order in which they are told.
    pub const ALL: [Self; 10] = [
        Self::Registered,
        Self::Misdemeanours,
        Self::Crimes,
        Self::Minor,
        Self::Medium,
        Self::Grave,
        Self::EspeciallyGrave,
        Self::PublicPlaces,
        Self::Streets,
        Self::Family,
    ];

    /// Wholes and the totals that make them up.
    ///
    /// # Source
    /// Form 1-M, section 1, rows 1 to 7; Criminal Code of 3 July 2014, articles 10 and 11.
    pub(super) const SUMS: [(Self, &'static [Self]); 2] = [
        (Self::Registered, &[Self::Misdemeanours, Self::Crimes]),
        (
            Self::Crimes,
            &[
                Self::Minor,
                Self::Medium,
                Self::Grave,
                Self::EspeciallyGrave,
            ],
        ),
    ];

    /// Its word in files and addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::Misdemeanours => "misdemeanours",
            Self::Crimes => "crimes",
            Self::Minor => "minor",
            Self::Medium => "medium",
            Self::Grave => "grave",
            Self::EspeciallyGrave => "especially_grave",
            Self::PublicPlaces => "public_places",
            Self::Streets => "streets",
            Self::Family => "family",
        }
    }
}

/// What an official figure counts: a total, a category or an article of the Criminal Code of 2014.
///
/// It is written as a total's word, a category's slug, or the article behind `article-`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Subject {
    /// A total over all articles.
    Total(Total),
    /// The articles of a category together.
    Category(CategorySlug),
    /// One article, such as `188-1`.
    Article(String),
}

/// What the text of an article begins with.
const ARTICLE: &str = "article-";

impl Subject {
    /// `total`, `category` or `article`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Total(_) => "total",
            Self::Category(_) => "category",
            Self::Article(_) => "article",
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Total(total) => f.write_str(total.as_str()),
            Self::Category(slug) => slug.fmt(f),
            Self::Article(article) => write!(f, "{ARTICLE}{article}"),
        }
    }
}

impl FromStr for Subject {
    type Err = SubjectError;

    fn from_str(text: &str) -> Result<Self, SubjectError> {
        let refuse = || SubjectError(text.to_owned());
        if let Some(article) = text.strip_prefix(ARTICLE) {
            let sound = article.starts_with(|c: char| c.is_ascii_digit())
                && article
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b'-');
            return if sound {
                Ok(Self::Article(article.to_owned()))
            } else {
                Err(refuse())
            };
        }
        match Total::ALL.into_iter().find(|total| total.as_str() == text) {
            Some(total) => Ok(Self::Total(total)),
            None => text.parse().map(Self::Category).map_err(|_| refuse()),
        }
    }
}

impl TryFrom<String> for Subject {
    type Error = SubjectError;
    fn try_from(text: String) -> Result<Self, SubjectError> {
        text.parse()
    }
}

impl From<Subject> for String {
    fn from(subject: Subject) -> Self {
        subject.to_string()
    }
}
