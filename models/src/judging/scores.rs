//! How good a forecast was.

use std::collections::BTreeMap;

use oshaq_domain::{Forecast, Predictive, Window};
use serde::{Deserialize, Serialize};

use crate::judging::ranking::Ranking;
use crate::judging::reliability::{Decile, deciles, pooled_deciles};
use crate::{Area, DistributionScores, Recapture};

/// The scores of one model over one or more windows.
///
/// With N cells, an area of p per cent is a budget of N·p/100 cells, not rounded: the cells with the highest means
/// are taken until it is spent, of the last one only the share that the budget still allows. Of cells with equal means
/// every one is taken in the same share, which is what a random choice among them would catch on average.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    /// Share of the offences that fell into the area. Offences outside the universe count as missed; `None` when there
    /// was no offence.
    pub hit_rate: BTreeMap<Area, Option<f64>>,
    /// Predictive accuracy index: hit rate / share of cells. Source: Chainey, Tompson and Uhlig (2008), Security
    /// Journal 21, equation 1.
    pub pai: BTreeMap<Area, Option<f64>>,
    /// Predictive efficiency index, PEI*: PAI / PAI of a perfect forecast for the same area, that is, offences caught /
    /// most that any choice of so many cells could have caught. Source: Hunt (2016), *Do crime hot spots move?*,
    /// section 3; Joshi et al. (2021), *Considerations for developing predictive spatial models of crime*.
    pub pei: BTreeMap<Area, Option<f64>>,
    /// Poisson deviance 2 Σ (y ln(y/μ) − (y − μ)) / (cells × windows): the lower, the better.
    pub deviance: f64,
    /// Mean natural logarithm of the probability given to what happened, per cell and window: the higher, the better.
    pub log_score: f64,
    /// The same of Poisson distributions with the same means: what [`Scores::log_score`] is above it is what the
    /// dispersions are worth. `None` in results of earlier versions.
    #[serde(default)]
    pub poisson_log_score: Option<f64>,
    /// Area under the curve of hit rate over share of cells: 0.5 for a random order of the cells. `None` when there was no
    /// offence, and in results of earlier versions.
    #[serde(default)]
    pub under_curve: Option<f64>,
    /// Expected and recorded by tenth of the cells, from the lowest means to the highest; empty in results of earlier
    /// versions.
    #[serde(default)]
    pub reliability: Vec<Decile>,
    /// See [`DistributionScores::brier`]; `None` in results of earlier versions.
    #[serde(default)]
    pub brier: Option<f64>,
    /// See [`DistributionScores::crps`]; `None` in results of earlier versions.
    #[serde(default)]
    pub crps: Option<f64>,
    /// See [`DistributionScores::pit`], cells of all windows; empty in results of earlier versions.
    #[serde(default)]
    pub pit: Vec<u64>,
    /// Recapture rate index: hit rate / share that the same areas held of the year before. Below 1 hot areas have
    /// cooled down. Source: Levine (2008), *The "hottest" part of a hotspot*, Security Journal 21.
    #[serde(default)]
    pub rri: BTreeMap<Area, Option<f64>>,
}

/// The scores of one model in one window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WindowScores {
    /// The days.
    pub window: Window,
    /// Offences in cells of the universe.
    pub observed: u64,
    /// Offences outside of it.
    pub outside: u64,
    /// Offences caught in each area.
    pub caught: BTreeMap<Area, f64>,
    /// Most offences that any choice of so many cells could have caught.
    pub catchable: BTreeMap<Area, f64>,
    /// Cells of the universe.
    pub cells: usize,
    /// See [`Scores::deviance`].
    pub deviance: f64,
    /// See [`Scores::log_score`].
    pub log_score: f64,
    /// See [`Scores::poisson_log_score`].
    #[serde(default)]
    pub poisson_log_score: Option<f64>,
    /// Offences that an area of any size catches on average; see [`Scores::under_curve`].
    #[serde(default)]
    pub under_curve: Option<f64>,
    /// See [`Scores::reliability`]; not kept window by window.
    #[serde(skip)]
    pub reliability: Vec<Decile>,
    /// Of the distributions; `None` in results of earlier versions.
    #[serde(default)]
    pub distribution: Option<DistributionScores>,
    /// What the areas held before; `None` where no history was at hand.
    #[serde(default)]
    pub recapture: Option<Recapture>,
}

