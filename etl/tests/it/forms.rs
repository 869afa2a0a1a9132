//! Statistical forms, on small workbooks in the layout of the real ones.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use oshaq_etl::{
    EtlError, FORM_REJECTS, FormProfile, FormReport, FormRequest, UnitNames, VIOLATIONS,
    ingest_forms,
};
use oshaq_store::Kind;
use oshaq_store::tables::{Aggregate, AggregateReader, names};
use proptest::prelude::*;

use crate::sample_form::section_1;
use crate::support::House;
use crate::workbook::{Cell, Sheet, Workbook};

impl House {
    pub fn workbook(&self, name: &str, workbook: &Workbook) -> PathBuf {
        let path = self.folder.path().join(name);
        workbook.save(&path);
        path
    }

    pub fn forms(&self, profile: &str, files: &[PathBuf]) -> Result<FormReport, EtlError> {
        let lock = self.store.lock("test", Duration::from_secs(5))?;
        ingest_forms(&FormRequest {
            store: &self.store,
            lock: &lock,
            profile: &FormProfile::built_in(profile).unwrap().unwrap(),
            files,
            units: &[UnitNames {
                unit: Some("71".parse().unwrap()),
                names: vec!["Астана".to_owned(), "Astana city".to_owned()],
            }],
            until: None,
            now: "2026-02-01T00:00:00Z".parse().unwrap(),
            code_version: "test",
            progress: &|_, _| true,
        })
    }

    pub fn aggregates(&self, report: &FormReport) -> Vec<Aggregate> {
        let table = self
            .store
            .file(Kind::Aggregates, &report.version, names::AGGREGATES)
            .unwrap();
        let batches: Result<Vec<_>, _> = AggregateReader::open(table.path()).unwrap().collect();
        batches.unwrap().concat()
    }

    fn lines(&self, report: &FormReport, name: &str) -> Vec<serde_json::Value> {
        let text = self
            .store
            .read(Kind::Aggregates, &report.version, name)
            .unwrap();
        text.split(|&byte| byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_slice(line).unwrap())
            .collect()
    }
}

/// The first section of form 1-M: three columns' headings over two rows, eight rows, `из них` merged down.
fn form_1m(title: &str, description: &str) -> Workbook {
    let mut sheet = section_1([
        "Шифр строки",
        "Находились в производстве",
        "Зарегистрированных в ЕРДР",
        "из графы 2",
    ]);
    sheet
        .put("G5", "в отношении женщин")
        .put("H5", "в отношении несовершеннолетних")
        .put("A6", "А")
        .put("D6", "Б")
        .row(6, 'E', [1, 2, 3, 4])
        .put("A7", "Всего правонарушений")
        .put("A8", "из них")
        .put("B8", "проступки")
        .put("B9", "преступлений ")
        .put("B10", "из них")
        .put("C10", "небольшой тяжести")
        .put("C11", "средней\n тяжести")
        .put("C12", "тяжкие")
        .put("C13", "особо тяжкие")
        .put(
            "B14",
            "Глава 6. Уголовные правонарушения против собственности",
        )
        .put("B15", "из них")
        .put("C15", "Кража (ст.188)")
        .put("C16", "из квартир")
        .merge(&[
            "A4:C5", "D4:D5", "E4:E5", "F4:F5", "G4:H4", "A7:C7", "A8:A16", "B8:C8", "B9:C9",
            "B10:B13", "B14:C14", "B15:B16",
        ]);
    let values = [
        [90, 80, 30, 4],
        [20, 15, 5, 1],
        [70, 65, 25, 3],
        [10, 10, 4, 0],
        [30, 28, 11, 1],
        [25, 22, 8, 1],
        [5, 5, 2, 1],
        [90, 80, 30, 4],
        [90, 80, 30, 4],
        [9, 8, 3, 0],
    ];
    for (row, values) in (7..).zip(values) {
        sheet.put(&format!("D{row}"), row as i32 - 6);
        sheet.row(row, 'E', values);
    }
    Workbook {
        title: title.to_owned(),
        description: description.to_owned(),
        sheets: vec![sheet],
    }
}

pub fn astana() -> Workbook {
    form_1m("1-M  Астана (Свод)", "28327;50119;1971%;__")
}

