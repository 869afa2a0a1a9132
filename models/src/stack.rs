//! The models together.

pub(crate) mod boosted;
pub(crate) mod controls;
pub(crate) mod glm;
pub(crate) mod on_mixture;
pub(crate) mod place_season;
pub(crate) mod risk_features;
pub(crate) mod spread;
pub(crate) mod surroundings;
pub(crate) mod weights;

use linfa::ParamGuard;
use ndarray::{Array1, Array2};
use oshaq_domain::{Day, Forecast, Part};

use crate::distribution::conformal::ConformalLaws;
use crate::distribution::dispersion::{Dispersion, past_origins};
use crate::explanation::Explanation;
use crate::mixture::kernel_mixture::{KernelMixture, KernelMixtureFit};
use crate::registry::baselines;
use crate::regressions::poisson_glm::PoissonGlmFit;
use crate::stack::on_mixture::RelativeRisks;
use crate::stack::risk_features::{RiskFeatures, Samples};
use crate::stack::surroundings::Surroundings;
use crate::stack::weights::{MEMBERS, Trial, Weights};
use crate::totals::level::scale_to;
use crate::totals::unit_rule::UnitRule;
use crate::trees::boosted_poisson::BoostedPoissonFit;
use crate::{Boosted, Fitted, Forecaster, Glm, ModelError, Task, TotalRule};

/// The geometric mean of [`KernelMixture`], [`Glm`] and [`Boosted`], weighted by how well each forecast the last part of the
/// history from what was known before it; what it forecasts is then learnt anew from the whole history.
///
/// Where a baseline forecast that part better than the geometric mean, the baseline is taken, and the name of the forecast
/// says so (`stack:ewma`). The total is that of the recent days; another level of them or the calendar is taken up where that came closer
/// to past totals ([`TotalRule`]), and the name says so (`stack+level+calendar`), as it does where past transforms correct the
/// distributions (`stack+conformal`). Sums of means are exact ([`Explanation::on_grid`]), but not where a baseline is taken: it
/// forecasts as it does by itself, with the level of its recent days.
///
/// # Source
/// Genest and Zidek (1986), *Combining probability distributions*, Statistical Science 1 (logarithmic pool); Breiman (1996),
/// *Stacked regressions*, Machine Learning 24.
#[derive(Debug, Clone)]
pub struct Stack {
    mixture: KernelMixture,
    glm: Glm,
    boosted: Boosted,
}

impl Stack {
    /// Name in scores and on the command line.
    pub const NAME: &str = "stack";
    /// Most windows that the members are tried on.
    pub const TRIALS: usize = 26;
    /// Least windows to tell the members apart; with fewer they have their usual weights.
    pub const LEAST_TRIALS: usize = 4;
    /// Rows without a record that the members are tried on; these cells then stand for all.
    pub const TRIAL_ROWS: usize = 30_000;
    /// The trial takes at most one part in so many of the history: what is learnt from comes before it.
    pub const TRIAL_PART: u32 = 4;

    /// With the default choices.
    ///
    /// # Errors
    /// [`ModelError::Choice`] when a default is not allowed.
    pub fn new() -> Result<Self, ModelError> {
        Ok(Self {
            mixture: KernelMixture::params().check()?,
            glm: Glm::new()?,
            boosted: Boosted::new()?,
        })
    }

    fn learn(&self, task: &Task<'_>) -> Result<StackFit, ModelError> {
        let total = TotalRule::learn(task)?;
        let (trial, members) = rayon::join(|| self.trial(task, &total), || self.members(task));
        let trial = trial?;
        let fit = StackFit {
            members: members?,
            weights: Weights::USUAL,
            laws: ConformalLaws::alike(Dispersion::poisson()),
            baseline: None,
            total,
            units: UnitRule::cells_alone(),
        };
        let Some(trial) = trial else {
            let dispersion = Dispersion::learn(task, |earlier| Ok(fit.explain(earlier)?.means()))?;
            let laws = ConformalLaws::alike(dispersion);
            return Ok(StackFit { laws, ..fit });
        };
        let weights = trial.weights();
        let means = trial.means(weights);
        let (units, past) = UnitRule::learn(task, &trial.by_unit(task, &means))?;
        let means = trial.moved(task, means, &past);
        Ok(StackFit {
            weights,
            units,
            baseline: better_baseline(task, &trial, &means)?,
            laws: trial.laws(means)?,
            ..fit
        })
    }

