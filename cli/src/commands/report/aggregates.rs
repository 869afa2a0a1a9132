//! The report of a version of aggregates: what became of every cell, and what does not add up.

use oshaq_etl::{FormLedger, Tally, Violation, WorkbookLedger};
use oshaq_report::{QualityReport, QualitySection, Table, number};
use oshaq_store::VersionId;

use super::table;

/// What the forms are worth, for people.
pub(super) fn report(version: &VersionId, simulated: bool, ledger: &FormLedger) -> QualityReport {
    let total = &ledger.total;
    let facts = [
        ("Profile", ledger.profile.clone()),
        ("Workbooks", ledger.workbooks.len().to_string()),
        ("Cells read", total.read.to_string()),
    ];
    QualityReport {
        title: format!("Quality of aggregates {version}"),
        simulated,
        facts: facts.map(|(name, value)| (name.to_owned(), value)).to_vec(),
        verdict: verdict(ledger),
        sections: vec![cells(ledger), checks(ledger), contradictions(ledger)],
    }
}

fn verdict(ledger: &FormLedger) -> Vec<String> {
    let total = &ledger.total;
    let violated: u64 = ledger.checks.values().map(|check| check.violated).sum();
    let made: u64 = ledger.checks.values().map(|check| check.made).sum();
    let mut verdict = vec![
        format!(
            "Of {} cells read {} were accepted, {} are told again and {} were rejected: {}.",
            total.read,
            total.accepted,
            total.duplicate,
            total.rejected,
            if total.balances() {
                "the account balances"
            } else {
                "THE ACCOUNT DOES NOT BALANCE"
            }
        ),
        format!("{violated} of {made} checks within the forms do not hold."),
    ];
    verdict.extend(ledger.monthly.map(|monthly| {
        format!(
            "Of {} values worked out by month {} are less than nothing: a later report took something back.",
            monthly.derived, monthly.negative
        )
    }));
    verdict
}

fn cells(ledger: &FormLedger) -> QualitySection {
    let row = |name: String, tally: &Tally| {
        let numbers = [tally.read, tally.accepted, tally.duplicate, tally.rejected];
        let numbers = numbers.iter().map(ToString::to_string);
        std::iter::once(name).chain(numbers).collect()
    };
    let name = |book: &WorkbookLedger| {
        format!(
            "{} ({}, {}, {})",
            book.file, book.form, book.unit, book.period
        )
    };
    let books = ledger.workbooks.iter();
    let mut rows: Vec<Vec<String>> = books.map(|book| row(name(book), &book.tally)).collect();
    rows.push(row("all".to_owned(), &ledger.total));
    let reasons = ledger.total.rejects.iter().chain(&ledger.total.notes);
    QualitySection {
        name: "Ledger".to_owned(),
        words: vec![
            "read = accepted + duplicate + rejected, for each workbook and in all.".to_owned(),
        ],
        tables: vec![
            table(
                "Cells by workbook",
                &["workbook", "read", "accepted", "duplicate", "rejected"],
                rows,
            ),
            table(
                "Rejected and noted cells",
                &["why", "cells"],
                reasons
                    .map(|(why, cells)| vec![why.clone(), cells.to_string()])
                    .collect(),
            ),
        ],
        ..QualitySection::default()
    }
}

fn checks(ledger: &FormLedger) -> QualitySection {
    let checks = ledger.checks.iter();
    let checks = checks.map(|(check, tally)| {
        vec![
            check.clone(),
            tally.made.to_string(),
            tally.violated.to_string(),
        ]
    });
    let violation = |found: &Violation| {
        vec![
            format!("{} {}", found.file, found.whole_cell),
            found.check.clone(),
            number(found.whole, 0),
            number(found.parts, 0),
            found.part_cells.join(" "),
        ]
    };
    QualitySection {
        name: "Checks within the forms".to_owned(),
        words: vec!["A part may not exceed its whole, and parts must make their whole. The first violations stand here, all of them in violations.jsonl.".to_owned()],
        tables: vec![
            table("Checks", &["check", "made", "violated"], checks.collect()),
            table(
                "Violations",
                &["whole", "check", "whole says", "parts say", "parts"],
                ledger.violations.iter().map(violation).collect(),
            ),
        ],
        ..QualitySection::default()
    }
}

fn contradictions(ledger: &FormLedger) -> QualitySection {
    let of_book = |book: &WorkbookLedger| {
        let file = book.file.clone();
        let found = book.contradictions.clone().into_iter();
        found.map(move |found| {
            let told = found.told.iter();
            let told: Vec<String> = told.map(|(by, said)| format!("{by}: {said}")).collect();
            vec![file.clone(), found.what, told.join("; "), found.taken]
        })
    };
    QualitySection {
        name: "Contradictions".to_owned(),
        words: vec!["Where a workbook says different things in different places, all are shown, with the one that was taken.".to_owned()],
        tables: vec![Table {
            numbers: false,
            ..table(
                "Workbooks that contradict themselves",
                &["workbook", "what", "who says what", "taken"],
                ledger.workbooks.iter().flat_map(of_book).collect(),
            )
        }],
        ..QualitySection::default()
    }
}
