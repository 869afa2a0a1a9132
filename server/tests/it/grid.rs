//! The second form of a surface: outlines under the grid's hash, and arrays of values.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use fast_mvt::{MvtGeometry, MvtReaderRef};
use oshaq_domain::{Cell, Resolution};
use reqwest::header;
use serde_json::Value;

use crate::fixture::{Bench, Running, almaty, on_a_thread, published, raw, surface};
use crate::tiles::tile_of;

async fn bytes(server: &Running, path: &str) -> Vec<u8> {
    let response = server.get(path).await;
    assert_eq!(response.status(), 200, "{path}");
    response.bytes().await.unwrap().to_vec()
}

async fn gzip_bytes(server: &Running, path: &str) -> usize {
    let asked = server.client.get(server.url(path));
    let response = asked.header(header::ACCEPT_ENCODING, "gzip").send().await;
    response.unwrap().bytes().await.unwrap().len()
}

/// Resolves distances to ids, as the page does it: in doubles.
async fn ids(server: &Running, path: &str) -> Vec<u64> {
    let raw = bytes(server, path).await;
    let mut sum = 0.0;
    raw.chunks_exact(8)
        .map(|chunk| {
            sum += f64::from_le_bytes(chunk.try_into().unwrap());
            sum as u64
        })
        .collect()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap()
}

