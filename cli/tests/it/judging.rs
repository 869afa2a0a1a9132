//! Evaluation, analysts' verbs, and what Ctrl-C leaves behind.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::{House, OSHAQ, text};

/// The version that a kind's pointer names.
fn current(house: &House, kind: &str) -> String {
    let folder = house.path(&format!("oshaq-data/{kind}"));
    let version = std::fs::read_to_string(Path::new(&folder).join("current")).unwrap();
    format!("{folder}/{}", version.trim())
}

#[test]
fn an_evaluation_is_kept_with_its_report_and_the_published_forecast_has_a_card() {
    let house = House::with_records();
    house.ingest();
    let report = house.path("report.html");
    let answer = house.json(&[
        "evaluate",
        "--category",
        "theft",
        "--windows",
        "4",
        "--models",
        "kernel_mixture,historic_count",
        "--shifts",
        "1",
        "--report",
        &report,
    ]);
    let found = &answer["evaluation"]["categories"][0];
    assert_eq!(found["comparisons"][0]["second"], "historic_count");
    assert_eq!(found["grids"].as_array().unwrap().len(), 1);
    let groups = found["disparity"].as_array().unwrap();
    assert!(
        groups
            .iter()
            .any(|group| group["kind"] == "unit" && group["group"] == "75")
    );
    assert!(groups.iter().any(|group| group["kind"] == "stratum"));

    let page = std::fs::read_to_string(&report).unwrap();
    let kept = format!("{}/report.html", current(&house, "backtest"));
    assert!(kept.ends_with(text(&answer["report"]).trim_start_matches("./")));
    assert_eq!(page, std::fs::read_to_string(kept).unwrap());
    assert!(page.contains("simulated data") && page.contains("<svg") && !page.contains("<script"));
    assert!(Path::new(&format!("{}/windows.parquet", current(&house, "backtest"))).is_file());

    // A card shows the scores of the forecast's own model only.
    house.json(&[
        "forecast",
        "--category",
        "theft",
        "--model",
        "kernel_mixture",
    ]);
    house.json(&["publish"]);
    let cards = std::fs::read(format!("{}/model_cards.json", current(&house, "surface"))).unwrap();
    let cards: Value = serde_json::from_slice(&cards).unwrap();
    assert_eq!(cards[0]["category"], "theft");
    assert!(
        cards[0]["scores"].is_null(),
        "four weeks of so few records are not told of"
    );
    assert!(cards[0]["disparity"].is_array());
    let scores = |kind: &str| -> Value {
        let file = std::fs::read(format!("{}/scores.json", current(&house, kind))).unwrap();
        serde_json::from_slice(&file).unwrap()
    };
    let all = scores("backtest");
    let total = all[0]["observed"].as_u64().unwrap() + all[0]["outside"].as_u64().unwrap();
    assert!(total < 100, "{total}");
    assert_eq!(scores("surface"), json!([]));
}

#[test]
fn analysts_find_near_repeats_and_hot_areas_and_never_of_what_the_police_find() {
    let house = House::with_records();
    house.ingest();
    let knox = house.json(&["near-repeat", "--category", "theft", "--permutations", "99"]);
    let table = knox["table"].as_array().unwrap();
    assert_eq!(table.len(), 4 * 5);
    assert!(
        table
            .iter()
            .all(|cell| cell["p_value"].as_f64().unwrap() >= 0.01)
    );

    let out = house.path("areas.geojson");
    let answer = house.json(&[
        "hot-areas",
        "--category",
        "theft",
        "--density",
        "1.5",
        "--out",
        &out,
    ]);
    let areas: Value = serde_json::from_slice(&std::fs::read(&out).unwrap()).unwrap();
    let features = areas["features"].as_array().unwrap();
    assert_eq!(features.len(), answer["areas"].as_array().unwrap().len());
    assert!(
        features
            .iter()
            .all(|area| area["geometry"]["type"] == "MultiPolygon")
    );

    let refused = house.refused(&[
        "hot-areas",
        "--category",
        "theft",
        "--days",
        "4000000000",
        "--out",
        &out,
    ]);
    assert!(refused.contains("before the calendar begins"), "{refused}");

    let refused = house.refused(&[
        "hot-areas",
        "--category",
        "drugs",
        "--out",
        &house.path("drugs.geojson"),
    ]);
    assert!(refused.contains("found by the police"), "{refused}");
    assert!(!Path::new(&house.path("drugs.geojson")).exists());
}

