//! The cards of published forecasts.

use anyhow::Context;
use oshaq_domain::{CategorySlug, Forecast, SurfaceMeta};
use oshaq_models::{CategoryScores, Disparity, ModelScores, asked_for};
use oshaq_report::{CardDisparity, CardScores, ModelCard};
use oshaq_store::{Kind, Stage, Store, VersionId};

use crate::commands::evaluate;
use crate::commands::evaluate::group_name;
use crate::commands::judged::SCORES_FILE;
use crate::commands::public_scores::{self, Digits, PublicScores};

/// The cards of a `surface` version, for machines.
pub const JSON: &str = "model_cards.json";
/// The same for people.
pub const HTML: &str = "model_cards.html";

/// Models that anybody could count without a computer; the best of them is what a model must beat.
const SIMPLE: [&str; 4] = ["historic_count", "count_365d", "count_60d", "last_window"];

/// What is known of a backtest of the same records.
#[derive(Debug, Default)]
pub struct Known {
    scores: Vec<CategoryScores>,
    evaluation: Option<evaluate::Evaluation>,
}

impl Known {
    /// Reads the scores of a `backtest` version, and its findings where it was made by an evaluation.
    pub fn of(store: &Store, version: &VersionId) -> anyhow::Result<Self> {
        let manifest = store.manifest(Kind::Backtest, version)?;
        let read = |name: &str| store.read(Kind::Backtest, version, name);
        let unreadable = |name: &str| {
            format!("{name} of backtest {version} cannot be read; run `oshaq evaluate` again")
        };
        let scores =
            serde_json::from_slice(&read(SCORES_FILE)?).with_context(|| unreadable(SCORES_FILE))?;
        let evaluation = match manifest.file(evaluate::FILE) {
            Some(_) => Some(
                serde_json::from_slice(&read(evaluate::FILE)?)
                    .with_context(|| unreadable(evaluate::FILE))?,
            ),
            None => None,
        };
        Ok(Self { scores, evaluation })
    }

    /// What may be told of the scores of the published categories.
    pub fn public(&self, meta: &SurfaceMeta) -> Vec<PublicScores> {
        let published = |scores: &&CategoryScores| meta.series.contains(&scores.category);
        let scores = self.scores.iter().filter(published);
        scores.filter_map(PublicScores::of).collect()
    }

    fn scores(&self, category: &CategorySlug) -> Option<&CategoryScores> {
        self.scores
            .iter()
            .find(|scores| scores.category == *category)
    }

    /// Names of the models that were scored on a category.
    fn models(&self, category: &CategorySlug) -> Vec<String> {
        let scored = self.scores(category).into_iter();
        let models = scored.flat_map(|scores| &scores.models);
        models.map(|scored| scored.model.clone()).collect()
    }

    fn disparity(&self, category: &CategorySlug) -> Option<&[Disparity]> {
        let found = self.evaluation.as_ref()?.categories.iter();
        let mut found = found.filter(|found| found.scores.category == *category);
        found.next().map(|found| found.disparity.as_slice())
    }
}

/// Writes a card for every forecast into a surface to come.
pub fn write(
    stage: &Stage,
    forecasts: &[Forecast],
    known: &Known,
    source: &str,
    simulated: bool,
) -> anyhow::Result<()> {
    let cards: Vec<ModelCard> = forecasts
        .iter()
        .map(|forecast| card(forecast, known, source, simulated))
        .collect();
    stage.write(JSON, &serde_json::to_vec_pretty(&cards)?)?;
    stage.write(HTML, ModelCard::page(&cards, simulated).as_bytes())?;
    Ok(())
}