/// Ids of a tile's features.
fn feature_ids(tile: &[u8]) -> BTreeSet<u64> {
    let reader = MvtReaderRef::new(tile).unwrap();
    let layers = reader.layers();
    layers
        .flat_map(|layer| {
            layer
                .features()
                .map(|feature| feature.id().unwrap())
                .collect::<Vec<_>>()
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_grid_is_what_all_categories_have_and_tells_ids_alone() {
    let (_bench, server, version) = published().await;
    let current = server.json("/current.json").await;
    for (zoom, resolution) in [(5, 5), (7, 6), (9, 7), (12, 8)] {
        let (x, y) = tile_of(almaty().centre(), zoom);
        let path =
            text(&current["grid"], "tiles").replace("{z}/{x}/{y}", &format!("{zoom}/{x}/{y}"));
        let tile = bytes(&server, &path).await;
        let reader = MvtReaderRef::new(&tile).unwrap();
        let layer = reader.layers().next().unwrap();
        assert_eq!(layer.name(), "cells");
        assert!(
            layer
                .features()
                .all(|own| own.properties_vec().unwrap().is_empty())
        );
        let mut shown = BTreeSet::new();
        for category in ["all", "theft", "robbery"] {
            let path = format!("/tiles/risk-{category}/{version}/{zoom}/{x}/{y}");
            shown.extend(feature_ids(&bytes(&server, &path).await));
        }
        assert_eq!(feature_ids(&tile), shown, "zoom {zoom}");
        let own = current["grid"]["resolutions"].as_array().unwrap().iter();
        let listed = own
            .clone()
            .find(|own| own["resolution"] == resolution)
            .unwrap();
        let zooms = listed["minzoom"].as_u64().unwrap()..=listed["maxzoom"].as_u64().unwrap();
        assert!(zooms.contains(&u64::from(zoom)));
        let ids = ids(&server, text(listed, "ids")).await;
        assert_eq!(ids.len() as u64, listed["cells"].as_u64().unwrap());
        assert!(ids.is_sorted_by(|a, b| a < b));
        assert!(shown.iter().all(|id| ids.binary_search(id).is_ok()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn arrays_say_the_same_bands_as_the_api() {
    let (_bench, server, _) = published().await;
    let current = server.json("/current.json").await;
    let template = text(&current["values"], "template");
    let windows: Vec<&str> = current["values"]["windows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|own| own.as_str().unwrap())
        .collect();
    assert_eq!(
        (windows.len(), windows[23], windows[24]),
        (25, "r202512", "f202601")
    );
    let listed = current["grid"]["resolutions"]
        .as_array()
        .unwrap()
        .last()
        .unwrap();
    let ids = ids(&server, text(listed, "ids")).await;
    let mut compared = BTreeMap::<u8, usize>::new();
    for category in ["all", "theft", "robbery"] {
        let array = |window: &str| {
            template
                .replace("{category}", category)
                .replace("{window}", window)
                .replace("{resolution}", "8")
        };
        let december = bytes(&server, &array("r202512")).await;
        let forecast = bytes(&server, &array("f202601")).await;
        assert_eq!((december.len(), forecast.len()), (ids.len(), ids.len()));
        for (position, id) in ids.iter().enumerate().step_by(5) {
            let cell = Cell::from_raw(8 << 56 | 8 << 52 | id).unwrap();
            let response = server
                .get(&format!("/api/v1/cells/{cell}?category={category}"))
                .await;
            if response.status() == 404 {
                assert_eq!(
                    (december[position], forecast[position]),
                    (255, 255),
                    "{cell}"
                );
                *compared.entry(255).or_default() += 1;
                continue;
            }
            let answer: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
            assert_eq!(answer["history"][23]["band"], december[position], "{cell}");
            let byte = forecast[position];
            let own = &answer["forecast"];
            assert_eq!(own["band"], byte % 6, "{cell}");
            assert_eq!(
                (&own["band_low"], &own["band_high"]),
                (&Value::from(byte / 6 % 6), &Value::from(byte / 36)),
                "{cell}"
            );
            *compared.entry(byte % 6).or_default() += 1;
        }
    }
    assert!(
        compared.len() > 2 && compared.values().sum::<usize>() > 40,
        "{compared:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn changing_the_month_costs_a_fifth_of_the_tiles_at_most() {
    let (_bench, server, version) = published().await;
    for (zoom, resolution) in [(5, 5), (7, 6), (9, 7), (12, 8)] {
        let (x, y) = tile_of(almaty().centre(), zoom);
        let mut tiles = 0;
        for (x, y) in (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| (x, y))) {
            tiles += gzip_bytes(
                &server,
                &format!("/tiles/risk-all/{version}/{zoom}/{x}/{y}"),
            )
            .await;
        }
        let array = format!("/values/risk/{version}/all/r202512/{resolution}");
        let array = gzip_bytes(&server, &array).await;
        assert!(array * 5 <= tiles, "zoom {zoom}: {array} of {tiles} bytes");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_with_the_same_cells_share_the_grid_and_those_with_others_do_not() {
    let (bench, server, first) = published().await;
    let before = server.json("/current.json").await;
    let store = bench.store.clone();
    let second = on_a_thread(move || Bench::of(store).publish(&surface(2))).await;
    assert_ne!(first, second);
    let after = loop {
        let after = server.json("/current.json").await;
        if text(&after, "version") == second {
            break after;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    };
    assert_eq!(before["grid"], after["grid"]);
    assert_ne!(before["values"]["template"], after["values"]["template"]);
    assert_ne!(
        every_array(&server, &before).await,
        every_array(&server, &after).await
    );
}

/// The values of thefts in all windows at the coarsest resolution.
async fn every_array(server: &Running, current: &Value) -> Vec<u8> {
    let values = &current["values"];
    let mut all = Vec::new();
    for window in values["windows"].as_array().unwrap() {
        let path = text(values, "template")
            .replace("{category}", "theft")
            .replace("{window}", window.as_str().unwrap())
            .replace("{resolution}", "5");
        all.extend(bytes(server, &path).await);
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn arrays_are_sent_like_tiles() {
    let (_bench, server, version) = published().await;
    let path = format!("/values/risk/{version}/theft/r202512/8");
    let plain = bytes(&server, &path).await;
    for (accept, encoding) in [("gzip", "gzip"), ("br", "br"), ("zstd, gzip;q=0.9", "zstd")] {
        let asked = || {
            server
                .client
                .get(server.url(&path))
                .header(header::ACCEPT_ENCODING, accept)
        };
        let response = asked().send().await.unwrap();
        let headers = response.headers().clone();
        assert_eq!(headers[header::CONTENT_ENCODING], encoding);
        assert_eq!(
            headers[header::CACHE_CONTROL],
            "public, max-age=31536000, immutable"
        );
        assert_eq!(headers[header::CONTENT_TYPE], "application/octet-stream");
        let packed = response.bytes().await.unwrap();
        assert_eq!(unpacked(encoding, &packed), plain);
        let again = asked()
            .header(header::IF_NONE_MATCH, &headers[header::ETAG])
            .send()
            .await
            .unwrap();
        assert_eq!(again.status(), 304);
    }
    let head = server.client.head(server.url(&path)).send().await.unwrap();
    assert_eq!(
        head.headers()[header::CONTENT_LENGTH],
        plain.len().to_string()
    );
}

pub(crate) fn unpacked(encoding: &str, packed: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    match encoding {
        "br" => brotli::Decompressor::new(packed, 4096)
            .read_to_end(&mut plain)
            .unwrap(),
        "zstd" => zstd::Decoder::new(packed)
            .unwrap()
            .read_to_end(&mut plain)
            .unwrap(),
        _ => flate2::read::GzDecoder::new(packed)
            .read_to_end(&mut plain)
            .unwrap(),
    };
    plain
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_that_are_no_array_are_refused_with_a_reason() {
    let (_bench, server, version) = published().await;
    let grid = server.json("/current.json").await["grid"]["hash"]
        .as_str()
        .unwrap()
        .to_owned();
    for (address, status) in [
        (format!("risk/{version}/theft/r202512/8"), 200),
        (format!("grid/{grid}/8"), 200),
        (format!("risk/{version}/theft/r202512/9"), 404),
        (format!("risk/{version}/theft/r202512/99"), 400),
        (format!("risk/{version}/theft/r202512/+8"), 400),
        (format!("risk/{version}/theft/r202512/NaN"), 400),
        (format!("risk/{version}/theft/r202512/%38"), 400),
        (format!("risk/{version}/theft/r202512"), 400),
        (format!("risk/{version}/theft/r203012/8"), 404),
        (format!("risk/{version}/drugs/r202512/8"), 404),
        (format!("risk/{version}/THEFT/r202512/8"), 400),
        ("risk/0000000000000000/theft/r202512/8".to_owned(), 404),
        ("grid/0000000000000000/8".to_owned(), 404),
        (format!("grid/{grid}/-8"), 400),
        (format!("units/{version}/8"), 400),
        ("%2e%2e/%2e%2e/surface.values".to_owned(), 400),
    ] {
        let request =
            format!("GET /values/{address} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        let answer = raw(server.address, &request).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{address}: {answer:.300}"
        );
        assert!(
            status == 200 || answer.contains("application/problem+json"),
            "{address}"
        );
    }
    assert_eq!(
        server
            .get("/tiles/grid/0000000000000000/5/22/11")
            .await
            .status(),
        404
    );
    assert_eq!(
        server
            .get(&format!("/tiles/grid/{version}/5/22/11"))
            .await
            .status(),
        404
    );
}

/// A cell that an edge cuts is drawn on both sides up to the buffer, so that no seam shows.
#[tokio::test(flavor = "multi_thread")]
async fn a_cell_across_an_edge_reaches_beyond_it_in_both_tiles() {
    let (_bench, server, _) = published().await;
    let grid = server.json("/current.json").await["grid"]["hash"]
        .as_str()
        .unwrap()
        .to_owned();
    let zoom = 12;
    let (x, y) = tile_of(almaty().centre(), zoom);
    let mut across = 0;
    for x in x - 2..=x + 1 {
        let (west, east) = (
            edges(&server, &grid, zoom, x, y).await,
            edges(&server, &grid, zoom, x + 1, y).await,
        );
        for (id, (begin, right)) in &west {
            let Some((left, end)) = east.get(id) else {
                continue;
            };
            // Others lie on one side and are in the other tile for its buffer alone.
            if *begin < 4096 && *end > 0 {
                across += 1;
                assert!(*right >= 4096 && *left <= 0, "{id:x}: {right} and {left}");
            }
        }
    }
    assert!(across > 2, "{across} cells lie across an edge");
}

/// The westernmost and easternmost unit of each cell of a tile.
async fn edges(
    server: &Running,
    grid: &str,
    zoom: u32,
    x: u32,
    y: u32,
) -> BTreeMap<u64, (i32, i32)> {
    let response = server
        .get(&format!("/tiles/grid/{grid}/{zoom}/{x}/{y}"))
        .await;
    let tile = response.bytes().await.unwrap();
    let Ok(reader) = MvtReaderRef::new(&tile) else {
        return BTreeMap::new();
    };
    let mut edges = BTreeMap::new();
    for layer in reader.layers() {
        for feature in layer.features() {
            let MvtGeometry::Polygon(polygon) = feature.geometry().unwrap() else {
                panic!("a cell is one polygon")
            };
            let along = || polygon.exterior().0.iter().map(|at| at.x);
            edges.insert(
                feature.id().unwrap(),
                (along().min().unwrap(), along().max().unwrap()),
            );
        }
    }
    edges
}

#[tokio::test(flavor = "multi_thread")]
async fn a_maplibre_tile_holds_what_the_vector_tile_holds() {
    let (_bench, server, version) = published().await;
    let grid = server.json("/current.json").await["grid"]["hash"]
        .as_str()
        .unwrap()
        .to_owned();
    let (x, y) = tile_of(almaty().centre(), 10);
    for path in [
        format!("/tiles/risk-theft/{version}/10/{x}/{y}"),
        format!("/tiles/grid/{grid}/10/{x}/{y}"),
        format!("/tiles/places/{version}/10/{x}/{y}"),
        format!("/tiles/units/{version}/8/{}/{}", x / 4, y / 4),
    ] {
        let mvt = bytes(&server, &path).await;
        let mut tags = BTreeSet::new();
        for accept in [
            "application/vnd.maplibre-tile",
            "application/vnd.maplibre-vector-tile, */*;q=0.1",
        ] {
            let asked = server
                .client
                .get(server.url(&path))
                .header(header::ACCEPT, accept);
            let response = asked.send().await.unwrap();
            assert_eq!(
                response.headers()[header::CONTENT_TYPE],
                "application/vnd.maplibre-tile"
            );
            assert_eq!(response.headers()[header::VARY], "accept, accept-encoding");
            tags.insert(response.headers()[header::ETAG].clone());
            let mlt = response.bytes().await.unwrap();
            assert_ne!(mlt, mvt);
            assert_eq!(
                rows(mlt_layers(&mlt)),
                rows(mlt_core::mvt::mvt_to_tile_layers(&mvt).unwrap()),
                "{path}"
            );
        }
        assert_eq!(tags.len(), 1);
    }
    let path = format!("/tiles/grid/{grid}/10/{x}/{y}");
    let picture = server
        .client
        .get(server.url(&path))
        .header(header::ACCEPT, "image/png")
        .send()
        .await
        .unwrap();
    assert_eq!(picture.status(), 406);
}

fn mlt_layers(tile: &[u8]) -> Vec<mlt_core::TileLayer> {
    let layers = mlt_core::Parser::default().parse_layers(tile).unwrap();
    let mut decoder = mlt_core::Decoder::default();
    layers
        .into_iter()
        .map(|layer| match layer {
            mlt_core::Layer::Tag01(layer) => layer.into_tile(&mut decoder).unwrap(),
            _ => panic!("a layer of an unknown kind"),
        })
        .collect()
}

/// Every feature's id, shape and properties in words, whatever integers they are kept as.
fn rows(layers: Vec<mlt_core::TileLayer>) -> Vec<String> {
    let mvt = mlt_core::mvt::tile_layers_to_mvt(layers).unwrap();
    let reader = MvtReaderRef::new(&mvt).unwrap();
    let mut rows = Vec::new();
    for layer in reader.layers() {
        for feature in layer.features() {
            let mut properties = feature
                .properties_vec()
                .unwrap()
                .iter()
                .map(|own| format!("{own:?}"))
                .collect::<Vec<_>>();
            properties.sort();
            rows.push(format!(
                "{} {:?} {:?} {properties:?}",
                layer.name(),
                feature.id(),
                feature.geometry().unwrap()
            ));
        }
    }
    assert!(!rows.is_empty());
    rows
}

#[test]
fn the_id_gives_the_cell_back() {
    let cell = almaty().parent(Resolution::new(7).unwrap()).unwrap();
    assert_eq!(
        Cell::from_raw(8 << 56 | 7 << 52 | cell.feature_id()).unwrap(),
        cell
    );
}
