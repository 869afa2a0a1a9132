//! The command line as scripts use it: the real binary, its JSON and its exit status.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test fails as the test does"
)]

mod bad_files;
#[path = "it/export.rs"]
mod export;
#[path = "it/forms.rs"]
mod forms;
#[path = "it/history.rs"]
mod history;
#[path = "it/judging.rs"]
mod judging;
#[path = "it/pull.rs"]
mod pull;
// The server with faults and the writer of workbooks are those of etl's own tests.
#[path = "../../etl/tests/it/sample_form.rs"]
mod sample_form;
#[path = "../../etl/tests/it/server.rs"]
#[expect(dead_code, reason = "its faults are for etl's tests")]
mod server;
#[path = "it/tables.rs"]
mod tables;
#[path = "it/truth.rs"]
mod truth;
#[path = "../../etl/tests/it/workbook.rs"]
mod workbook;

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const OSHAQ: &str = env!("CARGO_BIN_EXE_oshaq");

/// A folder with a store and some simulated records of Almaty.
struct House(TempDir);

impl House {
    fn empty() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn with_records() -> Self {
        let house = Self::empty();
        let out = house.path("raw");
        house.json(&[
            "simulate",
            "--out",
            &out,
            "--from",
            "2024-01-01",
            "--to",
            "2025-12-31",
            "--scale",
            "0.05",
            "--regions",
            "75",
        ]);
        house
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(OSHAQ)
            .args(arguments)
            .current_dir(self.0.path())
            .env_remove("OSHAQ_STORE")
            .output()
            .unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[arguments, &["--json"]].concat());
        assert!(
            output.status.success(),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Runs what cannot work; gives the one line that says why.
    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(output.stdout.is_empty(), "{arguments:?} printed a result");
        error
    }

