//! One layer's tiles in one file, compressed once and served as they lie.
//!
//! ```text
//! 8 bytes   "OSHQTIL1"
//! 4 bytes   length of the head, little endian
//! head      JSON: layer, encodings, zooms, bounds, fields, tiles
//! index     one record per tile, sorted by key: key u64, print u64, offset u64, then a length u32 per encoding
//! data      for each distinct tile its encodings one after the other, in the order of the head
//! ```
//!
//! Keys are [`TileAddress::key`]; offsets count from the start of the data; equal tiles share their data. A further
//! encoding (zstd, say) is one more name in the head and one more length in each record.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::io::{BufWriter, Write};
use std::path::Path;

use axum::body::Bytes;
use serde::{Deserialize, Serialize};

use super::{TileAddress, TileError, compress::Compressed};

const MAGIC: &[u8; 8] = b"OSHQTIL1";
const ENCODINGS: [&str; 2] = ["gzip", "br"];
const RECORD: usize = 24 + 4 * ENCODINGS.len();

/// What an archive says about its layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LayerHead {
    /// Name in the URL, such as `risk-theft`.
    pub layer: String,
    /// Name of the layer inside each tile.
    pub vector_layer: String,
    /// Properties of its features, with a word on each.
    pub fields: BTreeMap<String, String>,
    /// First and last zoom with tiles.
    pub minzoom: u8,
    /// Last zoom; clients overzoom beyond it.
    pub maxzoom: u8,
    /// West, south, east, north in degrees.
    pub bounds: [f64; 4],
    /// Encodings of every tile, in the order of the data.
    pub encodings: Vec<String>,
    /// Number of tiles.
    pub tiles: usize,
}

impl LayerHead {
    pub(crate) fn new(
        layer: String,
        vector_layer: &str,
        zooms: std::ops::RangeInclusive<u8>,
        bounds: [f64; 4],
        fields: BTreeMap<String, String>,
    ) -> Self {
        Self {
            layer,
            vector_layer: vector_layer.to_owned(),
            fields,
            minzoom: *zooms.start(),
            maxzoom: *zooms.end(),
            bounds,
            encodings: ENCODINGS.map(str::to_owned).to_vec(),
            tiles: 0,
        }
    }
}

/// Writes a layer's tiles; equal tiles are stored once.
pub(crate) fn write(
    path: &Path,
    mut head: LayerHead,
    mut tiles: Vec<(TileAddress, Compressed)>,
) -> Result<u64, TileError> {
    tiles.sort_unstable_by_key(|(address, _)| *address);
    head.tiles = tiles.len();
    let text = serde_json::to_vec(&head).map_err(|error| TileError::archive(path, error))?;
    let mut index = Vec::with_capacity(tiles.len() * RECORD);
    let mut distinct: Vec<&Compressed> = Vec::new();
    let mut offsets: HashMap<[u8; 16], u64> = HashMap::new();
    let mut end = 0_u64;
    for (address, tile) in &tiles {
        let offset = *offsets.entry(tile.print).or_insert_with(|| {
            distinct.push(tile);
            end += (tile.gzip.len() + tile.brotli.len()) as u64;
            end - (tile.gzip.len() + tile.brotli.len()) as u64
        });
        index.extend(address.key().to_le_bytes());
        index.extend(&tile.print[..8]);
        index.extend(offset.to_le_bytes());
        for bytes in [&tile.gzip, &tile.brotli] {
            index.extend((bytes.len() as u32).to_le_bytes());
        }
    }
    let write = || -> std::io::Result<()> {
        let mut file = BufWriter::new(std::fs::File::create(path)?);
        file.write_all(MAGIC)?;
        file.write_all(&(text.len() as u32).to_le_bytes())?;
        file.write_all(&text)?;
        file.write_all(&index)?;
        for tile in distinct {
            file.write_all(&tile.gzip)?;
            file.write_all(&tile.brotli)?;
        }
        file.flush()
    };
    write().map_err(|error| TileError::archive(path, error))?;
    Ok(tiles.len() as u64)
}

/// A layer's tiles in memory: one buffer, and an index that is searched where it lies.
#[derive(Debug, Clone)]
pub(crate) struct Archive {
    head: LayerHead,
    bytes: Bytes,
    index: usize,
    data: usize,
}

/// One tile, in every encoding.
#[derive(Debug, Clone)]
pub(crate) struct TileBytes {
    /// First 64 bits of the SHA-256 of the tile before compression.
    pub print: u64,
    pub gzip: Bytes,
    pub brotli: Bytes,
}