/// A district that is a box around the city.
fn district(house: &House, unit: &str) -> String {
    let (west, south, east, north) = (76.0, 42.8, 77.8, 43.8);
    let ring = [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
    ];
    let box_around = json!({ "type": "FeatureCollection", "features": [{
        "type": "Feature",
        "properties": { "kato": "751110000", "unit": unit, "name_kk": "A", "name_ru": "A", "name_en": "A" },
        "geometry": { "type": "Polygon", "coordinates": [ring] },
    }] });
    let file = house.path(&format!("districts-{unit}.geojson"));
    std::fs::write(&file, box_around.to_string()).unwrap();
    file
}

#[test]
fn what_is_pooled_by_given_districts_says_so_and_is_another_job_than_without_them() {
    let house = House::with_records();
    house.ingest();
    let plain = ["forecast", "--category", "theft", "--model", "pooled"];
    let model = |answer: &Value| text(&answer["forecasts"][0]["model"]);
    assert_eq!(model(&house.json(&plain)), "pooled");
    let shapes = district(&house, "75");
    let by_district = [&plain[..], &["--districts", &shapes]].concat();
    let first = house.json(&by_district);
    assert_eq!(
        (model(&first).as_str(), &first["reused"]),
        ("pooled+districts", &json!(0))
    );
    assert_eq!(house.json(&by_district)["reused"], 1);

    let wrong = district(&house, "71");
    let refused = house.refused(&[&plain[..], &["--districts", &wrong]].concat());
    assert!(
        refused.contains("districts-71.geojson") && refused.contains("feature 1"),
        "{refused}"
    );
}

/// Starts a verb, presses Ctrl-C when it says that it has begun, and gives its exit status and last words.
fn interrupted(house: &House, arguments: &[&str], begun: &str) -> (Option<i32>, String) {
    let mut child = Command::new(OSHAQ)
        .args(arguments)
        .current_dir(house.path(""))
        .env_remove("OSHAQ_STORE")
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut words = BufReader::new(child.stderr.take().unwrap())
        .lines()
        .map(Result::unwrap);
    assert!(
        words.by_ref().any(|line| line.starts_with(begun)),
        "{arguments:?} never began"
    );
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    let last = words.last().unwrap_or_default();
    (child.wait().unwrap().code(), last)
}

/// The versions that readers take: finished jobs of an unfinished forecast may stand beside them.
fn without_jobs(house: &House) -> Vec<Value> {
    let versions = house.json(&["versions"]);
    let versions = versions.as_array().unwrap().iter();
    let of_readers = versions.filter(|version| version["kind"] != "job");
    of_readers.cloned().collect()
}

#[test]
fn a_forecast_takes_up_the_jobs_that_were_finished_and_comes_out_the_same() {
    let house = House::with_records();
    house.ingest();
    let model = ["--model", "historic_count"];
    let forecast = |more: &[&str]| house.json(&[&["forecast"], &model[..], more].concat());
    let first = forecast(&["--category", "theft"]);
    assert_eq!(first["reused"], 0);
    let both = forecast(&["--category", "theft,robbery"]);
    assert_eq!(both["reused"], 1, "robbery is new, theft is not");
    let again = forecast(&["--category", "theft,robbery"]);
    assert_eq!(
        (&again["reused"], &again["version"]),
        (&2.into(), &both["version"])
    );
    assert_eq!(
        forecast(&["--category", "theft"])["version"],
        first["version"]
    );
    let other = forecast(&["--category", "theft", "--horizon", "7d"]);
    assert_eq!(other["reused"], 0, "another window is another job");

    // A job whose file was changed is done again, and mended.
    let jobs = house.json(&["versions"]);
    for job in jobs
        .as_array()
        .unwrap()
        .iter()
        .filter(|version| version["kind"] == "job")
    {
        let file = format!("oshaq-data/job/{}/forecast.parquet", text(&job["version"]));
        std::fs::write(house.path(&file), b"changed").unwrap();
    }
    let mended = forecast(&["--category", "theft,robbery"]);
    assert_eq!(
        (&mended["reused"], &mended["version"]),
        (&0.into(), &both["version"])
    );
    assert_eq!(forecast(&["--category", "theft,robbery"])["reused"], 2);
}

