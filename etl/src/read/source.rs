//! What there is to read: files, members of archives, sheets of workbooks.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::archive::{self, Member};
use super::files::is_data;
use super::outside::{OutsideReader, Request, Sheet};
use super::unpack::{Bytes, unpack};
use crate::check::FilePlan;
use crate::error::EtlError;
use crate::ledger::{Unread, file_name};
use crate::profile::{Format, Profile};

/// One table of records.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// The file that holds it.
    pub path: PathBuf,
    pub part: Part,
}

/// What part of a file a table is.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    Whole,
    /// A file within a zip archive.
    Member(Member),
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
    /// What the ledger calls it: the file's name, and the part's after a slash.
    pub fn name(&self) -> String {
        let file = file_name(&self.path);
        match &self.part {
            Part::Whole | Part::Parquet => file,
            Part::Member(member) => format!("{file}/{}", member.name),
            Part::Sheet(sheet) => format!("{file}/{}", sheet.name),
        }
    }

    /// What messages call it.
    pub fn place(&self) -> PathBuf {
        match &self.part {
            Part::Whole | Part::Parquet => self.path.clone(),
            Part::Member(Member { name, .. }) | Part::Sheet(Sheet { name, .. }) => {
                let mut place = self.path.clone().into_os_string();
                place.push("/");
                place.push(name);
                place.into()
            }
        }
    }

    /// Whether a process of its own turns it into delimited text.
    pub const fn is_outside(&self) -> bool {
        matches!(self.part, Part::Sheet(_) | Part::Parquet)
    }

    /// The format that its name tells, without the ending of what packed it.
    pub fn format(&self) -> Option<Format> {
        match &self.part {
            Part::Whole => format_of(&self.path),
            Part::Member(member) => format_of(Path::new(&member.name)),
            Part::Sheet(_) | Part::Parquet => Some(Format::Csv),
        }
    }

    /// What tells two tables of one file apart.
    pub fn part_name(&self) -> &str {
        match &self.part {
            Part::Sheet(sheet) => &sheet.name,
            Part::Whole | Part::Member(_) | Part::Parquet => "",
        }
    }

    /// Opens the table as plain text. Of a Parquet table only `columns` are read.
    pub fn open(
        &self,
        outside: Option<&OutsideReader>,
        columns: &[String],
    ) -> Result<Opened, EtlError> {
        let path = &self.path;
        let progress = Arc::<AtomicU64>::default();
        let length = || -> Result<u64, EtlError> {
            Ok(path.metadata().map_err(EtlError::file(path))?.len())
        };
        let refuse = |error: std::io::Error| EtlError::damaged(&self.place(), 0, &error);
        let (content, bytes) = match &self.part {
            Part::Whole => {
                let file = File::open(path).map_err(EtlError::file(path))?;
                (unpack(file, &progress).map_err(refuse)?, length()?)
            }
            Part::Member(member) => {
                let content = archive::open(path, member, &progress).map_err(refuse)?;
                (content, member.packed)
            }
            Part::Sheet(sheet) => {
                let request = Request::sheet(path, sheet);
                (
                    OutsideReader::open(outside, path, &request, &progress)?,
                    length()?,
                )
            }
            Part::Parquet => {
                let request = Request::table(path, columns);
                (
                    OutsideReader::open(outside, path, &request, &progress)?,
                    length()?,
                )
            }
        };
        Ok(Opened {
            content,
            progress,
            bytes,
        })
    }

    /// The bytes by which the table is known: those of the file, or of the member as it was before it was packed.
    pub fn identity(&self) -> Result<Bytes, EtlError> {
        match &self.part {
            Part::Member(member) => archive::as_packed(&self.path, member)
                .map_err(|error| EtlError::damaged(&self.place(), 0, &error)),
            Part::Whole | Part::Sheet(_) | Part::Parquet => {
                let file = File::open(&self.path).map_err(EtlError::file(&self.path))?;
                Ok(Box::new(file))
            }
        }
    }

    /// How long the bytes of [`Source::identity`] are, when that is known before reading them.
    pub fn length(&self) -> Result<u64, EtlError> {
        match &self.part {
            Part::Member(member) => Ok(member.size),
            Part::Whole | Part::Sheet(_) | Part::Parquet => {
                let metadata = self.path.metadata();
                Ok(metadata.map_err(EtlError::file(&self.path))?.len())
            }
        }
    }
}

