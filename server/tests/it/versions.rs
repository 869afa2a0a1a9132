//! A new version appears by itself, whole, and old ones stay for those who hold them.

use std::time::{Duration, Instant};

use oshaq_server::ServerConfig;
use oshaq_store::Kind;

use crate::fixture::{Bench, Running, on_a_thread, published_with, surface};

fn quick() -> ServerConfig {
    ServerConfig {
        poll_interval: Duration::from_millis(50),
        kept_versions: 2,
        ..ServerConfig::default()
    }
}

async fn publish(bench: &Bench, factor: u32) -> String {
    let store = bench.store.clone();
    on_a_thread(move || Bench::of(store).publish(&surface(factor))).await
}

async fn wait_for(server: &Running, version: &str) {
    let began = Instant::now();
    while server.json("/current.json").await["version"] != version {
        assert!(
            began.elapsed() < Duration::from_secs(20),
            "version {version} did not appear"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_version_is_picked_up_and_old_ones_stay_for_a_while() {
    let (bench, server, first) = published_with(quick()).await;
    let tile = |version: &str| format!("/tiles/risk-theft/{version}/5/22/11");
    let before = server.get(&tile(&first)).await.bytes().await.unwrap();
    let second = publish(&bench, 2).await;
    assert_ne!(first, second);
    wait_for(&server, &second).await;
    assert_eq!(
        server.json("/api/v1/meta").await["version"],
        second.as_str()
    );
    let after = server.get(&tile(&second)).await.bytes().await.unwrap();
    assert_ne!(before, after);
    assert_eq!(
        server.get(&tile(&first)).await.bytes().await.unwrap(),
        before,
        "who loaded the first version keeps it"
    );
    let third = publish(&bench, 3).await;
    wait_for(&server, &third).await;
    assert_eq!(server.get(&tile(&second)).await.status(), 200);
    assert_eq!(
        server.get(&tile(&first)).await.status(),
        404,
        "two versions are kept"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_store_begins_to_serve_when_something_is_published() {
    let bench = on_a_thread(Bench::empty).await;
    let server = Running::start(&bench.store, quick()).await;
    assert_eq!(server.get("/health/ready").await.status(), 503);
    let version = publish(&bench, 1).await;
    let began = Instant::now();
    while server.get("/health/ready").await.status() != 200 {
        assert!(began.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(server.json("/health").await["version"], version.as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_version_is_not_served_and_the_old_one_stays() {
    let (bench, server, first) = published_with(quick()).await;
    let store = bench.store.clone();
    let damaged = on_a_thread(move || {
        let lock = store.lock("test", Duration::from_secs(5)).unwrap();
        let stage = store.stage(&lock, Kind::Surface).unwrap();
        stage.write("serve.json", b"{}").unwrap();
        let draft =
            oshaq_store::ManifestDraft::new("test", "2026-01-02T03:04:05Z".parse().unwrap());
        stage.commit(draft).unwrap().version.to_string()
    })
    .await;
    let began = Instant::now();
    while !server
        .get("/metrics")
        .await
        .text()
        .await
        .unwrap()
        .contains("oshaq_versions_refused_total 1")
    {
        assert!(began.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(
        server
            .get("/metrics")
            .await
            .text()
            .await
            .unwrap()
            .contains("oshaq_versions_refused_total 1\n"),
        "told once"
    );
    assert_eq!(
        server.json("/current.json").await["version"],
        first.as_str()
    );
    assert_eq!(
        server
            .get(&format!("/tiles/risk-all/{damaged}/5/22/11"))
            .await
            .status(),
        404
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_surface_gives_the_same_version() {
    let (bench, _server, first) = published_with(quick()).await;
    assert_eq!(publish(&bench, 1).await, first);
}

/// Readers during five publications: every tile is of the version that its address names.
#[tokio::test(flavor = "multi_thread")]
async fn readers_never_see_a_mixed_version_while_others_publish() {
    let (bench, server, first) = published_with(ServerConfig {
        kept_versions: 9,
        ..quick()
    })
    .await;
    let path = |version: &str| format!("/tiles/risk-theft/{version}/5/22/11");
    let mut known = std::collections::BTreeMap::from([(
        first.clone(),
        server.get(&path(&first)).await.bytes().await.unwrap(),
    )]);
    for factor in 2..=5 {
        let publishing = publish(&bench, factor);
        tokio::pin!(publishing);
        let version = loop {
            tokio::select! {
                version = &mut publishing => break version,
                meta = server.json("/current.json") => {
                    let version = meta["version"].as_str().unwrap().to_owned();
                    let response = server.get(&path(&version)).await;
                    assert_eq!(response.status(), 200);
                    let bytes = response.bytes().await.unwrap();
                    assert_eq!(*known.entry(version).or_insert_with(|| bytes.clone()), bytes);
                }
            }
        };
        wait_for(&server, &version).await;
    }
    for (version, bytes) in known {
        assert_eq!(
            server.get(&path(&version)).await.bytes().await.unwrap(),
            bytes
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restarted_server_serves_the_version_before_the_current_one_too() {
    let (bench, server, first) = published_with(quick()).await;
    let second = publish(&bench, 2).await;
    server.end().await;
    let server = Running::start(&bench.store, quick()).await;
    assert_eq!(
        server.json("/current.json").await["version"],
        second.as_str()
    );
    let began = Instant::now();
    while server
        .get(&format!("/tiles/risk-theft/{first}/5/22/11"))
        .await
        .status()
        != 200
    {
        assert!(began.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(
        server.json("/health").await["served"],
        serde_json::json!([second, first])
    );
}
