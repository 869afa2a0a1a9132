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
    let file = server.get("/api/v1/downloads/districts.csv").await;
    assert_eq!(file.status(), 404);
}
