//! The kernel mixture against a truth that is known.

use linfa::ParamGuard;
use linfa::dataset::DatasetBase;
use linfa::traits::{Fit, Predict};
use ndarray::{Array1, Array2};
use oshaq_domain::Horizon;
use oshaq_models::{
    Forecaster, Inputs, KernelMixture, MODEL_NAMES, ModelError, NonNegativePoisson, Task, models,
};
use proptest::prelude::*;

use crate::simulated::{Process, first_day, slug};

/// Half of the offences follow others in the same cell within days, a fifth those in the ring around; the rest come
/// out of nowhere.
fn process() -> Process {
    Process {
        background: 0.012,
        kernels: vec![(0.5, 10.0, 0), (0.2, 10.0, 1)],
    }
}

#[test]
fn weights_of_a_simulated_self_exciting_process_are_recovered() {
    let (counts, lattice) = process().draw(14, 900, 11);
    let end = first_day().plus(900).unwrap();
    let inputs = Inputs::every(&counts);
    let (start, day) = (Some(first_day()), Horizon::days(1).unwrap());
    let task = Task::new(
        counts.until(end),
        &lattice,
        &inputs,
        &slug("theft"),
        start,
        day,
    )
    .unwrap();
    // Up to the maximum of the likelihood: stopping early, as by default, shrinks the weights towards each other.
    let regression = NonNegativePoisson::params()
        .iterations(1000)
        .check()
        .unwrap();
    let half_lives = vec![10.0, 300.0];
    let spec = KernelMixture::params()
        .half_lives(half_lives)
        .regression(regression)
        .check()
        .unwrap();
    let fit = spec.learn(&task).unwrap();
    let found = [fit.weights(true, 0)[0], fit.weights(true, 1)[0]];
    assert!((found[0] - 0.5).abs() < 0.1, "own cell: {found:?}");
    assert!((found[1] - 0.2).abs() < 0.1, "first ring: {found:?}");
    let stray: f64 = (0..=3).map(|k| fit.weights(true, k)[1]).sum();
    assert!(stray < 0.15, "long half-life: {stray}");
}

#[test]
fn the_parts_of_a_forecast_add_up_to_its_means_and_these_to_the_recent_total() {
    let (counts, lattice) = process().draw(6, 400, 3);
    let end = first_day().plus(400).unwrap();
    let inputs = Inputs::every(&counts);
    let week = Horizon::days(7).unwrap();
    let task = Task::new(
        counts.until(end),
        &lattice,
        &inputs,
        &slug("theft"),
        None,
        week,
    )
    .unwrap();
    let fit = KernelMixture::params().check().unwrap().fit(&task).unwrap();
    let forecast = fit.predict(&task).unwrap();
    let explanation = fit.explanation(&task).unwrap().unwrap();
    for (parts, predictive) in explanation.parts().iter().zip(forecast.predictives()) {
        assert_eq!(parts.mean().to_bits(), predictive.mean().to_bits());
    }
    let last_weeks = counts.until(end).since(end.minus(56).unwrap()).total();
    assert!((forecast.total_mean() - last_weeks as f64 / 8.0).abs() < 1e-6);
}

#[test]
fn a_model_that_explains_its_forecast_explains_it_whole() {
    let (counts, lattice) = process().draw(6, 400, 3);
    let history = counts.until(first_day().plus(400).unwrap());
    let (inputs, week) = (Inputs::every(&counts), Horizon::days(7).unwrap());
    let task = Task::new(history, &lattice, &inputs, &slug("theft"), None, week).unwrap();
    let mut explained = Vec::new();
    for model in models::<&str>(&[]).unwrap() {
        let fit = model.fit(&task).unwrap();
        let (plain, told) = (
            fit.predict(&task).unwrap(),
            fit.predict_explained(&task).unwrap(),
        );
        assert_eq!(plain.predictives(), told.predictives(), "{}", model.name());
        if told.parts().is_some() {
            explained.push(model.name().to_owned());
        }
    }
    assert!(
        explained.contains(&MODEL_NAMES[0].to_owned()),
        "the published default explains itself: {explained:?}"
    );
}

