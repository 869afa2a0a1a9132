//! Statistical forms through the real binary: ingest, export and publication.

use serde_json::Value;

use crate::sample_form::{NAME, sample_form};
use crate::workbook::{Sheet, Workbook};
use crate::{House, text};

fn workbook() -> Workbook {
    let mut sheet = Sheet::new("R1");
    sheet
        .put("B2", "Форма № 3-К. Отчет о коррупционных преступлениях")
        .put("B3", "Наименование")
        .row(4, 'E', [1, 2])
        .put("B5", "=HYPERLINK(\"x\")")
        .row(5, 'D', [1, 7, 8])
        .merge(&["B5:C5"]);
    Workbook {
        title: "3-К  Республика Казахстан (МВД)".to_owned(),
        description: "26124;50306;19%;03".to_owned(),
        sheets: vec![sheet],
    }
}

#[test]
fn aggregates_are_ingested_and_exported_for_spreadsheets() {
    let house = House::empty();
    let (file, store, out) = (
        house.path("202206_3k_00300___ru.xlsx"),
        house.path("store"),
        house.path("out.csv"),
    );
    workbook().save(file.as_ref());
    let report = house.json(&["ingest", "--store", &store, "--profile", "form-3k", &file]);
    assert_eq!(report["ledger"]["total"]["accepted"], 2);
    let export = [
        "export",
        "--store",
        &store,
        "--what",
        "aggregates",
        "--format",
        "csv",
        "--out",
        &out,
    ];
    assert_eq!(house.json(&export)["rows"], 2);
    let csv = std::fs::read_to_string(&out).unwrap();
    let expected = "unit,period,form,sheet,row_code,column_code,label,value,source_cell\n\
        00,2022-01/2022-06,3-K/00300,R1,1,1,\"'=HYPERLINK(\"\"x\"\")\",7,R1!E5\n\
        00,2022-01/2022-06,3-K/00300,R1,1,2,\"'=HYPERLINK(\"\"x\"\")\",8,R1!F5\n";
    assert_eq!(csv, expected);
    let again = house.run(&export);
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("--force"));
    let table = house.path("out.parquet");
    assert_eq!(
        house.json(&[
            "export",
            "parquet",
            "--store",
            &store,
            "--what",
            "aggregates",
            "--out",
            &table
        ])["rows"],
        2
    );
    assert!(std::fs::read(&table).unwrap().starts_with(b"PAR1"));
    let tiles = house.refused(&[
        "export",
        "pmtiles",
        "--store",
        &store,
        "--what",
        "aggregates",
        "--out",
        &house.path("out.pmtiles"),
    ]);
    assert!(tiles.contains("csv or parquet"), "{tiles}");
}

#[test]
fn an_ingested_form_is_published_with_the_indicators_and_comes_from_its_version() {
    let house = House::empty();
    let sample = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../data-samples/forms/SIMULATED_form_1m_astana.xlsx"
    );
    let astana = |answer: &Value| {
        let units = answer["by_unit"]["years"][0]["units"].as_array().unwrap();
        let found = units.iter().find(|unit| unit["kato"] == "71");
        found.unwrap().clone()
    };
    let before = astana(&house.json(&["kpi", "--publish"]));
    assert_eq!(before["origin"], "facts");
    let ingested = house.json(&["ingest", "--profile", "form-1m", sample]);
    assert_eq!(astana(&house.json(&["kpi"])), before, "not published yet");
    let after = astana(&house.json(&["kpi", "--publish"]));
    assert_eq!(
        (&after["origin"], &after["simulated"]),
        (&"form".into(), &true.into())
    );
    assert_eq!(after["offences"]["recorded"], 800);
    let words = house.run(&["kpi"]).stdout;
    assert!(String::from_utf8(words).unwrap().contains("form SIMULATED"));
    let versions = house.json(&["versions"]);
    let current = versions
        .as_array()
        .unwrap()
        .iter()
        .find(|line| line["kind"] == "indicators" && line["current"] == true);
    assert_eq!(current.unwrap()["simulated"], true);
    let manifest = format!(
        "oshaq-data/indicators/{}/manifest.json",
        text(&current.unwrap()["version"])
    );
    let manifest: Value =
        serde_json::from_slice(&std::fs::read(house.path(&manifest)).unwrap()).unwrap();
    assert_eq!(manifest["parents"][0]["version"], ingested["version"]);
}

#[test]
fn a_form_with_an_unusable_figure_publishes_nothing_and_names_its_cell() {
    let house = House::empty();
    let mut form = sample_form();
    form.sheets[0].put("F7", 800.5);
    let file = house.path(NAME);
    form.save(file.as_ref());
    house.json(&["ingest", "--profile", "form-1m", &file]);
    let error = house.refused(&["kpi", "--publish"]);
    assert!(
        error.contains("R1!F7") && error.contains("800.5"),
        "{error}"
    );
    let versions = house.json(&["versions"]);
    let kinds: Vec<&Value> = versions
        .as_array()
        .unwrap()
        .iter()
        .map(|line| &line["kind"])
        .collect();
    assert_eq!(kinds, ["aggregates"]);
}
