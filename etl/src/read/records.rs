//! The records of a block, whatever its layout.

use std::borrow::Cow;

use super::block::{Block, Body};
use super::columns::Columns;
use super::record::Unreadable;
use super::{csv, json};

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
