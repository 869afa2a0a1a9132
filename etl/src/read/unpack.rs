//! Packed bytes become plain ones, whatever packed them, within limits.

use std::io::{BufReader, Cursor, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use liblzma::stream::{CONCATENATED, Stream};
use tempfile::TempPath;

use super::limits::{Excess, UNPACKED_TABLE_BYTES, XZ_MEMORY_BYTES};
use crate::error::EtlError;

/// Bytes from anywhere.
pub(crate) type Bytes = Box<dyn Read + Send>;

/// Plain bytes of a plain, gzip, xz or zstd stream; what packed it is told by its first bytes. `packed` counts what
/// was read of it.
pub(super) fn unpack(
    mut input: impl Read + Send + 'static,
    packed: &Arc<AtomicU64>,
) -> std::io::Result<Bytes> {
    let mut start = Vec::with_capacity(6);
    (&mut input).take(6).read_to_end(&mut start)?;
    let kind = start.clone();
    let input = Counted {
        input: Cursor::new(start).chain(input),
        read: Arc::clone(packed),
    };
    let input = BufReader::with_capacity(1 << 16, input);
    let plain: Bytes = match kind.as_slice() {
        [0x1f, 0x8b, ..] => Box::new(flate2::bufread::MultiGzDecoder::new(input)),
        [0xfd, b'7', b'z', b'X', b'Z', 0] => {
            let stream = Stream::new_stream_decoder(XZ_MEMORY_BYTES, CONCATENATED)?;
            Box::new(Xz(liblzma::bufread::XzDecoder::new_stream(input, stream)))
        }
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Box::new(zstd::stream::read::Decoder::with_buffer(input)?),
        _ => return Ok(Box::new(input)),
    };
    Ok(Box::new(Bounded::new(plain, packed)))
}

/// Writes a packed workbook or Parquet table, which messages call `place`, to a file in `scratch`, since neither is read
/// from front to back. Dropping the path removes the file.
pub(super) fn to_file(
    mut plain: impl Read,
    scratch: &Path,
    place: &Path,
) -> Result<TempPath, EtlError> {
    let mut file = tempfile::Builder::new()
        .prefix("oshaq-unpacked-")
        .tempfile_in(scratch)
        .map_err(EtlError::scratch(scratch))?;
    let mut piece = vec![0; 1 << 16];
    let mut length = 0;
    loop {
        let read = plain.read(&mut piece);
        let count = read.map_err(|error| EtlError::damaged(place, 0, &error))?;
        if count == 0 {
            return Ok(file.into_temp_path());
        }
        length += count as u64;
        if length > UNPACKED_TABLE_BYTES {
            return Err(EtlError::excess(place, 0, Excess::Table));
        }
        let written = file.write_all(&piece[..count]);
        written.map_err(EtlError::scratch(scratch))?;
    }
}

/// Tells a file that wants too much memory from a damaged one.
struct Xz<R: std::io::BufRead>(liblzma::bufread::XzDecoder<R>);

impl<R: std::io::BufRead> Read for Xz<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        self.0.read(out).map_err(|error| {
            let cause = error
                .get_ref()
                .and_then(|cause| cause.downcast_ref::<liblzma::stream::Error>());
            match cause {
                Some(liblzma::stream::Error::MemLimit) => Excess::XzMemory.into(),
                _ => error,
            }
        })
    }
}

/// Counts the bytes that pass.
pub(super) struct Counted<R> {
    pub input: R,
    pub read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = self.input.read(out)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Stops what unpacks to more than a table of records ever does.
pub(super) struct Bounded<R> {
    input: R,
    packed: Arc<AtomicU64>,
    given: u64,
}

impl<R> Bounded<R> {
    pub fn new(input: R, packed: &Arc<AtomicU64>) -> Self {
        let packed = Arc::clone(packed);
        Self {
            input,
            packed,
            given: 0,
        }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = self.input.read(out)?;
        self.given += count as u64;
        match Excess::of_expansion(self.packed.load(Ordering::Relaxed), self.given) {
            Some(excess) => Err(excess.into()),
            None => Ok(count),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn plain(packed: Vec<u8>) -> std::io::Result<u64> {
        let mut bytes = unpack(Cursor::new(packed), &Arc::default())?;
        std::io::copy(&mut bytes, &mut std::io::sink())
    }

    #[test]
    fn bombs_of_every_kind_are_stopped() {
        let zeros = vec![0; 1 << 20];
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gz.write_all(&zeros).unwrap();
        let mut xz = liblzma::write::XzEncoder::new(Vec::new(), 0);
        xz.write_all(&zeros).unwrap();
        let zst = zstd::encode_all(zeros.as_slice(), 1).unwrap();
        for packed in [gz.finish().unwrap(), xz.finish().unwrap(), zst] {
            // Several packed pieces, one after another, are one packed file.
            let packed = packed.repeat(17);
            let error = plain(packed).unwrap_err();
            assert_eq!(Excess::of(&error), Some(Excess::Expansion), "{error}");
        }
    }

    #[test]
    fn an_xz_file_that_wants_too_much_memory_is_told_so() {
        let mut xz = liblzma::write::XzEncoder::new(Vec::new(), 0);
        xz.write_all(b"a,b\n").unwrap();
        let mut packed = xz.finish().unwrap();
        // The block's header begins at byte 12 with its length; byte 16 is the size of the dictionary, 36 means 1 GiB.
        let end = 12 + 4 * (usize::from(packed[12]) + 1);
        packed[16] = 36;
        let sum = crc32(&packed[12..end - 4]);
        packed[end - 4..end].copy_from_slice(&sum.to_le_bytes());
        let error = plain(packed).unwrap_err();
        assert_eq!(Excess::of(&error), Some(Excess::XzMemory), "{error}");
    }

    fn crc32(bytes: &[u8]) -> u32 {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        crc.sum()
    }
}
