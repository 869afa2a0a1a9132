//! Tables that scroll within the page; on a phone each row becomes a block with the names of its columns.

use maud::{Markup, html};

/// A table of texts. The first column names the rows; the others are set to the right when they are numbers.
#[derive(Debug, Clone)]
pub struct Table {
    /// What is shown and how to read it.
    pub caption: String,
    /// Names of the columns.
    pub head: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
    /// Whether all columns but the first are numbers.
    pub numbers: bool,
}

impl Table {
    /// The table.
    pub fn render(&self) -> Markup {
        let class = |column: usize| (self.numbers && column > 0).then_some("n");
        html! {
            div.wide tabindex="0" role="region" aria-label=(self.caption) {
                table {
                    caption { (self.caption) }
                    thead { tr { @for (column, name) in self.head.iter().enumerate() { th scope="col" class=[class(column)] { (name) } } } }
                    tbody {
                        @for row in &self.rows {
                            tr {
                                @for (column, text) in row.iter().enumerate() {
                                    @if column == 0 { th scope="row" { (text) } } @else { td class=[class(column)] data-column=[self.head.get(column)] { (text) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_column_names_its_row_and_numbers_are_set_to_the_right() {
        let text = |words: &str| words.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let table = Table {
            caption: "c".to_owned(),
            head: text("model hits"),
            rows: vec![text("a<b 0.4")],
            numbers: true,
        };
        let html = table.render().into_string();
        assert!(
            html.contains(
                "<th scope=\"row\">a&lt;b</th><td class=\"n\" data-column=\"hits\">0.4</td>"
            ),
            "{html}"
        );
    }
}
