//! Many small things in one file, each compressed once and served as it lies: a layer's tiles, the arrays of a surface.
//!
//! ```text
//! 8 bytes   "OSHQPAK1"
//! 4 bytes   length of the head, little endian
//! head      JSON: about (what the archive is of), forms, encodings, entries
//! index     one record per entry, sorted by key: key u64, offset u64, then for each form its print u64 and a length u32 per encoding
//! data      for each distinct entry its forms one after the other, each in every encoding, in the order of the head
//! ```
//!
//! Offsets count from the start of the data; equal entries share their data. Only the index is held in memory: the data are
//! read where they lie, and what is asked for often is in the operating system's cache once, not once per server and version.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;

use axum::body::Bytes;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Compressed, gunzip};
use crate::http::negotiate::Encoding;

const MAGIC: &[u8; 8] = b"OSHQPAK1";

/// Encodings of every form, in the order of the data.
const ENCODINGS: [Encoding; 3] = [Encoding::Gzip, Encoding::Brotli, Encoding::Zstd];

/// Bytes of a record before its forms: key and offset.
const RECORD_START: usize = 16;

/// Bytes of a form in a record: its print and a length per encoding.
const FORM_RECORD: usize = 8 + 4 * ENCODINGS.len();

/// Longest head that is believed, in bytes.
const MAX_HEAD_BYTES: u64 = 1 << 20;

/// Why an archive could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The file could not be written.
    #[error("{path} cannot be written: {source}")]
    Write {
        /// The file.
        path: String,
        /// The cause.
        source: std::io::Error,
    },
    /// The file could not be read.
    #[error("{name} cannot be read: {source}")]
    Read {
        /// The file.
        name: String,
        /// The cause.
        source: std::io::Error,
    },
    /// The file is damaged, or of another version of Oshaq.
    #[error(
        "{name} is damaged or of another version of Oshaq: {what}; run `oshaq verify`, then publish again"
    )]
    Damaged {
        /// The file.
        name: String,
        /// What is wrong.
        what: &'static str,
    },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head<A> {
    about: A,
    forms: Vec<String>,
    encodings: Vec<String>,
    entries: usize,
}

/// Something to be archived: its key, and its bytes in each of the archive's forms.
#[derive(Debug, Clone)]
pub(crate) struct Packed {
    pub key: u64,
    pub forms: Vec<Compressed>,
}

/// Writes an archive; equal entries are stored once. Gives the number of entries.
pub(crate) fn write<A: Serialize>(
    path: &Path,
    about: A,
    forms: &[&str],
    mut entries: Vec<Packed>,
) -> Result<u64, ArchiveError> {
    entries.sort_unstable_by_key(|entry| entry.key);
    let head = Head {
        about,
        forms: forms.iter().map(|&form| form.to_owned()).collect(),
        encodings: encoding_names(),
        entries: entries.len(),
    };
    let (index, distinct) = index(&entries);
    let write = || -> std::io::Result<()> {
        let text = serde_json::to_vec(&head)?;
        let mut file = BufWriter::new(File::create(path)?);
        file.write_all(MAGIC)?;
        file.write_all(&(text.len() as u32).to_le_bytes())?;
        file.write_all(&text)?;
        file.write_all(&index)?;
        for form in distinct.iter().flat_map(|entry| &entry.forms) {
            bytes_of(form)
                .iter()
                .try_for_each(|bytes| file.write_all(bytes))?;
        }
        file.flush()
    };
    write().map_err(|source| ArchiveError::Write {
        path: path.display().to_string(),
        source,
    })?;
    Ok(entries.len() as u64)
}

/// The records of the entries, and those entries whose data are written.
fn index(entries: &[Packed]) -> (Vec<u8>, Vec<&Packed>) {
    let mut index = Vec::new();
    let mut distinct = Vec::new();
    let mut offsets: HashMap<Vec<[u8; 16]>, u64> = HashMap::new();
    let mut end = 0_u64;
    for entry in entries {
        let prints = entry.forms.iter().map(|form| form.print).collect();
        let offset = *offsets.entry(prints).or_insert_with(|| {
            let start = end;
            distinct.push(entry);
            end += entry.forms.iter().map(length).sum::<u64>();
            start
        });
        index.extend(entry.key.to_le_bytes());
        index.extend(offset.to_le_bytes());
        for form in &entry.forms {
            index.extend(&form.print[..8]);
            for bytes in bytes_of(form) {
                index.extend((bytes.len() as u32).to_le_bytes());
            }
        }
    }
    (index, distinct)
}

fn bytes_of(form: &Compressed) -> [&[u8]; ENCODINGS.len()] {
    [&form.gzip, &form.brotli, &form.zstd]
}

