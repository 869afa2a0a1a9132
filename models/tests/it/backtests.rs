//! Backtests as a whole: no look ahead, nothing lost, the same on any number of threads.

use oshaq_domain::{Cell, Counts, CountsBuilder, Day, Forecast, Resolution};
use oshaq_models::{
    Area, BacktestSpec, CategoryScores, Inputs, ModelError, Observer, Outcome, PairedDifference,
    backtest, compare, models,
};
use proptest::prelude::*;

use crate::simulated::{Process, centre, first_day, slug};

fn spec(windows: u32, until: Day) -> BacktestSpec {
    BacktestSpec {
        horizon: "7d".parse().unwrap(),
        windows,
        since: None,
        until,
        areas: Area::USUAL.to_vec(),
    }
}

fn small() -> Counts {
    let process = Process {
        background: 0.01,
        kernels: vec![(0.6, 15.0, 0)],
    };
    process.draw(5, 240, 21).0
}

#[derive(Default)]
struct Keeper {
    forecasts: Vec<Forecast>,
    observed: u64,
    steps: Vec<(usize, usize)>,
    stop_after: Option<usize>,
}

impl Observer for Keeper {
    fn progress(&mut self, done: usize, of: usize) {
        self.steps.push((done, of));
    }

    fn outcome(&mut self, outcome: &Outcome<'_>) {
        self.forecasts.push(outcome.forecast.clone());
        self.observed +=
            outcome.observed.iter().copied().map(u64::from).sum::<u64>() + outcome.outside;
    }

    fn cancelled(&self) -> bool {
        self.stop_after.is_some_and(|most| self.steps.len() >= most)
    }
}

fn run(
    counts: &Counts,
    spec: &BacktestSpec,
    names: &[&str],
    keeper: &mut Keeper,
) -> Vec<CategoryScores> {
    let inputs = Inputs::every(counts);
    backtest(
        counts,
        &inputs,
        &[slug("theft")],
        spec,
        &models(names).unwrap(),
        keeper,
    )
    .unwrap()
}

#[test]
fn the_last_window_ends_with_the_last_day_and_windows_touch() {
    let spec = spec(3, "2025-12-31".parse().unwrap());
    let windows = spec.test_windows().unwrap();
    assert_eq!(windows[2].end(), "2026-01-01".parse().unwrap());
    assert_eq!(windows[0].start(), "2025-12-11".parse().unwrap());
    assert!(
        windows
            .windows(2)
            .all(|pair| pair[0].end() == pair[1].start())
    );
}

#[test]
fn every_offence_of_the_windows_is_counted_once_a_model() {
    let counts = small();
    let until = first_day().plus(239).unwrap();
    let mut keeper = Keeper::default();
    let scores = run(
        &counts,
        &spec(6, until),
        &["historic_count", "kernel_mixture"],
        &mut keeper,
    );
    let start = until.minus(41).unwrap();
    let in_windows = counts.since(start).total();
    assert_eq!(scores[0].observed + scores[0].outside, in_windows);
    assert_eq!(keeper.observed, 2 * in_windows);
    assert_eq!(keeper.forecasts.len(), 12);
    assert_eq!(keeper.steps.last(), Some(&(6, 6)));
    let of_windows: u64 = scores[0].models[0]
        .by_window
        .iter()
        .map(|w| w.observed + w.outside)
        .sum();
    assert_eq!(of_windows, in_windows);
}

#[test]
fn compared_models_differ_by_the_difference_of_their_scores() {
    let counts = small();
    let names = ["kernel_mixture", "last_window"];
    let spec = spec(8, first_day().plus(239).unwrap());
    let scores = run(&counts, &spec, &names, &mut Keeper::default());
    let [mixture, last] = scores[0].models.as_slice() else {
        panic!("two models were asked for");
    };
    let comparison = compare(mixture, last);
    assert_eq!(comparison.windows, 8);
    let close = |found: &Option<PairedDifference>, a: f64, b: f64| {
        (found.as_ref().unwrap().mean - (a - b)).abs() < 1e-12
    };
    let (a, b) = (&mixture.scores, &last.scores);
    assert!(close(&comparison.deviance, a.deviance, b.deviance));
    assert!(close(&comparison.log_score, a.log_score, b.log_score));
    assert!(close(&comparison.crps, a.crps.unwrap(), b.crps.unwrap()));
    assert!(close(&comparison.brier, a.brier.unwrap(), b.brier.unwrap()));
    assert!(comparison.log_score.unwrap().mean > 0.0);
    assert_eq!(a.rri.len(), Area::USUAL.len());
    let cells = scores[0].cells as u64 * 8;
    assert_eq!(a.pit.iter().sum::<u64>(), cells);
}

#[test]
fn the_same_scores_come_out_on_any_number_of_threads() {
    let counts = small();
    let spec = spec(4, first_day().plus(239).unwrap());
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            serde_json::to_string(&run(&counts, &spec, &[], &mut Keeper::default())).unwrap()
        })
    };
    let one = on(1);
    assert!(on(2) == one && on(7) == one);
}

