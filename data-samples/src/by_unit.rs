//! Indicator 2 by unit: what form 1-M says of a year, over the population.

use std::collections::BTreeMap;

use oshaq_domain::{
    CategorySlug, Compared, Figure, Kato, Level, PublicFigure, PublicFigures, Rate, Recorded,
    Subject, Total, compare,
};
use serde::Serialize;

use crate::facts::FORM;
use crate::facts::{self, UnitFact};

/// The form's numbers are exact: a base of one rounds nothing.
const NOT_ROUNDED: u32 = 1;

/// Months that the form's year has.
const MONTHS: u32 = 12;

/// The units compared, year by year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OffencesByUnit {
    /// Whether any number is of a simulated workbook.
    pub simulated: bool,
    /// The form.
    pub form: &'static str,
    /// Level of the intervals.
    pub level: f64,
    /// Numbers under this are withheld.
    pub suppress_below: u32,
    /// Who says so, and under which licence.
    pub source: &'static str,
    /// Newest first.
    pub years: Vec<UnitsOfYear>,
}

/// The units of one year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnitsOfYear {
    /// The year.
    pub year: i32,
    /// Those that a workbook or the facts tell of, highest rate of offences first; those without a rate last.
    pub units: Vec<UnitOffences>,
}

/// One unit's year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnitOffences {
    /// Its code (two digits).
    pub kato: &'static str,
    /// Kazakh name.
    pub name_kk: &'static str,
    /// Russian name.
    pub name_ru: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// Where its numbers come from.
    pub origin: Origin,
    /// Whether the workbook is simulated.
    pub simulated: bool,
    /// Average residents of the year, persons; `None` where they are not known.
    pub population: Option<u32>,
    /// All recorded offences: crimes and misdemeanours.
    pub offences: Place,
    /// Crimes alone.
    pub crimes: Place,
    /// Recorded offences by category, as far as the source tells its articles.
    pub categories: Vec<CategoryCount>,
    /// Where the workbook and the reference facts differ; neither is averaged away.
    pub contradictions: Vec<FigureContradiction>,
}

/// Where numbers come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A workbook of the form that was ingested; its cells are told.
    Form,
    /// The reference table that was taken over from the form.
    Facts,
}

/// A number of recorded offences, its rate and its place among the units. What is `None` is withheld, or nobody's number is known.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Place {
    /// The number.
    pub recorded: Option<u32>,
    /// Sheet and cell that it was read from.
    pub cells: Vec<String>,
    /// Per 10,000 residents.
    pub per_10k: Option<f64>,
    /// Lower end of the rate's interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// 1 for the highest rate.
    pub rank: Option<u32>,
    /// The highest place (smallest number) that it may really have.
    pub rank_low: Option<u32>,
    /// The lowest.
    pub rank_high: Option<u32>,
}

/// Recorded offences of one category.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CategoryCount {
    /// The category.
    pub category: CategorySlug,
    /// The articles that were summed: the facts have fewer than a workbook.
    pub articles: Vec<String>,
    /// The number; `None` when withheld.
    pub recorded: Option<u32>,
    /// Per 10,000 residents.
    pub per_10k: Option<f64>,
    /// Sheet and cell of each article.
    pub cells: Vec<String>,
}

/// Two numbers of one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FigureContradiction {
    /// A total or an article.
    pub subject: Subject,
    /// What the workbook says.
    pub form: u32,
    /// What the reference facts say.
    pub facts: u32,
    /// Workbook less facts.
    pub difference: i64,
}

/// What is told of one unit in one year.
type OfUnit<'a> = BTreeMap<&'a Subject, &'a PublicFigure>;

