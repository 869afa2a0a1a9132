//! What follows from sums since no number is negative.

use super::audit::Equation;

/// The least and the most that a number can be; nothing is known to bound it from above at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Range {
    low: i64,
    high: Option<i64>,
}

/// Positions of the withheld numbers that can be fewer than `least` different ones, ascending.
///
/// Each sum bounds each of its numbers by the bounds of the others, again and again until nothing changes, but no more often than
/// there are numbers, since bounds may creep. Where a range turns out empty, the sums contradict each other (a figure was
/// corrected), and nothing follows from them.
///
/// # Source
/// Hundepool et al., *Statistical Disclosure Control* (2012), chapter 4.3: the attacker's feasibility interval. The intervals here are
/// those of one sum at a time, and never narrower than his.
pub(super) fn narrowed(equations: &[Equation], unknowns: usize, least: u32) -> Vec<usize> {
    let begin = Range { low: 0, high: None };
    let mut ranges = vec![begin; unknowns];
    for _ in 0..=unknowns {
        let before = ranges.clone();
        for equation in equations {
            tighten(equation, &mut ranges);
        }
        if ranges == before {
            break;
        }
    }
    let wide = |range: &Range| {
        let numbers = range.high.map(|high| high - range.low + 1);
        numbers.is_none_or(|numbers| numbers < 1 || numbers >= i64::from(least))
    };
    let narrow = ranges.iter().enumerate().filter(|(_, range)| !wide(range));
    narrow.map(|(position, _)| position).collect()
}

fn tighten(equation: &Equation, ranges: &mut [Range]) {
    let Some(rest) = equation.rest else {
        return;
    };
    for (own, &(position, is_added)) in equation.terms.iter().enumerate() {
        let others = equation.terms.iter().enumerate();
        let others = others
            .filter(|(other, _)| *other != own)
            .map(|(_, term)| *term);
        let (least, most) = span(others, ranges);
        // The number, or less it, is what the others leave of the rest.
        let (low, high) = if is_added {
            (
                most.map(|most| rest - most),
                least.map(|least| rest - least),
            )
        } else {
            (
                least.map(|least| least - rest),
                most.map(|most| most - rest),
            )
        };
        let range = &mut ranges[position];
        range.low = low.map_or(range.low, |low| low.max(range.low));
        range.high = match (range.high, high) {
            (Some(own), Some(new)) => Some(own.min(new)),
            (own, new) => own.or(new),
        };
    }
}

/// The least and the most that a signed sum can be; `None` is no bound.
fn span(
    terms: impl Iterator<Item = (usize, bool)>,
    ranges: &[Range],
) -> (Option<i64>, Option<i64>) {
    terms.fold((Some(0), Some(0)), |(least, most), (position, is_added)| {
        let Range { low, high } = ranges[position];
        let (down, up) = if is_added {
            (Some(low), high)
        } else {
            (high.map(|high| -high), Some(-low))
        };
        let add = |sum: Option<i64>, term: Option<i64>| Some(sum? + term?);
        (add(least, down), add(most, up))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(positions: &[usize], rest: i64) -> Equation {
        Equation {
            terms: positions.iter().map(|&at| (at, true)).collect(),
            rest: Some(rest),
        }
    }

    #[test]
    fn numbers_that_add_to_nothing_are_none() {
        assert_eq!(narrowed(&[sum(&[0, 1], 0)], 3, 2), [0, 1]);
        assert_eq!(narrowed(&[sum(&[0, 1], 4)], 2, 5), [0; 0], "0 to 4 each");
        assert_eq!(narrowed(&[sum(&[0, 1], 3)], 2, 5), [0, 1]);
    }

    #[test]
    fn a_bound_of_one_sum_bounds_the_others() {
        // a + b = 100, b + c = 2: b is at most 2, so a is 98 to 100.
        let sums = [sum(&[0, 1], 100), sum(&[1, 2], 2)];
        assert_eq!(narrowed(&sums, 3, 5), [0, 1, 2]);
        // s − a − b = 0 and a = 7: s is 7 or more.
        let whole = Equation {
            terms: vec![(0, true), (1, false), (2, false)],
            rest: Some(0),
        };
        assert_eq!(narrowed(&[whole, sum(&[1], 7)], 3, 2), [1]);
    }

    #[test]
    fn sums_that_contradict_each_other_and_sums_without_a_rest_say_nothing() {
        let sums = [sum(&[0], 7), sum(&[0], 9)];
        assert_eq!(narrowed(&sums, 1, 5), [0; 0]);
        let unknown = Equation {
            terms: vec![(0, true)],
            rest: None,
        };
        assert_eq!(narrowed(&[unknown], 1, 5), [0; 0]);
    }
}
