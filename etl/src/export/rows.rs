//! Tables of an `incidents` version as texts, for other tools.

use oshaq_store::tables::TableReader;
use oshaq_store::{Kind, Store, VersionId};
use polars::prelude::{Column, DataType, PolarsResult, Schema};

use crate::error::EtlError;
use crate::history::{HISTORY, history_schema};
use crate::version_files::REJECTS;
use crate::write::reject_schema;

/// A table that can be told row by row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportTable {
    /// Rejected rows and duplicates of a version.
    Rejects,
    /// What stood before a change, of a version and of all that it continues, the newest first.
    History,
}

impl ExportTable {
    fn schema(self) -> Result<Schema, EtlError> {
        match self {
            Self::Rejects => Ok(reject_schema()?),
            Self::History => Ok(history_schema()),
        }
    }

    const fn file(self) -> &'static str {
        match self {
            Self::Rejects => REJECTS,
            Self::History => HISTORY,
        }
    }

    /// Names of the columns: `version`, which holds the row, and those of the table.
    ///
    /// # Errors
    /// None in practice.
    pub fn columns(self) -> Result<Vec<String>, EtlError> {
        let schema = self.schema()?;
        let names = schema.iter_names().map(ToString::to_string);
        Ok(std::iter::once("version".to_owned()).chain(names).collect())
    }

    /// Hands every row to `take`, an empty text where nothing is said. Ids and hashes are 16 hexadecimal digits, cells are written as H3 writes
    /// them, since spreadsheets round long numbers.
    ///
    /// # Errors
    /// [`EtlError`] when a version is missing or cannot be understood; what `take` says.
    pub fn rows<E: From<EtlError>>(
        self,
        store: &Store,
        version: &VersionId,
        mut take: impl FnMut(&[&str]) -> Result<(), E>,
    ) -> Result<u64, E> {
        let mut rows = 0;
        let mut next = Some(version.clone());
        while let Some(version) = next.take() {
            let manifest = store
                .manifest(Kind::Incidents, &version)
                .map_err(EtlError::from)?;
            if manifest.file(self.file()).is_some() {
                rows += self.rows_of(store, &version, &mut take)?;
            }
            if self == Self::History {
                next = manifest
                    .parents
                    .first()
                    .map(|parent| parent.version.clone());
            }
        }
        Ok(rows)
    }

    fn rows_of<E: From<EtlError>>(
        self,
        store: &Store,
        version: &VersionId,
        take: &mut impl FnMut(&[&str]) -> Result<(), E>,
    ) -> Result<u64, E> {
        let file = store
            .file(Kind::Incidents, version, self.file())
            .map_err(EtlError::from)?;
        let table = TableReader::open(file.path(), &self.schema()?).map_err(EtlError::from)?;
        let rows = table.rows();
        for frame in table {
            let frame = frame.map_err(EtlError::from)?;
            let columns = frame.columns().iter().map(texts);
            let columns: Vec<Vec<String>> = columns
                .collect::<PolarsResult<_>>()
                .map_err(EtlError::from)?;
            for row in 0..frame.height() {
                let cells = columns.iter().map(|column| column[row].as_str());
                let cells: Vec<&str> = std::iter::once(version.as_str()).chain(cells).collect();
                take(&cells)?;
            }
        }
        Ok(rows)
    }
}

fn texts(column: &Column) -> PolarsResult<Vec<String>> {
    let name = column.name().as_str();
    if column.dtype() == &DataType::UInt64 && name != "line" {
        let written = |number: u64| match name {
            "cell" => format!("{number:x}"),
            _ => format!("{number:016x}"),
        };
        let numbers = column.u64()?.iter();
        return Ok(numbers
            .map(|number| number.map(written).unwrap_or_default())
            .collect());
    }
    let texts = column.cast(&DataType::String)?;
    Ok(texts
        .str()?
        .iter()
        .map(|text| text.unwrap_or_default().to_owned())
        .collect())
}
