//! Dispersion by risk stratum.

use oshaq_domain::Predictive;

use crate::ModelError;
use crate::distribution::dispersion::Dispersion;

/// Overdispersion of cells of low, middle and high risk: hot places scatter otherwise than the many quiet ones.
///
/// # Source
/// As [`Dispersion`]; strata in the sense of Mondrian prediction: Vovk, Gammerman and Shafer (2005), *Algorithmic Learning in a
/// Random World*, section 4.5.
#[derive(Debug, Clone, PartialEq)]
pub struct StratumDispersion {
    /// Least mean of every stratum but the first, ascending.
    edges: Vec<f64>,
    /// By stratum.
    dispersions: Vec<Dispersion>,
}

impl StratumDispersion {
    /// Number of strata, each with the same expected offences.
    pub const STRATA: usize = 3;
    /// Least offences of a stratum: with fewer one dispersion is learnt for all.
    pub const LEAST_OFFENCES: f64 = 100.0;

    /// The same dispersion for every risk.
    pub fn alike(dispersion: Dispersion) -> Self {
        Self {
            edges: Vec::new(),
            dispersions: vec![dispersion],
        }
    }

    /// Learns from means, counts and how many cells each of these stands for.
    pub fn of_rows(mut rows: Vec<(f64, u32, f64)>) -> Self {
        let offences: f64 = rows.iter().map(|row| f64::from(row.1)).sum();
        if offences < Self::LEAST_OFFENCES * Self::STRATA as f64 {
            return Self::alike(Dispersion::of_rows(rows.into_iter()));
        }
        rows.sort_by(|a, b| a.0.total_cmp(&b.0));
        let edges = edges(&rows);
        let of_stratum = |wanted: usize| {
            let rows = rows.iter().copied();
            Dispersion::of_rows(rows.filter(|row| stratum(&edges, row.0) == wanted))
        };
        let dispersions = (0..=edges.len()).map(of_stratum).collect();
        Self { edges, dispersions }
    }

    /// The distribution around a mean.
    ///
    /// # Errors
    /// [`ModelError::Predictive`] when the mean is negative or not finite.
    pub fn around(&self, mean: f64) -> Result<Predictive, ModelError> {
        self.dispersions[self.stratum(mean)].around(mean)
    }

    /// Number of strata.
    pub const fn len(&self) -> usize {
        self.dispersions.len()
    }

    /// The stratum of a mean.
    pub fn stratum(&self, mean: f64) -> usize {
        stratum(&self.edges, mean)
    }
}

fn stratum(edges: &[f64], mean: f64) -> usize {
    edges.partition_point(|&edge| edge <= mean)
}

/// Means at which equal shares of the expected offences end; ties may make fewer edges.
fn edges(rows: &[(f64, u32, f64)]) -> Vec<f64> {
    let all: f64 = rows.iter().map(|row| row.0 * row.2).sum();
    let (mut sum, mut edges) = (0.0, Vec::new());
    for &(mean, _, cells) in rows {
        sum += mean * cells;
        let behind = edges.len() + 1;
        if behind < StratumDispersion::STRATA
            && sum > all * behind as f64 / StratumDispersion::STRATA as f64
        {
            edges.push(mean);
        }
    }
    edges.dedup();
    edges
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;
    use rand_distr::{Distribution, Gamma, Poisson};

    #[test]
    fn quiet_and_hot_places_get_the_dispersion_they_were_drawn_with() {
        let mut random = ChaCha8Rng::seed_from_u64(4);
        let mut rows = Vec::new();
        // A little less of the quiet places, so that the strata end between the three means.
        for (mean, alpha, offences) in [
            (0.1, 2.0, 19_000.0),
            (1.0, 0.5, 20_000.0),
            (10.0, 0.1, 20_000.0),
        ] {
            let rates = Gamma::new(1.0 / alpha, alpha * mean).unwrap();
            for _ in 0..(offences / mean) as usize {
                let rate: f64 = rates.sample(&mut random);
                let count = Poisson::new(rate.max(1e-12)).unwrap().sample(&mut random);
                rows.push((mean, count as u32, 1.0));
            }
        }
        let found = StratumDispersion::of_rows(rows);
        let alpha = |mean: f64| {
            let law = found.around(mean).unwrap();
            (law.variance() - law.mean()) / mean.powi(2)
        };
        assert!((alpha(0.1) - 2.0).abs() < 0.2, "{}", alpha(0.1));
        assert!((alpha(1.0) - 0.5).abs() < 0.1, "{}", alpha(1.0));
        assert!((alpha(10.0) - 0.1).abs() < 0.03, "{}", alpha(10.0));
    }

    #[test]
    fn too_few_offences_have_one_dispersion_for_all() {
        let rows: Vec<_> = (0..50)
            .map(|n| (0.1 * f64::from(n + 1), n % 4, 1.0))
            .collect();
        assert_eq!(StratumDispersion::of_rows(rows).len(), 1);
    }
}