/// Form 3-К with two rows, on a sheet of this name.
fn form_3k(sheet: &str, heading: &str, description: &str, values: [f64; 2]) -> Workbook {
    let mut table = Sheet::new(sheet);
    table
        .put("B2", heading)
        .put("B3", "Наименование")
        .row(
            3,
            'E',
            ["Находились в производстве", "Зарегистрированных в ЕРДР"],
        )
        .row(4, 'E', [1, 2])
        .put("B5", "Всего коррупционных преступлений")
        .row(5, 'D', [1.0, values[0], values[1]])
        .put("B6", "из строки 1")
        .put("C6", "Получение взятки (ст.366 УК РК)")
        .row(6, 'D', [2.0, values[0], values[1]])
        .merge(&["B3:D3"]);
    let mut cover = Sheet::new("СВОД");
    cover.put("B16", "за __ месяцев 20__ года");
    Workbook {
        title: "3-К  Республика Казахстан (МВД)".to_owned(),
        description: description.to_owned(),
        sheets: vec![cover, table],
    }
}

const OFFENCES: &str = "Форма № 3-К. Отчет о коррупционных преступлениях";

fn by_cell(aggregates: &[Aggregate]) -> BTreeMap<&str, &Aggregate> {
    aggregates
        .iter()
        .map(|value| (&*value.source_cell, value))
        .collect()
}

#[test]
fn a_form_becomes_one_value_a_row_with_its_source_cell() {
    let house = House::new();
    let report = house
        .forms("form-1m", &[house.workbook("astana.xlsx", &astana())])
        .unwrap();
    let aggregates = house.aggregates(&report);
    assert_eq!(aggregates.len(), 40);
    let cells = by_cell(&aggregates);
    let total = cells["R1!F7"];
    assert_eq!(
        (
            total.unit_code().as_str(),
            total.period.to_string().as_str()
        ),
        ("71", "2022")
    );
    assert_eq!(
        (
            &*total.form,
            &*total.sheet,
            &*total.row_code,
            &*total.column_code
        ),
        ("1-M", "R1", "1", "2")
    );
    assert_eq!((&*total.label, total.value), ("Всего правонарушений", 80.0));
    let medium = cells["R1!G11"];
    assert_eq!(&*medium.label, "преступлений: средней тяжести");
    assert_eq!(&*medium.column_label, "из графы 2: в отношении женщин");
    let theft = cells["R1!E15"];
    assert_eq!(theft.article.as_deref(), Some("188"));
    assert_eq!(
        &*theft.label,
        "Глава 6. Уголовные правонарушения против собственности: Кража (ст.188)"
    );
    let tally = &report.ledger.total;
    assert!(tally.balances());
    assert_eq!((tally.read, tally.accepted), (40, 40));
}

#[test]
fn the_table_is_found_wherever_it_stands() {
    let house = House::new();
    let mut moved = Sheet::new("R1");
    moved
        .put("C9", OFFENCES)
        .put("C10", "Наименование")
        .row(10, 'F', ["а", "б"])
        .row(11, 'F', [1, 2]);
    moved.put("C12", "Всего").row(12, 'E', [1, 7, 8]);
    let workbook = Workbook {
        title: "3-К  Республика Казахстан (Свод)".to_owned(),
        description: "26124;1;19%;__".to_owned(),
        sheets: vec![moved],
    };
    let report = house
        .forms(
            "form-3k",
            &[house.workbook("202206_3k_00000___ru.xlsx", &workbook)],
        )
        .unwrap();
    let aggregates = house.aggregates(&report);
    let cells: Vec<(&str, f64)> = aggregates
        .iter()
        .map(|value| (&*value.source_cell, value.value))
        .collect();
    assert_eq!(cells, [("R1!F12", 7.0), ("R1!G12", 8.0)]);
    assert_eq!(&*aggregates[0].form, "3-K");
}

#[test]
fn every_cell_that_is_no_value_has_a_reason() {
    let house = House::new();
    let mut workbook = astana();
    workbook.sheets[0]
        .put("E8", " ")
        .put("F8", "х")
        .put("G8", 2_147_483_647)
        .put("H8", "много")
        .put("E9", -3)
        .put("F9", "1 065,5")
        .put("E18", 0)
        .put("F18", 4)
        .put("D19", 3)
        .put("E19", 5);
    let report = house
        .forms("form-1m", &[house.workbook("a.xlsx", &workbook)])
        .unwrap();
    let tally = &report.ledger.total;
    assert!(tally.balances());
    let reasons = [
        ("negative_value", 1),
        ("not_a_number", 1),
        ("placeholder_2147483647", 1),
        ("placeholder_empty", 1),
        ("placeholder_row_without_code", 1),
        ("placeholder_sign", 1),
        ("row_without_code", 2),
    ];
    let reasons: BTreeMap<String, u64> = reasons
        .map(|(reason, cells)| (reason.to_owned(), cells))
        .into();
    assert_eq!(tally.rejects, reasons);
    assert_eq!(tally.notes["number_as_text"], 1);
    let told: Vec<String> = house
        .lines(&report, FORM_REJECTS)
        .iter()
        .map(|line| format!("{} {}", line["cell"], line["text"]))
        .collect();
    assert_eq!(
        told,
        [
            r#""R1!H8" "много""#,
            r#""R1!E9" "-3""#,
            r#""R1!F18" "4""#,
            r#""R1!E19" "5""#
        ]
    );
}