impl WindowScores {
    /// Scores a forecast against what was recorded in its cells and, as a sum, outside of them.
    pub fn of(forecast: &Forecast, observed: &[u32], outside: u64, areas: &[Area]) -> Self {
        let means: Vec<f64> = forecast
            .predictives()
            .iter()
            .map(Predictive::mean)
            .collect();
        let counts: Vec<f64> = observed.iter().copied().map(f64::from).collect();
        let by_mean = Ranking::of(&means, &counts);
        let by_count = Ranking::of(&counts, &counts);
        let cells = means.len();
        let caught = |ranking: &Ranking| {
            areas
                .iter()
                .map(|&area| (area, ranking.caught(area.share() * cells as f64)))
                .collect()
        };
        let deviances = means
            .iter()
            .zip(&counts)
            .map(|(&mean, &count)| deviance(count, mean));
        let ln_chances = forecast
            .predictives()
            .iter()
            .zip(observed)
            .map(|(p, &n)| p.ln_pmf(n));
        Self {
            window: forecast.window(),
            observed: observed.iter().copied().map(u64::from).sum(),
            outside,
            caught: caught(&by_mean),
            catchable: caught(&by_count),
            cells,
            deviance: deviances.sum::<f64>() / cells as f64,
            log_score: ln_chances.sum::<f64>() / cells as f64,
            poisson_log_score: Some(poisson_log_score(&means, observed)),
            under_curve: Some(by_mean.under_curve()),
            reliability: deciles(forecast.predictives(), observed),
            distribution: Some(DistributionScores::of(forecast, observed)),
            recapture: None,
        }
    }

    /// Hit rate of this window alone; `None` when there was no offence or the area was not scored.
    pub fn hit_rate(&self, area: Area) -> Option<f64> {
        ratio(
            *self.caught.get(&area)?,
            (self.observed + self.outside) as f64,
        )
    }
}

impl Scores {
    /// Pools windows: offences are added up before any ratio is taken, deviance and log score are averaged.
    pub fn pooled(windows: &[WindowScores]) -> Self {
        let offences: u64 = windows
            .iter()
            .map(|window| window.observed + window.outside)
            .sum();
        let caught = total(windows, |window| &window.caught);
        let catchable = total(windows, |window| &window.catchable);
        let rate = |area: &Area| ratio(caught[area], offences as f64);
        let mean = |score: fn(&WindowScores) -> f64| {
            windows.iter().map(score).sum::<f64>() / windows.len() as f64
        };
        let hit_rate = caught.keys().map(|area| (*area, rate(area))).collect();
        Self {
            pai: caught
                .keys()
                .map(|area| (*area, rate(area).map(|hit| hit / area.share())))
                .collect(),
            pei: caught
                .iter()
                .map(|(area, &hits)| (*area, ratio(hits, catchable[area])))
                .collect(),
            deviance: mean(|window| window.deviance),
            log_score: mean(|window| window.log_score),
            poisson_log_score: mean_of_all(windows, |window| window.poisson_log_score),
            under_curve: under_curve(windows, offences),
            reliability: pooled_deciles(windows.iter().map(|window| &window.reliability)),
            brier: mean_of_all(windows, |window| Some(window.distribution.as_ref()?.brier)),
            crps: mean_of_all(windows, |window| Some(window.distribution.as_ref()?.crps)),
            pit: pooled_pit(windows),
            rri: recapture_rates(windows, &hit_rate),
            hit_rate,
        }
    }
}

/// The mean over all windows; `None` where one lacks the score.
fn mean_of_all(windows: &[WindowScores], of: fn(&WindowScores) -> Option<f64>) -> Option<f64> {
    let values: Vec<f64> = windows.iter().map(of).collect::<Option<_>>()?;
    Some(values.iter().sum::<f64>() / values.len() as f64)
}

/// Mean logarithm of the chance of the counts under Poisson distributions of these means.
fn poisson_log_score(means: &[f64], observed: &[u32]) -> f64 {
    let chances = means.iter().zip(observed).map(|(&mean, &count)| {
        Predictive::poisson(mean).map_or(f64::NEG_INFINITY, |poisson| poisson.ln_pmf(count))
    });
    chances.sum::<f64>() / means.len() as f64
}

/// Offences outside the universe are caught by no area.
fn under_curve(windows: &[WindowScores], offences: u64) -> Option<f64> {
    let caught: Vec<f64> = windows
        .iter()
        .map(|window| window.under_curve)
        .collect::<Option<_>>()?;
    ratio(caught.iter().sum(), offences as f64)
}

