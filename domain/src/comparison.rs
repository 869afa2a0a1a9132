//! Places compared by their rates of recorded offences, with what is uncertain about rates and ranks.

use statrs::distribution::{ChiSquared, ContinuousCDF};

use crate::Level;

/// What was published of a place over some months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// Sum of the rounded monthly numbers of recorded offences.
    pub sum: u32,
    /// Months whose number was told.
    pub months_told: u32,
    /// Months whose number was withheld.
    pub months_withheld: u32,
    /// Residents, persons.
    pub population: u32,
}

/// Recorded offences per 10,000 residents over the whole period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// From the sum of the rounded numbers; of withheld months nothing is in it.
    pub per_10k: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end; `None` where a month was withheld, since what is in it is not known.
    pub high: Option<f64>,
}

impl Rate {
    /// Persons that rates are told by.
    pub const PERSONS: f64 = 10_000.0;
    /// Level of the intervals, and of the ranges of ranks.
    pub const LEVEL: f64 = 0.95;
}

/// A place among others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compared {
    /// Its rate.
    pub rate: Rate,
    /// 1 for the highest rate; equal rates share a rank.
    pub rank: u32,
    /// The highest place (smallest number) that it may really have.
    pub rank_low: u32,
    /// The lowest.
    pub rank_high: u32,
}

/// A rate with its interval: what chance and rounding leave open. `None` where nobody lives or nothing was told.
///
/// Each rounded number may be off by half the base, and recorded offences scatter like a Poisson variable about their
/// expectation, which is what a rate is to tell of.
///
/// # Source
/// Garwood, *Fiducial limits for the Poisson distribution*, Biometrika 28 (1936): the exact interval.
pub fn rate(recorded: Recorded, rounding_base: u32, level: Level) -> Option<Rate> {
    if recorded.population == 0 || recorded.months_told == 0 {
        return None;
    }
    let error = recorded.months_told * (rounding_base / 2);
    let (lower, upper) = level.tails();
    let per_10k = |number: f64| number * Rate::PERSONS / f64::from(recorded.population);
    let low = lower_limit(recorded.sum.saturating_sub(error), lower)?;
    let high = upper_limit(recorded.sum + error, upper)?;
    Some(Rate {
        per_10k: per_10k(f64::from(recorded.sum)),
        low: per_10k(low),
        high: (recorded.months_withheld == 0).then(|| per_10k(high)),
    })
}

fn lower_limit(number: u32, tail: Level) -> Option<f64> {
    if number == 0 {
        return Some(0.0);
    }
    let distribution = ChiSquared::new(2.0 * f64::from(number)).ok()?;
    Some(distribution.inverse_cdf(tail.get()) / 2.0)
}

fn upper_limit(number: u32, tail: Level) -> Option<f64> {
    let distribution = ChiSquared::new(2.0 * f64::from(number) + 2.0).ok()?;
    Some(distribution.inverse_cdf(tail.get()) / 2.0)
}

/// Compares places: rates at the level, ranks such that all true ranks lie in their ranges together with at least that probability.
/// `None` for a place without a rate, which takes no part.
///
/// A place may have any rank that the intervals allow: below every place whose interval lies wholly above its own, above every one
/// whose interval lies wholly below. The intervals for this are widened (Šidák) so that all hold at once.
///
/// # Source
/// Klein, Wright & Wieczorek, *A joint confidence region for an overall ranking of populations*, Journal of the Royal
/// Statistical Society C 69 (2020), theorem 1.
pub fn compare(places: &[Recorded], rounding_base: u32, level: Level) -> Vec<Option<Compared>> {
    let rates: Vec<Option<Rate>> = places
        .iter()
        .map(|place| rate(*place, rounding_base, level))
        .collect();
    let compared = rates.iter().flatten().count().max(1);
    let joint = Level::new(level.get().powf(1.0 / compared as f64)).unwrap_or(level);
    let wide: Vec<Option<Rate>> = places
        .iter()
        .map(|place| rate(*place, rounding_base, joint))
        .collect();
    let ranked = |(own, own_wide): (&Option<Rate>, &Option<Rate>)| {
        let (own, own_wide) = ((*own)?, (*own_wide)?);
        let others = || rates.iter().flatten();
        let wide_others = || wide.iter().flatten();
        let above = |other: &&Rate| own_wide.high.is_some_and(|high| other.low > high);
        let below = |other: &&Rate| other.high.is_some_and(|high| high < own_wide.low);
        Some(Compared {
            rate: own,
            rank: 1 + others().filter(|other| other.per_10k > own.per_10k).count() as u32,
            rank_low: 1 + wide_others().filter(above).count() as u32,
            rank_high: (compared - wide_others().filter(below).count()) as u32,
        })
    };
    rates.iter().zip(&wide).map(ranked).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level() -> Level {
        Level::new(0.95).unwrap()
    }

    fn told(sum: u32, population: u32) -> Recorded {
        Recorded {
            sum,
            months_told: 12,
            months_withheld: 0,
            population,
        }
    }

    /// Golden values: `scipy.stats.chi2.ppf(0.025, 2 * n) / 2` and `chi2.ppf(0.975, 2 * n + 2) / 2` of scipy.
    #[test]
    fn limits_are_garwoods() {
        let (lower, upper) = level().tails();
        for (number, low, high) in [
            (0, 0.0, 3.688_879),
            (5, 1.623_486, 11.668_332),
            (100, 81.363_991, 121.626_794),
            (1230, 1_162.213_406, 1_300.708_728),
        ] {
            assert!(
                (lower_limit(number, lower).unwrap() - low).abs() < 1e-4,
                "{number}"
            );
            assert!(
                (upper_limit(number, upper).unwrap() - high).abs() < 1e-4,
                "{number}"
            );
        }
    }

    #[test]
    fn rounding_widens_the_interval_and_a_withheld_month_opens_it() {
        let exact = rate(told(100, 10_000), 1, level()).unwrap();
        let rounded = rate(told(100, 10_000), 5, level()).unwrap();
        assert!(rounded.low < exact.low && rounded.high > exact.high);
        let withheld = Recorded {
            months_withheld: 1,
            ..told(100, 10_000)
        };
        assert_eq!(rate(withheld, 5, level()).unwrap().high, None);
    }

    #[test]
    fn without_people_or_numbers_there_is_no_rate() {
        assert_eq!(rate(told(100, 0), 5, level()), None);
        let nothing = Recorded {
            months_told: 0,
            ..told(0, 100)
        };
        assert_eq!(rate(nothing, 5, level()), None);
    }

    #[test]
    fn ranks_of_overlapping_rates_are_ranges_and_of_distant_ones_are_certain() {
        let places = [
            told(5_000, 100_000),
            told(1_000, 100_000),
            told(1_010, 100_000),
            told(100, 0),
        ];
        let ranks: Vec<_> = compare(&places, 5, level())
            .into_iter()
            .map(|place| place.map(|place| (place.rank_low, place.rank, place.rank_high)))
            .collect();
        assert_eq!(
            ranks,
            [Some((1, 1, 1)), Some((2, 3, 3)), Some((2, 2, 3)), None]
        );
    }

    #[test]
    fn a_place_with_a_withheld_month_may_be_anywhere_above() {
        let open = Recorded {
            months_withheld: 2,
            ..told(100, 100_000)
        };
        let ranks = compare(&[told(5_000, 100_000), open], 5, level());
        assert_eq!(
            ranks[1].map(|place| (place.rank_low, place.rank_high)),
            Some((1, 2))
        );
    }
}
