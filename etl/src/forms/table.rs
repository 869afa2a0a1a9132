//! A table of a form: what its rows and columns are called.

use std::sync::Arc;

/// A table found on a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The heading above it.
    pub heading: String,
    /// The row with the columns' codes; values begin below it.
    pub code_row: u32,
    /// The column with the rows' codes.
    pub code_column: u32,
    /// Its columns, from left to right.
    pub columns: Vec<Line>,
    /// Its rows, from top to bottom.
    pub rows: Vec<Line>,
    /// Wholes and their parts.
    pub groups: Vec<Group>,
}

/// A row or a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Where it is on the sheet, from 0.
    pub at: u32,
    /// Its code.
    pub code: Arc<str>,
    /// What it counts, by itself.
    pub own: Arc<str>,
    /// What it counts, below its headings.
    pub label: Arc<str>,
    /// The article of the Criminal Code that it names.
    pub article: Option<Arc<str>>,
}

/// A whole and what the form prints as its parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Whether the lines are rows or columns.
    pub axis: super::profile::Axis,
    /// The words that make it a group, such as "из них".
    pub words: String,
    /// Position of the whole among the lines.
    pub whole: usize,
    /// Positions of the parts.
    pub parts: Vec<usize>,
}

/// The article of the Criminal Code that a label names: `188` of "Кража (ст.188)", `147-1` of "ст.147-1".
///
/// Articles of other codes are left out, and so are numbers that begin with 0: they stand for facts that are no offence.
/// Where several are named, the first counts.
pub fn article_of(label: &str) -> Option<Arc<str>> {
    let (_, after) = label.split_once("ст.")?;
    let after = after.trim_start();
    let sign = |c: char| !(c.is_ascii_digit() || c == '-');
    let number = &after[..after.find(sign).unwrap_or(after.len())];
    let number = number.trim_end_matches('-');
    let about = &after[..after.find(')').unwrap_or(after.len())];
    let of_this_code = !["УПК", "КоАП", "УИК"]
        .iter()
        .any(|code| about.contains(code));
    let sound = number.starts_with(|c: char| ('1'..='9').contains(&c)) && number.len() <= 6;
    (sound && of_this_code).then(|| number.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_found_in_a_label() {
        for (label, article) in [
            ("Кража (ст.188)", Some("188")),
            ("Убийство (ст.99 ч.1)", Some("99")),
            (
                "Присвоение (п.2) ч.3 ст.189, ч.4 ст.189 УК РК)",
                Some("189"),
            ),
            ("Нарушение (ст. 147-1)", Some("147-1")),
            ("прекращены по ст.35 УПК РК", None),
            (
                "Факт криминального исчезновения не установлен (ст.000)",
                None,
            ),
            ("из квартир", None),
            ("ст.", None),
        ] {
            assert_eq!(article_of(label).as_deref(), article, "{label}");
        }
    }
}
