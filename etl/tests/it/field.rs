//! Field tests on real data, which the project does not carry: `make field DATA=…`.

use std::path::{Path, PathBuf};

use oshaq_domain::{Counts, LatLng};
use oshaq_etl::{IngestReport, Tally};

use crate::support::{House, sample_profile};

pub fn data(folder: &str) -> PathBuf {
    let root = std::env::var_os("OSHAQ_DATA")
        .expect("set OSHAQ_DATA to the folder with the field data, or run `make field DATA=…`");
    Path::new(&root).join("data").join(folder)
}

pub fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.to_string_lossy().to_lowercase().ends_with(ending));
    files.sort();
    files
}

fn share_inside(counts: &Counts, inside: impl Fn(LatLng) -> bool) -> f64 {
    let all = counts.total() as f64;
    let entries = counts.entries().iter();
    let within = entries.filter(|e| inside(counts.cells()[e.cell as usize].centre()));
    within.map(|e| f64::from(e.count)).sum::<f64>() / all
}

fn tell(report: &IngestReport) -> &Tally {
    eprintln!(
        "{}",
        serde_json::to_string_pretty(&report.ledger.total).unwrap()
    );
    assert!(report.ledger.total.balances());
    assert!(report.ledger.files.iter().all(|file| file.tally.balances()));
    &report.ledger.total
}

#[test]
#[ignore = "field test: make field DATA=…"]
fn field_every_row_of_toronto_is_in_the_ledger_and_in_the_city() {
    let house = House::new();
    let profile = sample_profile("toronto.toml");
    let report = house
        .ingest_as(&profile, &files(&data("toronto"), ".csv.xz"), None)
        .unwrap();
    let tally = tell(&report);
    assert_eq!(tally.read, 240_992);
    assert!(tally.accepted + tally.rejected == tally.read);
    let counts = house.count(&report, 9);
    let inside = |p: LatLng| (43.5..43.9).contains(&p.lat()) && (-79.7..-79.1).contains(&p.lng());
    assert!(share_inside(&counts, inside) > 0.999);
}

#[test]
#[ignore = "field test: make field DATA=…"]
fn field_every_row_of_st_louis_is_in_the_ledger_and_in_the_city() {
    let house = House::new();
    let folder = house.folder.path().join("st_louis");
    unpack(&data("st_louis").join("monthly_2008_2014.tar.xz"), &folder);
    let months = files(&folder, ".csv");
    assert_eq!(months.len(), 84);
    let report = house
        .ingest_as(&sample_profile("st_louis.toml"), &months, None)
        .unwrap();
    let tally = tell(&report);
    assert_eq!(tally.read, 397_765);
    assert_eq!(tally.rejects["unfounded"], 6_772);
    assert_eq!(tally.unmapped_reasons["coordinates_zero"], 5_162);
    let counts = house.count(&report, 9);
    let inside = |p: LatLng| (38.5..38.8).contains(&p.lat()) && (-90.4..-90.1).contains(&p.lng());
    assert!(share_inside(&counts, inside) > 0.999);
}

fn unpack(archive: &Path, folder: &Path) {
    std::fs::create_dir(folder).unwrap();
    let status = std::process::Command::new("tar")
        .args(["--extract", "--strip-components=0", "--file"])
        .arg(archive)
        .arg("--directory")
        .arg(folder)
        .status()
        .unwrap();
    assert!(status.success(), "cannot unpack {}", archive.display());
}
