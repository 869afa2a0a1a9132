mod marks;
mod plain;
mod quoted;
mod scan;
mod split;

use std::borrow::Cow;
use std::io::Read;

use memchr::{memchr, memchr_iter, memrchr};

use super::block::{Block, Body};
use super::columns::Columns;
use super::limits::RECORD_BYTES;
use super::record::Unreadable;
use scan::{FieldsScan, Scan, scan_fields, scan_record, split};
use split::{Splitter, Text};

/// How much text a block holds, about. One block is one piece of work for one thread.
const BLOCK_BYTES: usize = 1 << 20;

/// Reads delimited text as blocks of whole records.
///
/// A field is quoted when it begins with `"`; inside, `""` is one mark, and line ends belong to the field. When no
/// mark closes it, the line with the opening mark is unreadable and reading goes on at the next line.
pub(crate) struct CsvBlocks<R> {
    input: R,
    delimiter: u8,
    line: u64,
    buffer: Vec<u8>,
    ended: bool,
    skipping: bool,
}

impl<R: Read> CsvBlocks<R> {
    pub const fn new(input: R, delimiter: u8) -> Self {
        Self {
            input,
            delimiter,
            line: 1,
            buffer: Vec::new(),
            ended: false,
            skipping: false,
        }
    }

    /// The line on which the next record begins.
    pub const fn line(&self) -> u64 {
        self.line
    }

    /// Where the text comes from.
    pub const fn input(&self) -> &R {
        &self.input
    }

    /// Between two fields, from now on.
    pub const fn set_delimiter(&mut self, delimiter: u8) {
        self.delimiter = delimiter;
    }

    /// The first records that are not empty, at most so many; nothing is taken yet. A record that is too long to be one
    /// ends the list.
    pub fn first_records(&mut self, most: usize) -> std::io::Result<Vec<FirstRecord>> {
        self.fill(BLOCK_BYTES)?;
        let (mut start, mut line) = (0, self.line);
        let mut records = Vec::new();
        while start < self.buffer.len() && records.len() < most {
            let end = match scan_record(&self.buffer, start, self.delimiter) {
                Scan::End(end) => end,
                Scan::Open | Scan::Cut => self.line_end(start),
            };
            let record = &self.buffer[start..end];
            let fields: Vec<String> = split(record, self.delimiter)
                .iter()
                .map(|field| String::from_utf8_lossy(field).trim().to_owned())
                .collect();
            if fields.iter().any(|field| !field.is_empty()) {
                records.push(FirstRecord { line, fields, end });
            }
            line += memchr_iter(b'\n', record).count() as u64;
            start = end;
        }
        Ok(records)
    }

    /// Goes on after one of the [`CsvBlocks::first_records`].
    pub fn begin_after(&mut self, record: &FirstRecord) {
        self.drop_front(record.end);
    }

    /// The next block; `None` at the end.
    pub fn next_block(&mut self) -> std::io::Result<Option<Block>> {
        if self.skipping {
            self.skip_line()?;
        }
        self.fill(BLOCK_BYTES)?;
        if self.buffer.is_empty() {
            return Ok(None);
        }
        let first_line = self.line;
        let body = match self.whole_records() {
            Ok(end) => Body::Csv {
                text: self.take_front(end),
                delimiter: self.delimiter,
            },
            Err(reason) => self.bad_line(reason),
        };
        Ok(Some(Block { first_line, body }))
    }

    /// Where the last whole record of the buffer ends, or why its first record cannot be read.
    fn whole_records(&self) -> Result<usize, Unreadable> {
        if memchr(b'"', &self.buffer).is_none() {
            return match memrchr(b'\n', &self.buffer) {
                _ if self.ended => Ok(self.buffer.len()),
                Some(last) => Ok(last + 1),
                None => Err(Unreadable::TooLong),
            };
        }
        let mut end = 0;
        loop {
            match scan_record(&self.buffer, end, self.delimiter) {
                Scan::End(next) => end = next,
                Scan::Open if end == 0 => return Err(Unreadable::UnclosedQuote),
                Scan::Cut if end == 0 => return self.cut_at_start(),
                Scan::Open | Scan::Cut => return Ok(end),
            }
            if end == self.buffer.len() {
                return Ok(end);
            }
        }
    }

