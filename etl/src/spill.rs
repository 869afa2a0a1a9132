//! Incidents and rejects wait here until all files are read: in memory while they are few, on disk when they are many.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::ahead::ahead;
#[cfg(test)]
use crate::check::Notes;
use crate::check::{Incident, Reject};
use crate::error::EtlError;

/// Incidents kept in memory before they go to disk: about 320 MB.
pub(crate) const INCIDENTS_IN_MEMORY: usize = 4_000_000;
/// Rejects kept in memory before they go to disk: about 32 MB.
pub(crate) const REJECTS_IN_MEMORY: usize = 1_000_000;
/// Parts that incidents are divided into on disk, by the first bits of their identity.
const PARTS: usize = 64;

/// Something of fixed size that can wait on disk.
pub(crate) trait Fixed: Copy + Send {
    const BYTES: usize;
    fn write(self, to: &mut Vec<u8>);
    fn read(bytes: &[u8]) -> Self;
    /// Which part it belongs to; equal identities belong to one part.
    fn part(&self) -> usize;
}

impl Fixed for Incident {
    const BYTES: usize = Self::BYTES;

    fn write(self, to: &mut Vec<u8>) {
        to.extend_from_slice(&self.to_bytes());
    }

    fn read(bytes: &[u8]) -> Self {
        let mut whole = [0; Self::BYTES];
        whole.copy_from_slice(bytes);
        Self::from_bytes(&whole)
    }

    fn part(&self) -> usize {
        (self.key >> (128 - PARTS.ilog2())) as usize
    }
}

impl Fixed for Reject {
    const BYTES: usize = 23;

    fn write(self, to: &mut Vec<u8>) {
        to.extend_from_slice(&self.file.to_le_bytes());
        to.extend_from_slice(&self.line.to_le_bytes());
        to.push(self.reason);
        to.extend_from_slice(&self.field.to_le_bytes());
        to.extend_from_slice(&self.text.to_le_bytes());
    }

    fn read(bytes: &[u8]) -> Self {
        let number = |range: std::ops::Range<usize>| {
            let mut whole = [0; 8];
            whole[..range.len()].copy_from_slice(&bytes[range]);
            u64::from_le_bytes(whole)
        };
        Self {
            file: number(0..4) as u32,
            line: number(4..12),
            reason: bytes[12],
            field: number(13..15) as u16,
            text: number(15..23),
        }
    }

    /// Rejects stay in the order of their files.
    fn part(&self) -> usize {
        0
    }
}

/// Keeps rows in memory up to a limit, then on disk, divided into parts.
pub(crate) struct Waiting<T> {
    limit: usize,
    memory: Vec<T>,
    scratch: PathBuf,
    disk: Option<Disk>,
}

struct Disk {
    folder: TempDir,
    parts: Vec<Option<BufWriter<File>>>,
    line: Vec<u8>,
}

impl<T: Fixed> Waiting<T> {
    /// `limit`: rows kept in memory. `scratch`: where a temporary folder may be made.
    pub fn new(limit: usize, scratch: &Path) -> Self {
        Self {
            limit,
            memory: Vec::new(),
            scratch: scratch.to_owned(),
            disk: None,
        }
    }

    pub fn push_all(&mut self, rows: &[T]) -> Result<(), EtlError> {
        if self.disk.is_none() && self.memory.len() + rows.len() > self.limit {
            self.disk = Some(Disk::new(&self.scratch)?);
            let memory = std::mem::take(&mut self.memory);
            self.keep_on_disk(&memory)?;
        }
        if self.disk.is_some() {
            self.keep_on_disk(rows)
        } else {
            self.memory.extend_from_slice(rows);
            Ok(())
        }
    }

    fn keep_on_disk(&mut self, rows: &[T]) -> Result<(), EtlError> {
        let Some(disk) = &mut self.disk else {
            return Ok(());
        };
        for row in rows {
            disk.push(*row).map_err(EtlError::scratch(&self.scratch))?;
        }
        Ok(())
    }

    /// Gives the parts to `take`, one after another; each holds all rows of its identities, in the order of arrival.
    pub fn parts(self, take: impl FnMut(Vec<T>) -> Result<(), EtlError>) -> Result<(), EtlError> {
        self.prepared_parts(|rows| rows, take)
    }

