//! Gradient boosting of regression trees for counts.

use linfa::ParamGuard;
use linfa::dataset::DatasetBase;
use linfa::traits::{Fit, PredictInplace};
use ndarray::{Array1, Array2};
use rand::SeedableRng;
use rand::seq::index::sample;
use rand_chacha::ChaCha8Rng;

use crate::error::refuse;
use crate::regressions::exposed_rows::ExposedRows;
use crate::trees::bins::Binned;
use crate::trees::forest::Forest;
use crate::trees::leaves::Leaves;
use crate::trees::residuals::Residuals;
use crate::trees::tree::{Tree, TreeShape};
use crate::{ModelError, Stop};

/// Choices for [`BoostedPoisson`], not yet checked.
#[derive(Debug, Clone)]
pub struct BoostedPoissonParams(BoostedPoisson);

/// Counts y with exposure e are Poisson with mean e·exp(β₀ + Σ tree(x)). The data set's targets are rates y/e and its
/// weights the exposures, as for [`crate::PoissonGlm`]: what another model expects can be the exposure, and the trees then
/// say by which factor it is wrong where.
///
/// Each tree is grown leaf by leaf on histograms of the features, splitting where a Newton step gains most; it sees a
/// random part of the features. Its steps are shortened by the learning rate.
///
/// # Source
/// Friedman (2001), *Greedy function approximation: a gradient boosting machine*, Annals of Statistics 29; second-order
/// gain and ridge as in Chen and Guestrin (2016), *`XGBoost`*, KDD, equations 5 and 7; histograms and growth by leaves as in Ke
/// et al. (2017), *`LightGBM`*, NIPS 30.
#[derive(Debug, Clone)]
pub struct BoostedPoisson {
    trees: usize,
    learning_rate: f64,
    feature_share: f64,
    shape: TreeShape,
    seed: u64,
    stop: Stop,
}

impl BoostedPoisson {
    /// Number of trees unless chosen otherwise.
    pub const TREES: usize = 75;
    /// Share of a Newton step that a tree goes unless chosen otherwise: on weeks before the tests twice as many steps of half the length were no better.
    pub const LEARNING_RATE: f64 = 0.12;
    /// Share of the features that a tree sees unless chosen otherwise.
    pub const FEATURE_SHARE: f64 = 0.5;
    /// Most leaves of a tree unless chosen otherwise.
    pub const LEAVES: usize = 8;
    /// Ridge of a leaf in expected counts unless chosen otherwise: a leaf that expects so many goes half its step.
    pub const RIDGE: f64 = 10.0;
    /// Least expected counts of a leaf unless chosen otherwise.
    pub const LEAST_MEAN: f64 = 10.0;
    /// Seed of the choice of features unless chosen otherwise.
    pub const SEED: u64 = 0;

    /// Choices, to be checked by linfa's [`ParamGuard::check`] or on fitting.
    pub fn params() -> BoostedPoissonParams {
        BoostedPoissonParams(Self {
            trees: Self::TREES,
            learning_rate: Self::LEARNING_RATE,
            feature_share: Self::FEATURE_SHARE,
            shape: TreeShape {
                leaves: Self::LEAVES,
                ridge: Self::RIDGE,
                least_mean: Self::LEAST_MEAN,
            },
            seed: Self::SEED,
            stop: Stop::default(),
        })
    }

    /// The same, asking before every tree whether to stop.
    pub(crate) fn heeding(mut self, stop: &Stop) -> Self {
        self.stop = stop.clone();
        self
    }
}

impl BoostedPoissonParams {
    /// Chooses the number of trees.
    #[must_use]
    pub const fn trees(mut self, trees: usize) -> Self {
        self.0.trees = trees;
        self
    }

    /// Chooses the learning rate.
    #[must_use]
    pub const fn learning_rate(mut self, rate: f64) -> Self {
        self.0.learning_rate = rate;
        self
    }

    /// Chooses the share of the features that a tree sees.
    #[must_use]
    pub const fn feature_share(mut self, share: f64) -> Self {
        self.0.feature_share = share;
        self
    }

    /// Chooses the most leaves (two to eight), their ridge and the least expected counts of one.
    #[must_use]
    pub const fn leaves(mut self, most: usize, ridge: f64, least_mean: f64) -> Self {
        self.0.shape = TreeShape {
            leaves: most,
            ridge,
            least_mean,
        };
        self
    }

    /// Chooses the seed of the choice of features.
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
        self
    }
}

