//! Scores of a backtest as anybody may see them: no number of offences can be worked out from them.
//!
//! A hit rate is a share of all offences of the test windows, and a handful of such shares with all their digits has one common
//! denominator: their number. So a share is told in steps so wide that each of them holds a whole number of offences, whatever
//! their total: every total from [`LEAST_RECORDED`] (from 1,000 where three decimals are told) fits all shares of all models
//! together. Everything else is worked out from the told shares, or is the mean of a function of forecasts that are not public,
//! with as few digits. Fewer than [`LEAST_RECORDED`] offences are not told of at all.

use std::collections::BTreeMap;

use oshaq_models::{Area, CategoryScores, ModelScores, Scores};
use serde::Serialize;

/// Of fewer recorded offences nothing is told: any figure would be a statistic of few.
pub const LEAST_RECORDED: u64 = 100;
/// From so many on a thousandth of them is at least one.
const THREE_DIGITS_FROM: u64 = 1000;

/// With how many digits figures about so many offences are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digits(u8);

impl Digits {
    /// The digits for figures about a number of offences; `None` where nothing may be told.
    pub const fn of(recorded: u64) -> Option<Self> {
        match recorded {
            0..LEAST_RECORDED => None,
            LEAST_RECORDED..THREE_DIGITS_FROM => Some(Self(2)),
            _ => Some(Self(3)),
        }
    }

    /// A share or ratio with as many decimals: its steps hold a whole number of offences each.
    pub fn share(self, value: f64) -> f64 {
        decimals(value, i32::from(self.0))
    }

    /// A mean with as many significant digits.
    pub fn mean(self, value: f64) -> f64 {
        if value == 0.0 || !value.is_finite() {
            return value;
        }
        let magnitude = value.abs().log10().floor() as i32 + 1;
        decimals(value, i32::from(self.0) - magnitude)
    }
}

/// Rounds to decimals, or to tens where they are negative.
fn decimals(value: f64, number: i32) -> f64 {
    let steps = 10_f64.powi(number.abs());
    if number < 0 {
        (value / steps).round() * steps
    } else {
        (value * steps).round() / steps
    }
}

/// The scores of the models on one category.
#[derive(Debug, Serialize)]
pub struct PublicScores {
    category: String,
    models: Vec<PublicModel>,
    windows: u32,
    from: String,
    until: String,
}

/// The scores of one model; what each is: [`Scores`].
#[derive(Debug, Serialize)]
struct PublicModel {
    model: String,
    hit_rate: BTreeMap<Area, Option<f64>>,
    pai: BTreeMap<Area, Option<f64>>,
    pei: BTreeMap<Area, Option<f64>>,
    deviance: f64,
    log_score: f64,
}

impl PublicScores {
    /// What may be told of the scores; `None` where the windows hold too few offences.
    pub fn of(scores: &CategoryScores) -> Option<Self> {
        let digits = Digits::of(recorded(scores))?;
        let models = scores.models.iter();
        Some(Self {
            category: scores.category.to_string(),
            models: models.map(|one| PublicModel::of(one, digits)).collect(),
            windows: scores.windows,
            from: scores.from.to_string(),
            until: scores.until.to_string(),
        })
    }
}

/// Recorded offences of all test windows, in the universe and outside of it.
pub const fn recorded(scores: &CategoryScores) -> u64 {
    scores.observed + scores.outside
}

impl PublicModel {
    fn of(model: &ModelScores, digits: Digits) -> Self {
        let scores = &model.scores;
        let hit_rate: BTreeMap<Area, Option<f64>> = scores
            .hit_rate
            .iter()
            .map(|(area, rate)| (*area, rate.map(|rate| digits.share(rate))))
            .collect();
        let pai = hit_rate
            .iter()
            .map(|(area, told)| (*area, told.map(|told| decimals(told / area.share(), 3))))
            .collect();
        let pei = hit_rate
            .iter()
            .map(|(area, told)| {
                (
                    *area,
                    told.and_then(|told| pei(scores, *area, told, digits)),
                )
            })
            .collect();
        Self {
            model: model.model.clone(),
            pai,
            pei,
            hit_rate,
            deviance: digits.mean(scores.deviance),
            log_score: digits.mean(scores.log_score),
        }
    }
}

