//! What is told by district.

use oshaq_server::{ServerConfig, SurfaceExtras, write_surface};
use oshaq_store::{Kind, ManifestDraft};
use serde_json::Value;

use crate::fixture::{Bench, Running, extras, on_a_thread, published, surface};
use crate::tiles::tile_of;

#[tokio::test(flavor = "multi_thread")]
async fn a_category_is_told_by_district_as_published_with_its_forecast() {
    let (_bench, server, _) = published().await;
    let answer = server.json("/api/v1/districts?category=theft").await;
    assert!(answer["reference_per_10k"].as_f64().unwrap() > 0.0);
    let districts = answer["districts"].as_array().unwrap();
    let codes: Vec<&str> = districts
        .iter()
        .map(|own| own["kato"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["751110000", "752110000", "753110000", "754110000"]);
    let surface = surface(1);
    let series = surface
        .meta()
        .series
        .iter()
        .position(|own| own.as_str() == "theft")
        .unwrap();
    for (position, own) in districts.iter().enumerate() {
        let row = surface
            .districts()
            .iter()
            .find(|row| (usize::from(row.district), usize::from(row.series)) == (position, series))
            .unwrap();
        let told: Vec<Option<u64>> = own["months"]
            .as_array()
            .unwrap()
            .iter()
            .map(|month| month["recorded"].as_u64())
            .collect();
        let published: Vec<Option<u64>> = row
            .recorded
            .iter()
            .map(|count| count.rounded().map(u64::from))
            .collect();
        assert_eq!(told, published);
        assert!(told.iter().flatten().count() > 6);
        assert_eq!(own["forecast"]["band"], row.forecast.band.code());
        assert_eq!(own["unit"], "75");
    }
    for (category, status) in [
        ("drugs", 404),
        ("fraud", 404),
        ("nonesuch", 404),
        ("No", 400),
    ] {
        let response = server
            .get(&format!("/api/v1/districts?category={category}"))
            .await;
        assert_eq!(response.status(), status, "{category}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn districts_have_tiles_with_their_codes_as_ids_and_files() {
    let (_bench, server, version) = published().await;
    let place = oshaq_domain::LatLng::from_degrees(43.2, 76.8).unwrap();
    let (x, y) = tile_of(place, 9);
    let tile = server
        .get(&format!("/tiles/districts/{version}/9/{x}/{y}"))
        .await;
    assert_eq!(tile.status(), 200);
    let reader = fast_mvt::MvtReaderRef::new(&tile.bytes().await.unwrap()).is_ok();
    assert!(reader);
    let listed = server.json("/api/v1/downloads").await;
    let names: Vec<&str> = listed["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["name"].as_str().unwrap())
        .collect();
    let csv = server
        .get("/api/v1/downloads/districts.csv")
        .await
        .text()
        .await
        .unwrap();
    assert!(names.contains(&"districts.csv"));
    assert_eq!(csv.lines().count(), 1 + 25 * surface(1).districts().len());
    let shapes: Value = server.json("/api/v1/downloads/districts.geojson").await;
    assert_eq!(shapes["features"][0]["properties"]["kato"], "751110000");
}

#[tokio::test(flavor = "multi_thread")]
async fn districts_are_a_collection_of_shapes_with_names_and_residents() {
    let (_bench, server, version) = published().await;
    let items = "/ogc/collections/districts/items";
    let all = server.json(items).await;
    assert_eq!(all["numberMatched"], 4);
    let first = &all["features"][0];
    assert_eq!(first["id"], "751110000");
    assert_eq!(first["properties"]["unit"], "75");
    assert_eq!(first["properties"]["population"], 300_000);
    assert_eq!(first["geometry"]["type"], "MultiPolygon");
    let west = server
        .json(&format!("{items}?bbox=76.6,43.05,76.7,43.1"))
        .await;
    assert_eq!(west["numberMatched"], 1);
    let own = server.json(&format!("{items}/754110000")).await;
    assert_eq!(own["properties"]["name_en"], "District 4");
    let none = server.get(&format!("{items}/19")).await;
    assert_eq!(none.status(), 404);
    let place = oshaq_domain::LatLng::from_degrees(43.2, 76.8).unwrap();
    let (x, y) = tile_of(place, 9);
    let by_both = [
        format!("/ogc/collections/districts/tiles/WebMercatorQuad/9/{y}/{x}"),
        format!("/tiles/districts/{version}/9/{x}/{y}"),
    ];
    let [one, other] = by_both.map(|path| server.url(&path));
    let one = server.client.get(one).send().await.unwrap();
    let other = server.client.get(other).send().await.unwrap();
    assert_eq!(
        (one.status(), other.status()),
        (200.try_into().unwrap(), 200.try_into().unwrap())
    );
    assert_eq!(one.bytes().await.unwrap(), other.bytes().await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn districts_are_compared_as_units_are() {
    let (_bench, server, _) = published().await;
    let path = "/api/v1/district-comparison?category=theft&from=2025-07&to=2025-12";
    let answer = server.json(path).await;
    assert_eq!(
        (&answer["months"], &answer["ranked"]),
        (&Value::from(6), &Value::from(4))
    );
    let told = server.json("/api/v1/districts?category=theft").await;
    let sum_of = |kato: &Value| -> u64 {
        let districts = told["districts"].as_array().unwrap();
        let own = districts.iter().find(|own| own["kato"] == *kato).unwrap();
        let months = own["months"].as_array().unwrap()[18..].iter();
        months.filter_map(|month| month["recorded"].as_u64()).sum()
    };
    let districts = answer["districts"].as_array().unwrap();
    let rates: Vec<f64> = districts
        .iter()
        .map(|own| {
            assert_eq!(own["recorded"], sum_of(&own["kato"]));
            assert!(own["per_10k_low"].as_f64() < own["per_10k"].as_f64());
            assert!(own["rank_low"].as_u64() <= own["rank"].as_u64());
            own["per_10k"].as_f64().unwrap()
        })
        .collect();
    assert!(
        rates.len() == 4 && rates.is_sorted_by(|a, b| a >= b),
        "{rates:?}"
    );
    let elsewhere = server.json(&format!("{path}&unit=19")).await;
    assert_eq!(elsewhere["districts"].as_array().unwrap().len(), 0);
    for (query, status) in [
        ("category=drugs", 404),
        ("category=fraud", 404),
        ("from=2025-12&to=2025-01", 400),
        ("unit=99", 404),
    ] {
        let path = format!("/api/v1/district-comparison?{query}");
        assert_eq!(server.get(&path).await.status(), status, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_tell_the_districts_of_each_unit() {
    let (_bench, server, _) = published().await;
    let page = async |category: &str| {
        let path = format!("/tables?category={category}&lang=ru");
        server.get(&path).await.text().await.unwrap()
    };
    let theft = page("theft").await;
    assert!(theft.contains("По районам") && theft.contains("<summary>Алматы</summary>"));
    assert!(theft.contains("Район 3") && theft.contains("Уровень 01.2026"));
    let fraud = page("fraud").await;
    assert!(!fraud.contains("По районам"), "told by unit alone");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_surface_without_districts_is_served_as_ever() {
    let bench = on_a_thread(|| {
        let bench = Bench::empty();
        let lock = bench
            .store
            .lock("test", std::time::Duration::from_secs(5))
            .unwrap();
        let stage = bench.store.stage(&lock, Kind::Surface).unwrap();
        let extras = SurfaceExtras {
            districts: None,
            population: None,
            ..extras()
        };
        let whole = surface(1);
        let mut meta = whole.meta().clone();
        meta.division = None;
        let (cells, units) = (whole.cells().to_vec(), whole.units().to_vec());
        let plain =
            oshaq_domain::PublicSurface::from_stored(meta, cells, units, Vec::new()).unwrap();
        write_surface(&stage, &plain, &extras, &|_| ()).unwrap();
        let created = "2026-01-02T03:04:05Z".parse().unwrap();
        stage.commit(ManifestDraft::new("test", created)).unwrap();
        bench
    })
    .await;
    let server = Running::start(&bench.store, ServerConfig::default()).await;
    let answer = server.json("/api/v1/districts").await;
    assert_eq!(answer["districts"].as_array().unwrap().len(), 0);
    assert_eq!(answer["reference_per_10k"], Value::Null);
    let current = server.json("/current.json").await;
    assert!(!current["layers"].to_string().contains("districts"));
    let cell = surface(1).cells()[0].cell;
    let answer = server.json(&format!("/api/v1/cells/{cell}")).await;
    assert_eq!(answer["population"], Value::Null);
    assert_eq!(answer["population_source"], Value::Null);
    for path in [
        "/api/v1/downloads/districts.csv",
        "/ogc/collections/districts",
        "/ogc/collections/districts/items",
    ] {
        assert_eq!(server.get(path).await.status(), 404, "{path}");
    }
    let compared = server.json("/api/v1/district-comparison").await;
    assert_eq!(compared["districts"].as_array().unwrap().len(), 0);
    let collections = server.json("/ogc/collections").await;
    let catalogue = server.json("/dcat.jsonld").await;
    assert!(!format!("{collections}{catalogue}").contains("districts"));
}
