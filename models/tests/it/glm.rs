//! The Poisson regression on the mixture's states, on simulated records.

use oshaq_domain::Horizon;
use oshaq_models::{Area, BacktestSpec, Inputs, Silent, Task, backtest, compare, models};

use crate::simulated::{Process, first_day, slug};

fn process() -> Process {
    Process {
        background: 0.01,
        kernels: vec![(0.6, 15.0, 0), (0.2, 40.0, 1)],
    }
}

#[test]
fn the_regression_is_surer_of_a_self_exciting_process_than_the_historic_count() {
    let (counts, _) = process().draw(6, 400, 4);
    let spec = BacktestSpec {
        horizon: "7d".parse().unwrap(),
        windows: 8,
        since: None,
        until: first_day().plus(399).unwrap(),
        areas: Area::FINE.to_vec(),
    };
    let inputs = Inputs::every(&counts);
    let both = models(&["glm", "historic_count"]).unwrap();
    let scores = backtest(
        &counts,
        &inputs,
        &[slug("theft")],
        &spec,
        &both,
        &mut Silent,
    )
    .unwrap();
    let comparison = compare(&scores[0].models[0], &scores[0].models[1]);
    assert!(comparison.log_score.unwrap().low > 0.0);
}

#[test]
fn a_category_that_has_fallen_silent_is_forecast_like_the_mixture() {
    let (counts, lattice) = process().draw(3, 60, 4);
    let history = counts.until(first_day().plus(900).unwrap());
    let inputs = Inputs::every(&history);
    let horizon = Horizon::days(7).unwrap();
    let task = Task::new(history, &lattice, &inputs, &slug("theft"), None, horizon).unwrap();
    let means = |name: &str| -> Vec<f64> {
        let fitted = models(&[name]).unwrap()[0].fit(&task).unwrap();
        let forecast = fitted.predict(&task).unwrap();
        forecast.iter().map(|(_, law)| law.mean()).collect()
    };
    assert_eq!(means("glm"), means("kernel_mixture"));
}
