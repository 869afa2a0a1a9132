//! From values to places on paper.

/// A straight mapping of values to lengths.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

/// About so many ticks fit on an axis.
const TICKS: f64 = 5.0;

impl Scale {
    /// The scale whose ends hold all finite values, widened to whole ticks; values of nothing are given 0 to 1.
    pub(crate) fn around(values: impl IntoIterator<Item = f64>, from: f64, to: f64) -> Self {
        let finite = values.into_iter().filter(|value| value.is_finite());
        let (low, high) = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        let (low, high) = match (low.is_finite(), high > low) {
            (false, _) => (0.0, 1.0),
            (true, true) => (low, high),
            (true, false) => (low.min(0.0), if low > 0.0 { low } else { low + 1.0 }),
        };
        let step = step(high - low);
        Self {
            low: (low / step).floor() * step,
            high: (high / step).ceil() * step,
            from,
            to,
        }
    }

    /// Where a value lies.
    pub(crate) fn at(&self, value: f64) -> f64 {
        self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    /// The value nearest to 0 that is on the scale: where bars begin.
    pub(crate) fn base(&self) -> f64 {
        0.0_f64.clamp(self.low, self.high)
    }

    /// Round values from end to end, with the decimals that tell them apart.
    pub(crate) fn ticks(&self) -> Vec<(f64, String)> {
        let step = step(self.high - self.low);
        let decimals = (-step.log10().floor()).max(0.0) as usize;
        let count = ((self.high - self.low) / step).round() as usize;
        (0..=count)
            .map(|tick| self.low + tick as f64 * step)
            .map(|value| (value, number(value, decimals)))
            .collect()
    }
}

/// The width between ticks: 1, 2 or 5 times a power of ten.
fn step(span: f64) -> f64 {
    let rough = span / TICKS;
    let power = 10.0_f64.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|times| times * power);
    let fits = steps.into_iter().find(|step| *step >= rough * 0.999);
    fits.unwrap_or(10.0 * power)
}

/// A number for people: so many decimals, and a true minus.
pub fn number(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let text = format!("{value:.decimals$}");
    let is_nothing = text.chars().all(|letter| matches!(letter, '-' | '0' | '.'));
    match text.strip_prefix('-') {
        Some(rest) if is_nothing => rest.to_owned(),
        Some(rest) => format!("−{rest}"),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(values: &[f64]) -> Vec<String> {
        let scale = Scale::around(values.iter().copied(), 0.0, 100.0);
        scale.ticks().into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn ticks_are_round_and_hold_every_value() {
        assert_eq!(
            labels(&[0.0, 1.0]),
            ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]
        );
        assert_eq!(
            labels(&[-0.013, 0.02]),
            ["−0.02", "−0.01", "0.00", "0.01", "0.02"]
        );
        assert_eq!(labels(&[3.0, 1180.0]), ["0", "500", "1000", "1500"]);
    }

    #[test]
    fn values_of_nothing_and_equal_ones_have_a_scale() {
        for values in [
            vec![],
            vec![f64::NAN],
            vec![0.0],
            vec![7.0, 7.0],
            vec![-3.0],
        ] {
            let scale = Scale::around(values.iter().copied(), 0.0, 100.0);
            assert!(
                scale.at(0.5).is_finite() && scale.ticks().len() > 1,
                "{values:?}"
            );
        }
    }

    #[test]
    fn a_value_lies_between_the_ends_of_its_scale() {
        let scale = Scale::around([0.0, 1.0], 300.0, 20.0);
        assert!((scale.at(0.5) - 160.0).abs() < 1e-9);
    }

    #[test]
    fn a_number_that_is_none_is_a_dash_and_nothing_has_no_sign() {
        assert_eq!(number(f64::NAN, 2), "–");
        assert_eq!(number(-0.001, 2), "0.00");
        assert_eq!(number(-1.5, 1), "−1.5");
    }
}
