//! Counters for Prometheus. Handles are made once, so that counting costs no look-up.

mod durations;

use std::time::Duration;

use axum::http::StatusCode;
use durations::Durations;
use metrics::{Counter, Gauge, Key, Label, Level, Metadata, Recorder};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

/// A family of routes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RouteClass {
    Tiles,
    TileJson,
    Api,
    Snapshot,
    Page,
    Operations,
}

impl RouteClass {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Tiles, "tiles"),
        (Self::TileJson, "tilejson"),
        (Self::Api, "api"),
        (Self::Snapshot, "snapshot"),
        (Self::Page, "page"),
        (Self::Operations, "operations"),
    ];

    /// The family that a path belongs to.
    pub(crate) fn of(path: &str) -> Self {
        if path.starts_with("/tiles/") || path.starts_with("/values/") {
            Self::Tiles
        } else if path.starts_with("/tilejson/") || path == "/current.json" {
            Self::TileJson
        } else if path == "/api/v1/snapshot.png" {
            Self::Snapshot
        } else if path.starts_with("/api/") || path.starts_with("/ogc") || path == "/dcat.jsonld" {
            Self::Api
        } else if path.starts_with("/health") || path == "/metrics" {
            Self::Operations
        } else {
            Self::Page
        }
    }
}

/// How a tile was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TileOutcome {
    Sent,
    Empty,
    NotModified,
}

const TILE_OUTCOMES: [&str; 3] = ["sent", "empty", "not_modified"];
const STATUS_CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

/// All counters of one server.
pub(crate) struct Metrics {
    handle: PrometheusHandle,
    requests: Vec<Counter>,
    durations: [Durations; RouteClass::ALL.len()],
    tiles: Vec<Counter>,
    panics: Counter,
    in_flight: Gauge,
    connections: Gauge,
    connections_total: Counter,
    versions_taken: Counter,
    versions_refused: Counter,
    index_bytes: Gauge,
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

impl Metrics {
    /// Counters of their own: several servers in one process do not share them.
    pub(crate) fn new() -> Self {
        let recorder = PrometheusBuilder::new().build_recorder();
        describe(&recorder);
        let counter = |name: &'static str, labels: Vec<Label>| {
            recorder.register_counter(&Key::from_parts(name, labels), &METADATA)
        };
        let gauge = |name: &'static str| recorder.register_gauge(&Key::from_name(name), &METADATA);
        let route = |name: &'static str| Label::new("route", name);
        let requests = RouteClass::ALL
            .iter()
            .flat_map(|&(_, name)| {
                STATUS_CLASSES.map(|status| {
                    counter(
                        "oshaq_http_requests_total",
                        vec![route(name), Label::new("status", status)],
                    )
                })
            })
            .collect();
        let tiles = TILE_OUTCOMES
            .iter()
            .map(|&outcome| counter("oshaq_tiles_total", vec![Label::new("outcome", outcome)]))
            .collect();
        Self {
            requests,
            durations: Default::default(),
            tiles,
            panics: counter("oshaq_http_panics_total", Vec::new()),
            in_flight: gauge("oshaq_http_requests_in_flight"),
            connections: gauge("oshaq_http_connections"),
            connections_total: counter("oshaq_http_connections_total", Vec::new()),
            versions_taken: counter("oshaq_versions_taken_total", Vec::new()),
            versions_refused: counter("oshaq_versions_refused_total", Vec::new()),
            index_bytes: gauge("oshaq_index_bytes"),
            handle: recorder.handle(),
        }
    }

    pub(crate) fn request(&self, route: RouteClass, status: StatusCode, took: Duration) {
        let class = usize::from(status.as_u16() / 100).clamp(1, 5) - 1;
        self.requests[route as usize * STATUS_CLASSES.len() + class].increment(1);
        self.durations[route as usize].record(took);
    }

    pub(crate) fn tile(&self, outcome: TileOutcome) {
        self.tiles[outcome as usize].increment(1);
    }

