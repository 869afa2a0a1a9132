//! Pictures: what the program is asked for, and what clients hear when it is not there.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use oshaq_server::ServerConfig;
use reqwest::header;

use crate::fixture::published_with;

/// A stand-in for the program that keeps its request and answers the first bytes of a PNG.
fn stand_in(folder: &tempfile::TempDir) -> PathBuf {
    let program = folder.path().join("oshaq-snapshot");
    let request = folder.path().join("request.json");
    let calls = folder.path().join("calls");
    let script = format!(
        "#!/bin/sh\ncat > '{}'\necho call >> '{}'\nprintf '\\211PNG picture'\n",
        request.display(),
        calls.display()
    );
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    program
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_asked_for_once_with_the_mark_of_simulated_data() {
    let folder = tempfile::tempdir().unwrap();
    let config = ServerConfig {
        snapshot_program: Some(stand_in(&folder)),
        ..ServerConfig::default()
    };
    let (_bench, server, version) = published_with(config).await;
    for _ in 0..2 {
        let response = server
            .get("/api/v1/snapshot.png?unit=75&category=theft&period=f202601&lang=ru")
            .await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "image/png");
        assert_eq!(&response.bytes().await.unwrap()[..], b"\x89PNG picture");
    }
    assert_eq!(
        std::fs::read_to_string(folder.path().join("calls")).unwrap(),
        "call\n"
    );
    let request: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.path().join("request.json")).unwrap())
            .unwrap();
    assert_eq!(request["stamp"], "Смоделированные данные");
    assert_eq!(request["title"], "Алматы: Кража");
    assert!(request["subtitle"].as_str().unwrap().contains(&version));
    let bounds: Vec<f64> = request["bounds"]
        .as_array()
        .unwrap()
        .iter()
        .map(|edge| edge.as_f64().unwrap())
        .collect();
    assert!(
        bounds[0] < 76.6 && bounds[1] < 43.05 && bounds[2] > 77.2 && bounds[3] > 43.45,
        "{bounds:?}"
    );
    let layers = request["layers"].as_array().unwrap();
    let drawn: usize = layers
        .iter()
        .filter_map(|layer| layer["polygons"].as_array())
        .map(Vec::len)
        .sum();
    assert!(drawn > 10, "{drawn} cells");
    let corner = &layers[0]["polygons"][0][0][0];
    assert!(
        corner[0].as_f64().unwrap() > 70.0 && corner[1].as_f64().unwrap() < 50.0,
        "[lng, lat]: {corner}"
    );
    assert!(
        layers
            .iter()
            .any(|layer| layer["name"] == "units" && layer["lines"].is_array())
    );
}

/// What the program is asked for at an address.
async fn asked(query: &str) -> serde_json::Value {
    let folder = tempfile::tempdir().unwrap();
    let config = ServerConfig {
        snapshot_program: Some(stand_in(&folder)),
        ..ServerConfig::default()
    };
    let (_bench, server, _) = published_with(config).await;
    let response = server.get(&format!("/api/v1/snapshot.png?{query}")).await;
    assert_eq!(response.status(), 200, "{query}");
    serde_json::from_slice(&std::fs::read(folder.path().join("request.json")).unwrap()).unwrap()
}

/// How many shapes each layer of a map has.
fn shapes(map: &serde_json::Value) -> BTreeMap<String, usize> {
    let layers = map["layers"].as_array().unwrap().iter();
    let count = |layer: &serde_json::Value| {
        let shapes = layer["polygons"].as_array().or(layer["lines"].as_array());
        (
            layer["name"].as_str().unwrap().to_owned(),
            shapes.unwrap().len(),
        )
    };
    layers.map(count).collect()
}

