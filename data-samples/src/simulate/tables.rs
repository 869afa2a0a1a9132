//! Choices drawn from in every unit.

use super::levels::delay_choices;
use super::offences::{CATEGORIES, OFFENCES, Offence};
use super::random::Choice;

/// Choices that all units share.
#[derive(Debug)]
pub struct Tables {
    pub(super) trigger: [Choice; CATEGORIES],
    pub(super) registration: [Choice; CATEGORIES],
    pub(super) hours: [Choice; CATEGORIES],
    pub(super) articles: [Choice; CATEGORIES],
    pub(super) gravities: Vec<Vec<Choice>>,
    pub(super) places: [Choice; CATEGORIES],
}

impl Tables {
    /// From the constants of the categories.
    pub fn new() -> Self {
        let (trigger, registration) = delay_choices();
        let each = |make: fn(&Offence) -> Choice| std::array::from_fn(|c| make(&OFFENCES[c]));
        Self {
            trigger,
            registration,
            hours: each(|offence| Choice::new(offence.clock.hours())),
            articles: each(|offence| Choice::new(offence.articles.iter().map(|a| a.weight))),
            gravities: OFFENCES
                .iter()
                .map(|o| o.articles.iter().map(|a| Choice::new(a.gravity)).collect())
                .collect(),
            places: each(|offence| Choice::new(offence.places.iter().map(|(_, weight)| *weight))),
        }
    }
}
