use std::borrow::Cow;
use std::io::Read;
use std::ops::Range;

use serde_json::{Map, Value};

use super::block::{Block, Body, Columns, Unreadable, same_name};

const PIECE: usize = 1 << 16;
const BLOCK_BYTES: usize = 1 << 20;
const RECORD_BYTES: usize = 1 << 20;

/// Reads the records of a JSON array, of the `features` of an ArcGIS page or GeoJSON collection, or one object a line.
///
/// Only brackets and strings are followed here; each record is parsed by the thread that gets its block.
pub(crate) struct JsonBlocks<R> {
    input: R,
    piece: Vec<u8>,
    at: usize,
    ended: bool,
    line: u64,
    scan: Scanner,
    finished: Vec<Block>,
}

impl<R: Read> JsonBlocks<R> {
    /// `lines`: one object a line, without any bracket around them.
    pub fn new(input: R, lines: bool) -> Self {
        Self {
            input,
            piece: Vec::new(),
            at: 0,
            ended: false,
            line: 1,
            scan: Scanner::new(lines),
            finished: Vec::new(),
        }
    }

    /// The line that is being read.
    pub const fn line(&self) -> u64 {
        self.line
    }

    /// The next block; `None` at the end.
    pub fn next_block(&mut self) -> std::io::Result<Option<Block>> {
        let mut text = Vec::new();
        let mut records: Vec<(u64, Range<usize>)> = Vec::new();
        if let Some(block) = self.finished.pop() {
            return Ok(Some(block));
        }
        while text.len() < BLOCK_BYTES {
            let Some(byte) = self.next_byte()? else {
                break;
            };
            let event = self.scan.take(byte, self.line);
            if byte == b'\n' {
                self.line += 1;
            }
            match event {
                Event::None => {}
                Event::Record(line) => {
                    let start = text.len();
                    text.append(&mut self.scan.record);
                    records.push((line, start..text.len()));
                }
                Event::TooLong(line) => {
                    let text = std::mem::take(&mut self.scan.record);
                    self.finished.push(Block {
                        first_line: line,
                        body: Body::Bad(Unreadable::TooLong, text),
                    });
                    break;
                }
            }
        }
        if self.ended {
            self.end(&mut text, &mut records)?;
        }
        match records.first() {
            Some(&(first_line, _)) => Ok(Some(Block {
                first_line,
                body: Body::Json { text, records },
            })),
            None => Ok(self.finished.pop()),
        }
    }

    /// The last line may lack its end; a bracket may not lack its partner.
    fn end(
        &mut self,
        text: &mut Vec<u8>,
        records: &mut Vec<(u64, Range<usize>)>,
    ) -> std::io::Result<()> {
        if self.scan.lines && !self.scan.record.trim_ascii().is_empty() {
            let start = text.len();
            text.append(&mut self.scan.record);
            records.push((self.scan.record_line, start..text.len()));
        }
        if !self.scan.lines && (self.scan.depth > 0 || self.scan.record_open) {
            let reason = "a bracket is never closed: the file breaks off";
            return Err(std::io::Error::new(
                std::io::ErrorKind::UnexpectedEof,
                reason,
            ));
        }
        if self.scan.empty_wrapper {
            let reason = "no list of records was found: expected [ … ] or {\"features\": [ … ]}";
            return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, reason));
        }
        Ok(())
    }

    fn next_byte(&mut self) -> std::io::Result<Option<u8>> {
        if self.at == self.piece.len() {
            if self.ended {
                return Ok(None);
            }
            self.piece.resize(PIECE, 0);
            let got = self.input.read(&mut self.piece)?;
            self.piece.truncate(got);
            self.at = 0;
            self.ended = got == 0;
            if self.ended {
                return Ok(None);
            }
        }
        let byte = self.piece[self.at];
        self.at += 1;
        Ok(Some(byte))
    }
}

enum Event {
    None,
    /// A record is complete; it began on this line.
    Record(u64),
    /// A record that began on this line is longer than any may be; its beginning is kept.
    TooLong(u64),
}

/// Follows brackets and strings, byte by byte.
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are the independent flags of a byte scanner"
)]
struct Scanner {
    lines: bool,
    depth: u64,
    in_string: bool,
    escaped: bool,
    /// Depth of the list that holds the records, when inside it.
    list: Option<u64>,
    /// The last string at depth 1, to find the key `features`.
    key: Vec<u8>,
    after_features: bool,
    empty_wrapper: bool,
    record: Vec<u8>,
    record_line: u64,
    record_open: bool,
    too_long: bool,
}

impl Scanner {
    const fn new(lines: bool) -> Self {
        Self {
            lines,
            depth: 0,
            in_string: false,
            escaped: false,
            list: None,
            key: Vec::new(),
            after_features: false,
            empty_wrapper: false,
            record: Vec::new(),
            record_line: 1,
            record_open: false,
            too_long: false,
        }
    }

