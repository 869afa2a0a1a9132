//! `oshaq kpi`: the five indicators.

use anyhow::Context;
use chrono::Datelike;
use oshaq_domain::{Assessment, Indicator, Policy, PublicFigures};
use oshaq_etl::{FormProfile, form_figures};
use oshaq_samples::{OfficialFigures, official_figures};
use oshaq_store::tables::names;
use oshaq_store::{Kind, Manifest, ManifestDraft, Parent, Store};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::args::KpiArgs;
use crate::output;
use crate::world::{CODE_VERSION, LOCK_WAIT, day_in_kazakhstan, holder, now, open_store};

/// The form that indicator 2 is told from.
const FORM: &str = "form-1m";

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
    fn today() -> Self {
        let today = day_in_kazakhstan(now());
        Self {
            as_of: today.to_string(),
            indicators: oshaq_samples::indicators(today.year()),
        }
    }
}

/// What the command answers.
#[derive(Debug, Serialize)]
struct Answer {
    #[serde(flatten)]
    dashboard: Dashboard,
    /// Indicator 2 by unit; nothing where a version was published without it.
    by_unit: Option<Value>,
}

/// Prints the indicators that the store holds, or those of today when it holds none.
pub fn run(args: &KpiArgs, json: bool) -> anyhow::Result<()> {
    let store = open_store(&args.store.store)?;
    if args.publish {
        publish_indicators(&store, Official::of(&store)?)?;
    }
    let answer = match store.current(Kind::Indicators)? {
        Some(version) => stored(&store, &store.manifest(Kind::Indicators, &version)?)?,
        None => Answer {
            dashboard: Dashboard::today(),
            by_unit: Some(serde_json::to_value(Official::of(&store)?.told.by_unit)?),
        },
    };
    output::print(json, &answer, |answer| {
        let units = answer.by_unit.as_ref().map(units_table);
        let parts = [Some(readable(&answer.dashboard)), units];
        parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
    })
}

fn stored(store: &Store, manifest: &Manifest) -> anyhow::Result<Answer> {
    let read = |name| store.read(Kind::Indicators, &manifest.version, name);
    let has_units = manifest
        .files
        .iter()
        .any(|file| file.name == names::BY_UNIT);
    let by_unit = if has_units {
        Some(serde_json::from_slice(&read(names::BY_UNIT)?)?)
    } else {
        None
    };
    Ok(Answer {
        dashboard: serde_json::from_slice(&read(names::INDICATORS)?)?,
        by_unit,
    })
}

/// Writes the five indicators as of today, with the official figures that indicator 2 is told from.
pub fn publish_indicators(store: &Store, official: Official) -> anyhow::Result<Manifest> {
    let lock = store.lock(&holder("publish"), LOCK_WAIT)?;
    let Official { told, parents } = official;
    let stage = store.stage(&lock, Kind::Indicators)?;
    let write = |name, json: serde_json::Result<Vec<u8>>| -> anyhow::Result<()> {
        Ok(stage.write(name, &json?)?)
    };
    write(
        names::INDICATORS,
        serde_json::to_vec_pretty(&Dashboard::today()),
    )?;
    write(names::BY_UNIT, serde_json::to_vec_pretty(&told.by_unit))?;
    write(names::FIGURES, serde_json::to_vec_pretty(&told.figures))?;
    let draft = ManifestDraft {
        parents,
        simulated: told.by_unit.simulated,
        ..ManifestDraft::new(CODE_VERSION, now())
    };
    Ok(stage.commit(draft)?)
}

/// What may be told of form 1-M.
pub struct Official {
    told: OfficialFigures,
    /// The versions of `aggregates` that it was read from.
    parents: Vec<Parent>,
}

impl Official {
    /// What the store holds of the form, and the facts where it holds nothing, told so that nothing withheld follows together with what
    /// earlier versions told. Fails on a form with an unusable figure, so it is made before anything is published.
    pub fn of(store: &Store) -> anyhow::Result<Self> {
        let profile = FormProfile::built_in(FORM).context("form 1-M has no profile")??;
        let found = form_figures(store, &profile)?;
        let parent = |version| Parent {
            kind: Kind::Aggregates,
            version,
        };
        Ok(Self {
            parents: found.versions.into_iter().map(parent).collect(),
            told: official_figures(
                found.figures,
                &earlier_figures(store)?,
                Policy::default().suppress_below,
            )?,
        })
    }
}

/// The official figures of every version of the indicators, the oldest first.
fn earlier_figures(store: &Store) -> anyhow::Result<Vec<PublicFigures>> {
    let versions = store.versions(Kind::Indicators)?.into_iter();
    let with_figures = versions.filter(|manifest| manifest.file(names::FIGURES).is_some());
    with_figures
        .map(|manifest| {
            let bytes = store.read(Kind::Indicators, &manifest.version, names::FIGURES)?;
            let figures = serde_json::from_slice(&bytes).with_context(|| {
                format!("{} of indicators {}", names::FIGURES, manifest.version)
            })?;
            Ok(PublicFigures::from_stored(figures))
        })
        .collect()
}

/// The units of the newest year, highest rate first.
fn units_table(by_unit: &Value) -> String {
    let newest = &by_unit["years"][0];
    let head = ["unit", "source", "recorded", "per 10,000", "rank"].map(str::to_owned);
    let units = newest["units"].as_array().into_iter().flatten();
    let rows: Vec<Vec<String>> = std::iter::once(head.to_vec())
        .chain(units.map(unit_row))
        .collect();
    let mark = if by_unit["simulated"] == true {
        " (SIMULATED rows among them)"
    } else {
        ""
    };
    format!(
        "Indicator 2 by unit, form 1-M, {}{mark}\n{}",
        newest["year"],
        output::table(&rows)
    )
}

fn unit_row(unit: &Value) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::Null => "withheld".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let told = &unit["offences"];
    let mark = if unit["simulated"] == true {
        " SIMULATED"
    } else {
        ""
    };
    vec![
        text(&unit["name_en"]),
        format!("{}{mark}", text(&unit["origin"])),
        text(&told["recorded"]),
        text(&told["per_10k"]),
        format!(
            "{} ({}–{})",
            text(&told["rank"]),
            text(&told["rank_low"]),
            text(&told["rank_high"])
        ),
    ]
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
            .map_or_else(String::new, |reading| output::word(&reading)),
        verdict
            .year
            .map_or_else(|| "not stated".to_owned(), |year| year.to_string()),
        format!("{:.4}", verdict.target)
            .trim_end_matches('0')
            .trim_end_matches('.')
            .to_owned(),
        observed.map_or_else(String::new, |(value, year)| format!("{value} ({year})")),
        output::word(&verdict.status),
        verdict
            .probability
            .map_or_else(String::new, |chance| format!("{:.0} %", chance * 100.0)),
    ]
}
