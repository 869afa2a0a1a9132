//! Indicator 2 by unit: what form 1-M says of 2022. Published numbers, nothing simulated.

use oshaq_domain::{Compared, Level, Recorded, compare};
use serde::Serialize;

use crate::facts::{self, Category2022, UnitFact};

/// The year of the form.
const YEAR: i32 = 2022;

/// Level of the intervals of rates, and of all ranks together.
const LEVEL: f64 = 0.95;

/// The form's numbers are exact: a base of one rounds nothing.
const NOT_ROUNDED: u32 = 1;

/// Months that the form's year has.
const MONTHS: u32 = 12;

/// The units of one year, compared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OffencesByUnit {
    /// The year.
    pub year: i32,
    /// Level of the intervals.
    pub level: f64,
    /// Who says so, and under which licence.
    pub source: &'static str,
    /// All twenty, highest rate of offences first.
    pub units: Vec<UnitOffences>,
}

/// One unit's year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnitOffences {
    /// Its code (two digits).
    pub kato: &'static str,
    /// Kazakh name.
    pub name_kk: &'static str,
    /// Russian name.
    pub name_ru: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// Average residents of the year, persons.
    pub population: u32,
    /// All recorded offences: crimes and misdemeanours.
    pub offences: Place,
    /// Crimes alone.
    pub crimes: Place,
    /// Recorded offences by category, as far as the fact table has them.
    pub categories: Vec<CategoryCount>,
}

/// A number of recorded offences, its rate and its place among the units.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Place {
    /// The number.
    pub recorded: u32,
    /// Per 10,000 residents.
    pub per_10k: f64,
    /// Lower end of the rate's interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// 1 for the highest rate.
    pub rank: u32,
    /// The highest place (smallest number) that it may really have.
    pub rank_low: u32,
    /// The lowest.
    pub rank_high: u32,
}

/// Recorded offences of one category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CategoryCount {
    /// The category.
    pub category: &'static str,
    /// The number.
    pub recorded: u32,
}

/// The twenty units in 2022 by their rate of recorded offences, with what is uncertain about rates and ranks.
///
/// # Source
/// [`facts::form_1m_2022`] over the average population of the year ([`facts::population`]); [`compare`].
///
/// # Example
/// ```
/// let units = oshaq_samples::offences_by_unit().units;
/// assert_eq!(units.len(), 20);
/// assert!(units[0].offences.per_10k > units[19].offences.per_10k);
/// ```
pub fn offences_by_unit() -> OffencesByUnit {
    let rows: Vec<(&Category2022, &'static UnitFact, u32)> = facts::form_1m_2022()
        .iter()
        .filter_map(|row| Some((row, unit(&row.kato)?, population(&row.kato)?)))
        .collect();
    let offences = places(&rows, |row| row.registered);
    let crimes = places(&rows, |row| row.crimes);
    let mut units: Vec<UnitOffences> = rows
        .into_iter()
        .zip(offences.into_iter().zip(crimes))
        .filter_map(|((row, unit, population), (offences, crimes))| {
            Some(unit_offences(row, unit, population, offences?, crimes?))
        })
        .collect();
    units.sort_by_key(|unit| unit.offences.rank);
    OffencesByUnit {
        year: YEAR,
        level: LEVEL,
        source: "Form 1-M for 2022, Committee on Legal Statistics (PDDL); average population of 2022, Bureau of National Statistics",
        units,
    }
}

fn unit(kato: &str) -> Option<&'static UnitFact> {
    facts::units().iter().find(|unit| unit.kato == kato)
}

fn population(kato: &str) -> Option<u32> {
    let known = facts::population()
        .iter()
        .find(|row| row.kato == kato && row.year == YEAR)?;
    Some(known.population.round() as u32)
}

fn places(
    rows: &[(&Category2022, &UnitFact, u32)],
    number: fn(&Category2022) -> u32,
) -> Vec<Option<Place>> {
    let recorded: Vec<Recorded> = rows
        .iter()
        .map(|(row, _, population)| Recorded {
            sum: number(row),
            months_told: MONTHS,
            months_withheld: 0,
            population: *population,
        })
        .collect();
    let Ok(level) = Level::new(LEVEL) else {
        return Vec::new();
    };
    recorded
        .iter()
        .zip(compare(&recorded, NOT_ROUNDED, level))
        .map(|(recorded, compared)| place(recorded.sum, compared?))
        .collect()
}

fn place(recorded: u32, compared: Compared) -> Option<Place> {
    Some(Place {
        recorded,
        per_10k: tenths(compared.rate.per_10k),
        low: tenths(compared.rate.low),
        high: tenths(compared.rate.high?),
        rank: compared.rank,
        rank_low: compared.rank_low,
        rank_high: compared.rank_high,
    })
}

/// Rates are told to one decimal, as the indicator's are.
fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn unit_offences(
    row: &Category2022,
    unit: &'static UnitFact,
    population: u32,
    offences: Place,
    crimes: Place,
) -> UnitOffences {
    let counted = |category, recorded| CategoryCount { category, recorded };
    UnitOffences {
        kato: &unit.kato,
        name_kk: &unit.full_name_kk,
        name_ru: &unit.full_name_ru,
        name_en: &unit.full_name_en,
        population,
        offences,
        crimes,
        categories: vec![
            counted("theft", row.theft_188),
            counted("fraud", row.fraud_190),
            counted("robbery", row.robbery_191),
            counted("hooliganism", row.hooliganism_293),
            counted("murder", row.murder_99),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_units_add_to_a_little_less_than_the_published_total() {
        let sum: u32 = offences_by_unit()
            .units
            .iter()
            .map(|unit| unit.offences.recorded)
            .sum();
        let nation = facts::kpi_observations()
            .iter()
            .find(|seen| seen.year == YEAR && seen.unit == "offences_registered")
            .unwrap()
            .value;
        let share = f64::from(sum) / nation;
        assert!((0.98..1.0).contains(&share), "{sum} of {nation}");
    }

    #[test]
    fn crimes_are_fewer_than_offences_and_every_interval_and_range_holds_its_value() {
        for unit in offences_by_unit().units {
            assert!(unit.crimes.recorded < unit.offences.recorded);
            for place in [unit.offences, unit.crimes] {
                assert!(place.low <= place.per_10k && place.per_10k <= place.high);
                assert!(place.rank_low <= place.rank && place.rank <= place.rank_high);
            }
        }
    }
}
