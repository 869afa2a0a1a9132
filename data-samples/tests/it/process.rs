use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Timelike};
use geo::{Contains, Point};
use oshaq_domain::Categories;
use oshaq_samples::{SimulatedRecord, SimulationConfig, SimulationError, facts, simulate};

use crate::support::{all_rows, config, day, originals, without_defects};

/// Metres between two points a short way apart.
fn distance_m(a: &SimulatedRecord, b: &SimulatedRecord) -> f64 {
    let north = (a.truth.lat - b.truth.lat) * 111_195.0;
    let east = (a.truth.lng - b.truth.lng) * 111_195.0 * a.truth.lat.to_radians().cos();
    north.hypot(east)
}

/// Pairs within 200 m and 14 days, given each record's day.
fn close_pairs(records: &[SimulatedRecord], days: &[i64]) -> usize {
    let mut order: Vec<usize> = (0..records.len()).collect();
    order.sort_by_key(|&index| days[index]);
    let mut pairs = 0;
    for (position, &a) in order.iter().enumerate() {
        let soon = order[position + 1..]
            .iter()
            .take_while(|&&b| days[b] - days[a] <= 14);
        pairs += soon
            .filter(|&&b| distance_m(&records[a], &records[b]) <= 200.0)
            .count();
    }
    pairs
}

/// Knox's ratio: close pairs against those when the same days are dealt to the same places at random.
fn knox_ratio(records: &[SimulatedRecord]) -> f64 {
    let days: Vec<i64> = records
        .iter()
        .map(|record| i64::from(record.truth.committed.date().num_days_from_ce()))
        .collect();
    // 104,729 is prime and no divisor of the number of records, so this deals every day once.
    let dealt: Vec<i64> = (0..days.len())
        .map(|index| days[(index * 104_729 + 17) % days.len()])
        .collect();
    close_pairs(records, &days) as f64 / close_pairs(records, &dealt) as f64
}

#[test]
fn thefts_repeat_near_and_soon_and_frauds_do_not() {
    let almaty = config(day(2023, 1, 1), day(2024, 6, 30), 0.5, &["75"]);
    let records = originals(without_defects(almaty));
    let ratio_of = |category: &str| {
        let some: Vec<_> = records
            .iter()
            .filter(|r| r.truth.category == category)
            .cloned()
            .collect();
        assert!(some.len() > 3_000, "{} {category}", some.len());
        knox_ratio(&some)
    };
    let theft = ratio_of("theft");
    assert!(theft > 1.15, "theft: {theft}");
    let fraud = ratio_of("fraud");
    assert!((0.9..1.1).contains(&fraud), "fraud: {fraud}");
}

#[test]
fn a_quarter_of_thefts_was_triggered_by_an_earlier_one_nearby() {
    let almaty = config(day(2024, 1, 1), day(2024, 12, 31), 1.0, &["75"]);
    let records = originals(without_defects(almaty));
    let by_event: BTreeMap<u64, &SimulatedRecord> =
        records.iter().map(|r| (r.truth.event, r)).collect();
    let thefts: Vec<_> = records
        .iter()
        .filter(|r| r.truth.category == "theft")
        .collect();
    let triggered: Vec<_> = thefts.iter().filter(|r| r.truth.parent.is_some()).collect();
    // The share of triggered records in a stationary process is its branching ratio, 0.25.
    let share = triggered.len() as f64 / thefts.len() as f64;
    assert!((share - 0.25).abs() < 0.02, "{share}");
    for record in triggered {
        let Some(parent) = record.truth.parent.and_then(|event| by_event.get(&event)) else {
            continue;
        };
        let delay = (record.truth.committed.date() - parent.truth.committed.date()).num_days();
        assert!((1..=45).contains(&delay), "{delay} days");
        assert!(distance_m(record, parent) < 120.0 * 6.0);
        assert_eq!(record.truth.category, parent.truth.category);
    }
}

#[test]
fn every_event_lies_in_its_unit_and_its_row_in_the_country() {
    let shapes: BTreeMap<_, _> = facts::region_polygons().iter().cloned().collect();
    for record in originals(config(day(2024, 2, 1), day(2024, 3, 31), 0.2, &[])) {
        let truth = &record.truth;
        assert!(
            shapes[truth.unit].contains(&Point::new(truth.lng, truth.lat)),
            "{truth:?}"
        );
        if truth.defects.is_empty() {
            // The country's extent in metres of zone 42, from its corners.
            let (x, y) = (record.row.x.unwrap(), record.row.y.unwrap());
            assert!((-1_300_000.0..2_000_000.0).contains(&x), "{x}");
            assert!((4_480_000.0..6_400_000.0).contains(&y), "{y}");
        }
    }
}

#[test]
fn categories_are_the_national_ones_and_the_remainder() {
    let national = Categories::national();
    let records = originals(without_defects(config(
        day(2024, 1, 1),
        day(2024, 12, 31),
        0.3,
        &[],
    )));
    let seen: BTreeSet<_> = records.iter().map(|record| record.truth.category).collect();
    let expected: BTreeSet<_> = national
        .iter()
        .map(|c| c.slug.as_str())
        .chain(["other"])
        .collect();
    assert_eq!(seen, expected);
    for record in &records {
        let of_code = national
            .of_code(record.row.crime_code)
            .map(|category| category.slug.as_str());
        assert_eq!(
            of_code.unwrap_or("other"),
            record.truth.category,
            "{}",
            record.row.crime_code
        );
    }
}

