//! The Poisson regression on one core: 1,000,000 rows of 50 features, drawn from a known law (400 MB).
//!
//! With `--test`, as `make test` runs benches, 20,000 rows are fitted once.

use criterion::{Criterion, criterion_group, criterion_main};
use linfa::dataset::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array1, Array2};
use oshaq_models::PoissonGlm;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Poisson};

const FEATURES: usize = 50;

fn drawn(rows: usize) -> (DatasetBase<Array2<f64>, Array1<f64>>, Array1<f64>) {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let features =
        Array2::from_shape_simple_fn((rows, FEATURES), || random.random_range(-1.0..1.0));
    let truth = Array1::from_shape_fn(FEATURES, |feature| 0.2 - 0.01 * feature as f64);
    let rates = (features.dot(&truth) - 1.0).mapv(f64::exp);
    let counts = rates.mapv(|rate| {
        let law = Poisson::new(rate).expect("a positive rate");
        law.sample(&mut random)
    });
    (DatasetBase::new(features, counts), truth)
}

fn regression(criterion: &mut Criterion) {
    let tested = std::env::args().any(|argument| argument == "--test");
    let rows = if tested { 20_000 } else { 1_000_000 };
    let (data, truth) = drawn(rows);
    let one_core = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    let one_core = one_core.expect("a pool of one thread");
    let fit = || one_core.install(|| PoissonGlm::params().fit(&data).expect("a fit"));
    let farthest = (fit().coefficients() - &truth).mapv(f64::abs);
    let farthest = farthest.fold(0.0, |most: f64, &error| most.max(error));
    assert!(
        farthest < 20.0 / (rows as f64).sqrt(),
        "{farthest} from the truth"
    );
    let mut group = criterion.benchmark_group("regression");
    group.sample_size(10);
    group.bench_function(format!("{rows} × {FEATURES} on one core"), |bench| {
        bench.iter(fit);
    });
    group.finish();
}

criterion_group!(benches, regression);
criterion_main!(benches);
