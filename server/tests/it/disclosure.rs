//! Nothing but the public surface can come out: every public route is walked.

use std::collections::{BTreeMap, BTreeSet};

use fast_mvt::{MvtReaderRef, MvtValueRef};
use oshaq_server::ServerConfig;
use serde_json::Value;

use crate::fixture::{Running, UNITS_GEOJSON, almaty, published, published_with, surface};
use crate::tiles::tile_of;

/// Keys whose numbers are counts of recorded offences.
const COUNTS: [&str; 2] = ["recorded", "not_mapped"];

fn walk(value: &Value, visit: &mut dyn FnMut(&str, &Value)) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| {
            visit(key, value);
            walk(value, visit);
        }),
        Value::Array(list) => list.iter().for_each(|value| walk(value, visit)),
        _ => {}
    }
}

/// Every GET path of the contract, with every unit, every published cell and every category put in.
async fn every_address(server: &Running) -> Vec<String> {
    let contract = server.json("/api/openapi.json").await;
    let meta = server.json("/api/v1/meta").await;
    let slugs: Vec<String> = meta["categories"]
        .as_array()
        .unwrap()
        .iter()
        .map(|own| own["slug"].as_str().unwrap().to_owned())
        .chain(["all".to_owned()])
        .collect();
    let surface = surface(1);
    let cells: BTreeSet<String> = surface
        .cells()
        .iter()
        .map(|row| row.cell.to_string())
        .collect();
    let mut addresses = vec![
        "/current.json".to_owned(),
        "/health".to_owned(),
        "/metrics".to_owned(),
    ];
    for path in contract["paths"]
        .as_object()
        .unwrap()
        .keys()
        .filter(|path| *path != "/api/v1/snapshot.png")
    {
        let filled: Vec<String> = if path.contains("{kato}") {
            ["19", "75"]
                .iter()
                .map(|kato| path.replace("{kato}", kato))
                .collect()
        } else if path.contains("{cell}") {
            cells
                .iter()
                .map(|cell| path.replace("{cell}", cell))
                .collect()
        } else if path.contains("{file}") {
            ["cells.geojson", "units.geojson"]
                .iter()
                .map(|file| path.replace("{file}", file))
                .collect()
        } else {
            vec![path.clone()]
        };
        assert!(
            filled.iter().all(|path| !path.contains('{')),
            "{path} has a parameter that this test does not know"
        );
        for path in filled {
            addresses.push(path.clone());
            addresses.extend(slugs.iter().map(|slug| format!("{path}?category={slug}")));
        }
    }
    addresses
}

#[tokio::test(flavor = "multi_thread")]
async fn no_json_route_gives_a_small_or_unrounded_count_or_a_withheld_category() {
    let unlimited = ServerConfig {
        requests_per_minute: 0,
        ..ServerConfig::default()
    };
    let (_bench, server, _) = published_with(unlimited).await;
    let mut counts = 0;
    let addresses = every_address(&server).await;
    for address in &addresses {
        let response = server.get(address).await;
        let status = response.status();
        let withheld = address.ends_with("category=drugs") || address.ends_with("category=sexual");
        let by_category = address.contains("/units/")
            || address.contains("/cells/")
            || address.contains("/riskiest");
        if withheld && by_category {
            assert_eq!(status, 404, "{address}");
        }
        assert!(
            status == 200 || status == 404 || status == 503,
            "{address}: {status}"
        );
        let bytes = response.bytes().await.unwrap();
        let Ok(answer) = serde_json::from_slice::<Value>(&bytes) else {
            continue;
        };
        walk(&answer, &mut |key, value| {
            if COUNTS.contains(&key) {
                if let Some(count) = value.as_u64() {
                    counts += 1;
                    assert!(count >= 5 && count % 5 == 0, "{address}: {key} is {count}");
                } else {
                    assert!(
                        value.is_null() || value.is_object(),
                        "{address}: {key} is {value}"
                    );
                }
            }
            let dated = value
                .as_str()
                .is_some_and(|text| text.len() == 10 && text.parse::<oshaq_domain::Day>().is_ok());
            let known = ["start", "end", "from", "until", "as_of", "example"].contains(&key);
            assert!(!dated || known, "{address}: a date in {key}: {value}");
        });
    }
    assert!(
        addresses.len() > 500 && counts > 1000,
        "{} addresses, {counts} counts: too few to mean anything",
        addresses.len()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn tiles_hold_bands_and_cells_and_nothing_else() {
    let (_bench, server, version) = published().await;
    let mut features = 0;
    for layer in ["risk-all", "risk-theft", "risk-robbery"] {
        for z in 3..=12 {
            let (x, y) = tile_of(almaty().centre(), z);
            for (x, y) in (x - 2..=x + 2).flat_map(|x| (y - 2..=y + 2).map(move |y| (x, y))) {
                let response = server
                    .get(&format!("/tiles/{layer}/{version}/{z}/{x}/{y}"))
                    .await;
                if response.status() == 200 {
                    features += check_tile(&response.bytes().await.unwrap());
                }
            }
        }
    }
    assert!(
        features > 100,
        "{features} features: too few to mean anything"
    );
}

fn check_tile(bytes: &[u8]) -> usize {
    let reader = MvtReaderRef::new(bytes).unwrap();
    let mut features = 0;
    for layer in reader.layers() {
        for feature in layer.features() {
            features += 1;
            for (key, value) in feature.properties_vec().unwrap() {
                match value {
                    MvtValueRef::UInt(code) => assert!(code <= 5, "{key} is {code}"),
                    MvtValueRef::String(hex) => {
                        assert!(key == "cell" && hex.parse::<oshaq_domain::Cell>().is_ok());
                    }
                    other => panic!("{key} is {other:?}"),
                }
            }
        }
    }
    features
}

/// What a client can add up must not tell more than what is shown: `all` less the shown categories leaves a withheld count
/// open as long as at least two parts are withheld, or rounding hides it.
#[tokio::test(flavor = "multi_thread")]
async fn a_lone_withheld_category_is_never_left_over() {
    let (_bench, server, _) = published().await;
    let surface = surface(1);
    let cells: BTreeSet<String> = surface
        .cells()
        .iter()
        .map(|row| row.cell.to_string())
        .collect();
    let mut months_seen = 0;
    for cell in cells.iter().take(60) {
        let mut withheld: BTreeMap<String, usize> = BTreeMap::new();
        let all = server.json(&format!("/api/v1/cells/{cell}")).await;
        for category in ["theft", "robbery"] {
            let answer = server
                .json(&format!("/api/v1/cells/{cell}?category={category}"))
                .await;
            for month in answer["history"].as_array().unwrap() {
                let hidden = usize::from(month["state"] == "suppressed");
                *withheld
                    .entry(month["month"].as_str().unwrap().to_owned())
                    .or_default() += hidden;
            }
        }
        for month in all["history"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|month| month["state"] == "published")
        {
            months_seen += 1;
            assert_ne!(
                withheld[month["month"].as_str().unwrap()],
                1,
                "{cell} {month}"
            );
        }
    }
    assert!(months_seen > 20, "{months_seen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shapes_on_the_map_are_those_of_units_and_nobody_else() {
    assert!(!UNITS_GEOJSON.contains("Point"));
    let (_bench, server, _) = published().await;
    for path in [
        "/surface.values",
        "/surface.parquet",
        "/serve.json",
        "/manifest.json",
        "/current",
        "/../store/surface/current",
        "/assets/../../Cargo.toml",
        "/%2e%2e/Cargo.toml",
    ] {
        assert_eq!(server.get(path).await.status(), 404, "{path}");
    }
}
