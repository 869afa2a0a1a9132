//! Each fault is counted from the rows themselves and compared with its share.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDateTime};
use oshaq_samples::{
    Defect, DefectShares, ErdrRow, PLACEHOLDER, RowKind, SimulatedRecord, facts, wall_clock_ms,
};

use crate::support::{all_rows, config, day};

fn rows() -> Vec<SimulatedRecord> {
    all_rows(config(day(2024, 1, 1), day(2024, 9, 30), 0.6, &[]))
}

fn text_time(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%d.%m.%Y %H:%M").unwrap()
}

/// Within 4.5 standard errors of a binomial share.
fn assert_share(found: usize, of: usize, share: f64, what: &str) {
    let error = (share * (1.0 - share) / of as f64).sqrt();
    let seen = found as f64 / of as f64;
    assert!(
        (seen - share).abs() < 4.5 * error,
        "{what}: {seen} of {of}, expected {share}"
    );
}

fn is_swapped(row: &ErdrRow) -> bool {
    // Northings are above 4.4 million metres here and eastings below 2 million.
    row.x.is_some_and(|x| x > 4_400_000.0)
}

fn early(row: &ErdrRow) -> bool {
    match (row.dat_vozb, row.dat_sover) {
        (Some(registered), Some(committed)) => registered < committed,
        _ => false,
    }
}

#[test]
fn each_fault_has_its_share_in_the_rows() {
    let usual = DefectShares::USUAL;
    let rows = rows();
    let records: Vec<&ErdrRow> = rows
        .iter()
        .filter(|r| r.kind == RowKind::Original)
        .map(|r| &r.row)
        .collect();
    let check = |what: &str, share: f64, test: &dyn Fn(&ErdrRow) -> bool| {
        assert_share(
            records.iter().filter(|row| test(row)).count(),
            records.len(),
            share,
            what,
        );
    };
    check("missing", usual.missing_coordinates, &|row| {
        row.x.is_none() && row.y.is_none()
    });
    check("zero", usual.zero_coordinates, &|row| {
        row.x == Some(0.0) && row.y == Some(0.0)
    });
    check("swapped", usual.swapped_axes, &is_swapped);
    check("text only", usual.text_dates_only, &|row| {
        row.dat_sover.is_none() && row.dat_vozb.is_none()
    });
    check("placeholder", usual.placeholder, &|row| {
        row.dat_vozb == Some(PLACEHOLDER)
    });
    check("early", usual.registered_before_committed, &early);
    check("article", usual.unknown_article, &|row| {
        row.crime_code == "9990"
    });
    let duplicates = rows
        .iter()
        .filter(|r| r.kind == RowKind::ExactDuplicate)
        .count();
    assert_share(
        duplicates,
        records.len(),
        usual.exact_duplicate,
        "duplicates",
    );
}

#[test]
fn an_exact_duplicate_repeats_the_whole_row_and_a_resent_one_its_number_only() {
    let rows = rows();
    let mut first = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for record in &rows {
        match record.kind {
            RowKind::Original => {
                assert!(first.insert(&record.row.ud, &record.row).is_none());
                assert!(ids.insert(record.row.objectid));
            }
            RowKind::ExactDuplicate => assert_eq!(first[&record.row.ud], &record.row),
            RowKind::Resent => {
                assert!(ids.insert(record.row.objectid));
                let Some(original) = first.get(&record.row.ud) else {
                    continue;
                };
                assert!(
                    record.row.entrydate > original.entrydate || original.entrydate == PLACEHOLDER
                );
                assert_ne!(record.row.stat, original.stat);
                assert_eq!(record.row.x, original.x);
            }
        }
    }
    let resent = rows
        .iter()
        .filter(|record| record.kind == RowKind::Resent)
        .count();
    // Up to 80 days later, so some fall beyond the end: between half and all of the share.
    let share = resent as f64 / first.len() as f64;
    assert!((0.006..0.012).contains(&share), "{share}");
}

#[test]
fn milliseconds_are_the_wall_clock_of_the_text() {
    let mut compared = 0;
    for record in rows() {
        let row = &record.row;
        assert_eq!(row.simulated, 1);
        assert!(row.ud.starts_with("SIM") && row.tz1id.starts_with("SIM"));
        assert_eq!(row.reg_code[2..4], *record.truth.unit);
        let ordinary = |ms: &i64| *ms > PLACEHOLDER;
        let Some(ms) = row.dat_sover.filter(ordinary) else {
            continue;
        };
        assert_eq!(ms, wall_clock_ms(text_time(&row.dat_sover_str)));
        if let Some(registered) = row.dat_vozb.filter(ordinary) {
            let text = DateTime::from_timestamp_millis(registered)
                .unwrap()
                .format("%d.%m.%Y");
            assert_eq!(text.to_string(), row.dat_vozb_str);
        }
        compared += 1;
    }
    assert!(compared > 10_000);
}

#[test]
fn frauds_pile_up_at_police_stations() {
    let frauds: Vec<_> = rows()
        .into_iter()
        .filter(|r| r.kind == RowKind::Original && r.truth.category == "fraud")
        .collect();
    let mut points = BTreeMap::<(i64, i64), usize>::new();
    for record in &frauds {
        if record.truth.defects.contains(&Defect::AtStation) {
            let tenth = |value: Option<f64>| (value.unwrap() * 10.0) as i64;
            *points
                .entry((tenth(record.row.x), tenth(record.row.y)))
                .or_default() += 1;
        }
    }
    let stacked: usize = points.values().sum();
    assert_share(
        stacked,
        frauds.len(),
        DefectShares::USUAL.at_station_if_remote,
        "at station",
    );
    assert!(*points.values().max().unwrap() > 100);
}

#[test]
fn rows_use_known_place_types_and_metres_of_zone_42() {
    let codes: BTreeSet<_> = facts::place_types()
        .iter()
        .map(|place| place.code.as_str())
        .collect();
    let degrees = proj4rs::Proj::from_proj_string("+proj=longlat +datum=WGS84 +no_defs").unwrap();
    let metres = proj4rs::Proj::from_proj_string("+proj=utm +zone=42 +datum=WGS84").unwrap();
    for record in rows().iter().step_by(97) {
        assert!(codes.contains(record.row.fe1r29p1_id));
        if record.truth.defects.is_empty() {
            let mut point = (record.row.x.unwrap(), record.row.y.unwrap(), 0.0);
            proj4rs::transform::transform(&metres, &degrees, &mut point).unwrap();
            assert!((point.0.to_degrees() - record.truth.lng).abs() < 2e-6);
            assert!((point.1.to_degrees() - record.truth.lat).abs() < 2e-6);
        }
    }
}
