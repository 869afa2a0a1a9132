//! Every class that `/ogc/conformance` declares, held against what its standard requires.

use std::collections::BTreeSet;

use oshaq_server::public_paths;
use reqwest::header;
use serde_json::Value;

use crate::fixture::{Running, almaty, published};
use crate::tiles::tile_of;

const TILES: &str = "/ogc/collections/risk-theft/tiles";
const ITEMS: &str = "/ogc/collections/risk-theft/items";
const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

#[tokio::test(flavor = "multi_thread")]
async fn every_class_that_is_declared_is_kept() {
    let (_bench, server, _) = published().await;
    let declared = server.json("/ogc/conformance").await;
    for class in declared["conformsTo"].as_array().unwrap() {
        let class = class.as_str().unwrap();
        let name = class.strip_prefix("http://www.opengis.net/spec/ogcapi-");
        match name.unwrap() {
            "common-1/1.0/conf/core" => landing(&server).await,
            "common-2/1.0/conf/collections" => collections(&server).await,
            "features-1/1.0/conf/core" => features(&server).await,
            "features-1/1.0/conf/geojson" => geojson(&server).await,
            "features-1/1.0/conf/html" => html(&server).await,
            "features-1/1.0/conf/oas30" => openapi(&server).await,
            "features-2/1.0/conf/crs" => crs(&server).await,
            "tiles-1/1.0/conf/core" | "tiles-1/1.0/conf/mvt" => tiles(&server).await,
            "tiles-1/1.0/conf/tileset" => tileset(&server).await,
            "tiles-1/1.0/conf/tilesets-list" => tilesets_list(&server).await,
            "tiles-1/1.0/conf/geodata-tilesets" => geodata_tilesets(&server).await,
            other => panic!("{other} is declared and not checked: add it here"),
        }
    }
}

/// Relation and media type of a document's links.
fn links(document: &Value) -> BTreeSet<(String, String)> {
    let text = |link: &Value, key: &str| link[key].as_str().unwrap().to_owned();
    let links = document["links"].as_array().unwrap().iter();
    links
        .map(|link| (text(link, "rel"), text(link, "type")))
        .collect()
}

fn linked(document: &Value, rel: &str, media_type: &str) -> bool {
    links(document).contains(&(rel.to_owned(), media_type.to_owned()))
}

async fn status(server: &Running, path: &str) -> u16 {
    server.get(path).await.status().as_u16()
}

/// OGC 19-072, requirements `/req/core/root-success` and `/req/core/api-definition-success`.
async fn landing(server: &Running) {
    let landing = server.json("/ogc").await;
    for (rel, media_type) in [
        ("self", "application/json"),
        ("alternate", "text/html"),
        (
            "service-desc",
            "application/vnd.oai.openapi+json;version=3.0",
        ),
        ("service-doc", "text/html"),
        ("conformance", "application/json"),
        ("data", "application/json"),
    ] {
        assert!(linked(&landing, rel, media_type), "{rel} {media_type}");
    }
    assert!(landing["title"].is_string() && landing["description"].is_string());
}

/// OGC 20-024, requirements `/req/collections/rc-md-success` and `/req/collections/src-md-success`.
async fn collections(server: &Running) {
    let all = server.json("/ogc/collections").await;
    assert!(linked(&all, "self", "application/json"));
    let listed = all["collections"].as_array().unwrap();
    assert!(listed.len() >= 5, "{}", listed.len());
    for own in listed {
        let id = own["id"].as_str().unwrap();
        let [west, south, east, north]: [f64; 4] =
            serde_json::from_value(own["extent"]["spatial"]["bbox"][0].clone()).unwrap();
        assert!(west < east && south < north && own["extent"]["spatial"]["crs"] == CRS84);
        let timed = own["extent"]["temporal"]["interval"][0].as_array();
        assert_eq!(timed.is_some(), id.starts_with("risk-"), "{id}");
        assert_eq!(own["itemType"], "feature");
        assert!(
            linked(own, "items", "application/geo+json") && linked(own, "self", "application/json")
        );
        assert_eq!(server.json(&format!("/ogc/collections/{id}")).await, *own);
    }
    assert_eq!(status(server, "/ogc/collections/nonesuch").await, 404);
}

