//! Rows of a table as delimited text, one line each.

use std::io::Write;

/// Writes one row; line ends within a cell become spaces, so that a row is a line.
pub(super) fn write_row<'a>(
    out: &mut impl Write,
    cells: impl IntoIterator<Item = &'a str>,
) -> Result<(), String> {
    let mut line = String::new();
    for (position, cell) in cells.into_iter().enumerate() {
        if position > 0 {
            line.push(',');
        }
        push_cell(&mut line, cell);
    }
    line.push('\n');
    out.write_all(line.as_bytes())
        .map_err(|error| error.to_string())
}

fn push_cell(line: &mut String, cell: &str) {
    let plain = !cell
        .bytes()
        .any(|byte| matches!(byte, b'"' | b',' | b'\n' | b'\r'))
        && !cell.is_empty();
    if plain {
        line.push_str(cell);
        return;
    }
    line.push('"');
    for sign in cell.chars() {
        match sign {
            '"' => line.push_str("\"\""),
            '\n' | '\r' => line.push(' '),
            other => line.push(other),
        }
    }
    line.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_one_line_whatever_its_cells_hold() {
        let mut out = Vec::new();
        write_row(&mut out, ["a", "", "b,c", "d\r\ne", "\"f\""]).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "a,\"\",\"b,c\",\"d  e\",\"\"\"f\"\"\"\n"
        );
    }
}
