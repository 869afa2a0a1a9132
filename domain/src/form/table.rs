//! The figures of a form and a period, with what is known of each.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry::{Occupied, Vacant};

use super::released::{Earlier, Quantity, ReleasedFigures, quantity};
use super::{Figure, PublicFigure, PublicFigures, Subject};
use crate::{Categories, Kato, Period};

/// A form and a period; the newest period of a form comes first.
pub(super) type Of = (String, Reverse<Period>);

/// The figures of one form and period.
#[derive(Debug, Default)]
pub(super) struct FigureTable {
    pub(super) entries: BTreeMap<Place, Entry>,
    /// Categories that earlier versions told as sums of other articles: the unit, the articles and the number.
    pub(super) sums: Vec<(Option<Kato>, Vec<String>, u32)>,
}

/// The country before its units; within one, totals, categories and articles.
pub(super) type Place = (Option<Kato>, Subject);

#[derive(Debug)]
pub(super) struct Entry {
    /// The number; `None` where it is withheld from whoever looks at the table.
    pub(super) value: Option<u32>,
    pub(super) withheld: bool,
    pub(super) articles: Vec<String>,
    cells: Vec<String>,
    pub(super) simulated: bool,
    /// What earlier versions said of it.
    pub(super) earlier: Option<Earlier>,
    /// Whether this version has it. What earlier versions told alone counts among what is known.
    pub(super) is_current: bool,
}

impl Entry {
    /// A figure that this version has.
    const fn current() -> Self {
        Self {
            value: Some(0),
            withheld: false,
            articles: Vec::new(),
            cells: Vec::new(),
            simulated: false,
            earlier: None,
            is_current: true,
        }
    }

    /// A figure that this version has no more.
    fn told_before(number: u32, articles: &[String]) -> Self {
        Self {
            value: Some(number),
            articles: articles.to_vec(),
            earlier: Some(Earlier::Told(number)),
            is_current: false,
            ..Self::current()
        }
    }

    /// A figure that earlier versions had and did not tell.
    fn withheld_before(articles: &[String]) -> Self {
        Self {
            value: None,
            withheld: true,
            articles: articles.to_vec(),
            earlier: Some(Earlier::Withheld),
            is_current: false,
            ..Self::current()
        }
    }

    /// Whether its number is told, or was.
    pub(super) const fn is_known(&self) -> bool {
        !self.withheld || matches!(self.earlier, Some(Earlier::Told(_)))
    }

    /// The number that is told, or was.
    pub(super) const fn known(&self) -> Option<u32> {
        match self.earlier {
            Some(Earlier::Told(number)) if self.withheld => Some(number),
            _ => self.value,
        }
    }

    pub(super) fn quantity(&self, (unit, subject): &Place) -> Quantity {
        quantity(*unit, subject, &self.articles)
    }
}

/// Figures by form and period, with the categories that their articles make up.
pub(super) fn of_figures(
    figures: impl IntoIterator<Item = Figure>,
    categories: &Categories,
) -> BTreeMap<Of, FigureTable> {
    let mut tables: BTreeMap<Of, FigureTable> = BTreeMap::new();
    for figure in figures {
        let of = (figure.form.clone(), Reverse(figure.period));
        tables.entry(of).or_default().add(&figure, categories);
    }
    tables
}

/// What anyone sees, by form and period.
pub(super) fn of_public(figures: &PublicFigures) -> BTreeMap<Of, FigureTable> {
    let mut tables: BTreeMap<Of, FigureTable> = BTreeMap::new();
    for figure in figures {
        let of = (figure.form.clone(), Reverse(figure.period));
        let entry = Entry {
            value: figure.recorded,
            withheld: figure.recorded.is_none(),
            articles: figure.articles.clone(),
            simulated: figure.simulated,
            ..Entry::current()
        };
        let table = tables.entry(of).or_default();
        let place = (figure.unit, figure.subject.clone());
        table.entries.insert(place, entry);
    }
    tables
}

