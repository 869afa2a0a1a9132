//! The national categories.

use super::{Categories, Category, CategorySlug, Discovery, Names};

impl Categories {
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
            slug: CategorySlug::declared(self.slug),
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
    fn every_slug_of_the_national_list_parses() {
        for category in Categories::national().iter() {
            assert_eq!(category.slug.as_str().parse(), Ok(category.slug.clone()));
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
}
