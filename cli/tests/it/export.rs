//! Layers of the published surface through the real binary.

use std::path::Path;

use crate::House;

/// How a file of each form begins.
const FORMS: [(&str, &[u8]); 5] = [
    ("pmtiles", b"PMTiles\x03"),
    ("mbtiles", b"SQLite format 3\0"),
    ("geojson", b"{\"type\":\"FeatureCollection\""),
    ("csv", b"resolution,cell,category,"),
    ("parquet", b"PAR1"),
];

/// Exports a layer of a house that has published in every form; refuses what cannot be exported.
pub fn a_layer_is_exported_in_every_form(house: &House) {
    for (format, magic) in FORMS {
        let out = house.path(&format!("SIMULATED_risk.{format}"));
        let export = ["export", format, "--layer", "risk-theft", "--out", &out];
        let rows = house.json(&export)["rows"].as_u64().unwrap();
        let file = std::fs::read(&out).unwrap();
        assert!(rows > 0 && file.starts_with(magic), "{format}: {rows}");
        assert!(house.refused(&export).contains("--force"), "{format}");
        assert_eq!(
            std::fs::read(&out).unwrap(),
            file,
            "{format}: the first file stays"
        );
        let again = house.json(&[&export[..], &["--force"]].concat());
        assert_eq!(again["rows"], rows, "{format}");
    }
    what_cannot_be_exported_is_refused(house);
}

/// Called where data are simulated.
pub fn a_csv_of_simulated_data_says_so_by_its_name(house: &House) {
    let export = ["export", "csv", "--layer", "risk-theft", "--out"];
    let out = house.path("theft.csv");
    let error = house.refused(&[&export[..], &[&out]].concat());
    assert!(error.contains("simulated"), "{error}");
    assert!(error.contains("SIMULATED_theft.csv"), "{error}");
    assert!(!Path::new(&out).exists());
    let others = ["geojson", "parquet"].map(|format| [&["export", format], &export[2..]].concat());
    for (number, export) in others.iter().enumerate() {
        let out = house.path(&format!("theft{number}"));
        house.json(&[&export[..], &[&out]].concat());
    }
}

fn what_cannot_be_exported_is_refused(house: &House) {
    let out = house.path("SIMULATED_none");
    for (arguments, word) in [
        (vec!["csv"], "--layer"),
        (vec!["csv", "--layer", "risk-drugs"], "risk-theft"),
        (vec!["csv", "--layer", "grid"], "pmtiles or mbtiles"),
        (
            vec!["csv", "--layer", "risk-theft", "--resolution", "4"],
            "--resolution",
        ),
    ] {
        let error = house.refused(&[&["export"], &arguments[..], &["--out", &out]].concat());
        assert!(error.contains(word), "{arguments:?}: {error}");
    }
    assert!(!Path::new(&out).exists());
    let folder = std::fs::read_dir(house.path("")).unwrap();
    let names = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let left: Vec<String> = names
        .filter(|name| name.starts_with(".oshaq-export-"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}
