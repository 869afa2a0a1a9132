use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};

use super::reason::Notes;

/// What survives the checks: no coordinates, street, house or number, only what may travel on.
///
/// Fixed in size, so that millions can wait in memory or on disk for the duplicates to be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Incident {
    /// Identity, a hash; equal for two rows that tell of one record.
    pub key: u128,
    /// Hash of everything used; equal when a row is told again unchanged.
    pub content: u64,
    pub line: u64,
    pub file: u32,
    /// Milliseconds since 1970-01-01 by the local wall clock.
    pub committed: i64,
    /// Days since 1970-01-01, or [`Incident::NO_DAY`].
    pub registered: i32,
    pub category: u16,
    /// Position in the severities plus one; 0 when unknown.
    pub severity: u8,
    /// KATO, first two digits; 0 when unknown.
    pub unit: u8,
    /// Positions in the dictionaries; 0 when there is none.
    pub article: u32,
    pub place: u32,
    /// H3 index at resolution 10; 0 when not mapped.
    pub cell: u64,
    /// A hash of the coordinates, by which many records at one point are known; 0 when not mapped.
    pub point: u32,
    pub notes: Notes,
}

impl Incident {
    pub const NO_DAY: i32 = i32::MIN;
    /// In place of the position of a file: the incident stands in an earlier version.
    pub const STANDING: u32 = u32::MAX;
    /// In place of a category: the row takes its record back.
    const TAKEN_BACK: u16 = u16::MAX;
    /// Bytes of one incident on disk.
    pub const BYTES: usize = 76;

    /// Stands for a row that takes the record of this identity back, which a filter of the profile has rejected with this
    /// code.
    pub fn taking_back(key: u128, file: u32, line: u64, reason: u8) -> Self {
        Self {
            key,
            content: 0,
            line,
            file,
            committed: 0,
            registered: Self::NO_DAY,
            category: Self::TAKEN_BACK,
            severity: reason,
            unit: 0,
            article: 0,
            place: 0,
            cell: 0,
            point: 0,
            notes: Notes::default(),
        }
    }

    /// The code of the reason when the row takes its record back.
    pub fn takes_back(&self) -> Option<u8> {
        (self.category == Self::TAKEN_BACK).then_some(self.severity)
    }

    pub const fn is_standing(&self) -> bool {
        self.file == Self::STANDING
    }

    pub fn to_bytes(self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        let mut at = 0;
        let mut put = |field: &[u8]| {
            bytes[at..at + field.len()].copy_from_slice(field);
            at += field.len();
        };
        put(&self.key.to_le_bytes());
        put(&self.content.to_le_bytes());
        put(&self.line.to_le_bytes());
        put(&self.file.to_le_bytes());
        put(&self.committed.to_le_bytes());
        put(&self.registered.to_le_bytes());
        put(&self.category.to_le_bytes());
        put(&[self.severity, self.unit]);
        put(&self.article.to_le_bytes());
        put(&self.place.to_le_bytes());
        put(&self.cell.to_le_bytes());
        put(&self.point.to_le_bytes());
        put(&self.notes.0.to_le_bytes());
        bytes
    }

    pub fn from_bytes(bytes: &[u8; Self::BYTES]) -> Self {
        let mut at = 0;
        let mut take = |length: usize| {
            at += length;
            &bytes[at - length..at]
        };
        Self {
            key: u128::from_le_bytes(array(take(16))),
            content: u64::from_le_bytes(array(take(8))),
            line: u64::from_le_bytes(array(take(8))),
            file: u32::from_le_bytes(array(take(4))),
            committed: i64::from_le_bytes(array(take(8))),
            registered: i32::from_le_bytes(array(take(4))),
            category: u16::from_le_bytes(array(take(2))),
            severity: take(1)[0],
            unit: take(1)[0],
            article: u32::from_le_bytes(array(take(4))),
            place: u32::from_le_bytes(array(take(4))),
            cell: u64::from_le_bytes(array(take(8))),
            point: u32::from_le_bytes(array(take(4))),
            notes: Notes(u32::from_le_bytes(array(take(4)))),
        }
    }
}

fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut array = [0; N];
    array.copy_from_slice(bytes);
    array
}

/// Texts by number, shared by all threads. Number 0 is no text.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    inner: RwLock<(HashMap<String, u32>, Vec<String>)>,
}

impl Dictionary {
    /// More different texts than this are no code list; the rest is dropped.
    const MOST: usize = 100_000;

    pub fn number(&self, text: &str) -> u32 {
        if text.is_empty() {
            return 0;
        }
        let known = |numbers: &HashMap<String, u32>| numbers.get(text).copied();
        if let Some(number) = known(&self.inner.read().unwrap_or_else(PoisonError::into_inner).0) {
            return number;
        }
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = known(&inner.0) {
            return number;
        }
        if inner.1.len() >= Self::MOST {
            return 0;
        }
        inner.1.push(text.to_owned());
        let number = inner.1.len() as u32;
        inner.0.insert(text.to_owned(), number);
        number
    }

    /// The texts; number `n` stands at position `n - 1`.
    pub fn texts(&self) -> Vec<String> {
        let inner = self.inner.read().unwrap_or_else(PoisonError::into_inner);
        inner.1.clone()
    }
}

/// What the threads of one ingest share.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    pub articles: Dictionary,
    pub places: Dictionary,
    simulated: AtomicBool,
}

impl Shared {
    pub fn set_simulated(&self) {
        self.simulated.store(true, Ordering::Relaxed);
    }

    /// Whether any record is marked as simulated.
    pub fn has_simulated(&self) -> bool {
        self.simulated.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_incident_survives_its_bytes() {
        let incident = Incident {
            key: 0x0123_4567_89ab_cdef_0011_2233_4455_6677,
            content: 3,
            line: u64::MAX,
            file: 4,
            committed: -5,
            registered: Incident::NO_DAY,
            category: 6,
            severity: 5,
            unit: 75,
            article: 7,
            place: 8,
            cell: 0x8a9a_1ab1_2b1f_fff0,
            point: 11,
            notes: Notes(9),
        };
        assert_eq!(Incident::from_bytes(&incident.to_bytes()), incident);
    }

    #[test]
    fn a_text_keeps_its_number() {
        let dictionary = Dictionary::default();
        assert_eq!(dictionary.number(""), 0);
        let theft = dictionary.number("188");
        assert_eq!(dictionary.number("188-1"), theft + 1);
        assert_eq!(dictionary.number("188"), theft);
        assert_eq!(dictionary.texts()[theft as usize - 1], "188");
    }
}
