use std::fs::File;
use std::path::{Path, PathBuf};

use polars::prelude::{
    Column, DataFrame, DataType, FileMetadataRef, ParquetReader, PolarsError, PolarsResult, Schema,
    SchemaExt, SerReader,
};

use crate::error::StoreError;
use crate::tables::writer::{ROW_GROUP_ROWS, refused};

/// Reads a Parquet table one row group's worth of rows at a time.
#[derive(Debug)]
pub struct TableReader {
    path: PathBuf,
    columns: Vec<String>,
    metadata: FileMetadataRef,
    rows: usize,
    next: usize,
}

impl TableReader {
    /// Opens a table and checks that it has these columns; others are left alone.
    ///
    /// # Errors
    /// [`StoreError::Disk`] when the file cannot be opened; [`StoreError::Table`] when it is no Parquet file, or a column
    /// is missing or of another type.
    pub fn open(path: &Path, schema: &Schema) -> Result<Self, StoreError> {
        Self::open_with(path, schema, &[])
    }

    /// Opens a table that may also have further columns, which earlier versions lack: they are read where the first of
    /// them is there.
    ///
    /// # Errors
    /// As [`TableReader::open`], of the further columns too where the first is there.
    pub fn open_with(path: &Path, schema: &Schema, further: &[Schema]) -> Result<Self, StoreError> {
        let mut reader =
            ParquetReader::new(File::open(path).map_err(StoreError::disk("open", path))?);
        let metadata = reader.get_metadata().map_err(refused(path))?.clone();
        let rows = reader.num_rows().map_err(refused(path))?;
        let found = reader.schema().map_err(refused(path))?;
        let found = Schema::from_arrow_schema(&found);
        check_columns(path, &found, schema)?;
        let mut columns: Vec<String> = schema.iter_names().map(ToString::to_string).collect();
        let begins = |further: &&Schema| {
            let mut names = further.iter_names();
            names.next().is_some_and(|first| found.contains(first))
        };
        for further in further.iter().filter(begins) {
            check_columns(path, &found, further)?;
            columns.extend(further.iter_names().map(ToString::to_string));
        }
        Ok(Self {
            path: path.to_owned(),
            columns,
            metadata,
            rows,
            next: 0,
        })
    }

    /// Number of rows in the table.
    pub fn rows(&self) -> u64 {
        self.rows as u64
    }

    pub(super) fn next_rows(&mut self) -> Option<Result<Rows, StoreError>> {
        let first_row = self.next;
        let path = self.path.clone();
        Some(self.next()?.map(|frame| Rows {
            path,
            frame,
            first_row,
        }))
    }

    fn read(&self, from: usize) -> Result<DataFrame, StoreError> {
        let file = File::open(&self.path).map_err(StoreError::disk("open", &self.path))?;
        let mut reader = ParquetReader::new(file);
        reader.set_metadata(self.metadata.clone());
        reader
            .with_slice(Some((from, ROW_GROUP_ROWS)))
            .with_columns(Some(self.columns.clone()))
            .set_rechunk(true)
            .finish()
            .map_err(refused(&self.path))
    }
}

impl Iterator for TableReader {
    type Item = Result<DataFrame, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next >= self.rows {
            return None;
        }
        let frame = self.read(self.next);
        // After a failure there is no point in going on.
        self.next = if frame.is_ok() {
            self.next + ROW_GROUP_ROWS
        } else {
            self.rows
        };
        Some(frame)
    }
}

pub(super) fn check_columns(
    path: &Path,
    found: &Schema,
    expected: &Schema,
) -> Result<(), StoreError> {
    for (name, expected) in expected.iter() {
        let reason = match found.get(name) {
            Some(found) if found == expected => continue,
            Some(found) => format!("column `{name}` has type {found}, expected {expected}"),
            None => {
                let names: Vec<_> = found.iter_names().map(ToString::to_string).collect();
                format!(
                    "column `{name}` is missing; the columns are {}",
                    names.join(", ")
                )
            }
        };
        return Err(StoreError::Table {
            path: path.to_owned(),
            reason,
        });
    }
    Ok(())
}

