//! An attacker who has kept every version of the official figures, and tries every number.

use super::*;

const BELOW: u32 = 5;

/// The articles of one category, in one unit.
const ARTICLES: [&str; 3] = ["106", "107", "108"];
const CATEGORY: &str = "bodily_harm";

/// Numbers beyond this are not tried: what can be so large can be several.
const LARGEST: u32 = 16;

/// Numbers of the articles; `None` where a version's workbook does not have the article.
type World = [Option<u32>; 3];

fn figures(world: World) -> Vec<Figure> {
    let rows = ARTICLES.iter().zip(world);
    rows.filter_map(|(article, value)| {
        Some(Figure {
            form: "1-M".to_owned(),
            period: "2022".parse().unwrap(),
            unit: Some("71".parse().unwrap()),
            subject: Subject::Article((*article).to_owned()),
            value: value?,
            cell: None,
            simulated: false,
        })
    })
    .collect()
}

fn publish(world: World, released: &ReleasedFigures) -> PublicFigures {
    publish_figures(
        figures(world),
        &Categories::national(),
        &[],
        released,
        BELOW,
    )
}

/// Whether numbers of all articles fit what a version tells.
fn fits(tried: [u32; 3], version: &PublicFigures) -> bool {
    version.iter().all(|figure| {
        let sum: u32 = (ARTICLES.iter().zip(tried))
            .filter(|(article, _)| figure.articles.iter().any(|own| own == *article))
            .map(|(_, value)| value)
            .sum();
        figure.recorded.is_none_or(|told| told == sum)
    })
}

/// Articles that no version tells and that can be one number alone, by all versions together. The sum of a category cannot be one
/// number alone where its articles cannot, or are told.
fn claims(versions: &[&PublicFigures]) -> usize {
    let numbers = 0..=LARGEST;
    let worlds = numbers.clone().flat_map(|a| {
        let numbers = numbers.clone();
        let inner = numbers.clone();
        numbers.flat_map(move |b| inner.clone().map(move |c| [a, b, c]))
    });
    let fitting: Vec<[u32; 3]> = worlds
        .filter(|tried| versions.iter().all(|version| fits(*tried, version)))
        .collect();
    let told = |article: &str| {
        let mut all = versions.iter().copied().flatten();
        all.any(|figure| figure.recorded.is_some() && figure.articles == [article])
    };
    let is_there = |article: &str| {
        let mut newest = versions.last().unwrap().iter();
        newest.any(|figure| figure.articles.iter().any(|own| own == article))
    };
    let settled = |position: usize| {
        let mut numbers = fitting.iter().map(|tried| tried[position]);
        let first = numbers.next();
        first.is_some() && numbers.all(|number| Some(number) == first)
    };
    let secret = ARTICLES.iter().enumerate();
    secret
        .filter(|(_, article)| is_there(article) && !told(article))
        .filter(|(position, _)| settled(*position))
        .count()
}

/// Every pair of a first version, which may lack articles, and a second that has all, of some numbers.
fn histories() -> impl Iterator<Item = (World, World)> {
    let numbers = [0, 1, 4, 5, 7, 12];
    let values = numbers
        .into_iter()
        .flat_map(move |a| numbers.map(|b| (a, b)))
        .flat_map(move |(a, b)| numbers.map(|c| [a, b, c]));
    values.flat_map(|values| {
        (0..8_u8).map(move |mask| {
            let mut first = values.map(Some);
            for (position, value) in first.iter_mut().enumerate() {
                if mask & (1 << position) == 0 {
                    *value = None;
                }
            }
            (first, values.map(Some))
        })
    })
}

