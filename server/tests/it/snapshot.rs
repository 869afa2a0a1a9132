//! Pictures: what the program is asked for, and what clients hear when it is not there.

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
