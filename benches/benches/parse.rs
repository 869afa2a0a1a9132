//! Rows of the ERDR layer as CSV into a version of incidents: read, checked, placed in cell and unit, deduplicated and
//! written. The throughput is in rows of the file.

use std::fs;
use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use oshaq_benches::write_city;
use oshaq_etl::{Delivery, IngestRequest, Profile, ingest};
use oshaq_store::{Options, Store};

const UNITS: &str = include_str!("../../data-samples/facts/region_shapes.geojson");

fn parse(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let files = write_city(folder.path());
    let rows = files
        .iter()
        .map(|file| fs::read_to_string(file).expect("a file").lines().count() - 1)
        .sum::<usize>();
    let profile = Profile::built_in("erdr").expect("a profile");
    let mut group = criterion.benchmark_group("parse");
    group
        .sample_size(10)
        .throughput(Throughput::Elements(rows as u64));
    for (name, units) in [
        ("csv_to_incidents", None),
        ("csv_to_incidents_with_units", Some(UNITS)),
    ] {
        group.bench_function(name, |bench| {
            bench.iter_batched(
                || tempfile::tempdir().expect("a temporary folder"),
                |place| {
                    let read = ingest_into(&place, &profile, &files, units);
                    assert_eq!(read, rows as u64);
                    place
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

/// Ingests into a new store and gives the number of rows read.
fn ingest_into(
    place: &tempfile::TempDir,
    profile: &Profile,
    files: &[PathBuf],
    units: Option<&str>,
) -> u64 {
    let store =
        Store::open(&place.path().to_string_lossy(), &Options::new(Utc::now)).expect("a store");
    let lock = store
        .lock("bench", std::time::Duration::from_secs(1))
        .expect("the lock of a new store");
    let report = ingest(&IngestRequest {
        store: &store,
        lock: &lock,
        profile,
        files,
        outside: None,
        keep_going: false,
        delivery: Delivery::Afresh,
        units_geojson: units,
        as_of: NaiveDate::from_ymd_opt(2025, 1, 1).expect("a day"),
        now: DateTime::UNIX_EPOCH,
        code_version: "bench",
        scratch: place.path().to_owned(),
        progress: &|_| {},
    });
    report.expect("an ingest").ledger.total.read
}

criterion_group!(benches, parse);
criterion_main!(benches);
