//! Nothing but the public surface can come out: what is withheld, and what is on the map. `walk` asks every route.

use std::collections::{BTreeMap, BTreeSet};

use fast_mvt::{MvtReaderRef, MvtValueRef};

use crate::fixture::{UNITS_GEOJSON, almaty, published, surface};
use crate::tiles::tile_of;

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

/// Checks a risk tile; gives its features.
pub(crate) fn check_tile(bytes: &[u8]) -> usize {
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