impl Archive {
    /// Takes over a file's bytes and checks all of its index, so that a lookup cannot fail.
    pub(crate) fn open(name: &str, bytes: Vec<u8>) -> Result<Self, TileError> {
        let damaged = |what: &'static str| TileError::Damaged {
            name: name.to_owned(),
            what,
        };
        let start = bytes
            .get(..12)
            .filter(|start| start[..8] == MAGIC[..])
            .ok_or(damaged("it does not begin with OSHQTIL1"))?;
        let head_end = 12 + u32::from_le_bytes([start[8], start[9], start[10], start[11]]) as usize;
        let text = bytes
            .get(12..head_end)
            .ok_or(damaged("its head is cut off"))?;
        let head: LayerHead =
            serde_json::from_slice(text).map_err(|_| damaged("its head cannot be read"))?;
        if head.encodings != ENCODINGS {
            return Err(damaged("its encodings are not gzip and br"));
        }
        let data = head
            .tiles
            .checked_mul(RECORD)
            .and_then(|length| length.checked_add(head_end));
        let data = data
            .filter(|&data| data <= bytes.len())
            .ok_or(damaged("its index is cut off"))?;
        let archive = Self {
            head,
            bytes: Bytes::from(bytes),
            index: head_end,
            data,
        };
        archive
            .check()
            .ok_or(damaged("its index does not fit its data"))?;
        Ok(archive)
    }

    fn check(&self) -> Option<()> {
        let length = (self.bytes.len() - self.data) as u64;
        let mut last = None;
        for position in 0..self.head.tiles {
            let record = self.record(position);
            let ordered = last.is_none_or(|key| key < record.key);
            let end = record
                .offset
                .checked_add(u64::from(record.gzip))?
                .checked_add(u64::from(record.brotli))?;
            if !ordered || end > length {
                return None;
            }
            last = Some(record.key);
        }
        Some(())
    }

    pub(crate) fn head(&self) -> &LayerHead {
        &self.head
    }

    /// Bytes held in memory.
    pub(crate) fn size(&self) -> usize {
        self.bytes.len()
    }

    /// The addresses of all tiles, in order.
    #[cfg(test)]
    pub(crate) fn keys(&self) -> Vec<u64> {
        (0..self.head.tiles)
            .map(|position| self.record(position).key)
            .collect()
    }

    /// The tile at an address; `None` where nothing is to be drawn.
    pub(crate) fn tile(&self, address: TileAddress) -> Option<TileBytes> {
        let key = address.key();
        let (mut low, mut high) = (0, self.head.tiles);
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.key(middle).cmp(&key) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(self.slice(self.record(middle))),
            }
        }
        None
    }

    fn slice(&self, record: Record) -> TileBytes {
        let start = self.data + record.offset as usize;
        let middle = start + record.gzip as usize;
        let end = middle + record.brotli as usize;
        TileBytes {
            print: record.print,
            gzip: self.bytes.slice(start..middle),
            brotli: self.bytes.slice(middle..end),
        }
    }

    fn key(&self, position: usize) -> u64 {
        u64::from_le_bytes(self.field(self.index + position * RECORD))
    }

    fn record(&self, position: usize) -> Record {
        let at = self.index + position * RECORD;
        Record {
            key: u64::from_le_bytes(self.field(at)),
            print: u64::from_le_bytes(self.field(at + 8)),
            offset: u64::from_le_bytes(self.field(at + 16)),
            gzip: u32::from_le_bytes(self.field(at + 24)),
            brotli: u32::from_le_bytes(self.field(at + 28)),
        }
    }

    fn field<const N: usize>(&self, at: usize) -> [u8; N] {
        let mut field = [0; N];
        field.copy_from_slice(&self.bytes[at..at + N]);
        field
    }
}

#[derive(Debug, Clone, Copy)]
struct Record {
    key: u64,
    print: u64,
    offset: u64,
    gzip: u32,
    brotli: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive(tiles: &[(u64, u64, u64, &str)]) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("risk-theft.tiles");
        let head = LayerHead::new(
            "risk-theft".to_owned(),
            "cells",
            3..=12,
            [46.0, 40.0, 88.0, 56.0],
            BTreeMap::new(),
        );
        let tiles = tiles
            .iter()
            .map(|&(z, x, y, raw)| {
                (
                    TileAddress::new(z, x, y).unwrap(),
                    Compressed::of(raw.as_bytes()),
                )
            })
            .collect();
        write(&path, head, tiles).unwrap();
        std::fs::read(path).unwrap()
    }

    #[test]
    fn every_tile_is_found_and_no_other() {
        let bytes = archive(&[(4, 3, 2, "b"), (3, 1, 1, "a"), (4, 3, 3, "c")]);
        let archive = Archive::open("x", bytes).unwrap();
        for (z, x, y, raw) in [(3, 1, 1, "a"), (4, 3, 2, "b"), (4, 3, 3, "c")] {
            let tile = archive.tile(TileAddress::new(z, x, y).unwrap()).unwrap();
            assert_eq!(tile.gzip[..], Compressed::of(raw.as_bytes()).gzip[..]);
        }
        assert!(archive.tile(TileAddress::new(4, 3, 4).unwrap()).is_none());
        assert!(archive.tile(TileAddress::new(0, 0, 0).unwrap()).is_none());
        assert_eq!(archive.keys().len(), 3);
    }

    #[test]
    fn equal_tiles_are_stored_once() {
        let text = "the same tile, long enough to weigh more than one record of the index does";
        let one = archive(&[(4, 3, 2, text)]).len();
        let two = archive(&[(4, 3, 2, text), (4, 3, 3, text)]).len();
        assert_eq!(two - one, RECORD);
    }

    #[test]
    fn a_damaged_archive_is_refused_and_never_panics() {
        let whole = archive(&[(4, 3, 2, "b"), (3, 1, 1, "a")]);
        for length in 0..whole.len() {
            assert!(
                Archive::open("x", whole[..length].to_vec()).is_err(),
                "cut at {length}"
            );
        }
        let mut swapped = whole.clone();
        swapped[0] = b'X';
        assert!(matches!(
            Archive::open("x", swapped),
            Err(TileError::Damaged { .. })
        ));
    }
}