    fn take(&mut self, byte: u8, line: u64) -> Event {
        if self.lines {
            return self.take_line(byte, line);
        }
        if self.list.is_some() {
            return self.take_in_list(byte, line);
        }
        self.take_outside(byte);
        Event::None
    }

    fn take_line(&mut self, byte: u8, line: u64) -> Event {
        if self.record.is_empty() {
            self.record_line = line;
        }
        if byte == b'\n' {
            let long = std::mem::take(&mut self.too_long);
            if long || self.record.trim_ascii().is_empty() {
                self.record.clear();
                return Event::None;
            }
            return Event::Record(self.record_line);
        }
        self.keep(byte)
    }

    /// Keeps a byte of a record, as long as the record is not too long.
    fn keep(&mut self, byte: u8) -> Event {
        if self.too_long {
            return Event::None;
        }
        self.record.push(byte);
        if self.record.len() > RECORD_BYTES {
            self.too_long = true;
            self.record.truncate(PIECE);
            return Event::TooLong(self.record_line);
        }
        Event::None
    }

    /// Follows strings; true when the byte belongs to one.
    fn string(&mut self, byte: u8) -> bool {
        if !self.in_string {
            self.in_string = byte == b'"';
            return self.in_string;
        }
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' => self.escaped = true,
            b'"' => self.in_string = false,
            _ => {}
        }
        true
    }

    fn take_in_list(&mut self, byte: u8, line: u64) -> Event {
        let list = self.list.unwrap_or_default();
        let in_string = self.string(byte);
        let here = self.depth == list && !in_string;
        if here && (byte == b',' || byte == b']') {
            if byte == b']' {
                self.depth -= 1;
                self.list = None;
            }
            return self.close_record();
        }
        if !self.record_open {
            if byte.is_ascii_whitespace() {
                return Event::None;
            }
            self.record_open = true;
            self.record_line = line;
        }
        if !in_string {
            match byte {
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => self.depth = self.depth.saturating_sub(1).max(list),
                _ => {}
            }
        }
        self.keep(byte)
    }

    fn close_record(&mut self) -> Event {
        let open = std::mem::take(&mut self.record_open);
        let long = std::mem::take(&mut self.too_long);
        if open && !long {
            return Event::Record(self.record_line);
        }
        self.record.clear();
        Event::None
    }

    /// Looks for the list of records: a list at the top, or one called `features`.
    fn take_outside(&mut self, byte: u8) {
        let was_string = self.in_string;
        if self.string(byte) {
            if self.depth == 1 && byte != b'"' && self.key.len() < 16 {
                self.key.push(byte);
            }
            if !was_string {
                self.key.clear();
            }
            return;
        }
        match byte {
            b'[' => {
                let top = self.depth == 0;
                self.depth += 1;
                if top || (self.depth == 2 && self.after_features) {
                    self.list = Some(self.depth);
                    self.empty_wrapper = false;
                }
            }
            b'{' => {
                if self.depth == 0 {
                    self.empty_wrapper = true;
                }
                self.depth += 1;
            }
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            b':' => {}
            _ if byte.is_ascii_whitespace() => return,
            _ => {}
        }
        self.after_features = byte == b':' && self.depth == 1 && self.key == b"features";
    }
}

/// Gives every record of a block to `take`.
pub(super) fn records<'a>(
    text: &'a [u8],
    records: &[(u64, Range<usize>)],
    columns: &Columns,
    take: &mut impl FnMut(u64, &'a [u8], Result<&[Cow<'a, str>], Unreadable>),
) {
    let mut values: Vec<Cow<'a, str>> = vec![Cow::Borrowed(""); columns.names.len()];
    for (line, range) in records {
        let record = &text[range.clone()];
        values.fill(Cow::Borrowed(""));
        let readable = fill(&mut values, record, columns);
        take(*line, record, readable.map(|()| values.as_slice()));
    }
}

