//! What a version is worth: counted, compared and told.

use oshaq_etl::{Delivery, NO_UNIT, Quality, ingest, quality};

use crate::support::{House, UNITS, row};

/// Records of unit 31: so many each month of three years from 2019 on, except where `of` says otherwise.
fn rows(of: impl Fn(i32, u32) -> u32) -> Vec<String> {
    let mut rows = Vec::new();
    for year in 2019..2022 {
        for month in 1..=12 {
            for _ in 0..of(year, month) {
                let number = rows.len() as u32 + 1;
                rows.push(row(
                    number,
                    &format!("28.{month:02}.{year}"),
                    "687500.0",
                    "4743900.0",
                ));
            }
        }
    }
    rows
}

impl House {
    fn quality_of(&self, name: &str, rows: &[String]) -> Quality {
        let lock = self.store.lock("test", std::time::Duration::ZERO).unwrap();
        let (profile, files) = (
            oshaq_etl::Profile::built_in("erdr").unwrap(),
            [self.csv(name, rows)],
        );
        let mut request = self.request(&profile, &files, &lock);
        request.units_geojson = Some(UNITS);
        request.delivery = Delivery::Part;
        let version = ingest(&request).unwrap().version;
        quality(&self.store, &version, None).unwrap()
    }
}

#[test]
fn a_month_out_of_line_and_a_month_without_records_are_told() {
    let rows = rows(|year, month| match (year, month) {
        (2021, 3) => 60,
        (2020, 7) => 0,
        _ => 12,
    });
    let found = House::new().quality_of("a.csv", &rows);
    assert_eq!(found.records, rows.len() as u64);
    let told = &found.implausible[0];
    assert_eq!(
        (told.unit.as_str(), told.month.to_string().as_str()),
        ("31", "2021-03")
    );
    assert!(told.records == 60 && (told.expected - 12.0).abs() < 1e-9);
    assert!(told.low < 12.0 && told.high < 60.0);
    let missing: Vec<String> = found
        .missing
        .iter()
        .map(|one| one.month.to_string())
        .collect();
    assert_eq!(missing, ["2020-07"]);
}

#[test]
fn fields_units_and_delays_are_counted() {
    let late = row(1, "08.02.2020", "687500.0", "4743900.0")
        .replace("20:30,08.02.2020", "20:30,18.02.2020");
    let nowhere = row(2, "08.02.2020", "", "").replace("193112", "");
    let broken = row(3, "31.02.2020", "687500.0", "4743900.0");
    let found = House::new().quality_of("a.csv", &[late, nowhere, broken]);
    assert_eq!((found.filled["cell"], found.filled["unit"]), (1, 1));
    let units: Vec<_> = found
        .units
        .iter()
        .map(|u| (u.unit.as_str(), u.records, u.not_mapped))
        .collect();
    assert_eq!(units, [(NO_UNIT, 1, 1), ("31", 1, 0)]);
    assert_eq!(found.lags_by_unit[1].median, 10);
    assert_eq!(found.lags_by_month[0].of, "2020-02");
    let rejected = &found.rejected[0];
    assert_eq!(
        (rejected.reason.as_str(), rejected.rows),
        ("date_unreadable", 1)
    );
    assert_eq!(
        (
            rejected.examples[0].file.as_str(),
            rejected.examples[0].line
        ),
        ("a.csv", 4)
    );
    assert!(found.drift.is_none());
}

#[test]
fn a_version_is_compared_with_the_one_that_it_continues() {
    let house = House::new();
    let first = house.quality_of("a.csv", &rows(|_, _| 1));
    let more = row(900, "28.05.2020", "687500.0", "4743900.0");
    let drift = house.quality_of("b.csv", &[more]).drift.unwrap();
    assert_eq!(drift.since, first.version);
    assert_eq!(drift.categories["theft"], (36, 37));
    assert_eq!(drift.units["31"], (36, 37));
    let months: Vec<_> = drift
        .months
        .iter()
        .map(|(m, pair)| (m.to_string(), *pair))
        .collect();
    assert_eq!(months, [("2020-05".to_owned(), (1, 2))]);
}
