//! Cells of exported tables.

mod rows;

use std::borrow::Cow;

pub use rows::ExportTable;

/// A text as a cell of an exported table that no spreadsheet takes for a formula.
///
/// A text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return gets an apostrophe before it, unless it is a
/// plain number such as `-3.5`. Quoting is left to the writer of the table.
///
/// # Example
/// ```
/// use oshaq_etl::escape_cell;
/// assert_eq!(escape_cell("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
/// assert_eq!(escape_cell("-3.5"), "-3.5");
/// ```
///
/// Source: OWASP, *CSV Injection*.
pub fn escape_cell(text: &str) -> Cow<'_, str> {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if risky && !is_number(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

fn is_number(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
        && text.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_marked_as_text() {
        for text in [
            "=1+1",
            "+cmd|' /C calc'!A0",
            "-2+3",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "-",
        ] {
            assert_eq!(escape_cell(text), format!("'{text}"));
        }
    }

    #[test]
    fn numbers_and_plain_texts_stay_as_they_are() {
        for text in ["", "-1", "+7", "-3.5e2", "ст.188", "a=b", "'quoted"] {
            assert_eq!(escape_cell(text), text);
        }
    }
}