    /// The buffer ends within its first record.
    fn cut_at_start(&self) -> Result<usize, Unreadable> {
        let open = matches!(
            scan_fields(&self.buffer, self.delimiter),
            FieldsScan::InQuotes
        );
        match (open, self.ended) {
            (true, _) => Err(Unreadable::UnclosedQuote),
            (false, true) => Ok(self.buffer.len()),
            (false, false) => Err(Unreadable::TooLong),
        }
    }

    fn bad_line(&mut self, reason: Unreadable) -> Body {
        let end = self.line_end(0);
        self.skipping = self.buffer[end - 1] != b'\n' && !self.ended;
        Body::Bad(reason, self.take_front(end))
    }

    fn line_end(&self, start: usize) -> usize {
        memchr(b'\n', &self.buffer[start..]).map_or(self.buffer.len(), |last| start + last + 1)
    }

    /// Drops text up to the end of a line that was too long to keep.
    fn skip_line(&mut self) -> std::io::Result<()> {
        loop {
            if let Some(last) = memchr(b'\n', &self.buffer) {
                self.skipping = false;
                self.drop_front(last + 1);
                return Ok(());
            }
            self.buffer.clear();
            self.fill(BLOCK_BYTES)?;
            if self.buffer.is_empty() {
                return Ok(());
            }
        }
    }

    fn fill(&mut self, bytes: usize) -> std::io::Result<()> {
        if self.ended || self.buffer.len() >= bytes.max(RECORD_BYTES) {
            return Ok(());
        }
        let want = bytes.max(RECORD_BYTES) - self.buffer.len();
        let got = (&mut self.input)
            .take(want as u64)
            .read_to_end(&mut self.buffer)?;
        self.ended = got < want;
        Ok(())
    }

    fn take_front(&mut self, end: usize) -> Vec<u8> {
        // A whole block will be read behind what is left, so that its room is asked for once.
        let mut rest = Vec::with_capacity(BLOCK_BYTES.max(RECORD_BYTES));
        rest.extend_from_slice(&self.buffer[end..]);
        let mut front = std::mem::replace(&mut self.buffer, rest);
        front.truncate(end);
        self.line += memchr_iter(b'\n', &front).count() as u64;
        front
    }

    fn drop_front(&mut self, end: usize) {
        self.take_front(end);
    }
}

/// One of the first records of a text, among which the header is looked for.
#[derive(Debug, Clone)]
pub(crate) struct FirstRecord {
    pub line: u64,
    pub fields: Vec<String>,
    end: usize,
}

