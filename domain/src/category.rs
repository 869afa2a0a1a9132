//! What kind of recorded offence: categories are data, not an enum.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

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

/// The short name of a category, such as `theft` or `break_and_enter`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CategorySlug(String);

impl CategorySlug {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
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

    /// The national categories with their articles.
    ///
    /// # Source
    /// Criminal Code of the Republic of Kazakhstan of 3 July 2014 (№ 226-V); `CRIME_CODE` as served by the
    /// public crime map of the Committee on Legal Statistics. Doubts are in [`Category::note`].
    pub fn national() -> Self {
        let list = NATIONAL.iter().map(NationalRow::category).collect();
        Self::new(list)
            .unwrap_or_else(|error| unreachable!("a test builds the national list: {error}"))
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

#[derive(Clone, Copy)]
struct NationalRow {
    slug: &'static str,
    articles: &'static [&'static str],
    names: [&'static str; 3],
    place_based: bool,
    discovery: Discovery,
    sensitive: bool,
    note: Option<&'static str>,
}

impl NationalRow {
    fn category(&self) -> Category {
        let [name_kk, name_ru, name_en] = self.names.map(str::to_owned);
        Category {
            slug: CategorySlug(self.slug.to_owned()),
            names: Names {
                name_kk,
                name_ru,
                name_en,
            },
            articles: self
                .articles
                .iter()
                .map(|&article| article.to_owned())
                .collect(),
            crime_codes: self
                .articles
                .iter()
                .map(|&article| crime_code(article))
                .collect(),
            place_based: self.place_based,
            discovery: self.discovery,
            sensitive: self.sensitive,
            note: self.note.map(str::to_owned),
        }
    }
}

/// `CRIME_CODE` of an article: the article times ten plus its sub-index, in four digits.
fn crime_code(article: &str) -> String {
    let (number, sub) = article.split_once('-').unwrap_or((article, "0"));
    format!("{number:0>3}{sub}")
}

const fn row(
    slug: &'static str,
    articles: &'static [&'static str],
    names: [&'static str; 3],
) -> NationalRow {
    NationalRow {
        slug,
        articles,
        names,
        place_based: true,
        discovery: Discovery::Reported,
        sensitive: false,
        note: None,
    }
}

const fn noted(row: NationalRow, note: &'static str) -> NationalRow {
    NationalRow {
        note: Some(note),
        ..row
    }
}

const fn unplaced(row: NationalRow) -> NationalRow {
    NationalRow {
        place_based: false,
        ..row
    }
}

const fn discovered(row: NationalRow) -> NationalRow {
    NationalRow {
        discovery: Discovery::PoliceDiscovered,
        ..row
    }
}

const fn sensitive(row: NationalRow) -> NationalRow {
    NationalRow {
        sensitive: true,
        ..row
    }
}

const NATIONAL: [NationalRow; 18] = [
    row("murder", &["99"], ["Кісі өлтіру", "Убийство", "Murder"]),
    row(
        "bodily_harm",
        &["106", "107", "108"],
        [
            "Денсаулыққа қасақана зиян келтіру",
            "Умышленное причинение вреда здоровью",
            "Intentional bodily harm",
        ],
    ),
    sensitive(row(
        "sexual",
        &["120", "121"],
        [
            "Зорлау және сексуалдық сипаттағы зорлық-зомбылық әрекеттер",
            "Изнасилование и насильственные действия сексуального характера",
            "Rape and violent sexual acts",
        ],
    )),
    noted(
        row("theft", &["188", "187"], ["Ұрлық", "Кража", "Theft"]),
        "187 is petty theft",
    ),
    noted(
        row(
            "cattle_theft",
            &["188-1"],
            ["Мал ұрлығы", "Скотокрадство", "Cattle theft"],
        ),
        "the code is inferred from the rule article × 10 + sub-index",
    ),
    unplaced(row(
        "embezzlement",
        &["189"],
        [
            "Сеніп тапсырылған мүлікті иемденіп алу",
            "Присвоение или растрата",
            "Embezzlement",
        ],
    )),
    noted(
        unplaced(row(
            "fraud",
            &["190"],
            ["Алаяқтық", "Мошенничество", "Fraud"],
        )),
        "mostly by internet and telephone",
    ),
    row("robbery", &["191"], ["Тонау", "Грабёж", "Robbery"]),
    row(
        "armed_robbery",
        &["192"],
        ["Қарақшылық", "Разбой", "Armed robbery"],
    ),
    unplaced(row(
        "extortion",
        &["194"],
        ["Қорқытып алушылық", "Вымогательство", "Extortion"],
    )),
    row(
        "vehicle_taking",
        &["200"],
        [
            "Автомобильді заңсыз иеленіп алу",
            "Неправомерное завладение автомобилем",
            "Unlawful taking of a vehicle",
        ],
    ),
    discovered(row(
        "weapons",
        &["287", "288", "291"],
        [
            "Қарудың заңсыз айналымы",
            "Незаконный оборот оружия",
            "Weapons",
        ],
    )),
    row(
        "hooliganism",
        &["293"],
        ["Бұзақылық", "Хулиганство", "Hooliganism"],
    ),
    row(
        "vandalism",
        &["294"],
        ["Вандализм", "Вандализм", "Vandalism"],
    ),
    discovered(row(
        "drugs",
        &[
            "296", "297", "297-1", "298", "299", "300", "301", "302", "303",
        ],
        ["Есірткі", "Наркотики", "Drugs"],
    )),
    sensitive(unplaced(row(
        "human_trafficking",
        &["128", "135"],
        ["Адам саудасы", "Торговля людьми", "Human trafficking"],
    ))),
    noted(
        sensitive(unplaced(row(
            "extremism",
            &["174", "179"],
            ["Экстремизм", "Экстремизм", "Extremism"],
        ))),
        "the list of articles is partial",
    ),
    unplaced(row(
        "corruption",
        &["361", "366", "367", "368"],
        ["Сыбайлас жемқорлық", "Коррупция", "Corruption"],
    )),
];

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

    #[test]
    fn the_national_list_finds_categories_by_code_and_article() {
        let national = Categories::national();
        assert_eq!(national.of_code("1880").unwrap().slug.as_str(), "theft");
        assert_eq!(
            national.of_code("1881").unwrap().slug.as_str(),
            "cattle_theft"
        );
        assert_eq!(national.of_code("0990").unwrap().slug.as_str(), "murder");
        assert_eq!(national.of_article("297-1").unwrap().slug.as_str(), "drugs");
        assert!(national.of_code("9999").is_none());
    }

    #[test]
    fn police_discovered_sensitive_and_unplaced_categories_are_never_mapped() {
        let national = Categories::national();
        let mapped: Vec<_> = national
            .iter()
            .filter(|c| c.may_be_mapped())
            .map(|c| c.slug.as_str())
            .collect();
        for never in [
            "drugs",
            "weapons",
            "sexual",
            "human_trafficking",
            "extremism",
            "fraud",
            "corruption",
        ] {
            assert!(!mapped.contains(&never), "{never}");
        }
        assert!(mapped.contains(&"theft"));
    }

    #[test]
    fn a_code_belongs_to_one_category() {
        let mut list: Vec<_> = Categories::national().into();
        list[1].crime_codes.push("0990".to_owned());
        let error = Categories::new(list).unwrap_err();
        assert!(matches!(error, CategoryError::Code { .. }), "{error}");
    }
}
