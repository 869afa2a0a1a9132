//! How the total of a forecast is shared out among the units.

use oshaq_domain::{Day, Window};

use crate::baselines::pooled::shrunk;
use crate::judging::clear_gain::clear_gain;
use crate::judging::scores::deviance;
use crate::totals::daily_series::{DailySeries, Recent};
use crate::totals::level::LEVEL_DAYS;
use crate::totals::share_season::{ShareSeason, ShareSeasonFit};
use crate::totals::total_rule::settled;
use crate::{ModelError, Task};

/// The rule that is used: each unit is given what its cells are expected to have, moved to its own recent level and season.
///
/// A model learns from all cells together, and what it expects of a unit is the sum over the unit's cells. Its own records can
/// say that this is too much or too little. They count for as much as the units' records tell of differences beyond chance (empirical Bayes),
/// so that a unit with few records keeps what its cells say. Both corrections share out the same total of the nation anew.
///
/// # Source
/// Clayton and Kaldor (1987), *Empirical Bayes estimates of age-standardized relative risks for use in disease mapping*,
/// Biometrics 43, section 3.1.
#[derive(Debug, Clone)]
pub struct UnitRule {
    choice: Choice,
    /// By unit; empty where no season is used.
    seasons: Vec<Option<ShareSeasonFit>>,
}

/// One of the rules that are tried.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Choice {
    /// Days of records that are held against what the cells say.
    level: Option<u32>,
    /// Days whose season the cells' expectations are of.
    season: Option<u32>,
}

impl Choice {
    /// What the cells say.
    const USUAL: Self = Self {
        level: None,
        season: None,
    };
    /// The days that the nation's level is taken from, and half a year.
    const LEVELS: [u32; 2] = [LEVEL_DAYS, 182];
    /// Short states have the season of the last weeks, long ones that of a whole year.
    const SEASONS: [u32; 2] = [LEVEL_DAYS, 364];

    fn levels(self) -> impl Iterator<Item = Self> {
        let with = move |days| Self {
            level: Some(days),
            ..self
        };
        Self::LEVELS.into_iter().map(with)
    }

    fn seasons(self) -> impl Iterator<Item = Self> {
        let with = move |days| Self {
            season: Some(days),
            ..self
        };
        Self::SEASONS.into_iter().map(with)
    }
}

/// Factors by unit: the level's and the season's.
pub struct UnitFactors {
    pub level: Vec<f64>,
    pub season: Vec<f64>,
}

impl UnitFactors {
    fn ones(units: usize) -> Self {
        Self {
            level: vec![1.0; units],
            season: vec![1.0; units],
        }
    }

    /// Both together, unit by unit.
    pub fn both(&self) -> impl Iterator<Item = f64> + '_ {
        let factors = self.level.iter().zip(&self.season);
        factors.map(|(level, season)| level * season)
    }
}

/// A past window: what the cells of each unit were expected to have, and what they had.
pub struct UnitTrial {
    pub window: Window,
    pub expected: Vec<f64>,
    pub observed: Vec<f64>,
}

impl UnitRule {
    /// Each unit is given what its cells are expected to have.
    pub const fn cells_alone() -> Self {
        Self {
            choice: Choice::USUAL,
            seasons: Vec::new(),
        }
    }

    /// Takes up the units' own level and then their own season where, over past windows, that came closer to the units' totals by more
    /// than two standard errors of the paired differences of deviance. The season is learnt from
    /// what was before the first of the windows. Also tells the factors of the windows themselves.
    ///
    /// # Errors
    /// [`ModelError::Regression`].
    pub fn learn(
        task: &Task<'_>,
        trials: &[UnitTrial],
    ) -> Result<(Self, Vec<UnitFactors>), ModelError> {
        let Some(first) = trials.first().filter(|_| task.lattice().has_units()) else {
            return Ok((Self::cells_alone(), Vec::new()));
        };
        let records = UnitRecords::of(task);
        let season = ShareSeason::new()?;
        let before = UnitRecords::of(&task.at(first.window.start())?).seasons(&season)?;
        let better = |choice, others| {
            let of = |choice| deviances(trials, &records, choice, &before);
            better(&of(choice), choice, others, of)
        };
        let choice = better(Choice::USUAL, Choice::levels(Choice::USUAL).collect());
        let choice = better(choice, choice.seasons().collect());
        let seasons = if choice.season.is_some() {
            records.seasons(&season)?
        } else {
            Vec::new()
        };
        let past =
            |trial: &UnitTrial| records.factors(choice, &before, &trial.expected, trial.window);
        let past = trials.iter().map(past).collect();
        Ok((Self { choice, seasons }, past))
    }