#[test]
fn ctrl_c_ends_with_status_1_and_leaves_the_store_as_it_was() {
    let house = House::with_records();
    house.ingest();
    house.json(&["counts"]);
    let before = without_jobs(&house);
    let export = house.path("export.parquet");
    let verbs: [(&[&str], &str); 3] = [
        (
            &[
                "backtest",
                "--category",
                "theft,robbery,hooliganism",
                "--windows",
                "26",
                "--until",
                "2025-12-31",
                "--export",
                &export,
            ],
            "backtest",
        ),
        (
            &[
                "evaluate",
                "--category",
                "theft,robbery,hooliganism",
                "--shifts",
                "0",
            ],
            "backtest",
        ),
        (&["forecast"], "forecast"),
    ];
    for (arguments, begun) in verbs {
        let (status, words) = interrupted(&house, arguments, begun);
        assert_eq!(status, Some(1), "{arguments:?}: {words}");
        assert!(
            words.contains("stopped on request") || words.contains("interrupted"),
            "{words}"
        );
        assert_eq!(without_jobs(&house), before, "{arguments:?}");
    }
    assert!(
        !Path::new(&export).exists(),
        "an unfinished export is removed"
    );
    assert_eq!(house.json(&["verify"])["problems"], serde_json::json!([]));
    let left: Vec<_> = std::fs::read_dir(house.path("oshaq-data"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(
        left.iter()
            .all(|name| !name.contains("backtest") && !name.contains("forecast")),
        "{left:?}"
    );
}

#[test]
fn jobs_that_no_forecast_can_take_up_are_listed_and_removed_only_when_told_so() {
    let house = House::with_records();
    house.ingest();
    let forecast = |more: &[&str]| {
        let model = ["forecast", "--model", "historic_count", "--category"];
        house.json(&[&model[..], more].concat())
    };
    let jobs = || {
        let versions = house.json(&["versions"]);
        let versions = versions.as_array().unwrap().iter();
        versions.filter(|version| version["kind"] == "job").count()
    };
    forecast(&["theft,robbery"]);
    let prune = |more: &[&str]| house.json(&[&["prune"], more].concat());
    let nothing = prune(&["--older-than", "0", "--yes"]);
    assert_eq!(
        (&nothing["jobs"], &nothing["kept"]),
        (&json!([]), &2.into())
    );

    // Another delivery makes other counts, of which these jobs are not.
    let later = house.path("later");
    let drawn = [
        "--from",
        "2023-12-01",
        "--to",
        "2023-12-31",
        "--scale",
        "0.05",
        "--regions",
        "75",
    ];
    house.json(&[&["simulate", "--out", &later], &drawn[..]].concat());
    house.json(&["ingest", "--profile", "erdr", "later"]);
    assert_eq!(
        prune(&[])["jobs"],
        json!([]),
        "all are younger than the limit"
    );
    let listed = prune(&["--older-than", "0"]);
    assert_eq!((&listed["removed"], jobs()), (&false.into(), 2));
    let named = listed["jobs"].as_array().unwrap();
    assert_eq!(named.len(), 1, "the one that was finished last stays");
    assert_eq!(named[0]["reason"], "records");
    let removed = prune(&["--older-than", "0", "--yes"]);
    assert_eq!((&removed["jobs"], jobs()), (&listed["jobs"], 1));
    assert_eq!(house.json(&["verify"])["problems"], json!([]));
}
