use std::collections::HashMap;

use chrono::NaiveDate;
use oshaq_domain::{Categories, Category, CategoryError, CategorySlug, Discovery, Names};
use schemars::JsonSchema;
use serde::Deserialize;

/// What happens to a record of no known category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Unmatched {
    /// It counts as `other`, which is never mapped.
    #[default]
    Other,
    /// It is rejected.
    Reject,
}

/// Which categories a source has and how they are recognised.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CategoryRules {
    /// Whether the national categories are used, by `CRIME_CODE` and article.
    #[serde(default)]
    pub national: bool,
    /// What happens to a record of no known category.
    #[serde(default)]
    pub unmatched: Unmatched,
    /// Categories of the source itself.
    #[serde(default)]
    pub own: Vec<OwnCategory>,
    /// Article numbers that meant something else in an earlier code.
    #[serde(default)]
    pub former: Option<FormerArticles>,
}

/// Articles of an earlier Criminal Code.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FormerArticles {
    /// The day on which the present code came into force; a record registered earlier is read by the former one.
    #[schemars(with = "String")]
    pub before: NaiveDate,
    /// Former articles by the slug of today's category.
    pub articles: std::collections::BTreeMap<String, Vec<String>>,
}

/// A category that a profile declares.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnCategory {
    /// Its short name.
    pub slug: String,
    /// Its name in Kazakh.
    pub name_kk: String,
    /// Its name in Russian.
    pub name_ru: String,
    /// Its name in English.
    pub name_en: String,
    /// Whether the offence is bound to a place.
    #[serde(default = "yes")]
    pub place_based: bool,
    /// Whether the police find it, rather than somebody reporting it.
    #[serde(default)]
    pub police_discovered: bool,
    /// Whether it is never shown below region and year.
    #[serde(default)]
    pub sensitive: bool,
    /// Texts or codes of the source, compared without regard to case.
    #[serde(default)]
    pub texts: Vec<String>,
    /// Ranges of numeric codes, both ends included.
    #[serde(default)]
    pub ranges: Vec<[u64; 2]>,
}

fn yes() -> bool {
    true
}

/// The slug of what no category claims.
const OTHER: &str = "other";

impl CategoryRules {
    /// The categories in the order in which incidents number them.
    pub(crate) fn categories(&self) -> Result<Categories, CategoryError> {
        let mut list: Vec<Category> = if self.national {
            Categories::national().into()
        } else {
            Vec::new()
        };
        for own in &self.own {
            list.push(own.category()?);
        }
        let other: CategorySlug = OTHER.parse()?;
        if self.unmatched == Unmatched::Other && !list.iter().any(|c| c.slug == other) {
            list.push(other_category(other));
        }
        Categories::new(list)
    }

    pub(super) fn fault(&self) -> Option<(String, String)> {
        if !self.national && self.own.is_empty() {
            let reason = "no category; set national = true or add [[categories.own]]".to_owned();
            return Some(("categories".to_owned(), reason));
        }
        let known = |slug: &String| {
            (self.categories().ok()).is_none_or(|all| all.iter().any(|c| c.slug.as_str() == slug))
        };
        let unknown = self
            .former
            .iter()
            .flat_map(|former| former.articles.keys())
            .find(|slug| !known(slug))?;
        let reason = format!("`{unknown}` is no category of this profile");
        Some(("categories.former.articles".to_owned(), reason))
    }
}

impl OwnCategory {
    fn category(&self) -> Result<Category, CategoryError> {
        Ok(Category {
            slug: self.slug.parse()?,
            names: Names {
                name_kk: self.name_kk.clone(),
                name_ru: self.name_ru.clone(),
                name_en: self.name_en.clone(),
            },
            articles: Vec::new(),
            crime_codes: self.texts.clone(),
            place_based: self.place_based,
            discovery: if self.police_discovered {
                Discovery::PoliceDiscovered
            } else {
                Discovery::Reported
            },
            sensitive: self.sensitive,
            note: None,
        })
    }
}

fn other_category(slug: CategorySlug) -> Category {
    Category {
        slug,
        names: Names {
            name_kk: "Өзге".to_owned(),
            name_ru: "Прочие".to_owned(),
            name_en: "Other".to_owned(),
        },
        articles: Vec::new(),
        crime_codes: Vec::new(),
        place_based: false,
        discovery: Discovery::Reported,
        sensitive: false,
        note: Some("what no category of the profile claims".to_owned()),
    }
}

/// Marks "no category" among category numbers.
pub(crate) const NO_CATEGORY: u16 = u16::MAX;

/// Finds the category of a code, a text or an article.
#[derive(Debug, Clone)]
pub(crate) struct Matcher {
    by_text: HashMap<String, u16>,
    by_article: HashMap<String, u16>,
    by_former_article: HashMap<String, u16>,
    former_before: Option<NaiveDate>,
    ranges: Vec<(u64, u64, u16)>,
    unmatched: u16,
}

