use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

const BELOW: u32 = 5;

fn figure(unit: &str, subject: &str, value: u32) -> Figure {
    Figure {
        form: "1-M".to_owned(),
        period: "2022".parse().unwrap(),
        unit: Some(unit.parse().unwrap()),
        subject: subject.parse().unwrap(),
        value,
        cell: Some(format!("R1!{subject}")),
        simulated: false,
    }
}

fn units(codes: &[&str]) -> Vec<Kato> {
    codes.iter().map(|code| code.parse().unwrap()).collect()
}

/// Unit and subject → number, of what is told.
fn told(public: &PublicFigures) -> BTreeMap<(String, String), Option<u32>> {
    let key = |one: &PublicFigure| (one.unit.unwrap().to_string(), one.subject.to_string());
    public.iter().map(|one| (key(one), one.recorded)).collect()
}

fn published(figures: &[Figure], all: &[&str]) -> BTreeMap<(String, String), Option<u32>> {
    let categories = Categories::national();
    told(&publish_figures(
        figures.to_vec(),
        &categories,
        &units(all),
        &ReleasedFigures::default(),
        BELOW,
    ))
}

fn of(told: &BTreeMap<(String, String), Option<u32>>, unit: &str, subject: &str) -> Option<u32> {
    told[&(unit.to_owned(), subject.to_owned())]
}

#[test]
fn a_subject_is_read_as_it_is_written_and_no_category_is_called_like_a_total() {
    for text in ["registered", "especially_grave", "theft", "article-188-1"] {
        assert_eq!(text.parse::<Subject>().unwrap().to_string(), text);
    }
    for text in ["", "Theft", "article-", "article--1", "article-1a", "a b"] {
        assert!(text.parse::<Subject>().is_err(), "{text}");
    }
    for category in Categories::national().iter() {
        let subject: Subject = category.slug.as_str().parse().unwrap();
        assert_eq!(subject, Subject::Category(category.slug.clone()));
    }
}

#[test]
fn a_category_is_the_sum_of_its_articles_and_names_their_cells() {
    let figures = [
        figure("71", "article-188", 90),
        figure("71", "article-187", 10),
    ];
    let public = publish_figures(
        figures,
        &Categories::national(),
        &[],
        &ReleasedFigures::default(),
        BELOW,
    );
    let theft = public
        .iter()
        .find(|one| one.subject.to_string() == "theft")
        .unwrap();
    assert_eq!(theft.recorded, Some(100));
    assert_eq!(theft.articles, ["188", "187"]);
    assert_eq!(theft.cells, ["R1!article-188", "R1!article-187"]);
}

#[test]
fn an_article_of_no_category_is_not_told() {
    assert!(published(&[figure("71", "article-437", 100)], &[]).is_empty());
}

#[test]
fn a_part_of_a_year_is_not_told() {
    let mut half = figure("71", "article-188", 90);
    half.period = "2022-01/2022-06".parse().unwrap();
    assert!(published(&[half], &[]).is_empty());
}

#[test]
fn a_small_article_is_withheld_with_the_article_that_would_give_it_away() {
    let figures = [
        figure("71", "article-188", 90),
        figure("71", "article-187", 3),
        figure("71", "registered", 900),
    ];
    let told = published(&figures, &[]);
    assert_eq!(of(&told, "71", "article-187"), None);
    assert_eq!(of(&told, "71", "article-188"), None, "93 − 90 is 3");
    assert_eq!(of(&told, "71", "theft"), Some(93));
    assert_eq!(of(&told, "71", "registered"), Some(900));
}

#[test]
fn the_last_unit_does_not_follow_from_the_national_total() {
    let all = ["10", "71", "75"];
    let figures = [
        figure("10", "article-99", 4),
        figure("71", "article-99", 21),
        figure("75", "article-99", 57),
    ];
    let told = published(&figures, &all);
    let numbers = all.map(|unit| of(&told, unit, "article-99"));
    assert_eq!(numbers, [None, None, Some(57)]);
    assert_eq!(all.map(|unit| of(&told, unit, "murder")), numbers);
    let with_one_missing = published(&figures[..2], &all);
    assert_eq!(
        of(&with_one_missing, "71", "article-99"),
        Some(21),
        "two are not known"
    );
}

