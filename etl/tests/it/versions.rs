use oshaq_domain::CategorySlug;
use oshaq_etl::{REJECTS, UNIT_COUNTS, categories_of};
use oshaq_store::Kind;
use oshaq_store::tables::names;

use crate::support::{House, row, sound};

#[test]
fn the_same_bytes_give_the_same_version_and_a_revision_another() {
    let house = House::new();
    let rows: Vec<_> = (1..500).map(sound).collect();
    let file = house.csv("a.csv", &rows);
    let first = house.ingest(std::slice::from_ref(&file)).unwrap();
    let again = house.ingest(std::slice::from_ref(&file)).unwrap();
    assert_eq!(first.version, again.version);
    let revised = house.csv("a.csv", &rows[1..]);
    assert_ne!(house.ingest(&[revised]).unwrap().version, first.version);
}

#[test]
fn simulated_records_are_labelled_by_the_name_of_their_file() {
    let house = House::new();
    let plain = house.csv("a.csv", &[sound(1)]);
    assert!(!house.ingest(&[plain]).unwrap().manifest.simulated);
    let simulated = house.csv("SIMULATED_a.csv", &[sound(1)]);
    let report = house.ingest(&[simulated]).unwrap();
    assert!(report.manifest.simulated && report.ledger.simulated);
}

#[test]
fn simulated_records_are_labelled_by_their_own_mark() {
    let house = House::new();
    let text = format!("{},SIMULATED\n{},1\n", crate::support::HEADER, sound(1));
    let report = house.ingest(&[house.file("a.csv", text)]).unwrap();
    assert!(report.manifest.simulated);
    let text = format!("{},SIMULATED\n{},\n", crate::support::HEADER, sound(1));
    let report = house.ingest(&[house.file("b.csv", text)]).unwrap();
    assert!(!report.manifest.simulated);
}

#[test]
fn no_number_and_no_coordinate_leaves_the_house() {
    let house = House::new();
    let file = house.csv(
        "a.csv",
        &[sound(1234), row(4321, "31.02.2020", "687500", "4743900")],
    );
    let report = house.ingest(&[file]).unwrap();
    for name in [names::INCIDENTS, REJECTS] {
        let path = house
            .store
            .file(Kind::Incidents, &report.version, name)
            .unwrap();
        let bytes = std::fs::read(path.path()).unwrap();
        for secret in ["203112030001234", "203112030004321", "687500", "4743900"] {
            let found = bytes
                .windows(secret.len())
                .any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} is in {name}");
        }
    }
}

#[test]
fn what_is_not_mapped_counts_in_its_unit_and_not_in_a_cell() {
    let house = House::new();
    let file = house.csv("a.csv", &[sound(1), sound(2), row(3, "08.02.2020", "", "")]);
    let report = house.ingest(&[file]).unwrap();
    let counts = house.count(&report, 9);
    assert_eq!(counts.total(), 2);
    let version = house.store.current(Kind::Counts).unwrap().unwrap();
    let manifest = house.store.manifest(Kind::Counts, &version).unwrap();
    assert_eq!(manifest.rows[UNIT_COUNTS], 1);
    let theft: CategorySlug = "theft".parse().unwrap();
    assert!(
        categories_of(&house.store, Kind::Counts, &version)
            .unwrap()
            .get(&theft)
            .is_some()
    );
}

#[test]
fn an_offence_is_known_from_its_registration_on() {
    let house = House::new();
    let late = sound(1).replace("20:30,08.02.2020", "20:30,01.03.2020");
    let early = sound(2).replace("20:30,08.02.2020", "20:30,01.02.2020");
    let report = house.ingest(&[house.csv("a.csv", &[late, early])]).unwrap();
    assert_eq!(report.ledger.total.notes["registered_before_committed"], 1);
    let counts = house.count(&report, 9);
    let known: Vec<_> = counts
        .entries()
        .iter()
        .map(|e| e.known.to_string())
        .collect();
    assert_eq!(known, ["2020-02-08", "2020-03-01"]);
    assert_eq!(counts.until("2020-03-01".parse().unwrap()).total(), 1);
}
