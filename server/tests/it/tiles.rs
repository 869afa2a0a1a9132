//! Tiles: what is in them, how they are sent, and which addresses are refused.

use fast_mvt::{MvtGeometry, MvtReaderRef, MvtValueRef};
use oshaq_domain::{Cell, LatLng};
use oshaq_server::{ServerConfig, Unbound};
use reqwest::header;

use crate::fixture::{almaty, on_a_thread, published, published_with, raw};

/// The tile of a zoom that a place lies in, by the formula of the OpenStreetMap wiki ("Slippy map tilenames"), which is written
/// with asinh where the server uses ln tan.
pub(crate) fn tile_of(place: LatLng, zoom: u32) -> (u32, u32) {
    let side = f64::from(1 << zoom);
    let lat = place.lat().to_radians();
    let x = (place.lng() + 180.0) / 360.0 * side;
    let y = (1.0 - lat.tan().asinh() / std::f64::consts::PI) / 2.0 * side;
    (x as u32, y as u32)
}

/// Longitude and latitude of a point of a tile, by the inverse formula.
fn place_of(zoom: u32, (x, y): (u32, u32), units: (i32, i32)) -> LatLng {
    let side = f64::from(1 << zoom);
    let along = |tile: u32, units: i32| (f64::from(tile) + f64::from(units) / 4096.0) / side;
    let lng = along(x, units.0) * 360.0 - 180.0;
    let lat = (std::f64::consts::PI * (1.0 - 2.0 * along(y, units.1)))
        .sinh()
        .atan()
        .to_degrees();
    LatLng::from_degrees(lat, lng).unwrap()
}

fn almaty_tile(layer: &str, version: &str, zoom: u32) -> (String, (u32, u32)) {
    let (x, y) = tile_of(almaty().centre(), zoom);
    (format!("/tiles/{layer}/{version}/{zoom}/{x}/{y}"), (x, y))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_risk_tile_has_the_cells_of_its_zoom_where_they_lie() {
    let (_bench, server, version) = published().await;
    for (zoom, resolution) in [
        (3, 5),
        (5, 5),
        (6, 6),
        (7, 6),
        (8, 7),
        (9, 7),
        (10, 8),
        (12, 8),
    ] {
        let (path, tile) = almaty_tile("risk-theft", &version, zoom);
        let response = server.get(&path).await;
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(
            response.headers()[header::CONTENT_TYPE],
            "application/vnd.mapbox-vector-tile"
        );
        let bytes = response.bytes().await.unwrap();
        let reader = MvtReaderRef::new(&bytes).unwrap();
        let layer = reader.layers().next().unwrap();
        assert_eq!(
            (reader.layer_count(), layer.name(), layer.extent()),
            (1, "cells", 4096)
        );
        let expected = almaty()
            .parent(oshaq_domain::Resolution::new(resolution).unwrap())
            .unwrap();
        let mut seen = false;
        for feature in layer.features() {
            let properties = feature.properties_vec().unwrap();
            let Some(MvtValueRef::String(hex)) = find(&properties, "cell") else {
                panic!("no cell")
            };
            let cell: Cell = hex.parse().unwrap();
            assert_eq!(cell.resolution().get(), resolution, "zoom {zoom}");
            assert_eq!(feature.id(), Some(cell.raw() & ((1 << 52) - 1)));
            assert_eq!(hex.len(), 15);
            seen |= cell == expected;
            if let MvtGeometry::Polygon(polygon) = feature.geometry().unwrap() {
                let corners: Vec<_> = polygon.exterior().0.iter().map(|at| (at.x, at.y)).collect();
                assert!(
                    corners
                        .iter()
                        .all(|&(x, y)| (-64..=4160).contains(&x) && (-64..=4160).contains(&y))
                );
                let cut = corners
                    .iter()
                    .any(|&(x, y)| [-64, 4160].contains(&x) || [-64, 4160].contains(&y));
                if !cut {
                    assert_a_corner_is_on_the_boundary(
                        cell,
                        place_of(zoom, tile, corners[0]),
                        zoom,
                    );
                }
            } else {
                panic!("a cell is one polygon");
            }
        }
        assert!(seen, "the cell of Panfilov park is missing at zoom {zoom}");
    }
}

fn assert_a_corner_is_on_the_boundary(cell: Cell, corner: LatLng, zoom: u32) {
    let unit_degrees = 360.0 / f64::from(1 << zoom) / 4096.0;
    let near = cell.boundary().into_iter().any(|own| {
        (own.lat() - corner.lat()).abs() <= unit_degrees
            && (own.lng() - corner.lng()).abs() <= unit_degrees
    });
    assert!(
        near,
        "{corner:?} is no corner of {cell} {:?}",
        cell.boundary()
    );
}

fn find<'a>(properties: &[(&str, MvtValueRef<'a>)], key: &str) -> Option<MvtValueRef<'a>> {
    properties
        .iter()
        .find(|(own, _)| *own == key)
        .map(|&(_, value)| value)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_risk_tile_says_the_same_bands_as_the_api() {
    let (_bench, server, version) = published().await;
    let (path, _) = almaty_tile("risk-theft", &version, 12);
    let bytes = server.get(&path).await.bytes().await.unwrap();
    let reader = MvtReaderRef::new(&bytes).unwrap();
    let layer = reader.layers().next().unwrap();
    for feature in layer.features().take(6) {
        let properties = feature.properties_vec().unwrap();
        let Some(MvtValueRef::String(hex)) = find(&properties, "cell") else {
            panic!("no cell")
        };
        let answer = server
            .json(&format!("/api/v1/cells/{hex}?category=theft"))
            .await;
        for month in answer["history"].as_array().unwrap() {
            let key = format!("r{}", month["month"].as_str().unwrap().replace('-', ""));
            assert_eq!(
                code(&properties, &key),
                month["band"].as_u64(),
                "{hex} {key}"
            );
        }
        let forecast = &answer["forecast"];
        assert_eq!(code(&properties, "f202601"), forecast["band"].as_u64());
        assert_eq!(code(&properties, "lo"), forecast["band_low"].as_u64());
        assert_eq!(code(&properties, "hi"), forecast["band_high"].as_u64());
        assert_eq!(properties.len(), 24 + 4);
    }
}

