//! The report of a version of `incidents` or `aggregates`: what became of what was delivered, and what it is worth.

use maud::{Markup, html};

use crate::{Bars, Line, Page, Table};

/// The quality of a version.
#[derive(Debug, Clone)]
pub struct QualityReport {
    /// Which version.
    pub title: String,
    /// Whether any of it is simulated.
    pub simulated: bool,
    /// What it is, by name.
    pub facts: Vec<(String, String)>,
    /// What it comes to, a sentence each.
    pub verdict: Vec<String>,
    /// What there is to say, in order.
    pub sections: Vec<QualitySection>,
}

/// One side of a version's quality.
#[derive(Debug, Clone, Default)]
pub struct QualitySection {
    /// Its name.
    pub name: String,
    /// How to read it, or that there is nothing to tell.
    pub words: Vec<String>,
    /// Its pictures.
    pub bars: Vec<Bars>,
    /// Its lines over time.
    pub lines: Vec<Line>,
    /// Its numbers.
    pub tables: Vec<Table>,
}

impl QualityReport {
    /// The whole file.
    pub fn render(&self) -> String {
        let body = html! {
            dl.facts { @for (name, value) in &self.facts { div { dt { (name) } dd { (value) } } } }
            div.verdict { @for sentence in &self.verdict { p { (sentence) } } }
            @for section in &self.sections { (section.render()) }
        };
        Page {
            title: self.title.clone(),
            simulated: self.simulated,
            body,
        }
        .render()
    }
}

impl QualitySection {
    fn render(&self) -> Markup {
        html! {
            section {
                h2 { (self.name) }
                @for sentence in &self.words { p { (sentence) } }
                @if !self.bars.is_empty() || !self.lines.is_empty() {
                    div.plots {
                        @for bars in &self.bars { div { (bars.render()) } }
                        @for line in &self.lines { div { (line.render()) } }
                    }
                }
                @for table in &self.tables { (table.render()) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_tells_its_words_before_its_numbers() {
        let section = QualitySection {
            name: "Ledger".to_owned(),
            words: vec!["read < written".to_owned()],
            tables: vec![Table {
                caption: "rows".to_owned(),
                head: vec!["file".to_owned()],
                rows: vec![vec!["a.csv".to_owned()]],
                numbers: true,
            }],
            ..QualitySection::default()
        };
        let report = QualityReport {
            title: "Quality".to_owned(),
            simulated: true,
            facts: Vec::new(),
            verdict: Vec::new(),
            sections: vec![section],
        };
        let page = report.render();
        let at = |text: &str| {
            page.find(text)
                .unwrap_or_else(|| panic!("{text} in {page}"))
        };
        assert!(at("<h2>Ledger</h2>") < at("read &lt; written"));
        assert!(at("read &lt; written") < at("a.csv"));
        assert!(page.contains("simulated data"));
    }
}
