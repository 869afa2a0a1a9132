//! Text with quotation marks: within them, line ends and delimiters belong to the field.

use std::borrow::Cow;

use memchr::memchr_iter;

use super::super::record::Unreadable;
use super::scan::{Scan, field, scan_record, unquote, without_line_end};
use super::split::{Splitter, Text, without_blanks};

/// Gives the records of such a text to `take`.
pub(super) fn records<'a>(
    text: &Text<'a>,
    delimiter: u8,
    first_line: u64,
    mut splitter: Splitter<'a>,
    take: &mut impl FnMut(u64, &'a [u8], Result<&[Cow<'a, str>], Unreadable>),
) {
    let bytes = text.bytes;
    let mut at = 0;
    let mut line = first_line;
    while at < bytes.len() {
        let end = match scan_record(bytes, at, delimiter) {
            Scan::End(end) => end,
            Scan::Open | Scan::Cut => bytes.len(),
        };
        let record = &bytes[at..end];
        let content = without_line_end(record);
        if !content.is_empty() {
            let readable = text.record(at..at + content.len());
            let values = readable.and_then(|record| splitter.split(record, delimiter));
            take(line, content, values);
        }
        line += memchr_iter(b'\n', record).count() as u64;
        at = end;
    }
}

impl<'a> Splitter<'a> {
    fn split(&mut self, record: &'a str, delimiter: u8) -> Result<&[Cow<'a, str>], Unreadable> {
        let bytes = record.as_bytes();
        let mut at = 0;
        let mut position = 0;
        loop {
            let (range, quoted, next) = field(bytes, at, delimiter);
            let columns = self.wanted.get(position).ok_or(Unreadable::FieldCount)?;
            if !columns.is_empty() {
                let value = value(record.get(range).unwrap_or(""), quoted);
                for &column in columns {
                    self.values[column].clone_from(&value);
                }
            }
            position += 1;
            match next {
                Some(next) => at = next,
                None if position == self.width => return Ok(&self.values),
                None => return Err(Unreadable::FieldCount),
            }
        }
    }
}

fn value(field: &str, quoted: bool) -> Cow<'_, str> {
    if !quoted {
        return Cow::Borrowed(without_blanks(field));
    }
    match unquote(field.as_bytes()) {
        Cow::Borrowed(plain) => Cow::Borrowed(std::str::from_utf8(plain).unwrap_or("").trim()),
        Cow::Owned(content) => {
            let text = String::from_utf8_lossy(&content).trim().to_owned();
            Cow::Owned(text)
        }
    }
}