fn length(form: &Compressed) -> u64 {
    bytes_of(form).iter().map(|bytes| bytes.len() as u64).sum()
}

fn encoding_names() -> Vec<String> {
    ENCODINGS
        .iter()
        .filter_map(|encoding| encoding.name())
        .map(str::to_owned)
        .collect()
}

/// An open archive: its head and index in memory, its data on disk.
#[derive(Debug)]
pub(crate) struct Archive<A> {
    name: String,
    about: A,
    forms: usize,
    entries: usize,
    index: Vec<u8>,
    file: File,
    data: u64,
}

impl<A: DeserializeOwned> Archive<A> {
    /// Opens an archive of these forms and checks all of its index, so that a look-up cannot leave the file.
    ///
    /// The file may be removed afterwards: it stays readable as long as the archive lives.
    pub(crate) fn open(name: &str, path: &Path, forms: &[&str]) -> Result<Self, ArchiveError> {
        let unreadable = |source| ArchiveError::Read {
            name: name.to_owned(),
            source,
        };
        let damaged = |what: &'static str| ArchiveError::Damaged {
            name: name.to_owned(),
            what,
        };
        let mut file = File::open(path).map_err(unreadable)?;
        let size = file.metadata().map_err(unreadable)?.len();
        let mut start = [0; 12];
        let begins = file.read_exact(&mut start).is_ok() && start[..8] == MAGIC[..];
        if !begins {
            return Err(damaged("it does not begin with OSHQPAK1"));
        }
        let length = u32::from_le_bytes([start[8], start[9], start[10], start[11]]);
        let text = read_part(&mut file, u64::from(length).min(MAX_HEAD_BYTES))
            .ok_or(damaged("its head is cut off"))?;
        let head: Head<A> =
            serde_json::from_slice(&text).map_err(|_| damaged("its head cannot be read"))?;
        if head.encodings != encoding_names() || head.forms != forms {
            return Err(damaged("it has other forms or encodings"));
        }
        let record = RECORD_START + forms.len() * FORM_RECORD;
        let index_length = (head.entries as u64)
            .checked_mul(record as u64)
            .filter(|&length| length <= size)
            .ok_or(damaged("its index is cut off"))?;
        let index = read_part(&mut file, index_length).ok_or(damaged("its index is cut off"))?;
        let archive = Self {
            name: name.to_owned(),
            about: head.about,
            forms: forms.len(),
            entries: head.entries,
            index,
            file,
            data: 12 + u64::from(length) + index_length,
        };
        archive
            .check(size)
            .ok_or(damaged("its index does not fit its data"))?;
        Ok(archive)
    }
}

fn read_part(file: &mut File, length: u64) -> Option<Vec<u8>> {
    let mut part = Vec::new();
    file.take(length).read_to_end(&mut part).ok()?;
    (part.len() as u64 == length).then_some(part)
}

impl<A> Archive<A> {
    fn check(&self, size: u64) -> Option<()> {
        let length = size.checked_sub(self.data)?;
        let mut last = None;
        for position in 0..self.entries {
            let key = self.key(position);
            let last_form = self.forms - 1;
            let (start, bytes) = self.place(position, last_form, ENCODINGS.len() - 1);
            let end = start.checked_add(u64::from(bytes))?;
            if last.is_some_and(|last| last >= key) || end > length {
                return None;
            }
            last = Some(key);
        }
        Some(())
    }

    /// What the archive says about itself.
    pub(crate) fn about(&self) -> &A {
        &self.about
    }

    /// Bytes held in memory.
    pub(crate) fn size(&self) -> usize {
        self.index.len()
    }

    /// The keys of all entries, ascending.
    pub(crate) fn keys(&self) -> impl Iterator<Item = u64> {
        (0..self.entries).map(|position| self.key(position))
    }

    /// The position of the entry with a key.
    pub(crate) fn find(&self, key: u64) -> Option<usize> {
        let (mut low, mut high) = (0, self.entries);
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.key(middle).cmp(&key) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }

    /// First 64 bits of the SHA-256 of a form before compression.
    pub(crate) fn print(&self, position: usize, form: usize) -> u64 {
        u64::from_be_bytes(self.field(self.form_at(position, form)))
    }

    /// Reads a form in an encoding. It reads a few kilobytes from the disk's cache, so it may be called where others wait.
    ///
    /// # Errors
    /// What the disk says; or that the bytes are no gzip, for [`Encoding::Identity`] alone.
    pub(crate) fn read(
        &self,
        position: usize,
        form: usize,
        encoding: Encoding,
    ) -> Result<Bytes, ArchiveError> {
        let unreadable = |source| ArchiveError::Read {
            name: self.name.clone(),
            source,
        };
        let stored = ENCODINGS.iter().position(|own| *own == encoding);
        let (start, length) = self.place(position, form, stored.unwrap_or(0));
        let mut bytes = vec![0; length as usize];
        self.file
            .read_exact_at(&mut bytes, self.data + start)
            .map_err(unreadable)?;
        if stored.is_none() {
            bytes = gunzip(&bytes).map_err(unreadable)?;
        }
        Ok(Bytes::from(bytes))
    }

