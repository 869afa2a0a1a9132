//! A store in a temporary folder and small files to load into it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::Utc;
use oshaq_domain::{Counts, Resolution};
use oshaq_etl::{
    CountRequest, Delivery, EtlError, IngestReport, IngestRequest, Profile, count, ingest,
    load_counts,
};
use oshaq_store::{Kind, Options, Store, WriterLock};
use tempfile::TempDir;

pub const HEADER: &str =
    "UD,ID,CRIME_CODE,STAT,HARD_CODE,DAT_SOVER,DAT_SOVER_STR,DAT_VOZB_STR,REG_CODE,FE1R29P1_ID,x,y";

/// Two units around Taraz and Almaty.
pub const UNITS: &str = r#"{"type":"FeatureCollection","features":[
  {"type":"Feature","properties":{"kato":"31"},"geometry":{"type":"Polygon","coordinates":[
    [[70,42],[74,42],[74,45],[70,45],[70,42]]]}},
  {"type":"Feature","properties":{"kato":"75"},"geometry":{"type":"Polygon","coordinates":[
    [[76,42],[78,42],[78,44],[76,44],[76,42]]]}}]}"#;

/// A made-up record in Taraz.
pub fn row(number: u32, day: &str, x: &str, y: &str) -> String {
    format!("20311203{number:07},0,1880,ст.188 ч.3,3,,{day} 20:30,{day},193112,039,{x},{y}")
}

pub fn sound(number: u32) -> String {
    row(number, "08.02.2020", "687500.0", "4743900.0")
}

pub struct House {
    pub folder: TempDir,
    pub store: Store,
}

impl House {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(
            folder.path().join("store").to_str().unwrap(),
            &Options::new(Utc::now),
        )
        .unwrap();
        Self { folder, store }
    }

    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// A CSV file of the register's layout with these rows.
    pub fn csv(&self, name: &str, rows: &[String]) -> PathBuf {
        self.file(name, format!("{HEADER}\n{}\n", rows.join("\n")))
    }

    pub fn ingest(&self, files: &[PathBuf]) -> Result<IngestReport, EtlError> {
        self.ingest_as(&Profile::built_in("erdr").unwrap(), files, Some(UNITS))
    }

    pub fn ingest_as(
        &self,
        profile: &Profile,
        files: &[PathBuf],
        units_geojson: Option<&str>,
    ) -> Result<IngestReport, EtlError> {
        let lock = self.store.lock("test", Duration::from_secs(5))?;
        let mut request = self.request(profile, files, &lock);
        request.units_geojson = units_geojson;
        ingest(&request)
    }

    /// What an ingest into this store is asked for, without polygons.
    pub fn request<'a>(
        &'a self,
        profile: &'a Profile,
        files: &'a [PathBuf],
        lock: &'a WriterLock,
    ) -> IngestRequest<'a> {
        IngestRequest {
            store: &self.store,
            lock,
            profile,
            files,
            outside: None,
            keep_going: false,
            delivery: Delivery::Afresh,
            units_geojson: None,
            as_of: "2026-01-31".parse().unwrap(),
            now: "2026-02-01T00:00:00Z".parse().unwrap(),
            code_version: "test",
            scratch: self.folder.path().to_owned(),
            progress: &|_| {},
        }
    }

    pub fn count(&self, report: &IngestReport, resolution: u8) -> Counts {
        let lock = self.store.lock("test", Duration::from_secs(5)).unwrap();
        let counted = count(&CountRequest {
            store: &self.store,
            lock: &lock,
            incidents: &report.version,
            resolution: Resolution::new(resolution).unwrap(),
            now: "2026-02-01T00:00:00Z".parse().unwrap(),
            code_version: "test",
        })
        .unwrap();
        let counts = load_counts(&self.store, &counted.manifest.version).unwrap();
        // What is told of the new version is what it holds.
        let held = (counts.cells().len(), counts.categories().len());
        assert_eq!((counted.cells, counted.categories), held);
        assert_eq!(counted.incidents, counts.total());
        counts
    }

    pub fn stored(&self, report: &IngestReport, name: &str) -> Vec<u8> {
        self.store
            .read(Kind::Incidents, &report.version, name)
            .unwrap()
    }
}

/// A profile file of the samples.
pub fn sample_profile(name: &str) -> Profile {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../data-samples/profiles")
        .join(name);
    Profile::parse(&std::fs::read_to_string(&path).unwrap(), name).unwrap()
}