    /// What each unit's expectation is to be multiplied with in the window of a task.
    pub fn factors(&self, task: &Task<'_>, expected: &[f64]) -> UnitFactors {
        if self.choice == Choice::USUAL {
            return UnitFactors::ones(expected.len());
        }
        let records = UnitRecords::of(task);
        records.factors(self.choice, &self.seasons, expected, task.window())
    }

    /// What was taken up, as the name of a forecast says it: nothing, `+units`, `+seasons` or both.
    pub fn name(&self) -> &'static str {
        match (self.choice.level.is_some(), self.choice.season.is_some()) {
            (false, false) => "",
            (true, false) => "+units",
            (false, true) => "+seasons",
            (true, true) => "+units+seasons",
        }
    }
}

/// The closest of other choices where it is clearly closer than a first one, else that.
fn better(
    usual: &[f64],
    first: Choice,
    others: Vec<Choice>,
    deviances: impl Fn(Choice) -> Vec<f64>,
) -> Choice {
    let mut best = (0.0, first);
    for other in others {
        let gain = clear_gain(usual, &deviances(other));
        if gain > best.0 {
            best = (gain, other);
        }
    }
    best.1
}

/// Sum over the units, window by window.
fn deviances(
    trials: &[UnitTrial],
    records: &UnitRecords,
    choice: Choice,
    seasons: &[Option<ShareSeasonFit>],
) -> Vec<f64> {
    let of = |trial: &UnitTrial| {
        let factors = records.factors(choice, seasons, &trial.expected, trial.window);
        let means = trial.expected.iter().zip(factors.both());
        let pairs = trial.observed.iter().zip(means);
        pairs
            .map(|(&observed, (expected, factor))| deviance(observed, expected * factor))
            .sum()
    };
    trials.iter().map(of).collect()
}

/// Records of a category by unit and day.
struct UnitRecords {
    /// By the day on which they became known.
    known: Vec<DailySeries>,
    /// By day of commission.
    committed: Vec<DailySeries>,
    /// Of all units.
    nation: DailySeries,
}

impl UnitRecords {
    fn of(task: &Task<'_>) -> Self {
        let units = task.lattice().units();
        let all = units.sizes().len();
        let unit = |event: &crate::Event| units.parents()[event.place] as usize;
        Self {
            known: DailySeries::by_group(task, all, unit, |event| event.known),
            committed: DailySeries::by_group(task, all, unit, |event| event.day),
            nation: DailySeries::committed(task),
        }
    }

    /// Learnt from the days of which nearly all is known: a unit that registers later than the others would seem to lose its share.
    fn seasons(&self, season: &ShareSeason) -> Result<Vec<Option<ShareSeasonFit>>, ModelError> {
        let nation = settled(&self.nation);
        self.committed
            .iter()
            .map(|unit| season.fit(&settled(unit), &nation))
            .collect()
    }

    fn factors(
        &self,
        choice: Choice,
        seasons: &[Option<ShareSeasonFit>],
        expected: &[f64],
        window: Window,
    ) -> UnitFactors {
        let mut factors = UnitFactors::ones(expected.len());
        if let Some(days) = choice.level {
            factors.level = self.levels(expected, days, window.start());
        }
        if let Some(days) = choice.season {
            let of = |season: &Option<ShareSeasonFit>| {
                let season = season.as_ref();
                season.map_or(1.0, |fit| fit.factor(window, Recent::Days(days)))
            };
            factors.season = seasons.iter().map(of).collect();
        }
        let moved: f64 = expected
            .iter()
            .zip(factors.both())
            .map(|(e, f)| e * f)
            .sum();
        let whole: f64 = expected.iter().sum();
        if moved > 0.0 {
            factors.season.iter_mut().for_each(|f| *f *= whole / moved);
        }
        factors
    }

    /// Posterior mean of what each unit had in the last days over what its cells say of them.
    fn levels(&self, expected: &[f64], days: u32, origin: Day) -> Vec<f64> {
        let recent = |series: &DailySeries| {
            let known = series.until(origin);
            known.counts().iter().rev().take(days as usize).sum()
        };
        let recent: Vec<f64> = self.known.iter().map(recent).collect();
        let scale = recent.iter().sum::<f64>() / expected.iter().sum::<f64>();
        let prior: Vec<f64> = expected.iter().map(|expected| expected * scale).collect();
        let posterior = shrunk(&recent, &vec![1.0; prior.len()], &prior);
        let pairs = posterior.iter().zip(&prior);
        pairs
            .map(|(posterior, prior)| if *prior > 0.0 { posterior / prior } else { 1.0 })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Inputs, Lattice};
    use oshaq_domain::{Cell, CountsBuilder, Horizon, Resolution, Universe};