/// Compares the units by the figures of the form; `doubled` are facts that a workbook took the place of.
pub(crate) fn by_unit(
    figures: &PublicFigures,
    doubled: &[Figure],
    suppress_below: u32,
) -> OffencesByUnit {
    let mut years: BTreeMap<i32, BTreeMap<Kato, OfUnit<'_>>> = BTreeMap::new();
    for figure in figures.iter().filter(|figure| figure.form == FORM) {
        if let (Some(unit), Some(year)) = (figure.unit, figure.period.whole_year()) {
            let of_unit = years.entry(year).or_default().entry(unit).or_default();
            of_unit.insert(&figure.subject, figure);
        }
    }
    let years = years.into_iter().rev();
    OffencesByUnit {
        simulated: figures.iter().any(|figure| figure.simulated),
        form: FORM,
        level: Rate::LEVEL,
        suppress_below,
        source: "Form 1-M, Committee on Legal Statistics (PDDL); average population of the year, Bureau of National Statistics",
        years: years
            .map(|(year, units)| of_year(year, &units, doubled))
            .collect(),
    }
}

fn of_year(year: i32, units: &BTreeMap<Kato, OfUnit<'_>>, doubled: &[Figure]) -> UnitsOfYear {
    let rows: Vec<(&'static UnitFact, Option<u32>, &OfUnit<'_>)> = units
        .iter()
        .filter_map(|(kato, told)| {
            let unit = unit(*kato)?;
            Some((unit, population(&unit.kato, year), told))
        })
        .collect();
    let offences = places(&rows, &Subject::Total(Total::Registered));
    let crimes = places(&rows, &Subject::Total(Total::Crimes));
    let mut units: Vec<UnitOffences> = rows
        .into_iter()
        .zip(offences.into_iter().zip(crimes))
        .map(
            |((unit, population, told), (offences, crimes))| UnitOffences {
                population,
                offences,
                crimes,
                contradictions: contradictions(told, doubled),
                ..unit_offences(unit, population, told)
            },
        )
        .collect();
    units.sort_by_key(|unit| (unit.offences.rank.is_none(), unit.offences.rank));
    UnitsOfYear { year, units }
}

fn unit(kato: Kato) -> Option<&'static UnitFact> {
    let code = kato.to_string();
    facts::units().iter().find(|unit| unit.kato == code)
}

fn population(kato: &str, year: i32) -> Option<u32> {
    let known = facts::population()
        .iter()
        .find(|row| row.kato == kato && row.year == year)?;
    Some(known.population.round() as u32)
}

fn places(rows: &[(&'static UnitFact, Option<u32>, &OfUnit<'_>)], subject: &Subject) -> Vec<Place> {
    let told: Vec<(Option<&PublicFigure>, Option<u32>)> = rows
        .iter()
        .map(|(_, population, told)| (told.get(subject).copied(), *population))
        .collect();
    let recorded: Vec<Recorded> = told
        .iter()
        .map(|(figure, population)| {
            let number = figure.and_then(|figure| figure.recorded);
            Recorded {
                sum: number.unwrap_or_default(),
                months_told: if number.is_some() { MONTHS } else { 0 },
                months_withheld: 0,
                population: population.unwrap_or_default(),
            }
        })
        .collect();
    let compared = Level::new(Rate::LEVEL).map(|level| compare(&recorded, NOT_ROUNDED, level));
    let compared = compared.unwrap_or_else(|_| vec![None; recorded.len()]);
    let told = told.into_iter().zip(compared);
    told.map(|((figure, _), compared)| place(figure, compared))
        .collect()
}

fn place(figure: Option<&PublicFigure>, compared: Option<Compared>) -> Place {
    Place {
        recorded: figure.and_then(|figure| figure.recorded),
        cells: figure.map_or_else(Vec::new, |figure| figure.cells.clone()),
        per_10k: compared.map(|found| tenths(found.rate.per_10k)),
        low: compared.map(|found| tenths(found.rate.low)),
        high: compared.and_then(|found| found.rate.high).map(tenths),
        rank: compared.map(|found| found.rank),
        rank_low: compared.map(|found| found.rank_low),
        rank_high: compared.map(|found| found.rank_high),
    }
}

