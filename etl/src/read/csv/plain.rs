//! Text without quotation marks: every line end ends a record, every delimiter a field.

use std::borrow::Cow;

use super::super::record::Unreadable;
use super::marks::Marks;
use super::scan::without_line_end;
use super::split::{Splitter, Text, without_blanks};

/// The records of a text without quotation marks: each is a line, and every delimiter ends a field.
pub(super) fn records<'a>(
    text: &Text<'a>,
    delimiter: u8,
    first_line: u64,
    mut splitter: Splitter<'a>,
    take: &mut impl FnMut(u64, &'a [u8], Result<&[Cow<'a, str>], Unreadable>),
) {
    let bytes = text.bytes;
    let mut marks = Marks::new(bytes, delimiter);
    let mut ends = Vec::new();
    let mut at = 0;
    for line in first_line.. {
        if at >= bytes.len() {
            break;
        }
        ends.clear();
        let end = loop {
            match marks.next() {
                Some(mark) if bytes[mark] == b'\n' => break mark,
                Some(mark) => ends.push(mark - at),
                None => break bytes.len(),
            }
        };
        let content = without_line_end(&bytes[at..end]);
        if !content.is_empty() {
            let record = text.record(at..at + content.len());
            let values = record.and_then(|record| splitter.split_at(record, &ends));
            take(line, content, values);
        }
        at = end + 1;
    }
}

impl<'a> Splitter<'a> {
    /// Splits a record without quotation marks at the delimiters that stand at `ends`.
    fn split_at(&mut self, record: &'a str, ends: &[usize]) -> Result<&[Cow<'a, str>], Unreadable> {
        if ends.len() + 1 != self.width {
            return Err(Unreadable::FieldCount);
        }
        for &(position, column) in &self.pairs {
            let from = position.checked_sub(1).map_or(0, |before| ends[before] + 1);
            let to = ends.get(position).copied().unwrap_or(record.len());
            let field = record.get(from..to).unwrap_or("");
            self.values[column] = Cow::Borrowed(without_blanks(field));
        }
        Ok(&self.values)
    }
}
