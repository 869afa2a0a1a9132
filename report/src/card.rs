//! The card of a published forecast: what it is for, what it is not for, and how good it was.

use maud::{Markup, html};
use serde::Serialize;

use crate::{Page, Table, number};

/// A model card.
///
/// # Source
/// Mitchell et al. (2019), *Model cards for model reporting*, FAT* 2019.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelCard {
    /// The category that is forecast.
    pub category: String,
    /// The model.
    pub model: String,
    /// Whether the records were simulated.
    pub simulated: bool,
    /// Words about where the records come from.
    pub source: String,
    /// First day forecast.
    pub from: String,
    /// The day after the last one forecast: not included, unlike [`CardScores::until`].
    pub until: String,
    /// What it is for.
    pub intended_use: Vec<&'static str>,
    /// What it must not be used for.
    pub not_to_be_used_for: Vec<&'static str>,
    /// What holds in code, whoever runs it.
    pub guard_rails: Vec<&'static str>,
    /// How it did on windows that it had not seen; `None` where no backtest of the same records was made of it.
    pub scores: Option<CardScores>,
    /// The models that a backtest of the same records scored, this one or others.
    pub models_scored: Vec<String>,
    /// Groups whose forecast was too high or too low for certain; `None` where it was not looked at.
    pub disparity: Option<Vec<CardDisparity>>,
}

/// Scores on a card.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CardScores {
    /// The model that was scored: the one that was asked for, whatever it took instead in one window or another.
    pub model: String,
    /// Number of test windows.
    pub windows: u32,
    /// Days of each.
    pub days: u32,
    /// First day of the first.
    pub from: String,
    /// Last day of the last: included, unlike [`Card::until`].
    pub until: String,
    /// Share of the recorded offences in the 5 % of cells with the highest forecasts.
    pub hit_rate_5: Option<f64>,
    /// The best of the simple counts, and its share.
    pub simple: Option<(String, f64)>,
    /// Mean Poisson deviance.
    pub deviance: f64,
    /// Mean log score.
    pub log_score: f64,
    /// Expected offences / recorded ones over all windows.
    pub calibration: Option<f64>,
    /// Share of the cells by tenth of the randomised probability integral transform.
    pub pit: Vec<f64>,
}

/// A group that is forecast too much or too little.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CardDisparity {
    /// What the group is one of.
    pub kind: String,
    /// Its name or code.
    pub group: String,
    /// What people call it.
    pub name: String,
    /// Expected / recorded.
    pub ratio: f64,
    /// Ends of its 95 % interval.
    pub interval: (f64, f64),
}

impl ModelCard {
    /// What forecasts of recorded offences may be used for.
    pub const INTENDED_USE: [&'static str; 3] = [
        "To see where and when recorded offences of this category are likely, as one ground among others for prevention: lighting, repairs, patrols in daylight of the law.",
        "To compare places and periods in five broad bands.",
        "To be checked: scores, code and method are open.",
    ];
    /// What they must not be used for.
    pub const NOT_TO_BE_USED_FOR: [&'static str; 4] = [
        "Anything about a person or a household: it knows places, never persons.",
        "As a ground for a stop, a search or a suspicion against whoever is in a place.",
        "To judge offences that nobody recorded: many never are.",
        "To price, insure, let or lend by place.",
    ];
    /// What the code holds to.
    pub const GUARD_RAILS: [&'static str; 4] = [
        "Categories that the police find themselves (drugs, weapons, administrative offences) are in no input and no target of a model for patrols.",
        "Sensitive categories are never mapped.",
        "What is public is bands, rounded counts and rounded shares; no small count can be worked out from all versions together.",
        "A simulation of a thousand rounds in which patrols follow the forecast keeps two equal areas equal; a naive count fails it.",
    ];

    /// All cards of a version on one page.
    pub fn page(cards: &[Self], simulated: bool) -> String {
        let body = html! { @for card in cards { (card.render()) } };
        Page {
            title: "Model cards".to_owned(),
            simulated,
            body,
        }
        .render()
    }

    fn render(&self) -> Markup {
        html! {
            section {
                h2 { (self.category) }
                p { "Model " code { (self.model) } ", recorded offences from " (self.from) " to " (self.until) " (not included). " (self.source) "." }
                h3 { "Intended use" } (list(&self.intended_use))
                h3 { "Not to be used for" } (list(&self.not_to_be_used_for))
                h3 { "How good it was" }
                @match &self.scores { Some(scores) => (scores.render()), None => (self.not_scored()) }
                h3 { "Who is forecast too much or too little" } (self.disparity())
                h3 { "What holds in code" } (list(&self.guard_rails))
            }
        }
    }

