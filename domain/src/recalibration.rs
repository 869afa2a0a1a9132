//! What the levels of a distribution turned out to be worth.

/// Levels whose worth is told; finer towards 1, where the counts of quiet cells lie.
const KNOTS: [f64; 4] = [0.5, 0.8, 0.95, 0.99];

/// Number of classes that the knots cut (0, 1) into.
const CLASSES: usize = KNOTS.len() + 1;

/// Levels that no distribution can have.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("levels worth {worth:?} are impossible; they must rise strictly between 0 and 1")]
pub struct RecalibrationError {
    worth: [f32; KNOTS.len()],
}

/// A monotone, piecewise linear map G of levels: a distribution F whose level u was reached by the share G(u) of past counts is
/// corrected to G(F).
///
/// # Source
/// Kuleshov, Fenner and Ermon (2018), *Accurate uncertainties for deep learning using calibrated regression*, ICML, algorithm 1. Learnt from
/// counts that the forecast had not seen, G is a (smoothed) conformal predictive distribution: Vovk, Shen, Manokhin and Xie (2019),
/// *Nonparametric predictive distributions based on conformal prediction*, Machine Learning 108.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recalibration {
    worth: [f32; KNOTS.len()],
}

impl Recalibration {
    /// Number of classes between whose ends the map is linear.
    pub const CLASSES: usize = CLASSES;
    /// Levels whose worth is told, as names of columns say them: per cent.
    pub const LEVELS: [u8; KNOTS.len()] = [50, 80, 95, 99];
    /// Every level is worth what it says.
    pub const NONE: Self = Self {
        worth: [0.5, 0.8, 0.95, 0.99],
    };

    /// From what the levels of [`Recalibration::LEVELS`] are worth.
    ///
    /// # Errors
    /// [`RecalibrationError`] unless they rise strictly between 0 and 1.
    pub fn new(worth: [f32; KNOTS.len()]) -> Result<Self, RecalibrationError> {
        let rises = worth.is_sorted_by(|low, high| low < high);
        if rises && worth[0] > 0.0 && worth[KNOTS.len() - 1] < 1.0 {
            Ok(Self { worth })
        } else {
            Err(RecalibrationError { worth })
        }
    }

    /// From the shares of past transforms in the classes, which add up to 1.
    ///
    /// # Errors
    /// [`RecalibrationError`] for a share that is not positive.
    pub fn of_shares(shares: [f64; CLASSES]) -> Result<Self, RecalibrationError> {
        let mut reached = 0.0;
        let mut worth = [0.0; KNOTS.len()];
        for (worth, share) in worth.iter_mut().zip(shares) {
            reached += share;
            *worth = reached as f32;
        }
        Self::new(worth)
    }

    /// What the levels of [`Recalibration::LEVELS`] are worth.
    pub const fn worth(&self) -> [f32; KNOTS.len()] {
        self.worth
    }

    /// Whether nothing is corrected.
    pub fn is_none(&self) -> bool {
        *self == Self::NONE
    }

    /// Widths of the classes.
    pub fn widths() -> [f64; CLASSES] {
        std::array::from_fn(|class| ends(class).1 - ends(class).0)
    }

    /// How much of `from..until` lies in each class.
    pub fn overlaps(from: f64, until: f64) -> [f64; CLASSES] {
        std::array::from_fn(|class| {
            let (low, high) = ends(class);
            (until.min(high) - from.max(low)).max(0.0)
        })
    }

    /// G(u).
    pub fn apply(&self, level: f64) -> f64 {
        let class = class_of(level);
        let (low, high) = ends(class);
        let (worth_low, worth_high) = self.ends(class);
        worth_low + (level - low) / (high - low) * (worth_high - worth_low)
    }

    /// ln (G(below + mass) − G(below)) from ln mass, exact however small the mass is.
    pub fn ln_mass(&self, below: f64, ln_mass: f64) -> f64 {
        let until = (below + ln_mass.exp()).min(1.0);
        let class = class_of(below);
        if class_of(until) > class {
            return (self.apply(until) - self.apply(below)).ln();
        }
        let ((low, high), (worth_low, worth_high)) = (ends(class), self.ends(class));
        ((worth_high - worth_low) / (high - low)).ln() + ln_mass
    }

    fn ends(&self, class: usize) -> (f64, f64) {
        let worth = |knot: usize| self.worth.get(knot).map_or(1.0, |&worth| f64::from(worth));
        (class.checked_sub(1).map_or(0.0, worth), worth(class))
    }
}

/// The levels between which a class lies.
fn ends(class: usize) -> (f64, f64) {
    let knot = |knot: usize| KNOTS.get(knot).copied().unwrap_or(1.0);
    (class.checked_sub(1).map_or(0.0, knot), knot(class))
}

fn class_of(level: f64) -> usize {
    KNOTS.partition_point(|&knot| knot <= level)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, hand: f64) -> bool {
        (found - hand).abs() < 1e-6
    }

    #[test]
    fn levels_between_knots_are_interpolated_and_the_ends_stay() {
        let map = Recalibration::new([0.4, 0.8, 0.9, 0.98]).unwrap();
        for (level, worth) in [
            (0.0, 0.0),
            (0.25, 0.2),
            (0.5, 0.4),
            (0.65, 0.6),
            (0.995, 0.99),
            (1.0, 1.0),
        ] {
            assert!(close(map.apply(level), worth), "{level}");
        }
        assert!(Recalibration::NONE.is_none() && !map.is_none());
    }

    #[test]
    fn masses_within_a_class_are_stretched_and_those_over_knots_are_differences() {
        let map = Recalibration::new([0.4, 0.8, 0.9, 0.98]).unwrap();
        assert!(close(map.ln_mass(0.1, 0.2_f64.ln()).exp(), 0.16));
        assert!(close(map.ln_mass(0.25, 0.4_f64.ln()).exp(), 0.4));
        let tail = map.ln_mass(1.0, -800.0);
        assert!(close(tail, 2.0_f64.ln() - 800.0), "{tail}");
    }

    #[test]
    fn shares_of_past_transforms_add_up_to_what_levels_are_worth() {
        let map = Recalibration::of_shares([0.4, 0.4, 0.1, 0.08, 0.02]).unwrap();
        let hand = [0.4, 0.8, 0.9, 0.98];
        assert!(
            map.worth()
                .iter()
                .zip(hand)
                .all(|(&worth, hand)| close(worth.into(), hand))
        );
        assert!(Recalibration::of_shares([0.6, 0.4, 0.0, 0.0, 0.0]).is_err());
        assert!(Recalibration::new([0.4, 0.3, 0.9, 0.98]).is_err());
        assert!(Recalibration::new([0.4, f32::NAN, 0.9, 0.98]).is_err());
    }

    #[test]
    fn an_interval_is_cut_at_the_knots() {
        let parts = Recalibration::overlaps(0.4, 0.96);
        let hand = [0.1, 0.3, 0.15, 0.01, 0.0];
        assert!(
            parts
                .iter()
                .zip(hand)
                .all(|(&found, hand)| close(found, hand))
        );
        assert!(close(Recalibration::widths().iter().sum(), 1.0));
    }
}
