//! Which cells without a record are learnt from.

/// A cell in a past window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Case {
    /// Position in the universe.
    pub place: usize,
    /// Offences.
    pub count: u32,
    /// How many cells it stands for.
    pub cells: f64,
}

/// By how much of the way from one cell taken to the next a window is shifted against the one before: the golden ratio's fraction, whose
/// multiples are spread evenly however many windows there are.
const SHIFT: f64 = 0.618_033_988_749_894_9;

/// All cells with a record and, of the others, about as many as wanted, ascending. These are taken with chances in proportion to 1 and how
/// busy their surroundings are (1 in the mean cell), and each stands for as many cells as its chance says: what a quiet place
/// teaches is soon learnt, while in a busy one the rates are what is asked for. The 1 bounds what a quiet cell can stand for.
///
/// # Source
/// Systematic sampling with unequal chances: Madow (1949), *On the theory of systematic sampling, II*, Annals of Mathematical
/// Statistics 20; weights: Horvitz and Thompson (1952), *A generalization of sampling without replacement from a finite universe*, JASA 47.
pub fn with_controls(
    hits: &[(usize, u32)],
    step: usize,
    wanted: f64,
    busy: impl Iterator<Item = f64> + Clone,
) -> Vec<Case> {
    let of_one = wanted / busy.clone().map(|busy| 1.0 + busy).sum::<f64>();
    let mut way = (step as f64 * SHIFT).fract();
    let mut hits = hits.iter().copied().peekable();
    let mut cases = Vec::with_capacity(hits.len() + wanted as usize);
    for (place, busy) in busy.enumerate() {
        if let Some((_, count)) = hits.next_if(|hit| hit.0 == place) {
            let cells = 1.0;
            cases.push(Case {
                place,
                count,
                cells,
            });
            continue;
        }
        let chance = (of_one * (1.0 + busy)).min(1.0);
        way += chance;
        if way >= 1.0 {
            way -= 1.0;
            let (count, cells) = (0, 1.0 / chance);
            cases.push(Case {
                place,
                count,
                cells,
            });
        }
    }
    cases
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A quiet half and one that is seven times as busy.
    fn busy() -> impl Iterator<Item = f64> + Clone {
        (0..1000).map(|place| if place < 500 { 0.0 } else { 7.0 })
    }

    #[test]
    fn every_cell_with_a_record_is_there_once_and_stands_for_itself() {
        let hits = [(3, 2), (700, 1), (999, 5)];
        let cases = with_controls(&hits, 4, 20.0, busy());
        let found: Vec<_> = cases.iter().filter(|case| case.count > 0).collect();
        let told = found.iter().map(|case| (case.place, case.count));
        assert!(told.eq(hits) && found.iter().all(|case| (case.cells - 1.0).abs() < 1e-12));
        assert!(cases.is_sorted_by(|a, b| a.place < b.place));
    }

    #[test]
    fn busy_surroundings_have_more_controls_and_every_half_is_stood_for() {
        let cases = with_controls(&[], 0, 90.0, busy());
        let half = |busy: bool| cases.iter().filter(move |case| (case.place >= 500) == busy);
        assert!(half(false).count().abs_diff(10) <= 1 && half(true).count().abs_diff(80) <= 1);
        for side in [false, true] {
            let cells: f64 = half(side).map(|case| case.cells).sum();
            assert!((cells - 500.0).abs() <= 50.0, "{cells}");
        }
    }

    #[test]
    fn over_many_windows_cells_alike_are_taken_equally_often() {
        let mut taken = [0; 60];
        for step in 0..600 {
            let cases = with_controls(&[], step, 12.0, std::iter::repeat_n(1.0, 60));
            for case in cases {
                taken[case.place] += 1;
            }
        }
        assert!(
            taken.iter().all(|&times: &i32| times.abs_diff(120) <= 3),
            "{taken:?}"
        );
    }

    #[test]
    fn where_as_many_are_wanted_as_there_are_every_cell_stands_for_itself() {
        let cases = with_controls(&[(1, 1)], 7, 1000.0 * 8.0, busy());
        assert_eq!(cases.len(), 1000);
        assert!(cases.iter().all(|case| (case.cells - 1.0).abs() < 1e-12));
    }
}