#[test]
fn hours_weekdays_and_seasons_differ() {
    let records = originals(without_defects(config(
        day(2023, 1, 1),
        day(2023, 12, 31),
        0.3,
        &["75", "71"],
    )));
    let share = |category: &str, test: &dyn Fn(&SimulatedRecord) -> bool| {
        let some: Vec<_> = records
            .iter()
            .filter(|r| r.truth.category == category)
            .collect();
        some.iter().filter(|record| test(record)).count() as f64 / some.len() as f64
    };
    let night =
        |r: &SimulatedRecord| r.truth.committed.hour() >= 20 || r.truth.committed.hour() < 4;
    assert!(share("robbery", &night) > 0.45);
    assert!(share("fraud", &night) < 0.15);
    let weekend = |r: &SimulatedRecord| r.truth.committed.weekday().num_days_from_monday() >= 5;
    assert!(share("fraud", &weekend) < 0.24);
    let summer = |r: &SimulatedRecord| (6..=8).contains(&r.truth.committed.month());
    // 92 of 365 days, raised by up to 8 %.
    assert!(share("theft", &summer) > 92.0 / 365.0);
}

#[test]
fn the_last_hour_of_29_february_2024_is_lived_twice_where_the_clock_was_put_back() {
    let records = originals(without_defects(config(
        day(2024, 2, 20),
        day(2024, 3, 31),
        5.0,
        &["75", "47"],
    )));
    let hour_23 = |date: NaiveDate, unit: &str| {
        let of = |r: &&SimulatedRecord| {
            r.truth.unit == unit
                && r.truth.committed.date() == date
                && r.truth.committed.hour() == 23
        };
        records.iter().filter(of).count() as f64
    };
    let leap = day(2024, 2, 29);
    let usual = (1..=7)
        .map(|back| hour_23(leap - chrono::Days::new(back), "75"))
        .sum::<f64>()
        / 7.0;
    let twice = hour_23(leap, "75");
    assert!(
        (1.4..2.8).contains(&(twice / usual)),
        "{twice} against {usual}"
    );
    let flagged: Vec<_> = records
        .iter()
        .filter(|r| r.truth.second_of_repeated_hour)
        .collect();
    assert!(!flagged.is_empty());
    for record in flagged {
        assert_eq!(record.truth.unit, "75");
        assert_eq!(record.truth.committed.date(), leap);
        assert_eq!(record.truth.committed.hour(), 23);
    }
}

#[test]
fn registration_follows_commission_and_stays_in_the_period() {
    let (from, to) = (day(2024, 5, 1), day(2024, 7, 15));
    for record in all_rows(config(from, to, 0.2, &["75", "61"])) {
        let truth = &record.truth;
        assert!(truth.registered >= truth.committed, "{truth:?}");
        assert!((from..=to).contains(&truth.registered.date()));
        assert!((truth.registered - truth.committed).num_days() <= 90);
    }
}

#[test]
fn a_units_events_do_not_depend_on_the_others() {
    let month = |regions: &[&str]| {
        let rows = originals(config(day(2024, 4, 1), day(2024, 4, 30), 0.3, regions));
        let of_unit = rows.into_iter().filter(|record| record.truth.unit == "71");
        of_unit
            .map(|record| (record.truth, record.row.ud))
            .collect::<Vec<_>>()
    };
    let alone = month(&["71"]);
    assert!(!alone.is_empty());
    assert_eq!(alone, month(&["71", "75", "10"]));
}

#[test]
fn impossible_configurations_are_refused_in_words() {
    let refuse = |change: &dyn Fn(&mut SimulationConfig)| {
        let mut config = config(day(2024, 1, 1), day(2024, 1, 31), 0.1, &["75"]);
        change(&mut config);
        simulate(config, |_, _| Ok(())).unwrap_err().to_string()
    };
    assert!(
        refuse(&|c| c.to = day(2023, 1, 1))
            .contains("the period from 2024-01-01 to 2023-01-01 is empty")
    );
    assert!(
        refuse(&|c| c.to = day(2026, 1, 1))
            .contains("no published total of recorded offences for 2026")
    );
    assert!(refuse(&|c| c.from = day(2016, 12, 31)).contains("simulate between 2017 and 2025"));
    for scale in [0.0, -1.0, 20.1, f64::NAN, f64::INFINITY] {
        assert!(refuse(&|c| c.scale = scale).contains("is not a positive number of at most 20"));
    }
    assert!(
        refuse(&|c| c.regions = vec!["99".parse().unwrap()])
            .contains("99 is not the KATO code of a unit")
    );
    assert!(refuse(&|c| c.defects.resent = 1.5).contains("share of resent is 1.5"));
    assert!(refuse(&|c| c.defects.resent = f64::NAN).contains("share of resent"));
}

#[test]
fn an_error_of_the_sink_ends_the_simulation() {
    let mut months = 0;
    let result = simulate(
        config(day(2024, 1, 1), day(2024, 3, 31), 0.01, &["75"]),
        |_, _| {
            months += 1;
            Err(SimulationError::Format("full".to_owned()))
        },
    );
    assert!(result.is_err());
    assert_eq!(months, 1);
}
