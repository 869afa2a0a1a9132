//! CSV for spreadsheets: no text in it is taken for a formula.

use std::io::{self, Write};

use oshaq_etl::escape_cell;

/// A CSV file being written: UTF-8, commas, lines that end with a line feed.
pub struct Sheet<W: Write> {
    out: W,
    line: String,
}

impl<W: Write> Sheet<W> {
    /// Begins with the names of the columns.
    ///
    /// # Errors
    /// What `out` says.
    pub fn new(out: W, columns: &[&str]) -> io::Result<Self> {
        let line = String::new();
        let mut sheet = Self { out, line };
        for column in columns {
            sheet.text(column);
        }
        sheet.end_row()?;
        Ok(sheet)
    }

    /// A cell of text, quoted where it must be, and marked as text where a spreadsheet would run it.
    pub fn text(&mut self, text: &str) {
        let text = escape_cell(text);
        self.separate();
        if text.contains([',', '"', '\n', '\r']) {
            self.line.push('"');
            self.line.push_str(&text.replace('"', "\"\""));
            self.line.push('"');
        } else {
            self.line.push_str(&text);
        }
    }

    /// A cell that holds a number: a negative one stays a number.
    pub fn number(&mut self, number: f64) {
        self.separate();
        self.line.push_str(&number.to_string());
    }

    /// Ends the row.
    ///
    /// # Errors
    /// What `out` says.
    pub fn end_row(&mut self) -> io::Result<()> {
        self.line.push('\n');
        self.out.write_all(self.line.as_bytes())?;
        self.line.clear();
        Ok(())
    }

    /// Hands everything to the file.
    ///
    /// # Errors
    /// What `out` says.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn separate(&mut self) {
        if !self.line.is_empty() {
            self.line.push(',');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(fill: impl FnOnce(&mut Sheet<&mut Vec<u8>>)) -> String {
        let mut bytes = Vec::new();
        let mut sheet = Sheet::new(&mut bytes, &["label", "value"]).unwrap();
        fill(&mut sheet);
        sheet.end_row().unwrap();
        sheet.finish().unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn texts_are_quoted_and_formulas_marked() {
        let csv = written(|sheet| {
            sheet.text("=cmd|'/C calc'!A0, \"x\"");
            sheet.text("ст.188, ч.2");
        });
        let expected = "label,value\n\"'=cmd|'/C calc'!A0, \"\"x\"\"\",\"ст.188, ч.2\"\n";
        assert_eq!(csv, expected);
    }

    #[test]
    fn numbers_stay_numbers() {
        let csv = written(|sheet| {
            sheet.number(-3.0);
            sheet.number(5_262_121.812);
        });
        assert_eq!(csv, "label,value\n-3,5262121.812\n");
    }
}
