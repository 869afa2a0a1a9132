//! Files within a zip archive are read where they lie; none of their names ever touches the disk.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use zip::{CompressionMethod, ZipArchive};

use super::limits::{ARCHIVE_MEMBERS, Excess};
use super::unpack::{Bounded, Bytes, Counted, unpack};
use crate::error::EtlError;

/// Where one file lies within an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    /// Its name as the archive tells it.
    pub name: String,
    /// Bytes that it takes in the archive.
    pub packed: u64,
    /// Bytes that it has when unpacked.
    pub size: u64,
    start: u64,
    crc: u32,
    deflated: bool,
}

/// What an archive holds.
pub(super) struct Listing {
    pub members: Vec<Member>,
    /// Members that cannot be read, and why.
    pub unreadable: Vec<(String, &'static str)>,
}

impl Listing {
    /// Whether the archive is a workbook of the Office Open XML kind.
    pub fn is_workbook(&self) -> bool {
        self.members
            .iter()
            .any(|member| member.name == "xl/workbook.xml")
    }
}

/// Lists the files of the archive at `path`, which messages call `place`.
pub(super) fn list(path: &Path, place: &Path) -> Result<Listing, EtlError> {
    let file = File::open(path).map_err(EtlError::file(place))?;
    let refuse = |error: zip::result::ZipError| EtlError::damaged(place, 0, &error.into());
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(refuse)?;
    if archive.len() > ARCHIVE_MEMBERS {
        return Err(EtlError::excess(place, 0, Excess::Members));
    }
    let mut listing = Listing {
        members: Vec::new(),
        unreadable: Vec::new(),
    };
    for index in 0..archive.len() {
        let member = archive.by_index_raw(index).map_err(refuse)?;
        if member.is_dir() {
            continue;
        }
        let name = printable(&String::from_utf8_lossy(member.name_raw()));
        let deflated = match member.compression() {
            CompressionMethod::Stored => false,
            CompressionMethod::Deflated => true,
            _ => {
                let why = "it is packed in a way that is not supported; pack it with deflate";
                listing.unreadable.push((name, why));
                continue;
            }
        };
        let Some(start) = member.data_start().filter(|_| !member.encrypted()) else {
            let why = "it is encrypted; give it without a password";
            listing.unreadable.push((name, why));
            continue;
        };
        listing.members.push(Member {
            name,
            packed: member.compressed_size(),
            start,
            size: member.size(),
            crc: member.crc32(),
            deflated,
        });
    }
    Ok(listing)
}

/// A name without the signs that a terminal would obey.
fn printable(name: &str) -> String {
    name.chars()
        .map(|sign| {
            if sign.is_control() {
                char::REPLACEMENT_CHARACTER
            } else {
                sign
            }
        })
        .collect()
}

/// The plain bytes of a member; `packed` counts what was read of the archive.
pub(super) fn open(
    path: &Path,
    member: &Member,
    packed: &Arc<AtomicU64>,
) -> std::io::Result<Bytes> {
    let inner = raw(path, member, packed)?;
    // A member may be packed once more, as in `records.csv.gz`; its own bytes are not counted twice.
    unpack(Bounded::new(inner, packed), &Arc::default()).map(|plain| {
        let plain: Bytes = Box::new(Bounded::new(plain, packed));
        plain
    })
}

/// The bytes of a member as they were before the archive packed them, by which it is known.
pub(super) fn as_packed(path: &Path, member: &Member) -> std::io::Result<Bytes> {
    let packed = Arc::default();
    let bytes = raw(path, member, &packed)?;
    Ok(Box::new(Bounded::new(bytes, &packed)))
}

fn raw(path: &Path, member: &Member, packed: &Arc<AtomicU64>) -> std::io::Result<Bytes> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(member.start))?;
    let input = Counted {
        input: file.take(member.packed),
        read: Arc::clone(packed),
    };
    let input = BufReader::with_capacity(1 << 16, input);
    let plain: Bytes = if member.deflated {
        Box::new(flate2::bufread::DeflateDecoder::new(input))
    } else {
        Box::new(input)
    };
    Ok(Box::new(Checked {
        input: plain,
        crc: flate2::Crc::new(),
        size: 0,
        expected: (member.crc, member.size),
    }))
}

/// Compares a member with its checksum when it ends.
struct Checked {
    input: Bytes,
    crc: flate2::Crc,
    size: u64,
    expected: (u32, u64),
}

impl Read for Checked {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = self.input.read(out)?;
        self.crc.update(&out[..count]);
        self.size += count as u64;
        let whole = (self.crc.sum(), self.size) == self.expected;
        if count == 0 && !out.is_empty() && !whole {
            let reason = "its checksum is not that of the archive's list";
            return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, reason));
        }
        Ok(count)
    }
}
