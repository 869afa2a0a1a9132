//! Whether one way of forecasting was clearly better than another.

/// Standard errors by which another way must be better: two and not one, since several are tried.
///
/// # Source
/// Standard errors as a margin: Breiman, Friedman, Olshen and Stone (1984), *Classification and Regression Trees*, section 3.4.3.
pub const ERRORS: f64 = 2.0;

/// By how much the second losses are smaller on average, pair by pair; 0 where that is not more than [`ERRORS`] standard errors.
pub fn clear_gain(first: &[f64], second: &[f64]) -> f64 {
    let gains: Vec<f64> = first.iter().zip(second).map(|(a, b)| a - b).collect();
    let (mean, error) = mean_and_error(&gains);
    if mean > ERRORS * error { mean } else { 0.0 }
}

/// Mean with its standard error.
fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (squares / (count - 1.0) / count).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gain_counts_where_it_is_clear() {
        let close = |found: f64, hand: f64| (found - hand).abs() < 1e-12;
        assert!(close(clear_gain(&[3.0, 2.9, 3.1], &[1.0, 1.1, 0.9]), 2.0));
        assert!(close(clear_gain(&[3.0, 0.0, 9.0], &[1.0, 4.0, 2.0]), 0.0));
        assert!(close(clear_gain(&[1.0, 1.1], &[3.0, 2.9]), 0.0));
    }
}
