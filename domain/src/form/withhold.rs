//! Withholding: what is small, and what would give it away.

use std::collections::BTreeSet;

use super::audit::{Equation, settled};
use super::bounds::narrowed;
use super::released::Earlier;
use super::table::{Entry, FigureTable, Place};
use super::{Subject, Total};
use crate::Kato;

/// Figures of which any one follows from the others.
struct Relation {
    members: Vec<Place>,
    /// Whether the first is the sum of the others. If not, all add to something.
    begins_with_sum: bool,
    /// What sum and parts come to together; `None` where anyone can look it up but this table does not say it.
    comes_to: Option<i64>,
}

impl FigureTable {
    /// The withheld figures that follow exactly from what is told, and was.
    pub(super) fn disclosed(&self, units: &[Kato]) -> Vec<Place> {
        self.followed(&self.relations(units), 2)
    }

    /// Withholds small figures and those that were withheld before, then further ones until none of them follows.
    pub(super) fn withhold(&mut self, units: &[Kato], suppress_below: u32) {
        for entry in self.entries.values_mut() {
            entry.withheld |= entry.is_current
                && (entry.value.is_none_or(|value| value < suppress_below)
                    || entry.earlier == Some(Earlier::Withheld));
        }
        let relations = self.relations(units);
        while relations.iter().any(|relation| self.protect(relation))
            || self.protect_followed(&relations, suppress_below)
        {}
        self.tell_followed(&relations, suppress_below);
    }

    /// Tells what was withheld for others' sake, by this version alone, and is known all the same, since earlier versions told too much
    /// around it.
    fn tell_followed(&mut self, relations: &[Relation], suppress_below: u32) {
        for place in self.followed(relations, 2) {
            let entry = self.entries.get_mut(&place);
            let needless = entry.filter(|own| {
                own.earlier.is_none() && own.value.is_some_and(|value| value >= suppress_below)
            });
            if let Some(entry) = needless {
                entry.withheld = false;
            }
        }
    }

    /// Where exactly one member is unknown, the smallest other one is withheld too. Whether anything changed.
    fn protect(&mut self, relation: &Relation) -> bool {
        let members = relation.members.iter();
        let unknown = members.filter(|place| !self.is_known(place)).count();
        unknown == 1 && self.withhold_smallest(&relation.members)
    }

    /// Where a withheld number follows from several relations together, or nearly, the smallest told member of its own is withheld,
    /// too. One number at a time, since it often protects others. Whether anything changed.
    fn protect_followed(&mut self, relations: &[Relation], least: u32) -> bool {
        self.followed(relations, least).into_iter().any(|found| {
            let own = relations
                .iter()
                .filter(|relation| relation.members.contains(&found));
            let members: Vec<Place> = own.flat_map(|relation| relation.members.clone()).collect();
            self.withhold_smallest(&members)
        })
    }

    /// The withheld figures whose numbers follow from all relations together, or can be fewer than `least` different ones.
    fn followed(&self, relations: &[Relation], least: u32) -> Vec<Place> {
        let entries = self.entries.iter().filter(|(_, entry)| !entry.is_known());
        let unknown: Vec<&Place> = entries.map(|(place, _)| place).collect();
        let equations: Vec<Equation> = relations
            .iter()
            .map(|relation| self.equation(relation, &unknown))
            .collect();
        let mut found = settled(&equations, unknown.len());
        found.extend(narrowed(&equations, unknown.len(), least));
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|at| unknown[at].clone()).collect()
    }

    fn equation(&self, relation: &Relation, unknown: &[&Place]) -> Equation {
        let mut terms = Vec::new();
        let mut rest = relation.comes_to;
        for (index, place) in relation.members.iter().enumerate() {
            let is_added = index == 0 || !relation.begins_with_sum;
            if let Ok(position) = unknown.binary_search(&place) {
                terms.push((position, is_added));
                continue;
            }
            let number = self.entries.get(place).and_then(Entry::known);
            let number = i64::from(number.unwrap_or_default());
            rest = rest.map(|rest| rest + if is_added { -number } else { number });
        }
        Equation { terms, rest }
    }

    fn is_known(&self, place: &Place) -> bool {
        self.entries.get(place).is_some_and(Entry::is_known)
    }

    /// Withholds the smallest figure among those that are told now and were not before: what was told stays known. Whether there was
    /// one.
    fn withhold_smallest(&mut self, places: &[Place]) -> bool {
        let own = places
            .iter()
            .filter_map(|place| Some((place, self.entries.get(place)?)));
        let secret = own.filter(|(_, entry)| !entry.withheld && entry.earlier.is_none());
        let smallest = secret.min_by_key(|(place, entry)| (entry.value, *place));
        let place = smallest.map(|(place, _)| place.clone());
        match place.and_then(|place| self.entries.get_mut(&place)) {
            Some(entry) => {
                entry.withheld = true;
                true
            }
            None => false,
        }
    }

    /// Relations of which every member is there: with one more unknown, nothing follows from them.
    fn relations(&self, units: &[Kato]) -> Vec<Relation> {
        let sums = self.entries.iter().map(|(place, entry)| Relation {
            members: sum(place, entry),
            begins_with_sum: true,
            comes_to: Some(0),
        });
        let subjects: BTreeSet<&Subject> = self.entries.keys().map(|(_, own)| own).collect();
        let over_units = subjects.into_iter().map(|subject| {
            let place = |unit: &Kato| (Some(*unit), subject.clone());
            let members: Vec<Place> = units.iter().map(place).collect();
            Relation {
                comes_to: self.nation(&members),
                members,
                begins_with_sum: false,
            }
        });
        let over_units = over_units.filter(|relation| self.are_alike(&relation.members));
        let within = sums.chain(over_units);
        let within = within.filter(|relation| relation.members.len() > 1);
        within
            .chain(self.earlier_sums())
            .filter(|relation| {
                let mut members = relation.members.iter();
                members.all(|place| self.entries.contains_key(place))
            })
            .collect()
    }

    /// Whether figures of units are of the same articles and of the same world: else they add to no number that anyone knows.
    fn are_alike(&self, members: &[Place]) -> bool {
        let mut kinds = members.iter().filter_map(|place| {
            let entry = self.entries.get(place)?;
            Some((entry.quantity(place).2, entry.simulated))
        });
        let first = kinds.next();
        kinds.all(|kind| Some(kind) == first)
    }

    /// What all units come to together, where every number is at hand.
    fn nation(&self, members: &[Place]) -> Option<i64> {
        let values = members
            .iter()
            .map(|place| self.entries.get(place)?.value.map(i64::from));
        values.sum()
    }

    fn earlier_sums(&self) -> impl Iterator<Item = Relation> {
        self.sums.iter().map(|(unit, articles, number)| {
            let articles = articles.iter().cloned();
            Relation {
                members: articles
                    .map(|article| (*unit, Subject::Article(article)))
                    .collect(),
                begins_with_sum: false,
                comes_to: Some(i64::from(*number)),
            }
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
