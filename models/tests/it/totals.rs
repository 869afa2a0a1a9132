//! Totals by the calendar, beside exponential smoothing (augurs) and the recent level.

use augurs_core::{Fit, Predict};
use augurs_ets::AutoETS;
use oshaq_domain::{Counts, CountsBuilder, Day, Horizon, Resolution, Window, is_holiday};
use oshaq_models::{
    CalendarTotal, DailySeries, Inputs, LEVEL_DAYS, Lattice, Recent, Task, TotalRule,
};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Gamma, Poisson};

use crate::simulated::{Process, centre, disk, first_day, slug};

const LEVEL: Recent = Recent::Days(LEVEL_DAYS);

/// Three years of daily totals: negative binomial with α = 0.02 around 40 offences, fewer at weekends, 30 % up and down with the
/// season, 40 % fewer on holidays.
fn seasonal(seed: u64) -> DailySeries {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let start = first_day();
    let scatter = Gamma::new(50.0, 0.02).unwrap();
    let counts = (0..1095).map(|n| {
        let mean = mean_of(start.plus(n).unwrap()) * scatter.sample(&mut random);
        Poisson::new(mean).unwrap().sample(&mut random)
    });
    DailySeries::new(start, counts.collect())
}

fn mean_of(day: Day) -> f64 {
    let season = 0.3 * (f64::from(day.of_year()) / 365.2425 * std::f64::consts::TAU).cos();
    let weekend = if day.weekday() >= 5 { 0.8 } else { 1.0 };
    let holiday = if is_holiday(day) { 0.6 } else { 1.0 };
    40.0 * season.exp() * weekend * holiday
}

fn window(start: Day, days: u32) -> Window {
    Horizon::days(days).unwrap().from(start).unwrap()
}

fn mean_over(window: Window) -> f64 {
    let days = (0..window.days()).map(|day| mean_of(window.start().plus(day).unwrap()));
    days.sum::<f64>() / f64::from(window.days())
}

#[test]
fn the_factor_of_a_window_is_that_of_the_law_it_was_drawn_from() {
    let fit = CalendarTotal::new().unwrap().fit(&seasonal(1)).unwrap();
    let fit = fit.unwrap();
    // Nauryz, the middle of summer, autumn, New Year.
    for start in ["2025-03-18", "2025-06-24", "2025-09-30", "2025-12-30"] {
        let start: Day = start.parse().unwrap();
        let truth = mean_over(window(start, 7)) / mean_over(window(start.minus(56).unwrap(), 56));
        let found = fit.factor(window(start, 7), LEVEL);
        assert!(
            (found / truth - 1.0).abs() < 0.05,
            "{start}: {found} {truth}"
        );
    }
}

/// Root mean squared errors of consecutive windows of the last half year, each from what was before it: by the calendar, by
/// exponential smoothing of the totals of windows, by the recent level.
fn errors(series: &DailySeries, days: u32) -> [f64; 3] {
    let end = series.end().unwrap();
    let windows = 182 / days;
    let mut squares = [0.0; 3];
    for back in 1..=windows {
        let window = window(end.minus(back * days).unwrap(), days);
        let past = series.until(window.start());
        let observed = series.sum(window);
        let calendar = CalendarTotal::new().unwrap().fit(&past).unwrap().unwrap();
        let smooth = AutoETS::non_seasonal().fit(&past.runs(days)).unwrap();
        let smooth = smooth.predict(1, None).unwrap();
        let recent = past.recent_mean(LEVEL) * f64::from(days);
        let expected = [
            calendar.after(&past, window, LEVEL),
            smooth.point[0],
            recent,
        ];
        for (sum, expected) in squares.iter_mut().zip(expected) {
            *sum += (expected - observed).powi(2);
        }
    }
    squares.map(|sum| (sum / f64::from(windows)).sqrt())
}

#[test]
fn where_the_season_rules_the_calendar_is_closer_than_smoothing_and_the_recent_level() {
    for days in [7, 28] {
        let [calendar, smooth, recent] = errors(&seasonal(2), days);
        assert!(
            calendar < 0.9 * smooth && calendar < 0.8 * recent,
            "{days} days: calendar {calendar:.1}, smoothing {smooth:.1}, recent {recent:.1}"
        );
    }
}

#[test]
fn a_year_that_was_not_seen_whole_tells_no_season() {
    let (series, calendar) = (seasonal(3), CalendarTotal::new().unwrap());
    let short = series.until(series.start().plus(364).unwrap());
    assert!(calendar.fit(&short).unwrap().is_none());
    let nothing = DailySeries::new(series.start(), vec![0.0; 400]);
    assert!(calendar.fit(&nothing).unwrap().is_none());
}

fn rule_of(counts: &Counts, lattice: &Lattice, days: u32) -> (TotalRule, f64) {
    let history = counts.until(first_day().plus(days).unwrap());
    let inputs = Inputs::every(&history);
    let (start, week) = (Some(first_day()), Horizon::days(7).unwrap());
    let task = Task::new(history, lattice, &inputs, &slug("theft"), start, week).unwrap();
    let rule = TotalRule::learn(&task).unwrap();
    let factor = rule.factor(task.window());
    (rule, factor)
}

#[test]
fn where_nothing_follows_the_calendar_it_is_not_taken_up() {
    let flat = Process {
        background: 0.02,
        kernels: vec![],
    };
    let (counts, lattice) = flat.draw(5, 1000, 11);
    let (rule, factor) = rule_of(&counts, &lattice, 1000);
    assert!(!rule.name().contains("calendar"), "{}", rule.name());
    assert!((factor - 1.0).abs() < f64::EPSILON);
}

/// The totals of [`seasonal`], all in one place.
#[test]
fn where_the_season_rules_the_total_goes_by_the_calendar() {
    let series = seasonal(4);
    let lattice = Lattice::new(disk(3));
    let mut builder = CountsBuilder::new(Resolution::new(9).unwrap());
    for (n, (day, count)) in series.days().enumerate() {
        let near = centre().ring(1)[n % 6];
        for cell in [centre(), near] {
            builder
                .add(cell, day, day, &slug("theft"), (count / 2.0) as u32)
                .unwrap();
        }
    }
    let counts = builder.build().unwrap();
    let (rule, _) = rule_of(&counts, &lattice, 1000);
    assert!(rule.name().ends_with("+calendar"), "{}", rule.name());
}

#[test]
fn totals_that_scatter_from_week_to_week_tell_how_unsure_a_level_is() {
    let lattice = Lattice::new(disk(3));
    let cell = lattice.universe().cells()[0];
    let weekly = |offences: fn(u32) -> u32| {
        let mut builder = CountsBuilder::new(Resolution::new(9).unwrap());
        for day in 0..700 {
            let (day, count) = (first_day().plus(day).unwrap(), offences(day / 7));
            builder.add(cell, day, day, &slug("theft"), count).unwrap();
        }
        rule_of(&builder.build().unwrap(), &lattice, 700)
            .0
            .relative_variance()
    };
    // 700 a week and no scatter at all, which is less than a Poisson number has.
    let even = weekly(|_| 100);
    assert!(even.abs() < 1e-12, "{even}");
    // Three tenths more or less, in an order that no level can follow.
    let uneven = weekly(|week| {
        if (week * week * 7 + week / 3) % 5 < 2 {
            130
        } else {
            80
        }
    });
    assert!((0.04..0.1).contains(&uneven), "{uneven}");
}
