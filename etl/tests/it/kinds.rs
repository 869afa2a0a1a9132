//! What files come in: archives, unknown encodings and delimiters, reference systems of their own, folders.

use std::io::{Cursor, Write};

use oshaq_etl::{EtlError, Profile, Tally, ingest};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::{HEADER, House, UNITS, sound};

fn told(tally: &Tally) -> (u64, u64, u64, u64) {
    (tally.read, tally.accepted, tally.duplicate, tally.rejected)
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        let options = SimpleFileOptions::default();
        writer.start_file(*name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn csv(numbers: std::ops::Range<u32>) -> String {
    let rows: Vec<String> = numbers.map(sound).collect();
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

#[test]
fn each_member_of_an_archive_has_its_own_lines_in_the_ledger() {
    let house = House::new();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(csv(20..25).as_bytes()).unwrap();
    let archive = zip(&[
        ("2020/a.csv", csv(1..10).as_bytes()),
        ("2020/b.csv.gz", &gz.finish().unwrap()),
        ("README.txt.md", b"about"),
    ]);
    let file = house.file("records.zip", archive);
    let plain = house.csv("plain.csv", &(1..10).map(sound).collect::<Vec<_>>());
    let report = house.ingest(&[file, plain]).unwrap();
    let files: Vec<_> = report
        .ledger
        .files
        .iter()
        .map(|f| (f.file.as_str(), f.tally.read))
        .collect();
    assert_eq!(
        files,
        [
            ("records.zip/2020/a.csv", 9),
            ("records.zip/2020/b.csv.gz", 5),
            ("plain.csv", 9)
        ]
    );
    assert_eq!(told(&report.ledger.total), (23, 14, 9, 0));
    let unread: Vec<_> = report
        .ledger
        .unread
        .iter()
        .map(|u| u.file.as_str())
        .collect();
    assert_eq!(unread, ["records.zip/README.txt.md"]);
}

#[test]
fn a_name_that_would_slip_out_of_a_folder_is_only_a_name() {
    let house = House::new();
    let archive = zip(&[("../../../slipped.csv", csv(1..3).as_bytes())]);
    let file = house.file("a.zip", archive);
    let report = house.ingest(&[file]).unwrap();
    assert_eq!(report.ledger.files[0].file, "a.zip/../../../slipped.csv");
    assert_eq!(told(&report.ledger.total), (2, 2, 0, 0));
    let around = house.folder.path().ancestors().take(4);
    assert!(
        around
            .into_iter()
            .all(|folder| !folder.join("slipped.csv").exists())
    );
}

#[test]
fn a_member_that_was_altered_is_refused() {
    let house = House::new();
    let mut archive = zip(&[("a.csv", csv(1..300).as_bytes())]);
    let middle = archive.len() / 3;
    archive[middle] ^= 0x55;
    let error = house.ingest(&[house.file("a.zip", archive)]).unwrap_err();
    assert!(matches!(error, EtlError::Damaged { .. }), "{error}");
    assert!(error.to_string().contains("a.zip/a.csv"), "{error}");
}

#[test]
fn an_unknown_encoding_and_delimiter_give_the_same_incidents() {
    let house = House::new();
    let text = csv(1..40);
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let semicolons = text.replace(',', ";");
    let tabs = format!("Учёт за февраль\n\n{}", text.replace(',', "\t"));
    for (name, bytes) in [
        ("marked.csv", format!("\u{feff}{text}").into_bytes()),
        ("utf16.csv", utf16),
        ("semicolons.csv", semicolons.into_bytes()),
        ("tabs.csv", tabs.into_bytes()),
    ] {
        let report = house.ingest(&[house.file(name, bytes)]).unwrap();
        assert_eq!(told(&report.ledger.total), (39, 39, 0, 0), "{name}");
    }
}

#[test]
fn a_page_is_read_in_the_reference_system_that_it_says_before_or_after_its_records() {
    let house = House::new();
    let fields = r#""UD":"203112030000001","CRIME_CODE":"1880","DAT_SOVER":1581193800000,"REG_CODE":"193112""#;
    let features = format!(
        "\"features\":[{{\"attributes\":{{{fields}}},\"geometry\":{{\"x\":7936402.0,\"y\":5285000.0}}}}]"
    );
    let system = r#""spatialReference":{"wkid":102100,"latestWkid":3857}"#;
    let collection = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"properties\":{{{fields}}},\"geometry\":{{\"type\":\"Point\",\"coordinates\":[71.29382,42.82470]}}}}]}}"
    );
    for (name, text) in [
        ("before.json", format!("{{{system},{features}}}")),
        ("after.json", format!("{{{features},{system}}}")),
        ("collection.geojson", collection),
    ] {
        let report = house.ingest(&[house.file(name, text)]).unwrap();
        let total = &report.ledger.total;
        assert_eq!(
            (total.accepted, total.unmapped),
            (1, 0),
            "{name}: {total:?}"
        );
        assert_eq!(
            total.notes.keys().collect::<Vec<_>>(),
            ["wall_clock_written_as_utc_epoch"],
            "{name}"
        );
    }
    let unknown = format!("{{\"spatialReference\":{{\"wkid\":31999}},{features}}}");
    let error = house
        .ingest(&[house.file("unknown.json", unknown)])
        .unwrap_err();
    assert!(error.to_string().contains("EPSG:31999"), "{error}");
}

#[test]
fn an_ingest_that_keeps_going_leaves_a_damaged_file_out_whole_and_tells_it() {
    let house = House::new();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(csv(0..20_000).as_bytes()).unwrap();
    let bytes = gz.finish().unwrap();
    let damaged = house.file("damaged.csv.gz", &bytes[..bytes.len() / 2]);
    let foreign = house.file("foreign.csv", "a,b\n1,2\n");
    let sound_file = house.csv("sound.csv", &[sound(30_001), sound(30_002)]);
    let files = [damaged.clone(), foreign, sound_file];
    let profile = Profile::built_in("erdr").unwrap();
    let run = |files: &[std::path::PathBuf]| {
        let lock = house
            .store
            .lock("test", std::time::Duration::from_secs(5))
            .unwrap();
        let mut request = house.request(&profile, files, &lock);
        request.units_geojson = Some(UNITS);
        request.keep_going = true;
        ingest(&request)
    };
    let report = run(&files).unwrap();
    assert_eq!(told(&report.ledger.total), (2, 2, 0, 0));
    assert_eq!(report.manifest.rows["incidents.parquet"], 2);
    let unread: Vec<_> = report
        .ledger
        .unread
        .iter()
        .map(|u| u.file.as_str())
        .collect();
    assert_eq!(unread, ["damaged.csv.gz", "foreign.csv"]);
    let folder = house.folder.path().display().to_string();
    assert!(
        report
            .ledger
            .unread
            .iter()
            .all(|u| !u.reason.contains(&folder))
    );
    assert!(matches!(run(&[damaged]), Err(EtlError::Damaged { .. })));
}

#[test]
fn one_point_that_holds_most_records_of_a_unit_is_told() {
    let house = House::new();
    let mut rows: Vec<String> = (0..60).map(sound).collect();
    let elsewhere =
        |n: u32| crate::support::row(n, "08.02.2020", &format!("6{n}00.5"), "4743900.0");
    rows.extend((870..900).map(elsewhere));
    let report = house.ingest(&[house.csv("a.csv", &rows)]).unwrap();
    let stacks = &report.ledger.stacks;
    assert_eq!(stacks.len(), 1, "{stacks:?}");
    assert_eq!(stacks[0].unit, "31");
    // 60 are at the point; two others in the same cell take as much from what is certain.
    assert!((55..=60).contains(&stacks[0].records), "{stacks:?}");
}

#[test]
fn a_workbook_without_a_program_to_read_it_is_refused_with_the_reason() {
    let house = House::new();
    let book = zip(&[("xl/workbook.xml", b"<workbook/>")]);
    for (name, bytes) in [("a.xlsx", book), ("a.parquet", b"PAR1".to_vec())] {
        let error = house.ingest(&[house.file(name, bytes)]).unwrap_err();
        assert!(matches!(error, EtlError::Unsupported { .. }), "{error}");
    }
}