    const WINDOWS: u32 = 26;

    /// Two units of three cells each that have so many offences on the n-th day. The rule learnt from the last weeks, in all of which
    /// the cells said that the units are alike, and its factors for the week to come.
    fn learnt(days: u32, offences: impl Fn(u32) -> [u32; 2]) -> (UnitRule, UnitFactors) {
        let centre: Cell = "89283082837ffff".parse().unwrap();
        let universe = Universe::of(centre.ring(1));
        let cells = universe.cells().to_vec();
        let (slug, start): (_, Day) = ("theft".parse().unwrap(), "2022-01-01".parse().unwrap());
        let mut builder = CountsBuilder::new(Resolution::new(9).unwrap());
        for n in 0..days {
            let day = start.plus(n).unwrap();
            for (cell, count) in [cells[0], cells[3]].into_iter().zip(offences(n)) {
                builder.add(cell, day, day, &slug, count).unwrap();
            }
        }
        let unit_of = |cell| {
            let first = cells[..3].contains(&cell);
            if first { "71" } else { "75" }.parse().ok()
        };
        let lattice = Lattice::new(universe.clone()).in_units(unit_of);
        let counts = builder.build().unwrap();
        let (inputs, week) = (Inputs::every(&counts), Horizon::days(7).unwrap());
        let history = counts.until(start.plus(days).unwrap());
        let task = Task::new(history, &lattice, &inputs, &slug, Some(start), week).unwrap();
        let trial = |back: u32| {
            let first = days - 7 * back;
            let observed = |unit: usize| -> f64 {
                let week = first..first + 7;
                week.map(|n| f64::from(offences(n)[unit])).sum()
            };
            let observed = vec![observed(0), observed(1)];
            UnitTrial {
                window: week.from(start.plus(first).unwrap()).unwrap(),
                expected: vec![observed.iter().sum::<f64>() / 2.0; 2],
                observed,
            }
        };
        let trials: Vec<UnitTrial> = (1..=WINDOWS).rev().map(trial).collect();
        let (rule, _) = UnitRule::learn(&task, &trials).unwrap();
        let factors = rule.factors(&task, &[14.0, 14.0]);
        (rule, factors)
    }

    fn assert_shared_out(factors: &UnitFactors) {
        let whole: f64 = factors.both().map(|factor| 14.0 * factor).sum();
        assert!((whole - 28.0).abs() < 1e-9, "{whole}");
    }

    #[test]
    fn units_that_have_what_their_cells_say_are_left_alone() {
        let (rule, factors) = learnt(800, |n| if n % 2 == 0 { [3, 1] } else { [1, 3] });
        assert_eq!(rule.name(), "");
        assert!(
            factors
                .both()
                .all(|factor| (factor - 1.0).abs() < f64::EPSILON)
        );
    }

    /// Four offences a day that wander to the first unit for good: by hand, 224 and 0 in 56 days where 112 each are said, so an
    /// overdispersion of (112² − 224 + 112²)/(2·112²) and a posterior mean of 223 and 1.
    #[test]
    fn a_unit_whose_own_records_say_more_than_its_cells_is_given_more_of_the_same_total() {
        let (rule, factors) = learnt(800, |n| if n < 660 { [2, 2] } else { [4, 0] });
        assert_eq!(rule.name(), "+units");
        let gamma = 2.0 * 112.0_f64.powi(2) / (2.0 * 112.0_f64.powi(2) - 224.0);
        let posterior = [224.0, 0.0].map(|n| (gamma + n) / (gamma / 112.0 + 1.0));
        let share = posterior[0] / (posterior[0] + posterior[1]);
        let found = factors.both().next().unwrap();
        assert!((found - 2.0 * share).abs() < 1e-9, "{found} {share}");
        assert_shared_out(&factors);
    }

    /// The first unit's share goes up and down with the year; 1095 days end on 31 December, when it has its middle value and falls.
    #[test]
    fn a_unit_with_a_season_of_its_own_is_moved_by_it() {
        let (rule, factors) = learnt(1095, |n| {
            let turn = f64::from(n) / 365.0 * std::f64::consts::TAU;
            let first = (20.0 - 16.0 * turn.sin()).round() as u32;
            [first, 40 - first]
        });
        assert!(rule.name().ends_with("+seasons"), "{}", rule.name());
        assert!(factors.season[0] < factors.season[1]);
        assert_shared_out(&factors);
    }
}
