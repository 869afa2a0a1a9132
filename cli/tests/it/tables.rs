//! Workbooks and Parquet tables, plain and packed: the same records whatever holds them.

use serde_json::Value;

use crate::bad_files::{self, gz, xz, zip, zst};
use crate::{House, OSHAQ, text};

#[test]
fn a_workbook_is_read_like_the_table_that_it_holds() {
    let house = House::empty();
    std::fs::write(house.path("book.xlsx"), bad_files::sound_workbook()).unwrap();
    std::fs::write(house.path("rows.csv"), bad_files::sound_table()).unwrap();
    let total = |file: &str| {
        let answer = house.json(&["ingest", "--profile", "erdr", "--afresh", file]);
        answer["ledger"]["total"].clone()
    };
    assert_eq!(total("book.xlsx"), total("rows.csv"));
    let inspected = house.json(&["inspect", "book.xlsx"]);
    assert_eq!(inspected["file"], "book.xlsx/Лист1");
    assert_eq!(inspected["header_line"], 3);
}

/// The table of incidents that this program itself writes, read again as a stranger's.
const OWN_TABLE: &str = r#"
name = "own"
format = "csv"
duplicates = "none"
[time]
zone = "Asia/Almaty"
formats = ["epoch_ms"]
earliest = "1995-01-01"
[place]
crs = "EPSG:4326"
bounds = { south = 40.0, north = 55.95, west = 46.0, east = 87.85 }
[categories]
national = true
[[layout]]
name = "incidents"
[layout.columns]
committed = "committed"
registered = "registered_day"
article = "article"
"#;

/// A house with a profile for its own table of incidents; gives what its ingest said, and the table.
fn house_with_a_table() -> (House, Value, Vec<u8>) {
    let house = House::with_records();
    let first = house.ingest();
    std::fs::write(house.path("own.toml"), OWN_TABLE).unwrap();
    let table = format!(
        "oshaq-data/incidents/{}/incidents.parquet",
        text(&first["version"])
    );
    let table = std::fs::read(house.path(&table)).unwrap();
    (house, first, table)
}

#[test]
fn a_parquet_table_is_read_with_its_times() {
    let (house, first, table) = house_with_a_table();
    std::fs::write(house.path("own.parquet"), table).unwrap();
    let again = house.json(&[
        "ingest",
        "--profile",
        "own.toml",
        "--store",
        "own",
        "own.parquet",
    ]);
    let row = |answer: &Value, name: &str| answer["ledger"]["total"][name].as_u64().unwrap();
    assert_eq!(row(&again, "read"), row(&first, "accepted"));
    assert_eq!(row(&again, "accepted"), row(&first, "accepted"));
    let inspected = house.json(&["inspect", "own.parquet"]);
    assert_eq!(inspected["columns"].as_array().unwrap().len(), 10);
}

/// Each way of packing a file, and the ending of its name.
fn packings(name: &str, plain: &[u8]) -> Vec<(String, Vec<u8>)> {
    vec![
        (format!("{name}.gz"), gz(plain)),
        (format!("{name}.xz"), xz(plain)),
        (format!("{name}.zst"), zst(plain)),
        (format!("{name}.zip"), zip(&[(name, plain)])),
        (
            format!("{name}.gz.zip"),
            zip(&[(&format!("{name}.gz"), &gz(plain))]),
        ),
    ]
}

/// Ingests a file with a scratch folder of its own, which must be empty afterwards.
fn ingest(house: &House, profile: &str, file: &str) -> Value {
    let scratch = tempfile::tempdir().unwrap();
    let output = std::process::Command::new(OSHAQ)
        .args(["ingest", "--json", "--afresh", "--store", "packed"])
        .args(["--profile", profile, file])
        .env("TMPDIR", scratch.path())
        .current_dir(house.0.path())
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{file}: {error}");
    let left = std::fs::read_dir(scratch.path()).unwrap().count();
    assert_eq!(left, 0, "{file} left something in the scratch folder");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_packed_workbook_is_read_like_a_plain_one() {
    let house = House::empty();
    let book = bad_files::sound_workbook();
    std::fs::write(house.path("book.xlsx"), &book).unwrap();
    let plain = ingest(&house, "erdr", "book.xlsx");
    assert!(plain["ledger"]["total"]["accepted"].as_u64().unwrap() > 0);
    for (name, packed) in packings("book.xlsx", &book) {
        std::fs::write(house.path(&name), packed).unwrap();
        let read = ingest(&house, "erdr", &name);
        assert_eq!(read["ledger"]["total"], plain["ledger"]["total"], "{name}");
        let inspected = house.json(&["inspect", &name]);
        assert_eq!(inspected["header_line"], 3, "{name}");
    }
    let read = ingest(&house, "erdr", "book.xlsx.zip");
    let file = &read["ledger"]["files"][0]["file"];
    assert_eq!(*file, "book.xlsx.zip/book.xlsx/Лист1");
}

#[test]
fn a_packed_parquet_table_is_read_like_a_plain_one() {
    let (house, first, table) = house_with_a_table();
    for (name, packed) in packings("own.parquet", &table) {
        std::fs::write(house.path(&name), packed).unwrap();
        let read = ingest(&house, "own.toml", &name);
        let accepted = &read["ledger"]["total"]["accepted"];
        assert_eq!(*accepted, first["ledger"]["total"]["accepted"], "{name}");
        let inspected = house.json(&["inspect", &name]);
        let columns = inspected["columns"].as_array().unwrap();
        assert_eq!(columns.len(), 10, "{name}");
    }
}

#[test]
fn an_archive_of_tables_of_every_kind_is_read_whole_and_the_rest_is_told() {
    let house = House::empty();
    let book = bad_files::sound_workbook();
    let rows = bad_files::sound_table();
    let archive = zip(&[
        ("a.csv", rows.as_bytes()),
        ("b.xlsx", &book),
        ("named.xlsx", b"no workbook"),
        ("inner.zip", &zip(&[("c.csv", rows.as_bytes())])),
    ]);
    std::fs::write(house.path("all.zip"), archive).unwrap();
    let read = ingest(&house, "erdr", "all.zip");
    let names = |list: &str| -> Vec<String> {
        let list = read["ledger"][list].as_array().unwrap();
        list.iter().map(|file| text(&file["file"])).collect()
    };
    assert_eq!(names("files"), ["all.zip/a.csv", "all.zip/b.xlsx/Лист1"]);
    assert_eq!(names("unread"), ["all.zip/named.xlsx", "all.zip/inner.zip"]);
    // The workbook holds the records of the table once more, and the later row wins.
    let (table, book) = (&read["ledger"]["files"][0], &read["ledger"]["files"][1]);
    assert!(book["accepted"].as_u64().unwrap() > 0);
    assert_eq!(table["duplicate"], book["accepted"]);
}

#[test]
fn an_archive_in_a_packed_file_is_refused() {
    let house = House::empty();
    let inner = zip(&[("a.csv", bad_files::sound_table().as_bytes())]);
    std::fs::write(house.path("a.zip.gz"), gz(&inner)).unwrap();
    let error = house.refused(&["ingest", "--profile", "erdr", "a.zip.gz"]);
    assert!(
        error.contains("a.zip.gz") && error.contains("unpack it once"),
        "{error}"
    );
}
