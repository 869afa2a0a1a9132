//! Workbooks and Parquet files are read by a process of its own, with limits.
//!
//! A hostile file of 44 kB can make the reader of Parquet files abort, and a workbook can ask for more memory than
//! there is; neither may take the ingest with it. The process is this program again (see [`OutsideReader`]). It limits
//! its own memory, addresses and processor time, reads the file, and writes what it holds to standard output as
//! delimited text, which is then read like any other.

mod cells;
mod child;
mod parquet;
mod stream;
mod workbook;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use serde::{Deserialize, Serialize};

pub use child::serve_outside;

use super::unpack::Bytes;
use crate::error::EtlError;
use stream::ChildStream;

/// The program that reads workbooks and Parquet files in a process of its own.
///
/// It gets `arguments` and one more, and must hand the last one to [`serve_outside`].
#[derive(Debug, Clone)]
pub struct OutsideReader {
    /// The program; `oshaq` gives itself.
    pub program: PathBuf,
    /// Its first arguments; `oshaq` gives `["read-outside"]`.
    pub arguments: Vec<String>,
}

/// What the process is to do, as JSON in its last argument.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Request {
    /// The first rows of every sheet, as one JSON list.
    Sheets { path: PathBuf },
    /// The rows of one sheet, row by row on a line of its own, from the header on.
    Sheet {
        path: PathBuf,
        name: String,
        header_row: u64,
        width: usize,
    },
    /// The rows of a Parquet table: only these columns, if it has any of them.
    Table { path: PathBuf, columns: Vec<String> },
}

impl Request {
    pub fn sheet(path: &Path, sheet: &Sheet) -> Self {
        Self::Sheet {
            path: path.to_owned(),
            name: sheet.name.clone(),
            header_row: sheet.header_row,
            width: sheet.width,
        }
    }

    pub fn table(path: &Path, columns: &[String]) -> Self {
        Self::Table {
            path: path.to_owned(),
            columns: columns.to_vec(),
        }
    }

    fn path(&self) -> &Path {
        match self {
            Self::Sheets { path } | Self::Sheet { path, .. } | Self::Table { path, .. } => path,
        }
    }
}

/// A sheet in which a layout was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sheet {
    pub name: String,
    /// Row of the header, from 1.
    pub header_row: u64,
    /// Cells of the header.
    pub width: usize,
}

/// The name of a sheet and its first rows.
pub(crate) type SheetStart = (String, Vec<Vec<String>>);

impl OutsideReader {
    /// Starts a process and gives what it writes; messages call the file `place`.
    pub(super) fn open(
        reader: Option<&Self>,
        place: &Path,
        request: &Request,
        progress: &Arc<AtomicU64>,
    ) -> Result<Bytes, EtlError> {
        let reader = reader.ok_or_else(|| EtlError::Unsupported {
            path: place.to_owned(),
            reason: "workbooks and Parquet files are read by a program of its own, and none was named",
        })?;
        let stream = ChildStream::start(reader, request, progress);
        Ok(Box::new(stream.map_err(EtlError::file(&reader.program))?))
    }

    /// The sheets of a workbook, which messages call `place`, with their first rows.
    pub(crate) fn sheets(
        reader: Option<&Self>,
        path: &Path,
        place: &Path,
    ) -> Result<Vec<SheetStart>, EtlError> {
        let request = Request::Sheets {
            path: path.to_owned(),
        };
        let answer = Self::open(reader, place, &request, &Arc::default())?;
        serde_json::from_reader(answer)
            .map_err(|error| EtlError::damaged(place, 0, &std::io::Error::from(error)))
    }
}
