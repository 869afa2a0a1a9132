//! Official figures: form 1-M where its workbooks were ingested, the reference facts where they were not.

use std::collections::BTreeSet;

use oshaq_domain::{
    Categories, Figure, FiguresRefused, Kato, Period, PublicFigures, ReleasedFigures, Subject,
    check_figures, publish_figures,
};

use crate::by_unit::{OffencesByUnit, by_unit};
use crate::facts::{self, Category2022, FORM};

/// The year of the facts.
pub(crate) const YEAR: i32 = 2022;

/// The word of a subject, and its number in the facts of a unit.
type Measure = (&'static str, fn(&Category2022) -> u32);

/// What the facts have of a unit.
const MEASURES: [Measure; 16] = [
    ("registered", |row| row.registered),
    ("misdemeanours", |row| row.misdemeanours),
    ("crimes", |row| row.crimes),
    ("minor", |row| row.minor),
    ("medium", |row| row.medium),
    ("grave", |row| row.grave),
    ("especially_grave", |row| row.especially_grave),
    ("public_places", |row| row.public_places),
    ("streets", |row| row.streets),
    ("family", |row| row.family),
    ("article-188", |row| row.theft_188),
    ("article-190", |row| row.fraud_190),
    ("article-191", |row| row.robbery_191),
    ("article-192", |row| row.armed_robbery_192),
    ("article-293", |row| row.hooliganism_293),
    ("article-99", |row| row.murder_99),
];

/// Official figures after disclosure control, and the units compared by them.
#[derive(Debug, Clone, PartialEq)]
pub struct OfficialFigures {
    /// Every figure.
    pub figures: PublicFigures,
    /// Indicator 2 by unit.
    pub by_unit: OffencesByUnit,
}

/// Puts figures of ingested forms and the reference facts together: where a workbook of form 1-M was ingested, the facts of its unit and
/// year give way, and are told only where they contradict it. Numbers under `suppress_below` are withheld, and what would give them
/// away to whoever has kept the `earlier` versions, the oldest first. The facts count among these: anyone can look them up.
///
/// # Errors
/// [`FiguresRefused`] where the earlier versions told so much that a withheld number follows all the same.
///
/// # Source
/// [`facts::form_1m_2022`] over the average population of the year ([`facts::population`]); [`publish_figures`].
///
/// # Example
/// ```
/// let official = oshaq_samples::official_figures(Vec::new(), &[], 5).unwrap();
/// assert_eq!(official.by_unit.years[0].units.len(), 20);
/// assert!(official.figures.iter().all(|figure| figure.recorded.is_none_or(|number| number >= 5)));
/// ```
pub fn official_figures(
    forms: Vec<Figure>,
    earlier: &[PublicFigures],
    suppress_below: u32,
) -> Result<OfficialFigures, FiguresRefused> {
    let (categories, units) = (Categories::national(), units());
    let nothing = ReleasedFigures::default();
    let tell = |figures: Vec<Figure>, released: &ReleasedFigures| {
        publish_figures(figures, &categories, &units, released, suppress_below)
    };
    let of_facts = tell(figures_of_facts(), &nothing);
    let released = ReleasedFigures::of(std::iter::once(&of_facts).chain(earlier));
    let known: BTreeSet<(Period, Option<Kato>)> = forms
        .iter()
        .filter(|figure| figure.form == FORM)
        .map(|figure| (figure.period, figure.unit))
        .collect();
    let gives_way = |figure: &Figure| known.contains(&(figure.period, figure.unit));
    let (doubled, kept): (Vec<_>, Vec<_>) = figures_of_facts().into_iter().partition(gives_way);
    let figures = tell(forms.into_iter().chain(kept).collect(), &released);
    check_figures(&figures, &units, &released, suppress_below)?;
    let doubled = doubled
        .into_iter()
        .filter(|figure| figure.value >= suppress_below);
    Ok(OfficialFigures {
        by_unit: by_unit(&figures, &doubled.collect::<Vec<_>>(), suppress_below),
        figures,
    })
}

fn units() -> Vec<Kato> {
    let units = facts::units().iter();
    units.filter_map(|unit| unit.kato.parse().ok()).collect()
}

/// The facts as figures without cells.
fn figures_of_facts() -> Vec<Figure> {
    let rows = facts::form_1m_2022().iter();
    rows.filter_map(|row| Some((row, row.kato.parse::<Kato>().ok()?)))
        .flat_map(|(row, unit)| MEASURES.iter().filter_map(move |m| of_fact(row, unit, m)))
        .collect()
}

fn of_fact(row: &Category2022, unit: Kato, (word, number): &Measure) -> Option<Figure> {
    Some(Figure {
        form: FORM.to_owned(),
        period: YEAR.to_string().parse().ok()?,
        unit: Some(unit),
        subject: word.parse::<Subject>().ok()?,
        value: number(row),
        cell: None,
        simulated: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_astana(subject: &str, value: u32) -> Figure {
        Figure {
            form: FORM.to_owned(),
            period: "2022".parse().unwrap(),
            unit: Some("71".parse().unwrap()),
            subject: subject.parse().unwrap(),
            value,
            cell: Some("R1!F9".to_owned()),
            simulated: true,
        }
    }

    #[test]
    fn every_measure_of_every_unit_becomes_a_figure() {
        assert_eq!(figures_of_facts().len(), 20 * MEASURES.len());
    }

    #[test]
    fn a_workbook_takes_the_place_of_the_facts_and_the_difference_is_told() {
        let forms = vec![
            of_astana("registered", 80),
            of_astana("crimes", 68),
            of_astana("article-188", 26),
            of_astana("article-187", 4),
        ];
        let official = official_figures(forms, &[], 5).unwrap();
        let units = &official.by_unit.years[0].units;
        let astana = units.iter().find(|unit| unit.kato == "71").unwrap();
        assert_eq!(astana.offences.recorded, Some(80));
        assert_eq!(astana.offences.cells, ["R1!F9"]);
        assert!(astana.simulated && official.by_unit.simulated);
        let fact = facts::form_1m_2022().iter().find(|row| row.kato == "71");
        let fact = fact.unwrap();
        let told: Vec<_> = astana
            .contradictions
            .iter()
            .map(|one| (one.subject.to_string(), one.form, one.facts, one.difference))
            .collect();
        let registered = (80, fact.registered, 80 - i64::from(fact.registered));
        assert!(told.contains(&(
            "registered".to_owned(),
            registered.0,
            registered.1,
            registered.2
        )));
        // Article 187 is too small, so article 188 is withheld with it, and what the facts say of it, too.
        assert!(
            told.iter().all(|(subject, ..)| subject != "article-188"),
            "{told:?}"
        );
        let others = units.iter().filter(|unit| unit.kato != "71");
        assert!(
            others
                .clone()
                .all(|unit| !unit.simulated && unit.offences.cells.is_empty())
        );
        assert_eq!(others.count(), 19);
    }

    #[test]
    fn a_workbook_that_says_what_the_facts_say_contradicts_nothing() {
        let mut forms = figures_of_facts();
        for figure in &mut forms {
            figure.cell = Some("R1!F9".to_owned());
        }
        let official = official_figures(forms, &[], 5).unwrap();
        let units = &official.by_unit.years[0].units;
        assert!(units.iter().all(|unit| unit.contradictions.is_empty()));
        assert!(units.iter().all(|unit| !unit.offences.cells.is_empty()));
    }
}
