//! One workbook, read.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use calamine::Data;
use oshaq_store::tables::{Aggregate, NATION};
use serde::Serialize;

use super::checks::{self, Checked, Values};
use super::grid::{Grid, address, tidy};
use super::identity::{AboutSnapshot, Evidence, Identity, SNAPSHOT_SHEET};
use super::layout;
use super::ledger::{SheetLedger, WorkbookLedger};
use super::monthly::Reported;
use super::profile::FormProfile;
use super::request::FormRequest;
use super::table::Table;
use super::value::{self, Said};
use super::workbook::Workbook;
use crate::error::EtlError;
use crate::hash::hex_sha256;
use crate::ledger::Tally;

/// The row of a cell has no code, or one that stands above already.
const NO_CODE: &str = "row_without_code";
/// A zero in a row without a code: the form's own blank rows are filled with them.
const NO_CODE_ZERO: &str = "placeholder_row_without_code";
/// Another workbook on the same says the same.
const EXACT: &str = "exact";
/// Another workbook on the same says something else, and stands.
const SUPERSEDED: &str = "superseded";
/// A number was written as text.
const AS_TEXT: &str = "number_as_text";
/// Longest text of a rejected cell that is kept.
const TEXT_KEPT: usize = 200;

/// Where a workbook comes from and what it is about.
pub struct Origin {
    pub path: PathBuf,
    pub file: String,
    pub sha256: String,
    pub bytes: u64,
    pub identity: Identity,
    /// Position of the workbook that stands instead of this one.
    pub gives_way_to: Option<usize>,
}

impl Origin {
    /// Looks into a workbook.
    ///
    /// # Errors
    /// [`EtlError`] when it is no workbook of the form or does not say what it is about.
    pub fn of(path: &Path, request: &FormRequest<'_>) -> Result<Self, EtlError> {
        let mut book = Workbook::open(path)?;
        let names = book.names();
        let mut evidence = Evidence {
            path,
            profile: request.profile,
            units: request.units,
            properties: &book.properties.clone(),
            headings: Vec::new(),
            about: None,
            until: request.until,
        };
        if names.iter().any(|name| name == SNAPSHOT_SHEET) {
            evidence.about = Some(AboutSnapshot::of(&book.grid(SNAPSHOT_SHEET)?));
        }
        let table = names
            .iter()
            .find(|name| !request.profile.without_table.contains(name));
        if let Some(name) = table {
            evidence.headings.push(heading(&book.grid(name)?));
        }
        Ok(Self {
            path: path.to_owned(),
            file: name_of(path),
            sha256: sha256(path)?,
            bytes: std::fs::metadata(path).map_err(EtlError::file(path))?.len(),
            identity: evidence.identity()?,
            gives_way_to: None,
        })
    }

    /// Whether both report on one form, department, unit and period.
    pub fn is_about_the_same(&self, other: &Self) -> bool {
        let (this, other) = (&self.identity, &other.identity);
        (this.form_code(), this.unit, this.period) == (other.form_code(), other.unit, other.period)
    }