#[test]
fn scores_survive_json() {
    let counts = small();
    let scores = run(
        &counts,
        &spec(4, first_day().plus(239).unwrap()),
        &[],
        &mut Keeper::default(),
    );
    let text = serde_json::to_string(&scores).unwrap();
    let back: Vec<CategoryScores> = serde_json::from_str(&text).unwrap();
    let (one, other) = (&scores[0].models[1], &back[0].models[1]);
    assert!(one.scores.pei.keys().eq(other.scores.pei.keys()));
    assert!((one.scores.log_score - other.scores.log_score).abs() < 1e-12);
    assert_eq!(one.by_window[3].window, other.by_window[3].window);
    assert_eq!(one.by_window[3].caught.len(), Area::USUAL.len());
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(value[0]["models"][0]["hit_rate"]["5"].is_number(), "{text}");
}

#[test]
fn a_backtest_stops_when_it_is_asked_to() {
    let counts = small();
    let mut keeper = Keeper {
        stop_after: Some(2),
        ..Keeper::default()
    };
    let (inputs, models) = (Inputs::every(&counts), models(&["historic_count"]).unwrap());
    let spec = spec(6, first_day().plus(239).unwrap());
    let error = backtest(
        &counts,
        &inputs,
        &[slug("theft")],
        &spec,
        &models,
        &mut keeper,
    )
    .unwrap_err();
    assert_eq!(error, ModelError::Cancelled);
    assert_eq!(keeper.forecasts.len(), 2);
}

#[test]
fn what_cannot_be_tested_is_refused_with_a_reason() {
    let counts = small();
    let inputs = Inputs::every(&counts);
    let all = models::<&str>(&[]).unwrap();
    let try_with = |category: &str, spec: &BacktestSpec| {
        backtest(
            &counts,
            &inputs,
            &[slug(category)],
            spec,
            &all,
            &mut Keeper::default(),
        )
        .unwrap_err()
    };
    let end = first_day().plus(239).unwrap();
    assert!(matches!(
        try_with("arson", &spec(4, end)),
        ModelError::UnknownCategory { .. }
    ));
    assert!(matches!(
        try_with("theft", &spec(0, end)),
        ModelError::Choice { .. }
    ));
    assert!(matches!(
        try_with("theft", &spec(4, first_day())),
        ModelError::EmptyUniverse(_)
    ));
    assert!(matches!(
        try_with("theft", &spec(u32::MAX, end)),
        ModelError::Calendar
    ));
    assert!(matches!(
        try_with("theft", &spec(30, end)),
        ModelError::ShortHistory { .. }
    ));
}

/// Records: ring, position in it, day of commission, days until known.
fn records() -> impl Strategy<Value = Vec<(u32, usize, u32, u32)>> {
    prop::collection::vec((0_u32..4, 0_usize..18, 0_u32..200, 0_u32..10), 80..200)
}

fn counts_of(records: &[(u32, usize, u32, u32)]) -> Counts {
    let mut builder = CountsBuilder::new(Resolution::new(9).unwrap());
    for &(ring, position, day, lag) in records {
        let ring: Vec<Cell> = centre().ring(ring);
        let day = first_day().plus(day).unwrap();
        let known = day.plus(lag).unwrap();
        builder
            .add(ring[position % ring.len()], day, known, &slug("theft"), 1)
            .unwrap();
    }
    builder.build().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn what_becomes_known_later_changes_no_forecast(past in records(), future in records()) {
        let start = first_day().plus(186).unwrap();
        let until = first_day().plus(199).unwrap();
        let known = |records: &[(u32, usize, u32, u32)], before: bool| -> Vec<_> {
            let edge = start.days_since(first_day()) as u32;
            records.iter().copied().filter(|r| (r.2 + r.3 < edge) == before).collect()
        };
        let one = known(&past, true);
        let other = [one.clone(), known(&future, false)].concat();
        prop_assume!(!one.is_empty());
        let mut spec = spec(2, until);
        spec.since = Some(first_day());
        let first = |records: &[(u32, usize, u32, u32)]| {
            let mut keeper = Keeper::default();
            run(&counts_of(records), &spec, &[], &mut keeper);
            let models = keeper.forecasts.len() / 2;
            keeper.forecasts.into_iter().take(models).collect::<Vec<_>>()
        };
        prop_assert_eq!(first(&one), first(&other));
    }
}

#[test]
fn scores_come_back_from_json() {
    let counts = small();
    let spec = spec(4, first_day().plus(230).unwrap());
    let names = ["kernel_mixture", "last_window"];
    let scores = run(&counts, &spec, &names, &mut Keeper::default());
    let json = serde_json::to_string(&scores).unwrap();
    let read: Vec<CategoryScores> = serde_json::from_str(&json).unwrap();
    for (model, own) in read[0].models.iter().zip(&scores[0].models) {
        assert_eq!(model.model, own.model);
        assert_eq!(model.scores.pit, own.scores.pit);
        assert_eq!(model.scores.reliability.len(), 10);
        assert_eq!(model.by_window.len(), own.by_window.len());
    }
}
