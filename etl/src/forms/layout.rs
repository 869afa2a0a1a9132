//! Finds the table of a sheet by what is printed on it, wherever it stands.
//!
//! Every form prints, below the headings, a row with the columns' codes (1, 2, 3 …, after the letters А and Б), and left of
//! the values a column with the rows' codes. The rest follows from these two: headings are above the one, labels left of
//! the other, and cells merged over several lines say what belongs together.

use std::collections::HashSet;
use std::sync::Arc;

use calamine::Data;

use super::grid::{Grid, Region, tidy};
use super::rules;
use super::table::{Line, Table, article_of};

/// The row of codes stands among the first rows of a sheet.
const HEADING_ROWS: u32 = 40;
/// A table has at least so many columns.
const FEWEST_COLUMNS: usize = 2;
/// Between the parts of a label.
const BELOW: &str = ": ";

/// The table of a sheet; `None` when there is none.
pub fn find(grid: &Grid) -> Option<Table> {
    let (code_row, codes) = (0..grid.rows().min(HEADING_ROWS))
        .find_map(|row| codes_of(grid, row).map(|codes| (row, codes)))?;
    let code_column = code_column(grid, code_row, codes.first()?.0)?;
    let top = heading_top(grid, code_row, code_column);
    let columns: Vec<Line> = codes
        .into_iter()
        .map(|(column, code)| column_line(grid, top..code_row, column, code))
        .collect();
    let labels = Labels::of(grid, code_row, code_column);
    let mut groups = rules::column_groups(grid, top..code_row, &columns);
    groups.extend(labels.groups());
    Some(Table {
        heading: heading(grid, top, code_column),
        code_row,
        code_column,
        columns,
        rows: labels.lines(),
        groups,
    })
}

/// The columns with the codes 1, 2, 3 …, if this is the row of codes.
fn codes_of(grid: &Grid, row: u32) -> Option<Vec<(u32, u32)>> {
    let mut codes = Vec::new();
    for column in 0..grid.columns() {
        match grid.at(row, column) {
            Data::Empty => {}
            Data::String(text) if codes.is_empty() && is_letter(text) => {}
            cell => {
                let code = code(cell)?.parse().ok()?;
                if code != codes.len() as u32 + 1 {
                    return None;
                }
                codes.push((column, code));
            }
        }
    }
    (codes.len() >= FEWEST_COLUMNS).then_some(codes)
}

fn is_letter(text: &str) -> bool {
    text.trim().chars().count() <= 1
}

/// The code that a cell holds: a whole number, or a short text that begins with a digit, such as `1.1`.
pub fn code(cell: &Data) -> Option<String> {
    match cell {
        Data::Int(number) if *number > 0 => Some(number.to_string()),
        Data::Float(number) if *number > 0.0 && number.fract() == 0.0 => Some(number.to_string()),
        Data::String(text) => {
            let text = tidy(text);
            let sound = text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().count() <= 8;
            sound.then_some(text)
        }
        _ => None,
    }
}

/// The column of the rows' codes: the one called Б, else the one before the first column of values.
fn code_column(grid: &Grid, code_row: u32, first: u32) -> Option<u32> {
    let called = |column: &u32| match grid.at(code_row, *column) {
        Data::String(text) => matches!(text.trim(), "Б" | "б" | "B" | "b"),
        _ => false,
    };
    (0..first).find(called).or_else(|| first.checked_sub(1))
}

/// The first row of the headings: the highest that a cell right above the codes of rows and labels reaches.
fn heading_top(grid: &Grid, code_row: u32, code_column: u32) -> u32 {
    let Some(above) = code_row.checked_sub(1) else {
        return code_row;
    };
    (0..=code_column)
        .map(|column| grid.region(above, column).first.row)
        .min()
        .unwrap_or(above)
}

fn heading(grid: &Grid, top: u32, code_column: u32) -> String {
    let texts = (0..top).filter_map(|row| {
        (0..=code_column)
            .map(|column| grid.text(grid.region(row, column)))
            .find(|text| !text.is_empty())
    });
    let mut heading: Vec<String> = texts.collect();
    heading.dedup();
    heading.join(" ")
}

