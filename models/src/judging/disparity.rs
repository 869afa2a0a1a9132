//! Who is forecast too much: expected against recorded, group by group.

use std::collections::BTreeMap;

use oshaq_domain::{CategorySlug, Cell, Counts, Day};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::{Observer, Outcome, Recapture};

/// Cells in groups that a report is made of: the units, or strata of how much was recorded before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groups {
    /// What the groups are, such as `unit`.
    pub kind: String,
    /// Names of the groups, in the order of the report.
    pub names: Vec<String>,
    /// The group of each cell; cells of none are left out.
    pub of: BTreeMap<Cell, u16>,
}

impl Groups {
    /// Least recorded offences of the strata.
    pub const STRATA: [(u64, &str); 4] = [
        (0, "none recorded"),
        (1, "1 to 4 recorded"),
        (5, "5 to 19 recorded"),
        (20, "20 or more recorded"),
    ];

    /// Strata by what was recorded of the categories in the [`Recapture::DAYS`] before a day.
    pub fn strata(
        history: &Counts,
        cells: &[Cell],
        categories: &[CategorySlug],
        before: Day,
    ) -> Self {
        let known = history.until(before);
        let from = before.minus(Recapture::DAYS);
        let wanted: Vec<Option<u16>> = categories
            .iter()
            .map(|slug| known.category_index(slug))
            .collect();
        let mut sums: BTreeMap<Cell, u64> = cells.iter().map(|&cell| (cell, 0)).collect();
        let year = known.entries().iter().filter(|entry| {
            wanted.contains(&Some(entry.category)) && from.is_none_or(|from| from <= entry.day)
        });
        for entry in year {
            if let Some(sum) = sums.get_mut(&known.cells()[entry.cell as usize]) {
                *sum += u64::from(entry.count);
            }
        }
        let stratum = |sum: u64| {
            Self::STRATA
                .iter()
                .rposition(|(least, _)| *least <= sum)
                .unwrap_or(0)
        };
        Self {
            kind: "stratum".to_owned(),
            names: Self::STRATA.map(|(_, name)| name.to_owned()).to_vec(),
            of: sums
                .into_iter()
                .map(|(cell, sum)| (cell, stratum(sum) as u16))
                .collect(),
        }
    }
}

/// A group under one model: above 1 more was expected of it than was recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Disparity {
    /// The category.
    pub category: CategorySlug,
    /// The model.
    pub model: String,
    /// What the group is one of, such as `unit`.
    pub kind: String,
    /// Name of the group.
    pub group: String,
    /// Cells of the universe in it.
    pub cells: usize,
    /// Offences expected in all windows.
    pub expected: f64,
    /// Offences recorded in them.
    pub recorded: u64,
    /// Expected / recorded; `None` where nothing was recorded.
    pub ratio: Option<f64>,
    /// Ends of its 95 % interval, by a bootstrap of the windows; `None` where a resample may hold nothing recorded.
    pub interval: Option<(f64, f64)>,
}

impl Disparity {
    /// Whether the whole interval lies above 1 or below it.
    pub fn is_certain(&self) -> bool {
        self.interval
            .is_some_and(|(low, high)| low > 1.0 || high < 1.0)
    }
}

/// Adds up forecasts and records by group while a backtest runs.
///
/// # Source
/// Lum and Isaac (2016), *To predict and serve?*, Significance 13(5): whose places a forecast sends the patrols to, against
/// where offences are.
#[derive(Debug, Clone)]
pub struct DisparityWatch {
    groups: Vec<Groups>,
    sums: BTreeMap<Key, Vec<(f64, u64)>>,
    cells: BTreeMap<(usize, u16), usize>,
}

/// Category, model, kind of group, group.
type Key = (CategorySlug, String, usize, u16);

impl DisparityWatch {
    /// Watches these groups.
    pub const fn new(groups: Vec<Groups>) -> Self {
        Self {
            groups,
            sums: BTreeMap::new(),
            cells: BTreeMap::new(),
        }
    }

    /// The report: by category, model, kind and group.
    pub fn report(&self) -> Vec<Disparity> {
        self.sums
            .iter()
            .map(|(key, windows)| self.disparity(key, windows))
            .collect()
    }

    fn disparity(&self, key: &Key, windows: &[(f64, u64)]) -> Disparity {
        let (category, model, kind, group) = key;
        let groups = &self.groups[*kind];
        let expected = windows.iter().map(|window| window.0).sum();
        let recorded = windows.iter().map(|window| window.1).sum();
        Disparity {
            category: category.clone(),
            model: model.clone(),
            kind: groups.kind.clone(),
            group: groups.names[usize::from(*group)].clone(),
            cells: self.cells.get(&(*kind, *group)).copied().unwrap_or(0),
            expected,
            recorded,
            ratio: (recorded > 0).then(|| expected / recorded as f64),
            interval: interval(windows),
        }
    }

