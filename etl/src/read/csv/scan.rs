//! Where records and fields end.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use super::super::limits::RECORD_LINES;

/// How far a record reaches.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Scan {
    /// The next record begins here.
    End(usize),
    /// A quotation mark stays open for longer than a record may be.
    Open,
    /// The text ends within the record.
    Cut,
}

pub(super) enum FieldsScan {
    InQuotes,
    Elsewhere,
}

/// Finds the end of the record that begins at `start`.
pub(super) fn scan_record(text: &[u8], start: usize, delimiter: u8) -> Scan {
    let mut at = start;
    let mut lines = 0;
    loop {
        if text.get(at) == Some(&b'"') {
            at += 1;
            loop {
                let Some(step) = memchr2(b'"', b'\n', &text[at..]) else {
                    return Scan::Cut;
                };
                at += step + 1;
                if text[at - 1] == b'\n' {
                    lines += 1;
                    if lines >= RECORD_LINES {
                        return Scan::Open;
                    }
                } else if text.get(at) == Some(&b'"') {
                    at += 1;
                } else {
                    break;
                }
            }
        }
        let Some(step) = memchr2(delimiter, b'\n', &text[at..]) else {
            return Scan::Cut;
        };
        at += step + 1;
        if text[at - 1] == b'\n' {
            return Scan::End(at);
        }
    }
}

/// Whether the text ends inside a quoted field.
pub(super) fn scan_fields(text: &[u8], delimiter: u8) -> FieldsScan {
    let mut at = 0;
    loop {
        if text.get(at) == Some(&b'"') {
            match closing(text, at + 1) {
                Some(end) => at = end,
                None => return FieldsScan::InQuotes,
            }
        }
        match memchr(delimiter, &text[at..]) {
            Some(step) => at += step + 1,
            None => return FieldsScan::Elsewhere,
        }
    }
}

/// The position after the mark that closes a field whose content begins at `at`.
fn closing(text: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr(b'"', text.get(at..)?)? + 1;
        if text.get(at) == Some(&b'"') {
            at += 1;
        } else {
            return Some(at);
        }
    }
}

/// A record without its line end.
pub(super) fn without_line_end(record: &[u8]) -> &[u8] {
    let record = record.strip_suffix(b"\n").unwrap_or(record);
    record.strip_suffix(b"\r").unwrap_or(record)
}

/// The fields of one record, unquoted.
pub(super) fn split(record: &[u8], delimiter: u8) -> Vec<Cow<'_, [u8]>> {
    let record = without_line_end(record);
    let mut fields = Vec::new();
    let mut at = 0;
    loop {
        let (range, quoted, next) = field(record, at, delimiter);
        let bytes = &record[range];
        fields.push(if quoted {
            unquote(bytes)
        } else {
            Cow::Borrowed(bytes)
        });
        match next {
            Some(next) => at = next,
            None => return fields,
        }
    }
}

/// The field at `at`: its content, whether it is quoted, and where the next field begins.
pub(super) fn field(
    record: &[u8],
    at: usize,
    delimiter: u8,
) -> (std::ops::Range<usize>, bool, Option<usize>) {
    let quoted = record.get(at) == Some(&b'"');
    let from = if quoted {
        closing(record, at + 1).unwrap_or(record.len())
    } else {
        at
    };
    match memchr(delimiter, &record[from..]) {
        Some(step) => (at..from + step, quoted, Some(from + step + 1)),
        None => (at..record.len(), quoted, None),
    }
}

/// The content of a quoted field; marks after the closing one are kept as they are.
pub(super) fn unquote(field: &[u8]) -> Cow<'_, [u8]> {
    let inner = &field[1..];
    if let Some(plain) = inner.strip_suffix(b"\"")
        && memchr(b'"', plain).is_none()
    {
        return Cow::Borrowed(plain);
    }
    let mut content = Vec::with_capacity(inner.len());
    let mut at = 0;
    while let Some(step) = memchr(b'"', &inner[at..]) {
        content.extend_from_slice(&inner[at..at + step]);
        at += step + 1;
        if inner.get(at) == Some(&b'"') {
            content.push(b'"');
            at += 1;
        } else {
            break;
        }
    }
    content.extend_from_slice(&inner[at..]);
    Cow::Owned(content)
}
