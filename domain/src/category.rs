//! What kind of recorded offence: categories are data, not an enum.

mod national;
mod slug;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use slug::CategorySlug;

/// Why a category was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CategoryError {
    /// The slug has other characters than lower-case letters, digits and underscores.
    #[error(
        "`{0}` is not a category slug; use 1 to 40 lower-case letters, digits and underscores, such as break_and_enter"
    )]
    Slug(String),
    /// Two categories share a slug.
    #[error("category `{0}` is declared twice")]
    Twice(CategorySlug),
    /// Two categories claim one crime code or article.
    #[error("`{code}` belongs to both `{first}` and `{second}`; give it to one category")]
    Code {
        /// The code or article.
        code: String,
        /// Who had it first.
        first: CategorySlug,
        /// Who claims it too.
        second: CategorySlug,
    },
}

/// A name in the three languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// Kazakh.
    pub name_kk: String,
    /// Russian.
    pub name_ru: String,
    /// English.
    pub name_en: String,
}

/// How an offence comes to be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Discovery {
    /// Somebody reported it: counts follow the offences.
    Reported,
    /// The police found it: counts follow the patrols, so a forecast of it must never steer them.
    PoliceDiscovered,
}

/// Gravity of an offence.
///
/// # Source
/// Criminal Code of the Republic of Kazakhstan of 3 July 2014, articles 10 and 11.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Criminal misdemeanour.
    Misdemeanour,
    /// Minor gravity.
    Minor,
    /// Medium gravity.
    Medium,
    /// Grave.
    Grave,
    /// Especially grave.
    EspeciallyGrave,
}

impl Severity {
    /// The word used in files and in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Misdemeanour => "misdemeanour",
            Self::Minor => "minor",
            Self::Medium => "medium",
            Self::Grave => "grave",
            Self::EspeciallyGrave => "especially_grave",
        }
    }
}

/// A category of recorded offences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its short name.
    pub slug: CategorySlug,
    /// Its name in the three languages.
    pub names: Names,
    /// Articles of the Criminal Code of 2014, such as `188-1`.
    #[serde(default)]
    pub articles: Vec<String>,
    /// Values of `CRIME_CODE` in ERDR exports, such as `1881`.
    #[serde(default)]
    pub crime_codes: Vec<String>,
    /// Whether the offence is bound to a place, so that a map of it means something.
    pub place_based: bool,
    /// How it comes to be recorded.
    pub discovery: Discovery,
    /// Whether it is never shown below region and year.
    #[serde(default)]
    pub sensitive: bool,
    /// Doubts about its articles or codes.
    #[serde(default)]
    pub note: Option<String>,
}

impl Category {
    /// Whether forecasts of it may reach a map or a patrol plan.
    pub const fn may_be_mapped(&self) -> bool {
        self.place_based && !self.sensitive && matches!(self.discovery, Discovery::Reported)
    }
}

/// A checked list of categories.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Category>", into = "Vec<Category>")]
pub struct Categories {
    list: Vec<Category>,
    by_code: BTreeMap<String, usize>,
    by_article: BTreeMap<String, usize>,
}

impl Categories {
    /// Checks that slugs are unique and that no code or article belongs to two categories.
    ///
    /// # Errors
    /// [`CategoryError::Twice`] and [`CategoryError::Code`].
    pub fn new(list: Vec<Category>) -> Result<Self, CategoryError> {
        let mut slugs = BTreeMap::new();
        for (index, category) in list.iter().enumerate() {
            if slugs.insert(category.slug.clone(), index).is_some() {
                return Err(CategoryError::Twice(category.slug.clone()));
            }
        }
        let by_code = index_by(&list, |category| &category.crime_codes)?;
        let by_article = index_by(&list, |category| &category.articles)?;
        Ok(Self {
            list,
            by_code,
            by_article,
        })
    }

    /// The categories, in their declared order.
    pub fn iter(&self) -> impl Iterator<Item = &Category> {
        self.list.iter()
    }

    /// Number of categories.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The category of a slug.
    pub fn get(&self, slug: &CategorySlug) -> Option<&Category> {
        self.list.iter().find(|category| category.slug == *slug)
    }

    /// The category that a `CRIME_CODE` belongs to.
    pub fn of_code(&self, code: &str) -> Option<&Category> {
        self.by_code.get(code).map(|&index| &self.list[index])
    }

    /// The category that an article of the Criminal Code of 2014 belongs to.
    pub fn of_article(&self, article: &str) -> Option<&Category> {
        self.by_article.get(article).map(|&index| &self.list[index])
    }
}

impl TryFrom<Vec<Category>> for Categories {
    type Error = CategoryError;
    fn try_from(list: Vec<Category>) -> Result<Self, CategoryError> {
        Self::new(list)
    }
}

impl From<Categories> for Vec<Category> {
    fn from(categories: Categories) -> Self {
        categories.list
    }
}

fn index_by(
    list: &[Category],
    codes: impl Fn(&Category) -> &Vec<String>,
) -> Result<BTreeMap<String, usize>, CategoryError> {
    let mut index = BTreeMap::new();
    for (position, category) in list.iter().enumerate() {
        for code in codes(category) {
            if let Some(first) = index.insert(code.clone(), position) {
                return Err(CategoryError::Code {
                    code: code.clone(),
                    first: list[first].slug.clone(),
                    second: category.slug.clone(),
                });
            }
        }
    }
    Ok(index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_belongs_to_one_category() {
        let mut list: Vec<_> = Categories::national().into();
        list[1].crime_codes.push("0990".to_owned());
        let error = Categories::new(list).unwrap_err();
        assert!(matches!(error, CategoryError::Code { .. }), "{error}");
    }
}
