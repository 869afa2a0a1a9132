//! A layer as a file: the tiles in it are those that are served, and the rows those of the API.

use fast_mvt::MvtReaderRef;
use oshaq_server::{Export, ExportError, ExportFormat, export_layer};
use oshaq_store::{Kind, Store};

use crate::fixture::{Bench, almaty, published, surface};
use crate::tiles::tile_of;

fn bench() -> Bench {
    let bench = Bench::empty();
    bench.publish(&surface(1));
    bench
}

fn export(store: &Store, layer: &str, format: ExportFormat) -> Result<(u64, Vec<u8>), ExportError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("out");
    let wish = Export {
        layer: layer.to_owned(),
        format,
        resolution: None,
    };
    let version = store.current(Kind::Surface).unwrap().unwrap();
    let number = export_layer(store, &version, &wish, &file)?;
    Ok((number, std::fs::read(file).unwrap()))
}

#[test]
fn csv_geojson_and_parquet_have_the_same_cells() {
    let bench = bench();
    let (rows, csv) = export(&bench.store, "risk-theft", ExportFormat::Csv).unwrap();
    let csv = String::from_utf8(csv).unwrap();
    assert_eq!(csv.lines().count() as u64, rows + 1);
    let line = csv.lines().nth(1).unwrap();
    assert!(
        line.starts_with("5,85") && line.contains(",theft,2024-01,recorded,"),
        "{line}"
    );
    let (parquet_rows, parquet) =
        export(&bench.store, "risk-theft", ExportFormat::Parquet).unwrap();
    assert_eq!((parquet_rows, &parquet[..4]), (rows, &b"PAR1"[..]));
    let (features, text) = export(&bench.store, "risk-theft", ExportFormat::Geojson).unwrap();
    let fine = csv
        .lines()
        .filter(|line| line.starts_with("8,") && line.contains(",forecast,"));
    assert_eq!(features, fine.count() as u64);
    let geojson: geojson::FeatureCollection = serde_json::from_slice(&text).unwrap();
    assert_eq!(geojson.features.len() as u64, features);
    let first = &geojson.features[0];
    let count = first.property("recorded_2025-12").unwrap();
    assert!(
        count.is_null()
            || count
                .as_u64()
                .is_some_and(|count| count >= 5 && count % 5 == 0)
    );
    assert!(first.property("band").unwrap().as_u64().unwrap() <= 5);
}

#[test]
fn units_are_shapes_and_rows() {
    let bench = bench();
    let (features, text) = export(&bench.store, "units", ExportFormat::Geojson).unwrap();
    let geojson: geojson::FeatureCollection = serde_json::from_slice(&text).unwrap();
    assert_eq!((features, geojson.features.len()), (2, 2));
    assert!(geojson.features.iter().all(|unit| unit.geometry.is_some()));
    let (rows, csv) = export(&bench.store, "units", ExportFormat::Csv).unwrap();
    assert_eq!(
        String::from_utf8(csv).unwrap().lines().count() as u64,
        rows + 1
    );
    let (parquet, _) = export(&bench.store, "units", ExportFormat::Parquet).unwrap();
    assert_eq!(rows, parquet);
}

#[test]
fn districts_are_shapes_and_rows() {
    let bench = bench();
    let (features, text) = export(&bench.store, "districts", ExportFormat::Geojson).unwrap();
    let geojson: geojson::FeatureCollection = serde_json::from_slice(&text).unwrap();
    assert_eq!((features, geojson.features.len()), (4, 4));
    let (rows, csv) = export(&bench.store, "districts", ExportFormat::Csv).unwrap();
    assert_eq!(
        String::from_utf8(csv).unwrap().lines().count() as u64,
        rows + 1
    );
    let (parquet, bytes) = export(&bench.store, "districts", ExportFormat::Parquet).unwrap();
    assert_eq!((parquet, &bytes[..4]), (rows, &b"PAR1"[..]));
    let (tiles, _) = export(&bench.store, "districts", ExportFormat::Pmtiles).unwrap();
    assert!(tiles > 4);
}

#[test]
fn what_a_layer_does_not_have_is_refused_with_what_it_has() {
    let bench = bench();
    let refused = |layer, format| export(&bench.store, layer, format).unwrap_err().to_string();
    let unknown = refused("risk-drugs", ExportFormat::Csv);
    assert!(
        unknown.contains("risk-theft") && unknown.contains("grid"),
        "{unknown}"
    );
    assert!(refused("places", ExportFormat::Csv).contains("pmtiles"));
    assert!(refused("grid", ExportFormat::Parquet).contains("pmtiles"));
}

#[tokio::test(flavor = "multi_thread")]
async fn tiles_in_a_file_are_the_tiles_that_are_served() {
    let (bench, server, version) = published().await;
    let (x, y) = tile_of(almaty().centre(), 9);
    let answer = server
        .get(&format!("/tiles/risk-theft/{version}/9/{x}/{y}"))
        .await;
    let tile = answer.bytes().await.unwrap();
    let store = bench.store.clone();
    let (mbtiles, pmtiles) = crate::fixture::on_a_thread(move || {
        let read = |format| export(&store, "risk-theft", format).unwrap();
        (read(ExportFormat::Mbtiles), read(ExportFormat::Pmtiles))
    })
    .await;
    assert_eq!(mbtiles.0, pmtiles.0);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.mbtiles");
    std::fs::write(&file, mbtiles.1).unwrap();
    let database = rusqlite::Connection::open(file).unwrap();
    let row = (1 << 9) - 1 - y;
    let stored: Vec<u8> = database
        .query_row("SELECT tile_data FROM tiles WHERE zoom_level = 9 AND tile_column = ?1 AND tile_row = ?2", [x, row], |row| row.get(0))
        .unwrap();
    assert_eq!(crate::grid::unpacked("gzip", &stored), tile);
    let attribution: String = database
        .query_row(
            "SELECT value FROM metadata WHERE name = 'attribution'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert!(attribution.contains("Simulated data"));
    let (_, pmtiles) = pmtiles;
    assert_eq!((&pmtiles[..7], pmtiles[7]), (&b"PMTiles"[..], 3));
    let stored = pmtiles.windows(stored.len()).any(|window| window == stored);
    assert!(stored, "the same gzip bytes lie in the PMTiles file");
    assert!(MvtReaderRef::new(&tile).unwrap().layer_count() > 0);
}
