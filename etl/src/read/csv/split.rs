//! What both ways of cutting records share.

use std::borrow::Cow;
use std::ops::Range;

use super::super::columns::Columns;
use super::super::record::Unreadable;

/// Bytes, and the same as UTF-8 if all of them are.
pub(super) struct Text<'a> {
    pub bytes: &'a [u8],
    valid: Option<&'a str>,
}

impl<'a> Text<'a> {
    pub fn of(bytes: &'a [u8]) -> Self {
        let valid = simdutf8::basic::from_utf8(bytes).ok();
        Self { bytes, valid }
    }

    /// One record, if it is UTF-8.
    pub fn record(&self, range: Range<usize>) -> Result<&'a str, Unreadable> {
        let record = match self.valid {
            Some(valid) => valid.get(range),
            None => std::str::from_utf8(&self.bytes[range]).ok(),
        };
        record.ok_or(Unreadable::Encoding)
    }
}

/// Splits records into the columns used, reusing its memory.
pub(super) struct Splitter<'a> {
    /// For each position in the record, the columns used that it feeds.
    pub wanted: Vec<Vec<usize>>,
    pub width: usize,
    /// The same as pairs of a position and a column.
    pub pairs: Vec<(usize, usize)>,
    pub values: Vec<Cow<'a, str>>,
}

impl Splitter<'_> {
    pub fn new(columns: &Columns) -> Self {
        let width = columns.width.unwrap_or_default();
        let mut wanted = vec![Vec::new(); width];
        for (column, &position) in columns.positions.iter().enumerate() {
            if let Some(at) = wanted.get_mut(position) {
                at.push(column);
            }
        }
        let pairs = wanted.iter().enumerate();
        let pairs =
            pairs.flat_map(|(position, of)| of.iter().map(move |&column| (position, column)));
        Self {
            pairs: pairs.collect(),
            wanted,
            width,
            values: vec![Cow::Borrowed(""); columns.names.len()],
        }
    }
}

/// Most fields have none, which two looks tell.
pub(super) fn without_blanks(field: &str) -> &str {
    let bytes = field.as_bytes();
    if bytes.first() == Some(&b' ') || bytes.last() == Some(&b' ') {
        field.trim_matches(' ')
    } else {
        field
    }
}
