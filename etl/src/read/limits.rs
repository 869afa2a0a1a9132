//! What one file may cost. Whoever passes a limit is told which one and what to do.

use std::time::Duration;

/// The longest record, and so the most that one record can cost in memory.
pub(crate) const RECORD_BYTES: usize = 1 << 20;
/// The most lines that one quoted field may span.
pub(crate) const RECORD_LINES: usize = 100;
/// The most columns of a table: as many as a spreadsheet has.
pub(crate) const COLUMNS: usize = 16_384;
/// Rows at the beginning of a table among which its header is looked for.
pub(crate) const HEADER_ROWS: usize = 50;
/// Text from which encoding is detected.
pub(crate) const SAMPLE_BYTES: usize = 1 << 20;
/// Text before the list of records in a JSON file.
pub(crate) const PREAMBLE_BYTES: usize = 1 << 20;
/// What any packed file may unpack to, however small it is.
const FREE_BYTES: u64 = 16 << 20;
/// Beyond that, how many times its size a packed file may unpack to. Tables of records reach 10 to 40.
const EXPANSION: u64 = 200;
/// The most that one packed file may unpack to.
const UNPACKED_BYTES: u64 = 1 << 40;
/// The most that a packed workbook or Parquet table may unpack to, since it goes to disk first.
pub(crate) const UNPACKED_TABLE_BYTES: u64 = 4 << 30;
/// Memory that an xz file may ask for; `xz -9` needs 65 MiB.
pub(crate) const XZ_MEMORY_BYTES: u64 = 256 << 20;
/// Files in one archive.
pub(crate) const ARCHIVE_MEMBERS: usize = 10_000;
/// Sheets in one workbook.
pub(crate) const SHEETS: usize = 1_000;
/// Memory of the process that reads workbooks and Parquet files.
pub(crate) const READER_MEMORY_BYTES: u64 = 768 << 20;
/// Address space of that process, besides the file itself, which it maps.
pub(crate) const READER_ADDRESSES_BYTES: u64 = 8 << 30;
/// Processor time of that process, whatever the file, and for each MiB of it.
pub(crate) const READER_CPU_SECONDS: u64 = 120;
pub(crate) const READER_CPU_SECONDS_PER_MIB: u64 = 1;
/// How long that process may be silent.
pub(crate) const READER_SILENCE: Duration = Duration::from_mins(1);

/// A limit that was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Excess {
    #[error(
        "it unpacks to more than {EXPANSION} times its size, as bombs do; unpack it and look at it first"
    )]
    Expansion,
    #[error("it unpacks to more than {} GiB; divide it", UNPACKED_BYTES >> 30)]
    Unpacked,
    #[error(
        "it unpacks only with more than {} MiB of memory; pack it again with xz -9 or less",
        XZ_MEMORY_BYTES >> 20
    )]
    XzMemory,
    #[error("it is a workbook or a Parquet table of more than {} GiB; unpack it first", UNPACKED_TABLE_BYTES >> 30)]
    Table,
    #[error("it holds more than {ARCHIVE_MEMBERS} files; divide it")]
    Members,
    #[error("it holds more than {SHEETS} sheets; divide it")]
    Sheets,
    #[error("its header names more than {COLUMNS} columns; leave out those that are not needed")]
    Columns,
}

impl From<Excess> for std::io::Error {
    fn from(excess: Excess) -> Self {
        Self::other(excess)
    }
}

impl Excess {
    /// The limit behind an error of a reader, if one was passed.
    pub fn of(error: &std::io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref().copied()
    }

    /// The limit that `unpacked` bytes out of `packed` ones pass.
    pub const fn of_expansion(packed: u64, unpacked: u64) -> Option<Self> {
        if unpacked > UNPACKED_BYTES {
            return Some(Self::Unpacked);
        }
        if unpacked > FREE_BYTES && unpacked / EXPANSION > packed {
            return Some(Self::Expansion);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_table_may_grow_and_a_bomb_may_not() {
        assert_eq!(Excess::of_expansion(1_000, FREE_BYTES), None);
        assert_eq!(Excess::of_expansion(FREE_BYTES, 40 * FREE_BYTES), None);
        assert_eq!(
            Excess::of_expansion(1_000, FREE_BYTES + 200),
            Some(Excess::Expansion)
        );
        assert_eq!(
            Excess::of_expansion(UNPACKED_BYTES, UNPACKED_BYTES + 1),
            Some(Excess::Unpacked)
        );
    }

    #[test]
    fn an_excess_is_found_again_in_the_error_of_a_reader() {
        let error = std::io::Error::from(Excess::Members);
        assert_eq!(Excess::of(&error), Some(Excess::Members));
        assert_eq!(Excess::of(&std::io::Error::other("else")), None);
    }
}
