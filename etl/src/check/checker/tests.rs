use std::borrow::Cow;
use std::path::Path;

use super::*;
use crate::check::reason::Note;

/// What the ledger says of a row whose time is a wall clock written as a Unix time, as in the register.
const EPOCH: &str = "wall_clock_written_as_utc_epoch";

const HEADER: &str = "UD,ID,CRIME_CODE,STAT,HARD_CODE,DAT_SOVER,DAT_SOVER_STR,DAT_VOZB,DAT_VOZB_STR,REG_CODE,FE1R29P1_ID,x,y";
/// A record in Taraz, made up.
const SOUND: &str = "203112030000001,0,1880,ст.188 ч.3,3,1581193800000,08.02.2020 20:30,1581252000000,09.02.2020,193112,039,687500.0,4743900.0";

fn polygons() -> UnitPolygons {
    let text = r#"{"type":"FeatureCollection","features":[
      {"type":"Feature","properties":{"kato":"31"},"geometry":{"type":"Polygon","coordinates":[
        [[70,42],[74,42],[74,45],[70,45],[70,42]]]}},
      {"type":"Feature","properties":{"kato":"75"},"geometry":{"type":"Polygon","coordinates":[
        [[76,42],[78,42],[78,44],[76,44],[76,42]]]}}]}"#;
    UnitPolygons::parse(text).unwrap()
}

/// Checks one row, with some fields of the sound one replaced.
fn check(changes: &[(&str, &str)]) -> Result<Incident, String> {
    let erdr = Profile::built_in("erdr").unwrap();
    let header: Vec<String> = HEADER.split(',').map(str::to_owned).collect();
    let plan = FilePlan::of_header(&erdr, Path::new("a.csv"), 1, &header).unwrap();
    let mut row: Vec<&str> = SOUND.split(',').collect();
    for (name, value) in changes {
        let at = header.iter().position(|column| column == name).unwrap();
        row[at] = value;
    }
    let values: Vec<Cow<'_, str>> = plan
        .columns
        .positions
        .iter()
        .map(|&p| row.get(p).map_or(Cow::Borrowed(""), |v| Cow::Borrowed(*v)))
        .collect();
    let record = RawRecord {
        line: 2,
        text: b"row",
        values: &values,
    };
    let as_of = "2026-01-31".parse().unwrap();
    let mut checker = Checker::new(&erdr, polygons(), as_of).unwrap();
    checker.check(0, &record, &plan).map_err(|reject| {
        let field = plan.columns.names.get(usize::from(reject.field));
        format!(
            "{} {}",
            Reason::word(reject.reason, &[]),
            field.map_or("", String::as_str)
        )
    })
}

/// What the ledger says of an accepted row, besides what it says of nearly all: see [`EPOCH`].
fn notes(changes: &[(&str, &str)]) -> Vec<&'static str> {
    let mut told = all_notes(changes);
    told.retain(|note| *note != EPOCH);
    told
}

fn all_notes(changes: &[(&str, &str)]) -> Vec<&'static str> {
    let incident = check(changes).unwrap();
    let set = Note::ALL
        .into_iter()
        .filter(|note| incident.notes.has(*note));
    set.map(Note::as_str).collect()
}

fn ms(text: &str) -> i64 {
    let time = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    time.and_utc().timestamp_millis()
}

#[test]
fn a_sound_record_is_accepted_without_a_note() {
    let incident = check(&[]).unwrap();
    assert_eq!(notes(&[]), [""; 0]);
    assert_eq!(incident.committed, ms("2020-02-08 20:30"));
    assert_eq!(incident.registered, day_of(ms("2020-02-09 00:00")));
    assert_eq!((incident.unit, incident.severity), (31, 4));
    assert_ne!(incident.cell, 0);
}

#[test]
fn an_epoch_that_does_not_fit_gives_way_to_the_text() {
    for nonsense in ["2147483647", "1453", "-1", "253402300799000", "x"] {
        let row = [("DAT_SOVER", nonsense)];
        assert_eq!(check(&row).unwrap().committed, ms("2020-02-08 20:30"));
        assert_eq!(notes(&row), ["date_from_second_column"]);
    }
}

