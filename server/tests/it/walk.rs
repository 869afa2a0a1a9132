//! Every public route is asked, and whatever it answers is held against the rules of publication.

mod rules;

use std::collections::BTreeSet;

use oshaq_server::{ServerConfig, public_paths};
use reqwest::header;

use crate::disclosure::check_tile;
use crate::figures::{by_unit, public_figures};
use crate::fixture::{Bench, Running, almaty, on_a_thread, surface};
use crate::tiles::tile_of;
use rules::{
    Findings, check_arrays, check_csv, check_figures, check_figures_csv, check_html, check_json,
    check_words,
};

/// What the parameters of the routes can be.
struct World {
    /// The newest version, and the one before it, which is still served.
    versions: [String; 2],
    grid: String,
    /// `all`, then every category, the withheld ones too.
    slugs: Vec<String>,
    layers: Vec<String>,
    cells: BTreeSet<String>,
    windows: Vec<String>,
}

/// What can be in the place of parameters, and in the query.
const FILES: [&str; 9] = [
    "cells.csv",
    "cells.geojson",
    "cells.parquet",
    "units.csv",
    "units.geojson",
    "units.parquet",
    "districts.csv",
    "districts.geojson",
    "districts.parquet",
];

impl World {
    async fn of(server: &Running, before: String) -> Self {
        let current = server.json("/current.json").await;
        let meta = server.json("/api/v1/meta").await;
        let texts = |list: &serde_json::Value, key: Option<&str>| -> Vec<String> {
            let list = list.as_array().unwrap().iter();
            let text = |one: &serde_json::Value| {
                key.map_or(one, |key| &one[key])
                    .as_str()
                    .unwrap()
                    .to_owned()
            };
            list.map(text).collect()
        };
        let mut slugs = vec!["all".to_owned()];
        slugs.extend(texts(&meta["categories"], Some("slug")));
        Self {
            versions: [current["version"].as_str().unwrap().to_owned(), before],
            grid: current["grid"]["hash"].as_str().unwrap().to_owned(),
            slugs,
            layers: texts(&current["layers"], Some("name")),
            cells: surface(2)
                .cells()
                .iter()
                .map(|row| row.cell.to_string())
                .collect(),
            windows: texts(&current["values"]["windows"], None),
        }
    }

    /// The addresses that a route is asked at.
    ///
    /// # Panics
    /// When it does not know the route: a new one must say here how it is walked.
    fn addresses(&self, path: &str) -> Vec<String> {
        match path {
            "/tiles/{*address}" => self.tiles(),
            "/values/{*address}" => self.arrays(),
            "/tilejson/{file}" => self
                .layers
                .iter()
                .map(|layer| format!("/tilejson/{layer}.json"))
                .collect(),
            "/api/docs/{*file}" => vec!["/api/docs/swagger-ui.css".to_owned()],
            "/api/v1/snapshot.png" => vec!["/api/v1/snapshot.png?month=2026-01".to_owned()],
            "/api/v1/downloads/{file}" => {
                self.with_slugs(FILES.iter().map(|file| path.replace("{file}", file)))
            }
            "/tables" => self.with_slugs(
                ["kk", "ru", "en"]
                    .map(|lang| format!("/tables?lang={lang}"))
                    .into_iter(),
            ),
            _ if path.starts_with("/ogc") => self.ogc(path),
            _ if path.contains("{kato}") => {
                self.with_slugs(["19", "75"].iter().map(|kato| path.replace("{kato}", kato)))
            }
            _ if path.contains("{cell}") => {
                self.with_slugs(self.cells.iter().map(|cell| path.replace("{cell}", cell)))
            }
            _ if path.contains('{') => {
                panic!("{path} has a parameter that the walk does not know: add it here")
            }
            _ => self.with_slugs([path.to_owned()].into_iter()),
        }
    }

    /// The addresses as they are, and once for each category.
    fn with_slugs(&self, addresses: impl Iterator<Item = String>) -> Vec<String> {
        let ask = |address: String| {
            let and = if address.contains('?') { '&' } else { '?' };
            let asked = self
                .slugs
                .iter()
                .map(|slug| format!("{address}{and}category={slug}"))
                .collect::<Vec<_>>();
            std::iter::once(address).chain(asked)
        };
        addresses.flat_map(ask).collect()
    }

    fn tiles(&self) -> Vec<String> {
        let mut addresses = Vec::new();
        for zoom in [3, 6, 9, 12] {
            let (x, y) = tile_of(almaty().centre(), zoom);
            let withheld = self.slugs.iter().map(|slug| format!("risk-{slug}"));
            for layer in self.layers.iter().cloned().chain(withheld) {
                addresses.extend(
                    self.versions
                        .iter()
                        .map(|version| format!("/tiles/{layer}/{version}/{zoom}/{x}/{y}")),
                );
            }
            addresses.push(format!("/tiles/grid/{}/{zoom}/{x}/{y}", self.grid));
        }
        addresses
    }

    fn arrays(&self) -> Vec<String> {
        let mut addresses: Vec<String> = (5..=8)
            .map(|resolution| format!("/values/grid/{}/{resolution}", self.grid))
            .collect();
        for version in &self.versions {
            for slug in &self.slugs {
                for window in &self.windows {
                    addresses.extend((5..=8).map(|resolution| {
                        format!("/values/risk/{version}/{slug}/{window}/{resolution}")
                    }));
                }
            }
        }
        addresses
    }