fn code(properties: &[(&str, MvtValueRef)], key: &str) -> Option<u64> {
    match find(properties, key) {
        Some(MvtValueRef::UInt(code)) => Some(code),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_layers_of_units_and_places_have_names_in_three_languages() {
    let (_bench, server, version) = published().await;
    for (layer, id, keys) in [
        ("units", 75, vec!["kato", "name_kk", "name_ru", "name_en"]),
        (
            "places",
            1,
            vec![
                "name_kk",
                "name_ru",
                "name_en",
                "kato2",
                "population",
                "rank",
            ],
        ),
    ] {
        let (path, _) = almaty_tile(layer, &version, 8);
        let bytes = server.get(&path).await.bytes().await.unwrap();
        let reader = MvtReaderRef::new(&bytes).unwrap();
        let own = reader.layers().next().unwrap();
        assert_eq!(own.name(), layer);
        let feature = own
            .features()
            .find(|feature| feature.id() == Some(id))
            .unwrap();
        let mut found: Vec<_> = feature
            .properties_vec()
            .unwrap()
            .into_iter()
            .map(|(key, _)| key)
            .collect();
        found.sort_unstable();
        let mut keys = keys;
        keys.sort_unstable();
        assert_eq!(found, keys);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_encoding_holds_the_same_tile() {
    let (_bench, server, version) = published().await;
    let (path, _) = almaty_tile("risk-all", &version, 10);
    let plain = server.get(&path).await;
    assert!(plain.headers().get(header::CONTENT_ENCODING).is_none());
    let plain = plain.bytes().await.unwrap();
    let mut tags = Vec::new();
    for (accept, encoding) in [
        ("gzip, br;q=0.9", "gzip"),
        ("br", "br"),
        ("gzip, deflate, br", "br"),
        ("zstd, gzip;q=0.5", "zstd"),
    ] {
        let response = server
            .client
            .get(server.url(&path))
            .header(header::ACCEPT_ENCODING, accept)
            .send()
            .await
            .unwrap();
        assert_eq!(
            response.headers()[header::CONTENT_ENCODING],
            encoding,
            "{accept}"
        );
        assert_eq!(response.headers()[header::VARY], "accept, accept-encoding");
        tags.push(response.headers()[header::ETAG].clone());
        let packed = response.bytes().await.unwrap();
        assert!(packed.len() < plain.len());
        assert_eq!(crate::grid::unpacked(encoding, &packed), plain);
    }
    assert_ne!(
        tags[0], tags[1],
        "representations of different bytes have different strong tags"
    );
    let nothing = server
        .client
        .get(server.url(&path))
        .header(header::ACCEPT_ENCODING, "identity;q=0")
        .send()
        .await
        .unwrap();
    assert_eq!(nothing.status(), 406);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_confirmed_and_never_expires() {
    let (_bench, server, version) = published().await;
    let (path, _) = almaty_tile("risk-theft", &version, 10);
    let first = server
        .client
        .get(server.url(&path))
        .header(header::ACCEPT_ENCODING, "gzip")
        .send()
        .await
        .unwrap();
    assert_eq!(
        first.headers()[header::CACHE_CONTROL],
        "public, max-age=31536000, immutable"
    );
    let etag = first.headers()[header::ETAG].clone();
    assert!(etag.to_str().unwrap().starts_with('"'), "strong");
    let again = server
        .client
        .get(server.url(&path))
        .header(header::ACCEPT_ENCODING, "gzip")
        .header(header::IF_NONE_MATCH, &etag)
        .send()
        .await
        .unwrap();
    assert_eq!(again.status(), 304);
    assert_eq!(again.headers()[header::ETAG], etag);
    assert_eq!(
        again.headers()[header::CACHE_CONTROL],
        "public, max-age=31536000, immutable"
    );
    assert_eq!(again.headers()[header::VARY], "accept, accept-encoding");
    assert!(again.bytes().await.unwrap().is_empty());
    let other = server
        .client
        .get(server.url(&path))
        .header(header::IF_NONE_MATCH, &etag)
        .send()
        .await
        .unwrap();
    assert_eq!(
        other.status(),
        200,
        "another representation is no copy of this one"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_request_tells_everything_but_the_body() {
    let (_bench, server, version) = published().await;
    let (path, _) = almaty_tile("risk-theft", &version, 10);
    let body = server.get(&path).await.bytes().await.unwrap();
    let head = server.client.head(server.url(&path)).send().await.unwrap();
    assert_eq!(head.status(), 200);
    assert_eq!(
        head.headers()[header::CONTENT_LENGTH],
        body.len().to_string()
    );
    assert!(head.bytes().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_tile_is_no_content() {
    let (_bench, server, version) = published().await;
    let response = server
        .get(&format!("/tiles/risk-theft/{version}/10/0/0"))
        .await;
    assert_eq!(response.status(), 204);
    assert!(
        response.headers()[header::CACHE_CONTROL]
            .to_str()
            .unwrap()
            .contains("immutable")
    );
    assert!(response.bytes().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_that_are_no_tile_are_refused_with_a_reason() {
    let (_bench, server, version) = published().await;
    for (address, word) in [
        ("99/1/1", "zoom"),
        ("-1/1/1", "digits"),
        ("5/-1/1", "digits"),
        ("5/1/-1", "digits"),
        ("5/9223372036854775808/1", "edge"),
        ("5/340282366920938463463374607431768211456/1", "edge"),
        ("9223372036854775808/1/1", "zoom"),
        ("5/32/1", "edge"),
        ("5/NaN/1", "digits"),
        ("5/1.5/1", "digits"),
        ("5/1e1/1", "digits"),
        ("5/%2e%2e/1", "digits"),
        ("5/../1", "digits"),
        ("5/1%2f2/1", "digits"),
        ("5/%31/1", "digits"),
        ("5/%ff/1", "digits"),
        ("5/1/", "digits"),
        ("5/1", "/tiles/"),
        ("5/1/1/1", "/tiles/"),
        ("5/1/1.mvt", "digits"),
    ] {
        let answer = raw(server.address, &format!("GET /tiles/risk-theft/{version}/{address} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{address}: {answer}");
        assert!(
            answer.contains("application/problem+json"),
            "{address}: {answer}"
        );
        assert!(answer.contains(word), "{address}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_layers_versions_and_zooms_are_not_found() {
    let (_bench, server, version) = published().await;
    for path in [
        format!("/tiles/risk-drugs/{version}/5/22/11"),
        format!("/tiles/risk-theft%2F..%2Funits/{version}/5/22/11"),
        "/tiles/risk-theft/0000000000000000/5/22/11".to_owned(),
        format!("/tiles/risk-theft/{version}/2/2/1"),
        format!("/tiles/risk-theft/{version}/13/4000/3000"),
    ] {
        let response = server.get(&path).await;
        assert_eq!(response.status(), 404, "{path}");
        assert_eq!(
            response.headers()[header::CONTENT_TYPE],
            "application/problem+json"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_scheme_that_a_proxy_names_is_believed_of_trusted_proxies_alone() {
    let trusting = ServerConfig {
        trusted_proxies: vec!["127.0.0.1".parse().unwrap()],
        ..ServerConfig::default()
    };
    for (config, scheme) in [(ServerConfig::default(), "http://"), (trusting, "https://")] {
        let (_bench, server, _) = published_with(config).await;
        for path in [
            "/tilejson/risk-all.json",
            "/dcat.jsonld",
            "/api/v1/versions.atom",
            "/ogc",
        ] {
            let request = server.client.get(server.url(path));
            let answer = request
                .header("x-forwarded-proto", "https")
                .send()
                .await
                .unwrap();
            let text = answer.text().await.unwrap();
            let own = format!("{scheme}{}", server.address);
            assert!(text.contains(&own), "{path}: {own} is missing in\n{text}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tilejson_names_the_version_and_says_that_data_are_simulated() {
    let (_bench, server, version) = published().await;
    let current = server.json("/current.json").await;
    assert_eq!(current["version"], version.as_str());
    assert_eq!(current["simulated"], true);
    let names: Vec<_> = current["layers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|layer| layer["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "risk-all",
            "risk-theft",
            "risk-robbery",
            "units",
            "places",
            "districts"
        ]
    );
    for layer in current["layers"].as_array().unwrap() {
        let tilejson = server.json(layer["tilejson"].as_str().unwrap()).await;
        assert_eq!(tilejson["tilejson"], "3.0.0");
        let name = layer["name"].as_str().unwrap();
        let tiles = format!(
            "http://{}/tiles/{name}/{version}/{{z}}/{{x}}/{{y}}",
            server.address
        );
        assert_eq!(tilejson["tiles"][0], tiles.as_str());
        assert!(
            tilejson["attribution"]
                .as_str()
                .unwrap()
                .contains("Simulated data")
        );
        assert!(
            tilejson["attribution"]
                .as_str()
                .unwrap()
                .contains("&lt;for tests&gt;")
        );
        assert!(
            tilejson["description"]
                .as_str()
                .unwrap()
                .contains("Simulated data")
        );
    }
    let risk = server.json("/tilejson/risk-theft.json").await;
    assert_eq!(
        (risk["minzoom"].as_u64(), risk["maxzoom"].as_u64()),
        (Some(3), Some(12))
    );
    let fields = risk["vector_layers"][0]["fields"].as_object().unwrap();
    for key in ["r202401", "r202512", "f202601", "lo", "hi", "cell"] {
        assert!(fields.contains_key(key), "{key}");
    }
    assert_eq!(server.get("/tilejson/risk-drugs.json").await.status(), 404);
    assert_eq!(server.get("/tilejson/risk-theft").await.status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_sockets_gives_the_bytes_that_go_over_the_wire() {
    let (bench, server, version) = published().await;
    let (x, y) = tile_of(almaty().centre(), 9);
    let runtime = tokio::runtime::Handle::current();
    let store = bench.store.clone();
    let make = || Unbound::of(ServerConfig::default(), store, runtime);
    let unbound = on_a_thread(make).await;
    for path in [
        format!("/tiles/risk-theft/{version}/9/{x}/{y}"),
        "/api/v1/units/75".to_owned(),
        "/api/v1/units/99".to_owned(),
    ] {
        let wire = server.get(&path).await;
        let answer = unbound.ask(&path, "identity", None).await.unwrap();
        assert_eq!(answer.status, wire.status().as_u16(), "{path}");
        assert_eq!(answer.body, wire.bytes().await.unwrap(), "{path}");
        if answer.status == 200 {
            let held = unbound.ask(&path, "identity", Some(&answer.etag));
            let held = held.await.unwrap();
            assert_eq!((held.status, held.body.len()), (304, 0), "{path}");
        }
    }
    assert!(unbound.ask("no address", "gzip", None).await.is_err());
}
