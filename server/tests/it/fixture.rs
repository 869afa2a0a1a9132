//! A small nation of simulated counts, published into a temporary store and served on a free port.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::time::Duration;

use oshaq_domain::{
    Categories, CategorySlug, Cell, Counts, CountsBuilder, Day, Division, Exposure, Forecast, Kato,
    LatLng, Names, Parts, Past, Placement, Policy, Predictive, PublicFigures, PublicSurface,
    Released, Resolution, Unit, UnitKind, Universe, Window, publish_by_district,
};
use oshaq_server::{
    CellPopulation, DistrictShapes, PastForecast, Place, Server, ServerConfig, SurfaceExtras,
    write_surface,
};
use oshaq_store::tables::names;
use oshaq_store::{Kind, ManifestDraft, Options, Store};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub(crate) const UNITS_GEOJSON: &str = r#"{"type":"FeatureCollection","features":[
  {"type":"Feature","properties":{"kato":"19","name_kk":"Алматы облысы","name_ru":"Алматинская область","name_en":"Almaty Region"},
   "geometry":{"type":"Polygon","coordinates":[[[75,42.5],[79,42.5],[79,46],[75,46],[75,42.5]],[[76.6,43.05],[76.6,43.45],[77.2,43.45],[77.2,43.05],[76.6,43.05]]]}},
  {"type":"Feature","properties":{"kato":"75","name_kk":"Алматы","name_ru":"Алматы","name_en":"Almaty"},
   "geometry":{"type":"Polygon","coordinates":[[[76.6,43.05],[77.2,43.05],[77.2,43.45],[76.6,43.45],[76.6,43.05]]]}}]}"#;

