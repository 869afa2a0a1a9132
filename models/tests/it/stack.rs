//! The stack on simulated records.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use oshaq_domain::{Counts, Forecast, Horizon};
use oshaq_models::{Forecaster, Inputs, Lattice, ModelError, Stack, Stop, Task, models};

use crate::simulated::{Process, first_day, slug};

fn fitted(counts: &Counts, lattice: &Lattice, days: u32) -> Forecast {
    let history = counts.until(first_day().plus(days).unwrap());
    let inputs = Inputs::every(&history);
    let (start, week) = (Some(first_day()), Horizon::days(7).unwrap());
    let task = Task::new(history, lattice, &inputs, &slug("theft"), start, week).unwrap();
    let fit = Stack::new().unwrap().fit(&task).unwrap();
    let forecast = fit.predict(&task).unwrap();
    if let Some(parts) = fit.explanation(&task).unwrap() {
        for (parts, predictive) in parts.parts().iter().zip(forecast.predictives()) {
            assert_eq!(parts.mean().to_bits(), predictive.mean().to_bits());
        }
    }
    forecast
}

fn exciting() -> Process {
    Process {
        background: 0.012,
        kernels: vec![(0.5, 10.0, 0), (0.2, 10.0, 1)],
    }
}

#[test]
fn where_the_past_explains_the_future_the_stack_stands_and_its_parts_add_up() {
    let (counts, lattice) = exciting().draw(9, 500, 3);
    let forecast = fitted(&counts, &lattice, 500);
    assert!(!forecast.model().contains(':'), "{}", forecast.model());
    let recent = counts.since(first_day().plus(444).unwrap()).total() as f64 / 8.0;
    let tolerated = if forecast.model() == "stack" {
        1e-6
    } else {
        0.5
    };
    assert!((forecast.total_mean() - recent).abs() < tolerated * recent);
}

#[test]
fn a_short_history_has_the_usual_weights_instead_of_a_trial() {
    let (counts, lattice) = exciting().draw(6, 90, 3);
    let forecast = fitted(&counts, &lattice, 90);
    assert_eq!(forecast.model(), "stack");
}

#[test]
fn the_same_history_gives_the_same_bytes_on_any_number_of_threads() {
    let (counts, lattice) = exciting().draw(7, 400, 5);
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| fitted(&counts, &lattice, 400))
    };
    let one = on(1);
    assert_eq!(one, on(2));
    assert_eq!(one, on(4));
}

#[test]
fn all_models_by_name_forecast_the_same_cells() {
    let (counts, lattice) = exciting().draw(5, 300, 5);
    let history = counts.until(first_day().plus(300).unwrap());
    let inputs = Inputs::every(&history);
    let (start, week) = (Some(first_day()), Horizon::days(7).unwrap());
    let task = Task::new(history, &lattice, &inputs, &slug("theft"), start, week).unwrap();
    for model in models::<&str>(&[]).unwrap() {
        let forecast = model.fit(&task).unwrap().predict(&task).unwrap();
        assert_eq!(forecast.universe().len(), lattice.len(), "{}", model.name());
        assert!(forecast.model().starts_with(model.name()));
    }
}

/// Asked once a window, once in two EM steps and once a tree: several hundred times in all. The trial and what is learnt from the whole history
/// go side by side, and each hears of it once.
#[test]
fn learning_stops_wherever_it_is_asked_to() {
    let (counts, lattice) = exciting().draw(5, 300, 5);
    let (start, week) = (Some(first_day()), Horizon::days(7).unwrap());
    let learn = |answers: usize| {
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let stop = Stop::when(move || count.fetch_add(1, Ordering::Relaxed) >= answers);
        let inputs = Inputs::every(&counts).heeding(stop);
        let history = counts.until(first_day().plus(300).unwrap());
        let task = Task::new(history, &lattice, &inputs, &slug("theft"), start, week).unwrap();
        let ended = Stack::new().unwrap().fit(&task).err();
        (ended, asked.load(Ordering::Relaxed))
    };
    let (ended, whole) = learn(usize::MAX);
    assert!(ended.is_none() && whole > 300, "{whole}");
    for answers in [0, 40, whole / 3, whole / 2, whole - 1] {
        let (ended, asked) = learn(answers);
        assert_eq!(ended, Some(ModelError::Cancelled));
        assert!((answers + 1..=answers + 2).contains(&asked), "{asked}");
    }
}
