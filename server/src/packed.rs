//! Compression at the time of publishing, so that serving costs none.

mod archive;

use std::io::{Read, Write};

use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

pub use archive::ArchiveError;
pub(crate) use archive::{Archive, Packed, write as write_archive};

/// Quality of brotli, 0 to 11. Of 330 tiles of the nation, 6 makes 289 kB in 33 ms; 9 makes 294 kB in 520 ms, for it clears tables of
/// 32 MB a tile; 11 makes 266 kB in 1.4 s.
const BROTLI_QUALITY: i32 = 6;

/// Bounds of the logarithm of brotli's window. At 16 and below the encoder takes tables that it clears for each tile, which
/// costs 17 times the time and saves nothing.
const BROTLI_WINDOWS: (u32, u32) = (17, 22);

/// Level of zstd, 1 to 22: 15 takes twice the time for 4 % of the bytes.
const ZSTD_LEVEL: i32 = 12;

/// Bytes in each encoding that is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Compressed {
    /// First 128 bits of the SHA-256 of the bytes before compression.
    pub print: [u8; 16],
    pub gzip: Vec<u8>,
    pub brotli: Vec<u8>,
    pub zstd: Vec<u8>,
}

impl Compressed {
    pub(crate) fn of(raw: &[u8]) -> Self {
        Self {
            print: print(raw),
            gzip: gzip(raw, Compression::best()),
            brotli: brotli(raw),
            zstd: zstd(raw),
        }
    }
}

pub(crate) fn print(raw: &[u8]) -> [u8; 16] {
    let digest = Sha256::digest(raw);
    let mut print = [0; 16];
    print.copy_from_slice(&digest[..16]);
    print
}

/// Gzip without a time stamp, so that the same bytes give the same file.
pub(crate) fn gzip(raw: &[u8], level: Compression) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(raw.len() / 4 + 32), level);
    let written = encoder.write_all(raw).and_then(|()| encoder.finish());
    written.unwrap_or_else(|error| unreachable!("a vector can be written to: {error}"))
}

pub(crate) fn brotli(raw: &[u8]) -> Vec<u8> {
    let (least, most) = BROTLI_WINDOWS;
    let window = (usize::BITS - raw.len().leading_zeros()).clamp(least, most);
    let params = BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: window as i32,
        size_hint: raw.len(),
        ..BrotliEncoderParams::default()
    };
    let mut out = Vec::with_capacity(raw.len() / 4 + 32);
    match brotli::BrotliCompress(&mut &*raw, &mut out, &params) {
        Ok(_) => out,
        Err(error) => unreachable!("a vector can be written to: {error}"),
    }
}

fn zstd(raw: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(raw, ZSTD_LEVEL)
        .unwrap_or_else(|error| unreachable!("a vector can be written to: {error}"))
}

/// Undoes [`gzip`]; for the rare client that accepts no compression.
pub(crate) fn gunzip(packed: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut raw = Vec::with_capacity(packed.len() * 4);
    GzDecoder::new(packed).read_to_end(&mut raw)?;
    Ok(raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_gives_the_bytes_back() {
        let raw: Vec<u8> = (0..50_000_u32).map(|n| (n * n % 251) as u8).collect();
        let packed = Compressed::of(&raw);
        assert_eq!(gunzip(&packed.gzip).unwrap(), raw);
        let mut back = Vec::new();
        brotli::Decompressor::new(&packed.brotli[..], 4096)
            .read_to_end(&mut back)
            .unwrap();
        assert_eq!(back, raw);
        assert_eq!(zstd::decode_all(&packed.zstd[..]).unwrap(), raw);
    }

    #[test]
    fn compression_is_the_same_every_time() {
        assert_eq!(Compressed::of(b"tile"), Compressed::of(b"tile"));
    }
}