    fn not_scored(&self) -> Markup {
        html! {
            @if self.models_scored.is_empty() {
                p { "Not known: no backtest of this category was made on the same records before this forecast was published." }
            } @else {
                p {
                    "Not known: a backtest on the same records scored other models only (" (self.models_scored.join(", "))
                    "), and their scores say nothing about this one."
                }
            }
            p { "To know it: " code { "oshaq evaluate --category " (self.category) " --models " (self.asked_for()) } ", then publish again." }
        }
    }

    /// The model that was asked for: the name of a forecast may say more (`stack:ewma`, `stack+calendar`).
    fn asked_for(&self) -> &str {
        let end = self.model.find([':', '+']).unwrap_or(self.model.len());
        &self.model[..end]
    }

    fn disparity(&self) -> Markup {
        let row = |group: &CardDisparity| {
            let (low, high) = group.interval;
            vec![
                group.name.clone(),
                number(group.ratio, 2),
                format!("{} to {}", number(low, 2), number(high, 2)),
            ]
        };
        match self.disparity.as_deref() {
            None => html! { p { "Not looked at: run an evaluation of the same records." } },
            Some([]) => {
                html! { p { "Of no group was certainly more or less expected than recorded." } }
            }
            Some(groups) => Table {
                caption: "Expected / recorded, where the 95 % interval excludes 1".to_owned(),
                head: ["group", "ratio", "interval"].map(str::to_owned).to_vec(),
                rows: groups.iter().map(row).collect(),
                numbers: true,
            }
            .render(),
        }
    }
}

impl CardScores {
    fn render(&self) -> Markup {
        html! {
            p {
                "Scored as " code { (self.model) } ": " (self.windows) " windows of " (self.days) " days from " (self.from) " to " (self.until) ", each forecast from what was known before it. "
                @if let Some(hits) = self.hit_rate_5 { "The 5 % of cells with the highest forecasts held " (number(100.0 * hits, 1)) " % of the recorded offences" }
                @if let Some((name, hits)) = &self.simple { "; the best simple count (" code { (name) } ") " (number(100.0 * hits, 1)) " %" }
                ". Mean deviance " (number(self.deviance, 4)) ", mean log score " (number(self.log_score, 4)) "."
            }
            @if let Some(ratio) = self.calibration { p { "Expected / recorded over all windows: " (number(ratio, 3)) "." } }
        }
    }
}

fn list(items: &[&str]) -> Markup {
    html! { ul { @for item in items { li { (item) } } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card() -> ModelCard {
        ModelCard {
            category: "theft".to_owned(),
            model: "kernel_mixture".to_owned(),
            simulated: true,
            source: "Simulated".to_owned(),
            from: "2026-01-01".to_owned(),
            until: "2026-01-29".to_owned(),
            intended_use: ModelCard::INTENDED_USE.to_vec(),
            not_to_be_used_for: ModelCard::NOT_TO_BE_USED_FOR.to_vec(),
            guard_rails: ModelCard::GUARD_RAILS.to_vec(),
            scores: None,
            models_scored: Vec::new(),
            disparity: Some(vec![CardDisparity {
                kind: "unit".to_owned(),
                group: "75".to_owned(),
                name: "Almaty".to_owned(),
                ratio: 1.25,
                interval: (1.1, 1.4),
            }]),
        }
    }

    #[test]
    fn a_card_says_what_the_forecast_is_not_for_and_who_is_forecast_too_much() {
        let page = ModelCard::page(&[card()], true);
        for words in [
            "simulated data",
            "Not to be used for",
            "never persons",
            "Almaty",
            "1.10 to 1.40",
            "no backtest of this category was made",
        ] {
            assert!(page.contains(words), "{words}");
        }
    }

    #[test]
    fn a_card_without_scores_of_its_own_model_says_so_and_how_to_get_them() {
        let other = ModelCard {
            model: "stack+calendar".to_owned(),
            models_scored: vec!["ewma".to_owned(), "glm".to_owned()],
            ..card()
        };
        let page = ModelCard::page(&[other], true);
        assert!(
            page.contains("scored other models only (ewma, glm)"),
            "{page}"
        );
        assert!(
            page.contains("oshaq evaluate --category theft --models stack</code>"),
            "{page}"
        );
    }

    #[test]
    fn a_card_is_json_as_well() {
        let json = serde_json::to_value(card()).unwrap();
        assert_eq!(json["disparity"][0]["ratio"], 1.25);
        assert_eq!(json["scores"], serde_json::Value::Null);
    }
}