    /// Whether this was made from a later snapshot of the register than `other`, which was given later.
    pub fn is_newer_than(&self, other: &Self) -> bool {
        self.identity.snapshot > other.identity.snapshot
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}

fn sha256(path: &Path) -> Result<String, EtlError> {
    let bytes = std::fs::read(path).map_err(EtlError::file(path))?;
    Ok(hex_sha256(&bytes))
}

/// The texts of the first rows, where a form says what it is.
fn heading(grid: &Grid) -> String {
    const ROWS: u32 = 5;
    let mut texts = Vec::new();
    for row in 0..grid.rows().min(ROWS) {
        for column in 0..grid.columns() {
            if let Data::String(text) = grid.at(row, column) {
                texts.push(tidy(text));
            }
        }
    }
    texts.join(" ")
}

/// A cell that holds something that is no value.
#[derive(Debug, Serialize)]
pub struct Rejected {
    file: String,
    cell: String,
    reason: &'static str,
    text: String,
}

/// What a workbook gave.
pub struct ReadWorkbook {
    pub aggregates: Vec<Aggregate>,
    pub rejected: Vec<Rejected>,
    pub checked: Checked,
    tables: Vec<(Arc<str>, usize)>,
    sheets: Vec<SheetLedger>,
}

impl ReadWorkbook {
    /// Reads every sheet.
    ///
    /// # Errors
    /// [`EtlError::Workbook`] when the workbook is damaged or has no table.
    pub fn read(origin: &Origin, profile: &FormProfile) -> Result<Self, EtlError> {
        let mut workbook = Workbook::open(&origin.path)?;
        let mut book = Self {
            aggregates: Vec::new(),
            rejected: Vec::new(),
            checked: Checked::default(),
            tables: Vec::new(),
            sheets: Vec::new(),
        };
        for name in workbook.names() {
            if !profile.without_table.contains(&name) {
                let grid = workbook.grid(&name)?;
                book.read_sheet(origin, profile, &name, &grid);
            }
        }
        if book.sheets.iter().all(|sheet| sheet.rows == 0) {
            let reason = "no sheet has a row with the columns' codes 1, 2, 3 …";
            return Err(EtlError::workbook(&origin.path)(reason));
        }
        Ok(book)
    }

    fn read_sheet(&mut self, origin: &Origin, profile: &FormProfile, name: &str, grid: &Grid) {
        let Some(table) = layout::find(grid) else {
            self.sheets.push(SheetLedger {
                sheet: name.to_owned(),
                rows: 0,
                columns: 0,
                tally: Tally::default(),
            });
            return;
        };
        let mut sheet = ReadSheet::new(origin, name, grid, &table);
        sheet.read_rows();
        self.checked.add(checks::check(
            &origin.file,
            name,
            &table,
            &sheet.values,
            &profile.sums,
        ));
        self.aggregates.append(&mut sheet.aggregates);
        self.rejected.append(&mut sheet.rejected);
        let named = profile.table_of(&table.heading).into();
        self.tables.push((named, self.aggregates.len()));
        self.sheets.push(SheetLedger {
            sheet: name.to_owned(),
            rows: table.rows.len(),
            columns: table.columns.len(),
            tally: sheet.tally,
        });
    }

    /// Another workbook on the same stands: every value of this one becomes a duplicate.
    pub fn give_way_to(&mut self, other: &Self) {
        let key = |value: &Aggregate| {
            (
                Arc::clone(&value.sheet),
                Arc::clone(&value.row_code),
                Arc::clone(&value.column_code),
            )
        };
        let standing: HashMap<_, f64> = other
            .aggregates
            .iter()
            .map(|value| (key(value), value.value))
            .collect();
        for value in self.aggregates.drain(..) {
            let same = standing.get(&key(&value)) == Some(&value.value);
            let kind = if same { EXACT } else { SUPERSEDED };
            if let Some(sheet) = self
                .sheets
                .iter_mut()
                .find(|sheet| *sheet.sheet == *value.sheet)
            {
                sheet.tally.accepted -= 1;
                sheet.tally.duplicate += 1;
                *sheet.tally.duplicates.entry(kind.to_owned()).or_default() += 1;
            }
        }
        self.tables.clear();
        self.checked = Checked::default();
    }

    /// Its values with the names of their tables.
    pub fn reported(&mut self) -> Vec<Reported> {
        let mut tables = self.tables.iter().peekable();
        let values = std::mem::take(&mut self.aggregates);
        let mut reported = Vec::with_capacity(values.len());
        for (index, value) in values.into_iter().enumerate() {
            while tables.next_if(|(_, end)| *end <= index).is_some() {}
            if let Some((table, _)) = tables.peek() {
                reported.push(Reported {
                    table: Arc::clone(table),
                    value,
                });
            }
        }
        reported
    }

