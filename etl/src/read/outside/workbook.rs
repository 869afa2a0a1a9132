use std::fs::File;
use std::io::{BufReader, Write};
use std::path::Path;

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};

use super::SheetStart;
use super::cells::write_row;
use crate::read::limits::{COLUMNS, Excess, HEADER_ROWS, SHEETS};

type Workbook = Xlsx<BufReader<File>>;

fn open(path: &Path) -> Result<Workbook, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    Xlsx::new(BufReader::new(file)).map_err(|error| format!("it is no sound workbook: {error}"))
}

/// The first rows of every sheet, as JSON.
pub(super) fn sheets(path: &Path, out: &mut impl Write) -> Result<(), String> {
    let mut workbook = open(path)?;
    let names = workbook.sheet_names();
    if names.len() > SHEETS {
        return Err(Excess::Sheets.to_string());
    }
    let mut sheets: Vec<SheetStart> = Vec::new();
    for name in names {
        let mut start = Vec::new();
        each_row(&mut workbook, &name, |row, cells| {
            if row > HEADER_ROWS as u64 {
                return Ok(false);
            }
            start.resize(row as usize, Vec::new());
            start[row as usize - 1] = cells.to_vec();
            Ok(true)
        })?;
        sheets.push((name, start));
    }
    serde_json::to_writer(out, &sheets).map_err(|error| error.to_string())
}

/// The rows of a sheet from its header on, each on the line of its number, cut or filled to the width of the header.
pub(super) fn rows(
    path: &Path,
    name: &str,
    header_row: u64,
    width: usize,
    out: &mut impl Write,
) -> Result<(), String> {
    let mut workbook = open(path)?;
    let mut line = 1;
    each_row(&mut workbook, name, |row, cells| {
        if row < header_row {
            return Ok(true);
        }
        while line < row {
            out.write_all(b"\n").map_err(|error| error.to_string())?;
            line += 1;
        }
        let cells = cells.iter().map(String::as_str);
        write_row(out, cells.chain(std::iter::repeat("")).take(width))?;
        line += 1;
        Ok(true)
    })
}

/// Gives each row that has cells, with its number from 1, until `take` has had enough.
fn each_row(
    workbook: &mut Workbook,
    name: &str,
    mut take: impl FnMut(u64, &[String]) -> Result<bool, String>,
) -> Result<(), String> {
    let refuse = |error: calamine::XlsxError| format!("sheet `{name}` cannot be read: {error}");
    let mut cells = match workbook.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        // A chart or a macro sheet holds no cells.
        Err(calamine::XlsxError::NotAWorksheet(_)) => return Ok(()),
        Err(error) => return Err(refuse(error)),
    };
    let mut row: Vec<String> = Vec::new();
    let mut number = 0;
    while let Some(cell) = cells.next_cell().map_err(refuse)? {
        let (at, column) = cell.get_position();
        let (at, column) = (u64::from(at) + 1, column as usize);
        if at != number {
            if at < number {
                return Err(format!("sheet `{name}`: row {at} follows row {number}"));
            }
            if number > 0 && !take(number, &row)? {
                return Ok(());
            }
            row.clear();
            number = at;
        }
        if column >= COLUMNS {
            return Err(Excess::Columns.to_string());
        }
        if row.len() <= column {
            row.resize(column + 1, String::new());
        }
        row[column] = text(cell.get_value());
    }
    if number > 0 {
        take(number, &row)?;
    }
    Ok(())
}

fn text(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(time) => time_text(time),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// A date as `2020-02-08 20:30:00`; a length of time as its number of days.
fn time_text(time: &ExcelDateTime) -> String {
    let rounded = |time: chrono::NaiveDateTime| {
        // A workbook keeps times as fractions of a day, so that 20:30 may be a hair before it.
        let second = time + chrono::TimeDelta::milliseconds(500);
        second.format("%Y-%m-%d %H:%M:%S").to_string()
    };
    match time.as_datetime() {
        Some(moment) if time.is_datetime() => rounded(moment),
        _ => time.as_f64().to_string(),
    }
}
