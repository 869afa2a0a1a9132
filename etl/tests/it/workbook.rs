//! A small writer of workbooks: cells, merged cells and properties, as the Committee's program leaves them.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A cell.
#[derive(Debug, Clone)]
pub enum Cell {
    Number(f64),
    Text(String),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<i32> for Cell {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

/// A sheet: cells by their address, and merged ranges.
#[derive(Default)]
pub struct Sheet {
    name: String,
    cells: Vec<(String, Cell)>,
    merged: Vec<String>,
}

impl Sheet {
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// Puts cells into a row, from a column on.
    pub fn row<C: Into<Cell>>(
        &mut self,
        row: u32,
        from: char,
        cells: impl IntoIterator<Item = C>,
    ) -> &mut Self {
        for (column, cell) in (from..='Z').zip(cells) {
            self.put(&format!("{column}{row}"), cell);
        }
        self
    }

    pub fn put(&mut self, address: &str, cell: impl Into<Cell>) -> &mut Self {
        self.cells.retain(|(known, _)| known != address);
        self.cells.push((address.to_owned(), cell.into()));
        self
    }

    pub fn merge(&mut self, ranges: &[&str]) -> &mut Self {
        self.merged
            .extend(ranges.iter().map(|range| (*range).to_owned()));
        self
    }

    fn xml(&self) -> String {
        let row_of = |address: &str| {
            address
                .trim_start_matches(char::is_alphabetic)
                .parse::<u32>()
                .unwrap()
        };
        let mut cells: Vec<&(String, Cell)> = self.cells.iter().collect();
        cells.sort_by_key(|(address, _)| (row_of(address), address.len(), address.clone()));
        let mut rows = String::new();
        for group in cells.chunk_by(|a, b| row_of(&a.0) == row_of(&b.0)) {
            write!(rows, "<row r=\"{}\">", row_of(&group[0].0)).unwrap();
            for (address, cell) in group {
                match cell {
                    Cell::Number(number) => write!(rows, "<c r=\"{address}\"><v>{number}</v></c>"),
                    Cell::Text(text) => write!(
                        rows,
                        "<c r=\"{address}\" t=\"inlineStr\"><is><t>{}</t></is></c>",
                        escaped(text)
                    ),
                }
                .unwrap();
            }
            rows.push_str("</row>");
        }
        let mut merged = String::new();
        for range in &self.merged {
            write!(merged, "<mergeCell ref=\"{range}\"/>").unwrap();
        }
        let merged = if merged.is_empty() {
            merged
        } else {
            format!("<mergeCells>{merged}</mergeCells>")
        };
        format!(
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData>{merged}</worksheet>"
        )
    }
}

/// A workbook.
#[derive(Default)]
pub struct Workbook {
    pub title: String,
    pub description: String,
    pub sheets: Vec<Sheet>,
}

impl Workbook {
    pub fn save(&self, path: &Path) {
        let mut zip = ZipWriter::new(std::fs::File::create(path).unwrap());
        for (name, part) in self.parts() {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{part}").as_bytes())
                .unwrap();
        }
        zip.finish().unwrap();
    }

    fn parts(&self) -> Vec<(String, String)> {
        const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
        let (mut sheets, mut links, mut parts) = (String::new(), String::new(), Vec::new());
        for (number, sheet) in (1..).zip(&self.sheets) {
            write!(
                sheets,
                "<sheet name=\"{}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>",
                escaped(&sheet.name)
            )
            .unwrap();
            write!(links, "<Relationship Id=\"rId{number}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>").unwrap();
            parts.push((format!("xl/worksheets/sheet{number}.xml"), sheet.xml()));
        }
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        parts.push(("xl/workbook.xml".to_owned(), format!("<workbook xmlns=\"{main}\" xmlns:r=\"{OFFICE}\"><sheets>{sheets}</sheets></workbook>")));
        parts.push((
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!("<Relationships xmlns=\"{PACKAGE}\">{links}</Relationships>"),
        ));
        parts.push(("_rels/.rels".to_owned(), format!("<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>")));
        parts.push(("[Content_Types].xml".to_owned(), "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>".to_owned()));
        if !self.title.is_empty() {
            parts.push(("docProps/core.xml".to_owned(), format!("<cp:coreProperties><dc:title>{}</dc:title><dc:description>{}</dc:description></cp:coreProperties>", escaped(&self.title), escaped(&self.description))));
        }
        parts
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