    fn members(&self, task: &Task<'_>) -> Result<Members, ModelError> {
        let mixture = self.mixture.learn_weights(task)?;
        let samples = Samples::training(task, &mixture)?;
        Ok(Members {
            glm: self.glm.regress(&samples)?,
            boosted: self.boosted.regress(&samples.data, task.stop())?,
            mixture,
        })
    }

    /// How the members forecast the last part of the history; `None` where that is too short.
    fn trial(&self, task: &Task<'_>, total: &TotalRule) -> Result<Option<Trial>, ModelError> {
        let window = task.window().days();
        let fitting = task.days().unsigned_abs() / Self::TRIAL_PART / window;
        let windows = (fitting as usize).min(Self::TRIALS);
        let origins = past_origins(task, window, windows);
        let Some(&first) = origins.first().filter(|_| windows >= Self::LEAST_TRIALS) else {
            return Ok(None);
        };
        let before = task.at(first)?;
        let members = match self.members(&before) {
            Err(ModelError::ShortHistory { .. }) => return Ok(None),
            other => other?,
        };
        members.tried(task, &origins, total).map(Some)
    }
}

/// The baseline that forecast the trial best, where it was better than what the weighted members expected.
fn better_baseline(
    task: &Task<'_>,
    trial: &Trial,
    means: &[f64],
) -> Result<Option<Box<dyn Fitted>>, ModelError> {
    let mut best = (trial.ln_likelihood(means), None);
    for baseline in baselines()? {
        let reached =
            trial.ln_likelihood(&trial.means_of(task, |earlier| baseline.risks(earlier))?);
        if reached > best.0 {
            best = (reached, Some(baseline));
        }
    }
    best.1.map(|baseline| baseline.fit(task)).transpose()
}

/// The members, each fitted.
struct Members {
    mixture: KernelMixtureFit,
    /// `None`: it stands aside for the mixture.
    glm: Option<PoissonGlmFit>,
    /// `None`: it stands aside for the mixture.
    boosted: Option<BoostedPoissonFit>,
}

impl Members {
    /// Logarithms of relative risks by member for rows of features, the mixture's from the first of them.
    fn ln_risks(&self, features: &Array2<f64>) -> [Vec<f64>; MEMBERS] {
        let mixture = features.column(0).mapv(f64::ln);
        let of = |member: Option<&dyn RelativeRisks>| {
            member.map_or_else(|| mixture.clone(), |member| member.ln_risks(features))
        };
        let glm = of(self.glm.as_ref().map(|glm| glm as _));
        let boosted = of(self.boosted.as_ref().map(|boosted| boosted as _));
        [mixture, glm, boosted].map(|ln_risks: Array1<f64>| ln_risks.to_vec())
    }

    fn tried(
        &self,
        task: &Task<'_>,
        origins: &[Day],
        total: &TotalRule,
    ) -> Result<Trial, ModelError> {
        let samples = Samples::of(task, &self.mixture, origins, Stack::TRIAL_ROWS)?;
        let ln_risks = self.ln_risks(&samples.data.records);
        Trial::new(task, origins, samples, ln_risks, total)
    }
}

struct StackFit {
    members: Members,
    weights: Weights,
    laws: ConformalLaws,
    total: TotalRule,
    units: UnitRule,
    /// Taken instead.
    baseline: Option<Box<dyn Fitted>>,
}

