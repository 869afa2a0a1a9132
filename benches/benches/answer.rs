//! What an answer costs without sockets: a request in, bytes out. Tiles come out of the archive on disk, which the system holds in
//! memory; everything else out of what the server holds itself.

use std::time::{Duration, SystemTime};

use criterion::{Criterion, criterion_group, criterion_main};
use oshaq_benches::surface_of_rings;
use oshaq_domain::PublicSurface;
use oshaq_server::{Answer, ServerConfig, SurfaceExtras, Unbound, write_surface};
use oshaq_store::{Kind, ManifestDraft, Options, Store};
use tokio::runtime::{Builder, Runtime};

/// Cells in the tile: 1 + 3 · 20 · 21.
const CELLS: usize = 1_261;
const RINGS: u32 = 20;

/// The place of the tile in the middle of the cells.
const TILE: &str = "3/5/2";

/// One unit, which no cell needs to lie in.
const UNITS: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature",
    "properties":{"kato":"75","name_kk":"А","name_ru":"А","name_en":"A"},
    "geometry":{"type":"Polygon","coordinates":[[[76,43],[77,43],[77,44],[76,44],[76,43]]]}}]}"#;

fn answer(criterion: &mut Criterion) {
    let surface = surface_of_rings(RINGS);
    let folder = tempfile::tempdir().expect("a folder");
    let (store, version) = published(&surface, &folder.path().join("store"));
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    // No limit by address: one address asks all.
    let config = ServerConfig {
        requests_per_minute: 0,
        ..ServerConfig::default()
    };
    let server = Unbound::of(config, store, runtime.handle().clone());
    let cell = surface.cells()[CELLS / 2].cell;
    let tile = format!("/tiles/risk-theft/{version}/{TILE}");
    let mut group = criterion.benchmark_group("answer");
    for (name, address) in [
        ("tile", tile.clone()),
        ("cell", format!("/api/v1/cells/{cell}?category=theft")),
        ("meta", "/api/v1/meta".to_owned()),
        (
            "ogc_100_features",
            "/ogc/collections/risk-theft/items?limit=100".to_owned(),
        ),
    ] {
        let told = ask(&runtime, &server, &address, None);
        assert!(told.status == 200 && !told.body.is_empty(), "{address}");
        eprintln!("{name}: {} bytes under gzip", told.body.len());
        group.bench_function(name, |bench| {
            bench.iter(|| ask(&runtime, &server, &address, None));
        });
    }
    let etag = ask(&runtime, &server, &tile, None).etag;
    let unchanged = || ask(&runtime, &server, &tile, Some(&etag));
    assert_eq!(unchanged().status, 304);
    group.bench_function("tile_not_modified", |bench| bench.iter(unchanged));
    group.finish();
}

fn ask(runtime: &Runtime, server: &Unbound, address: &str, held: Option<&str>) -> Answer {
    let answer = server.ask(address, "gzip", held);
    runtime.block_on(answer).expect("an answer")
}

/// A store with the surface in it, and the surface's version.
fn published(surface: &PublicSurface, folder: &std::path::Path) -> (Store, String) {
    let options = Options::new(|| SystemTime::now().into());
    let store = Store::open(folder.to_str().expect("a plain name"), &options).expect("a store");
    let lock = store.lock("bench", Duration::from_secs(5)).expect("a lock");
    let stage = store.stage(&lock, Kind::Surface).expect("a stage");
    let extras = SurfaceExtras {
        units_geojson: UNITS.to_owned(),
        ..SurfaceExtras::default()
    };
    let rows = write_surface(&stage, surface, &extras, &|_| ()).expect("a surface");
    let draft = ManifestDraft {
        rows,
        simulated: true,
        ..ManifestDraft::new("bench", SystemTime::now().into())
    };
    let version = stage.commit(draft).expect("a version").version;
    (store, version.to_string())
}

criterion_group!(benches, answer);
criterion_main!(benches);
