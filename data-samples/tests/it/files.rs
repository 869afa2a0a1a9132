use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use oshaq_samples::{POPULATION_FILE, SimulationConfig, facts, write_simulation};
use sha2::{Digest, Sha256};

use crate::support::{config, day};

/// Hash of each file under a folder, by its path there.
fn hashes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut hashes = BTreeMap::new();
    for part in ["", "truth"] {
        for entry in fs::read_dir(folder.join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                let hash = Sha256::digest(fs::read(&path).unwrap()).to_vec();
                hashes.insert(name, hash);
            }
        }
    }
    hashes
}

fn written(config: &SimulationConfig) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    write_simulation(config.clone(), folder.path(), |_| {}).unwrap();
    hashes(folder.path())
}

fn small() -> SimulationConfig {
    config(
        day(2023, 11, 1),
        day(2024, 3, 31),
        0.05,
        &["75", "71", "47", "62"],
    )
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let on_threads = |number| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(number)
            .build()
            .unwrap();
        pool.install(|| written(&small()))
    };
    let one = on_threads(1);
    assert_eq!(one.len(), 9);
    assert_eq!(one, on_threads(4));
    let other = written(&SimulationConfig { seed: 8, ..small() });
    for (name, hash) in one.iter().filter(|(name, _)| !name.ends_with("README.md")) {
        assert_ne!(&other[name], hash, "{name}");
    }
}

#[test]
fn the_committed_samples_are_what_the_simulator_writes() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let again = config(day(2024, 1, 1), day(2024, 3, 31), 2.0, &["62"]);
    let again = written(&again);
    assert_eq!(
        hashes(&samples),
        again,
        "run examples/make_samples.rs as its comment says"
    );
}

#[test]
fn every_file_says_that_it_is_simulated() {
    let folder = tempfile::tempdir().unwrap();
    let summary = write_simulation(small(), folder.path(), |_| {}).unwrap();
    for name in hashes(folder.path()).keys() {
        assert!(
            name.trim_start_matches("truth/").starts_with("SIMULATED_"),
            "{name}"
        );
    }
    let names: Vec<_> = summary
        .files
        .iter()
        .map(|path| path.file_name().unwrap().to_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["SIMULATED_erdr_2023.csv", "SIMULATED_erdr_2024.csv"]
    );
    for path in &summary.files {
        let mut reader = csv::Reader::from_path(path).unwrap();
        let marker = reader
            .headers()
            .unwrap()
            .iter()
            .position(|name| name == "SIMULATED")
            .unwrap();
        assert!(reader.records().all(|row| &row.unwrap()[marker] == "1"));
    }
    let page = fs::read_to_string(folder.path().join("SIMULATED_erdr_page.json")).unwrap();
    let page: serde_json::Value = serde_json::from_str(&page).unwrap();
    assert_eq!(page["simulated"], true);
    assert_eq!(page["spatialReference"]["wkid"], 32_642);
    assert_eq!(page["features"].as_array().unwrap().len(), 100);
    assert_eq!(page["features"][0]["attributes"]["SIMULATED"], 1);
}

#[test]
fn the_header_names_the_fields_that_are_written() {
    let folder = tempfile::tempdir().unwrap();
    let summary = write_simulation(small(), folder.path(), |_| {}).unwrap();
    let page = fs::read_to_string(folder.path().join("SIMULATED_erdr_page.json")).unwrap();
    let page: serde_json::Value = serde_json::from_str(&page).unwrap();
    let first = &page["features"][0]["attributes"];
    let mut reader = csv::Reader::from_path(&summary.files[0]).unwrap();
    let header = reader.headers().unwrap().clone();
    let row = reader.records().next().unwrap().unwrap();
    assert_eq!(header.len(), row.len());
    for (name, value) in header
        .iter()
        .zip(&row)
        .filter(|(name, _)| !["x", "y"].contains(name))
    {
        let told = match &first[name] {
            serde_json::Value::Null => String::new(),
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        assert_eq!(told, value, "{name}");
    }
}

#[test]
fn the_truth_has_a_line_for_each_row_and_cells_that_add_to_one() {
    let folder = tempfile::tempdir().unwrap();
    let summary = write_simulation(small(), folder.path(), |_| {}).unwrap();
    let truth = folder.path().join("truth");
    let lines: usize = [2023, 2024]
        .map(|year| {
            csv::Reader::from_path(truth.join(format!("SIMULATED_truth_{year}.csv")))
                .unwrap()
                .records()
                .count()
        })
        .iter()
        .sum();
    assert_eq!(lines as u64, summary.rows);
    let mut sums = BTreeMap::<String, f64>::new();
    let mut cells = csv::Reader::from_path(truth.join("SIMULATED_intensity_by_cell.csv")).unwrap();
    for row in cells.records() {
        let row = row.unwrap();
        *sums.entry(row[1].to_owned()).or_default() += row[2].parse::<f64>().unwrap();
    }
    assert_eq!(sums.len(), 4);
    for (unit, sum) in sums {
        assert!((sum - 1.0).abs() < 1e-3, "{unit}: {sum}");
    }
}

#[test]
fn residents_of_cells_add_up_to_the_people_of_the_simulated_units() {
    let folder = tempfile::tempdir().unwrap();
    write_simulation(small(), folder.path(), |_| {}).unwrap();
    let mut cells = csv::Reader::from_path(folder.path().join(POPULATION_FILE)).unwrap();
    let residents: Vec<(String, u32)> = cells.deserialize().map(Result::unwrap).collect();
    assert!(residents.windows(2).all(|pair| pair[0].0 < pair[1].0));
    assert!(
        residents
            .iter()
            .all(|(_, persons)| persons % 160 == 0 && *persons > 0)
    );
    let simulated: f64 = residents
        .iter()
        .map(|(_, persons)| f64::from(*persons))
        .sum();
    let told: f64 = small()
        .regions
        .iter()
        .map(|kato| people_of(&kato.to_string()))
        .sum();
    assert!(
        (simulated / told - 1.0).abs() < 0.15,
        "{simulated} of {told}"
    );
}

/// The newest yearly average of a unit.
fn people_of(kato: &str) -> f64 {
    let own = facts::population().iter().filter(|row| row.kato == kato);
    own.max_by_key(|row| row.year)
        .map_or(0.0, |row| row.population)
}

#[test]
fn a_second_simulation_leaves_no_file_of_the_first_and_keeps_strangers() {
    let folder = tempfile::tempdir().unwrap();
    write_simulation(small(), folder.path(), |_| {}).unwrap();
    fs::write(folder.path().join("mine.txt"), "kept").unwrap();
    let spring = config(day(2024, 3, 1), day(2024, 3, 31), 0.05, &["75"]);
    write_simulation(spring, folder.path(), |_| {}).unwrap();
    assert!(!folder.path().join("SIMULATED_erdr_2023.csv").exists());
    assert!(folder.path().join("mine.txt").exists());
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a_file");
    fs::write(&file, "").unwrap();
    let error = write_simulation(small(), &file, |_| {})
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("a_file") && error.starts_with("cannot write"),
        "{error}"
    );
}
