//! The files hold nothing that the answers do not tell.

use std::collections::BTreeSet;

use oshaq_domain::{Cell, Month};
use oshaq_server::ServerConfig;
use serde_json::Value;

use crate::fixture::{Running, UNITS_GEOJSON, published_with};

async fn unlimited() -> (crate::fixture::Bench, Running, String) {
    published_with(ServerConfig {
        requests_per_minute: 0,
        ..ServerConfig::default()
    })
    .await
}

async fn slugs(server: &Running) -> Vec<(String, bool)> {
    let all = ("all".to_owned(), true);
    let categories = server.json("/api/v1/categories").await;
    let state = |category: &Value| {
        let slug = category["slug"].as_str().unwrap().to_owned();
        (slug, category["published"].as_bool().unwrap())
    };
    let own = categories.as_array().unwrap().iter().map(state);
    std::iter::once(all).chain(own).collect()
}

fn is_told(count: &str) -> bool {
    count.is_empty()
        || count
            .parse::<u32>()
            .is_ok_and(|count| count >= 5 && count % 5 == 0)
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_hold_rounded_counts_of_published_categories_by_month() {
    let (_bench, server, _) = unlimited().await;
    let mut counts = 0;
    for (slug, published) in slugs(&server).await {
        for resolution in 5..=8 {
            let address =
                format!("/api/v1/downloads/cells.csv?category={slug}&resolution={resolution}");
            let response = server.get(&address).await;
            assert_eq!(response.status() == 200, published, "{address}");
            if !published {
                continue;
            }
            for line in response.text().await.unwrap().lines().skip(1) {
                let fields: Vec<&str> = line.split(',').collect();
                let cell: Cell = fields[1].parse().unwrap();
                assert_eq!(cell.resolution().get(), resolution);
                assert_eq!(fields[2], slug);
                assert!(fields[3].parse::<Month>().is_ok(), "{line}");
                assert!(is_told(fields[8]), "{line}");
                counts += usize::from(!fields[8].is_empty());
            }
        }
    }
    let units = server
        .get("/api/v1/downloads/units.csv")
        .await
        .text()
        .await
        .unwrap();
    for line in units.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        assert!(!["drugs", "sexual"].contains(&fields[1]), "{line}");
        assert!(is_told(fields[3]) && is_told(fields[4]), "{line}");
        counts += 1;
    }
    assert!(counts > 500, "{counts}: too few to mean anything");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_only_places_are_outlines_of_cells_and_units() {
    let (_bench, server, _) = unlimited().await;
    let cells = server
        .json("/api/v1/downloads/cells.geojson?category=theft")
        .await;
    let features = cells["features"].as_array().unwrap();
    assert!(features.len() > 30);
    for feature in features {
        let cell: Cell = feature["properties"]["cell"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        let corners: BTreeSet<String> = cell
            .boundary()
            .iter()
            .map(|at| format!("{:.5} {:.5}", at.lng(), at.lat()))
            .collect();
        for at in feature["geometry"]["coordinates"][0].as_array().unwrap() {
            let (lng, lat) = (at[0].as_f64().unwrap(), at[1].as_f64().unwrap());
            let own = cell.boundary();
            let near = own.iter().any(|corner| {
                (corner.lng() - lng).abs() < 1e-6 && (corner.lat() - lat).abs() < 1e-6
            });
            assert!(near, "{lng} {lat} is none of {corners:?}");
        }
        for (key, value) in feature["properties"].as_object().unwrap() {
            if key.starts_with("recorded_") {
                let told = value.is_null() || is_told(&value.to_string());
                assert!(told, "{key} is {value}");
            }
        }
    }
    let units = server.json("/api/v1/downloads/units.geojson").await;
    assert_eq!(units, serde_json::from_str::<Value>(UNITS_GEOJSON).unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn months_are_closed_ascend_and_do_not_overlap() {
    let (_bench, server, _) = unlimited().await;
    let meta = server.json("/api/v1/meta").await;
    let months: Vec<Month> = meta["months"]
        .as_array()
        .unwrap()
        .iter()
        .map(|month| month.as_str().unwrap().parse().unwrap())
        .collect();
    assert!(months.is_sorted_by(|a, b| a.window().end() <= b.window().start()));
    let begins = meta["forecast_window"]["start"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!(months.last().unwrap().window().end() <= begins);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_and_the_catalogue_tell_of_versions_and_files_only() {
    let (_bench, server, version) = unlimited().await;
    for path in ["/api/v1/versions.atom", "/dcat.jsonld"] {
        let text = server.get(path).await.text().await.unwrap();
        assert!(text.contains(&version), "{path}");
        for word in ["recorded\"", "not_mapped", "drugs", "sexual"] {
            assert!(!text.contains(word), "{path} holds {word}");
        }
    }
}