/// What a file turned out to hold: its tables, and what is no table in it.
#[derive(Default)]
pub(crate) struct Found {
    pub sources: Vec<Source>,
    pub unread: Vec<Unread>,
}

/// The tables of a file.
pub(crate) fn sources_of(
    path: &Path,
    profile: &Profile,
    outside: Option<&OutsideReader>,
) -> Result<Found, EtlError> {
    match kind_of(path)? {
        Kind::Zip => {
            let listing = archive::list(path)?;
            if listing.is_workbook() {
                of_workbook(path, profile, outside)
            } else {
                of_archive(path, listing)
            }
        }
        Kind::Parquet => Ok(one(path, Part::Parquet)),
        Kind::Text => Ok(one(path, Part::Whole)),
    }
}

/// What the first bytes of a file tell.
enum Kind {
    /// An archive or a workbook.
    Zip,
    Parquet,
    /// Text, plain or packed.
    Text,
}

fn kind_of(path: &Path) -> Result<Kind, EtlError> {
    let metadata = path.metadata().map_err(EtlError::file(path))?;
    if !metadata.is_file() {
        // A pipe could be read only once, and would block where nobody writes.
        let reason = if metadata.is_dir() {
            "it is a folder"
        } else {
            "it is no regular file; copy what it gives into one"
        };
        return Err(EtlError::file(path)(std::io::Error::other(reason)));
    }
    let mut start = Vec::with_capacity(4);
    File::open(path)
        .and_then(|file| file.take(4).read_to_end(&mut start))
        .map_err(EtlError::file(path))?;
    match start.as_slice() {
        b"PK\x03\x04" | b"PK\x05\x06" => Ok(Kind::Zip),
        b"PAR1" => Ok(Kind::Parquet),
        b"\xd0\xcf\x11\xe0" => Err(EtlError::Unsupported {
            path: path.to_owned(),
            reason: "it is a workbook of Excel 97 to 2003; save it as .xlsx or CSV",
        }),
        _ => Ok(Kind::Text),
    }
}

/// The table of a file that somebody looks at without a profile: the first member or sheet that has records.
pub(crate) fn first_source(
    path: &Path,
    outside: Option<&OutsideReader>,
) -> Result<Source, EtlError> {
    let found = match kind_of(path)? {
        Kind::Zip => {
            let listing = archive::list(path)?;
            if listing.is_workbook() {
                one(path, Part::Sheet(first_sheet(path, outside)?))
            } else {
                of_archive(path, listing)?
            }
        }
        Kind::Parquet => one(path, Part::Parquet),
        Kind::Text => one(path, Part::Whole),
    };
    let first = found.sources.into_iter().next();
    first.ok_or_else(|| EtlError::Empty {
        path: path.to_owned(),
    })
}

/// The first sheet with two rows, of which the widest of the first is taken for the header.
fn first_sheet(path: &Path, outside: Option<&OutsideReader>) -> Result<Sheet, EtlError> {
    let filled = |cells: &Vec<String>| cells.iter().filter(|cell| !cell.is_empty()).count();
    for (name, rows) in OutsideReader::sheets(outside, path)? {
        let most = rows.iter().map(filled).max().unwrap_or_default();
        let header = rows.iter().position(|cells| filled(cells) == most);
        if let Some(row) = header.filter(|_| most > 1 && rows.len() > 1) {
            let width = rows[row].len();
            return Ok(Sheet {
                name,
                header_row: row as u64 + 1,
                width,
            });
        }
    }
    Err(EtlError::Empty {
        path: path.to_owned(),
    })
}