    fn ingest(&self) -> Value {
        self.json(&["ingest", "--profile", "erdr", "raw"])
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[test]
fn the_main_job_runs_through_every_room_with_the_default_store() {
    let house = House::with_records();
    let ledger = &house.ingest()["ledger"];
    let row = |name: &str| ledger["total"][name].as_u64().unwrap();
    assert!(row("read") > 1000);
    assert_eq!(
        row("read"),
        row("accepted") + row("duplicate") + row("rejected")
    );
    assert_eq!(ledger["simulated"], true);

    let counts = house.json(&["counts"]);
    assert_eq!(
        counts["incidents"].as_u64().unwrap(),
        row("accepted") - row("unmapped")
    );

    let export = house.path("windows.parquet");
    let scores = house.json(&[
        "backtest",
        "--category",
        "theft",
        "--windows",
        "3",
        "--until",
        "2025-12-31",
        "--models",
        "historic_count,kernel_mixture",
        "--export",
        &export,
    ]);
    let models = scores["scores"][0]["models"].as_array().unwrap();
    let named: Vec<_> = models
        .iter()
        .map(|model| model["model"].as_str().unwrap())
        .collect();
    assert_eq!(named, ["historic_count", "kernel_mixture"]);
    let cells = scores["scores"][0]["cells"].as_u64().unwrap();
    assert_eq!(scores["exported_rows"].as_u64(), Some(cells * 3 * 2));
    let seconds = scores["seconds"].as_object().unwrap().iter();
    let timed: Vec<_> = seconds
        .filter(|(_, seconds)| seconds.as_f64().unwrap() > 0.0)
        .map(|(model, _)| model.as_str())
        .collect();
    assert_eq!(timed, ["historic_count", "kernel_mixture"]);
    assert!(Path::new(&export).is_file());

    let forecast = house.json(&["forecast"]);
    let forecasts = forecast["forecasts"].as_array().unwrap();
    assert!(forecasts.iter().any(|line| line["category"] == "theft"));
    assert!(forecasts.iter().all(|line| line["category"] != "drugs"));
    assert!(
        forecasts
            .iter()
            .all(|line| line["window_start"] == "2026-01-01")
    );

    let published = house.json(&["publish"]);
    assert_eq!(published["simulated"], true);
    let again = house.json(&["publish"]);
    assert_eq!(
        published["surface"], again["surface"],
        "the same input gives the same version"
    );

    export::a_layer_is_exported_in_every_form(&house);
    export::a_csv_of_simulated_data_says_so_by_its_name(&house);

    let versions = house.json(&["versions"]);
    let current = |kind: &str| {
        let lines = versions.as_array().unwrap().iter();
        lines
            .filter(|line| line["kind"] == kind && line["current"] == true)
            .count()
    };
    for kind in [
        "incidents",
        "counts",
        "backtest",
        "forecast",
        "surface",
        "indicators",
    ] {
        assert_eq!(current(kind), 1, "{kind}");
    }
    assert_eq!(house.json(&["verify"])["problems"], serde_json::json!([]));
}

#[test]
fn a_proposed_profile_reads_the_file_it_was_proposed_for() {
    let house = House::with_records();
    let mut files: Vec<_> = std::fs::read_dir(house.path("raw"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "csv"))
        .map(|path| path.display().to_string())
        .collect();
    files.sort();
    let file = files[0].as_str();
    house.json(&["inspect", file, "--out", "mine.toml"]);
    let total = |profile: &str| {
        let answer = house.json(&["ingest", "--store", "x", "--profile", profile, file]);
        let total = &answer["ledger"]["total"];
        ["read", "accepted", "unmapped"].map(|name| total[name].as_u64().unwrap())
    };
    assert_eq!(total("mine.toml"), total("erdr"));
    let error = house.refused(&["inspect", file, "--out", "mine.toml"]);
    assert!(error.contains("mine.toml"), "{error}");
}

#[test]
fn an_altered_byte_makes_verify_fail_with_status_1() {
    let house = House::with_records();
    let version = text(&house.ingest()["version"]);
    let file = house
        .0
        .path()
        .join("oshaq-data/incidents")
        .join(version)
        .join("incidents.parquet");
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    let output = house.run(&["verify"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("incidents.parquet: altered"));
}

#[test]
fn ingesting_twice_changes_nothing() {
    let house = House::with_records();
    assert_eq!(house.ingest()["version"], house.ingest()["version"]);
    assert_eq!(house.json(&["versions"]).as_array().unwrap().len(), 1);
}

#[test]
fn the_five_indicators_come_with_every_series_and_contradiction() {
    let dashboard = House::empty().json(&["kpi"]);
    let indicators = dashboard["indicators"].as_array().unwrap();
    assert_eq!(indicators.len(), 5);
    let series = |index: usize| indicators[index]["series"].as_array().unwrap().len();
    assert_eq!([0, 1, 2, 3, 4].map(series), [1, 2, 1, 1, 3]);
    let told = |index: usize, slug: &str| {
        indicators[index]["contradictions"]
            .as_array()
            .unwrap()
            .iter()
            .any(|told| told["slug"] == slug)
    };
    assert!(
        told(1, "no_base_year")
            && told(2, "no_2030")
            && told(3, "even_years")
            && told(4, "three_series")
    );
}

#[test]
fn what_cannot_be_used_is_refused_in_one_line_with_status_2_and_nothing_is_written() {
    let house = House::empty();
    std::fs::write(house.path("rows.csv"), "a,b\n1,2\n").unwrap();
    for (arguments, expected) in [
        (
            vec!["ingest", "--profile", "erdr", "missing.csv"],
            "cannot read missing.csv",
        ),
        (vec!["ingest", "--profile", "nobody", "rows.csv"], "nobody"),
        (
            vec!["ingest", "--profile", "missing.toml", "rows.csv"],
            "missing.toml",
        ),
        (
            vec!["ingest", "--profile", "erdr", "rows.csv"],
            "rows.csv line 1",
        ),
        (vec!["counts"], "oshaq ingest"),
        (vec!["forecast"], "oshaq ingest"),
        (vec!["publish"], "oshaq forecast"),
        (vec!["counts", "--store", "gopher://x"], "gopher"),
        (vec!["simulate", "--out", "x", "--scale", "-1"], "scale"),
        (vec!["simulate", "--out", "x", "--regions", "99"], "99"),
        (
            vec![
                "simulate",
                "--out",
                "x",
                "--from",
                "2025-02-01",
                "--to",
                "2025-01-01",
            ],
            "2025-02-01",
        ),
        (
            vec!["serve", "--map-style-dark", "/styles/dark.json"],
            "`map_style_dark` says nothing without `map_style`",
        ),
    ] {
        let error = house.refused(&arguments);
        assert!(error.contains(expected), "{arguments:?}: {error}");
        let told = error
            .lines()
            .filter(|line| line.starts_with("oshaq: "))
            .count();
        assert_eq!(told, 1, "{arguments:?}: {error}");
    }
    for arguments in [
        vec!["counts", "--resolution", "11"],
        vec!["forecast", "--horizon", "0d"],
        vec!["backtest", "--category", "Theft", "--until", "2025-12-31"],
        vec!["backtest", "--category", "theft"],
        vec!["simulate", "--out", "x", "--regions", "7"],
        vec!["serve", "--listen", "nowhere"],
        vec!["serve", "--map-style", "tiles.example.kz/style.json"],
    ] {
        house.refused(&arguments);
    }
    assert!(!house.0.path().join("oshaq-data").join("incidents").exists());
    assert!(!house.0.path().join("x").exists());
}

#[test]
fn a_simulation_never_writes_among_strangers() {
    let house = House::empty();
    std::fs::create_dir(house.path("raw")).unwrap();
    std::fs::write(house.path("raw/thesis.doc"), "years of work").unwrap();
    let error = house.refused(&["simulate", "--out", "raw"]);
    assert!(error.contains("thesis.doc"), "{error}");
}

#[test]
fn a_store_of_a_newer_schema_is_refused() {
    let house = House::with_records();
    let version = text(&house.ingest()["version"]);
    let file = house
        .0
        .path()
        .join("oshaq-data/incidents")
        .join(version)
        .join("manifest.json");
    let manifest = std::fs::read_to_string(&file).unwrap();
    let mut manifest: Value = serde_json::from_str(&manifest).unwrap();
    manifest["schema_version"] = 99.into();
    std::fs::write(&file, manifest.to_string()).unwrap();
    let error = house.refused(&["counts"]);
    assert!(error.contains("upgrade oshaq"), "{error}");
}

#[test]
fn a_police_discovered_category_is_never_forecast() {
    let house = House::with_records();
    house.ingest();
    let error = house.refused(&["forecast", "--category", "drugs"]);
    assert!(error.contains("drugs"), "{error}");
}

#[test]
fn an_unknown_model_is_refused_with_the_known_ones() {
    let house = House::with_records();
    house.ingest();
    let error = house.refused(&["forecast", "--model", "oracle"]);
    assert!(error.contains("kernel_mixture"), "{error}");
}