    fn ogc(&self, path: &str) -> Vec<String> {
        let withheld = self.slugs.iter().map(|slug| format!("risk-{slug}"));
        let collections: BTreeSet<String> = self.layers.iter().cloned().chain(withheld).collect();
        let (x, y) = tile_of(almaty().centre(), 9);
        let filled = path
            .replace("{set}", "WebMercatorQuad")
            .replace("{matrix}/{row}/{column}", &format!("9/{y}/{x}"));
        let feature = |id: &str| match id {
            "units" => "75".to_owned(),
            "districts" => "752110000".to_owned(),
            "places" => "1".to_owned(),
            _ => format!("{}.2025-12", almaty()),
        };
        let of_collections = collections.iter().map(|id| {
            filled
                .replace("{id}", id)
                .replace("{feature}", &feature(id))
        });
        let plain: BTreeSet<String> = if filled.contains("{id}") {
            of_collections.collect()
        } else {
            [filled].into()
        };
        assert!(
            plain.iter().all(|path| !path.contains('{')),
            "{path} has a parameter that the walk does not know: add it here"
        );
        let many = |path: String| {
            if path.ends_with("/items") {
                format!("{path}?limit=1000")
            } else {
                path
            }
        };
        let for_people = |path: String| {
            if path.contains("/WebMercatorQuad/9/") {
                return vec![path];
            }
            let and = if path.contains('?') { '&' } else { '?' };
            vec![format!("{path}{and}f=html"), path]
        };
        plain.into_iter().map(many).flat_map(for_people).collect()
    }
}

/// Two versions, of which the second counts twice the offences.
async fn two_versions() -> (Bench, Running, World) {
    let (bench, before) = on_a_thread(|| {
        let bench = Bench::empty();
        let before = bench.publish(&surface(1));
        bench.publish(&surface(2));
        bench.publish_figures(&public_figures(), &by_unit());
        (bench, before)
    })
    .await;
    let unlimited = ServerConfig {
        requests_per_minute: 0,
        ..ServerConfig::default()
    };
    let server = Running::start(&bench.store, unlimited).await;
    // The version before is loaded after the server began to listen.
    while server
        .get(&format!("/tiles/risk-all/{before}/3/5/2"))
        .await
        .status()
        != 200
    {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let world = World::of(&server, before).await;
    (bench, server, world)
}

#[tokio::test(flavor = "multi_thread")]
async fn no_route_gives_a_small_or_unrounded_count_a_date_a_withheld_category_or_a_place_of_an_offence()
 {
    let (_bench, server, world) = two_versions().await;
    let mut findings = Findings::of(&surface(2));
    let mut walked = 0;
    for path in public_paths() {
        for address in world.addresses(&path) {
            walked += 1;
            ask(&server, &address, &mut findings).await;
        }
    }
    assert!(
        walked > 1000 && findings.are_many(),
        "{walked} addresses, {findings:?}: too few to mean anything"
    );
}

async fn ask(server: &Running, address: &str, findings: &mut Findings) {
    let response = server.get(address).await;
    let status = response.status().as_u16();
    let withheld = address.contains("drugs") || address.contains("sexual");
    let by_category = [
        "/units/",
        "/districts",
        "/district-comparison",
        "/cells/",
        "/riskiest",
        "/tiles/",
        "/values/",
        "/tables",
        "/collections/",
        "cells.",
        "tilejson",
    ];
    if withheld && by_category.iter().any(|part| address.contains(part)) {
        assert!(
            status == 404 || address.contains("units."),
            "{address} answers {status}"
        );
    }
    assert!(
        [200, 204, 303, 308, 400, 404, 503].contains(&status),
        "{address}: {status}"
    );
    let media_type = response
        .headers()
        .get(header::CONTENT_TYPE)
        .map_or("", |value| value.to_str().unwrap())
        .to_owned();
    let bytes = response.bytes().await.unwrap();
    if status != 200 {
        return;
    }
    // The contract gives examples, and is the same before anything is published; its page is a program.
    let fixed = ["/api/openapi.json", "/api/docs", "/ogc/api"];
    if !fixed.iter().any(|path| address.starts_with(path)) {
        check(address, &media_type, &bytes, findings);
    }
}

/// Official figures are told as they are printed, of every category: they have rules of their own.
fn is_official(address: &str) -> bool {
    address.starts_with("/api/v1/figures") || address.starts_with("/api/v1/indicators/units")
}

fn check(address: &str, media_type: &str, bytes: &[u8], findings: &mut Findings) {
    let text = || std::str::from_utf8(bytes).unwrap();
    let risk = address.contains("risk");
    match media_type.split(';').next().unwrap_or_default() {
        kind if is_official(address) && kind.ends_with("json") => {
            check_figures(address, &serde_json::from_slice(bytes).unwrap(), findings);
        }
        "text/csv" if is_official(address) => check_figures_csv(address, text(), findings),
        kind if kind.ends_with("json") => {
            check_json(address, &serde_json::from_slice(bytes).unwrap(), findings);
        }
        "text/csv" => check_csv(address, text(), findings),
        "text/html" => check_html(address, text(), findings),
        "application/octet-stream" if risk => check_arrays(address, bytes, findings),
        "application/octet-stream" => findings.check_ids(address, bytes),
        "application/vnd.mapbox-vector-tile" if risk => findings.features += check_tile(bytes),
        "application/atom+xml" | "text/plain" => check_words(address, text()),
        // Outlines of cells and units and the names of cities are no statistics, nor are style sheets. What columnar files hold is
        // read by a program that knows the format: tests/disclosure.py.
        "application/vnd.mapbox-vector-tile" | "application/vnd.apache.parquet" | "text/css" => {}
        other => panic!("{address} answers {other}, which the walk cannot read: add it here"),
    }
}