#[test]
fn parts_that_do_not_make_the_whole_are_told_with_their_cells() {
    let house = House::new();
    let sound = house
        .forms("form-1m", &[house.workbook("a.xlsx", &astana())])
        .unwrap();
    assert!(
        sound
            .ledger
            .checks
            .values()
            .all(|check| check.made > 0 && check.violated == 0),
        "{:?}",
        sound.ledger.violations
    );
    let mut workbook = astana();
    workbook.sheets[0].put("F8", 14).put("G16", 31);
    let report = house
        .forms("form-1m", &[house.workbook("a.xlsx", &workbook)])
        .unwrap();
    let told = house.lines(&report, VIOLATIONS);
    let told: Vec<String> = told
        .iter()
        .map(|line| {
            format!(
                "{} {} {}",
                line["check"].as_str().unwrap(),
                line["whole_cell"].as_str().unwrap(),
                line["part_cells"]
            )
        })
        .collect();
    let expected = [
        r#"part_at_most_whole R1!F16 ["R1!G16"]"#,
        r#"parts_make_whole R1!F7 ["R1!F8","R1!F9"]"#,
        r#"part_at_most_whole R1!G14 ["R1!G16"]"#,
    ];
    assert_eq!(told, expected);
    assert_eq!(report.ledger.checks["part_at_most_whole"].violated, 2);
}

#[test]
fn cumulative_reports_become_months_across_a_new_layout() {
    let house = House::new();
    let reports = [
        (
            "202407_3k_00300___ru.xlsx",
            form_3k("R1", OFFENCES, "1112233;1;19%;03", [10.0, 4.0]),
        ),
        (
            "202408_3k_00300___ru.xlsx",
            form_3k("R1", OFFENCES, "1112590;1;19%;03", [17.0, 3.0]),
        ),
        (
            "202410_3k_00300___ru.xlsx",
            form_3k("R7", OFFENCES, "1113422;1;19%;03", [20.0, 9.0]),
        ),
    ];
    let files: Vec<PathBuf> = reports
        .iter()
        .map(|(name, workbook)| house.workbook(name, workbook))
        .collect();
    let report = house.forms("form-3k", &files).unwrap();
    let aggregates = house.aggregates(&report);
    let derived: Vec<(String, &str, f64, Option<&str>)> = aggregates
        .iter()
        .filter(|value| value.derived && &*value.row_code == "1")
        .map(|value| {
            (
                value.period.to_string(),
                &*value.source_cell,
                value.value,
                value.flag.as_deref(),
            )
        })
        .collect();
    let expected = [
        ("2024-08".to_owned(), "R1!E5", 7.0, None),
        (
            "2024-09/2024-10".to_owned(),
            "R7!E5",
            3.0,
            Some("over_missing_reports"),
        ),
        ("2024-08".to_owned(), "R1!F5", -1.0, Some("negative_month")),
        (
            "2024-09/2024-10".to_owned(),
            "R7!F5",
            6.0,
            Some("over_missing_reports"),
        ),
    ];
    assert_eq!(derived, expected);
    assert!(
        aggregates
            .iter()
            .all(|value| &*value.form == "3-K/00300" && value.unit.is_none())
    );
    assert_eq!(report.ledger.checks["months_add_up"].violated, 0);
    assert_eq!(report.ledger.monthly.unwrap().negative, 2);
}

