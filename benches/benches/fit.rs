//! The kernel mixture on a small city: learning from two years, and the forecast of the week after.

use criterion::{Criterion, criterion_group, criterion_main};
use oshaq_benches::{counts_of, fine, offences, simulated_city};
use oshaq_domain::{Horizon, Universe};
use oshaq_models::{Inputs, Lattice, Task, models};

fn fit(criterion: &mut Criterion) {
    let counts = counts_of(&offences(&simulated_city(), fine()), fine());
    let lattice = Lattice::new(Universe::freeze(&counts));
    let inputs = Inputs::every(&counts);
    let history = counts.until("2025-01-01".parse().expect("a day"));
    let (theft, week) = (
        "theft".parse().expect("a category"),
        Horizon::days(7).expect("a horizon"),
    );
    let task =
        Task::new(history, &lattice, &inputs, &theft, None, week).expect("two years of history");
    let mut group = criterion.benchmark_group("fit");
    group.sample_size(10);
    for model in models(&["kernel_mixture", "ring_kde"]).expect("models of these names") {
        let fitted = model.fit(&task).expect("a fit");
        group.bench_function(format!("{}_learns", model.name()), |bench| {
            bench.iter(|| model.fit(&task));
        });
        group.bench_function(format!("{}_forecasts", model.name()), |bench| {
            bench.iter(|| fitted.predict(&task));
        });
    }
    group.finish();
}

criterion_group!(benches, fit);
criterion_main!(benches);
