//! What earlier versions said.

use std::collections::BTreeMap;

use super::{PublicFigure, PublicFigures, Subject};
use crate::{Kato, Period};

/// What earlier versions told of official figures, and what they withheld. Told once is known for ever, and withheld once stays
/// withheld, as on the surface. Simulated figures and real ones say nothing of each other.
#[derive(Debug, Clone, Default)]
pub struct ReleasedFigures(BTreeMap<Table, BTreeMap<Quantity, Earlier>>);

/// A form, a period, and whether it is simulated.
type Table = (String, Period, bool);

/// A unit, a subject and its articles, ascending: a category of other articles is another number.
pub(super) type Quantity = (Option<Kato>, Subject, Vec<String>);

/// What was said of a number before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Earlier {
    /// That it is withheld.
    Withheld,
    /// The number, in the last version that told it. A later correction does not make it unknown again.
    Told(u32),
}

impl ReleasedFigures {
    /// The fold of some versions, the oldest first.
    pub fn of<'a>(versions: impl IntoIterator<Item = &'a PublicFigures>) -> Self {
        let mut released = Self::default();
        let figures = versions.into_iter().flatten();
        figures.for_each(|figure| released.add(figure));
        released
    }

    fn add(&mut self, figure: &PublicFigure) {
        let table = (figure.form.clone(), figure.period, figure.simulated);
        let own = self.0.entry(table).or_default();
        let earlier = own
            .entry(quantity(figure.unit, &figure.subject, &figure.articles))
            .or_insert(Earlier::Withheld);
        if let Some(number) = figure.recorded {
            *earlier = Earlier::Told(number);
        }
    }

    /// What was said of a form and period.
    pub(super) fn table(
        &self,
        form: &str,
        period: Period,
        simulated: bool,
    ) -> impl Iterator<Item = (&Quantity, Earlier)> {
        let own = self.0.get(&(form.to_owned(), period, simulated));
        own.into_iter()
            .flatten()
            .map(|(quantity, earlier)| (quantity, *earlier))
    }
}

pub(super) fn quantity(unit: Option<Kato>, subject: &Subject, articles: &[String]) -> Quantity {
    let mut articles = articles.to_vec();
    articles.sort_unstable();
    (unit, subject.clone(), articles)
}
