//! Unknown files: the proposed profile must read them without edits.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use oshaq_etl::{EtlError, InspectRequest, Inspection, Profile, Role, Tally, inspect};

use crate::support::{House, sound};

fn look(path: &Path) -> Inspection {
    look_with(path, None, None)
}

fn look_with(path: &Path, crs: Option<&str>, zone: Option<&str>) -> Inspection {
    look_told(path, crs, zone, &[]).unwrap()
}

fn look_told(
    path: &Path,
    crs: Option<&str>,
    zone: Option<&str>,
    columns: &[(Role, String)],
) -> Result<Inspection, EtlError> {
    inspect(&InspectRequest {
        path,
        outside: None,
        scratch: &std::env::temp_dir(),
        crs,
        zone,
        columns,
        as_of: "2026-01-31".parse().unwrap(),
    })
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

/// A file of 200 records, each a line that `record` makes of its number.
fn other_register(house: &House, header: &str, record: impl Fn(usize) -> String) -> PathBuf {
    let records: Vec<String> = (0..200).map(record).collect();
    house.file("other.csv", format!("{header}\n{}\n", records.join("\n")))
}

fn roles(found: &Inspection, expected: &[(&str, Option<&str>)]) {
    for (column, role) in expected {
        assert_eq!(role_of(found, column), *role, "{column}");
    }
}

#[test]
fn a_day_and_a_time_of_four_digits_apart_from_it_are_understood() {
    let house = House::new();
    let header = "DR_NO,Date Rptd,DATE OCC,TIME OCC,Crm Cd,Crm Cd Desc,LAT,LON";
    let file = other_register(&house, header, |n| {
        let kind = ["BURGLARY", "THEFT FROM VEHICLE", "ROBBERY"][n % 3];
        let (day, hour, minute) = (1 + n % 27, n % 24, n % 60);
        format!(
            "{n},03/{:02}/2020 12:00:00 AM,03/{day:02}/2020 12:00:00 AM,{hour:02}{minute:02},330,{kind},34.0{n},-118.2{n}",
            day + 1
        )
    });
    let found = look(&file);
    roles(
        &found,
        &[
            ("DR_NO", Some("number")),
            ("Date Rptd", Some("registered")),
            ("DATE OCC", Some("committed")),
            ("TIME OCC", Some("committed_hour")),
            ("Crm Cd", None),
            ("Crm Cd Desc", Some("category")),
        ],
    );
    let tally = read(&house, &found, file);
    assert_eq!((tally.accepted, tally.unmapped), (200, 0));
}

#[test]
fn parts_of_a_second_and_a_number_that_only_seems_one_are_told_apart() {
    let house = House::new();
    let header = "incident_datetime,report_datetime,row_id,incident_category,latitude,longitude";
    let file = other_register(&house, header, |n| {
        // A time that hardly ever comes twice would be taken for the number of the record.
        let kind = ["Assault", "Larceny Theft"][n % 2];
        format!(
            "2021-03-{:02}T{:02}:{:02}:00.000,2021-04-01T00:00:00.000,{n},{kind},37.7{n},-122.4{n}",
            1 + n % 28,
            n % 24,
            n % 60
        )
    });
    let found = look(&file);
    roles(
        &found,
        &[
            ("incident_datetime", Some("committed")),
            ("report_datetime", Some("registered")),
            ("row_id", Some("number")),
            ("incident_category", Some("category")),
        ],
    );
    let tally = read(&house, &found, file);
    assert_eq!((tally.accepted, tally.duplicate), (200, 0));
}

#[test]
fn of_two_times_without_telling_names_the_one_that_is_never_later_is_that_of_commission() {
    let house = House::new();
    let file = other_register(&house, "dt2,dt1,what,lat,lng", |n| {
        let (day, lag) = (1 + n % 20, n % 4);
        let kind = ["кража", "грабёж"][n % 2];
        format!(
            "{:02}.05.2021,{day:02}.05.2021,{kind},43.2{n},76.9{n}",
            day + lag
        )
    });
    let found = look(&file);
    roles(
        &found,
        &[
            ("dt1", Some("committed")),
            ("dt2", Some("registered")),
            ("what", Some("category")),
        ],
    );
    assert!(
        found.doubts.iter().any(|doubt| doubt.contains("`dt1`")),
        "{:?}",
        found.doubts
    );
}

#[test]
fn months_without_days_give_no_profile_and_say_why() {
    let house = House::new();
    let file = other_register(
        &house,
        "Crime ID,Month,Longitude,Latitude,Crime type",
        |n| {
            format!(
                "{n:064x},2021-0{},-0.1{n},51.5{n},{}",
                1 + n % 9,
                ["Burglary", "Robbery"][n % 2]
            )
        },
    );
    let found = look(&file);
    assert_eq!(found.profile, None);
    assert!(
        found
            .doubts
            .iter()
            .any(|doubt| doubt.contains("`Month` tells months without days")),
        "{:?}",
        found.doubts
    );
}

#[test]
fn what_the_police_find_is_proposed_as_such() {
    let house = House::new();
    let file = other_register(&house, "Date,Primary Type,Latitude,Longitude", |n| {
        let kind = ["THEFT", "NARCOTICS", "CRIM SEXUAL ASSAULT"][n % 3];
        format!(
            "01/{:02}/2020 03:05:00 PM,{kind},41.8{n},-87.6{n}",
            1 + n % 28
        )
    });
    let profile = look(&file).profile.unwrap();
    let about = |slug: &str| {
        let from = profile.find(&format!("slug = \"{slug}\"")).unwrap();
        profile[from..].split("\n\n").next().unwrap().to_owned()
    };
    assert!(
        about("narcotics").contains("police_discovered = true"),
        "{profile}"
    );
    assert!(
        about("crim_sexual_assault").contains("sensitive = true"),
        "{profile}"
    );
    assert!(!about("theft").contains("= true"), "{profile}");
}

#[test]
fn a_column_that_somebody_names_goes_before_what_is_guessed() {
    let house = House::new();
    let file = other_register(
        &house,
        "Date,When,Primary Type,Group,Latitude,Longitude",
        |n| {
            let day = 1 + n % 28;
            format!(
                "01/{day:02}/2020,02/{day:02}/2020,THEFT,{},41.8{n},-87.6{n}",
                ["A", "B"][n % 2]
            )
        },
    );
    let told = [
        (Role::Committed, "when".to_owned()),
        (Role::Category, "Group".to_owned()),
    ];
    let found = look_told(&file, None, None, &told).unwrap();
    roles(
        &found,
        &[
            ("When", Some("committed")),
            ("Group", Some("category")),
            ("Primary Type", None),
        ],
    );
    assert_eq!(read(&house, &found, file.clone()).accepted, 200);
    let error = look_told(&file, None, None, &[(Role::Unit, "region".to_owned())]).unwrap_err();
    let error = error.to_string();
    assert!(
        error.contains("`region`") && error.contains("Primary Type"),
        "{error}"
    );
}

#[test]
fn an_end_within_a_word_is_no_end_of_a_time() {
    let house = House::new();
    let file = other_register(&house, "Calendar Date,Offense End,kind,lat,lng", |n| {
        let kind = ["кража", "грабёж"][n % 2];
        format!(
            "{:02}.05.2021,{:02}.06.2021,{kind},43.2{n},76.9{n}",
            1 + n % 28,
            1 + n % 28
        )
    });
    let found = look(&file);
    roles(
        &found,
        &[("Calendar Date", Some("committed")), ("Offense End", None)],
    );
}
