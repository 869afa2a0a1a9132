//! Workbooks: parts that are missing, absurd or hostile.

use super::packed::zip;
use super::{Folder, text};

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>"#;
const ROOT: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Лист1" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// A workbook of one sheet whose data are `rows`, with these parts replaced.
fn workbook(rows: &str, changes: &[(&str, &str)]) -> Vec<u8> {
    let sheet = format!(
        "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
    );
    let parts = [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/worksheets/sheet1.xml", sheet.as_str()),
    ];
    let mut members: Vec<(&str, &[u8])> = Vec::new();
    for (name, content) in parts {
        let change = changes.iter().find(|(part, _)| *part == name);
        members.push((name, change.map_or(content, |(_, new)| new).as_bytes()));
    }
    for (name, content) in changes
        .iter()
        .filter(|(name, _)| parts.iter().all(|(part, _)| part != name))
    {
        members.push((name, content.as_bytes()));
    }
    zip(&members)
}

fn cells(line: &str) -> String {
    let cell = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let cells: String = line.split(',').map(cell).collect();
    format!("<row>{cells}</row>")
}

/// The rows of the sound table, as inline texts.
fn sound_rows() -> String {
    text::csv().lines().map(cells).collect()
}

/// The sound table under a title.
pub fn sound() -> Vec<u8> {
    let rows: String = text::csv()
        .lines()
        .zip(3..)
        .map(|(line, number)| cells(line).replacen("<row>", &format!("<row r=\"{number}\">"), 1))
        .collect();
    let title =
        "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Records of February</t></is></c></row>";
    workbook(&format!("{title}{rows}"), &[])
}

pub fn write(folder: &mut Folder) {
    let rows = sound_rows();
    folder.spoil("book.xlsx", &workbook(&rows, &[]));
    let header = cells(text::HEADER);
    let with = |row: &str| workbook(&format!("{header}{row}"), &[]);
    folder.add(
        "without-sheets.xlsx",
        workbook(&rows, &[("xl/workbook.xml", "<workbook/>")]),
    );
    folder.add(
        "without-relations.xlsx",
        workbook(&rows, &[("xl/_rels/workbook.xml.rels", "")]),
    );
    folder.add(
        "empty-workbook.xlsx",
        workbook(&rows, &[("xl/workbook.xml", "")]),
    );
    folder.add("empty-sheet.xlsx", workbook("", &[]));
    folder.add(
        "no-xml-sheet.xlsx",
        workbook(&rows, &[("xl/worksheets/sheet1.xml", "rows")]),
    );
    folder.add("no-table.xlsx", workbook(&cells("a,b"), &[]));
    folder.add(
        "slipping-target.xlsx",
        workbook(
            &rows,
            &[(
                "xl/_rels/workbook.xml.rels",
                &RELATIONS.replace("worksheets/sheet1.xml", "../../../../etc/passwd"),
            )],
        ),
    );
    folder.add("far-cell.xlsx", workbook("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>", &[]));
    folder.add(
        "beyond-cell.xlsx",
        with("<row r=\"99999999\"><c r=\"ZZZZZZ99999999\"><v>1</v></c></row>"),
    );
    folder.add("rows-backwards.xlsx", with("<row r=\"9\"><c r=\"A9\"><v>1</v></c></row><row r=\"2\"><c r=\"A2\"><v>1</v></c></row>"));
    folder.add(
        "shared-absent.xlsx",
        with("<row><c t=\"s\"><v>99999999</v></c></row>"),
    );
    folder.add(
        "numbers-odd.xlsx",
        with("<row><c><v>1e999</v></c><c><v>x</v></c><c t=\"d\"><v>y</v></c></row>"),
    );
    folder.add("errors.xlsx", with("<row><c t=\"e\"><v>#N/A</v></c></row>"));
    folder.add("deep.xlsx", with(&("<a>".repeat(100_000))));
    let laughs = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]><worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>";
    folder.add(
        "laughs.xlsx",
        workbook(&rows, &[("xl/worksheets/sheet1.xml", laughs)]),
    );
    let strings = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(8 << 20));
    folder.add("large-string.xlsx", workbook(&rows, &[
        ("xl/_rels/workbook.xml.rels", &RELATIONS.replace(
            "</Relationships>",
            "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>",
        )),
        ("xl/sharedStrings.xml", &strings),
    ]));
    folder.add("old.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more");
}