/// Gives every record of a block to `take`.
pub(super) fn records<'a>(
    text: &'a [u8],
    delimiter: u8,
    first_line: u64,
    columns: &Columns,
    take: &mut impl FnMut(u64, &'a [u8], Result<&[Cow<'a, str>], Unreadable>),
) {
    let text = Text::of(text);
    let splitter = Splitter::new(columns);
    if memchr(b'"', text.bytes).is_none() {
        plain::records(&text, delimiter, first_line, splitter, take);
    } else {
        quoted::records(&text, delimiter, first_line, splitter, take);
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use proptest::prelude::*;

    use super::*;

    type Row = (u64, Result<Vec<String>, Unreadable>);

    fn read(text: &str) -> Vec<Row> {
        read_bytes(text.as_bytes())
    }

    fn read_bytes(text: &[u8]) -> Vec<Row> {
        let mut blocks = CsvBlocks::new(text, b',');
        let Some(first) = blocks.first_records(1).unwrap().pop() else {
            return Vec::new();
        };
        blocks.begin_after(&first);
        let header = first.fields;
        let columns = Columns::of(header.clone(), Some(&header));
        let mut rows = Vec::new();
        while let Some(block) = blocks.next_block().unwrap() {
            block.records(&columns, |line, _, values| {
                let values = values.map(|v| v.iter().map(ToString::to_string).collect());
                rows.push((line, values));
            });
        }
        rows
    }

    fn fields(values: &[&str]) -> Vec<String> {
        values.iter().map(|v| (*v).to_owned()).collect()
    }

    #[test]
    fn fields_are_split_trimmed_and_unquoted() {
        let rows = read("a,b\n1, 2 \r\n\"x,\"\"y\"\"\",\"\"\n\n3,4");
        assert_eq!(
            rows,
            [
                (2, Ok(fields(&["1", "2"]))),
                (3, Ok(fields(&["x,\"y\"", ""]))),
                (5, Ok(fields(&["3", "4"]))),
            ]
        );
    }

    #[test]
    fn a_quoted_line_end_belongs_to_its_field_and_lines_stay_right() {
        let rows = read("a,b\n\"one\ntwo\",2\n3,4\n");
        assert_eq!(
            rows,
            [
                (2, Ok(fields(&["one\ntwo", "2"]))),
                (4, Ok(fields(&["3", "4"])))
            ]
        );
    }

    #[test]
    fn a_mark_left_open_costs_only_its_line() {
        let rows = read("a,b\n\"open,2\n3,4\n5,6");
        assert_eq!(
            rows,
            [
                (2, Err(Unreadable::UnclosedQuote)),
                (3, Ok(fields(&["3", "4"]))),
                (4, Ok(fields(&["5", "6"]))),
            ]
        );
    }

    #[test]
    fn a_mark_left_open_far_from_the_end_costs_only_its_line_too() {
        let mut text = "a,b\n1,2\n\"open,2\n".to_owned();
        for _ in 0..500 {
            text.push_str("3,4\n");
        }
        let rows = read(&text);
        assert_eq!(rows.len(), 502);
        assert_eq!(rows[1], (3, Err(Unreadable::UnclosedQuote)));
        assert_eq!(rows[501], (503, Ok(fields(&["3", "4"]))));
    }

    #[test]
    fn a_mark_within_a_field_is_text() {
        assert_eq!(
            read("a,b\n5\" pipe,\"x\"y\n")[0].1,
            Ok(fields(&["5\" pipe", "xy"]))
        );
    }

    #[test]
    fn too_many_or_too_few_fields_are_told() {
        let rows = read("a,b\n1\n1,2,3\n1,2\n");
        assert_eq!(rows[0].1, Err(Unreadable::FieldCount));
        assert_eq!(rows[1].1, Err(Unreadable::FieldCount));
        assert_eq!(rows[2].1, Ok(fields(&["1", "2"])));
    }

    #[test]
    fn a_line_longer_than_a_record_may_be_is_skipped_whole() {
        let long = "x".repeat(3 * RECORD_BYTES);
        let rows = read(&format!("a,b\n1,2\n{long},2\n3,4\n"));
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[1], (3, Err(Unreadable::TooLong)));
        assert_eq!(rows[2], (4, Ok(fields(&["3", "4"]))));
    }

    #[test]
    fn bytes_that_are_no_utf8_spoil_only_their_record() {
        let rows = read_bytes(b"a,b\n1,2\n\xff\xfe,2\n3,4\n");
        assert_eq!(rows[0].1, Ok(fields(&["1", "2"])));
        assert_eq!(rows[1].1, Err(Unreadable::Encoding));
        assert_eq!(rows[2].1, Ok(fields(&["3", "4"])));
    }

    #[test]
    fn blocks_join_without_losing_a_record() {
        let mut text = "a,b\n".to_owned();
        for i in 0..200_000 {
            let _ = writeln!(text, "{i},\"v {i}\"");
        }
        let rows = read(&text);
        assert_eq!(rows.len(), 200_000);
        for (i, (line, values)) in rows.into_iter().enumerate() {
            assert_eq!(line, i as u64 + 2);
            assert_eq!(values.unwrap()[0], i.to_string());
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_a_panic_and_lines_ascend(
            bytes in proptest::collection::vec(
                prop_oneof![Just(b'"'), Just(b','), Just(b'\n'), Just(b'\r'), any::<u8>()], 0..400)
        ) {
            let rows = read_bytes(&bytes);
            prop_assert!(rows.windows(2).all(|pair| pair[0].0 < pair[1].0));
        }

        #[test]
        fn what_is_written_with_quotes_is_read_back(
            rows in proptest::collection::vec(("[a-z\",\n ]{0,12}", "[а-яқ\"]{0,8}"), 1..30)
        ) {
            let quote = |field: &str| format!("\"{}\"", field.replace('"', "\"\""));
            let mut text = "a,b\n".to_owned();
            for (a, b) in &rows {
                let _ = writeln!(text, "{},{}", quote(a), quote(b));
            }
            let got: Vec<_> = read(&text).into_iter().map(|(_, v)| v.unwrap()).collect();
            let want: Vec<_> = rows
                .iter()
                .map(|(a, b)| vec![a.trim().to_owned(), b.trim().to_owned()])
                .collect();
            prop_assert_eq!(got, want);
        }
    }
}
