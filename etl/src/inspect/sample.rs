//! The first rows of a file, as texts, whatever the file is.

use encoding_rs::{Encoding, UTF_8};
use serde_json::{Map, Value};

use super::InspectRequest;
use crate::error::EtlError;
use crate::profile::{DELIMITERS, Format};
use crate::read::{
    Block, Bytes, Columns, CsvBlocks, Decoded, FirstRecord, HEADER_ROWS, JsonBlocks, Source,
    first_source,
};

/// Rows that are looked at.
const ROWS: usize = 20_000;
/// Columns that are looked at.
const WIDTH: usize = 500;

/// Some rows of a table.
pub(super) struct Sample {
    pub name: String,
    pub format: Format,
    pub encoding: &'static Encoding,
    pub delimiter: Option<u8>,
    pub header_line: Option<u64>,
    pub names: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// The reference system that the file says.
    pub system: Option<String>,
}

pub(super) fn take(request: &InspectRequest<'_>) -> Result<Sample, EtlError> {
    let outside = request.outside;
    let source = first_source(request.path, outside, request.scratch)?;
    let place = source.place();
    let refuse = |error: std::io::Error| EtlError::damaged(&place, 0, &error);
    let opened = source.open(outside, &[])?;
    let declared = source.is_outside().then_some(UTF_8);
    let text = Decoded::new(opened.content, declared).map_err(refuse)?;
    let sample = match source.format().unwrap_or(Format::Csv) {
        Format::Csv => of_csv(&source, CsvBlocks::new(text, b',')),
        format @ (Format::Json | Format::Jsonl) => {
            let encoding = text.encoding();
            of_json(
                &source,
                format,
                encoding,
                JsonBlocks::new(text, format == Format::Jsonl),
            )
        }
    };
    let sample = sample.map_err(refuse)?;
    sample
        .filter(|sample| !sample.rows.is_empty())
        .ok_or(EtlError::Empty { path: place })
}

fn of_csv(
    source: &Source,
    mut blocks: CsvBlocks<Decoded<Bytes>>,
) -> std::io::Result<Option<Sample>> {
    let encoding = blocks.input().encoding();
    let Some((delimiter, header)) = best_header(source, &mut blocks)? else {
        return Ok(None);
    };
    blocks.set_delimiter(delimiter);
    blocks.begin_after(&header);
    let mut names = header.fields;
    let columns = Columns::of(names.clone(), Some(&names));
    let mut rows = Vec::new();
    while rows.len() < ROWS {
        let Some(block) = blocks.next_block()? else {
            break;
        };
        block.records(&columns, |_, _, values| {
            if let Ok(values) = values {
                rows.push(values.iter().take(WIDTH).map(ToString::to_string).collect());
            }
        });
    }
    rows.truncate(ROWS);
    names.truncate(WIDTH);
    Ok(Some(Sample {
        name: source.name(),
        format: Format::Csv,
        encoding,
        delimiter: Some(delimiter),
        header_line: Some(header.line),
        names,
        rows,
        system: None,
    }))
}

/// The delimiter that divides most of the first records into the same number of fields, and the first record that
/// could be their header.
fn best_header(
    source: &Source,
    blocks: &mut CsvBlocks<Decoded<Bytes>>,
) -> std::io::Result<Option<(u8, FirstRecord)>> {
    let delimiters = if source.is_outside() {
        &b","[..]
    } else {
        &DELIMITERS
    };
    let mut best: Option<(usize, u8, FirstRecord)> = None;
    for &delimiter in delimiters {
        blocks.set_delimiter(delimiter);
        let records = blocks.first_records(HEADER_ROWS)?;
        let width = usual_width(&records);
        let agree = records.iter().filter(|r| r.fields.len() == width).count();
        let score = agree * (width - 1);
        let header = records.into_iter().find(|record| {
            let filled = record.fields.iter().filter(|f| !f.is_empty()).count();
            record.fields.len() == width && 2 * filled > width
        });
        if let Some(header) = header
            && best.as_ref().is_none_or(|(most, ..)| score > *most)
        {
            best = Some((score, delimiter, header));
        }
    }
    Ok(best.map(|(_, delimiter, header)| (delimiter, header)))
}

fn usual_width(records: &[FirstRecord]) -> usize {
    let mut widths: Vec<usize> = records.iter().map(|record| record.fields.len()).collect();
    widths.sort_unstable();
    let runs = widths.chunk_by(|one, next| one == next);
    let most = runs.max_by_key(|run| run.len());
    most.and_then(|run| run.first())
        .copied()
        .unwrap_or(1)
        .max(1)
}

fn of_json(
    source: &Source,
    format: Format,
    encoding: &'static Encoding,
    mut blocks: JsonBlocks<Decoded<Bytes>>,
) -> std::io::Result<Option<Sample>> {
    let system = blocks.system_before()?;
    let mut records: Vec<Map<String, Value>> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    while records.len() < ROWS {
        let Some(block) = blocks.next_block()? else {
            break;
        };
        for record in objects(&block) {
            for name in record.keys() {
                if names.len() < WIDTH && !names.contains(name) {
                    names.push(name.clone());
                }
            }
            records.push(record);
        }
    }
    let text = |value: Option<&Value>| match value {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(flag)) => flag.to_string(),
        _ => String::new(),
    };
    let row = |record: &Map<String, Value>| names.iter().map(|n| text(record.get(n))).collect();
    Ok(Some(Sample {
        name: source.name(),
        format,
        encoding,
        delimiter: None,
        header_line: None,
        rows: records.iter().take(ROWS).map(row).collect(),
        names,
        system,
    }))
}

/// The fields of each record, those of its attributes or properties and its point beside its own.
fn objects(block: &Block) -> Vec<Map<String, Value>> {
    let mut objects = Vec::new();
    block.records(&Columns::default(), |_, text, _| {
        if let Ok(Value::Object(record)) = serde_json::from_slice(text) {
            objects.push(flat(record));
        }
    });
    objects
}

fn flat(record: Map<String, Value>) -> Map<String, Value> {
    let mut fields = Map::new();
    for (name, value) in record {
        match (name.as_str(), value) {
            ("attributes" | "properties", Value::Object(inner)) => fields.extend(inner),
            ("geometry", Value::Object(geometry)) => {
                let pair = geometry.get("coordinates").and_then(Value::as_array);
                let at = |name: &str, index: usize| {
                    pair.map_or_else(|| geometry.get(name), |pair| pair.get(index))
                        .cloned()
                };
                if let (Some(x), Some(y)) = (at("x", 0), at("y", 1)) {
                    fields.insert("x".to_owned(), x);
                    fields.insert("y".to_owned(), y);
                }
            }
            ("geometry", _) => {}
            (_, value) => {
                fields.insert(name, value);
            }
        }
    }
    fields
}
