//! Unknown files: the proposed profile must read them without edits.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use oshaq_etl::{InspectRequest, Inspection, Profile, Tally, inspect};

use crate::support::{House, sound};

fn look(path: &Path) -> Inspection {
    look_with(path, None, None)
}

fn look_with(path: &Path, crs: Option<&str>, zone: Option<&str>) -> Inspection {
    inspect(&InspectRequest {
        path,
        outside: None,
        scratch: &std::env::temp_dir(),
        crs,
        zone,
        as_of: "2026-01-31".parse().unwrap(),
    })
    .unwrap()
}

fn role_of<'a>(found: &'a Inspection, column: &str) -> Option<&'a str> {
    let column = found.columns.iter().find(|c| c.name == column);
    column.unwrap().role
}

/// Ingests a file by the profile proposed for it.
fn read(house: &House, found: &Inspection, file: PathBuf) -> Tally {
    let text = found.profile.as_ref().unwrap();
    let profile = Profile::parse(text, "proposed").unwrap_or_else(|e| panic!("{e}\n{text}"));
    let report = house.ingest_as(&profile, &[file], None).unwrap();
    assert!(report.ledger.total.balances());
    report.ledger.total
}

#[test]
fn the_layout_of_the_register_is_understood() {
    let house = House::new();
    let rows: Vec<String> = (1..300).map(sound).collect();
    let file = house.csv("unknown.txt", &rows);
    let found = look(&file);
    for (column, role) in [
        ("UD", Some("number")),
        ("CRIME_CODE", Some("category")),
        ("STAT", Some("article")),
        ("DAT_SOVER_STR", Some("committed")),
        ("DAT_VOZB_STR", Some("registered")),
        ("REG_CODE", Some("unit")),
        ("x", Some("x")),
        ("y", Some("y")),
        ("HARD_CODE", None),
    ] {
        assert_eq!(role_of(&found, column), role, "{column}");
    }
    assert_eq!((found.delimiter, found.header_line), (Some(','), Some(1)));
    let tally = read(&house, &found, file);
    assert_eq!((tally.read, tally.accepted, tally.unmapped), (299, 299, 0));
}

#[test]
fn semicolons_windows_letters_and_a_title_above_the_header_are_found_out() {
    let house = House::new();
    let mut text = "Сведения о преступлениях за февраль 2020 года\n\nНомер;Дата совершения;Дата регистрации;Вид преступления;Долгота;Широта\n".to_owned();
    for n in 1..=200 {
        let kind = ["Кража", "Грабёж", "Мошенничество"][n % 3];
        let _ = writeln!(
            text,
            "{n};0{}.02.2020 1{}:30;10.02.2020;{kind};71,{n};42,8{n}",
            1 + n % 9,
            n % 10
        );
    }
    let bytes: Vec<u8> = encode_1251(&text);
    let file = house.file("february.csv", bytes);
    let found = look(&file);
    assert_eq!(
        (found.encoding, found.delimiter, found.header_line),
        ("windows-1251", Some(';'), Some(3))
    );
    let tally = read(&house, &found, file);
    assert_eq!((tally.read, tally.accepted, tally.unmapped), (200, 200, 0));
    assert!(
        !tally.notes.contains_key("category_other"),
        "{:?}",
        tally.notes
    );
}

/// Windows-1251 of Russian and ASCII letters.
fn encode_1251(text: &str) -> Vec<u8> {
    text.chars()
        .map(|sign| match u32::from(sign) {
            code @ 0x410..=0x44f => (code - 0x410 + 0xc0) as u8,
            0x451 => 0xb8,
            code => u8::try_from(code).unwrap(),
        })
        .collect()
}

#[test]
fn midnights_written_as_utc_tell_their_zone() {
    let house = House::new();
    let mut text = "occurrencedate,occurrencehour,premises_type,MCI,Lat,Long\n".to_owned();
    for n in 0..200 {
        let (month, hour) = if n % 2 == 0 {
            ("01", "05")
        } else {
            ("07", "04")
        };
        let kind = ["Assault", "Auto Theft", "Break and Enter"][n % 3];
        let _ = writeln!(
            text,
            "2014/{month}/{:02} {hour}:00:00+00,{},House,{kind},43.7{n},-79.5{n}",
            1 + n % 28,
            n % 24
        );
    }
    let file = house.file("a.csv", text);
    let found = look(&file);
    let profile = found.profile.clone().unwrap();
    assert!(profile.contains("zone = \"America/New_York\""), "{profile}");
    assert_eq!(role_of(&found, "occurrencehour"), Some("committed_hour"));
    let tally = read(&house, &found, file);
    assert_eq!((tally.accepted, tally.unmapped), (200, 0));
}

#[test]
fn coordinates_of_an_unknown_system_are_left_out_until_somebody_names_it() {
    let house = House::new();
    let mut text =
        "Complaint,CodedMonth,DateOccur,Count,Crime,Description,XCoord,YCoord\n".to_owned();
    for n in 0..100 {
        let count = if n % 10 == 0 { -1 } else { 1 };
        let crime = [51111, 64701, 31111][n % 3];
        let _ = writeln!(
            text,
            "14-{n:06},2014-04,4/{}/2014 14:14,{count}, {crime},X,{}.3,1028833",
            1 + n % 28,
            888_000 + n
        );
    }
    let file = house.file("April2014.csv", text);
    let found = look(&file);
    assert!(
        found.doubts.iter().any(|doubt| doubt.contains("--crs")),
        "{:?}",
        found.doubts
    );
    let tally = read(&house, &found, file.clone());
    assert_eq!((tally.accepted, tally.unmapped), (90, 90));
    assert_eq!(tally.rejects["unfounded"], 10);
    let known = look_with(&file, Some("ESRI:102696"), Some("America/Chicago"));
    let tally = read(&house, &known, file);
    assert_eq!((tally.accepted, tally.unmapped), (90, 0));
}

#[test]
fn a_page_of_the_public_map_is_understood() {
    let house = House::new();
    let features: Vec<String> = (1..100)
        .map(|n| format!(
            "{{\"attributes\":{{\"UD\":\"2031120300{n:05}\",\"CRIME_CODE\":\"1880\",\"DAT_SOVER\":{}}},\"geometry\":{{\"x\":7936000,\"y\":5290000}}}}",
            1_581_193_800_000_u64 + n * 60_000
        ))
        .collect();
    let page = format!(
        "{{\"spatialReference\":{{\"wkid\":102100,\"latestWkid\":3857}},\"features\":[{}]}}",
        features.join(",")
    );
    let file = house.file("page.json", page);
    let found = look(&file);
    assert_eq!(found.format, "json");
    let tally = read(&house, &found, file);
    assert_eq!((tally.accepted, tally.unmapped), (99, 0));
}

#[test]
fn a_file_without_times_gets_no_profile() {
    let house = House::new();
    let found = look(&house.file("a.csv", "name,age\nx,1\ny,2\n"));
    assert_eq!(found.profile, None);
    assert_eq!(found.columns.len(), 2);
}
