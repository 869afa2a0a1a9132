//! Files become blocks of raw records, in streaming: memory does not grow with the file.

mod block;
mod csv;
mod decode;
mod json;
mod open;

pub(crate) use block::{Block, Columns, RawRecord, Unreadable, same_name};
pub(crate) use csv::CsvBlocks;
pub(crate) use decode::Decoded;
pub(crate) use json::JsonBlocks;
pub(crate) use open::{format_of, open, sha256};
