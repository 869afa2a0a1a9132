use std::fmt::Write;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use crate::error::EtlError;
use crate::profile::Format;

/// A file that can be read as plain bytes, whatever container it is in.
pub(crate) struct Opened {
    pub content: Box<dyn Read + Send>,
    /// Bytes of the file itself read so far.
    pub progress: Arc<AtomicU64>,
    /// Bytes of the file itself.
    pub bytes: u64,
}

/// Opens a plain, gzip, xz or zstd file; the container is told by its first bytes.
pub(crate) fn open(path: &Path) -> Result<Opened, EtlError> {
    let mut file = File::open(path).map_err(EtlError::file(path))?;
    let metadata = file.metadata().map_err(EtlError::file(path))?;
    if metadata.is_dir() {
        let source = std::io::Error::other("it is a folder");
        return Err(EtlError::file(path)(source));
    }
    let mut start = Vec::with_capacity(6);
    let bytes = metadata.len();
    (&mut file)
        .take(6)
        .read_to_end(&mut start)
        .map_err(EtlError::file(path))?;
    let progress = Arc::new(AtomicU64::new(0));
    let whole = |file| {
        let input = std::io::Cursor::new(start.clone()).chain(file);
        let read = Arc::clone(&progress);
        BufReader::with_capacity(1 << 16, Counted { input, read })
    };
    let content: Box<dyn Read + Send> = match start.as_slice() {
        [0x1f, 0x8b, ..] => Box::new(flate2::read::MultiGzDecoder::new(whole(file))),
        [0xfd, b'7', b'z', b'X', b'Z', 0] => {
            Box::new(liblzma::read::XzDecoder::new_multi_decoder(whole(file)))
        }
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Box::new(
            zstd::stream::read::Decoder::with_buffer(whole(file)).map_err(EtlError::file(path))?,
        ),
        [b'P', b'K', 3, 4, ..] => {
            let source =
                std::io::Error::other("it is a zip or a workbook; unpack it or save it as CSV");
            return Err(EtlError::file(path)(source));
        }
        _ => Box::new(whole(file)),
    };
    Ok(Opened {
        content,
        progress,
        bytes,
    })
}

struct Counted<R> {
    input: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = self.input.read(out)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// SHA-256 of a file, as 64 hexadecimal digits.
pub(crate) fn sha256(path: &Path) -> Result<String, EtlError> {
    let mut file = File::open(path).map_err(EtlError::file(path))?;
    let mut hasher = Sha256::new();
    let mut piece = vec![0; 1 << 20];
    loop {
        let count = file.read(&mut piece).map_err(EtlError::file(path))?;
        if count == 0 {
            break;
        }
        hasher.update(&piece[..count]);
    }
    let mut text = String::with_capacity(64);
    for byte in hasher.finalize() {
        let _ = write!(text, "{byte:02x}");
    }
    Ok(text)
}

/// The format that a file's name tells, without the ending of its container.
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
    fn the_name_tells_the_format_whatever_the_container() {
        assert_eq!(format_of(Path::new("x/April2014.CSV")), Some(Format::Csv));
        assert_eq!(format_of(Path::new("a.json.gz")), Some(Format::Json));
        assert_eq!(format_of(Path::new("a.ndjson.xz")), Some(Format::Jsonl));
        assert_eq!(format_of(Path::new("a")), None);
    }

    #[test]
    fn a_missing_file_and_a_folder_are_told_apart_from_content() {
        assert!(open(Path::new("/no/such/file.csv")).is_err());
        assert!(open(&std::env::temp_dir()).is_err());
    }
}