fn card(forecast: &Forecast, known: &Known, source: &str, simulated: bool) -> ModelCard {
    let category = forecast.category();
    let scores = known
        .scores(category)
        .and_then(|scores| card_scores(scores, asked_for(forecast.model())));
    let disparity = known
        .disparity(category)
        .map(|groups| certain(groups, asked_for(forecast.model())));
    ModelCard {
        category: category.to_string(),
        model: forecast.model().to_owned(),
        simulated,
        source: source.to_owned(),
        from: forecast.window().start().to_string(),
        until: forecast.window().end().to_string(),
        intended_use: ModelCard::INTENDED_USE.to_vec(),
        not_to_be_used_for: ModelCard::NOT_TO_BE_USED_FOR.to_vec(),
        guard_rails: ModelCard::GUARD_RAILS.to_vec(),
        scores,
        models_scored: known.models(category),
        disparity,
    }
}

fn card_scores(scores: &CategoryScores, model: &str) -> Option<CardScores> {
    let own = scores.models.iter().find(|scored| scored.model == model)?;
    let digits = Digits::of(public_scores::recorded(scores))?;
    let simple = scores
        .models
        .iter()
        .filter(|scored| SIMPLE.contains(&scored.model.as_str()));
    let simple =
        simple.filter_map(|scored| Some((scored.model.clone(), evaluate::hit_rate(scored)?)));
    Some(CardScores {
        model: own.model.clone(),
        windows: scores.windows,
        days: scores.horizon.get(),
        from: scores.from.to_string(),
        until: scores.until.to_string(),
        hit_rate_5: evaluate::hit_rate(own).map(|rate| digits.share(rate)),
        simple: simple
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(model, rate)| (model, digits.share(rate))),
        deviance: digits.mean(own.scores.deviance),
        log_score: digits.mean(own.scores.log_score),
        calibration: calibration(own),
        pit: shares(&own.scores.pit),
    })
}

/// Expected / recorded over all cells and windows.
fn calibration(model: &ModelScores) -> Option<f64> {
    let deciles = &model.scores.reliability;
    let expected: f64 = deciles.iter().map(|decile| decile.expected).sum();
    let observed: u64 = deciles.iter().map(|decile| decile.observed).sum();
    let digits = Digits::of(observed)?;
    Some(digits.share(expected / observed as f64))
}

/// Shares of cells, not of offences, by tenth: thousandths of them.
fn shares(counts: &[u64]) -> Vec<f64> {
    let total: u64 = counts.iter().sum();
    let share = |&count: &u64| (count as f64 / total.max(1) as f64 * 1000.0).round() / 1000.0;
    counts.iter().map(share).collect()
}

/// The groups that are forecast too much or too little for certain.
fn certain(groups: &[Disparity], model: &str) -> Vec<CardDisparity> {
    let told = groups
        .iter()
        .filter(|group| group.model == model && group.is_certain());
    let tell = |group: &Disparity| {
        let (low, high) = group.interval?;
        let digits = Digits::of(group.recorded)?;
        Some(CardDisparity {
            kind: group.kind.clone(),
            group: group.group.clone(),
            name: group_name(&group.kind, &group.group),
            ratio: digits.share(group.ratio?),
            interval: (digits.share(low), digits.share(high)),
        })
    };
    told.filter_map(tell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(name: &str, recorded: u64, interval: (f64, f64)) -> Disparity {
        Disparity {
            category: "theft".parse().unwrap(),
            model: "m".to_owned(),
            kind: "unit".to_owned(),
            group: name.to_owned(),
            cells: 9,
            expected: 2.0 * recorded as f64,
            recorded,
            ratio: Some(2.0),
            interval: Some(interval),
        }
    }

    #[test]
    fn a_card_tells_groups_that_are_certain_and_not_small() {
        let groups = [
            group("75", 400, (1.8, 2.2)),
            group("10", 99, (1.8, 2.2)),
            group("11", 400, (0.9, 2.2)),
        ];
        let told = certain(&groups, "m");
        assert_eq!(
            told.iter()
                .map(|one| one.group.as_str())
                .collect::<Vec<_>>(),
            ["75"]
        );
        assert!(certain(&groups, "another").is_empty());
    }
}