impl ParamGuard for BoostedPoissonParams {
    type Checked = BoostedPoisson;
    type Error = ModelError;

    fn check_ref(&self) -> Result<&BoostedPoisson, ModelError> {
        let share_of_one = |value: f64| 0.0 < value && value <= 1.0;
        let chosen = &self.0;
        if !share_of_one(chosen.learning_rate) {
            let rule = "it must be above 0 and at most 1";
            return refuse("learning_rate", chosen.learning_rate, rule);
        }
        if !share_of_one(chosen.feature_share) {
            let rule = "it must be above 0 and at most 1";
            return refuse("feature_share", chosen.feature_share, rule);
        }
        if !(2..=Leaves::MOST).contains(&chosen.shape.leaves) {
            let rule = "a tree has at least two and at most eight";
            return refuse("leaves", chosen.shape.leaves, rule);
        }
        if !(chosen.shape.ridge >= 0.0 && chosen.shape.least_mean > 0.0) {
            let value = format!("{} and {}", chosen.shape.ridge, chosen.shape.least_mean);
            let rule = "the ridge must not be negative and the least mean must be positive";
            return refuse("ridge and least_mean", value, rule);
        }
        Ok(chosen)
    }

    fn check(self) -> Result<BoostedPoisson, ModelError> {
        self.check_ref().cloned()
    }
}

/// Grown trees.
#[derive(Debug, Clone, PartialEq)]
pub struct BoostedPoissonFit {
    intercept: f64,
    forest: Forest,
    ln_likelihoods: Vec<f64>,
}

impl BoostedPoissonFit {
    /// β₀: logarithm of the rate without any tree.
    pub const fn intercept(&self) -> f64 {
        self.intercept
    }

    /// Log-likelihood (without the factorials) at the start and after each tree.
    pub fn ln_likelihoods(&self) -> &[f64] {
        &self.ln_likelihoods
    }

    /// Logarithms of the rates per unit of exposure.
    pub(crate) fn ln_rates(&self, features: &Array2<f64>) -> Array1<f64> {
        self.forest.steps(features) + self.intercept
    }
}

impl Fit<Array2<f64>, Array1<f64>, ModelError> for BoostedPoisson {
    type Object = BoostedPoissonFit;

    fn fit(
        &self,
        data: &DatasetBase<Array2<f64>, Array1<f64>>,
    ) -> Result<Self::Object, ModelError> {
        let rows = ExposedRows::of(data)?;
        let intercept = rows.ln_rate()?;
        let binned = Binned::of(&rows);
        let mut residuals = Residuals::new(&rows, intercept);
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        let width = rows.features.ncols();
        let seen = ((width as f64 * self.feature_share).ceil() as usize).min(width);
        let (mut trees, mut ln_likelihoods) = (Vec::new(), vec![residuals.ln_likelihood()]);
        for _ in 0..self.trees {
            self.stop.go_on()?;
            let features = sample(&mut random, width, seen).into_vec();
            let tree = Tree::grow(
                &binned,
                &residuals,
                &features,
                &self.shape,
                self.learning_rate,
            );
            residuals.step(&tree, &binned);
            trees.push(tree);
            ln_likelihoods.push(residuals.ln_likelihood());
        }
        Ok(BoostedPoissonFit {
            intercept,
            forest: Forest::of(&trees),
            ln_likelihoods,
        })
    }
}

