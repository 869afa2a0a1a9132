//! Which neighbourhoods have their season now.

use oshaq_domain::Day;

use crate::Task;
use crate::lattice::Family;

/// Days of a year; that leap years shift the season by a day is less than [`AROUND_DAYS`] can tell.
const YEAR_DAYS: i32 = 365;
/// Days before and behind the same window of an earlier year that belong to its season, too.
const AROUND_DAYS: i32 = 28;
/// Offences of a neighbourhood that weigh as much as the season of the whole category does: most neighbourhoods have too few to have one of
/// their own. 20 and 4 were tried on windows before the tests; with 4 chance showed more.
const PRIOR: f64 = 20.0;

/// For every cell how many more offences its neighbourhood (the cells with the same parent two resolutions coarser) had at this time of
/// earlier years than its share of the category's season: 1 where that is just so, or where no earlier year was seen whole.
///
/// What the calendar says of a window is the same for all cells and so cannot tell them apart, which is why the season of the total is a
/// question of its own ([`crate::TotalRule`]). What can is where the season is: a bathing place has another summer than a market.
///
/// # Source
/// Local seasonal indices, shrunk towards the group's: Dalhart (1974), *Class seasonality – a new approach*, American Production and
/// Inventory Control Society; on crime of places Andresen and Malleson (2013), *Crime seasonality and its variations across space*,
/// Applied Geography 43.
pub fn place_seasons(task: &Task<'_>, origin: Day) -> Vec<f64> {
    let Some(family) = task.lattice().parents().last() else {
        return vec![1.0; task.lattice().len()];
    };
    let years = EarlierYears::of(task, origin, family);
    family.of_cells(&years.relative())
}

/// What was recorded in earlier years, by neighbourhood.
struct EarlierYears {
    /// At this time of the year.
    seasons: Vec<f64>,
    /// What there would have been without seasons.
    expected: Vec<f64>,
}

impl EarlierYears {
    /// A year is centred on the window so many years ago; only those are taken that lie in the history as a whole.
    fn of(task: &Task<'_>, origin: Day, family: &Family) -> Self {
        let (window, none) = (task.window().days() as i32, vec![0.0; family.sizes().len()]);
        let mut years = Self {
            seasons: none.clone(),
            expected: none,
        };
        let middle = window / 2;
        let oldest = task.start().days_since(origin);
        let share = f64::from(window + 2 * AROUND_DAYS) / f64::from(YEAR_DAYS);
        for event in task.own_events().filter(|event| event.known < origin) {
            // Days from the middle of the window, in its own year and in the one that the event falls in.
            let days = event.day.days_since(origin) - middle;
            let ago = -(days + YEAR_DAYS / 2).div_euclid(YEAR_DAYS);
            let from_middle = days + ago * YEAR_DAYS;
            if ago < 1 || middle - ago * YEAR_DAYS - YEAR_DAYS / 2 < oldest {
                continue;
            }
            let parent = family.parents()[event.place] as usize;
            let count = f64::from(event.count);
            years.expected[parent] += count * share.min(1.0);
            if (-middle - AROUND_DAYS..window - middle + AROUND_DAYS).contains(&from_middle) {
                years.seasons[parent] += count;
            }
        }
        years
    }

    /// The season of each neighbourhood, relative to that of all together.
    fn relative(&self) -> Vec<f64> {
        let sum = |values: &[f64]| values.iter().sum::<f64>() + PRIOR;
        let all = sum(&self.seasons) / sum(&self.expected);
        let both = self.seasons.iter().zip(&self.expected);
        both.map(|(season, expected)| (season + PRIOR) / (expected * all + PRIOR))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Inputs, Lattice};
    use oshaq_domain::{Cell, CountsBuilder, Horizon, Resolution, Universe};

    /// Two neighbourhoods far apart, an offence a day in each for 90 days from 1 June and from 1 December; what 1 July looks like from a
    /// history of so many years.
    fn seasons(years: i32) -> [f64; 2] {
        let start: Day = format!("{}-07-01", 2024 - years).parse().unwrap();
        let summer: Cell = "89283082837ffff".parse().unwrap();
        let winter = summer.ring(40)[0];
        let slug = "theft".parse().unwrap();
        let mut builder = CountsBuilder::new(Resolution::new(9).unwrap());
        for year in 2020..2024 {
            for (cell, month) in [(summer, 6), (winter, 12)] {
                let first: Day = format!("{year}-{month:02}-01").parse().unwrap();
                for day in (0..90)
                    .filter_map(|n| first.plus(n))
                    .filter(|&day| start <= day)
                {
                    builder.add(cell, day, day, &slug, 1).unwrap();
                }
            }
        }
        let origin = "2024-07-01".parse().unwrap();
        let counts = builder.build().unwrap().until(origin);
        let (lattice, inputs) = (
            Lattice::new(Universe::freeze(&counts)),
            Inputs::every(&counts),
        );
        let week = Horizon::days(7).unwrap();
        let task = Task::new(counts, &lattice, &inputs, &slug, Some(start), week).unwrap();
        let found = place_seasons(&task, origin);
        [summer, winter].map(|cell| found[lattice.universe().position(cell).unwrap()])
    }

    #[test]
    fn a_neighbourhood_has_its_season_when_it_had_more_of_its_offences_at_this_time_of_earlier_years()
     {
        let [summer, winter] = seasons(3);
        // By hand, two whole years: the 63 days from 3 June to 4 August are all in summer's 90, none in winter's.
        let expected = 2.0 * 90.0 * 63.0 / 365.0;
        let all = (126.0 + 20.0) / (2.0 * expected + 20.0);
        let by_hand = [146.0, 20.0].map(|season| season / (expected * all + 20.0));
        assert!((summer - by_hand[0]).abs() < 1e-9, "{summer}");
        assert!((winter - by_hand[1]).abs() < 1e-9, "{winter}");
    }

    #[test]
    fn a_history_without_a_whole_earlier_year_tells_no_season() {
        assert!(seasons(1).iter().all(|season| (season - 1.0).abs() < 1e-12));
    }
}
