//! One table to be read, whatever holds it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use tempfile::TempPath;

use super::archive::{self, Member};
use super::outside::{OutsideReader, Request, Sheet};
use super::unpack::{Bytes, unpack};
use crate::error::EtlError;
use crate::ledger::file_name;
use crate::profile::Format;

/// One table of records.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// The file that holds it.
    pub path: PathBuf,
    /// The member that holds it, where the file is a zip archive.
    pub member: Option<Member>,
    /// Where a packed workbook or Parquet table lies unpacked, as long as anybody may read it.
    pub unpacked: Option<Arc<TempPath>>,
    pub part: Part,
}

/// What the table is there.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    /// All of it is text, which something may have packed.
    Text,
    /// A sheet of a workbook.
    Sheet(Sheet),
    /// A Parquet table.
    Parquet,
}

/// A table that can be read as plain bytes, whatever it is in.
pub(crate) struct Opened {
    pub content: Bytes,
    /// Bytes of the file itself read so far.
    pub progress: Arc<AtomicU64>,
    /// Bytes of the file itself.
    pub bytes: u64,
}

impl Source {
    /// A file that is taken for text.
    pub fn text(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            member: None,
            unpacked: None,
            part: Part::Text,
        }
    }

    /// A part of what this one is.
    pub fn with_part(&self, part: Part) -> Self {
        Self {
            part,
            ..self.clone()
        }
    }

    /// A member of the archive that this one is.
    pub fn with_member(&self, member: Member) -> Self {
        Self {
            member: Some(member),
            ..self.clone()
        }
    }

    /// What the ledger calls it: the file's name, and those of member and sheet after slashes.
    pub fn name(&self) -> String {
        let file = file_name(&self.path);
        self.inner_names()
            .fold(file, |name, inner| format!("{name}/{inner}"))
    }

    /// What messages call it.
    pub fn place(&self) -> PathBuf {
        let mut place = self.path.clone().into_os_string();
        for inner in self.inner_names() {
            place.push("/");
            place.push(inner);
        }
        place.into()
    }

    fn inner_names(&self) -> impl Iterator<Item = &str> {
        let member = self.member.as_ref().map(|member| member.name.as_str());
        let sheet = match &self.part {
            Part::Sheet(sheet) => Some(sheet.name.as_str()),
            Part::Text | Part::Parquet => None,
        };
        member.into_iter().chain(sheet)
    }

    /// Whether a process of its own turns it into delimited text.
    pub const fn is_outside(&self) -> bool {
        matches!(self.part, Part::Sheet(_) | Part::Parquet)
    }

    /// The format that its name tells, without the ending of what packed it.
    pub fn format(&self) -> Option<Format> {
        match (&self.part, &self.member) {
            (Part::Sheet(_) | Part::Parquet, _) => Some(Format::Csv),
            (Part::Text, Some(member)) => format_of(Path::new(&member.name)),
            (Part::Text, None) => format_of(&self.path),
        }
    }

    /// What tells two tables of one file apart.
    pub fn part_name(&self) -> &str {
        match &self.part {
            Part::Sheet(sheet) => &sheet.name,
            Part::Text | Part::Parquet => "",
        }
    }

    /// The file that a workbook or a Parquet table is, unpacked.
    pub fn readable(&self) -> &Path {
        self.unpacked.as_deref().map_or(&self.path, |path| path)
    }

    /// Opens the table as plain text. Of a Parquet table only `columns` are read.
    pub fn open(
        &self,
        outside: Option<&OutsideReader>,
        columns: &[String],
    ) -> Result<Opened, EtlError> {
        let progress = Arc::<AtomicU64>::default();
        let request = match &self.part {
            Part::Text => return self.open_text(progress),
            Part::Sheet(sheet) => Request::sheet(self.readable(), sheet),
            Part::Parquet => Request::table(self.readable(), columns),
        };
        Ok(Opened {
            content: OutsideReader::open(outside, &self.place(), &request, &progress)?,
            progress,
            bytes: length_of(self.readable())?,
        })
    }

    fn open_text(&self, progress: Arc<AtomicU64>) -> Result<Opened, EtlError> {
        let path = &self.path;
        let (content, bytes) = if let Some(member) = &self.member {
            (archive::open(path, member, &progress), member.packed)
        } else {
            let file = File::open(path).map_err(EtlError::file(path))?;
            (unpack(file, &progress), length_of(path)?)
        };
        Ok(Opened {
            content: content.map_err(|error| EtlError::damaged(&self.place(), 0, &error))?,
            progress,
            bytes,
        })
    }

    /// The bytes by which the table is known: those of the file, or of the member as it was before it was packed.
    pub fn identity(&self) -> Result<Bytes, EtlError> {
        if let Some(member) = &self.member {
            return archive::as_packed(&self.path, member)
                .map_err(|error| EtlError::damaged(&self.place(), 0, &error));
        }
        let file = File::open(&self.path).map_err(EtlError::file(&self.path))?;
        Ok(Box::new(file))
    }

    /// How long the bytes of [`Source::identity`] are, when that is known before reading them.
    pub fn length(&self) -> Result<u64, EtlError> {
        let member = self.member.as_ref();
        member.map_or_else(|| length_of(&self.path), |member| Ok(member.size))
    }
}

fn length_of(path: &Path) -> Result<u64, EtlError> {
    Ok(path.metadata().map_err(EtlError::file(path))?.len())
}

/// The format that a file's name tells, without the ending of what packed it.
pub(crate) fn format_of(path: &Path) -> Option<Format> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    match without_packing(&name).rsplit_once('.')?.1 {
        "csv" | "tsv" | "txt" => Some(Format::Csv),
        "json" | "geojson" => Some(Format::Json),
        "jsonl" | "ndjson" => Some(Format::Jsonl),
        _ => None,
    }
}

/// A name in small letters without the ending of what packed it.
pub(crate) fn without_packing(name: &str) -> &str {
    [".gz", ".xz", ".zst"]
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_tells_the_format_whatever_packed_it() {
        assert_eq!(format_of(Path::new("x/April2014.CSV")), Some(Format::Csv));
        assert_eq!(format_of(Path::new("a.json.gz")), Some(Format::Json));
        assert_eq!(format_of(Path::new("a.ndjson.xz")), Some(Format::Jsonl));
        assert_eq!(format_of(Path::new("a")), None);
    }
}