#[test]
fn a_small_gravity_is_withheld_with_the_next_one() {
    let totals = [
        ("registered", 100),
        ("misdemeanours", 20),
        ("crimes", 80),
        ("minor", 40),
        ("medium", 30),
        ("grave", 8),
        ("especially_grave", 2),
    ];
    let figures = totals.map(|(total, value)| figure("71", total, value));
    let told = published(&figures, &[]);
    assert_eq!(of(&told, "71", "especially_grave"), None);
    assert_eq!(of(&told, "71", "grave"), None);
    assert_eq!(of(&told, "71", "medium"), Some(30));
    assert_eq!(of(&told, "71", "crimes"), Some(80));
}

proptest! {
    /// Nothing small is told, nothing is told otherwise than printed, and no sum with a single unknown is left.
    #[test]
    fn nothing_small_follows_from_a_sum_or_from_the_other_units(values in prop::collection::vec(0_u32..40, 24)) {
        let all = ["10", "71", "75", "79"];
        let articles = ["article-106", "article-107", "article-108", "article-188", "article-187", "article-99"];
        let figures: Vec<Figure> = all
            .iter()
            .flat_map(|unit| articles.map(|article| (*unit, article)))
            .zip(&values)
            .map(|((unit, article), &value)| figure(unit, article, value))
            .collect();
        let told = published(&figures, &all);
        let exact = |unit: &str, article: &str| {
            figures.iter().find(|one| **one == figure(unit, article, one.value)).unwrap().value
        };
        for unit in all {
            for article in articles {
                let shown = of(&told, unit, article);
                prop_assert!(shown.is_none_or(|number| number >= BELOW && number == exact(unit, article)));
            }
            for (category, parts) in [("bodily_harm", &articles[..3]), ("theft", &articles[3..5]), ("murder", &articles[5..])] {
                let hidden = std::iter::once(category).chain(parts.iter().copied()).filter(|subject| of(&told, unit, subject).is_none());
                prop_assert_ne!(hidden.count(), 1, "{} of {}", category, unit);
            }
        }
        for subject in articles.iter().copied().chain(["bodily_harm", "theft", "murder"]) {
            let hidden = all.iter().filter(|unit| of(&told, unit, subject).is_none());
            prop_assert_ne!(hidden.count(), 1, "{}", subject);
        }
    }
}

/// Numbers of drug articles by unit: eleven and more, but for those named.
fn drugs(small: &[(&str, &str)]) -> Vec<Figure> {
    let articles = ["article-296", "article-297", "article-298", "article-299"];
    let mut figures = Vec::new();
    for (row, unit) in ["10", "11", "15", "19"].into_iter().enumerate() {
        for (column, article) in articles.into_iter().enumerate() {
            let is_small = small.contains(&(unit, article));
            let usual = 11 + u32::try_from(row * 4 + column).unwrap();
            figures.push(figure(unit, article, if is_small { 3 } else { usual }));
        }
    }
    figures
}

#[test]
fn a_number_that_follows_from_several_sums_together_is_protected_by_another() {
    // Rows 10 and 11 less columns 296 and 297 leave one number, though each of these sums lacks two or three.
    let small = [
        ("10", "article-296"),
        ("10", "article-297"),
        ("10", "article-298"),
        ("11", "article-296"),
        ("11", "article-297"),
        ("15", "article-298"),
        ("15", "article-299"),
        ("19", "article-298"),
        ("19", "article-299"),
    ];
    let told = published(&drugs(&small), &["10", "11", "15", "19"]);
    let withheld = told.values().filter(|number| number.is_none()).count();
    assert!(withheld > small.len(), "{told:?}");
    for unit in ["10", "11", "15", "19"] {
        assert!(of(&told, unit, "drugs").is_some(), "categories stay told");
    }
}