/// PEI* from the told hit rate and that of the best choice of cells, told like it: with its own digits it would tell how many
/// offences that choice holds.
fn pei(scores: &Scores, area: Area, told: f64, digits: Digits) -> Option<f64> {
    let (rate, pei) = (
        scores.hit_rate.get(&area).copied()??,
        scores.pei.get(&area).copied()??,
    );
    if pei == 0.0 {
        return Some(0.0);
    }
    let best = digits.share(rate / pei);
    (best > 0.0).then(|| decimals((told / best).min(1.0), 3))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// Four models that caught so many of the offences in the areas of 1, 5 and 20 %, and the most that could be caught.
    const CAUGHT: [[f64; 3]; 4] = [
        [216.0, 444.0, 616.0],
        [201.0, 431.0, 603.0],
        [157.0, 399.0, 571.0],
        [88.0, 250.0, 502.0],
    ];
    const CATCHABLE: [f64; 3] = [705.0, 711.0, 713.0];
    const AREAS: [&str; 3] = ["1", "5", "20"];

    /// As `oshaq backtest` writes it.
    fn scored(scale: f64, outside: u64) -> CategoryScores {
        let offences = 700.0 * scale + outside as f64;
        let by_area = |of: &dyn Fn(usize) -> f64| -> Value {
            AREAS
                .iter()
                .enumerate()
                .map(|(area, name)| ((*name).to_owned(), Value::from(of(area))))
                .collect()
        };
        let models: Vec<Value> = (0..)
            .zip(CAUGHT)
            .map(|(rank, caught)| {
                let share = |area: usize| AREAS[area].parse::<f64>().unwrap() / 100.0;
                json!({
                    "model": format!("m{rank}"), "by_window": [],
                    "hit_rate": by_area(&|area| caught[area] * scale / offences),
                    "pai": by_area(&|area| caught[area] * scale / offences / share(area)),
                    "pei": by_area(&|area| caught[area] / CATCHABLE[area]),
                    "deviance": 0.031_543_897, "log_score": -0.001_671_860, "reliability": [],
                    "brier": 0.003_656, "pit": [322_710, 322_105], "rri": {"5": 0.967_911},
                })
            })
            .collect();
        serde_json::from_value(json!({
            "category": "theft", "resolution": 9, "horizon": "7d", "windows": 26, "since": "2019-01-03",
            "from": "2025-07-03", "until": "2025-12-31", "cells": 5000,
            "observed": 700.0 as u64 * scale as u64, "outside": outside, "models": models,
        }))
        .unwrap()
    }

    /// Totals up to 20,000 of which every hit rate may be the share of a whole number, told like this.
    fn candidates(scores: &Value, tell: impl Fn(f64) -> f64) -> Vec<u32> {
        let models = scores["models"].as_array().unwrap();
        let rates: Vec<f64> = models
            .iter()
            .flat_map(|model| AREAS.map(|area| model["hit_rate"][area].as_f64().unwrap()))
            .collect();
        let fits = |total: &u32| {
            let total = f64::from(*total);
            let nearest = |rate: f64| tell((rate * total).round() / total);
            rates
                .iter()
                .all(|&rate| (nearest(rate) - rate).abs() < 1e-9)
        };
        (1..20_000).filter(fits).collect()
    }

    fn told(scores: &CategoryScores) -> Value {
        serde_json::to_value(PublicScores::of(scores).unwrap()).unwrap()
    }

    #[test]
    fn hit_rates_with_all_their_digits_give_the_total_away_and_the_told_ones_fit_every_total() {
        for (scale, outside, least) in [(1.0, 17, 100), (19.0, 17, 1000)] {
            let scores = scored(scale, outside);
            let total = recorded(&scores);
            let raw = serde_json::to_value(&scores).unwrap();
            let found = candidates(&raw, |rate| rate);
            assert_eq!(u64::from(found[0]), total, "the attack works");
            let digits = Digits::of(total).unwrap();
            let found = candidates(&told(&scores), |rate| digits.share(rate));
            assert!((least..20_000).all(|total| found.contains(&total)));
        }
    }

    #[test]
    fn every_other_ratio_follows_from_the_told_hit_rates() {
        let told = told(&scored(1.0, 17));
        assert_eq!(told["models"][0]["hit_rate"]["5"], 0.62);
        assert_eq!(told["models"][0]["pai"]["5"], 12.4);
        // The best choice catches 711 of 717, told as 0.99.
        assert_eq!(told["models"][0]["pei"]["5"], 0.626);
        assert_eq!(told["models"][0]["deviance"], 0.032);
        assert_eq!(told["models"][0]["log_score"], -0.0017);
    }

    #[test]
    fn nothing_is_told_that_the_api_does_not_serve() {
        let told = told(&scored(1.0, 17));
        let names = |value: &Value| {
            let fields = value.as_object().unwrap().keys().cloned();
            fields.collect::<std::collections::BTreeSet<String>>()
        };
        let sorted = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        let category = ["category", "from", "models", "until", "windows"];
        assert_eq!(names(&told), sorted(&category));
        let model = ["deviance", "hit_rate", "log_score", "model", "pai", "pei"];
        assert_eq!(names(&told["models"][0]), sorted(&model));
    }

    #[test]
    fn fewer_than_a_hundred_offences_are_not_told_of() {
        let mut scores = scored(1.0, 17);
        (scores.observed, scores.outside) = (90, 9);
        assert!(PublicScores::of(&scores).is_none());
        scores.outside = 10;
        assert!(PublicScores::of(&scores).is_some());
    }

    #[test]
    fn means_keep_their_leading_digits() {
        let digits = Digits::of(5000).unwrap();
        for (value, told) in [(0.002_931_9, 0.00293), (-12_345.0, -12_300.0), (0.0, 0.0)] {
            let found = digits.mean(value);
            assert!(
                (found - told).abs() <= 1e-12 * f64::abs(told),
                "{value}: {found}"
            );
        }
    }
}