/// How many cells or areas have each band, sure and unsure ones together.
fn bands(map: &serde_json::Value) -> BTreeMap<String, usize> {
    let mut bands = BTreeMap::new();
    for (name, number) in shapes(map) {
        if let Some(code) = name.strip_prefix("band-").or(name.strip_prefix("unsure-")) {
            *bands.entry(code.to_owned()).or_default() += number;
        }
    }
    bands
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_shows_what_lies_in_it_and_two_periods_lie_side_by_side() {
    let request = asked(
        "category=theft&bbox=76.9,43.2,77,43.3&resolution=8&period=f202601&beside=r202512&unit=75&lang=kk",
    )
    .await;
    assert_eq!(
        request["bounds"],
        serde_json::json!([76.9, 43.2, 77.0, 43.3])
    );
    assert_eq!(request["title"], "Алматы: Ұрлық");
    assert_eq!(request["caption"], "2025-12 · тіркелгені");
    assert_eq!(request["beside"]["caption"], "2026-01 · болжам");
    assert_eq!(request["stamp"], "Модельденген деректер");
    let subtitle = request["subtitle"].as_str().unwrap();
    assert!(
        subtitle.starts_with("Тіркелген құқық бұзушылықтар, 2025-12 | Тіркелетін құқық бұзушылықтар болжамы, 2026-01-01 – 2026-01-28 · жарияланды: 20"),
        "{subtitle}"
    );
    assert_eq!(
        request["legend"][0]["label"],
        "Орташадан бірнеше есе жоғары (4× және одан көп)"
    );
    assert_eq!(request["legend"][3]["label"], "Орташадан төмен (0,5–1×)");
    let left = shapes(&request);
    // The frame and half of it around: 0.2° by 0.2°, 16 km by 22 km of cells of three quarters of a square kilometre, of which 91 are published.
    for map in [&request, &request["beside"]] {
        let cells: usize = bands(map).values().sum();
        assert!((60..=91).contains(&cells), "{cells} cells");
    }
    assert_ne!(bands(&request), bands(&request["beside"]), "two periods");
    assert!(left["chosen"] == 1 && left["land"] >= 2, "{left:?}");
    assert!(
        !left.contains_key("lakes"),
        "{left:?}: too near for such shapes"
    );
    assert!(
        !left.keys().any(|name| name.starts_with("unsure")),
        "{left:?}: recorded"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_frame_holds_fewer_cells_and_a_wide_one_coarser_cells_and_water() {
    let small = asked("category=theft&bbox=76.95,43.25,76.97,43.27&resolution=8").await;
    let cells: usize = bands(&small).values().sum();
    assert!((1..40).contains(&cells), "{cells} cells");
    assert!(small["beside"].is_null() && small["caption"].is_null());
    let wide = asked("category=theft&bbox=60,40,88,54").await;
    let coarser: usize = bands(&wide).values().sum();
    assert!((1..60).contains(&coarser), "{coarser} cells");
    let layers = shapes(&wide);
    assert!(
        layers["lakes"] >= 10 && layers["rivers"] >= 40,
        "{layers:?}"
    );
    assert!(wide["width"].as_u64() > wide["height"].as_u64());
    assert_eq!(wide["labels"][0]["text"], "Almaty");
}

#[tokio::test(flavor = "multi_thread")]
async fn districts_and_units_are_drawn_where_they_are_chosen() {
    for period in ["f202601", "r202512"] {
        let request = asked(&format!("category=theft&by=districts&period={period}")).await;
        assert_eq!(bands(&request).values().sum::<usize>(), 4, "{period}");
        assert_eq!(shapes(&request)["districts"], 4);
    }
    let request = asked("category=theft&by=units&period=r202512&lang=en").await;
    // Almaty has two million people and its region one and a half, with the same counts: both lie near the mean.
    let bands = bands(&request);
    assert_eq!(bands.values().sum::<usize>(), 2, "{bands:?}");
    assert!(
        bands.keys().all(|code| ["2", "3"].contains(&code.as_str())),
        "{bands:?}"
    );
    assert_eq!(
        request["legend_title"],
        "Per 10,000 people, against the mean"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_drawn_is_refused_with_the_parameter_s_name() {
    let (_bench, server, _) = published_with(ServerConfig::default()).await;
    for (query, status, kind) in [
        ("bbox=1,2,3", 400, "bbox"),
        ("bbox=0,0,10,10", 400, "bbox"),
        ("by=streets", 400, "by"),
        ("beside=r1999", 404, "unknown-period"),
        ("by=units", 404, "no-forecast-by-unit"),
        (
            "by=units&period=r202512&beside=f202601",
            404,
            "no-forecast-by-unit",
        ),
        ("resolution=15", 404, "unknown-resolution"),
        (
            "category=sexual&by=units&period=r202512",
            404,
            "category-not-published",
        ),
    ] {
        let response = server.get(&format!("/api/v1/snapshot.png?{query}")).await;
        assert_eq!(response.status(), status, "{query}");
        let problem: serde_json::Value = response.json().await.unwrap();
        assert_eq!(
            problem["type"],
            format!("urn:oshaq:problem:{kind}"),
            "{query}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_program_everything_else_works_and_pictures_say_what_is_missing() {
    let config = ServerConfig {
        snapshot_program: Some(PathBuf::from("/nowhere/oshaq-snapshot")),
        ..ServerConfig::default()
    };
    let (_bench, server, _) = published_with(config).await;
    let response = server.get("/api/v1/snapshot.png?unit=75").await;
    assert_eq!(response.status(), 503);
    assert_eq!(
        response.headers()[header::CONTENT_TYPE],
        "application/problem+json"
    );
    assert!(response.text().await.unwrap().contains("oshaq-snapshot"));
    assert_eq!(server.get("/api/v1/meta").await.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_when_too_many_wait_for_pictures_is_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("oshaq-snapshot");
    std::fs::write(&program, "#!/bin/sh\nexec sleep 60\n").unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let config = ServerConfig {
        snapshot_program: Some(program),
        snapshot_timeout: std::time::Duration::from_secs(1),
        ..ServerConfig::default()
    };
    let (_bench, server, _) = published_with(config).await;
    let asked = (1..=12).map(|month| {
        let path = format!("/api/v1/snapshot.png?period=r2025{month:02}");
        let asking = server.client.get(server.url(&path)).send();
        async { asking.await.unwrap().text().await.unwrap() }
    });
    let answers = futures_util::future::join_all(asked).await;
    let busy = answers
        .iter()
        .filter(|text| text.contains("snapshot-busy"))
        .count();
    let slow = answers
        .iter()
        .filter(|text| text.contains("snapshot-too-slow"))
        .count();
    assert!(busy >= 4 && slow >= 1 && busy + slow == 12, "{answers:?}");
}
