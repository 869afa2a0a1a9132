//! The records of a delivery meet those that stand.

use rayon::slice::ParallelSliceMut;

use super::changes::Change;
use super::past::{Fields, Past};
use crate::check::Incident;
use crate::dedupe::Repeated;
use crate::ledger::Duplicate;

/// What a part of all records has become.
#[derive(Debug, Default)]
pub(crate) struct Merged {
    /// What stands now, by time of commission.
    pub now: Vec<Incident>,
    /// Rows of the delivery that stand now, and whether each is a record that was not known.
    pub accepted: Vec<(Incident, bool)>,
    /// Rows of the delivery that tell what stands already.
    pub resent: Vec<Repeated>,
    /// What stood before, and how it changed.
    pub past: Vec<Past>,
}

/// Merges records that stand with those of a delivery, of which each id has one at most. `whole`: what the delivery does
/// not tell of is withdrawn.
pub(crate) fn merge(mut rows: Vec<Incident>, whole: bool) -> Merged {
    rows.par_sort_unstable_by_key(|row| (row.key, !row.is_standing()));
    let mut merged = Merged::default();
    for same in rows.chunk_by(|one, next| one.key == next.key) {
        match same {
            [standing, told, ..] => merged.meet(standing, told),
            [row] if row.is_standing() && whole => merged.withdraw(row, None),
            [row] if row.is_standing() => merged.now.push(*row),
            // What was never known cannot be taken back.
            [row] if row.takes_back().is_some() => (),
            [row] => merged.accept(row, true),
            [] => (),
        }
    }
    merged
        .now
        .par_sort_unstable_by_key(|row| (row.committed, row.key));
    merged
        .resent
        .sort_unstable_by_key(|told| (told.row.file, told.row.line));
    merged
}

impl Merged {
    fn meet(&mut self, standing: &Incident, told: &Incident) {
        if let Some(reason) = told.takes_back() {
            return self.withdraw(standing, Some(reason));
        }
        let fields = Fields::that_differ(standing, told);
        if fields.is_none() {
            self.now.push(*standing);
            self.resent.push(Repeated {
                row: *told,
                kind: Duplicate::Resent,
                kept: standing.key,
            });
            return;
        }
        self.past.push(Past {
            record: *standing,
            change: if fields.reclassify() {
                Change::Reclassified
            } else {
                Change::Revised
            },
            fields,
            category_now: Some(told.category),
        });
        self.accept(told, false);
    }

    fn accept(&mut self, told: &Incident, is_new: bool) {
        self.now.push(*told);
        self.accepted.push((*told, is_new));
    }

    fn withdraw(&mut self, standing: &Incident, reason: Option<u8>) {
        self.past.push(Past {
            record: *standing,
            change: Change::Withdrawn(reason),
            fields: Fields::default(),
            category_now: None,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spill::incident;

    fn standing(key: u128) -> Incident {
        incident(key, 0, Incident::STANDING, 0)
    }

    fn keys(rows: &[Incident]) -> Vec<u128> {
        rows.iter().map(|row| row.key).collect()
    }

    #[test]
    fn a_record_told_again_stays_and_one_told_otherwise_is_replaced() {
        let revised = Incident {
            committed: 5,
            ..incident(2, 0, 0, 8)
        };
        let reclassified = Incident {
            category: 4,
            ..incident(3, 0, 0, 9)
        };
        let rows = vec![
            incident(1, 77, 0, 7),
            standing(1),
            revised,
            standing(2),
            standing(3),
            reclassified,
            incident(4, 0, 0, 10),
        ];
        let merged = merge(rows, false);
        assert_eq!(keys(&merged.now), [1, 3, 4, 2]);
        assert_eq!(merged.resent.len(), 1);
        assert_eq!(merged.resent[0].row.line, 7);
        let changes: Vec<_> = merged
            .past
            .iter()
            .map(|p| (p.record.key, p.change))
            .collect();
        assert_eq!(changes, [(2, Change::Revised), (3, Change::Reclassified)]);
        let new: Vec<_> = merged
            .accepted
            .iter()
            .map(|(row, new)| (row.key, *new))
            .collect();
        assert_eq!(new, [(2, false), (3, false), (4, true)]);
    }

    #[test]
    fn only_a_delivery_of_the_whole_register_withdraws_what_it_lacks() {
        let rows = || vec![standing(1), standing(2), incident(2, 0, 0, 3)];
        assert_eq!(keys(&merge(rows(), false).now), [1, 2]);
        let whole = merge(rows(), true);
        assert_eq!(keys(&whole.now), [2]);
        assert_eq!(whole.past[0].change, Change::Withdrawn(None));
    }

    #[test]
    fn a_row_that_takes_a_record_back_withdraws_it_and_nothing_else() {
        let back = |key| Incident::taking_back(key, 0, 4, 64);
        let merged = merge(vec![standing(1), back(1), back(2), standing(3)], false);
        assert_eq!(keys(&merged.now), [3]);
        assert_eq!(merged.past.len(), 1);
        assert_eq!(merged.past[0].change, Change::Withdrawn(Some(64)));
    }
}