#[test]
fn whoever_has_kept_every_version_works_out_nothing_and_without_the_earlier_ones_in_mind_he_would()
{
    let (mut naive_claims, mut missed) = (0, 0);
    for (first, second) in histories() {
        let nothing = ReleasedFigures::default();
        let one = publish(first, &nothing);
        assert_eq!(claims(&[&one]), 0, "{first:?}");
        let released = ReleasedFigures::of([&one]);
        let two = publish(second, &released);
        assert_eq!(claims(&[&one, &two]), 0, "{first:?} {second:?}");
        assert_eq!(
            check_figures(&two, &[], &released, BELOW),
            Ok(()),
            "{first:?} {second:?}"
        );
        let naive = publish(second, &nothing);
        let found = claims(&[&one, &naive]);
        naive_claims += found;
        missed += usize::from(found > 0 && check_figures(&naive, &[], &released, BELOW).is_ok());
    }
    assert!(naive_claims > 50, "{naive_claims}");
    assert_eq!(missed, 0, "the check refuses what the attacker can use");
}

#[test]
fn a_third_version_keeps_what_the_first_two_told_and_withheld() {
    let worlds = [
        [Some(12), Some(3), None],
        [Some(12), Some(3), Some(4)],
        [Some(12), None, Some(4)],
        [Some(12), Some(3), Some(4)],
    ];
    let mut versions: Vec<PublicFigures> = Vec::new();
    for world in worlds {
        let released = ReleasedFigures::of(&versions);
        let next = publish(world, &released);
        assert_eq!(
            check_figures(&next, &[], &released, BELOW),
            Ok(()),
            "{world:?}"
        );
        versions.push(next);
        let kept: Vec<&PublicFigures> = versions.iter().collect();
        assert_eq!(claims(&kept), 0, "{world:?}");
    }
    let released = ReleasedFigures::of(&versions);
    let again = publish(worlds[3], &released);
    assert_eq!(again, versions[3], "the same figures give the same version");
}

#[test]
fn what_is_small_and_what_follows_is_refused_with_its_name() {
    let nothing = ReleasedFigures::default();
    let stored = |numbers: [Option<u32>; 3], sum: Option<u32>| {
        let whole = publish([Some(12), Some(7), Some(6)], &nothing);
        let mut articles = numbers.into_iter();
        let figures = whole.iter().cloned().map(|mut figure| {
            let is_sum = figure.subject.to_string() == CATEGORY;
            figure.recorded = if is_sum {
                sum
            } else {
                articles.next().unwrap()
            };
            figure
        });
        PublicFigures::from_stored(figures.collect())
    };
    let refused = |figures: &PublicFigures| {
        check_figures(figures, &[], &nothing, BELOW)
            .unwrap_err()
            .to_string()
    };
    let small = refused(&stored([Some(12), Some(3), None], None));
    assert!(
        small.contains("article-107 of unit 71 in 2022") && small.contains("is 3"),
        "{small}"
    );
    let follows = refused(&stored([Some(12), Some(7), None], Some(25)));
    assert!(
        follows.contains("article-108 of unit 71 in 2022") && follows.contains("follows"),
        "{follows}"
    );
    // What followed before is known, and does not bar the next version.
    let leak = stored([Some(12), Some(7), None], Some(25));
    let released = ReleasedFigures::of([&leak]);
    assert_eq!(check_figures(&leak, &[], &released, BELOW), Ok(()));
    let zeros = stored([Some(12), None, None], Some(12));
    let released = ReleasedFigures::of([&zeros]);
    let next = publish([Some(12), Some(0), Some(0)], &released);
    assert_eq!(check_figures(&next, &[], &released, BELOW), Ok(()));
    let numbers = |figures: &PublicFigures| -> Vec<Option<u32>> {
        figures.iter().map(|figure| figure.recorded).collect()
    };
    assert_eq!(numbers(&next), numbers(&zeros), "and no more is told");
    // 12 and 0 and 0: both follow, since none is negative.
    assert!(
        check_figures(
            &stored([Some(12), None, None], Some(12)),
            &[],
            &nothing,
            BELOW
        )
        .is_err()
    );
    assert!(
        check_figures(
            &stored([Some(12), None, None], Some(25)),
            &[],
            &nothing,
            BELOW
        )
        .is_ok()
    );
}
