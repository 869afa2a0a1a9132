//! Official figures: recorded offences of a unit over a period, as a statistical form prints them.
//!
//! A form is published by the Committee itself, so its figures are told as they are printed, not rounded. What is small is withheld
//! all the same: [`publish_figures`] is the only way to [`PublicFigures`], and the public routes of the server accept nothing else.
//! The rules: only whole units and whole years, since months or half-years that overlap give away what lies between them; only the
//! subjects of [`Subject`], never who was harmed or who is suspected; nothing under the threshold, whatever the category; and nothing
//! from which a withheld number follows, from the parts of a sum, from the units, from several such sums together, from what any
//! earlier version told, or since no number is negative. [`check_figures`] judges the result as whoever has kept all versions would.

mod audit;
mod bounds;
mod released;
mod subject;
mod table;
mod withhold;

use serde::{Deserialize, Serialize};

use crate::{Categories, Kato, Period};

pub use released::ReleasedFigures;
pub use subject::{Subject, SubjectError, Total};

/// A number that a form prints, or that a table taken over from it repeats. Exact, and not yet public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The form, such as `1-M`.
    pub form: String,
    /// The months that it counts.
    pub period: Period,
    /// The unit; `None` is the whole country.
    pub unit: Option<Kato>,
    /// What it counts: a total or an article. Categories are summed by [`publish_figures`].
    pub subject: Subject,
    /// Recorded offences.
    pub value: u32,
    /// Where it stands, sheet and cell, such as `R1!F9`; `None` of a table that does not say.
    pub cell: Option<String>,
    /// Whether the workbook is simulated.
    pub simulated: bool,
}

/// A figure that may be shown, or whose number is withheld.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicFigure {
    /// The form, such as `1-M`.
    pub form: String,
    /// The year.
    pub period: Period,
    /// The unit; `None` is the whole country.
    pub unit: Option<Kato>,
    /// What it counts.
    pub subject: Subject,
    /// Articles of the Criminal Code that are counted, of an article or a category; empty of a total.
    pub articles: Vec<String>,
    /// Recorded offences as printed; `None` when withheld.
    pub recorded: Option<u32>,
    /// The cells that it was read from, sheet and cell; empty where the source does not say.
    pub cells: Vec<String>,
    /// Whether the workbook is simulated.
    pub simulated: bool,
}

/// Official figures that may leave the house, ordered by form, period (newest first), unit and subject.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct PublicFigures(Vec<PublicFigure>);

impl PublicFigures {
    /// Figures as an earlier version was written.
    pub const fn from_stored(figures: Vec<PublicFigure>) -> Self {
        Self(figures)
    }

    /// The figures.
    pub fn iter(&self) -> std::slice::Iter<'_, PublicFigure> {
        self.0.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Number of figures, withheld ones included.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl<'a> IntoIterator for &'a PublicFigures {
    type Item = &'a PublicFigure;
    type IntoIter = std::slice::Iter<'a, PublicFigure>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Sums articles into categories and withholds what is small or gives something small away.
///
/// Periods other than whole years are left out, and so are articles that belong to no category. `units` are all units of the country: where all but one of them are told, the
/// last one follows from the national total, which anyone can look up. A number under `suppress_below` is withheld, zero included.
///
/// What `released` told is known for ever, so withholding it now protects nothing, and what it withheld stays withheld. Further
/// figures are withheld until no withheld number follows exactly, or can be fewer than `suppress_below` different ones by any one
/// sum; where too much was told before, [`check_figures`] says so.
///
/// # Source
/// Hundepool et al., *Statistical Disclosure Control* (2012), chapter 5: primary and complementary suppression.
///
/// # Example
/// ```
/// use oshaq_domain::{Categories, Figure, ReleasedFigures, Subject, Total, publish_figures};
/// let figure = |subject, value| Figure {
///     form: "1-M".into(), period: "2022".parse().unwrap(), unit: Some("71".parse().unwrap()),
///     subject, value, cell: None, simulated: false,
/// };
/// let figures = [figure(Subject::Total(Total::Registered), 80), figure(Subject::Article("99".into()), 3)];
/// let nothing = ReleasedFigures::default();
/// let public = publish_figures(figures, &Categories::national(), &[], &nothing, 5);
/// let told: Vec<_> = public.iter().map(|one| (one.subject.to_string(), one.recorded)).collect();
/// assert_eq!(told, [("registered".into(), Some(80)), ("murder".into(), None), ("article-99".into(), None)]);
/// ```
pub fn publish_figures(
    figures: impl IntoIterator<Item = Figure>,
    categories: &Categories,
    units: &[Kato],
    released: &ReleasedFigures,
    suppress_below: u32,
) -> PublicFigures {
    let of_years = figures
        .into_iter()
        .filter(|figure| figure.period.whole_year().is_some());
    let mut tables = table::of_figures(of_years, categories);
    for (of, table) in &mut tables {
        table.learn(released, of);
        table.withhold(units, suppress_below);
    }
    let told = tables
        .into_iter()
        .flat_map(|((form, period), table)| table.public(form, period.0));
    PublicFigures(told.collect())
}

/// Figures that may not be published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FiguresRefused {
    /// A number under the threshold is told.
    #[error(
        "{subject} of {unit} in {period} (form {form}) is {number}, and numbers under {threshold} are not told"
    )]
    Small {
        /// The form.
        form: String,
        /// The year.
        period: Period,
        /// The unit, or the country.
        unit: String,
        /// What is counted.
        subject: Subject,
        /// The number.
        number: u32,
        /// The least number that is told.
        threshold: u32,
    },
    /// A withheld number follows from what is told and was told.
    #[error(
        "{subject} of {unit} in {period} (form {form}) is withheld, and follows exactly from what this version and the earlier ones tell; keep the earlier version's workbooks for this unit and year, or leave the form of this unit out"
    )]
    Follows {
        /// The form.
        form: String,
        /// The year.
        period: Period,
        /// The unit, or the country.
        unit: String,
        /// What is counted.
        subject: Subject,
    },
}

/// Holds figures against the rules as an attacker would who has kept every version: he sees what is told and was told, adds up, takes
/// differences, and knows that no number is negative. Works on what is public alone. What followed from the earlier versions
/// already is known, whatever the new one tells.
///
/// # Errors
/// [`FiguresRefused`] with the first figure that breaks a rule.
pub fn check_figures(
    figures: &PublicFigures,
    units: &[Kato],
    released: &ReleasedFigures,
    suppress_below: u32,
) -> Result<(), FiguresRefused> {
    let named =
        |unit: Option<Kato>| unit.map_or("the country".to_owned(), |unit| format!("unit {unit}"));
    for figure in figures {
        if let Some(number) = figure.recorded.filter(|&number| number < suppress_below) {
            return Err(FiguresRefused::Small {
                form: figure.form.clone(),
                period: figure.period,
                unit: named(figure.unit),
                subject: figure.subject.clone(),
                number,
                threshold: suppress_below,
            });
        }
    }
    for (of, mut own) in table::of_public(figures) {
        own.learn(released, &of);
        let earlier = table::of_released(released, &of);
        let known: Vec<_> = earlier
            .iter()
            .flat_map(|past| past.disclosed(units))
            .collect();
        let mut disclosed = own.disclosed(units).into_iter();
        if let Some((unit, subject)) = disclosed.find(|place| !known.contains(place)) {
            let (form, period) = of;
            return Err(FiguresRefused::Follows {
                form,
                period: period.0,
                unit: named(unit),
                subject,
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod attacker;
#[cfg(test)]
mod tests;
