//! What there is to read: files, members of archives, sheets of workbooks.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::archive;
use super::files::is_data;
use super::outside::{OutsideReader, Sheet};
use super::source::{Part, Source, format_of, without_packing};
use super::unpack::to_file;
use crate::check::FilePlan;
use crate::error::EtlError;
use crate::ledger::Unread;
use crate::profile::Profile;

/// What a file turned out to hold: its tables, and what is no table in it.
#[derive(Default)]
pub(crate) struct Found {
    pub sources: Vec<Source>,
    pub unread: Vec<Unread>,
}

/// The tables of a file. Packed workbooks and Parquet tables are unpacked in `scratch`.
pub(crate) fn sources_of(
    path: &Path,
    profile: &Profile,
    outside: Option<&OutsideReader>,
    scratch: &Path,
) -> Result<Found, EtlError> {
    find(path, scratch, |workbook| {
        fitting_sheets(workbook, profile, outside)
    })
}

/// The table of a file that somebody looks at without a profile: the first member or sheet that has records.
pub(crate) fn first_source(
    path: &Path,
    outside: Option<&OutsideReader>,
    scratch: &Path,
) -> Result<Source, EtlError> {
    let found = find(path, scratch, |workbook| first_sheet(workbook, outside))?;
    let first = found.sources.into_iter().next();
    first.ok_or_else(|| EtlError::Empty {
        path: path.to_owned(),
    })
}

/// What the first bytes tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// An archive or a workbook.
    Zip,
    Parquet,
    /// A workbook of Excel 97 to 2003.
    Former,
    /// Text, plain or packed.
    Text,
}

impl Kind {
    fn of(start: &[u8]) -> Self {
        match start {
            b"PK\x03\x04" | b"PK\x05\x06" => Self::Zip,
            b"PAR1" => Self::Parquet,
            b"\xd0\xcf\x11\xe0" => Self::Former,
            _ => Self::Text,
        }
    }
}

/// The tables of a file; `sheets` finds those of a workbook.
fn find(
    path: &Path,
    scratch: &Path,
    sheets: impl Fn(&Source) -> Result<Found, EtlError>,
) -> Result<Found, EtlError> {
    let mut whole = Source::text(path);
    let kind = match Kind::of(&start_of(path)?) {
        Kind::Text => look(&mut whole, scratch)?,
        plain => plain,
    };
    let unsupported = |reason| EtlError::Unsupported {
        path: path.to_owned(),
        reason,
    };
    match kind {
        Kind::Text => Ok(Found::one(whole)),
        Kind::Parquet => Ok(Found::one(whole.with_part(Part::Parquet))),
        Kind::Former => Err(unsupported(
            "it is a workbook of Excel 97 to 2003; save it as .xlsx or CSV",
        )),
        Kind::Zip => {
            let listing = archive::list(whole.readable(), path)?;
            if listing.is_workbook() {
                return sheets(&whole);
            }
            if whole.unpacked.is_some() {
                return Err(unsupported("it is a packed archive; unpack it once"));
            }
            members(&whole, listing, scratch, sheets)
        }
    }
}

fn start_of(path: &Path) -> Result<Vec<u8>, EtlError> {
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
    Ok(start)
}

/// Looks into what is packed; a workbook or a Parquet table in it is unpacked.
fn look(source: &mut Source, scratch: &Path) -> Result<Kind, EtlError> {
    let mut content = source.open(None, &[])?.content;
    let mut start = Vec::with_capacity(4);
    if (&mut content).take(4).read_to_end(&mut start).is_err() {
        // What is damaged is told when its turn comes to be read.
        return Ok(Kind::Text);
    }
    let kind = Kind::of(&start);
    if matches!(kind, Kind::Zip | Kind::Parquet) {
        let whole = start.as_slice().chain(content);
        source.unpacked = Some(to_file(whole, scratch, &source.place())?.into());
    }
    Ok(kind)
}

impl Found {
    fn one(source: Source) -> Self {
        Self {
            sources: vec![source],
            unread: Vec::new(),
        }
    }

    fn append(&mut self, mut other: Self) {
        self.sources.append(&mut other.sources);
        self.unread.append(&mut other.unread);
    }

    fn leave_out(&mut self, source: &Source, part: &str, why: &str) {
        self.unread.push(Unread::of(&source.path, part, why));
    }
}

