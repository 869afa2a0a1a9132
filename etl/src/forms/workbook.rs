//! Workbooks: their sheets as grids.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use calamine::{Reader, Xlsx, open_workbook};

use super::grid::Grid;
use super::properties::{self, Properties};
use crate::error::EtlError;

/// A workbook that is open.
pub struct Workbook<'a> {
    path: &'a Path,
    sheets: Xlsx<BufReader<File>>,
    /// What it says about itself.
    pub properties: Properties,
}

impl<'a> Workbook<'a> {
    /// Opens a workbook.
    ///
    /// # Errors
    /// [`EtlError::File`] when it cannot be read, [`EtlError::Workbook`] when it is no XLSX workbook.
    pub fn open(path: &'a Path) -> Result<Self, EtlError> {
        let properties = properties::read(path)?;
        let sheets: Xlsx<BufReader<File>> =
            open_workbook(path).map_err(EtlError::workbook(path))?;
        Ok(Self {
            path,
            sheets,
            properties,
        })
    }

    /// Names of the sheets, in the workbook's order.
    pub fn names(&self) -> Vec<String> {
        self.sheets.sheet_names()
    }

    /// A sheet.
    ///
    /// # Errors
    /// [`EtlError::Workbook`] when it is damaged.
    pub fn grid(&mut self, name: &str) -> Result<Grid, EtlError> {
        let cells = self
            .sheets
            .worksheet_range(name)
            .map_err(EtlError::workbook(self.path))?;
        let merged = self
            .sheets
            .merge_cells_by_sheet_name(name)
            .map_err(EtlError::workbook(self.path))?;
        Ok(Grid::new(cells, &merged))
    }
}
