//! What a version of scores says of how they came about, whichever verb made it.

use oshaq_domain::CategorySlug;
use oshaq_models::CategoryScores;
use oshaq_server::DistrictShapes;
use oshaq_store::{ManifestDraft, Stage};
use serde_json::json;

use crate::args::JudgedArgs;
use crate::districts;
use crate::history::History;
use crate::world::{CODE_VERSION, now};

/// Name of the scores in a `backtest` version.
pub const SCORES_FILE: &str = "scores.json";

/// Writes the scores into a version to be, and says what they are of.
///
/// # Errors
/// When the store cannot be written.
pub fn write_scores(
    stage: &Stage,
    history: &History,
    judged: &JudgedArgs,
    shapes: Option<&DistrictShapes>,
    scores: &[&CategoryScores],
) -> anyhow::Result<ManifestDraft> {
    stage.write(SCORES_FILE, &serde_json::to_vec_pretty(scores)?)?;
    let categories: Vec<&str> = judged.category.iter().map(CategorySlug::as_str).collect();
    let first = scores.first();
    Ok(ManifestDraft {
        parents: vec![history.parent()],
        parameters: json!({
            "resolution": judged.resolution,
            "horizon": judged.horizon,
            "windows": first.map(|scores| scores.windows),
            "since": judged.since,
            "until": first.map(|scores| scores.until),
            "categories": categories,
            "districts": shapes.map(districts::hash),
        }),
        rows: [(SCORES_FILE.to_owned(), scores.len() as u64)].into(),
        simulated: history.simulated(),
        ..ManifestDraft::new(CODE_VERSION, now())
    })
}
