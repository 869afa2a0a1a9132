//! A delivery after the first, its report and what is exported of it, through the real binary.

use crate::House;

const HEADER: &str =
    "UD,ID,CRIME_CODE,STAT,HARD_CODE,DAT_SOVER,DAT_SOVER_STR,DAT_VOZB_STR,REG_CODE,FE1R29P1_ID,x,y";

fn line(number: u32, code: u32) -> String {
    format!(
        "{number},0,{code}0,ст.{code} ч.3,3,,08.02.2020 20:30,08.02.2020,193112,039,687500,4743900\n"
    )
}

/// A house with two deliveries: three thefts, then one of them again, one as a robbery, and a line that says nothing.
fn house() -> House {
    let house = House::empty();
    let thefts: String = (1..4).map(|number| line(number, 188)).collect();
    std::fs::write(house.path("a.csv"), format!("{HEADER}\n{thefts}")).unwrap();
    let later = format!("{HEADER}\n{}{}=1+1,\n", line(1, 188), line(2, 191));
    std::fs::write(house.path("b.csv"), later).unwrap();
    house.json(&["ingest", "--profile", "erdr", "a.csv"]);
    house
}

#[test]
fn a_delivery_is_told_by_ingest_and_by_its_report() {
    let house = house();
    let first = house.json(&["report"])["version"].clone();
    let report = house.json(&["ingest", "--profile", "erdr", "b.csv"]);
    let changes = &report["ledger"]["changes"];
    assert_eq!(
        (&changes["reclassified"], &changes["resent"]),
        (&1.into(), &1.into())
    );
    let told = house.json(&["report", "--html", &house.path("report.html")]);
    assert_eq!(told["drift"]["since"], first);
    assert_eq!(
        told["drift"]["categories"]["robbery"],
        serde_json::json!([0, 1])
    );
    let page = std::fs::read_to_string(house.path("report.html")).unwrap();
    for part in [
        "Account of the records",
        "reclassified",
        "wrong_field_count",
        "b.csv:4",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let text = house.run(&["report", &first.as_str().unwrap()[..8]]).stdout;
    let text = String::from_utf8(text).unwrap();
    assert!(text.contains("Of 3 rows read 3 were accepted"), "{text}");
    assert!(house.refused(&["report", "zzz"]).contains("oshaq versions"));
}

#[test]
fn rejects_history_and_ledger_are_exported_for_spreadsheets() {
    let house = house();
    house.json(&["ingest", "--profile", "erdr", "b.csv"]);
    for (what, rows, begins, holds) in [
        (
            "rejects",
            2,
            "version,outcome,reason,file,line",
            "rejected,wrong_field_count,b.csv,4,,",
        ),
        (
            "history",
            1,
            "version,incident_id,committed,",
            ",reclassified,,\"category,article\",robbery,",
        ),
        ("ledger", 1, "file,sha256,bytes,layout,read", "b.csv,"),
    ] {
        let out = house.path(&format!("{what}.csv"));
        let told = house.json(&["export", "csv", "--what", what, "--out", &out]);
        assert_eq!(told["rows"], rows, "{what}");
        let text = std::fs::read_to_string(&out).unwrap();
        assert!(text.starts_with(begins) && text.contains(holds), "{text}");
    }
    let error = house.refused(&[
        "export",
        "parquet",
        "--what",
        "history",
        "--out",
        &house.path("x"),
    ]);
    assert!(error.contains("csv"), "{error}");
}
