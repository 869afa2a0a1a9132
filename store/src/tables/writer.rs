use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use polars::io::parquet::write::BatchedWriter;
use polars::prelude::{
    DataFrame, KeyValueMetadata, ParquetCompression, ParquetWriter, PolarsError, Schema,
};

use crate::error::StoreError;

/// Rows in a row group: enough to compress well, few enough to hold a group in memory.
pub const ROW_GROUP_ROWS: usize = 1 << 18;

/// Writes a Parquet table frame by frame, in bounded memory.
pub struct TableWriter {
    path: PathBuf,
    schema: Schema,
    file: BatchedWriter<BufWriter<File>>,
    pending: Option<DataFrame>,
    rows: u64,
}

impl TableWriter {
    /// Creates the file of a table with these columns. `notes` are kept in the file's key-value metadata.
    ///
    /// # Errors
    /// [`StoreError::Disk`] when the file cannot be created, [`StoreError::Table`] when Parquet cannot hold a column.
    pub fn create(
        path: &Path,
        schema: Schema,
        notes: &BTreeMap<String, String>,
    ) -> Result<Self, StoreError> {
        let file = File::create(path).map_err(StoreError::disk("create", path))?;
        let notes = notes
            .iter()
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        let file = ParquetWriter::new(BufWriter::new(file))
            .with_compression(ParquetCompression::Zstd(None))
            .with_key_value_metadata(Some(KeyValueMetadata::from_static(notes)))
            .batched(&schema)
            .map_err(refused(path))?;
        Ok(Self {
            path: path.to_owned(),
            schema,
            file,
            pending: None,
            rows: 0,
        })
    }

    /// Appends rows. The frame must have the table's columns, in any order.
    ///
    /// # Errors
    /// [`StoreError::Table`] when a column is missing or has another type; disk errors.
    pub fn push(&mut self, frame: &DataFrame) -> Result<(), StoreError> {
        let frame = self.arrange(frame)?;
        self.rows += frame.height() as u64;
        let mut all = match self.pending.take() {
            None => frame,
            Some(mut pending) => {
                pending.vstack_mut(&frame).map_err(refused(&self.path))?;
                pending
            }
        };
        while all.height() >= ROW_GROUP_ROWS {
            let (group, rest) = all.split_at(ROW_GROUP_ROWS as i64);
            self.write(group)?;
            all = rest;
        }
        self.pending = Some(all);
        Ok(())
    }

    /// Writes what is left and the file's end; gives the number of rows.
    ///
    /// # Errors
    /// Disk errors, as [`StoreError::Table`].
    pub fn finish(mut self) -> Result<u64, StoreError> {
        if let Some(rest) = self.pending.take().filter(|rest| rest.height() > 0) {
            self.write(rest)?;
        }
        self.file.finish().map_err(refused(&self.path))?;
        Ok(self.rows)
    }

    fn write(&mut self, mut group: DataFrame) -> Result<(), StoreError> {
        group.rechunk_mut_par();
        self.file.write_batch(&group).map_err(refused(&self.path))
    }

    fn arrange(&self, frame: &DataFrame) -> Result<DataFrame, StoreError> {
        let frame = frame
            .select(self.schema.iter_names_cloned())
            .map_err(refused(&self.path))?;
        for (column, (name, expected)) in frame.columns().iter().zip(self.schema.iter()) {
            if column.dtype() != expected {
                let reason = format!(
                    "column `{name}` has type {}, expected {expected}",
                    column.dtype()
                );
                return Err(StoreError::Table {
                    path: self.path.clone(),
                    reason,
                });
            }
        }
        Ok(frame)
    }
}

impl std::fmt::Debug for TableWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TableWriter")
            .field("path", &self.path)
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}

pub(super) fn refused(path: &Path) -> impl Fn(PolarsError) -> StoreError {
    let path = path.to_owned();
    move |error| StoreError::Table {
        path: path.clone(),
        reason: error.to_string(),
    }
}