/// Rates are told to one decimal, as the indicator's are.
fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// What is told of a unit beside its totals and what contradicts them.
fn unit_offences(
    unit: &'static UnitFact,
    population: Option<u32>,
    told: &OfUnit<'_>,
) -> UnitOffences {
    let from_cells = told.values().any(|figure| !figure.cells.is_empty());
    let categories = told.values().filter_map(|figure| match &figure.subject {
        Subject::Category(category) => Some(CategoryCount {
            category: category.clone(),
            articles: figure.articles.clone(),
            recorded: figure.recorded,
            per_10k: per_10k(figure.recorded, population),
            cells: figure.cells.clone(),
        }),
        Subject::Total(_) | Subject::Article(_) => None,
    });
    UnitOffences {
        kato: &unit.kato,
        name_kk: &unit.full_name_kk,
        name_ru: &unit.full_name_ru,
        name_en: &unit.full_name_en,
        origin: if from_cells {
            Origin::Form
        } else {
            Origin::Facts
        },
        simulated: told.values().any(|figure| figure.simulated),
        population,
        offences: place(None, None),
        crimes: place(None, None),
        categories: categories.collect(),
        contradictions: Vec::new(),
    }
}

fn per_10k(recorded: Option<u32>, population: Option<u32>) -> Option<f64> {
    let population = population.filter(|persons| *persons > 0)?;
    Some(tenths(
        f64::from(recorded?) * Rate::PERSONS / f64::from(population),
    ))
}

/// Facts that say something else than a figure that is told.
fn contradictions(told: &OfUnit<'_>, doubled: &[Figure]) -> Vec<FigureContradiction> {
    let contradicts = |fact: &Figure| {
        let figure = told.get(&fact.subject)?;
        let form = figure.recorded.filter(|form| *form != fact.value)?;
        let is_same = figure.unit == fact.unit && figure.period == fact.period;
        is_same.then(|| FigureContradiction {
            subject: fact.subject.clone(),
            form,
            facts: fact.value,
            difference: i64::from(form) - i64::from(fact.value),
        })
    };
    doubled.iter().filter_map(contradicts).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::official::{YEAR, official_figures};

    fn of_facts() -> Vec<UnitOffences> {
        official_figures(Vec::new(), &[], 5).unwrap().by_unit.years[0]
            .units
            .clone()
    }

    #[test]
    fn the_units_add_to_a_little_less_than_the_published_total() {
        let sum: u32 = of_facts()
            .iter()
            .map(|unit| unit.offences.recorded.unwrap())
            .sum();
        let nation = facts::kpi_observations()
            .iter()
            .find(|seen| seen.year == YEAR && seen.unit == "offences_registered")
            .unwrap()
            .value;
        let share = f64::from(sum) / nation;
        assert!((0.98..1.0).contains(&share), "{sum} of {nation}");
    }

    #[test]
    fn crimes_are_fewer_than_offences_and_every_interval_and_range_holds_its_value() {
        for unit in of_facts() {
            assert!(unit.crimes.recorded < unit.offences.recorded);
            for place in [unit.offences, unit.crimes] {
                assert!(place.low <= place.per_10k && place.per_10k <= place.high);
                assert!(place.rank_low <= place.rank && place.rank <= place.rank_high);
                assert!(place.rank.is_some());
            }
        }
    }

    #[test]
    fn a_year_without_known_residents_has_numbers_and_no_rates() {
        let figure = Figure {
            form: FORM.to_owned(),
            period: "2031".parse().unwrap(),
            unit: Some("75".parse().unwrap()),
            subject: Subject::Total(Total::Registered),
            value: 80,
            cell: Some("R1!F7".to_owned()),
            simulated: false,
        };
        let years = official_figures(vec![figure], &[], 5)
            .unwrap()
            .by_unit
            .years;
        assert_eq!(
            years.iter().map(|year| year.year).collect::<Vec<_>>(),
            [2031, 2022]
        );
        let almaty = &years[0].units[0];
        assert_eq!(
            (almaty.offences.recorded, almaty.offences.rank),
            (Some(80), None)
        );
    }
}
