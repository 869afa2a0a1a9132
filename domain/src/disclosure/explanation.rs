//! What the public may know of where a forecast comes from.

use super::{DisclosureError, PublicCount};
use crate::{Part, Parts};

/// What a forecast is made of, as shares in twentieths that add up to the whole: never numbers of offences.
///
/// The recent past of a cell is told from its long run only where one of the newest published months says a number, so
/// that no share is a statistic of fewer offences than the policy shows, and the choice itself tells nothing that is not
/// public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicExplanation([u8; Part::COUNT]);

impl PublicExplanation {
    /// Steps that the whole is told in: shares are multiples of 0.05.
    pub const STEPS: u8 = 20;

    /// Newest closed months of which one must be published for the recent past to be told apart.
    pub const RECENT_MONTHS: usize = 3;

    /// Rounds parts to twentieths by the largest remainder; `None` where nothing is expected.
    pub(super) fn of(parts: &Parts, recorded: &[PublicCount]) -> Option<Self> {
        let newest = recorded.iter().rev().take(Self::RECENT_MONTHS);
        let told_apart =
            newest.copied().any(|count| count.rounded().is_some()) && parts[Part::Own] <= 0.0;
        let parts = if told_apart {
            *parts
        } else {
            parts.own_together()
        };
        largest_remainders(&parts).map(Self)
    }

    /// Shares as they were stored, in twentieths, in the order of [`Part::ALL`].
    ///
    /// # Errors
    /// [`DisclosureError::Policy`] unless they add up to [`PublicExplanation::STEPS`].
    pub fn from_twentieths(shares: [u8; Part::COUNT]) -> Result<Self, DisclosureError> {
        let whole: u32 = shares.iter().copied().map(u32::from).sum();
        if whole == u32::from(Self::STEPS) {
            Ok(Self(shares))
        } else {
            Err(DisclosureError::Policy(
                "the shares of an explanation do not add up to 1",
            ))
        }
    }

    /// The shares in twentieths, in the order of [`Part::ALL`].
    pub const fn twentieths(&self) -> [u8; Part::COUNT] {
        self.0
    }

    /// The parts that have a share, with it.
    pub fn shares(&self) -> impl Iterator<Item = (Part, f64)> {
        let told = Part::ALL.into_iter().zip(self.0);
        told.filter(|&(_, steps)| steps > 0)
            .map(|(part, steps)| (part, f64::from(steps) / f64::from(Self::STEPS)))
    }
}

/// Hamilton's method: every part gets the whole steps of its quota, the largest remainders one more each.
fn largest_remainders(parts: &Parts) -> Option<[u8; Part::COUNT]> {
    let mean = parts.mean();
    if !(mean > 0.0 && mean.is_finite()) {
        return None;
    }
    let mut steps = [0; Part::COUNT];
    let mut remainders = Vec::with_capacity(Part::COUNT);
    for (index, (_, part)) in parts.iter().enumerate() {
        let quota = part / mean * f64::from(PublicExplanation::STEPS);
        steps[index] = quota.floor() as u8;
        remainders.push((quota - quota.floor(), index));
    }
    remainders.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let given: u8 = steps.iter().sum();
    let left = usize::from(PublicExplanation::STEPS.saturating_sub(given));
    for &(_, index) in remainders.iter().take(left) {
        steps[index] += 1;
    }
    Some(steps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SHOWN: [PublicCount; 2] = [PublicCount::Withheld, PublicCount::Rounded(5)];

    /// By hand: of 20 steps the quotas are 9.5, 6.1, 4.4 and 0: 9 + 6 + 4 = 19, the step left goes to the remainder 0.5.
    #[test]
    fn shares_equal_the_hand_calculation() {
        let parts = Parts::new([0.95, 0.61, 0.0, 0.44, 0.0, 0.0, 0.0]).unwrap();
        let found = PublicExplanation::of(&parts, &SHOWN).unwrap();
        assert_eq!(found.twentieths(), [10, 6, 0, 4, 0, 0, 0]);
        let shares: Vec<(Part, f64)> = found.shares().collect();
        assert_eq!(
            shares,
            [
                (Part::OwnRecent, 0.5),
                (Part::OwnLongRun, 0.3),
                (Part::Neighbours, 0.2)
            ]
        );
    }

    #[test]
    fn the_recent_past_is_not_told_apart_where_no_recent_month_is_published() {
        let parts = Parts::new([1.0, 1.0, 0.0, 2.0, 0.0, 0.0, 0.0]).unwrap();
        let old = [
            PublicCount::Rounded(5),
            PublicCount::Withheld,
            PublicCount::Withheld,
            PublicCount::Withheld,
        ];
        let found = PublicExplanation::of(&parts, &old).unwrap();
        assert_eq!(found.twentieths(), [0, 0, 10, 10, 0, 0, 0]);
    }

    #[test]
    fn nothing_expected_is_not_explained() {
        assert_eq!(PublicExplanation::of(&Parts::NONE, &SHOWN), None);
    }

    #[test]
    fn stored_shares_that_are_no_whole_are_refused() {
        assert!(PublicExplanation::from_twentieths([20, 0, 0, 0, 0, 0, 0]).is_ok());
        assert!(PublicExplanation::from_twentieths([19, 0, 0, 0, 0, 0, 0]).is_err());
        assert!(PublicExplanation::from_twentieths([255; 7]).is_err());
    }

    proptest! {
        #[test]
        fn shares_add_up_to_the_whole_and_are_less_than_a_step_off(parts in prop::array::uniform7(0.0..1e6_f64)) {
            let parts = Parts::new(parts).unwrap();
            prop_assume!(parts.mean() > 0.0);
            let found = PublicExplanation::of(&parts, &[]).unwrap().twentieths();
            prop_assert_eq!(found.iter().copied().map(u32::from).sum::<u32>(), 20);
            for ((_, part), steps) in parts.own_together().iter().zip(found) {
                prop_assert!((part / parts.mean() * 20.0 - f64::from(steps)).abs() < 1.0 + 1e-9);
            }
        }
    }
}