/// What earlier versions alone make known of a form and period.
pub(super) fn of_released(released: &ReleasedFigures, (form, period): &Of) -> [FigureTable; 2] {
    [false, true].map(|simulated| {
        let mut table = FigureTable::default();
        for (quantity, earlier) in released.table(form, period.0, simulated) {
            let (unit, subject, articles) = quantity;
            let entry = match earlier {
                Earlier::Told(number) => Entry::told_before(number, articles),
                Earlier::Withheld => Entry::withheld_before(articles),
            };
            match (table.entries.entry((*unit, subject.clone())), earlier) {
                (Vacant(place), _) => {
                    place.insert(entry);
                }
                (Occupied(_), Earlier::Told(number)) => {
                    table.sums.push((*unit, articles.clone(), number));
                }
                (Occupied(_), Earlier::Withheld) => {}
            }
        }
        table
    })
}

impl FigureTable {
    fn add(&mut self, figure: &Figure, categories: &Categories) {
        match &figure.subject {
            Subject::Article(article) => {
                let Some(category) = categories.of_article(article) else {
                    return;
                };
                let (sum, articles) = (Subject::Category(category.slug.clone()), [article.clone()]);
                self.put(sum, figure, &articles);
                self.put(figure.subject.clone(), figure, &articles);
            }
            Subject::Total(_) | Subject::Category(_) => {
                self.put(figure.subject.clone(), figure, &[]);
            }
        }
    }

    /// Adds a figure to what stands at a place.
    fn put(&mut self, subject: Subject, figure: &Figure, articles: &[String]) {
        let entry = self
            .entries
            .entry((figure.unit, subject))
            .or_insert(Entry::current());
        entry.value = entry.value.map(|sum| sum.saturating_add(figure.value));
        entry.articles.extend_from_slice(articles);
        entry.cells.extend(figure.cell.clone());
        entry.simulated |= figure.simulated;
    }

    /// Takes in what earlier versions said of this form and period.
    pub(super) fn learn(&mut self, released: &ReleasedFigures, (form, period): &Of) {
        let worlds = [false, true].map(|simulated| {
            let own = released.table(form, period.0, simulated);
            own.map(move |(quantity, earlier)| (simulated, quantity, earlier))
        });
        for (simulated, (unit, subject, articles), earlier) in worlds.into_iter().flatten() {
            let place = (*unit, subject.clone());
            let is_of_unit = self.is_of(*unit, simulated);
            match (self.entries.get_mut(&place), earlier) {
                (Some(entry), _) if entry.simulated != simulated => {}
                (Some(entry), _) if entry.quantity(&place).2 == *articles => {
                    entry.earlier = Some(earlier);
                }
                (Some(_), Earlier::Told(number)) => {
                    self.sums.push((*unit, articles.clone(), number));
                }
                (None, Earlier::Told(number)) if is_of_unit => {
                    self.entries
                        .insert(place, Entry::told_before(number, articles));
                }
                _ => {}
            }
        }
    }

    /// Whether there is a figure of the unit, and of the same world.
    fn is_of(&self, unit: Option<Kato>, simulated: bool) -> bool {
        let mut own = self.entries.iter().filter(|((of, _), _)| *of == unit);
        own.any(|(_, entry)| entry.is_current && entry.simulated == simulated)
    }

    /// What may be told, without the numbers that may not.
    pub(super) fn public(self, form: String, period: Period) -> impl Iterator<Item = PublicFigure> {
        let current = self.entries.into_iter();
        current
            .filter(|(_, entry)| entry.is_current)
            .map(move |((unit, subject), entry)| PublicFigure {
                form: form.clone(),
                period,
                unit,
                subject,
                articles: entry.articles,
                recorded: entry.value.filter(|_| !entry.withheld),
                cells: entry.cells,
                simulated: entry.simulated,
            })
    }
}