/// OGC 17-069r4, chapter 7.15 and 7.16: parameters of features, and what answers hold.
async fn features(server: &Running) {
    let page = server.json(&format!("{ITEMS}?limit=3")).await;
    assert_eq!(
        (
            &page["numberReturned"],
            page["features"].as_array().map(Vec::len)
        ),
        (&3.into(), Some(3))
    );
    assert!(page["numberMatched"].as_u64().unwrap() > 3);
    for (rel, media_type) in [
        ("self", "application/geo+json"),
        ("alternate", "text/html"),
        ("next", "application/geo+json"),
    ] {
        assert!(linked(&page, rel, media_type), "{rel} {media_type}");
    }
    let whole = server
        .json("/ogc/collections/units/items?limit=99999999")
        .await;
    assert_eq!(whole["numberReturned"], whole["numberMatched"]);
    assert!(!links(&whole).iter().any(|(rel, _)| rel == "next"));
    let id = page["features"][0]["id"].as_str().unwrap();
    let one = server.json(&format!("{ITEMS}/{id}")).await;
    for (rel, media_type) in [
        ("self", "application/geo+json"),
        ("alternate", "text/html"),
        ("collection", "application/json"),
    ] {
        assert!(linked(&one, rel, media_type), "{rel} {media_type}");
    }
    for (query, expected) in [
        ("limit=0", 400),
        ("limit=ten", 400),
        ("bbox=1,2,3", 400),
        ("datetime=soon", 400),
        ("nonesuch=1", 400),
        ("datetime=../2025-01-31T00:00:00Z", 200),
        ("datetime=2025-01-01T00:00:00Z/..", 200),
        ("bbox=76,43,77,44", 200),
    ] {
        assert_eq!(
            status(server, &format!("{ITEMS}?{query}")).await,
            expected,
            "{query}"
        );
    }
}

/// OGC 17-069r4, requirements `/req/geojson/definition` and `/req/geojson/content`.
async fn geojson(server: &Running) {
    for path in [
        format!("{ITEMS}?limit=50"),
        "/ogc/collections/districts/items".to_owned(),
        "/ogc/collections/units/items/75".to_owned(),
        "/ogc/collections/places/items".to_owned(),
    ] {
        let response = server.get(&path).await;
        let media_type = response.headers()[header::CONTENT_TYPE].clone();
        assert_eq!(media_type, "application/geo+json", "{path}");
        let text = response.text().await.unwrap();
        let parsed: geojson::GeoJson = text.parse().unwrap();
        assert!(!matches!(parsed, geojson::GeoJson::Geometry(_)), "{path}");
    }
}

/// OGC 17-069r4, requirement `/req/html/definition`.
async fn html(server: &Running) {
    for path in [
        "/ogc",
        "/ogc/conformance",
        "/ogc/collections",
        "/ogc/collections/units",
        "/ogc/collections/units/items",
        "/ogc/collections/units/items/75",
    ] {
        let request = server.client.get(server.url(path));
        let response = request
            .header(header::ACCEPT, "text/html")
            .send()
            .await
            .unwrap();
        let media_type = response.headers()[header::CONTENT_TYPE].clone();
        assert_eq!(media_type, "text/html; charset=utf-8", "{path}");
        let page = response.text().await.unwrap();
        assert!(
            page.starts_with("<!DOCTYPE html>") && page.contains("<title>"),
            "{path}"
        );
    }
}

/// OGC 17-069r4, chapter 9: the definition is OpenAPI 3.0 and tells of every operation.
async fn openapi(server: &Running) {
    let response = server.get("/ogc/api").await;
    assert_eq!(
        response.headers()[header::CONTENT_TYPE],
        "application/vnd.oai.openapi+json;version=3.0"
    );
    let document: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.0."));
    assert_eq!(document["servers"][0]["url"], server.url("/ogc"));
    let count = |path: &str| path.matches('{').count();
    let shape = |path: &str| {
        let parts = path.split('/').filter(|part| !part.is_empty());
        let parts = parts.map(|part| if part.starts_with('{') { "{}" } else { part });
        parts.collect::<Vec<_>>().join("/")
    };
    let paths = document["paths"].as_object().unwrap();
    let told: BTreeSet<String> = paths.keys().map(|path| shape(path)).collect();
    let routes = public_paths();
    let own = routes.iter().filter_map(|path| path.strip_prefix("/ogc"));
    let answered: BTreeSet<String> = own
        .filter(|path| *path != "/style.css")
        .map(shape)
        .collect();
    assert_eq!(told, answered);
    for (path, operation) in paths {
        let parameters = operation["get"]["parameters"].as_array().unwrap();
        let in_path = parameters.iter().filter(|own| own["in"] == "path");
        assert_eq!(in_path.count(), count(path), "{path}");
    }
    let items = &paths["/collections/{collectionId}/items"]["get"]["parameters"];
    for name in ["limit", "bbox", "datetime"] {
        let own = items
            .as_array()
            .unwrap()
            .iter()
            .find(|own| own["name"] == name);
        let own = own.unwrap();
        assert_eq!(
            (&own["in"], &own["style"], &own["explode"]),
            (&"query".into(), &"form".into(), &false.into())
        );
    }
}