#[test]
fn a_history_without_a_past_window_is_too_short() {
    let (counts, lattice) = process().draw(6, 60, 3);
    let end = first_day().plus(60).unwrap();
    let inputs = Inputs::every(&counts);
    let (start, week) = (Some(first_day()), Horizon::days(7).unwrap());
    let task = Task::new(
        counts.until(end),
        &lattice,
        &inputs,
        &slug("theft"),
        start,
        week,
    )
    .unwrap();
    let error = KernelMixture::params()
        .check()
        .unwrap()
        .learn(&task)
        .unwrap_err();
    assert!(
        matches!(error, ModelError::ShortHistory { needed: 63, .. }),
        "{error}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn em_never_lowers_the_likelihood_and_explains_every_offence(
        states in prop::collection::vec(prop::collection::vec(0.0_f64..5.0, 4), 12..40),
        counts in prop::collection::vec(0_u32..5, 40),
    ) {
        let rows = states.len();
        let flat: Vec<f64> = states.into_iter().flat_map(|row| [row, vec![1.0]].concat()).collect();
        let states = Array2::from_shape_vec((rows, 5), flat).unwrap();
        let counts: Array1<f64> = counts[..rows].iter().copied().map(f64::from).collect();
        let offences = counts.sum();
        let data = DatasetBase::new(states.clone(), counts);
        let fit: oshaq_models::NonNegativePoissonFit =
            NonNegativePoisson::params().iterations(50).tolerance(0.0).fit(&data).unwrap();
        for pair in fit.ln_likelihoods().windows(2) {
            prop_assert!(pair[1] >= pair[0] - 1e-9 * pair[0].abs().max(1.0));
        }
        let means: Array1<f64> = fit.predict(&states);
        prop_assert!((means.sum() - offences).abs() < 1e-6 * offences.max(1.0));
        prop_assert!(means.iter().all(|mean| *mean >= 0.0));
    }
}

/// Two states, counts drawn by hand. With one state alone the maximum is Σ y / Σ s; of two disjoint states each has
/// its own.
#[test]
fn disjoint_states_get_the_ratio_of_offences_to_exposure() {
    let states = ndarray::arr2(&[[2.0, 0.0], [4.0, 0.0], [0.0, 1.0], [0.0, 3.0]]);
    let counts = ndarray::arr1(&[1.0, 2.0, 4.0, 4.0]);
    let spec = NonNegativePoisson::params().check().unwrap();
    let fit: oshaq_models::NonNegativePoissonFit =
        spec.fit(&DatasetBase::new(states, counts)).unwrap();
    assert!((fit.weights()[0] - 0.5).abs() < 1e-12);
    assert!((fit.weights()[1] - 2.0).abs() < 1e-12);
}

#[test]
fn negative_states_counts_and_tolerances_are_refused() {
    let spec = NonNegativePoisson::params();
    let fit = |states: Array2<f64>, counts: Array1<f64>| -> Result<(), ModelError> {
        spec.clone()
            .fit(&DatasetBase::new(states, counts))
            .map(|_: oshaq_models::NonNegativePoissonFit| ())
    };
    let column = |a: f64, b: f64| ndarray::arr2(&[[a], [b]]);
    let row = |a: f64, b: f64| ndarray::arr1(&[a, b]);
    assert!(fit(column(1.0, 2.0), row(0.0, 3.0)).is_ok());
    assert!(fit(column(1.0, -2.0), row(0.0, 3.0)).is_err());
    assert!(fit(column(1.0, f64::NAN), row(0.0, 3.0)).is_err());
    assert!(fit(column(1.0, 2.0), row(-1.0, 3.0)).is_err());
    assert!(fit(column(1.0, 2.0), ndarray::arr1(&[1.0])).is_err());
    assert!(spec.clone().tolerance(-1.0).check().is_err());
    assert!(spec.clone().tolerance(f64::NAN).check().is_err());
    assert!(spec.iterations(0).check().is_err());
}
