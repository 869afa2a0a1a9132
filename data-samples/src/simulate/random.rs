//! Draws that give the same values on every machine.
//!
//! The platform's `exp` and `log` differ in their last bit between processors, which would break the promise that a
//! seed gives the same bytes; therefore `libm`, and these few samplers instead of a library's.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// One independent stream of draws.
#[derive(Debug, Clone)]
pub struct Stream(ChaCha8Rng);

impl Stream {
    /// The stream with a number of a seed: other numbers never touch it.
    pub fn new(seed: u64, number: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(number);
        Self(rng)
    }

    /// Uniform in 0 ≤ x < 1.
    pub fn uniform(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1_u64 << 53) as f64;
        (self.0.next_u64() >> 11) as f64 * STEP
    }

    /// Uniform in 0 < x ≤ 1, fit for a logarithm.
    fn positive(&mut self) -> f64 {
        1.0 - self.uniform()
    }

    /// Uniform between two numbers.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }

    /// One of 0 … n − 1.
    pub fn below(&mut self, n: u32) -> u32 {
        ((self.uniform() * f64::from(n)) as u32).min(n.saturating_sub(1))
    }

    /// True with a probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// Exponential with a mean.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * libm::log(self.positive())
    }

    /// Two independent standard normals (Box and Muller 1958).
    pub fn normal_pair(&mut self) -> (f64, f64) {
        let radius = libm::sqrt(-2.0 * libm::log(self.positive()));
        let angle = std::f64::consts::TAU * self.uniform();
        (radius * libm::cos(angle), radius * libm::sin(angle))
    }

    /// Log-normal with mean 1.
    pub fn log_normal(&mut self, sigma: f64) -> f64 {
        libm::exp(sigma * self.normal_pair().0 - sigma * sigma / 2.0)
    }

    /// Poisson by multiplication (Knuth, TAOCP 2, 3.4.1), a mean above 16 in parts of 16.
    pub fn poisson(&mut self, mean: f64) -> u32 {
        const PART: f64 = 16.0;
        let mut left = mean;
        let mut count = 0;
        while left > 0.0 {
            count += self.poisson_part(libm::exp(-left.min(PART)));
            left -= PART;
        }
        count
    }

    fn poisson_part(&mut self, limit: f64) -> u32 {
        let mut product = self.uniform();
        let mut count = 0;
        while product > limit {
            product *= self.uniform();
            count += 1;
        }
        count
    }
}

/// A choice among weights, by their running sums.
#[derive(Debug, Clone)]
pub struct Choice {
    sums: Vec<f64>,
}

impl Choice {
    /// From weights, of which at least one is positive.
    pub fn new(weights: impl IntoIterator<Item = f64>) -> Self {
        let mut sum = 0.0;
        let sums = weights
            .into_iter()
            .map(|weight| {
                sum += weight;
                sum
            })
            .collect();
        Self { sums }
    }

    /// An index, with the probability of its weight.
    pub fn draw(&self, stream: &mut Stream) -> usize {
        let total = self.sums.last().copied().unwrap_or(0.0);
        let target = stream.uniform() * total;
        self.sums
            .partition_point(|&sum| sum <= target)
            .min(self.sums.len().saturating_sub(1))
    }

    /// The probability of each index.
    pub fn shares(&self) -> impl Iterator<Item = f64> {
        let total = self.sums.last().copied().unwrap_or(1.0);
        let before = std::iter::once(0.0).chain(self.sums.iter().copied());
        self.sums
            .iter()
            .zip(before)
            .map(move |(sum, before)| (sum - before) / total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_poisson_draw_has_its_mean_and_variance_below_and_above_a_part() {
        for mean in [0.3, 5.0, 70.0] {
            let mut stream = Stream::new(1, 2);
            let draws: Vec<f64> = (0..20_000)
                .map(|_| f64::from(stream.poisson(mean)))
                .collect();
            let average = draws.iter().sum::<f64>() / 20_000.0;
            let variance = draws.iter().map(|x| (x - average).powi(2)).sum::<f64>() / 20_000.0;
            // Standard errors: sqrt(mean / n) of the average, about mean * sqrt(2 / n) + of the variance.
            assert!(
                (average - mean).abs() < 5.0 * (mean / 20_000.0).sqrt(),
                "{average}"
            );
            assert!((variance / mean - 1.0).abs() < 0.1, "{variance}");
        }
    }

    #[test]
    fn streams_of_one_seed_differ_and_repeat() {
        let draw = |number| Stream::new(7, number).uniform();
        assert_eq!(draw(3).to_bits(), draw(3).to_bits());
        assert_ne!(draw(3).to_bits(), draw(4).to_bits());
    }

    #[test]
    fn a_choice_follows_its_weights_and_never_takes_a_zero() {
        let choice = Choice::new([1.0, 0.0, 3.0]);
        let mut stream = Stream::new(5, 0);
        let mut seen = [0_u32; 3];
        for _ in 0..40_000 {
            seen[choice.draw(&mut stream)] += 1;
        }
        assert_eq!(seen[1], 0);
        // Binomial(40 000, 1/4): standard deviation 87.
        assert!((f64::from(seen[0]) - 10_000.0).abs() < 400.0, "{seen:?}");
    }
}
