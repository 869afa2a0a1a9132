//! What the store holds of form 1-M, as official figures.

use oshaq_etl::{EtlError, FormFigures, FormProfile, form_figures};

use crate::forms::astana;
use crate::sample_form::{self, sample_form};
use crate::support::House;

impl House {
    pub fn figures(&self, profile: &str) -> Result<FormFigures, EtlError> {
        let profile = FormProfile::built_in(profile).unwrap().unwrap();
        form_figures(&self.store, &profile)
    }
}

fn figure_of(figures: &FormFigures, subject: &str) -> (u32, String) {
    let found: Vec<_> = figures
        .figures
        .iter()
        .filter(|figure| figure.subject.to_string() == subject)
        .collect();
    assert_eq!(found.len(), 1, "{subject}");
    (found[0].value, found[0].cell.clone().unwrap())
}

#[test]
fn the_totals_and_articles_of_a_form_become_figures_with_their_cells() {
    let house = House::new();
    let file = house.workbook(sample_form::NAME, &sample_form());
    let report = house.forms("form-1m", &[file]).unwrap();
    assert!(report.manifest.simulated, "the workbook's name says so");
    assert!(
        report
            .ledger
            .checks
            .values()
            .all(|check| check.violated == 0),
        "{:?}",
        report.ledger.violations
    );
    let found = house.figures("form-1m").unwrap();
    assert_eq!(found.versions, [report.version]);
    for (subject, value, cell) in [
        ("registered", 800, "R1!F7"),
        ("misdemeanours", 120, "R1!F8"),
        ("crimes", 680, "R1!F9"),
        ("especially_grave", 20, "R1!F13"),
        ("article-188", 260, "R1!F17"),
        ("article-191", 3, "R1!F19"),
    ] {
        assert_eq!(figure_of(&found, subject), (value, cell.to_owned()));
    }
    assert!(found.figures.iter().all(|figure| {
        figure.simulated && figure.form == "1-M" && figure.period.to_string() == "2022"
    }));
    assert!(house.figures("form-3k").unwrap().figures.is_empty());
}

#[test]
fn a_later_report_on_the_same_stands_whole_and_other_reports_stay() {
    let house = House::new();
    let mut almaty = astana();
    almaty.title = "1-M  Астана (Свод)".to_owned();
    almaty.description = "28327;50119;1975%;__".to_owned();
    let both = [
        house.workbook("a.xlsx", &astana()),
        house.workbook("b.xlsx", &almaty),
    ];
    let first = house.forms("form-1m", &both).unwrap();
    let mut corrected = astana();
    corrected.sheets[0].put("F7", 82).put("F9", 67);
    let later = [house.workbook("corrected.xlsx", &corrected)];
    let second = house.forms("form-1m", &later).unwrap();
    let found = house.figures("form-1m").unwrap();
    assert_eq!(
        totals(&found),
        [("71".to_owned(), 82), ("75".to_owned(), 80)]
    );
    assert_eq!(found.versions, [second.version, first.version.clone()]);
    house.forms("form-1m", &both).unwrap();
    let found = house.figures("form-1m").unwrap();
    assert_eq!(
        totals(&found),
        [("71".to_owned(), 80), ("75".to_owned(), 80)]
    );
    assert_eq!(
        found.versions,
        [first.version],
        "what was ingested last stands"
    );
}

/// The totals of the units, by unit.
fn totals(found: &FormFigures) -> Vec<(String, u32)> {
    let mut totals: Vec<(String, u32)> = found
        .figures
        .iter()
        .filter(|figure| figure.subject.to_string() == "registered")
        .map(|figure| (figure.unit.unwrap().to_string(), figure.value))
        .collect();
    totals.sort();
    totals
}

#[test]
fn a_figure_that_is_no_number_of_offences_or_stands_twice_is_refused_with_its_cell() {
    let house = House::new();
    let mut half = astana();
    half.sheets[0].put("F7", 80.5);
    house
        .forms("form-1m", &[house.workbook("a.xlsx", &half)])
        .unwrap();
    let refused = house.figures("form-1m").unwrap_err().to_string();
    assert!(refused.contains("R1!F7 of a.xlsx holds 80.5"), "{refused}");
    let house = House::new();
    let mut twice = astana();
    twice.sheets[0].put("C16", "Кража (ст.188)");
    house
        .forms("form-1m", &[house.workbook("b.xlsx", &twice)])
        .unwrap();
    let refused = house.figures("form-1m").unwrap_err().to_string();
    assert!(
        refused.contains("R1!F16 of b.xlsx counts article-188"),
        "{refused}"
    );
}

#[test]
fn the_sample_form_is_what_its_writer_writes() {
    let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/../data-samples/forms/");
    let kept = std::fs::read(format!("{kept}{}", sample_form::NAME)).unwrap();
    let house = House::new();
    let written = std::fs::read(house.workbook(sample_form::NAME, &sample_form())).unwrap();
    let stale = "cargo run -p oshaq-etl --example sample_form data-samples/forms";
    assert!(kept == written, "the sample is stale: {stale}");
}