/// Four quarters of Almaty; the cells lie across their borders.
pub(crate) fn districts() -> DistrictShapes {
    let quarters = [
        (76.6, 43.05),
        (76.9538, 43.05),
        (76.6, 43.2587),
        (76.9538, 43.2587),
    ];
    let features = quarters.iter().zip(1..).map(|((west, south), number)| {
        let (east, north) = (if *west < 76.7 { 76.9538 } else { 77.2 }, if *south < 43.1 { 43.2587 } else { 43.45 });
        serde_json::json!({"type": "Feature",
            "properties": {"kato": format!("75{number}110000"), "name_kk": format!("{number}-аудан"), "name_ru": format!("Район {number}"),
                "name_en": format!("District {number}"), "population": 300_000 * number},
            "geometry": {"type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]]}})
    });
    let collection =
        serde_json::json!({"type": "FeatureCollection", "features": features.collect::<Vec<_>>()});
    DistrictShapes::read(&collection.to_string()).unwrap()
}

/// 47 persons in each cell of the surfaces.
pub(crate) fn population() -> CellPopulation {
    let surface = surface(1);
    let finest = surface.meta().policy.resolutions.iter().max().copied();
    let cells = surface.cells().iter().map(|row| row.cell);
    let finest: BTreeSet<Cell> = cells
        .filter(|cell| Some(cell.resolution()) == finest)
        .collect();
    CellPopulation {
        residents: Exposure::new(finest.into_iter().map(|cell| (cell, 47.0))).unwrap(),
        source: "Residents <for tests>".to_owned(),
    }
}

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(crate) fn slug(text: &str) -> CategorySlug {
    text.parse().unwrap()
}

/// The cell of resolution 8 around Panfilov park in Almaty.
pub(crate) fn almaty() -> Cell {
    let place = LatLng::from_degrees(43.2587, 76.9538).unwrap();
    Cell::containing(place, Resolution::new(8).unwrap())
}

/// Simulated counts: thefts thin out from the centre of Almaty outwards, robberies are few. `factor` makes versions differ.
pub(crate) fn simulated_counts(factor: u32) -> Counts {
    let mut builder = CountsBuilder::new(Resolution::new(8).unwrap());
    let mut add = |cell: Cell, date: Day, category: &str, count: u32| {
        builder
            .add(cell, date, date, &slug(category), count)
            .unwrap();
    };
    for k in 0..6 {
        for (position, cell) in almaty().ring(k).into_iter().enumerate() {
            for month in 1..=12 {
                let date = day(&format!("2025-{month:02}-10"));
                add(
                    cell,
                    date,
                    "theft",
                    (30 * factor / (k + 1) + position as u32) % 97,
                );
                add(cell, date, "robbery", (position as u32 + month) % 3);
                add(cell, date, "drugs", 7);
                add(cell, date, "sexual", 9);
            }
        }
    }
    builder.build().unwrap()
}

fn forecast(category: &str, counts: &Counts) -> Forecast {
    let universe = Universe::freeze(counts);
    let predictives = (0..universe.len())
        .map(|position| {
            Predictive::new(1.0 + position as f64 / 3.0, 2.0 + position as f64).unwrap()
        })
        .collect();
    let window = Window::new(day("2026-01-01"), day("2026-01-29")).unwrap();
    Forecast::new(
        slug(category),
        window,
        "kernel_mixture",
        universe,
        predictives,
    )
    .unwrap()
}

/// The same, made of the cell's recent past (half), its long run (three tenths) and its neighbours.
fn explained(forecast: Forecast) -> Forecast {
    let of = |mean: f64| [0.5 * mean, 0.3 * mean, 0.0, 0.2 * mean, 0.0, 0.0, 0.0];
    let parts = forecast
        .predictives()
        .iter()
        .map(|predictive| Parts::new(of(predictive.mean())).unwrap())
        .collect();
    forecast.explained(parts).unwrap()
}

/// A surface of [`simulated_counts`], labelled as simulated.
pub(crate) fn surface(factor: u32) -> PublicSurface {
    let counts = simulated_counts(factor);
    let forecasts = [
        explained(forecast("theft", &counts)),
        forecast("robbery", &counts),
    ];
    let placements: Vec<Placement> = ["19", "75"]
        .iter()
        .flat_map(|kato| {
            ["theft", "robbery", "fraud", "drugs", "sexual"].map(|category| (*kato, category))
        })
        .flat_map(|(kato, category)| {
            (1..=12).map(move |month| Placement {
                unit: kato.parse().unwrap(),
                month: format!("2025-{month:02}").parse().unwrap(),
                known: format!("2025-{month:02}-28").parse().unwrap(),
                category: slug(category),
                mapped: if category == "robbery" {
                    3
                } else {
                    103 + month
                },
                not_mapped: if month % 2 == 0 { 2 } else { 14 },
            })
        })
        .collect();
    let (shapes, policy) = (districts(), Policy::default());
    let find = |cell| shapes.find(cell);
    let covered = shapes.covered(UNITS_GEOJSON).unwrap();
    let division = Division::new(shapes.areas(Resolution::new(8).unwrap()), covered, &find);
    let past = Past {
        counts: &counts,
        placements: &placements,
        division: Some(&division),
    };
    let (national, nothing) = (Categories::national(), Released::default());
    publish_by_district(&forecasts, &past, &national, &nothing, &policy, true).unwrap()
}

fn names(kk: &str, ru: &str, en: &str) -> Names {
    Names {
        name_kk: kk.to_owned(),
        name_ru: ru.to_owned(),
        name_en: en.to_owned(),
    }
}

pub(crate) fn extras() -> SurfaceExtras {
    let unit = |kato: &str, kind, names: Names, population, (lat, lng)| Unit {
        kato: kato.parse::<Kato>().unwrap(),
        names,
        kind,
        population,
        lat,
        lng,
    };
    SurfaceExtras {
        source: "Simulated records <for tests>".to_owned(),
        licence: "CC BY 4.0".to_owned(),
        units: vec![
            unit(
                "19",
                UnitKind::Region,
                names("Алматы облысы", "Алматинская область", "Almaty Region"),
                1_500_000,
                (43.9, 77.06),
            ),
            unit(
                "75",
                UnitKind::City,
                names("Алматы", "Алматы", "Almaty"),
                2_200_000,
                (43.2389, 76.8897),
            ),
        ],
        units_geojson: UNITS_GEOJSON.to_owned(),
        districts: Some(districts()),
        population: Some(population()),
        places: vec![Place {
            names: names("Алматы", "Алматы", "Almaty"),
            population: 2_200_000,
            rank: 0,
            kato2: "75".parse().unwrap(),
            lat: 43.2389,
            lng: 76.8897,
        }],
        scores: Some(serde_json::json!([{
            "category": "theft", "windows": 26, "from": "2025-07-03", "until": "2026-01-01",
            "models": [{"model": "kernel_mixture", "hit_rate": {"5": 0.36}, "pai": {"5": 7.2}, "pei": {"5": 0.7}, "deviance": 0.41, "log_score": -0.22}]
        }])),
        scoreboard: Vec::new(),
    }
}

/// A store in a temporary folder.
pub(crate) struct Bench {
    pub store: Store,
    _folder: Option<tempfile::TempDir>,
}

impl Bench {
    /// A store with nothing in it.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let location = folder.path().join("store");
        let options = Options::new(|| std::time::SystemTime::now().into());
        Self {
            store: Store::open(location.to_str().unwrap(), &options).unwrap(),
            _folder: Some(folder),
        }
    }

    /// Another hand on a store whose folder someone else keeps.
    pub(crate) fn of(store: Store) -> Self {
        Self {
            store,
            _folder: None,
        }
    }

    /// Publishes a surface and gives its version. Blocks.
    pub(crate) fn publish(&self, surface: &PublicSurface) -> String {
        let lock = self.store.lock("test", Duration::from_secs(5)).unwrap();
        let stage = self.store.stage(&lock, Kind::Surface).unwrap();
        let rows = write_surface(&stage, surface, &extras(), &|_| ()).unwrap();
        Self::commit(stage, rows)
    }

    /// Publishes a surface with past forecasts. Blocks.
    pub(crate) fn publish_with_scoreboard(
        &self,
        surface: &PublicSurface,
        scoreboard: Vec<PastForecast>,
    ) -> String {
        let lock = self.store.lock("test", Duration::from_secs(5)).unwrap();
        let stage = self.store.stage(&lock, Kind::Surface).unwrap();
        let extras = SurfaceExtras {
            scoreboard,
            ..extras()
        };
        let rows = write_surface(&stage, surface, &extras, &|_| ()).unwrap();
        Self::commit(stage, rows)
    }

    /// Publishes indicators from JSON. Blocks.
    pub(crate) fn publish_indicators(&self, text: &str) -> String {
        let lock = self.store.lock("test", Duration::from_secs(5)).unwrap();
        let stage = self.store.stage(&lock, Kind::Indicators).unwrap();
        stage.write("indicators.json", text.as_bytes()).unwrap();
        Self::commit(stage, BTreeMap::new())
    }

    /// Publishes official figures, beside no indicator at all. Blocks.
    pub(crate) fn publish_figures(&self, figures: &PublicFigures, by_unit: &Value) -> String {
        let lock = self.store.lock("test", Duration::from_secs(5)).unwrap();
        let stage = self.store.stage(&lock, Kind::Indicators).unwrap();
        let indicators = json!({"as_of": "2026-11-22", "indicators": []});
        let figures = serde_json::to_value(figures).unwrap();
        for (name, content) in [
            (names::INDICATORS, &indicators),
            (names::FIGURES, &figures),
            (names::BY_UNIT, by_unit),
        ] {
            stage.write(name, content.to_string().as_bytes()).unwrap();
        }
        Self::commit(stage, BTreeMap::new())
    }

    fn commit(stage: oshaq_store::Stage, rows: BTreeMap<String, u64>) -> String {
        let created = "2026-01-02T03:04:05Z".parse().unwrap();
        let draft = ManifestDraft {
            rows,
            simulated: true,
            ..ManifestDraft::new("test", created)
        };
        stage.commit(draft).unwrap().version.to_string()
    }
}

/// A running server. Ends when dropped.
pub(crate) struct Running {
    pub address: SocketAddr,
    pub client: Client,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Running {
    pub(crate) async fn start(store: &Store, config: ServerConfig) -> Self {
        let config = ServerConfig {
            listen: "127.0.0.1:0".parse().unwrap(),
            ..config
        };
        let server = Server::bind(config, store.clone()).await.unwrap();
        let address = server.local_addr();
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(server.run(async {
            let _ = stopped.await;
        }));
        let client = Client::builder()
            .timeout(Duration::from_secs(20))
            .build()
            .unwrap();
        Self {
            address,
            client,
            stop: Some(stop),
            task,
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.client.get(self.url(path)).send().await.unwrap()
    }

    pub(crate) async fn json(&self, path: &str) -> serde_json::Value {
        let response = self.get(path).await;
        assert_eq!(response.status(), 200, "{path}");
        serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
    }

    /// Orders the end and waits for it.
    pub(crate) async fn end(mut self) {
        let _ = self.stop.take().unwrap().send(());
        (&mut self.task).await.unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A server of one published surface: the store, the server, the version.
pub(crate) async fn published() -> (Bench, Running, String) {
    published_with(ServerConfig::default()).await
}

pub(crate) async fn published_with(config: ServerConfig) -> (Bench, Running, String) {
    let (bench, version) = on_a_thread(|| {
        let bench = Bench::empty();
        let version = bench.publish(&surface(1));
        (bench, version)
    })
    .await;
    let running = Running::start(&bench.store, config).await;
    (bench, running, version)
}

/// The store blocks, so it is kept off the runtime's threads.
pub(crate) async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap()
}

/// Asks over a plain socket, so that nothing tidies up the address; gives the whole answer.
pub(crate) async fn raw(address: SocketAddr, text: &str) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer);
    tokio::time::timeout(Duration::from_secs(20), read)
        .await
        .unwrap()
        .unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}