    /// Gives what `prepare` makes of the parts to `take`. The next part is prepared while one is taken.
    pub fn prepared_parts<P: Send>(
        self,
        prepare: impl Fn(Vec<T>) -> P + Send,
        mut take: impl FnMut(P) -> Result<(), EtlError>,
    ) -> Result<(), EtlError> {
        let Some(disk) = self.disk else {
            return take(prepare(self.memory));
        };
        let folder = disk.finish().map_err(EtlError::scratch(&self.scratch))?;
        let paths = (0..PARTS).map(|part| folder.path().join(part.to_string()));
        ahead(
            paths.filter(|path| path.exists()),
            move |path| read_part(&path).map(&prepare),
            |part| take(part.map_err(EtlError::scratch(&self.scratch))?),
        )
    }
}

impl Disk {
    fn new(scratch: &Path) -> Result<Self, EtlError> {
        let folder = tempfile::Builder::new()
            .prefix("oshaq-ingest-")
            .tempdir_in(scratch)
            .map_err(EtlError::scratch(scratch))?;
        Ok(Self {
            folder,
            parts: std::iter::repeat_with(|| None).take(PARTS).collect(),
            line: Vec::new(),
        })
    }

    fn push<T: Fixed>(&mut self, row: T) -> std::io::Result<()> {
        let part = row.part().min(PARTS - 1);
        if self.parts[part].is_none() {
            let file = File::create_new(self.folder.path().join(part.to_string()))?;
            self.parts[part] = Some(BufWriter::with_capacity(1 << 16, file));
        }
        self.line.clear();
        row.write(&mut self.line);
        match &mut self.parts[part] {
            Some(writer) => writer.write_all(&self.line),
            None => Ok(()),
        }
    }

    fn finish(mut self) -> std::io::Result<TempDir> {
        for writer in self.parts.iter_mut().flatten() {
            writer.flush()?;
        }
        Ok(self.folder)
    }
}

fn read_part<T: Fixed>(path: &Path) -> std::io::Result<Vec<T>> {
    let file = File::open(path)?;
    let mut rows = Vec::with_capacity(file.metadata()?.len() as usize / T::BYTES);
    let mut input = BufReader::with_capacity(1 << 18, file);
    let mut row = vec![0; T::BYTES];
    loop {
        match input.read_exact(&mut row) {
            Ok(()) => rows.push(T::read(&row)),
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(rows),
            Err(error) => return Err(error),
        }
    }
}

/// An incident for tests that only care about identity and place.
#[cfg(test)]
pub(crate) fn incident(key: u128, content: u64, file: u32, line: u64) -> Incident {
    Incident {
        key,
        content,
        line,
        file,
        committed: 0,
        registered: Incident::NO_DAY,
        category: 0,
        severity: 0,
        unit: 0,
        article: 0,
        place: 0,
        cell: 0,
        point: 0,
        notes: Notes(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through(limit: usize) -> Vec<Incident> {
        let mut waiting = Waiting::new(limit, &std::env::temp_dir());
        for i in 0..1000_u64 {
            let key = u128::from(i % 300) << 118;
            waiting.push_all(&[incident(key, i, 0, i)]).unwrap();
        }
        let mut all = Vec::new();
        let parts = waiting.parts(|part| {
            all.extend(part);
            Ok(())
        });
        parts.unwrap();
        all
    }

    #[test]
    fn rows_survive_the_disk_and_keep_their_order_within_an_identity() {
        let (memory, mut disk) = (through(10_000), through(100));
        assert_eq!(memory.len(), 1000);
        disk.sort_by_key(|incident| incident.line);
        assert_eq!(memory, disk);
    }

    #[test]
    fn a_reject_survives_its_bytes() {
        let reject = Reject {
            file: 1,
            line: u64::MAX,
            reason: 3,
            field: Reject::NO_FIELD,
            text: 77,
        };
        let mut bytes = Vec::new();
        reject.write(&mut bytes);
        assert_eq!(bytes.len(), Reject::BYTES);
        assert_eq!(Reject::read(&bytes), reject);
    }
}
