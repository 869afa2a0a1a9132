//! Of the rows that tell of one record, the last loaded is kept.

use rayon::slice::ParallelSliceMut;

use crate::check::Incident;
use crate::ledger::Duplicate;

/// A row that was told again, with the row that is kept instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Repeated {
    pub row: Incident,
    pub kind: Duplicate,
    /// Identity of the row that is kept.
    pub kept: u128,
}

/// Divides rows into those that are kept, by time of commission, and those told again.
pub(crate) fn deduplicate(mut rows: Vec<Incident>) -> (Vec<Incident>, Vec<Repeated>) {
    rows.par_sort_unstable_by_key(|row| (row.key, row.file, row.line));
    let mut kept = Vec::with_capacity(rows.len());
    let mut repeated = Vec::new();
    for same in rows.chunk_by(|one, next| one.key == next.key) {
        let Some((last, earlier)) = same.split_last() else {
            continue;
        };
        kept.push(*last);
        repeated.extend(earlier.iter().map(|row| Repeated {
            row: *row,
            kind: if row.content == last.content {
                Duplicate::Exact
            } else {
                Duplicate::Superseded
            },
            kept: last.key,
        }));
    }
    drop(rows);
    kept.par_sort_unstable_by_key(|row| (row.committed, row.key));
    repeated.sort_unstable_by_key(|repeated| (repeated.row.file, repeated.row.line));
    (kept, repeated)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::spill::incident;

    #[test]
    fn the_later_load_wins_and_the_earlier_is_told_as_exact_or_superseded() {
        let rows = vec![
            incident(1, 10, 1, 5),
            incident(1, 10, 0, 9),
            incident(1, 11, 0, 2),
            incident(2, 10, 0, 3),
        ];
        let (kept, repeated) = deduplicate(rows);
        let lines: Vec<_> = kept
            .iter()
            .map(|row| (row.key, row.file, row.line))
            .collect();
        assert_eq!(lines, [(1, 1, 5), (2, 0, 3)]);
        let told: Vec<_> = repeated.iter().map(|r| (r.row.line, r.kind)).collect();
        assert_eq!(told, [(2, Duplicate::Superseded), (9, Duplicate::Exact)]);
    }

    proptest! {
        #[test]
        fn no_row_is_lost_and_every_identity_is_kept_once(
            keys in proptest::collection::vec((0_u128..20, 0_u64..3), 0..200)
        ) {
            let rows: Vec<_> = keys
                .iter()
                .enumerate()
                .map(|(line, (key, content))| incident(*key, *content, 0, line as u64))
                .collect();
            let (kept, repeated) = deduplicate(rows);
            prop_assert_eq!(kept.len() + repeated.len(), keys.len());
            let mut identities: Vec<_> = keys.iter().map(|(key, _)| *key).collect();
            identities.sort_unstable();
            identities.dedup();
            prop_assert_eq!(kept.len(), identities.len());
        }
    }
}
