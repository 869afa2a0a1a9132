//! OGC API – Features and – Tiles, as their clients use them.

use std::collections::BTreeSet;

use reqwest::header;
use serde_json::Value;

use crate::fixture::{Running, almaty, published};
use crate::tiles::tile_of;

async fn refused(server: &Running, path: &str) -> (u16, String) {
    let response = server.get(path).await;
    let status = response.status().as_u16();
    assert_eq!(
        response.headers()[header::CONTENT_TYPE],
        "application/problem+json",
        "{path}"
    );
    (status, response.text().await.unwrap())
}

fn link<'a>(document: &'a Value, rel: &str) -> Option<&'a str> {
    let links = document["links"].as_array().unwrap();
    links.iter().find(|link| link["rel"] == rel)?["href"].as_str()
}

fn path_of(server: &Running, address: &str) -> String {
    address.strip_prefix(&server.url("")).unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_link_of_every_document_leads_somewhere() {
    let (_bench, server, _) = published().await;
    let mut open = vec!["/ogc".to_owned()];
    let mut seen = BTreeSet::new();
    while let Some(path) = open.pop() {
        // One collection of each kind, and one page of each list, stand for the others.
        let other = path.contains("risk-robbery") || path.contains("offset=");
        if other || !seen.insert(path.clone()) {
            continue;
        }
        let response = server.get(&path).await;
        assert_eq!(response.status(), 200, "{path}");
        assert!(
            response.headers()[header::VARY]
                .to_str()
                .unwrap()
                .contains("accept"),
            "{path}"
        );
        let html = response.headers()[header::CONTENT_TYPE]
            .to_str()
            .unwrap()
            .starts_with("text/html");
        let body = response.text().await.unwrap();
        if html {
            assert!(body.contains("Simulated data"), "{path}");
            continue;
        }
        let document: Value = serde_json::from_str(&body).unwrap();
        let collections = document["collections"].as_array().into_iter().flatten();
        for document in collections.chain([&document]) {
            let links = document["links"].as_array().into_iter().flatten();
            let plain = links.filter(|link| link["templated"] != true);
            open.extend(plain.map(|link| path_of(&server, link["href"].as_str().unwrap())));
        }
    }
    assert!(seen.len() > 30, "{seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_together_are_all_features_and_each_once() {
    let (_bench, server, _) = published().await;
    let mut path =
        "/ogc/collections/risk-theft/items?limit=700&datetime=2025-01-01/2025-12-31".to_owned();
    let mut ids = BTreeSet::new();
    let matched = loop {
        let page = server.json(&path).await;
        let features = page["features"].as_array().unwrap();
        assert_eq!(page["numberReturned"], features.len());
        for feature in features {
            assert!(
                ids.insert(feature["id"].as_str().unwrap().to_owned()),
                "twice"
            );
            let properties = &feature["properties"];
            assert!(properties["month"].as_str().unwrap().starts_with("2025-"));
            assert!(properties["band"].as_u64().unwrap() <= 5);
            let count = &properties["recorded"];
            assert!(
                count.is_null()
                    || count
                        .as_u64()
                        .is_some_and(|count| count >= 5 && count % 5 == 0)
            );
            assert_eq!(properties["simulated"], true);
        }
        match link(&page, "next") {
            Some(next) => path = path_of(&server, next),
            None => break page["numberMatched"].as_u64().unwrap(),
        }
    };
    assert_eq!(ids.len() as u64, matched);
    assert!(matched > 700, "{matched}: more than a page");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feature_says_what_the_api_says() {
    let (_bench, server, _) = published().await;
    let cell = almaty();
    let answer = server
        .json(&format!("/api/v1/cells/{cell}?category=theft"))
        .await;
    for (month, told) in [
        ("2025-12", &answer["history"][23]),
        ("2026-01", &answer["forecast"]),
    ] {
        let feature = server
            .json(&format!("/ogc/collections/risk-theft/items/{cell}.{month}"))
            .await;
        let properties = &feature["properties"];
        assert_eq!(properties["band"], told["band"]);
        assert_eq!(properties["band_low"], told["band_low"]);
        assert_eq!(properties["recorded"], told["recorded"]);
        let ring = feature["geometry"]["coordinates"][0].as_array().unwrap();
        assert_eq!((ring.len(), ring.first()), (7, ring.last()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_collection_is_described_by_a_schema_that_its_features_keep() {
    let (_bench, server, _) = published().await;
    let listed = server.json("/ogc/collections").await;
    let mut seen = BTreeSet::new();
    for collection in listed["collections"].as_array().unwrap() {
        let id = collection["id"].as_str().unwrap();
        let address = link(collection, "describedby").unwrap();
        let response = server.client.get(address).send().await.unwrap();
        assert_eq!(
            response.headers()[header::CONTENT_TYPE],
            "application/schema+json"
        );
        let schema: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
        assert_eq!(schema["$id"], address);
        let items = server
            .json(&format!("/ogc/collections/{id}/items?limit=500"))
            .await;
        for feature in items["features"].as_array().unwrap() {
            keeps(feature, &schema);
            seen.insert(id.to_owned());
        }
    }
    let kinds = ["risk-all", "risk-theft", "units", "districts", "places"];
    assert!(kinds.iter().all(|kind| seen.contains(*kind)), "{seen:?}");
}

/// What of JSON Schema our schemas use.
fn keeps(feature: &Value, schema: &Value) {
    let geometry = &schema["properties"]["geometry"]["format"];
    let kind = feature["geometry"]["type"].as_str().unwrap().to_lowercase();
    assert_eq!(*geometry, format!("geometry-{kind}"));
    let properties = feature["properties"].as_object().unwrap();
    let names: BTreeSet<&str> = properties.keys().map(String::as_str).collect();
    let required = schema["required"].as_array().unwrap().iter();
    let required: BTreeSet<&str> = required.map(|name| name.as_str().unwrap()).collect();
    assert_eq!(names, required);
    for (name, value) in properties {
        let told = &schema["properties"][name];
        assert!(told["description"].as_str().unwrap().len() > 5, "{name}");
        let kind = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_u64() => "integer",
            Value::String(_) => "string",
            _ => panic!("{name} is {value}"),
        };
        let allowed = told["type"].as_array().map_or_else(
            || told["type"] == kind,
            |kinds| kinds.iter().any(|own| own == kind),
        );
        assert!(allowed, "{name}: {value} by {told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn boxes_and_answers_are_in_the_system_that_was_asked_for() {
    let (_bench, server, _) = published().await;
    let items = "/ogc/collections/risk-theft/items?limit=10000&datetime=2025-12-15";
    let epsg = |code: u32| format!("http://www.opengis.net/def/crs/EPSG/0/{code}");
    let ids = |page: &Value| -> BTreeSet<String> {
        page["features"]
            .as_array()
            .unwrap()
            .iter()
            .map(|own| own["id"].to_string())
            .collect()
    };
    let near = server
        .json(&format!("{items}&bbox=76.94,43.25,76.96,43.27"))
        .await;
    let all = server.json(items).await;
    assert!(!ids(&near).is_empty() && ids(&near).len() < ids(&all).len());
    let turned = server
        .json(&format!(
            "{items}&bbox=43.25,76.94,43.27,76.96&bbox-crs={}",
            epsg(4326)
        ))
        .await;
    assert_eq!(ids(&near), ids(&turned));
    let response = server
        .get(&format!(
            "{items}&bbox=76.94,43.25,76.96,43.27&crs={}",
            epsg(3857)
        ))
        .await;
    assert_eq!(
        response.headers()["content-crs"],
        format!("<{}>", epsg(3857)).as_str()
    );
    let metres: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    let corner = &metres["features"][0]["geometry"]["coordinates"][0][0];
    assert!(corner[0].as_f64().unwrap() > 8_000_000.0 && corner[1].as_f64().unwrap() > 5_000_000.0);
    assert_eq!(
        server.json(&format!("{items}&bbox=10,10,11,11")).await["numberMatched"],
        0
    );
    let none = server
        .json("/ogc/collections/risk-theft/items?datetime=2030-01-01/..")
        .await;
    assert_eq!(
        (&none["numberMatched"], &none["numberReturned"]),
        (&Value::from(0), &Value::from(0))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn tiles_are_the_same_by_both_names() {
    let (_bench, server, version) = published().await;
    let (x, y) = tile_of(almaty().centre(), 9);
    let own = server
        .get(&format!("/tiles/risk-theft/{version}/9/{x}/{y}"))
        .await
        .bytes()
        .await
        .unwrap();
    let set = "/ogc/collections/risk-theft/tiles/WebMercatorQuad";
    let response = server.get(&format!("{set}/9/{y}/{x}")).await;
    assert_eq!(
        response.headers()[header::CACHE_CONTROL],
        "public, max-age=5, must-revalidate"
    );
    assert_eq!(response.bytes().await.unwrap(), own);
    assert_eq!(server.get(&format!("{set}/9/0/0")).await.status(), 204);
    assert_eq!(refused(&server, &format!("{set}/99/0/0")).await.0, 400);
    assert_eq!(refused(&server, &format!("{set}/9/-1/0")).await.0, 400);
    assert_eq!(
        refused(&server, "/ogc/collections/risk-theft/tiles/WorldCRS84Quad")
            .await
            .0,
        404
    );
    let tileset = server.json(set).await;
    let limits = tileset["tileMatrixSetLimits"].as_array().unwrap();
    let nine = limits
        .iter()
        .find(|limit| limit["tileMatrix"] == "9")
        .unwrap();
    let within = |low: &str, high: &str, value: u32| {
        (nine[low].as_u64().unwrap()..=nine[high].as_u64().unwrap()).contains(&u64::from(value))
    };
    assert!(within("minTileRow", "maxTileRow", y) && within("minTileCol", "maxTileCol", x));
    let matrices = server.json("/ogc/tileMatrixSets/WebMercatorQuad").await["tileMatrices"].clone();
    // OGC 17-083r4, annex D.1: the first scale of WebMercatorQuad.
    assert!(
        (matrices[0]["scaleDenominator"].as_f64().unwrap() - 559_082_264.028_717_8).abs() < 1e-3
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_that_cannot_be_answered_are_refused_with_the_reason() {
    let (_bench, server, _) = published().await;
    let items = "/ogc/collections/risk-theft/items";
    for (query, word) in [
        ("bbox=1,2,3", "bbox"),
        ("bbox=1,2,3,NaN", "bbox"),
        ("bbox=170,40,-170,50", "antimeridian"),
        ("bbox-crs=EPSG:4326", "CRS84"),
        ("crs=http://www.opengis.net/def/crs/EPSG/0/2056", "3857"),
        ("datetime=2025-13-01", "datetime"),
        ("datetime=2025-12-31/2025-01-01", "datetime"),
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=9223372036854775808999", "limit"),
        ("offset=x", "offset"),
        ("resolution=99", "resolution"),
        ("f=xml", "json"),
        ("nonesuch=1", "nonesuch"),
    ] {
        let (status, text) = refused(&server, &format!("{items}?{query}")).await;
        assert_eq!(status, 400, "{query}: {text}");
        assert!(text.contains(word), "{query}: {text}");
    }
    for path in [
        "/ogc/collections/risk-drugs",
        "/ogc/collections/grid/items",
        "/ogc/collections/risk-theft/items/nonesuch",
        "/ogc/collections/risk-theft/items/88216d1601fffff.2030-01",
        "/ogc/collections/places/items/0",
        "/ogc/nonesuch",
    ] {
        assert_eq!(refused(&server, path).await.0, 404, "{path}");
    }
    let picture = server
        .client
        .get(server.url("/ogc"))
        .header(header::ACCEPT, "image/png");
    assert_eq!(picture.send().await.unwrap().status(), 406);
}
