//! A table is written while the rows to come are made ready.

use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use oshaq_store::tables::TableWriter;
use polars::prelude::DataFrame;

use crate::error::EtlError;

/// A table that a thread of its own encodes and writes. At most one frame waits and one is written.
pub(crate) struct WrittenBehind {
    frames: Option<SyncSender<DataFrame>>,
    writer: Option<JoinHandle<Result<u64, EtlError>>>,
}

impl WrittenBehind {
    pub fn new(mut table: TableWriter) -> Self {
        let (frames, waiting) = sync_channel::<DataFrame>(1);
        let writer = thread::spawn(move || {
            for frame in waiting {
                table.push(&frame)?;
            }
            Ok(table.finish()?)
        });
        Self {
            frames: Some(frames),
            writer: Some(writer),
        }
    }

    /// Hands a frame over; gives the error that ended the writing, if one did.
    pub fn push(&mut self, frame: DataFrame) -> Result<(), EtlError> {
        let sent = self.frames.as_ref().map(|frames| frames.send(frame));
        match sent {
            Some(Ok(())) => Ok(()),
            _ => self.end().map(|_| ()),
        }
    }

    /// Waits until all is written; gives the number of rows.
    pub fn finish(mut self) -> Result<u64, EtlError> {
        self.end()
    }

    fn end(&mut self) -> Result<u64, EtlError> {
        drop(self.frames.take());
        let writer = self.writer.take().ok_or(EtlError::Worker)?;
        writer.join().map_err(|_| EtlError::Worker)?
    }
}

impl Drop for WrittenBehind {
    /// Nothing is written any more when whoever gave up removes the file.
    fn drop(&mut self) {
        drop(self.frames.take());
        if let Some(writer) = self.writer.take() {
            // Whoever drops an unfinished table tells a fault of its own.
            let _ = writer.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use oshaq_store::tables::{TableReader, incident_schema};
    use polars::prelude::{Column, Schema};

    use super::*;

    fn frame(numbers: std::ops::Range<i64>) -> DataFrame {
        let column = Column::new("n".into(), numbers.collect::<Vec<_>>());
        DataFrame::new(column.len(), vec![column]).unwrap()
    }

    fn table(path: &std::path::Path, schema: Schema) -> WrittenBehind {
        WrittenBehind::new(TableWriter::create(path, schema, &BTreeMap::new()).unwrap())
    }

    #[test]
    fn frames_are_written_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("n.parquet");
        let schema = frame(0..1).schema().as_ref().clone();
        let mut behind = table(&path, schema.clone());
        for start in 0..20 {
            behind.push(frame(start * 10..start * 10 + 10)).unwrap();
        }
        assert_eq!(behind.finish().unwrap(), 200);
        let read = TableReader::open(&path, &schema).unwrap();
        let numbers: Vec<i64> = read
            .flat_map(|frame| {
                let numbers = frame.unwrap().column("n").unwrap().i64().unwrap().clone();
                numbers.into_no_null_iter().collect::<Vec<_>>()
            })
            .collect();
        assert_eq!(numbers, (0..200).collect::<Vec<_>>());
    }

    #[test]
    fn what_ended_the_writing_is_told_at_the_next_frame() {
        let folder = tempfile::tempdir().unwrap();
        let mut behind = table(&folder.path().join("n.parquet"), incident_schema());
        let fault = (0..10).find_map(|_| behind.push(frame(0..1)).err());
        let told = fault.unwrap().to_string();
        assert!(told.contains("n.parquet"), "{told}");
        assert!(matches!(behind.finish(), Err(EtlError::Worker)));
    }
}
