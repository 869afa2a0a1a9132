use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::csv;
use super::json;

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

/// Why a record could not even be split into fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Unreadable {
    /// A quotation mark opens a field and none closes it.
    UnclosedQuote,
    /// Longer than any record may be.
    TooLong,
    /// Not text in the declared encoding.
    Encoding,
    /// More or fewer fields than the header.
    FieldCount,
    /// Not a JSON object, or nested too deeply.
    Json,
}

/// One raw record: its line and, for each column used, its trimmed text (empty when there is none).
pub(crate) struct RawRecord<'a> {
    pub line: u64,
    pub text: &'a [u8],
    pub values: &'a [Cow<'a, str>],
}

/// Which columns of a file are used, and at which position of a record.
#[derive(Debug, Clone, Default)]
pub(crate) struct Columns {
    /// Number of fields that a record must have; `None` when records name their fields.
    pub width: Option<usize>,
    /// Names of the columns used.
    pub names: Vec<String>,
    /// For each column used, its position in the header.
    pub positions: Vec<usize>,
    /// Which of the columns used hold the place, where records may have a geometry.
    pub point: Option<(usize, usize)>,
    by_name: HashMap<String, usize>,
}

impl Columns {
    /// The columns `names` of a file; `header` is empty when records name their fields.
    pub fn of(names: Vec<String>, header: Option<&[String]>) -> Self {
        let position = |name: &String| {
            header
                .and_then(|header| header.iter().position(|column| same_name(column, name)))
                .unwrap_or(usize::MAX)
        };
        let positions = names.iter().map(position).collect();
        let by_name = names.iter().cloned().zip(0..).collect();
        Self {
            width: header.map(<[String]>::len),
            names,
            positions,
            point: None,
            by_name,
        }
    }

    pub fn index_of(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }
}

/// Column names are compared trimmed and without regard to case.
pub(crate) fn same_name(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

impl Block {
    /// Splits the block into records and gives each to `take`, readable or not, in the order of the file.
    pub fn records<'a>(
        &'a self,
        columns: &Columns,
        mut take: impl FnMut(u64, &'a [u8], Result<&[Cow<'a, str>], Unreadable>),
    ) {
        match &self.body {
            Body::Csv { text, delimiter } => {
                csv::records(text, *delimiter, self.first_line, columns, &mut take);
            }
            Body::Json { text, records } => json::records(text, records, columns, &mut take),
            Body::Bad(reason, text) => take(self.first_line, text, Err(*reason)),
        }
    }
}
