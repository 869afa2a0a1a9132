//! Times the Poisson regression: `glm_speed [ROWS] [FEATURES]` (1,000,000 × 50 unless told).
//!
//! With `RAYON_NUM_THREADS=1` that takes 2.8 s of processor time, making the data included, on a shared virtual core of
//! 2026 (5 Newton steps).

use std::error::Error;
use std::time::Instant;

use linfa::dataset::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array1, Array2};
use oshaq_models::PoissonGlm;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Poisson};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let rows = arguments
        .next()
        .map_or(Ok(1_000_000), |text| text.parse())?;
    let width: usize = arguments.next().map_or(Ok(50), |text| text.parse())?;
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let features = Array2::from_shape_simple_fn((rows, width), || random.random_range(-1.0..1.0));
    let truth = Array1::from_shape_fn(width, |feature| 0.2 - 0.01 * feature as f64);
    let counts = (features.dot(&truth) - 1.0)
        .iter()
        .map(|linear: &f64| Ok(Poisson::new(linear.exp())?.sample(&mut random)))
        .collect::<Result<Array1<f64>, rand_distr::PoissonError>>()?;
    let data = DatasetBase::new(features, counts);
    let started = Instant::now();
    let fit = PoissonGlm::params().fit(&data)?;
    let seconds = started.elapsed().as_secs_f64();
    let error = (fit.coefficients() - &truth).mapv(f64::abs);
    let farthest = error.fold(0.0, |a: f64, &b| a.max(b));
    let steps = fit.ln_likelihoods().len() - 1;
    println!(
        "{rows} × {width}: {seconds:.2} s, {steps} Newton steps, farthest from the truth {farthest:.4}"
    );
    Ok(())
}