/// Rates per unit of exposure.
impl PredictInplace<Array2<f64>, Array1<f64>> for BoostedPoissonFit {
    fn predict_inplace<'a>(&'a self, features: &'a Array2<f64>, rates: &mut Array1<f64>) {
        rates.assign(&self.ln_rates(features).mapv_into(f64::exp));
    }

    fn default_target(&self, features: &Array2<f64>) -> Array1<f64> {
        Array1::zeros(features.nrows())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regressions::exposed_rows::tests::data;
    use linfa::traits::Predict;

    /// A step in one feature, a product of two others, none in the fourth; counts are their expectation, rounded to a hundredth.
    fn stepped() -> DatasetBase<Array2<f64>, Array1<f64>> {
        let features = Array2::from_shape_fn((4000, 4), |(row, column)| {
            ((row * (17 + 6 * column) + 5 * column) % 101) as f64 / 50.0 - 1.0
        });
        let rates = features.rows().into_iter().map(|row| {
            let factor = if row[0] > 0.3 { 4.0 } else { 1.0 };
            factor * (0.5 * row[1] * row[2]).exp()
        });
        let rates: Array1<f64> = rates.collect();
        DatasetBase::new(features, rates)
    }

    #[test]
    fn steps_and_products_are_found_that_no_straight_line_has() {
        let data = stepped();
        let fit = BoostedPoisson::params().trees(400).fit(&data).unwrap();
        let found: Array1<f64> = fit.predict(&data.records);
        let straight = crate::PoissonGlm::params().fit(&data).unwrap();
        let line: Array1<f64> = straight.predict(&data.records);
        let error = |rates: &Array1<f64>| (rates - &data.targets).mapv(|e| e * e).mean().unwrap();
        assert!(
            error(&found) < 0.1 * error(&line),
            "{} and {}",
            error(&found),
            error(&line)
        );
    }

    /// One split is left to a tree of two leaves: by hand, a step of η·(Σ y − Σ μ)/(Σ μ + ridge) in each leaf.
    #[test]
    fn a_single_split_goes_the_newton_step_calculated_by_hand() {
        let features = Array2::from_shape_fn((100, 1), |(row, _)| f64::from(row >= 60));
        let rates = Array1::from_shape_fn(100, |row| if row >= 60 { 3.0 } else { 0.5 });
        let params = BoostedPoisson::params()
            .trees(1)
            .leaves(2, 5.0, 1.0)
            .feature_share(1.0);
        let fit = params
            .learning_rate(0.1)
            .fit(&DatasetBase::new(features, rates))
            .unwrap();
        let found: Array1<f64> = fit.predict(&ndarray::arr2(&[[0.0], [1.0]]));
        // 150 counts over 100 rows: μ = 1.5; left 30 counts where 90 are expected, right 120 where 60 are.
        let left = 1.5 * (0.1 * (30.0 - 90.0) / 95.0_f64).exp();
        let right = 1.5 * (0.1 * (120.0 - 60.0) / 65.0_f64).exp();
        assert!(
            (found[0] - left).abs() < 1e-12 && (found[1] - right).abs() < 1e-12,
            "{found}"
        );
    }

    #[test]
    fn a_row_without_a_count_stands_for_as_many_as_its_exposure_says() {
        let rates = |zeros: usize| {
            Array1::from_shape_fn(20 + zeros, |row| if row < 20 { 2.0 } else { 0.0 })
        };
        let features =
            |zeros: usize| Array2::from_shape_fn((20 + zeros, 1), |(row, _)| f64::from(row < 30));
        let params = BoostedPoisson::params()
            .leaves(2, 1.0, 1.0)
            .trees(20)
            .feature_share(1.0);
        let every = params
            .clone()
            .fit(&DatasetBase::new(features(410), rates(410)))
            .unwrap();
        let exposures = Array1::from_shape_fn(61, |row| if row < 20 { 1.0 } else { 10.0 });
        let few = Array2::from_shape_fn((61, 1), |(row, _)| f64::from(row < 21));
        let few = DatasetBase::new(few, rates(41)).with_weights(exposures);
        let few = params.fit(&few).unwrap();
        let ask = ndarray::arr2(&[[0.0], [1.0]]);
        let (a, b): (Array1<f64>, Array1<f64>) = (every.predict(&ask), few.predict(&ask));
        assert!((a - b).iter().all(|error| error.abs() < 1e-9));
    }

    #[test]
    fn every_tree_makes_the_counts_likelier_and_a_seed_gives_one_result_on_any_number_of_threads() {
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.unwrap()
                .install(|| BoostedPoisson::params().trees(30).fit(&data()).unwrap())
        };
        let fit = on(1);
        assert!(
            fit.ln_likelihoods()
                .windows(2)
                .all(|pair| pair[0] <= pair[1] + 1e-9)
        );
        assert_eq!(fit, on(2));
        assert_eq!(fit, on(4));
    }

    #[test]
    fn impossible_choices_are_refused() {
        let params = BoostedPoisson::params;
        assert!(params().check().is_ok());
        assert!(params().learning_rate(0.0).check().is_err());
        assert!(params().feature_share(1.5).check().is_err());
        assert!(params().leaves(1, 1.0, 1.0).check().is_err());
        assert!(params().leaves(9, 1.0, 1.0).check().is_err());
        assert!(params().leaves(4, -1.0, 1.0).check().is_err());
        assert!(params().leaves(4, 1.0, f64::NAN).check().is_err());
    }
}