    fn add(&mut self, outcome: &Outcome<'_>, kind: usize) {
        let forecast = outcome.forecast;
        let mut by_group: BTreeMap<u16, (f64, u64, usize)> = BTreeMap::new();
        for ((cell, predictive), &observed) in forecast.iter().zip(outcome.observed) {
            if let Some(&group) = self.groups[kind].of.get(&cell) {
                let sums = by_group.entry(group).or_default();
                sums.0 += predictive.mean();
                sums.1 += u64::from(observed);
                sums.2 += 1;
            }
        }
        for (group, (expected, recorded, cells)) in by_group {
            let key = (
                forecast.category().clone(),
                forecast.model().to_owned(),
                kind,
                group,
            );
            self.sums.entry(key).or_default().push((expected, recorded));
            self.cells.insert((kind, group), cells);
        }
    }
}

impl Observer for DisparityWatch {
    fn outcome(&mut self, outcome: &Outcome<'_>) {
        (0..self.groups.len()).for_each(|kind| self.add(outcome, kind));
    }
}

/// Resamples of the bootstrap, its seed, and the share of them beyond either end of the interval.
const RESAMPLES: usize = 2000;
const SEED: u64 = 16;
const TAIL: f64 = 0.025;

/// Percentile interval of expected / recorded over resamples of the windows (Efron 1979).
fn interval(windows: &[(f64, u64)]) -> Option<(f64, f64)> {
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let mut resample = || {
        let (mut expected, mut recorded) = (0.0, 0);
        for _ in windows {
            let window = windows[random.random_range(0..windows.len())];
            expected += window.0;
            recorded += window.1;
        }
        (recorded > 0).then(|| expected / recorded as f64)
    };
    let mut ratios: Vec<f64> = (0..RESAMPLES).map(|_| resample()).collect::<Option<_>>()?;
    ratios.sort_unstable_by(f64::total_cmp);
    let at = |level: f64| ratios[(level * (RESAMPLES - 1) as f64).round() as usize];
    Some((at(TAIL), at(1.0 - TAIL)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use oshaq_domain::{CountsBuilder, Forecast, Predictive, Resolution, Universe, Window};

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn cells() -> Vec<Cell> {
        let centre: Cell = "89283082837ffff".parse().unwrap();
        Universe::of(centre.ring(1)).cells().to_vec()
    }

    /// Two groups of three cells. Of the first two are expected for each recorded, of the second one for each.
    #[test]
    fn a_group_that_is_forecast_twice_too_much_is_told_and_for_certain() {
        let theft: CategorySlug = "theft".parse().unwrap();
        let of = cells().into_iter().zip([0, 0, 0, 1, 1, 1]).collect();
        let names = vec!["north".to_owned(), "south".to_owned()];
        let groups = Groups {
            kind: "unit".to_owned(),
            names,
            of,
        };
        let mut watch = DisparityWatch::new(vec![groups]);
        for week in 0..26 {
            let start = day("2025-01-01").plus(7 * week).unwrap();
            let window = Window::new(start, start.plus(7).unwrap()).unwrap();
            let predictives = vec![Predictive::poisson(4.0).unwrap(); 6];
            let universe = Universe::of(cells());
            let forecast =
                Forecast::new(theft.clone(), window, "any", universe, predictives).unwrap();
            let turn = week % 2;
            let observed = [1 + turn, 2, 3 - turn, 5 - turn, 4, 3 + turn];
            watch.outcome(&Outcome {
                forecast: &forecast,
                observed: &observed,
                outside: 0,
            });
        }
        let report = watch.report();
        let (north, south) = (&report[0], &report[1]);
        assert_eq!(
            (north.group.as_str(), north.cells, north.recorded),
            ("north", 3, 26 * 6)
        );
        assert!((north.ratio.unwrap() - 2.0).abs() < 1e-9 && north.is_certain());
        assert!((south.ratio.unwrap() - 1.0).abs() < 1e-9 && !south.is_certain());
    }

    #[test]
    fn cells_are_in_the_stratum_of_what_was_recorded_in_the_year_before() {
        let theft: CategorySlug = "theft".parse().unwrap();
        let mut builder = CountsBuilder::new(Resolution::new(9).unwrap());
        let known = [("2023-01-01", 50), ("2024-06-01", 6), ("2025-06-01", 50)];
        for (date, count) in known {
            builder
                .add(cells()[0], day(date), day(date), &theft, count)
                .unwrap();
        }
        let counts = builder.build().unwrap();
        let groups = Groups::strata(&counts, &cells(), &[theft], day("2025-01-01"));
        assert_eq!((groups.of[&cells()[0]], groups.of[&cells()[1]]), (2, 0));
    }

    #[test]
    fn nothing_recorded_has_no_ratio() {
        assert_eq!(interval(&[(1.0, 0), (1.0, 0)]), None);
    }
}