    /// Where in the data an encoding of a form begins, and its length.
    fn place(&self, position: usize, form: usize, encoding: usize) -> (u64, u32) {
        let mut start = u64::from_le_bytes(self.field(self.record_at(position) + 8));
        for own in 0..=form {
            for other in 0..ENCODINGS.len() {
                let at = self.form_at(position, own) + 8 + 4 * other;
                let length = u32::from_le_bytes(self.field(at));
                if (own, other) == (form, encoding) {
                    return (start, length);
                }
                start = start.saturating_add(u64::from(length));
            }
        }
        (start, 0)
    }

    fn key(&self, position: usize) -> u64 {
        u64::from_le_bytes(self.field(self.record_at(position)))
    }

    fn record_at(&self, position: usize) -> usize {
        position * (RECORD_START + self.forms * FORM_RECORD)
    }

    fn form_at(&self, position: usize, form: usize) -> usize {
        self.record_at(position) + RECORD_START + form * FORM_RECORD
    }

    fn field<const N: usize>(&self, at: usize) -> [u8; N] {
        let mut field = [0; N];
        field.copy_from_slice(&self.index[at..at + N]);
        field
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORMS: [&str; 2] = ["mvt", "mlt"];

    fn packed(key: u64, text: &str) -> Packed {
        let other = text.to_uppercase();
        Packed {
            key,
            forms: [text, &other]
                .map(|raw| Compressed::of(raw.as_bytes()))
                .into(),
        }
    }

    fn archive(entries: &[(u64, &str)]) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        let entries = entries
            .iter()
            .map(|&(key, text)| packed(key, text))
            .collect();
        write(&path, "a word", &FORMS, entries).unwrap();
        std::fs::read(path).unwrap()
    }

    fn open(bytes: &[u8]) -> Result<Archive<String>, ArchiveError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        std::fs::write(&path, bytes).unwrap();
        Archive::open("x", &path, &FORMS)
    }

    #[test]
    fn every_entry_is_found_in_every_form_and_encoding_and_no_other() {
        let archive = open(&archive(&[(7, "b"), (3, "a"), (9, "c")])).unwrap();
        assert_eq!(archive.about(), "a word");
        assert_eq!(archive.keys().collect::<Vec<_>>(), [3, 7, 9]);
        for (key, text) in [(3, "a"), (7, "b"), (9, "c")] {
            let position = archive.find(key).unwrap();
            for (form, text) in [text.to_owned(), text.to_uppercase()].iter().enumerate() {
                let own = Compressed::of(text.as_bytes());
                let read = |encoding| archive.read(position, form, encoding).unwrap();
                assert_eq!(read(Encoding::Gzip), own.gzip);
                assert_eq!(read(Encoding::Brotli), own.brotli);
                assert_eq!(read(Encoding::Zstd), own.zstd);
                assert_eq!(read(Encoding::Identity), text.as_bytes());
                assert_eq!(archive.print(position, form).to_be_bytes(), own.print[..8]);
            }
        }
        assert!(
            [0, 4, 8, u64::MAX]
                .iter()
                .all(|&key| archive.find(key).is_none())
        );
    }

    #[test]
    fn equal_entries_are_stored_once() {
        let text = "the same tile, long enough to weigh more than one record of the index does";
        let one = archive(&[(3, text)]).len();
        let two = archive(&[(3, text), (4, text)]).len();
        assert_eq!(two - one, RECORD_START + FORMS.len() * FORM_RECORD);
    }

    #[test]
    fn a_damaged_archive_is_refused_and_never_panics() {
        let whole = archive(&[(7, "b"), (3, "a")]);
        for length in 0..whole.len() {
            assert!(open(&whole[..length]).is_err(), "cut at {length}");
        }
        for position in 0..whole.len() {
            let mut changed = whole.clone();
            changed[position] ^= 0xff;
            if let Ok(archive) = open(&changed) {
                for entry in 0..archive.entries {
                    let _ = archive.read(entry, 1, Encoding::Identity);
                }
            }
        }
        assert!(matches!(
            open(b"OSHQTIL1 of an earlier version"),
            Err(ArchiveError::Damaged { .. })
        ));
    }

    #[test]
    fn an_archive_stays_readable_when_its_file_is_gone() {
        let archive = open(&archive(&[(3, "a")])).unwrap();
        assert_eq!(archive.read(0, 0, Encoding::Identity).unwrap(), "a");
    }
}