/// OGC 18-058r1, requirements `/req/crs/crs-uri`, `/req/crs/fc-crs-action` and `/req/crs/ogc-crs-header`.
async fn crs(server: &Running) {
    let collection = server.json("/ogc/collections/risk-theft").await;
    let spoken: Vec<&str> = collection["crs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|own| own.as_str().unwrap())
        .collect();
    assert_eq!(spoken[0], CRS84);
    assert!(spoken.contains(&collection["storageCrs"].as_str().unwrap()));
    for own in [
        format!("{ITEMS}?limit=1"),
        "/ogc/collections/districts/items?limit=1".to_owned(),
    ] {
        let plain = server.get(&own).await;
        assert_eq!(
            plain.headers()["content-crs"],
            format!("<{CRS84}>").as_str()
        );
        for crs in &spoken {
            let response = server.get(&format!("{own}&crs={crs}&bbox-crs={crs}")).await;
            assert_eq!(response.status(), 200, "{crs}");
            assert_eq!(
                response.headers()["content-crs"],
                format!("<{crs}>").as_str()
            );
        }
        for name in ["crs", "bbox-crs"] {
            assert_eq!(
                status(server, &format!("{own}&{name}=EPSG:4326")).await,
                400
            );
        }
    }
}

/// OGC 20-057, requirements `/req/core/tc-success`, `/req/core/tc-error` and `/req/mvt/content`.
async fn tiles(server: &Running) {
    let (x, y) = tile_of(almaty().centre(), 9);
    let tile = server
        .get(&format!("{TILES}/WebMercatorQuad/9/{y}/{x}"))
        .await;
    assert_eq!(tile.status(), 200);
    assert_eq!(
        tile.headers()[header::CONTENT_TYPE],
        "application/vnd.mapbox-vector-tile"
    );
    let bytes = tile.bytes().await.unwrap();
    assert!(fast_mvt::MvtReaderRef::new(&bytes).unwrap().layer_count() > 0);
    for (path, expected) in [
        (format!("WebMercatorQuad/9/{y}/0"), 204),
        (format!("WebMercatorQuad/9/{y}/512"), 400),
        (format!("WebMercatorQuad/99/{y}/{x}"), 400),
        (format!("WorldCRS84Quad/9/{y}/{x}"), 404),
        (format!("WebMercatorQuad/9/{y}/{x}?nonesuch=1"), 400),
    ] {
        assert_eq!(
            status(server, &format!("{TILES}/{path}")).await,
            expected,
            "{path}"
        );
    }
}

/// OGC 20-057, requirements `/req/tileset/ts-success` and `/req/tileset/tileset-link`.
async fn tileset(server: &Running) {
    let own = server.json(&format!("{TILES}/WebMercatorQuad")).await;
    assert!(own["dataType"] == "vector" && own["crs"].is_string());
    let scheme = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme";
    assert!(linked(&own, scheme, "application/json"));
    let set = own["tileMatrixSetURI"].as_str().unwrap();
    assert_eq!(
        server.json("/ogc/tileMatrixSets/WebMercatorQuad").await["uri"],
        set
    );
    let links = own["links"].as_array().unwrap().iter();
    let templates: Vec<&str> = links
        .filter(|link| link["rel"] == "item" && link["templated"] == true)
        .map(|link| link["href"].as_str().unwrap())
        .collect();
    assert!(!templates.is_empty());
    let (x, y) = tile_of(almaty().centre(), 9);
    for template in templates {
        let address = template
            .replace("{tileMatrix}", "9")
            .replace("{tileRow}", &y.to_string())
            .replace("{tileCol}", &x.to_string());
        let response = server.client.get(&address).send().await.unwrap();
        assert_eq!(response.status(), 200, "{address}");
    }
}

/// OGC 20-057, requirement `/req/tilesets-list/tsl-success`.
async fn tilesets_list(server: &Running) {
    let list = server.json(TILES).await;
    for own in list["tilesets"].as_array().unwrap() {
        let whole = server.json(&format!("{TILES}/WebMercatorQuad")).await;
        assert!(linked(own, "self", "application/json"));
        for key in ["title", "dataType", "crs", "tileMatrixSetURI"] {
            assert_eq!(own[key], whole[key], "{key}");
        }
    }
}

/// OGC 20-057, requirement `/req/geodata-tilesets/desc-links`: whoever reads a collection finds its tile sets.
async fn geodata_tilesets(server: &Running) {
    let rel = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector";
    let all = server.json("/ogc/collections").await;
    for own in all["collections"].as_array().unwrap() {
        let links = own["links"].as_array().unwrap();
        let link = links.iter().find(|link| link["rel"] == rel).unwrap();
        let address = link["href"].as_str().unwrap();
        let list = server.client.get(address).send().await.unwrap();
        let list: Value = serde_json::from_slice(&list.bytes().await.unwrap()).unwrap();
        assert_eq!(list["tilesets"].as_array().unwrap().len(), 1, "{address}");
    }
}