/// Some rows of a table, whose columns have been checked.
pub(super) struct Rows {
    path: PathBuf,
    frame: DataFrame,
    first_row: usize,
}

impl Rows {
    pub fn u8s(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        self.required(name, |column| Ok(column.u8()?.iter().flatten().collect()))
    }

    pub fn u8_options(&self, name: &str) -> Result<Vec<Option<u8>>, StoreError> {
        self.optional(name, |column| Ok(column.u8()?.iter().collect()))
    }

    /// Whether the table has a column that earlier versions lack.
    pub fn has(&self, name: &str) -> bool {
        self.frame.column(name).is_ok()
    }

    pub fn u32s(&self, name: &str) -> Result<Vec<u32>, StoreError> {
        self.required(name, |column| Ok(column.u32()?.iter().flatten().collect()))
    }

    pub fn u32_options(&self, name: &str) -> Result<Vec<Option<u32>>, StoreError> {
        self.optional(name, |column| Ok(column.u32()?.iter().collect()))
    }

    pub fn u64s(&self, name: &str) -> Result<Vec<u64>, StoreError> {
        self.required(name, |column| Ok(column.u64()?.iter().flatten().collect()))
    }

    pub fn f64s(&self, name: &str) -> Result<Vec<f64>, StoreError> {
        self.required(name, |column| Ok(column.f64()?.iter().flatten().collect()))
    }

    pub fn f32_options(&self, name: &str) -> Result<Vec<Option<f32>>, StoreError> {
        self.optional(name, |column| Ok(column.f32()?.iter().collect()))
    }

    pub fn f64_options(&self, name: &str) -> Result<Vec<Option<f64>>, StoreError> {
        self.optional(name, |column| Ok(column.f64()?.iter().collect()))
    }

    /// Days since 1970-01-01.
    pub fn dates(&self, name: &str) -> Result<Vec<i32>, StoreError> {
        self.required(name, |column| {
            Ok(column.date()?.physical().iter().flatten().collect())
        })
    }

    pub fn texts(&self, name: &str) -> Result<Vec<&str>, StoreError> {
        self.required(name, |column| Ok(column.str()?.iter().flatten().collect()))
    }

    pub fn text_options(&self, name: &str) -> Result<Vec<Option<&str>>, StoreError> {
        self.optional(name, |column| Ok(column.str()?.iter().collect()))
    }

    pub fn bools(&self, name: &str) -> Result<Vec<bool>, StoreError> {
        self.required(name, |column| Ok(column.bool()?.iter().flatten().collect()))
    }

    /// An error about one of these rows.
    pub fn wrong(&self, row: usize, reason: impl std::fmt::Display) -> StoreError {
        let reason = format!("row {}: {reason}", self.first_row + row + 1);
        StoreError::Table {
            path: self.path.clone(),
            reason,
        }
    }

    fn required<'a, T>(
        &'a self,
        name: &str,
        values: impl FnOnce(&'a Column) -> PolarsResult<Vec<T>>,
    ) -> Result<Vec<T>, StoreError> {
        let column = self.column(name)?;
        if column.null_count() > 0 {
            let empty = column.is_null();
            let row = empty
                .iter()
                .position(|is_null| is_null == Some(true))
                .unwrap_or_default();
            return Err(self.wrong(row, format!("column `{name}` is empty")));
        }
        values(column).map_err(self.refused())
    }

    fn optional<'a, T>(
        &'a self,
        name: &str,
        values: impl FnOnce(&'a Column) -> PolarsResult<Vec<T>>,
    ) -> Result<Vec<T>, StoreError> {
        values(self.column(name)?).map_err(self.refused())
    }

    fn column(&self, name: &str) -> Result<&Column, StoreError> {
        self.frame.column(name).map_err(self.refused())
    }

    fn refused(&self) -> impl Fn(PolarsError) -> StoreError {
        refused(&self.path)
    }
}

/// A schema from names and types.
pub(super) fn schema<const N: usize>(columns: [(&str, DataType); N]) -> Schema {
    columns
        .into_iter()
        .map(|(name, dtype)| (name.into(), dtype))
        .collect()
}