fn fill(values: &mut [Cow<'_, str>], record: &[u8], columns: &Columns) -> Result<(), Unreadable> {
    if std::str::from_utf8(record).is_err() {
        return Err(Unreadable::Encoding);
    }
    let record: Map<String, Value> =
        serde_json::from_slice(record).map_err(|_| Unreadable::Json)?;
    fill_from(values, &record, columns);
    for inner in ["attributes", "properties"] {
        if let Some(Value::Object(fields)) = record.get(inner) {
            fill_from(values, fields, columns);
        }
    }
    if let Some(Value::Object(geometry)) = record.get("geometry") {
        fill_point(values, geometry, columns);
    }
    Ok(())
}

fn fill_from(values: &mut [Cow<'_, str>], fields: &Map<String, Value>, columns: &Columns) {
    for (name, value) in fields {
        let column = columns.index_of(name).or_else(|| {
            columns
                .names
                .iter()
                .position(|known| same_name(known, name))
        });
        if let Some(column) = column {
            values[column] = Cow::Owned(text(value));
        }
    }
}

/// The point of an ArcGIS (`x`, `y`) or GeoJSON (`coordinates`) geometry, as columns `x` and `y`.
fn fill_point(values: &mut [Cow<'_, str>], geometry: &Map<String, Value>, columns: &Columns) {
    fill_from(values, geometry, columns);
    if let Some(Value::Array(pair)) = geometry.get("coordinates") {
        for (name, value) in ["x", "y"].iter().zip(pair) {
            if let Some(column) = columns.index_of(name) {
                values[column] = Cow::Owned(text(value));
            }
        }
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Row = (u64, Result<Vec<String>, Unreadable>);

    fn read(text: &[u8], lines: bool) -> std::io::Result<Vec<Row>> {
        let names = vec!["a".to_owned(), "x".to_owned(), "y".to_owned()];
        let columns = Columns::of(names, None);
        let mut blocks = JsonBlocks::new(text, lines);
        let mut rows = Vec::new();
        while let Some(block) = blocks.next_block()? {
            block.records(&columns, |line, _, values| {
                rows.push((
                    line,
                    values.map(|v| v.iter().map(ToString::to_string).collect()),
                ));
            });
        }
        Ok(rows)
    }

    fn row(line: u64, values: [&str; 3]) -> Row {
        (line, Ok(values.map(str::to_owned).to_vec()))
    }

    #[test]
    fn a_list_of_objects_is_read_with_lines() {
        let rows = read(
            b"[{\"a\": 1, \"x\": 2.5},\n {\"A\": \"b]\\\"}\", \"y\": null}\n]",
            false,
        );
        assert_eq!(
            rows.unwrap(),
            [row(1, ["1", "2.5", ""]), row(2, ["b]\"}", "", ""])]
        );
    }

    #[test]
    fn an_arcgis_page_and_a_geojson_collection_are_read_alike() {
        let page = br#"{"exceededTransferLimit":true,"fields":[{"name":"a"}],"features":[
{"attributes":{"a":"7"},"geometry":{"x":1.5,"y":2}}],"next":[]}"#;
        let collection = br#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"a":"7"},"geometry":{"type":"Point","coordinates":[1.5,2]}}]}"#;
        for text in [&page[..], &collection[..]] {
            assert_eq!(read(text, false).unwrap(), [row(2, ["7", "1.5", "2"])]);
        }
    }

    #[test]
    fn one_object_a_line_is_read_and_a_bad_line_costs_only_itself() {
        let rows = read(b"{\"a\":1}\n{\"a\":\n\n{\"a\":3}", true).unwrap();
        assert_eq!(rows[0], row(1, ["1", "", ""]));
        assert_eq!(rows[1], (2, Err(Unreadable::Json)));
        assert_eq!(rows[2], row(4, ["3", "", ""]));
    }

    #[test]
    fn values_that_are_no_objects_are_told() {
        let rows = read(b"[1, \"two, three\", [4], {\"a\":5}, null]", false).unwrap();
        let told = |row: &Row| row.1.is_ok();
        assert_eq!(
            rows.iter().map(told).collect::<Vec<_>>(),
            [false, false, false, true, false]
        );
    }

    #[test]
    fn a_record_nested_ten_thousand_deep_is_told_and_the_next_is_read() {
        let deep = format!(
            "[{}{}, {{\"a\":1}}]",
            "[".repeat(10_000),
            "]".repeat(10_000)
        );
        let rows = read(deep.as_bytes(), false).unwrap();
        assert_eq!(rows[0].1, Err(Unreadable::Json));
        assert_eq!(rows[1], row(1, ["1", "", ""]));
    }

    #[test]
    fn a_file_that_breaks_off_is_an_error() {
        for text in [
            &b"[{\"a\":1},"[..],
            b"{\"features\":[{\"a\":1}]",
            b"[{\"a\":\"x",
        ] {
            assert!(
                read(text, false).is_err(),
                "{}",
                String::from_utf8_lossy(text)
            );
        }
    }

    #[test]
    fn an_object_without_a_list_of_records_is_an_error() {
        assert!(read(b"{\"error\":{\"code\":400}}", false).is_err());
    }

    #[test]
    fn a_record_too_long_to_keep_is_told_and_the_next_is_read() {
        let long = format!(
            "[{{\"a\":\"{}\"}}, {{\"a\":1}}]",
            "x".repeat(2 * RECORD_BYTES)
        );
        let rows = read(long.as_bytes(), false).unwrap();
        assert!(rows.contains(&(1, Err(Unreadable::TooLong))));
        assert!(rows.contains(&row(1, ["1", "", ""])));
        assert_eq!(rows.len(), 2);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_a_panic(
            bytes in proptest::collection::vec(
                prop_oneof![Just(b'"'), Just(b'{'), Just(b'}'), Just(b'['), Just(b']'), Just(b','), Just(b'\\'), any::<u8>()],
                0..300),
            lines in any::<bool>(),
        ) {
            let _ = read(&bytes, lines);
        }
    }
}
