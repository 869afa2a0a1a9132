//! The nation at full scale against the published figures.
//!
//! Tolerances are standard errors: a count with mean N has variance N / (1 - n)² when each record triggers n others on average;
//! n is at most 0.25, so 4.5 standard errors of a single figure are 6 √N.

use std::collections::BTreeMap;

use oshaq_samples::{RowKind, facts, simulate};

use crate::support::{config, day, without_defects};

const STANDARD_ERRORS: f64 = 6.0;

/// Records by year of registration, unit and category.
type Tally = BTreeMap<(i32, &'static str, &'static str), f64>;

fn nation() -> Tally {
    let mut tally = Tally::new();
    let nation = config(day(2019, 1, 1), day(2025, 12, 31), 1.0, &[]);
    simulate(without_defects(nation), |month, _| {
        for record in month
            .iter()
            .filter(|record| record.kind == RowKind::Original)
        {
            let key = (record.row.yr, record.truth.unit, record.truth.category);
            *tally.entry(key).or_default() += 1.0;
        }
        Ok(())
    })
    .unwrap();
    tally
}

fn sum(tally: &Tally, wanted: impl Fn(i32, &str, &str) -> bool) -> f64 {
    let kept = tally
        .iter()
        .filter(|((year, unit, category), _)| wanted(*year, unit, category));
    kept.map(|(_, count)| count).sum()
}

fn assert_near(simulated: f64, published: u32, what: &str) {
    let published = f64::from(published);
    let tolerance = STANDARD_ERRORS * published.sqrt();
    assert!(
        (simulated - published).abs() < tolerance.max(6.0),
        "{what}: {simulated} against {published}"
    );
}

#[test]
fn the_nation_reproduces_totals_mix_and_trends() {
    let tally = nation();
    every_year_has_its_published_total(&tally);
    every_unit_has_its_mix_of_form_1m(&tally);
    categories_follow_the_concepts_trends(&tally);
    assert!(sum(&tally, |_, _, category| category == "other") > 0.0);
}

fn every_year_has_its_published_total(tally: &Tally) {
    for year in 2019..=2025 {
        let simulated = sum(tally, |of, _, _| of == year);
        assert_near(
            simulated,
            facts::published_total(year).unwrap(),
            &year.to_string(),
        );
    }
}

fn every_unit_has_its_mix_of_form_1m(tally: &Tally) {
    for row in facts::form_1m_2022() {
        let published = [
            ("theft", row.theft_188),
            ("fraud", row.fraud_190),
            ("robbery", row.robbery_191),
            ("armed_robbery", row.armed_robbery_192),
            ("hooliganism", row.hooliganism_293),
            ("murder", row.murder_99),
        ];
        for (category, number) in published {
            let simulated = sum(tally, |year, unit, of| {
                year == 2022 && unit == row.kato && of == category
            });
            assert_near(
                simulated,
                number,
                &format!("{} {category}", row.region_as_printed),
            );
        }
    }
}

fn categories_follow_the_concepts_trends(tally: &Tally) {
    let trends = facts::category_trends()
        .iter()
        .filter(|row| row.category != "all");
    for row in trends {
        let simulated = sum(tally, |year, _, category| {
            year == row.year && category == row.category
        });
        assert_near(
            simulated,
            row.registered,
            &format!("{} {}", row.category, row.year),
        );
    }
}

#[test]
fn half_the_scale_gives_half_the_records_of_the_same_events_in_the_same_units() {
    let quarter = |scale| config(day(2023, 1, 1), day(2023, 3, 31), scale, &["75", "27"]);
    let whole = crate::support::originals(quarter(1.0)).len() as f64;
    let half = crate::support::originals(quarter(0.5)).len() as f64;
    assert!((half / whole - 0.5).abs() < 0.04, "{half} of {whole}");
}