#[test]
fn a_workbook_that_says_something_else_than_its_name_is_told_and_counts_once() {
    let house = House::new();
    let sound = form_3k("R1", OFFENCES, "31995;1;19%;03", [5.0, 6.0]);
    let files = [
        house.workbook("202310_3k_00300___ru.xlsx", &sound),
        house.workbook("202210_3k_00300___ru.xlsx", &sound),
    ];
    let report = house.forms("form-3k", &files).unwrap();
    let workbooks = &report.ledger.workbooks;
    assert!(workbooks[0].contradictions.is_empty());
    let found = &workbooks[1].contradictions[0];
    assert_eq!(
        (found.what.as_str(), found.taken.as_str()),
        ("period", "2023-01/2023-10")
    );
    assert_eq!(found.told["file name"], "2022-01/2022-10");
    let tally = &report.ledger.total;
    assert!(tally.balances());
    assert_eq!(
        (tally.read, tally.accepted, tally.duplicates["exact"]),
        (8, 4, 4)
    );
}

#[test]
fn the_later_snapshot_stands_whatever_the_order() {
    let house = House::new();
    let early = form_3k("R1", OFFENCES, "100;1;19%;03", [5.0, 6.0]);
    let late = form_3k("R1", OFFENCES, "200;1;19%;03", [5.0, 7.0]);
    let files = [
        house.workbook("202310_3k_00300__a.xlsx", &late),
        house.workbook("202310_3k_00300__b.xlsx", &early),
    ];
    let reverse = [files[1].clone(), files[0].clone()];
    for files in [&files, &reverse] {
        let report = house.forms("form-3k", files).unwrap();
        let standing: Vec<f64> = house
            .aggregates(&report)
            .iter()
            .map(|value| value.value)
            .collect();
        assert_eq!(standing, [5.0, 7.0, 5.0, 7.0]);
        assert_eq!(report.ledger.total.duplicates["superseded"], 2);
        assert_eq!(report.ledger.total.duplicates["exact"], 2);
    }
}

#[test]
fn the_same_workbooks_give_the_same_version() {
    let house = House::new();
    let files = [house.workbook("a.xlsx", &astana())];
    let first = house.forms("form-1m", &files).unwrap();
    let again = house.forms("form-1m", &files).unwrap();
    assert_eq!(first.version, again.version);
}

#[test]
fn what_is_no_workbook_of_the_form_is_refused_and_nothing_written() {
    let house = House::new();
    let refused = |path: PathBuf| house.forms("form-1m", &[path]).unwrap_err().to_string();
    assert!(refused(house.file("a.xlsx", "no workbook")).contains("a.xlsx is no workbook"));
    assert!(
        refused(house.workbook("b.xlsx", &form_3k("R1", OFFENCES, "1;1;19%;03", [1.0, 1.0])))
            .contains("--profile")
    );
    let mut nameless = astana();
    nameless.description = "28327".to_owned();
    nameless.title = "1-M  Атлантида (Свод)".to_owned();
    assert!(refused(house.workbook("c.xlsx", &nameless)).contains("which unit"));
    let mut timeless = astana();
    timeless.description = "1;50119;1971%;__".to_owned();
    assert!(refused(house.workbook("d.xlsx", &timeless)).contains("--period"));
    let mut bare = astana();
    bare.sheets[0] = Sheet::new("R1");
    bare.sheets[0].put("A1", "Форма № 1-М");
    assert!(refused(house.workbook("e.xlsx", &bare)).contains("columns' codes"));
    let whole = std::fs::read(house.workbook("f.xlsx", &astana())).unwrap();
    assert!(
        refused(house.file("f.xlsx", &whole[..whole.len() / 2])).contains("f.xlsx is no workbook")
    );
    assert_eq!(house.store.current(Kind::Aggregates).unwrap(), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_cell_read_is_accepted_or_rejected(cells in proptest::collection::vec((7_u32..22, 0_u8..6, any_cell()), 0..40)) {
        let house = House::new();
        let mut workbook = astana();
        for (row, column, cell) in cells {
            workbook.sheets[0].put(&format!("{}{row}", char::from(b'C' + column)), cell);
        }
        let report = house.forms("form-1m", &[house.workbook("a.xlsx", &workbook)]).unwrap();
        let tally = &report.ledger.total;
        prop_assert!(tally.balances(), "{tally:?}");
        prop_assert_eq!(tally.accepted as usize, house.aggregates(&report).len());
    }
}

fn any_cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        any::<i32>().prop_map(Cell::from),
        (0.0..1e6_f64).prop_map(Cell::from),
        "[0-9 ,.хА-Яа-я-]{0,8}".prop_map(|text| Cell::from(text.as_str())),
        Just(Cell::from("из них")),
        Just(Cell::from("из строки 9")),
    ]
}
