//! A report for the terminal.

use oshaq_report::{QualityReport, QualitySection, Table};

use crate::output;

/// The report as text: what its page says, without the pictures.
pub(super) fn of(report: &QualityReport) -> String {
    let mut blocks = vec![report.title.clone()];
    if report.simulated {
        blocks.push("SIMULATED DATA, not recorded offences".to_owned());
    }
    let facts = report.facts.iter();
    let facts: Vec<Vec<String>> = facts
        .map(|(name, value)| vec![name.clone(), value.clone()])
        .collect();
    blocks.push(output::table(&facts));
    blocks.extend(report.verdict.iter().cloned());
    blocks.extend(report.sections.iter().map(section));
    blocks.join("\n\n")
}

fn section(section: &QualitySection) -> String {
    let mut blocks = vec![format!("== {} ==", section.name)];
    blocks.extend(section.words.iter().cloned());
    blocks.extend(section.tables.iter().map(table));
    blocks.join("\n")
}

fn table(table: &Table) -> String {
    let rows = std::iter::once(&table.head).chain(&table.rows);
    let rows: Vec<Vec<String>> = rows.cloned().collect();
    format!("-- {}\n{}", table.caption, output::table(&rows))
}