impl Matcher {
    pub fn new(rules: &CategoryRules) -> Result<Self, CategoryError> {
        let categories = rules.categories()?;
        let slugs: Vec<&str> = categories.iter().map(|c| c.slug.as_str()).collect();
        let number = |slug: &str| slugs.iter().position(|known| *known == slug);
        let mut matcher = Self {
            by_text: HashMap::new(),
            by_article: HashMap::new(),
            by_former_article: HashMap::new(),
            former_before: rules.former.as_ref().map(|former| former.before),
            ranges: Vec::new(),
            unmatched: NO_CATEGORY,
        };
        for (index, category) in categories.iter().enumerate() {
            let texts = category.crime_codes.iter();
            matcher
                .by_text
                .extend(texts.map(|t| (t.to_lowercase(), index as u16)));
            let articles = category.articles.iter();
            matcher
                .by_article
                .extend(articles.map(|a| (a.clone(), index as u16)));
        }
        for own in &rules.own {
            let index = number(&own.slug).unwrap_or_default() as u16;
            let ranges = own.ranges.iter();
            matcher
                .ranges
                .extend(ranges.map(|&[from, to]| (from, to, index)));
        }
        for (slug, articles) in rules.former.iter().flat_map(|former| &former.articles) {
            let index = number(slug).unwrap_or_default() as u16;
            let articles = articles.iter().map(|a| (a.clone(), index));
            matcher.by_former_article.extend(articles);
        }
        if rules.unmatched == Unmatched::Other {
            matcher.unmatched = number(OTHER).map_or(NO_CATEGORY, |index| index as u16);
        }
        Ok(matcher)
    }

    /// The category of a code or text as the source writes it.
    pub fn of_text(&self, text: &str) -> Option<u16> {
        self.by_text
            .get(text)
            .or_else(|| self.by_text.get(&text.to_lowercase()))
            .copied()
            .or_else(|| self.of_number(text.parse().ok()?))
    }

    fn of_number(&self, code: u64) -> Option<u16> {
        self.ranges
            .iter()
            .find(|(from, to, _)| (*from..=*to).contains(&code))
            .map(|&(_, _, category)| category)
    }

    /// The category of an article such as `188-1` of the present code.
    pub fn of_present_article(&self, article: &str) -> Option<u16> {
        self.by_article.get(article).copied()
    }

    /// The category of an article such as `175` of the former code.
    pub fn of_former_article(&self, article: &str) -> Option<u16> {
        self.by_former_article.get(article).copied()
    }

    /// Whether articles of that day are those of the former code.
    pub fn is_former(&self, registered: NaiveDate) -> bool {
        self.former_before.is_some_and(|before| registered < before)
    }

    /// What a record of no known category becomes: `other`, or [`NO_CATEGORY`].
    pub const fn unmatched(&self) -> u16 {
        self.unmatched
    }
}

/// The article in a text such as `ст.188-1 ч.3 п.2`: `188-1`.
pub(crate) fn article_of(text: &str) -> Option<String> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[start..];
    let length = digits(rest);
    if length > 3 {
        return None;
    }
    let (number, rest) = rest.split_at(length);
    let sub = rest
        .strip_prefix('-')
        .map_or("", |rest| &rest[..digits(rest)]);
    let number = number.trim_start_matches('0');
    match (number, sub) {
        ("", _) => None,
        (_, "") => Some(number.to_owned()),
        (_, sub) if sub.len() > 2 => None,
        (_, sub) => Some(format!("{number}-{sub}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn rules(text: &str) -> CategoryRules {
        toml::from_str(text).unwrap()
    }

    fn slug(rules: &CategoryRules, index: Option<u16>) -> String {
        let all = rules.categories().unwrap();
        let found = index.and_then(|i| all.iter().nth(usize::from(i)));
        found.map_or_else(|| "none".to_owned(), |c| c.slug.to_string())
    }

    #[test]
    fn an_article_is_found_in_the_ways_it_is_written() {
        let cases = [
            ("ст.188 ч.3", Some("188")),
            ("ст.188-1 ч.2 п.1", Some("188-1")),
            ("188", Some("188")),
            ("ст. 099", Some("99")),
            ("ст.1234", None),
            ("ст.", None),
            ("", None),
            ("ст.000", None),
        ];
        for (text, article) in cases {
            assert_eq!(article_of(text).as_deref(), article, "{text}");
        }
    }

    #[test]
    fn national_codes_and_articles_meet_in_one_category() {
        let rules = rules("national = true");
        let matcher = Matcher::new(&rules).unwrap();
        assert_eq!(slug(&rules, matcher.of_text("1880")), "theft");
        assert_eq!(slug(&rules, matcher.of_present_article("188")), "theft");
        assert_eq!(slug(&rules, Some(matcher.unmatched())), "other");
    }

    #[test]
    fn an_article_of_the_former_code_keeps_its_former_meaning() {
        let rules = rules(
            "national = true\n[former]\nbefore = \"2015-01-01\"\narticles = { theft = [\"175\"] }",
        );
        let matcher = Matcher::new(&rules).unwrap();
        assert_eq!(slug(&rules, matcher.of_former_article("175")), "theft");
        assert_eq!(matcher.of_former_article("188"), None);
        assert_eq!(matcher.of_present_article("175"), None);
        assert!(matcher.is_former(day("2014-12-31")));
        assert!(!matcher.is_former(day("2015-01-01")));
    }

    #[test]
    fn own_categories_match_texts_without_case_and_ranges_with_both_ends() {
        let rules = rules(
            "[[own]]\nslug = \"auto_theft\"\nname_kk = \"a\"\nname_ru = \"b\"\nname_en = \"c\"\ntexts = [\"Auto Theft\"]\nranges = [[70000, 79999]]",
        );
        let matcher = Matcher::new(&rules).unwrap();
        for text in ["Auto Theft", "AUTO THEFT", "70000", "79999"] {
            assert_eq!(slug(&rules, matcher.of_text(text)), "auto_theft", "{text}");
        }
        for text in ["69999", "80000", "", "Theft"] {
            assert_eq!(matcher.of_text(text), None, "{text}");
        }
    }
}