    /// What became of its cells.
    pub fn ledger(self, origin: &Origin) -> WorkbookLedger {
        let mut tally = Tally::default();
        for sheet in &self.sheets {
            tally.add(&sheet.tally);
        }
        let identity = &origin.identity;
        WorkbookLedger {
            file: origin.file.clone(),
            sha256: origin.sha256.clone(),
            bytes: origin.bytes,
            form: identity.form_code(),
            unit: identity
                .unit
                .map_or_else(|| NATION.to_owned(), |unit| unit.to_string()),
            period: identity.period.to_string(),
            snapshot: identity.snapshot,
            contradictions: identity.contradictions.clone(),
            tally,
            sheets: self.sheets,
        }
    }
}

/// One sheet while it is read.
struct ReadSheet<'a> {
    origin: &'a Origin,
    name: Arc<str>,
    form: Arc<str>,
    file: Arc<str>,
    grid: &'a Grid,
    table: &'a Table,
    values: Values,
    aggregates: Vec<Aggregate>,
    rejected: Vec<Rejected>,
    tally: Tally,
}

impl<'a> ReadSheet<'a> {
    fn new(origin: &'a Origin, name: &str, grid: &'a Grid, table: &'a Table) -> Self {
        let (rows, columns) = (table.rows.len(), table.columns.len());
        Self {
            origin,
            name: name.into(),
            form: origin.identity.form_code().into(),
            file: origin.file.as_str().into(),
            grid,
            table,
            values: Values::new(rows, columns),
            aggregates: Vec::with_capacity(rows * columns),
            rejected: Vec::new(),
            tally: Tally::default(),
        }
    }

    fn read_rows(&mut self) {
        let known: BTreeMap<u32, usize> = (0..)
            .zip(&self.table.rows)
            .map(|(row, line)| (line.at, row))
            .collect();
        for at in self.table.code_row + 1..self.grid.rows() {
            for column in 0..self.table.columns.len() {
                match known.get(&at) {
                    Some(&row) => self.read_cell(row, column),
                    None => self.read_stray(at, column),
                }
            }
        }
    }

    fn read_cell(&mut self, row: usize, column: usize) {
        let at = (self.table.rows[row].at, self.table.columns[column].at);
        let cell = self.grid.at(at.0, at.1);
        self.tally.read += 1;
        let number = match value::read(cell) {
            Said::Number(number) => number,
            Said::NumberAsText(number) => {
                *self.tally.notes.entry(AS_TEXT.to_owned()).or_default() += 1;
                number
            }
            Said::Rejected(reason) => return self.reject(at, reason),
        };
        self.tally.accepted += 1;
        self.values.set(row, column, number);
        let aggregate = self.aggregate(row, column, number);
        self.aggregates.push(aggregate);
    }

    /// A cell in a row without a code: an empty one is outside the form.
    fn read_stray(&mut self, at: u32, column: usize) {
        let place = (at, self.table.columns[column].at);
        let reason = match value::read(self.grid.at(place.0, place.1)) {
            Said::Rejected(value::EMPTY) => return,
            Said::Number(0.0) => NO_CODE_ZERO,
            _ => NO_CODE,
        };
        self.tally.read += 1;
        self.reject(place, reason);
    }

    fn reject(&mut self, (row, column): (u32, u32), reason: &'static str) {
        self.tally.rejected += 1;
        *self.tally.rejects.entry(reason.to_owned()).or_default() += 1;
        if !reason.starts_with("placeholder") {
            self.rejected.push(Rejected {
                file: self.origin.file.clone(),
                cell: address(&self.name, row, column),
                reason,
                text: self
                    .grid
                    .at(row, column)
                    .to_string()
                    .chars()
                    .take(TEXT_KEPT)
                    .collect(),
            });
        }
    }

    fn aggregate(&self, row: usize, column: usize, value: f64) -> Aggregate {
        let (row, column) = (&self.table.rows[row], &self.table.columns[column]);
        let identity = &self.origin.identity;
        Aggregate {
            unit: identity.unit,
            period: identity.period,
            form: Arc::clone(&self.form),
            sheet: Arc::clone(&self.name),
            row_code: Arc::clone(&row.code),
            column_code: Arc::clone(&column.code),
            label: Arc::clone(&row.label),
            column_label: Arc::clone(&column.label),
            article: row.article.clone(),
            value,
            derived: false,
            flag: None,
            file: Arc::clone(&self.file),
            source_cell: address(&self.name, row.at, column.at).into(),
        }
    }
}
