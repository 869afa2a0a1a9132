//! Every rule against a calculation by hand.

use oshaq_domain::{Counts, CountsBuilder, Day, Horizon, Resolution};
use oshaq_models::{
    CountRule, Ewma, Inputs, Lattice, ProspectiveHotspot, Rule, SeasonalMean, Task,
};

use crate::simulated::{centre, disk, slug};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Before 2025-06-01: in the centre 4 offences 363 days ago and 1 offence 3 days ago, beside it 2 offences 17 days ago.
fn history() -> Counts {
    let mut builder = CountsBuilder::new(Resolution::new(9).unwrap());
    let beside = centre().ring(1)[0];
    for (cell, date, count) in [
        (centre(), "2024-06-03", 4),
        (beside, "2025-05-15", 2),
        (centre(), "2025-05-29", 1),
    ] {
        builder
            .add(cell, day(date), day(date), &slug("theft"), count)
            .unwrap();
    }
    builder.build().unwrap().until(day("2025-06-01"))
}

/// Risks in the centre and in the cell beside it.
fn risks(rule: &impl Rule, horizon: u32) -> (f64, f64) {
    let lattice = Lattice::new(disk(3));
    let (history, horizon) = (history(), Horizon::days(horizon).unwrap());
    let inputs = Inputs::every(&history);
    let since = Some(day("2024-01-01"));
    let task = Task::new(history, &lattice, &inputs, &slug("theft"), since, horizon).unwrap();
    let risks = rule.risks(&task);
    let place = |cell| lattice.universe().position(cell).unwrap();
    (risks[place(centre())], risks[place(centre().ring(1)[0])])
}

fn close(found: (f64, f64), hand: (f64, f64)) -> bool {
    (found.0 - hand.0).abs() < 1e-12 && (found.1 - hand.1).abs() < 1e-12
}

#[test]
fn counts_equal_those_by_hand() {
    assert!(close(risks(&CountRule::historic(), 7), (5.0, 2.0)));
    assert!(close(risks(&CountRule::last(362), 7), (1.0, 2.0)));
    assert!(close(risks(&CountRule::last(363), 7), (5.0, 2.0)));
    assert!(close(risks(&CountRule::last(3), 7), (1.0, 0.0)));
    assert!(close(risks(&CountRule::last_window(), 7), (1.0, 0.0)));
    assert!(close(risks(&CountRule::last_window(), 28), (1.0, 2.0)));
}

#[test]
fn weighted_counts_halve_every_ninety_days() {
    let half = |age: f64| (-age / 90.0).exp2();
    let hand = (4.0 * half(363.0) + half(3.0), 2.0 * half(17.0));
    assert!(close(risks(&Ewma, 7), hand));
}

/// Three days ago is within the first week: 1. Seventeen days ago two weeks have passed: 2/3. One step is two half
/// widths: a third of it.
#[test]
fn near_repeats_fade_by_weeks_and_half_widths() {
    let (here, beside) = (1.0, 2.0 / 3.0);
    assert!(close(
        risks(&ProspectiveHotspot, 7),
        (here + beside / 3.0, beside + here / 3.0)
    ));
}

/// The window of a week from the first of June and two weeks around it: the third of June a year ago lies within, the
/// last weeks do not.
#[test]
fn the_season_of_a_year_ago_counts_and_the_last_weeks_do_not() {
    assert!(close(risks(&SeasonalMean, 7), (4.0, 0.0)));
}
