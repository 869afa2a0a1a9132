//! One record of a file, as text.

use std::borrow::Cow;

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
