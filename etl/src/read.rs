//! Files become blocks of raw records, in streaming: memory does not grow with the file.

mod archive;
mod block;
mod columns;
mod csv;
mod decode;
mod files;
mod find;
mod hash;
mod json;
mod limits;
mod outside;
mod record;
mod records;
mod source;
mod unpack;

pub use files::data_files;
pub use outside::{OutsideReader, serve_outside};

pub(crate) use block::Block;
pub(crate) use columns::{Columns, same_name};
pub(crate) use csv::{CsvBlocks, FirstRecord};
pub(crate) use decode::Decoded;
pub(crate) use find::{first_source, sources_of};
pub(crate) use hash::sha256;
pub(crate) use json::JsonBlocks;
pub(crate) use limits::{COLUMNS, Excess, HEADER_ROWS};
pub(crate) use record::{RawRecord, Unreadable};
pub(crate) use source::Source;
pub(crate) use unpack::Bytes;
