//! What the kernel mixture finds in data of which the truth is known: intensity, reach and self-excitation.

use linfa::ParamGuard;
use oshaq_domain::{Cell, Counts, CountsBuilder, Horizon, Predictive, Resolution};
use oshaq_models::{Fitted, Inputs, KernelMixture, KernelMixtureFit, Lattice, Task};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, LogNormal, Poisson};

use crate::simulated::{disk, first_day, slug};

const DAYS: u32 = 900;
/// Share of offences that follow another one in the same cell, and in the ring around it.
const OWN: f64 = 0.3;
const RING: f64 = 0.2;
/// Days in which an offence's pull halves.
const HALF_LIFE: f64 = 10.0;
/// Mean of the cells' standing risk, offences a day, and the spread of its logarithm.
const BACKGROUND: f64 = 0.06;
const SPREAD: f64 = 0.8;

/// A city whose cells differ, with the true rate of each on the day after the last.
struct Truth {
    counts: Counts,
    lattice: Lattice,
    rates: Vec<f64>,
}

impl Truth {
    fn draw(seed: u64) -> Self {
        let lattice = Lattice::new(disk(16));
        let cells = lattice.len();
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let spread = LogNormal::new(BACKGROUND.ln() - SPREAD * SPREAD / 2.0, SPREAD).unwrap();
        let standing: Vec<f64> = (0..cells).map(|_| spread.sample(&mut random)).collect();
        let mut weighted = vec![0.0; cells];
        let mut builder = CountsBuilder::new(Resolution::new(9).unwrap());
        for n in 0..DAYS {
            let day = first_day().plus(n).unwrap();
            let rates = Self::rates(&lattice, &standing, &weighted);
            let drawn: Vec<f64> = rates
                .iter()
                .map(|&rate| Poisson::new(rate).unwrap().sample(&mut random))
                .collect();
            for (&cell, &count) in lattice.universe().cells().iter().zip(&drawn) {
                builder
                    .add(cell, day, day, &slug("theft"), count as u32)
                    .unwrap();
            }
            let fade = (-1.0 / HALF_LIFE).exp2();
            weighted
                .iter_mut()
                .zip(&drawn)
                .for_each(|(state, count)| *state = (*state + count) * fade);
        }
        let rates = Self::rates(&lattice, &standing, &weighted);
        Self {
            counts: builder.build().unwrap(),
            lattice,
            rates,
        }
    }

    fn rates(lattice: &Lattice, standing: &[f64], weighted: &[f64]) -> Vec<f64> {
        let fade = (-1.0 / HALF_LIFE).exp2();
        let share = (1.0 - fade) / fade;
        let pull =
            |place: usize| OWN * weighted[place] + RING * lattice.ring_mean(1, place, weighted);
        (0..lattice.len())
            .map(|place| standing[place] + share * pull(place))
            .collect()
    }

    fn learn(&self) -> (KernelMixtureFit, Vec<f64>) {
        let inputs = Inputs::every(&self.counts);
        let history = self.counts.until(first_day().plus(DAYS).unwrap());
        let (start, day) = (Some(first_day()), Horizon::days(1).unwrap());
        let task = Task::new(history, &self.lattice, &inputs, &slug("theft"), start, day).unwrap();
        let mixture = KernelMixture::params()
            .half_lives(vec![HALF_LIFE, 2000.0])
            .training_days(DAYS - 60)
            .check()
            .unwrap();
        let fit = mixture.learn(&task).unwrap();
        let means = fit
            .predict(&task)
            .unwrap()
            .predictives()
            .iter()
            .map(Predictive::mean)
            .collect();
        (fit, means)
    }
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (a_mean, b_mean) = (mean(a), mean(b));
    let product = |x: &[f64], x_mean: f64, y: &[f64], y_mean: f64| {
        x.iter()
            .zip(y)
            .map(|(x, y)| (x - x_mean) * (y - y_mean))
            .sum::<f64>()
    };
    product(a, a_mean, b, b_mean)
        / (product(a, a_mean, a, a_mean) * product(b, b_mean, b, b_mean)).sqrt()
}

/// The cells hold about 100 offences each, from which a standing risk can be known to a tenth: no forecast correlates to 1.
#[test]
fn the_true_intensity_is_recovered() {
    let truth = Truth::draw(5);
    let (_, means) = truth.learn();
    let found = correlation(&means, &truth.rates);
    assert!(found > 0.9, "correlation of intensity {found}");
}

/// Self-excitation: the share of offences that follow others, 0.5. Reach (the bandwidth of the ring kernel): what share of
/// it comes from the ring around, 0.4, rather than from the cell itself.
#[test]
fn self_excitation_and_its_reach_are_recovered() {
    let truth = Truth::draw(6);
    let (fit, _) = truth.learn();
    let short: Vec<f64> = (0..=3).map(|ring| fit.weights(true, ring)[0]).collect();
    let excited: f64 = short.iter().sum();
    assert!(
        (excited - (OWN + RING)).abs() < 0.1,
        "self-excitation {excited}: {short:?}"
    );
    let reach = short[1] / (short[0] + short[1]);
    assert!(
        (reach - RING / (OWN + RING)).abs() < 0.12,
        "reach {reach}: {short:?}"
    );
    assert!(
        short[2] + short[3] < 0.08,
        "nothing comes from farther away: {short:?}"
    );
}

#[test]
fn the_busiest_cells_are_those_with_the_highest_true_risk() {
    let truth = Truth::draw(7);
    let (_, means) = truth.learn();
    let most = |values: &[f64]| -> std::collections::BTreeSet<Cell> {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
        let tenth = order.len() / 10;
        order[..tenth]
            .iter()
            .map(|&place| truth.lattice.universe().cells()[place])
            .collect()
    };
    let (found, wanted) = (most(&means), most(&truth.rates));
    let shared = found.intersection(&wanted).count() as f64 / wanted.len() as f64;
    assert!(
        shared > 0.6,
        "{shared} of the tenth of the cells with the highest risk were found"
    );
}
