//! What every regression of counts is fitted to: features, counts and exposures.

use std::ops::Range;

use linfa::dataset::DatasetBase;
use ndarray::{Array1, Array2, ArrayView2, Axis, Slice};

use crate::ModelError;

/// Where the slopes are among coefficients that begin with the intercept.
pub const BEHIND_INTERCEPT: Slice = Slice {
    start: 1,
    end: None,
    step: 1,
};

/// Checked features, counts and exposures of a data set whose targets are rates and whose weights are exposures (1 where it has
/// none).
pub struct ExposedRows<'a> {
    pub features: ArrayView2<'a, f64>,
    pub counts: Array1<f64>,
    pub exposures: Array1<f64>,
}

impl<'a> ExposedRows<'a> {
    /// Checks a data set.
    ///
    /// # Errors
    /// [`ModelError::Regression`] for lengths that differ, negative or infinite rates or exposures, infinite features.
    pub fn of(data: &'a DatasetBase<Array2<f64>, Array1<f64>>) -> Result<Self, ModelError> {
        let (features, rates) = (&data.records, &data.targets);
        if features.nrows() != rates.len() {
            return Err(linfa::Error::MismatchedShapes(features.nrows(), rates.len()).into());
        }
        let exposures = match data.weights() {
            None => Array1::ones(rates.len()),
            Some(weights) if weights.len() == rates.len() => {
                weights.iter().copied().map(f64::from).collect()
            }
            Some(weights) => {
                return Err(linfa::Error::MismatchedShapes(rates.len(), weights.len()).into());
            }
        };
        finite_and_positive("rate", rates)?;
        finite_and_positive("exposure", &exposures)?;
        if let Some(feature) = features.iter().find(|feature| !feature.is_finite()) {
            let text = format!("a feature is {feature}; it must be finite");
            return Err(ModelError::Regression(text));
        }
        Ok(Self {
            features: features.view(),
            counts: rates * &exposures,
            exposures,
        })
    }

    /// Some of the rows.
    pub fn part(&self, rows: &Range<usize>) -> ExposedRows<'_> {
        let kept = Slice::from(rows.clone());
        ExposedRows {
            features: self.features.slice_axis(Axis(0), kept),
            counts: self.counts.slice_axis(Axis(0), kept).to_owned(),
            exposures: self.exposures.slice_axis(Axis(0), kept).to_owned(),
        }
    }

    /// Logarithm of all counts per exposure.
    ///
    /// # Errors
    /// [`ModelError::Regression`] without any count or any exposure.
    pub fn ln_rate(&self) -> Result<f64, ModelError> {
        let (counts, exposure) = (self.counts.sum(), self.exposures.sum());
        if counts > 0.0 && exposure > 0.0 {
            return Ok((counts / exposure).ln());
        }
        let text = "without any count or any exposure there is nothing to fit";
        Err(ModelError::Regression(text.to_owned()))
    }

    /// Coefficients, the intercept first, under which every row has the same rate.
    ///
    /// # Errors
    /// [`ModelError::Regression`] without any count or any exposure.
    pub fn equal_rates(&self) -> Result<Array1<f64>, ModelError> {
        let mut beta = Array1::zeros(self.features.ncols() + 1);
        beta[0] = self.ln_rate()?;
        Ok(beta)
    }

    /// Coefficients, the intercept first, under which every row's rate is in proportion to what its first feature is the logarithm of.
    ///
    /// # Errors
    /// [`ModelError::Regression`] without any count or any exposure.
    pub fn rates_as_first(&self) -> Result<Array1<f64>, ModelError> {
        let mut beta = self.equal_rates()?;
        if let Some(slope) = beta.get_mut(1) {
            *slope = 1.0;
        }
        beta[0] += (self.counts.sum() / self.means(&beta).sum()).ln();
        Ok(beta)
    }

    /// Expected counts under coefficients, the intercept first.
    pub fn means(&self, beta: &Array1<f64>) -> Array1<f64> {
        let linear = self
            .features
            .dot(&beta.slice_axis(Axis(0), BEHIND_INTERCEPT))
            + beta[0];
        linear.mapv(f64::exp) * &self.exposures
    }

    /// Refuses features of another width than those of a fit.
    ///
    /// # Errors
    /// [`ModelError::Regression`].
    pub fn check_width(&self, fitted: usize) -> Result<(), ModelError> {
        let found = self.features.ncols();
        if found == fitted {
            Ok(())
        } else {
            Err(linfa::Error::MismatchedShapes(found, fitted).into())
        }
    }
}

fn finite_and_positive(what: &str, values: &Array1<f64>) -> Result<(), ModelError> {
    match values
        .iter()
        .find(|value| !(**value >= 0.0 && value.is_finite()))
    {
        None => Ok(()),
        Some(value) => Err(ModelError::Regression(format!(
            "a {what} is {value}; it must be finite and not negative"
        ))),
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// What the golden values of `tests/golden.py` come from: 400 rows of three features, counts and exposures made by congruences, so that any language makes the same.
    pub fn data() -> DatasetBase<Array2<f64>, Array1<f64>> {
        let features = Array2::from_shape_fn((400, 3), |(row, column)| {
            ((row * (17 + 6 * column) + 5 * column) % 101) as f64 / 50.0 - 1.0
        });
        let exposures: Array1<f32> = (0..400).map(|row| 0.25 * (1 + row % 8) as f32).collect();
        let counts =
            (0..400).map(|row| f64::from((row * row * 7 + row * 3) % 11 * (1 + row % 8) / 12));
        let rates = counts
            .zip(&exposures)
            .map(|(count, &exposure)| count / f64::from(exposure));
        DatasetBase::new(features, rates.collect::<Array1<f64>>()).with_weights(exposures)
    }
}
