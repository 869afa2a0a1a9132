//! A table is opened: its encoding, its delimiter, its header and its reference system are found.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use encoding_rs::{Encoding, UTF_8};

use crate::check::FilePlan;
use crate::error::EtlError;
use crate::place::Projection;
use crate::profile::{DELIMITERS, Format, Profile};
use crate::read::{
    Block, Bytes, COLUMNS, CsvBlocks, Decoded, Excess, FirstRecord, HEADER_ROWS, JsonBlocks,
    OutsideReader, Source,
};

/// A table whose columns are known.
pub(crate) struct Begun {
    pub blocks: Blocks,
    pub plan: FilePlan,
    /// Bytes of the file itself read so far.
    pub progress: Arc<AtomicU64>,
    /// Bytes of the file itself.
    pub bytes: u64,
}

/// Records of one table as blocks, whatever their format.
pub(crate) enum Blocks {
    Csv(CsvBlocks<Decoded<Bytes>>),
    Json(JsonBlocks<Decoded<Bytes>>),
}

impl Blocks {
    pub fn next_block(&mut self) -> std::io::Result<Option<Block>> {
        match self {
            Self::Csv(blocks) => blocks.next_block(),
            Self::Json(blocks) => blocks.next_block(),
        }
    }

    pub const fn line(&self) -> u64 {
        match self {
            Self::Csv(blocks) => blocks.line(),
            Self::Json(blocks) => blocks.line(),
        }
    }
}

/// Opens a table, reads its header where there is one, and finds the columns.
pub(crate) fn begin(
    source: &Source,
    profile: &Profile,
    outside: Option<&OutsideReader>,
) -> Result<Begun, EtlError> {
    let opened = source.open(outside, &profile.column_names())?;
    let place = source.place();
    let refuse = |error: std::io::Error| EtlError::damaged(&place, 0, &error);
    let text = Decoded::new(opened.content, encoding(source, profile)).map_err(refuse)?;
    let (blocks, plan) = match source.format().unwrap_or(profile.format) {
        Format::Csv => begin_csv(source, profile, CsvBlocks::new(text, b','))?,
        Format::Jsonl => {
            let blocks = JsonBlocks::new(text, true);
            (Blocks::Json(blocks), FilePlan::of_names(profile))
        }
        Format::Json => begin_json(source, profile, JsonBlocks::new(text, false))?,
    };
    Ok(Begun {
        blocks,
        plan,
        progress: opened.progress,
        bytes: opened.bytes,
    })
}

/// The encoding that is declared; `None` when it is to be detected.
fn encoding(source: &Source, profile: &Profile) -> Option<&'static Encoding> {
    if source.is_outside() {
        return Some(UTF_8);
    }
    Encoding::for_label(profile.encoding.as_bytes())
}

fn begin_csv(
    source: &Source,
    profile: &Profile,
    mut blocks: CsvBlocks<Decoded<Bytes>>,
) -> Result<(Blocks, FilePlan), EtlError> {
    let place = source.place();
    let declared = profile.delimiter.as_bytes().first();
    let delimiters = match declared {
        _ if source.is_outside() => &b","[..],
        Some(declared) if profile.delimiter.len() == 1 => std::slice::from_ref(declared),
        _ => &DELIMITERS,
    };
    let mut fault = None;
    for &delimiter in delimiters {
        blocks.set_delimiter(delimiter);
        let records = blocks.first_records(HEADER_ROWS);
        let records = records.map_err(|error| EtlError::damaged(&place, 0, &error))?;
        match header(profile, &place, &records) {
            Ok((record, plan)) => {
                blocks.begin_after(record);
                return Ok((Blocks::Csv(blocks), plan));
            }
            Err(error) => {
                // Of several delimiters the one that finds most columns has the most to say.
                let columns = records.first().map_or(0, |record| record.fields.len());
                if fault.as_ref().is_none_or(|(most, _)| columns > *most) {
                    fault = Some((columns, error));
                }
            }
        }
    }
    Err(fault.map_or(EtlError::Empty { path: place }, |(_, error)| error))
}

/// The first record in which a layout finds its columns: titles may stand above the header.
fn header<'a>(
    profile: &Profile,
    path: &Path,
    records: &'a [FirstRecord],
) -> Result<(&'a FirstRecord, FilePlan), EtlError> {
    let mut fault = None;
    for record in records {
        if record.fields.len() > COLUMNS {
            fault.get_or_insert_with(|| EtlError::excess(path, record.line, Excess::Columns));
            continue;
        }
        match FilePlan::of_header(profile, path, record.line, &record.fields) {
            Ok(plan) => return Ok((record, plan)),
            Err(error) => {
                fault.get_or_insert(error);
            }
        }
    }
    Err(fault.unwrap_or_else(|| EtlError::Empty {
        path: path.to_owned(),
    }))
}

fn begin_json(
    source: &Source,
    profile: &Profile,
    mut blocks: JsonBlocks<Decoded<Bytes>>,
) -> Result<(Blocks, FilePlan), EtlError> {
    let place = source.place();
    let refuse = |error: std::io::Error| EtlError::damaged(&place, 0, &error);
    let mut plan = FilePlan::of_names(profile);
    let mut system = blocks.system_before().map_err(refuse)?;
    if system.is_none() && blocks.has_wrapper() {
        // It may stand after the records, and must be known before the first.
        let again = source.open(None, &[])?;
        let text = Decoded::new(again.content, encoding(source, profile)).map_err(refuse)?;
        system = JsonBlocks::new(text, false)
            .system_around()
            .map_err(refuse)?;
    }
    if let Some(system) = system.filter(|system| *system != profile.place.crs) {
        let projection = Projection::new(&system).map_err(|reason| EtlError::System {
            path: place.clone(),
            reason,
        })?;
        plan.system = Some(Arc::new(projection));
    }
    Ok((Blocks::Json(blocks), plan))
}
