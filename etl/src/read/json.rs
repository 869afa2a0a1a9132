mod scanner;
mod wrapper;

use std::borrow::Cow;
use std::io::Read;
use std::ops::Range;

use serde_json::{Map, Value};

use super::block::{Block, Body};
use super::columns::{Columns, same_name};
use super::record::Unreadable;
use scanner::{Event, Scanner};

const PIECE: usize = 1 << 16;
const BLOCK_BYTES: usize = 1 << 20;

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

    /// Reads up to the list of records; gives the reference system that the text before it says, if any.
    pub fn system_before(&mut self) -> std::io::Result<Option<String>> {
        while !self.scan.lines && self.scan.list.is_none() {
            let Some(byte) = self.next_byte()? else {
                break;
            };
            // Outside the list there is no record, so there is no event to lose.
            self.scan.take(byte, self.line);
            self.line += u64::from(byte == b'\n');
        }
        let mut begun = self.scan.wrapper.clone();
        begun.extend_from_slice(b"]}");
        Ok(wrapper::system_of(&begun))
    }

    /// Whether the list of records is in an object, which may say more after it.
    pub const fn has_wrapper(&self) -> bool {
        self.scan.is_wrapped
    }

    /// Reads everything; gives the reference system that the text around the records says, if any.
    pub fn system_around(mut self) -> std::io::Result<Option<String>> {
        while self.next_block()?.is_some() {}
        Ok(wrapper::system_of(&self.scan.wrapper))
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

/// The point of an ArcGIS (`x`, `y`) or GeoJSON (`coordinates`) geometry, as the columns of the place.
fn fill_point(values: &mut [Cow<'_, str>], geometry: &Map<String, Value>, columns: &Columns) {
    let Some((x, y)) = columns.point else {
        return;
    };
    let pair = match geometry.get("coordinates") {
        Some(Value::Array(list)) => match list.as_slice() {
            // One point in a list of points.
            [Value::Array(only)] => (only.first(), only.get(1)),
            list => (list.first(), list.get(1)),
        },
        _ => (geometry.get("x"), geometry.get("y")),
    };
    let is_plain = |value: &Value| matches!(value, Value::Number(_) | Value::String(_));
    if let (Some(at_x), Some(at_y)) = pair
        && is_plain(at_x)
        && is_plain(at_y)
    {
        values[x] = Cow::Owned(text(at_x));
        values[y] = Cow::Owned(text(at_y));
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

    use super::super::limits::RECORD_BYTES;
    use super::*;

    type Row = (u64, Result<Vec<String>, Unreadable>);

    fn read(text: &[u8], lines: bool) -> std::io::Result<Vec<Row>> {
        let names = vec!["a".to_owned(), "x".to_owned(), "y".to_owned()];
        let mut columns = Columns::of(names, None);
        columns.point = Some((1, 2));
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