/// The tables of an archive.
fn members(
    whole: &Source,
    listing: archive::Listing,
    scratch: &Path,
    sheets: impl Fn(&Source) -> Result<Found, EtlError>,
) -> Result<Found, EtlError> {
    let mut found = Found::default();
    for (name, why) in listing.unreadable {
        found.leave_out(whole, &name, why);
    }
    let alone = listing.members.len() == 1;
    for member in listing.members {
        let name = member.name.clone();
        let path = Path::new(&name);
        let source = whole.with_member(member);
        if format_of(path).is_some() || (alone && !is_data(path)) {
            found.sources.push(source);
        } else if is_table(&name) {
            found.append(of_table(source, scratch, &sheets)?);
        } else {
            let why = "within an archive only CSV, JSON, workbooks and Parquet are read; unpack it if it holds records";
            found.leave_out(whole, &name, why);
        }
    }
    if found.sources.is_empty() {
        return Err(EtlError::Unsupported {
            path: whole.path.clone(),
            reason: "it holds no table of records that can be read; unpack it and look at it",
        });
    }
    Ok(found)
}

/// Whether a member is called as workbooks and Parquet tables are.
fn is_table(name: &str) -> bool {
    let name = name.to_lowercase();
    let ending = without_packing(&name).rsplit_once('.');
    ending.is_some_and(|(_, ending)| matches!(ending, "xlsx" | "parquet"))
}

/// The tables of a workbook or a Parquet table in an archive.
fn of_table(
    mut source: Source,
    scratch: &Path,
    sheets: impl Fn(&Source) -> Result<Found, EtlError>,
) -> Result<Found, EtlError> {
    let kind = look(&mut source, scratch)?;
    let name = source.member.as_ref().map(|member| member.name.clone());
    let name = name.unwrap_or_default();
    let mut found = Found::default();
    match kind {
        Kind::Parquet => return Ok(Found::one(source.with_part(Part::Parquet))),
        Kind::Zip if archive::list(source.readable(), &source.place())?.is_workbook() => {
            match sheets(&source) {
                Err(EtlError::Layout { .. } | EtlError::Empty { .. }) => {
                    found.leave_out(
                        &source,
                        &name,
                        "none of its sheets holds the columns of the profile",
                    );
                }
                sheets => return sheets,
            }
        }
        _ => found.leave_out(
            &source,
            &name,
            "it is no workbook and no Parquet table, whatever its name says",
        ),
    }
    Ok(found)
}

/// The first sheet with two rows, of which the widest of the first is taken for the header.
fn first_sheet(workbook: &Source, outside: Option<&OutsideReader>) -> Result<Found, EtlError> {
    let filled = |cells: &Vec<String>| cells.iter().filter(|cell| !cell.is_empty()).count();
    let place = workbook.place();
    for (name, rows) in OutsideReader::sheets(outside, workbook.readable(), &place)? {
        let most = rows.iter().map(filled).max().unwrap_or_default();
        let header = rows.iter().position(|cells| filled(cells) == most);
        if let Some(row) = header.filter(|_| most > 1 && rows.len() > 1) {
            let sheet = Sheet {
                name,
                header_row: row as u64 + 1,
                width: rows[row].len(),
            };
            return Ok(Found::one(workbook.with_part(Part::Sheet(sheet))));
        }
    }
    Err(EtlError::Empty { path: place })
}

/// The sheets in which some layout of the profile finds its columns.
fn fitting_sheets(
    workbook: &Source,
    profile: &Profile,
    outside: Option<&OutsideReader>,
) -> Result<Found, EtlError> {
    let mut found = Found::default();
    let mut fault = None;
    let place = workbook.place();
    for (name, rows) in OutsideReader::sheets(outside, workbook.readable(), &place)? {
        match header_of(profile, &place, &name, &rows) {
            Ok(sheet) => found.sources.push(workbook.with_part(Part::Sheet(sheet))),
            Err(error) => {
                let member = workbook.member.as_ref();
                let part = member.map_or(name.clone(), |m| format!("{}/{name}", m.name));
                let why = "no layout of the profile fits its columns";
                found.leave_out(workbook, &part, why);
                fault.get_or_insert(error);
            }
        }
    }
    match fault {
        Some(fault) if found.sources.is_empty() => Err(fault),
        None if found.sources.is_empty() => Err(EtlError::Empty { path: place }),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_file_and_a_folder_are_told_apart_from_content() {
        let erdr = Profile::built_in("erdr").unwrap();
        let scratch = std::env::temp_dir();
        for path in [Path::new("/no/such/file.csv"), &scratch] {
            assert!(matches!(
                sources_of(path, &erdr, None, &scratch),
                Err(EtlError::File { .. })
            ));
        }
    }
}
