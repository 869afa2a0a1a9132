//! The cells of a sheet, with those that are merged taken as one.

use calamine::{Data, Dimensions, Range};

/// Row and column of a cell, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub row: u32,
    pub column: u32,
}

/// Cells that are one to the reader's eye: merged ones, or a single one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    pub first: Place,
    pub last: Place,
}

impl Region {
    pub const fn columns(&self) -> u32 {
        self.last.column - self.first.column + 1
    }

    fn holds(&self, place: Place) -> bool {
        (self.first.row..=self.last.row).contains(&place.row)
            && (self.first.column..=self.last.column).contains(&place.column)
    }
}

/// A sheet.
pub struct Grid {
    cells: Range<Data>,
    merged: Vec<Region>,
    /// Which merged regions touch a row, so that finding a cell's region looks at few.
    by_row: Vec<Vec<u16>>,
}

impl Grid {
    pub fn new(cells: Range<Data>, merged: &[Dimensions]) -> Self {
        let merged: Vec<Region> = merged.iter().map(region).collect();
        let rows = cells.end().map_or(0, |(row, _)| row as usize + 1);
        let mut by_row = vec![Vec::new(); rows];
        for (index, region) in merged.iter().take(usize::from(u16::MAX)).enumerate() {
            let rows = region.first.row as usize..=region.last.row as usize;
            for touched in by_row.iter_mut().take(rows.end() + 1).skip(*rows.start()) {
                touched.push(index as u16);
            }
        }
        Self {
            cells,
            merged,
            by_row,
        }
    }

    /// Rows of the sheet, the empty ones above the first used included.
    pub fn rows(&self) -> u32 {
        self.by_row.len() as u32
    }

    /// Columns of the sheet.
    pub fn columns(&self) -> u32 {
        self.cells.end().map_or(0, |(_, column)| column + 1)
    }

    /// What a cell holds.
    pub fn at(&self, row: u32, column: u32) -> &Data {
        self.cells.get_value((row, column)).unwrap_or(&Data::Empty)
    }

    /// The region that a cell is part of.
    pub fn region(&self, row: u32, column: u32) -> Region {
        let place = Place { row, column };
        let single = Region {
            first: place,
            last: place,
        };
        let Some(touching) = self.by_row.get(row as usize) else {
            return single;
        };
        touching
            .iter()
            .map(|&index| self.merged[usize::from(index)])
            .find(|region| region.holds(place))
            .unwrap_or(single)
    }

    /// The text of a region, its white space made single; empty where there is none or a number.
    pub fn text(&self, region: Region) -> String {
        match self.at(region.first.row, region.first.column) {
            Data::String(text) => tidy(text),
            _ => String::new(),
        }
    }
}

fn region(merged: &Dimensions) -> Region {
    let place = |(row, column)| Place { row, column };
    Region {
        first: place(merged.start),
        last: place(merged.end),
    }
}

/// A text with single spaces and none at its ends.
pub fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The address of a cell, such as `R1!F9`; a sheet's name with anything but letters, digits, `_`, `.` and `-` is quoted.
pub fn address(sheet: &str, row: u32, column: u32) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-');
    let cell = format!("{}{}", column_letters(column), row + 1);
    if sheet.chars().all(plain) {
        format!("{sheet}!{cell}")
    } else {
        format!("'{}'!{cell}", sheet.replace('\'', "''"))
    }
}

/// Letters of a column: 0 is A, 25 Z, 26 AA.
fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters
        .iter()
        .rev()
        .map(|&letter| char::from(letter))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_called_as_the_spreadsheet_calls_them() {
        for (column, letters) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (52, "BA"),
            (701, "ZZ"),
            (702, "AAA"),
        ] {
            assert_eq!(column_letters(column), letters);
        }
        assert_eq!(address("R1", 8, 5), "R1!F9");
        assert_eq!(address("R1-1", 0, 0), "R1-1!A1");
        assert_eq!(address("it's one", 0, 0), "'it''s one'!A1");
    }

    #[test]
    fn a_merged_cell_is_found_from_any_of_its_parts() {
        let mut cells = Range::new((1, 1), (4, 4));
        cells.set_value((2, 2), Data::String(" из \n них ".to_owned()));
        let grid = Grid::new(cells, &[Dimensions::new((2, 2), (4, 2))]);
        let region = grid.region(4, 2);
        assert_eq!(
            (region.first.row, region.last.row, region.columns()),
            (2, 4, 1)
        );
        assert_eq!(grid.text(region), "из них");
        assert_eq!(grid.region(4, 3).first, grid.region(4, 3).last);
        assert_eq!(grid.region(99, 99).columns(), 1);
        assert_eq!(grid.at(99, 99), &Data::Empty);
    }
}
