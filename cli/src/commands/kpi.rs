//! `oshaq kpi`: the five indicators.

use chrono::Datelike;
use oshaq_domain::{Assessment, Indicator};
use oshaq_store::Kind;
use serde::{Deserialize, Serialize};

use crate::args::KpiArgs;
use crate::output;
use crate::world::{now, open_store};

/// Name of the file in an `indicators` version.
pub const FILE: &str = "indicators.json";

/// The five indicators as of a day.
#[derive(Debug, Serialize, Deserialize)]
pub struct Dashboard {
    /// The day.
    pub as_of: String,
    /// All five.
    pub indicators: Vec<Indicator>,
}

impl Dashboard {
    /// What the facts say, judged today.
    pub fn today() -> Self {
        let today = now().date_naive();
        Self {
            as_of: today.to_string(),
            indicators: oshaq_samples::indicators(today.year()),
        }
    }
}

/// Prints the indicators that the store holds, or those of the built-in facts when it holds none.
pub fn run(args: &KpiArgs, json: bool) -> anyhow::Result<()> {
    let store = open_store(&args.store.store)?;
    let dashboard = match store.current(Kind::Indicators)? {
        Some(version) => serde_json::from_slice(&store.read(Kind::Indicators, &version, FILE)?)?,
        None => Dashboard::today(),
    };
    output::print(json, &dashboard, readable)
}

fn readable(dashboard: &Dashboard) -> String {
    let parts: Vec<String> = dashboard.indicators.iter().map(one).collect();
    format!("As of {}\n\n{}", dashboard.as_of, parts.join("\n\n"))
}

fn one(indicator: &Indicator) -> String {
    let title = format!(
        "{}. {} ({})",
        indicator.id.number(),
        indicator.slug,
        indicator.unit
    );
    let head = [
        "series", "reading", "year", "target", "observed", "status", "chance",
    ]
    .map(str::to_owned);
    let rows: Vec<Vec<String>> = std::iter::once(head.to_vec())
        .chain(indicator.status.iter().map(row))
        .collect();
    let mut lines = vec![title, output::table(&rows)];
    lines.extend(
        indicator
            .contradictions
            .iter()
            .map(|told| format!("! {}", told.text_en)),
    );
    lines.extend(
        indicator
            .breaks
            .iter()
            .map(|told| format!("! {}: {}", told.year, told.text_en)),
    );
    lines.join("\n")
}

fn row(verdict: &Assessment) -> Vec<String> {
    let observed = verdict.observed.zip(verdict.observed_year);
    vec![
        verdict.series.clone(),
        verdict
            .reading
            .map_or_else(String::new, |reading| format!("{reading:?}")),
        verdict
            .year
            .map_or_else(|| "not stated".to_owned(), |year| year.to_string()),
        format!("{:.4}", verdict.target)
            .trim_end_matches('0')
            .trim_end_matches('.')
            .to_owned(),
        observed.map_or_else(String::new, |(value, year)| format!("{value} ({year})")),
        format!("{:?}", verdict.status),
        verdict
            .probability
            .map_or_else(String::new, |chance| format!("{:.0} %", chance * 100.0)),
    ]
}