fn pooled_pit(windows: &[WindowScores]) -> Vec<u64> {
    let histograms = windows
        .iter()
        .filter_map(|window| window.distribution.as_ref());
    let mut sums = Vec::new();
    for scores in histograms {
        sums.resize(scores.pit.len(), 0);
        sums.iter_mut()
            .zip(scores.pit)
            .for_each(|(sum, cells)| *sum += cells);
    }
    sums
}

/// Empty where a window does not say what was before.
fn recapture_rates(
    windows: &[WindowScores],
    hit_rates: &BTreeMap<Area, Option<f64>>,
) -> BTreeMap<Area, Option<f64>> {
    let recaptures: Option<Vec<&Recapture>> = windows
        .iter()
        .map(|window| window.recapture.as_ref())
        .collect();
    let Some(recaptures) = recaptures else {
        return BTreeMap::new();
    };
    let before: f64 = recaptures.iter().map(|recapture| recapture.before).sum();
    let share_before = |area| {
        let caught = recaptures
            .iter()
            .filter_map(|recapture| recapture.caught_before.get(area));
        ratio(caught.sum(), before)
    };
    hit_rates
        .iter()
        .map(|(area, rate)| {
            let rri = rate.and_then(|rate| ratio(rate, share_before(area)?));
            (*area, rri)
        })
        .collect()
}

fn total(
    windows: &[WindowScores],
    of: fn(&WindowScores) -> &BTreeMap<Area, f64>,
) -> BTreeMap<Area, f64> {
    let mut sums = BTreeMap::new();
    for (&area, value) in windows.iter().flat_map(of) {
        *sums.entry(area).or_insert(0.0) += value;
    }
    sums
}

fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

/// What one count adds to the deviance.
pub fn deviance(count: f64, mean: f64) -> f64 {
    let surprise = if count > 0.0 {
        count * (count / mean).ln()
    } else {
        0.0
    };
    2.0 * (surprise - (count - mean))
}

#[cfg(test)]
mod tests {
    use super::*;
    use oshaq_domain::{Cell, Day, Universe};

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    /// Ten cells with the given Poisson means.
    fn forecast(means: [f64; 10]) -> Forecast {
        let centre: Cell = "89283082837ffff".parse().unwrap();
        let cells: Vec<Cell> = (0..=2).flat_map(|k| centre.ring(k)).take(10).collect();
        let window = Window::new(day("2025-01-01"), day("2025-01-08")).unwrap();
        let predictives = means
            .iter()
            .map(|&mean| Predictive::poisson(mean).unwrap())
            .collect();
        Forecast::new(
            "theft".parse().unwrap(),
            window,
            "any",
            Universe::of(cells),
            predictives,
        )
        .unwrap()
    }

    fn areas(percents: &[f64]) -> Vec<Area> {
        percents
            .iter()
            .map(|&percent| Area::percent(percent).unwrap())
            .collect()
    }

    const MEANS: [f64; 10] = [0.5, 2.0, 0.5, 1.0, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1];
    const COUNTS: [u32; 10] = [1, 3, 0, 0, 0, 2, 0, 0, 0, 0];

    /// By hand. 10 cells, 6 offences inside and 2 outside. Ranking: cell 1 (mean 2, 3 offences), cell 3 (1, none), cells
    /// 0 and 2 (0.5, together 1 offence), the rest. 10 % is 1 cell: 3 caught, 3 catchable. 30 % is 3 cells: cells 1 and 3
    /// and half of the tied pair: 3.5 caught; catchable 3 + 2 + 1 = 6. 5 % is half of cell 1: 1.5 of 1.5.
    #[test]
    fn hits_pai_and_pei_equal_the_hand_calculation() {
        let areas = areas(&[5.0, 10.0, 30.0]);
        let window = WindowScores::of(&forecast(MEANS), &COUNTS, 2, &areas);
        let scores = Scores::pooled(std::slice::from_ref(&window));
        let expected = [(1.5, 1.5), (3.0, 3.0), (3.5, 6.0)];
        for (area, (caught, catchable)) in areas.iter().zip(expected) {
            let close = |found: Option<f64>, hand: f64| (found.unwrap() - hand).abs() < 1e-12;
            assert!(close(scores.hit_rate[area], caught / 8.0));
            assert!(close(scores.pai[area], caught / 8.0 / area.share()));
            assert!(close(scores.pei[area], caught / catchable));
            assert!(close(window.hit_rate(*area), caught / 8.0));
        }
    }

