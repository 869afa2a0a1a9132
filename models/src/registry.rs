//! The models by name.

use linfa::ParamGuard;

use crate::{
    Baseline, CountRule, Ewma, Forecaster, Glm, KernelMixture, ModelError, ProspectiveHotspot,
    RingKde, SeasonalMean,
};

/// Names of all models, the core first.
pub const MODEL_NAMES: [&str; 10] = [
    "kernel_mixture",
    "glm",
    "historic_count",
    "count_365d",
    "count_60d",
    "last_window",
    "ewma",
    "ring_kde",
    "prospective_hotspot",
    "seasonal_mean",
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
        "kernel_mixture" => Box::new(KernelMixture::params().check()?),
        "glm" => Box::new(Glm::new()?),
        "historic_count" => Box::new(Baseline::new(CountRule::historic())),
        "count_365d" => Box::new(Baseline::new(CountRule::last(365))),
        "count_60d" => Box::new(Baseline::new(CountRule::last(60))),
        "last_window" => Box::new(Baseline::new(CountRule::last_window())),
        "ewma" => Box::new(Baseline::new(Ewma)),
        "prospective_hotspot" => Box::new(Baseline::new(ProspectiveHotspot)),
        "seasonal_mean" => Box::new(Baseline::new(SeasonalMean)),
        "ring_kde" => Box::new(RingKde::params().check()?.model()),
        _ => {
            return Err(ModelError::UnknownModel {
                name: name.to_owned(),
                known: MODEL_NAMES.join(", "),
            });
        }
    })
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
    fn an_unknown_model_is_refused_with_the_list_of_known_ones() {
        let error = models(&["oracle"]).err().unwrap().to_string();
        assert!(
            error.contains("oracle") && error.contains("kernel_mixture"),
            "{error}"
        );
    }
}
