//! Withholding: what is small, and what would give it away.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::audit::{Equation, settled};
use super::{Figure, PublicFigure, Subject, Total};
use crate::{Categories, Kato, Period};

/// A form and a period; the newest period of a form comes first.
pub(super) type Of = (String, Reverse<Period>);

/// The figures of one form and period.
#[derive(Debug, Default)]
pub(super) struct FigureTable(BTreeMap<Place, Entry>);

/// The country before its units; within one, totals, categories and articles.
type Place = (Option<Kato>, Subject);

#[derive(Debug)]
struct Entry {
    value: u32,
    withheld: bool,
    articles: Vec<String>,
    cells: Vec<String>,
    simulated: bool,
}

/// Figures of which any one follows from the others.
struct Relation {
    members: Vec<Place>,
    /// Whether the first is the sum of the others. If not, all add to what anyone can look up: the units make up the country.
    begins_with_sum: bool,
}

/// Figures by form and period, with the categories that their articles make up.
pub(super) fn tables(
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
        let entry = self.0.entry((figure.unit, subject)).or_insert(Entry {
            value: 0,
            withheld: false,
            articles: Vec::new(),
            cells: Vec::new(),
            simulated: false,
        });
        entry.value = entry.value.saturating_add(figure.value);
        entry.articles.extend_from_slice(articles);
        entry.cells.extend(figure.cell.clone());
        entry.simulated |= figure.simulated;
    }

    /// Withholds small figures, and further ones until none of them follows from a relation.
    pub(super) fn withhold(&mut self, units: &[Kato], suppress_below: u32) {
        for entry in self.0.values_mut() {
            entry.withheld = entry.value < suppress_below;
        }
        let relations = self.relations(units);
        while relations.iter().any(|relation| self.protect(relation))
            || self.protect_settled(&relations)
        {}
    }

    /// Where exactly one member is withheld, the smallest other one is withheld too. Whether anything changed.
    fn protect(&mut self, relation: &Relation) -> bool {
        let members = relation.members.iter();
        let withheld = members.filter(|place| !self.is_told(place)).count();
        withheld == 1 && self.withhold_smallest(&relation.members)
    }

    /// Where a withheld number follows from several relations together, the smallest told member of its own is withheld, too. One
    /// number at a time, since it often protects others. Whether anything changed.
    fn protect_settled(&mut self, relations: &[Relation]) -> bool {
        let withheld: Vec<Place> = self
            .0
            .iter()
            .filter(|(_, entry)| entry.withheld)
            .map(|(place, _)| place.clone())
            .collect();
        let equation = |relation: &Relation| -> Equation {
            let members = relation.members.iter().enumerate();
            let unknown = members.filter_map(|(index, place)| {
                let position = withheld.binary_search(place).ok()?;
                Some((position, index == 0 || !relation.begins_with_sum))
            });
            unknown.collect()
        };
        let equations: Vec<Equation> = relations.iter().map(equation).collect();
        settled(&equations, withheld.len())
            .into_iter()
            .any(|found| {
                let own = relations
                    .iter()
                    .filter(|relation| relation.members.contains(&withheld[found]));
                let members: Vec<Place> =
                    own.flat_map(|relation| relation.members.clone()).collect();
                self.withhold_smallest(&members)
            })
    }

    fn is_told(&self, place: &Place) -> bool {
        self.0.get(place).is_some_and(|entry| !entry.withheld)
    }

    /// Withholds the smallest figure among those that are still told. Whether there was one.
    fn withhold_smallest(&mut self, places: &[Place]) -> bool {
        let told = places.iter().filter(|place| self.is_told(place));
        let smallest =
            told.min_by_key(|place| (self.0.get(*place).map(|entry| entry.value), *place));
        match smallest.and_then(|place| self.0.get_mut(place)) {
            Some(entry) => {
                entry.withheld = true;
                true
            }
            None => false,
        }
    }

    /// Relations of which every member is there: with one more unknown, nothing follows from them.
    fn relations(&self, units: &[Kato]) -> Vec<Relation> {
        let sums = self.0.iter().map(|(place, entry)| Relation {
            members: sum(place, entry),
            begins_with_sum: true,
        });
        let subjects: BTreeSet<&Subject> = self.0.keys().map(|(_, subject)| subject).collect();
        let over_units = subjects.into_iter().map(|subject| {
            let place = |unit: &Kato| (Some(*unit), subject.clone());
            Relation {
                members: units.iter().map(place).collect(),
                begins_with_sum: false,
            }
        });
        sums.chain(over_units)
            .filter(|relation| relation.members.len() > 1)
            .filter(|relation| {
                relation
                    .members
                    .iter()
                    .all(|place| self.0.contains_key(place))
            })
            .collect()
    }

    /// What may be told, without the numbers that may not.
    pub(super) fn public(self, form: String, period: Period) -> impl Iterator<Item = PublicFigure> {
        self.0
            .into_iter()
            .map(move |((unit, subject), entry)| PublicFigure {
                form: form.clone(),
                period,
                unit,
                subject,
                articles: entry.articles,
                recorded: (!entry.withheld).then_some(entry.value),
                cells: entry.cells,
                simulated: entry.simulated,
            })
    }
}

/// A whole with its parts: totals that make up a total, articles that make up a category.
fn sum((unit, subject): &Place, entry: &Entry) -> Vec<Place> {
    let parts: Vec<Subject> = match subject {
        Subject::Total(whole) => Total::SUMS
            .iter()
            .filter(|(sum, _)| sum == whole)
            .flat_map(|(_, parts)| parts.iter().copied().map(Subject::Total))
            .collect(),
        Subject::Category(_) => {
            let articles = entry.articles.iter().cloned();
            articles.map(Subject::Article).collect()
        }
        Subject::Article(_) => Vec::new(),
    };
    let members = std::iter::once(subject.clone()).chain(parts);
    members.map(|subject| (*unit, subject)).collect()
}