    /// By hand: 2·[ln(1/0.5) − 0.5 + 3 ln(3/2) − 1 + 0.5 + 1 + 2 ln(2/0.1) − 1.9 + 5·0.1] / 10, and the same cells'
    /// y ln μ − μ − ln y! summed: ln 0.5 + 3 ln 2 − ln 6 + 2 ln 0.1 − ln 2 − 4.6.
    #[test]
    fn deviance_and_log_score_equal_the_hand_calculation() {
        let window = WindowScores::of(&forecast(MEANS), &COUNTS, 0, &Area::USUAL);
        let sum = 2.0_f64.ln() - 0.5 + 3.0 * 1.5_f64.ln() - 1.0 + 0.5 + 1.0 + 2.0 * 20.0_f64.ln()
            - 1.9
            + 0.5;
        assert!((window.deviance - 0.2 * sum).abs() < 1e-12);
        let ln = 0.5_f64.ln() + 3.0 * 2.0_f64.ln() - 6.0_f64.ln() + 2.0 * 0.1_f64.ln()
            - 2.0_f64.ln()
            - 4.6;
        assert!((window.log_score - ln / 10.0).abs() < 1e-12);
    }

    #[test]
    fn cells_of_equal_means_catch_what_a_random_choice_would_on_average() {
        let window = WindowScores::of(&forecast([1.0; 10]), &COUNTS, 0, &areas(&[20.0, 100.0]));
        let caught: Vec<f64> = window.caught.values().copied().collect();
        assert!((caught[0] - 0.2 * 6.0).abs() < 1e-12);
        assert!((caught[1] - 6.0).abs() < 1e-12);
    }

    /// By hand: of 16 offences before, the tenth with the highest mean (cell 1) held 12; of 8 now it holds 3.
    #[test]
    fn the_recapture_rate_equals_the_hand_calculation() {
        let areas = areas(&[10.0]);
        let mut window = WindowScores::of(&forecast(MEANS), &COUNTS, 2, &areas);
        assert!(Scores::pooled(std::slice::from_ref(&window)).rri.is_empty());
        let before = [1.0, 12.0, 1.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 0.0];
        window.recapture = Some(Recapture::of(&forecast(MEANS), &before, &areas));
        let rri = Scores::pooled(&[window]).rri[&areas[0]].unwrap();
        assert!((rri - (3.0 / 8.0) / (12.0 / 16.0)).abs() < 1e-12);
    }

    #[test]
    fn scores_of_earlier_versions_are_read_and_lack_what_they_did_not_hold() {
        let window = WindowScores::of(&forecast(MEANS), &COUNTS, 0, &areas(&[10.0]));
        let mut json = serde_json::to_value(Scores::pooled(&[window])).unwrap();
        let fields = json.as_object_mut().unwrap();
        for field in [
            "brier",
            "crps",
            "pit",
            "rri",
            "poisson_log_score",
            "under_curve",
            "reliability",
        ] {
            assert!(fields.remove(field).is_some(), "{field}");
        }
        let old: Scores = serde_json::from_value(json).unwrap();
        assert_eq!((old.brier, old.crps, old.pit.len()), (None, None, 0));
        assert_eq!((old.under_curve, old.reliability.len()), (None, 0));
    }

    #[test]
    fn pooled_hit_rates_weigh_offences_and_not_windows() {
        let areas = areas(&[10.0]);
        let mut none = COUNTS;
        none[1] = 0;
        let windows = [
            WindowScores::of(&forecast(MEANS), &COUNTS, 0, &areas),
            WindowScores::of(&forecast(MEANS), &none, 0, &areas),
        ];
        let pooled = Scores::pooled(&windows);
        assert!((pooled.hit_rate[&areas[0]].unwrap() - 3.0 / 9.0).abs() < 1e-12);
    }

    #[test]
    fn a_window_without_an_offence_has_no_hit_rate() {
        let window = WindowScores::of(&forecast(MEANS), &[0; 10], 0, &Area::USUAL);
        assert_eq!(window.hit_rate(Area::USUAL[0]), None);
        assert_eq!(Scores::pooled(&[window]).pei[&Area::USUAL[0]], None);
    }
}