impl StackFit {
    /// The parts of the mixture, in every cell scaled to what all members expect there, and what the calendar adds.
    fn explain(&self, task: &Task<'_>) -> Result<Explanation, ModelError> {
        let mixture = &self.members.mixture;
        let walk = mixture.walk(task);
        let around = Surroundings::at(&walk, mixture, task);
        let features = RiskFeatures::at(&walk, mixture, task, &around).all(task.lattice())?;
        let ln_risks = self.members.ln_risks(&features);
        let risks = self.weights.geometric_mean(&ln_risks);
        let means = scale_to(risks, self.total.level(task))?;
        let shares = mixture.explain_from(&walk, task)?.carried_to(&means)?;
        let units = task.lattice().units();
        let factors = self.units.factors(task, &units.sums(&means));
        let unit_of = |place: usize| units.parents()[place] as usize;
        shares
            .raised(Part::Unit, |place| factors.level[unit_of(place)])?
            .raised(Part::Calendar, |place| factors.season[unit_of(place)])?
            .raised_by_calendar(self.total.factor(task.window()))?
            .on_grid()
    }
}

impl StackFit {
    fn with_total_variance(&self, forecast: Forecast) -> Result<Forecast, ModelError> {
        Ok(forecast.with_total_relative_variance(self.total.relative_variance())?)
    }
}

impl Fitted for StackFit {
    fn predict(&self, task: &Task<'_>) -> Result<Forecast, ModelError> {
        if let Some(baseline) = &self.baseline {
            let forecast = baseline.predict(task)?;
            let name = format!("{}:{}", Stack::NAME, forecast.model());
            let forecast = task.forecast(&name, forecast.predictives().to_vec())?;
            return self.with_total_variance(forecast);
        }
        let means = self.explain(task)?.means();
        let taken_up = [self.total.name(), self.units.name(), self.laws.name()];
        let name = format!("{}{}", Stack::NAME, taken_up.concat());
        self.with_total_variance(task.forecast(&name, self.laws.around_all(&means)?)?)
    }

    fn explanation(&self, task: &Task<'_>) -> Result<Option<Explanation>, ModelError> {
        if self.baseline.is_some() {
            return Ok(None);
        }
        self.explain(task).map(Some)
    }
}

impl Forecaster for Stack {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn fit(&self, task: &Task<'_>) -> Result<Box<dyn Fitted>, ModelError> {
        Ok(Box::new(self.learn(task)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack::weights::MEMBERS;
    use crate::{Inputs, Lattice};
    use oshaq_domain::{Cell, CountsBuilder, Horizon, Resolution, Universe};

    /// Every day an offence in the middle and every third day one beside it: a member that finds all cells alike loses against any
    /// count.
    #[test]
    fn where_a_baseline_is_better_it_is_taken_and_the_forecast_says_so() {
        let middle: Cell = "89283082837ffff".parse().unwrap();
        let (slug, start): (_, Day) = ("theft".parse().unwrap(), "2024-01-01".parse().unwrap());
        let mut builder = CountsBuilder::new(Resolution::new(9).unwrap());
        for n in 0..300 {
            let day = start.plus(n).unwrap();
            builder.add(middle, day, day, &slug, 1).unwrap();
            let near = middle.ring(1)[n as usize % 2];
            builder
                .add(near, day, day, &slug, u32::from(n % 3 == 0))
                .unwrap();
        }
        let counts = builder.build().unwrap();
        let cells = (0..=3).flat_map(|k| middle.ring(k)).collect();
        let (lattice, inputs) = (Lattice::new(Universe::of(cells)), Inputs::every(&counts));
        let week = Horizon::days(7).unwrap();
        let history = counts.until(start.plus(300).unwrap());
        let task = Task::new(history, &lattice, &inputs, &slug, Some(start), week).unwrap();
        let fit = Stack::new().unwrap().learn(&task).unwrap();
        let origins = past_origins(&task, 7, 8);
        let samples =
            Samples::of(&task, &fit.members.mixture, &origins, Stack::TRIAL_ROWS).unwrap();
        let alike: [Vec<f64>; MEMBERS] = std::array::from_fn(|_| vec![0.0; samples.places.len()]);
        let trial = Trial::new(&task, &origins, samples, alike, &TotalRule::recent()).unwrap();
        let baseline = better_baseline(&task, &trial, &trial.means(Weights::USUAL)).unwrap();
        let forecast = StackFit { baseline, ..fit }.predict(&task).unwrap();
        assert!(
            forecast.model().starts_with("stack:"),
            "{}",
            forecast.model()
        );
    }
}