    pub(crate) fn panicked(&self) {
        self.panics.increment(1);
    }

    pub(crate) fn version_taken(&self, index_bytes: usize) {
        self.versions_taken.increment(1);
        self.index_bytes.set(index_bytes as f64);
    }

    pub(crate) fn version_refused(&self) {
        self.versions_refused.increment(1);
    }

    /// Counts a connection as open until the guard is dropped.
    pub(crate) fn connection(&self) -> Present<'_> {
        self.connections_total.increment(1);
        Present::new(&self.connections)
    }

    /// Counts a request as in flight until the guard is dropped.
    pub(crate) fn request_in_flight(&self) -> Present<'_> {
        Present::new(&self.in_flight)
    }

    /// Everything in Prometheus' text format.
    pub(crate) fn render(&self) -> String {
        let mut text = self.handle.render();
        let routes = RouteClass::ALL.map(|(_, name)| name);
        durations::render(&mut text, routes.into_iter().zip(&self.durations));
        text
    }
}

/// One of those that a gauge counts; dropped, it is counted no longer. A client that leaves drops whatever answers it, wherever
/// that waits.
#[must_use]
pub(crate) struct Present<'a>(&'a Gauge);

impl<'a> Present<'a> {
    fn new(gauge: &'a Gauge) -> Self {
        gauge.increment(1.0);
        Self(gauge)
    }
}

impl Drop for Present<'_> {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}

static METADATA: Metadata<'static> = Metadata::new("oshaq_server", Level::INFO, None);

fn describe(recorder: &PrometheusRecorder) {
    let counters = [
        (
            "oshaq_http_requests_total",
            "Requests answered, by family of routes and class of status",
        ),
        ("oshaq_tiles_total", "Tiles answered, by outcome"),
        (
            "oshaq_http_panics_total",
            "Requests that ended in a panic and were answered with 500",
        ),
        ("oshaq_http_connections_total", "Connections accepted"),
        (
            "oshaq_versions_taken_total",
            "Surfaces put into service since the start",
        ),
        (
            "oshaq_versions_refused_total",
            "Versions that could not be loaded",
        ),
    ];
    for (name, text) in counters {
        recorder.describe_counter(name.into(), None, text.into());
    }
    let gauges = [
        (
            "oshaq_http_requests_in_flight",
            "Requests being answered, tiles apart",
        ),
        ("oshaq_http_connections", "Connections open"),
        (
            "oshaq_index_bytes",
            "Bytes in memory for finding tiles, all served versions together",
        ),
    ];
    for (name, text) in gauges {
        recorder.describe_gauge(name.into(), None, text.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_counts_under_its_own_name() {
        let metrics = Metrics::new();
        for (position, &(class, name)) in RouteClass::ALL.iter().enumerate() {
            assert_eq!(class as usize, position);
            metrics.request(class, StatusCode::NOT_FOUND, Duration::from_millis(1));
            let line = format!("oshaq_http_requests_total{{route=\"{name}\",status=\"4xx\"}} 1");
            assert!(metrics.render().contains(&line), "{line}");
        }
    }

    #[test]
    fn paths_belong_to_their_families() {
        assert_eq!(RouteClass::of("/tiles/risk-all/0/0/0/0"), RouteClass::Tiles);
        assert_eq!(RouteClass::of("/values/grid/0/5"), RouteClass::Tiles);
        assert_eq!(RouteClass::of("/api/v1/meta"), RouteClass::Api);
        assert_eq!(RouteClass::of("/api/v1/snapshot.png"), RouteClass::Snapshot);
        assert_eq!(RouteClass::of("/dcat.jsonld"), RouteClass::Api);
        assert_eq!(RouteClass::of("/ogc/collections"), RouteClass::Api);
        assert_eq!(RouteClass::of("/kpi"), RouteClass::Page);
        assert_eq!(RouteClass::of("/health/ready"), RouteClass::Operations);
    }
}
