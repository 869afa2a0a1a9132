//! Of the rows that tell of one record, the last loaded is kept.

use rayon::slice::ParallelSliceMut;

use crate::check::Incident;
use crate::id::nth;
use crate::ledger::Duplicate;

/// A row that was told again, with the row that is kept instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Repeated {
    pub row: Incident,
    pub kind: Duplicate,
    /// Identity of the row that is kept.
    pub kept: u128,
}

/// What rows are that say the same in every column.
#[derive(Debug, Clone, Copy)]
pub(crate) enum EqualRows<'a> {
    /// One record told twice.
    OneRecord,
    /// Different offences, unless their file was given twice: by position of a file, that of the first with its content.
    Different { origins: &'a [u32] },
}

/// Divides rows into those that are kept, by time of commission, and those told again. A row that takes its record back is
/// kept where it is the last of the record; otherwise it is nothing, since it stands among the rejects.
pub(crate) fn deduplicate(
    rows: Vec<Incident>,
    equal: EqualRows<'_>,
) -> (Vec<Incident>, Vec<Repeated>) {
    let (mut kept, mut repeated) = match equal {
        EqualRows::OneRecord => last_of_each(rows),
        EqualRows::Different { origins } => each_of(rows, origins),
    };
    kept.par_sort_unstable_by_key(|row| (row.committed, row.key));
    repeated.sort_unstable_by_key(|repeated| (repeated.row.file, repeated.row.line));
    (kept, repeated)
}

fn last_of_each(mut rows: Vec<Incident>) -> (Vec<Incident>, Vec<Repeated>) {
    rows.par_sort_unstable_by_key(|row| (row.key, row.file, row.line));
    let mut repeated = Vec::new();
    let (mut kept, mut at) = (0, 0);
    while let Some(first) = rows.get(at) {
        let same = rows[at..].iter().take_while(|row| row.key == first.key);
        let end = at + same.count();
        let last = rows[end - 1];
        let earlier = rows[at..end - 1].iter();
        let earlier = earlier.filter(|row| row.takes_back().is_none());
        repeated.extend(earlier.map(|row| Repeated {
            row: *row,
            kind: if row.content == last.content && last.takes_back().is_none() {
                Duplicate::Exact
            } else {
                Duplicate::Superseded
            },
            kept: last.key,
        }));
        // What is kept moves to the front: millions of rows need no second place in memory.
        rows[kept] = last;
        kept += 1;
        at = end;
    }
    rows.truncate(kept);
    (rows, repeated)
}

/// Equal rows are numbered in the order of loading; a line of a file that was given twice is one row.
fn each_of(mut rows: Vec<Incident>, origins: &[u32]) -> (Vec<Incident>, Vec<Repeated>) {
    let origin = |row: &Incident| origins.get(row.file as usize).copied().unwrap_or(row.file);
    rows.par_sort_unstable_by_key(|row| (row.key, origin(row), row.line, row.file));
    let mut kept = Vec::with_capacity(rows.len());
    let mut repeated = Vec::new();
    for equal in rows.chunk_by(|one, next| one.key == next.key) {
        let lines =
            equal.chunk_by(|one, next| (origin(one), one.line) == (origin(next), next.line));
        for (place, line) in (0..).zip(lines) {
            let Some((last, earlier)) = line.split_last() else {
                continue;
            };
            let key = nth(last.key, place);
            kept.push(Incident { key, ..*last });
            repeated.extend(earlier.iter().map(|row| Repeated {
                row: *row,
                kind: Duplicate::Exact,
                kept: key,
            }));
        }
    }
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
        let (kept, repeated) = deduplicate(rows, EqualRows::OneRecord);
        let lines: Vec<_> = kept
            .iter()
            .map(|row| (row.key, row.file, row.line))
            .collect();
        assert_eq!(lines, [(1, 1, 5), (2, 0, 3)]);
        let told: Vec<_> = repeated.iter().map(|r| (r.row.line, r.kind)).collect();
        assert_eq!(told, [(2, Duplicate::Superseded), (9, Duplicate::Exact)]);
    }

    #[test]
    fn a_row_that_takes_its_record_back_supersedes_it_until_it_is_told_again() {
        let back = |line| Incident::taking_back(1, 0, line, 64);
        let (kept, repeated) =
            deduplicate(vec![incident(1, 10, 0, 1), back(2)], EqualRows::OneRecord);
        assert_eq!(kept[0].takes_back(), Some(64));
        assert_eq!(repeated[0].kind, Duplicate::Superseded);
        let (kept, repeated) =
            deduplicate(vec![back(2), incident(1, 10, 0, 3)], EqualRows::OneRecord);
        assert_eq!((kept[0].line, repeated.len()), (3, 0));
    }

    #[test]
    fn equal_rows_of_one_file_are_different_offences_and_a_file_given_twice_is_none() {
        let rows = vec![
            incident(1, 10, 0, 2),
            incident(1, 10, 0, 3),
            incident(1, 10, 1, 2),
            incident(1, 10, 1, 3),
        ];
        let (kept, repeated) = deduplicate(rows, EqualRows::Different { origins: &[0, 0] });
        assert_eq!((kept.len(), repeated.len()), (2, 2));
        assert_ne!(kept[0].key, kept[1].key);
        assert!(repeated.iter().all(|told| told.kind == Duplicate::Exact));
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
            let (kept, repeated) = deduplicate(rows, EqualRows::OneRecord);
            prop_assert_eq!(kept.len() + repeated.len(), keys.len());
            let mut identities: Vec<_> = keys.iter().map(|(key, _)| *key).collect();
            identities.sort_unstable();
            identities.dedup();
            prop_assert_eq!(kept.len(), identities.len());
        }
    }
}