fn one(path: &Path, part: Part) -> Found {
    Found {
        sources: vec![Source {
            path: path.to_owned(),
            part,
        }],
        unread: Vec::new(),
    }
}

fn of_archive(path: &Path, listing: archive::Listing) -> Result<Found, EtlError> {
    let mut found = Found::default();
    let source = |part| Source {
        path: path.to_owned(),
        part,
    };
    for (name, why) in listing.unreadable {
        found.unread.push(Unread::of(path, &name, why));
    }
    let alone = listing.members.len() == 1;
    for member in listing.members {
        let known = format_of(Path::new(&member.name)).is_some();
        if known || (alone && !is_data(Path::new(&member.name))) {
            found.sources.push(source(Part::Member(member)));
        } else {
            let why = "within an archive only CSV and JSON are read; unpack it if it holds records";
            found.unread.push(Unread::of(path, &member.name, why));
        }
    }
    if found.sources.is_empty() {
        return Err(EtlError::Unsupported {
            path: path.to_owned(),
            reason: "it holds no CSV, JSON or GeoJSON that can be read; unpack it and look at it",
        });
    }
    Ok(found)
}

/// The sheets in which some layout of the profile finds its columns.
fn of_workbook(
    path: &Path,
    profile: &Profile,
    outside: Option<&OutsideReader>,
) -> Result<Found, EtlError> {
    let mut found = Found::default();
    let mut fault = None;
    for (name, rows) in OutsideReader::sheets(outside, path)? {
        match header_of(profile, path, &name, &rows) {
            Ok(sheet) => found.sources.push(Source {
                path: path.to_owned(),
                part: Part::Sheet(sheet),
            }),
            Err(error) => {
                let why = "no layout of the profile fits its columns";
                found.unread.push(Unread::of(path, &name, why));
                fault.get_or_insert(error);
            }
        }
    }
    match fault {
        Some(fault) if found.sources.is_empty() => Err(fault),
        None if found.sources.is_empty() => Err(EtlError::Empty {
            path: path.to_owned(),
        }),
        _ => Ok(found),
    }
}

fn header_of(
    profile: &Profile,
    path: &Path,
    name: &str,
    rows: &[Vec<String>],
) -> Result<Sheet, EtlError> {
    let mut fault = None;
    for (row, cells) in (1_u64..).zip(rows) {
        if cells.iter().all(String::is_empty) {
            continue;
        }
        match FilePlan::of_header(profile, path, row, cells) {
            Ok(_) => {
                return Ok(Sheet {
                    name: name.to_owned(),
                    header_row: row,
                    width: cells.len(),
                });
            }
            Err(error) => {
                fault.get_or_insert(error);
            }
        }
    }
    Err(fault.unwrap_or_else(|| EtlError::Empty {
        path: path.to_owned(),
    }))
}

/// The format that a file's name tells, without the ending of what packed it.
pub(crate) fn format_of(path: &Path) -> Option<Format> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    let name = [".gz", ".xz", ".zst"]
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .unwrap_or(&name);
    match name.rsplit_once('.')?.1 {
        "csv" | "tsv" | "txt" => Some(Format::Csv),
        "json" | "geojson" => Some(Format::Json),
        "jsonl" | "ndjson" => Some(Format::Jsonl),
        _ => None,
    }
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

    #[test]
    fn a_missing_file_and_a_folder_are_told_apart_from_content() {
        let erdr = Profile::built_in("erdr").unwrap();
        for path in [Path::new("/no/such/file.csv"), &std::env::temp_dir()] {
            assert!(matches!(
                sources_of(path, &erdr, None),
                Err(EtlError::File { .. })
            ));
        }
    }
}
