//! How long answers took, in buckets that are counted at once.
//!
//! The exporter's histogram keeps every sample until somebody sorts them into buckets: hundreds of thousands under load, which came and went with
//! the server's memory. Here a sample is two additions.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// Upper edges of the buckets, in microseconds.
const EDGES_US: [u64; 10] = [
    50, 100, 500, 1_000, 5_000, 25_000, 100_000, 500_000, 2_500_000, 10_000_000,
];

const NAME: &str = "oshaq_http_request_duration_seconds";

/// The durations of one family of routes.
#[derive(Debug, Default)]
pub(super) struct Durations {
    /// Of each edge, those that are above the edge before and not above it; last, those above all edges.
    buckets: [AtomicU64; EDGES_US.len() + 1],
    sum_ns: AtomicU64,
}

impl Durations {
    pub(super) fn record(&self, took: Duration) {
        let bucket = EDGES_US.partition_point(|&edge| Duration::from_micros(edge) < took);
        self.buckets[bucket].fetch_add(1, Relaxed);
        self.sum_ns.fetch_add(took.as_nanos() as u64, Relaxed);
    }

    /// Nothing can be missing in what is written into a text.
    fn write(&self, text: &mut String, route: &str) -> std::fmt::Result {
        let mut count = 0;
        let edges = EDGES_US.map(|edge| (edge as f64 / 1e6).to_string());
        let edges = edges.iter().map(String::as_str).chain(["+Inf"]);
        for (edge, bucket) in edges.zip(&self.buckets) {
            count += bucket.load(Relaxed);
            writeln!(
                text,
                "{NAME}_bucket{{route=\"{route}\",le=\"{edge}\"}} {count}"
            )?;
        }
        let sum_s = self.sum_ns.load(Relaxed) as f64 / 1e9;
        writeln!(text, "{NAME}_sum{{route=\"{route}\"}} {sum_s}")?;
        writeln!(text, "{NAME}_count{{route=\"{route}\"}} {count}")
    }
}

/// Adds the durations of all families in Prometheus' text format.
pub(super) fn render<'a>(
    text: &mut String,
    routes: impl Iterator<Item = (&'static str, &'a Durations)>,
) {
    text.push_str("# HELP oshaq_http_request_duration_seconds Time from the request's head to the response's head\n");
    text.push_str("# TYPE oshaq_http_request_duration_seconds histogram\n");
    for (route, durations) in routes {
        if durations.write(text, route).is_err() {
            unreachable!("writing into a text cannot fail");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_in_the_bucket_of_the_first_edge_that_it_does_not_pass() {
        let durations = Durations::default();
        for us in [1, 50, 51, 20_000_000] {
            durations.record(Duration::from_micros(us));
        }
        let mut text = String::new();
        render(&mut text, [("tiles", &durations)].into_iter());
        for line in [
            r#"_bucket{route="tiles",le="0.00005"} 2"#,
            r#"_bucket{route="tiles",le="0.0001"} 3"#,
            r#"_bucket{route="tiles",le="10"} 3"#,
            r#"_bucket{route="tiles",le="+Inf"} 4"#,
            r#"_sum{route="tiles"} 20.000102"#,
            r#"_count{route="tiles"} 4"#,
        ] {
            assert!(
                text.contains(&format!("{NAME}{line}\n")),
                "{line} is missing in\n{text}"
            );
        }
    }
}
