//! Statistical forms as the Committee publishes them, which are not part of the project: `scripts/field.sh` runs these tests.

use std::collections::BTreeMap;
use std::path::PathBuf;

use oshaq_etl::FormReport;
use oshaq_store::tables::Aggregate;

use crate::field::{data, files};
use crate::support::House;

/// The columns of the published table of form 1-M of 2022, and where the form prints them: row and column of section R1, by code.
///
/// Source: form 1-M, section 1: column 2 counts what was registered, 26 to 28 where; rows by their articles.
const MEASURES: [(&str, Row, &str); 16] = [
    ("registered", Row::Label("Всего правонарушений"), "2"),
    ("misdemeanours", Row::Label("проступки"), "2"),
    ("crimes", Row::Label("преступлений"), "2"),
    ("minor", Row::Label("преступлений: небольшой тяжести"), "2"),
    ("medium", Row::Label("преступлений: средней тяжести"), "2"),
    ("grave", Row::Label("преступлений: тяжкие"), "2"),
    ("esp_grave", Row::Label("преступлений: особо тяжкие"), "2"),
    ("public_places", Row::Label("Всего правонарушений"), "26"),
    ("streets", Row::Label("Всего правонарушений"), "27"),
    ("family", Row::Label("Всего правонарушений"), "28"),
    ("theft188", Row::Article("188"), "2"),
    ("fraud190", Row::Article("190"), "2"),
    ("robbery191", Row::Article("191"), "2"),
    ("banditry192", Row::Article("192"), "2"),
    ("hooligan293", Row::Article("293"), "2"),
    ("murder99", Row::Article("99"), "2"),
];

#[derive(Clone, Copy)]
enum Row {
    Label(&'static str),
    Article(&'static str),
}

impl Row {
    fn is(self, value: &Aggregate) -> bool {
        match self {
            Self::Label(label) => *value.label == *label,
            Self::Article(article) => value.article.as_deref() == Some(article),
        }
    }
}

fn workbooks(form: &str) -> Vec<PathBuf> {
    files(&data(form), ".xlsx")
}

fn tell(report: &FormReport) {
    let total = &report.ledger.total;
    println!(
        "{} workbooks: read {}, accepted {}, duplicate {}, rejected {}",
        report.ledger.workbooks.len(),
        total.read,
        total.accepted,
        total.duplicate,
        total.rejected
    );
    println!(
        "rejected {:?}, duplicate {:?}",
        total.rejects, total.duplicates
    );
    println!(
        "checks {:?}, monthly {:?}",
        report.ledger.checks, report.ledger.monthly
    );
    assert!(total.balances());
}

#[test]
#[ignore = "field test: make field DATA=…"]
fn field_form_1m_says_what_the_published_table_says() {
    let house = House::new();
    let files = workbooks("form_1m");
    assert_eq!(files.len(), 20);
    let report = house.forms("form-1m", &files).unwrap();
    tell(&report);
    assert!(
        report
            .ledger
            .workbooks
            .iter()
            .all(|workbook| workbook.sheets.len() == 26 && workbook.contradictions.is_empty())
    );
    let aggregates = house.aggregates(&report);
    let of_unit = first_section(&aggregates);
    let published = published();
    assert_eq!(published.len(), 20);
    let mut compared = 0;
    for (measure, row, column) in MEASURES {
        for (unit, figures) in &published {
            let found: Vec<f64> = of_unit[unit]
                .iter()
                .filter(|value| *value.column_code == *column && row.is(value))
                .map(|value| value.value)
                .collect();
            assert_eq!(found, [figures[measure]], "{measure} of {unit}");
            compared += 1;
        }
    }
    println!("{compared} figures are as published");
}

fn first_section(aggregates: &[Aggregate]) -> BTreeMap<String, Vec<&Aggregate>> {
    let mut units: BTreeMap<String, Vec<&Aggregate>> = BTreeMap::new();
    for value in aggregates.iter().filter(|value| &*value.sheet == "R1") {
        assert_eq!(value.period.to_string(), "2022");
        units.entry(value.unit_code()).or_default().push(value);
    }
    units
}

/// The published table by unit and measure; units by their names as the table prints them.
fn published() -> BTreeMap<String, BTreeMap<String, f64>> {
    let folder = data("form_1m");
    let facts = folder.ancestors().nth(2).unwrap().join("facts");
    let codes = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../data-samples/facts/form_1m_2022.csv"
    ))
    .unwrap();
    let codes: BTreeMap<&str, &str> = codes
        .lines()
        .skip(1)
        .map(|line| line.split_once(',').unwrap())
        .map(|(code, rest)| (rest.split(',').next().unwrap(), code))
        .collect();
    let table = std::fs::read_to_string(facts.join("form_1M_2022_by_region.csv")).unwrap();
    let mut lines = table.trim_start_matches('\u{feff}').lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let figures = names
            .iter()
            .zip(&cells)
            .skip(1)
            .filter_map(|(name, cell)| Some(((*name).to_owned(), cell.parse().ok()?)));
        (codes[cells[0]].to_owned(), figures.collect())
    };
    lines
        .filter(|line| codes.contains_key(line.split(',').next().unwrap()))
        .map(row)
        .collect()
}

#[test]
#[ignore = "field test: make field DATA=…"]
fn field_every_cell_of_form_3k_is_accounted_for_and_its_months_add_up() {
    let house = House::new();
    let files = workbooks("form_3k");
    let report = house.forms("form-3k", &files).unwrap();
    tell(&report);
    let ledger = &report.ledger;
    assert_eq!(ledger.workbooks.len(), files.len());
    assert_eq!(ledger.checks["months_add_up"].violated, 0);
    for workbook in ledger
        .workbooks
        .iter()
        .filter(|workbook| !workbook.contradictions.is_empty())
    {
        println!("{}: {:?}", workbook.file, workbook.contradictions);
    }
    // The court's own form that lies among the summaries, and reports of КНБ of 2023 that are called 2022.
    for (file, what) in [
        ("202408_3k_00000___ru.xlsx", "form"),
        ("202209_3k_00400___ru.XLSX", "period"),
        ("202210_3k_00400___ru.XLSX", "period"),
        ("202303_3k_00400___ru.XLSX", "department"),
    ] {
        let workbook = ledger
            .workbooks
            .iter()
            .find(|workbook| workbook.file == file)
            .unwrap();
        assert!(
            workbook
                .contradictions
                .iter()
                .any(|found| found.what == what),
            "{file}"
        );
    }
    let summary = |period: &str| -> f64 {
        let aggregates = house.aggregates(&report);
        let found: Vec<f64> = aggregates
            .iter()
            .filter(|value| {
                &*value.form == "3-K"
                    && &*value.sheet == "R1"
                    && value.period.to_string() == period
                    && &*value.row_code == "1"
                    && &*value.column_code == "1"
            })
            .map(|value| value.value)
            .collect();
        assert_eq!(found.len(), 1, "{period}");
        found[0]
    };
    // As another reader of the same workbooks found them (results.csv, column Corruption).
    assert_eq!(
        (
            summary("2022-01/2022-06"),
            summary("2022-01/2022-07"),
            summary("2022-07")
        ),
        (1828.0, 1920.0, 92.0)
    );
}