fn column_line(grid: &Grid, rows: std::ops::Range<u32>, column: u32, code: u32) -> Line {
    let mut texts: Vec<String> = Vec::new();
    let mut seen: Option<Region> = None;
    for row in rows {
        let region = grid.region(row, column);
        if seen != Some(region) {
            let text = grid.text(region);
            if !text.is_empty() {
                texts.push(text);
            }
            seen = Some(region);
        }
    }
    Line {
        at: column,
        code: code.to_string().into(),
        own: texts.last().cloned().unwrap_or_default().into(),
        label: texts.join(BELOW).into(),
        article: None,
    }
}

/// The labels of the rows, as they are printed.
struct Labels<'a> {
    grid: &'a Grid,
    rows: Vec<RowLabel>,
}

/// What is printed left of a row's code.
struct RowLabel {
    at: u32,
    code: String,
    own: String,
    /// Headings that the row stands beside, such as a service whose departments are its rows.
    beside: Vec<String>,
    /// The innermost "из них" that the row stands below.
    part_of: Option<Region>,
}

impl<'a> Labels<'a> {
    fn of(grid: &'a Grid, code_row: u32, code_column: u32) -> Self {
        let mut seen = HashSet::new();
        let rows = (code_row + 1..grid.rows())
            .filter_map(|row| row_label(grid, row, code_column))
            .filter(|label| seen.insert(label.code.clone()))
            .collect();
        Self { grid, rows }
    }

    /// The row that this one is a part of.
    fn whole_of(&self, row: usize) -> Option<usize> {
        let part_of = self.rows[row].part_of?;
        match rules::numbered(&self.grid.text(part_of), "строки") {
            Some(code) => self.rows.iter().position(|row| row.code == code),
            None => self.rows[..row]
                .iter()
                .rposition(|row| row.at < part_of.first.row),
        }
    }

    fn lines(&self) -> Vec<Line> {
        (0..self.rows.len()).map(|row| self.line(row)).collect()
    }

    fn line(&self, row: usize) -> Line {
        let label = &self.rows[row];
        Line {
            at: label.at,
            code: label.code.as_str().into(),
            own: label.own.as_str().into(),
            label: self.full(row),
            article: article_of(&label.own),
        }
    }

    /// The label below those that it is a part of; the whole table's own is left out, since every row is below it.
    fn full(&self, row: usize) -> Arc<str> {
        let mut texts = vec![self.rows[row].own.as_str()];
        texts.extend(self.rows[row].beside.iter().rev().map(String::as_str));
        let mut whole = self.whole_of(row);
        while let Some(above) = whole.filter(|&above| above > 0) {
            texts.push(&self.rows[above].own);
            whole = self.whole_of(above);
        }
        texts.reverse();
        texts.join(BELOW).into()
    }

    fn groups(&self) -> Vec<super::table::Group> {
        let wholes = (0..self.rows.len()).map(|row| {
            let words = |region| self.grid.text(region);
            let part_of = self.rows[row].part_of;
            part_of
                .zip(self.whole_of(row))
                .map(|(region, whole)| (words(region), region, whole))
        });
        rules::row_groups(wholes)
    }
}

fn row_label(grid: &Grid, row: u32, code_column: u32) -> Option<RowLabel> {
    let code = code(grid.at(row, code_column))?;
    let mut regions: Vec<Region> = (0..code_column)
        .map(|column| grid.region(row, column))
        .collect();
    regions.dedup();
    let mut printed: Vec<(Region, String)> = regions
        .into_iter()
        .map(|region| (region, grid.text(region)))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    let own = printed.pop().map(|(_, text)| text).unwrap_or_default();
    let part_of = printed
        .iter()
        .rfind(|(_, text)| rules::is_part_mark(text))
        .map(|(region, _)| *region);
    let beside = printed
        .into_iter()
        .map(|(_, text)| text)
        .filter(|text| !rules::is_part_mark(text))
        .collect();
    Some(RowLabel {
        at: row,
        code,
        own,
        beside,
        part_of,
    })
}
