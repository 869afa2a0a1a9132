//! Stretches of a file that hold whole records.

use std::ops::Range;

use super::record::Unreadable;

/// Some whole records of one file, still as text.
#[derive(Debug)]
pub(crate) struct Block {
    /// Line of the file on which the block begins (in JSON: the number of its first record).
    pub first_line: u64,
    pub body: Body,
}

#[derive(Debug)]
pub(crate) enum Body {
    /// Delimited text, ending at the end of a record.
    Csv { text: Vec<u8>, delimiter: u8 },
    /// JSON objects, each with its line.
    Json {
        text: Vec<u8>,
        records: Vec<(u64, Range<usize>)>,
    },
    /// One record that could not be delimited.
    Bad(Unreadable, Vec<u8>),
}