#[test]
fn a_date_that_cannot_be_used_is_rejected_with_its_field() {
    let cases = [
        ("", "", "date_missing DAT_SOVER"),
        ("2147483647", "01.01.1900", "date_placeholder DAT_SOVER"),
        ("x", "", "date_unreadable DAT_SOVER"),
        ("", "31.02.2020", "date_unreadable DAT_SOVER_STR"),
        ("", "31.12.1994", "date_too_early DAT_SOVER_STR"),
        ("", "01.02.2026", "date_in_future DAT_SOVER_STR"),
    ];
    for (epoch, text, told) in cases {
        let row = [("DAT_SOVER", epoch), ("DAT_SOVER_STR", text)];
        assert_eq!(check(&row).unwrap_err(), told);
    }
    let last = [("DAT_SOVER", ""), ("DAT_SOVER_STR", "31.01.2026 23:59")];
    assert!(check(&last).is_ok());
}

#[test]
fn a_registration_before_the_commission_is_noted_and_in_the_future_rejected() {
    let before = [("DAT_VOZB", "1580000000000")];
    assert_eq!(notes(&before), ["registered_before_committed"]);
    let future = [("DAT_VOZB", "1900000000000"), ("DAT_VOZB_STR", "")];
    assert_eq!(check(&future).unwrap_err(), "date_in_future DAT_VOZB");
    let none = [("DAT_VOZB", "2147483647"), ("DAT_VOZB_STR", "")];
    assert_eq!(check(&none).unwrap().registered, Incident::NO_DAY);
    let odd = [("DAT_VOZB", "x"), ("DAT_VOZB_STR", "y")];
    assert_eq!(notes(&odd), ["registration_unreadable"]);
}

#[test]
fn the_repeated_hour_is_noted_in_the_zone_of_the_unit() {
    let row = [
        ("DAT_SOVER", ""),
        ("DAT_SOVER_STR", "29.02.2024 23:30"),
        ("DAT_VOZB", ""),
        ("DAT_VOZB_STR", ""),
    ];
    assert!(notes(&row).contains(&"hour_repeated_by_clock_change"));
}

#[test]
fn a_record_without_a_place_keeps_its_declared_unit() {
    for (x, y, reason) in [
        ("", "", "coordinates_missing"),
        ("0", "0", "coordinates_zero"),
        ("x", "1", "coordinates_unreadable"),
    ] {
        let row = [("x", x), ("y", y)];
        assert_eq!(notes(&row), [reason]);
        let incident = check(&row).unwrap();
        assert_eq!((incident.cell, incident.unit), (0, 31));
    }
}

#[test]
fn swapped_axes_lead_to_the_same_cell() {
    let row = [("x", "4743900.0"), ("y", "687500.0")];
    assert_eq!(notes(&row), ["axes_swapped"]);
    assert_eq!(check(&row).unwrap().cell, check(&[]).unwrap().cell);
}

#[test]
fn a_place_outside_the_country_is_rejected_and_outside_the_units_noted() {
    let far = [("x", "500000"), ("y", "9000000")];
    assert_eq!(check(&far).unwrap_err(), "outside_bounds x");
    let north = [("x", "500000"), ("y", "5500000")];
    assert_eq!(notes(&north), ["outside_all_units"]);
}

#[test]
fn a_unit_that_disagrees_with_the_place_is_noted_and_the_place_decides() {
    let row = [("REG_CODE", "197510")];
    assert_eq!(notes(&row), ["unit_disagrees_with_place"]);
    assert_eq!(check(&row).unwrap().unit, 31);
    assert_eq!(notes(&[("REG_CODE", "x")]), ["unit_unknown"]);
    assert_eq!(notes(&[("REG_CODE", "195110")]), [""; 0]);
}

#[test]
fn a_code_that_no_category_claims_counts_as_other() {
    assert_eq!(
        notes(&[("CRIME_CODE", "2020"), ("STAT", "ст.202 ч.1")]),
        ["category_other"]
    );
    assert_eq!(
        notes(&[("CRIME_CODE", "1910")]),
        ["code_disagrees_with_article"]
    );
    let by_article = check(&[("CRIME_CODE", "")]).unwrap();
    assert_eq!(by_article.category, check(&[]).unwrap().category);
}

