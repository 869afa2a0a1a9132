//! The models by name.

use linfa::ParamGuard;

use crate::baselines::baseline::RiskForecaster;
use crate::{
    Baseline, Boosted, CountRule, Ewma, Forecaster, Glm, KernelMixture, ModelError, Pooled,
    ProspectiveHotspot, RingKde, SeasonalMean, Stack,
};

/// Names of all models, the default first.
pub const MODEL_NAMES: [&str; 13] = [
    "stack",
    "kernel_mixture",
    "glm",
    "boosted",
    "historic_count",
    "count_365d",
    "count_60d",
    "last_window",
    "ewma",
    "ring_kde",
    "prospective_hotspot",
    "seasonal_mean",
    "pooled",
];

/// The models of the given names with their default choices, in the order asked for; all of them for no name.
///
/// # Errors
/// [`ModelError::UnknownModel`] names the first that does not exist.
pub fn models<N: AsRef<str>>(names: &[N]) -> Result<Vec<Box<dyn Forecaster>>, ModelError> {
    if names.is_empty() {
        return MODEL_NAMES.iter().map(|name| model(name)).collect();
    }
    names.iter().map(|name| model(name.as_ref())).collect()
}

fn model(name: &str) -> Result<Box<dyn Forecaster>, ModelError> {
    Ok(match name {
        "stack" => Box::new(Stack::new()?),
        "kernel_mixture" => Box::new(KernelMixture::params().check()?),
        "glm" => Box::new(Glm::new()?),
        "boosted" => Box::new(Boosted::new()?),
        _ => {
            let baseline = baselines()?.into_iter().find(|model| model.name() == name);
            baseline.ok_or_else(|| ModelError::UnknownModel {
                name: name.to_owned(),
                known: MODEL_NAMES.join(", "),
            })?
        }
    })
}

/// The model that was asked for: the name of its forecast also says what it took instead (`stack:ewma`) or besides
/// (`stack+calendar`).
pub fn asked_for(forecast_name: &str) -> &str {
    forecast_name
        .split([':', '+'])
        .next()
        .unwrap_or(forecast_name)
}

/// What anyone would pick instead.
///
/// # Errors
/// [`ModelError::Choice`] when a default is not allowed.
pub fn baselines() -> Result<Vec<Box<dyn RiskForecaster>>, ModelError> {
    Ok(vec![
        Box::new(Baseline::new(CountRule::historic())),
        Box::new(Baseline::new(CountRule::last(365))),
        Box::new(Baseline::new(CountRule::last(60))),
        Box::new(Baseline::new(CountRule::last_window())),
        Box::new(Baseline::new(Ewma)),
        Box::new(RingKde::params().check()?.model()),
        Box::new(Baseline::new(ProspectiveHotspot)),
        Box::new(Baseline::new(SeasonalMean)),
        Box::new(Baseline::new(Pooled)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_to_the_model_of_that_name() {
        let all = models::<&str>(&[]).unwrap();
        assert!(all.iter().map(|model| model.name()).eq(MODEL_NAMES));
    }

    #[test]
    fn what_a_model_took_instead_or_besides_does_not_hide_which_it_is() {
        let names = ["stack", "stack:ewma", "stack+calendar"];
        assert!(names.iter().all(|name| asked_for(name) == "stack"));
    }

    #[test]
    fn an_unknown_model_is_refused_with_the_list_of_known_ones() {
        let error = models(&["oracle"]).err().unwrap().to_string();
        assert!(
            error.contains("oracle") && error.contains("kernel_mixture"),
            "{error}"
        );
    }
}