#[test]
fn an_article_of_the_former_code_is_read_by_that_code() {
    let old = [
        ("CRIME_CODE", "1750"),
        ("STAT", "ст.175 ч.2"),
        ("DAT_SOVER", ""),
        ("DAT_SOVER_STR", "01.05.2014 10:00"),
        ("DAT_VOZB", ""),
        ("DAT_VOZB_STR", "02.05.2014"),
    ];
    let incident = check(&old).unwrap();
    assert_eq!(incident.category, check(&[]).unwrap().category);
    assert!(incident.notes.has(Note::FormerCode));
}

#[test]
fn the_number_is_the_identity_whatever_else_changed() {
    let (one, revised) = (check(&[]).unwrap(), check(&[("HARD_CODE", "2")]).unwrap());
    assert_eq!(one.key, revised.key);
    assert_ne!(one.content, revised.content);
    assert_ne!(one.key, check(&[("ID", "1")]).unwrap().key);
    let nameless = [("UD", "0"), ("ID", "0")];
    let other = [("UD", "0"), ("ID", "0"), ("HARD_CODE", "2")];
    assert_ne!(check(&nameless).unwrap().key, check(&other).unwrap().key);
}

#[test]
fn a_wall_clock_written_as_a_unix_time_is_told() {
    assert_eq!(all_notes(&[]), [EPOCH]);
    assert_eq!(all_notes(&[("DAT_SOVER_STR", "")]), [EPOCH]);
    assert_eq!(all_notes(&[("DAT_SOVER", "")]), ["date_from_second_column"]);
}

#[test]
fn a_unix_time_that_its_text_shows_to_be_utc_gives_way_to_the_text() {
    // 20:30 in Almaty, which was at UTC+6 in 2020, is 14:30 UTC.
    let utc = ms("2020-02-08 14:30").to_string();
    let row = [("DAT_SOVER", utc.as_str())];
    assert_eq!(all_notes(&row), ["epoch_is_utc_by_its_text"]);
    assert_eq!(check(&row).unwrap().committed, ms("2020-02-08 20:30"));
}

#[test]
fn a_unix_time_that_says_another_hour_than_its_text_is_told() {
    let other = ms("2020-02-08 03:10").to_string();
    let row = [("DAT_SOVER", other.as_str())];
    assert_eq!(all_notes(&row), ["epoch_disagrees_with_its_text"]);
    assert_eq!(check(&row).unwrap().committed, ms("2020-02-08 03:10"));
    let day_only = [("DAT_SOVER_STR", "08.02.2020")];
    assert_eq!(all_notes(&day_only), [EPOCH]);
}

#[test]
fn placeholders_are_named_whatever_the_profile_says_of_them() {
    for (epoch, text) in [
        ("2147483647", ""),
        ("", "1900-01-01"),
        ("", "01.01.1900 00:00"),
    ] {
        let row = [("DAT_SOVER", epoch), ("DAT_SOVER_STR", text)];
        let told = check(&row).unwrap_err();
        assert!(told.starts_with("date_placeholder DAT_SOVER"), "{told}");
    }
}

#[test]
fn times_that_a_workbook_or_a_parquet_file_knows_as_times_are_always_read() {
    for text in ["2020-02-08 20:30:00", "2020-02-08 14:30:00+00:00"] {
        let row = [("DAT_SOVER", ""), ("DAT_SOVER_STR", text)];
        assert_eq!(
            check(&row).unwrap().committed,
            ms("2020-02-08 20:30"),
            "{text}"
        );
    }
}

#[test]
fn records_at_one_point_are_known_by_it_and_others_are_not() {
    let point = |x| check(&[("x", x)]).unwrap().point;
    assert_eq!(point("687500.0"), point("687500.0"));
    assert_ne!(point("687500.0"), point("687501.0"));
    assert_eq!(point(""), 0);
}
