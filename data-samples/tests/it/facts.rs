use std::collections::{BTreeMap, BTreeSet};

use geo::{Contains, Point};
use oshaq_samples::facts;

#[test]
fn every_table_has_its_rows() {
    assert_eq!(facts::units().len(), 20);
    assert_eq!(facts::cities().len(), 90);
    assert_eq!(facts::districts().len(), 224);
    assert_eq!(facts::population().len(), 21 * 17);
    assert_eq!(facts::kpi_targets().len(), 40);
    assert_eq!(facts::kpi_observations().len(), 43);
    assert_eq!(facts::category_trends().len(), 20);
    assert_eq!(facts::form_1m_2022().len(), 20);
    assert_eq!(facts::category_articles().len(), 18);
    assert_eq!(facts::place_types().len(), 102);
}

#[test]
fn every_table_speaks_of_the_same_twenty_units() {
    let units: BTreeSet<_> = facts::units()
        .iter()
        .map(|unit| unit.kato.as_str())
        .collect();
    let of = |codes: Vec<&'static str>| codes.into_iter().collect::<BTreeSet<_>>();
    assert_eq!(
        of(facts::form_1m_2022()
            .iter()
            .map(|row| row.kato.as_str())
            .collect()),
        units
    );
    assert_eq!(
        of(facts::districts()
            .iter()
            .map(|row| row.unit.as_str())
            .collect()),
        units
    );
    assert_eq!(
        of(facts::cities()
            .iter()
            .map(|row| row.kato.as_str())
            .collect()),
        units
    );
    for district in facts::districts() {
        assert_eq!(district.unit, district.kato[..2], "{}", district.name_en);
    }
}

#[test]
fn the_units_of_a_year_add_to_about_the_nation() {
    let mut sums = BTreeMap::<i32, (f64, f64)>::new();
    for row in facts::population() {
        let sum = sums.entry(row.year).or_default();
        if row.kato == "00" {
            sum.0 += row.population;
        } else {
            sum.1 += row.population;
        }
    }
    for (year, (nation, units)) in sums {
        assert!(
            (units / nation - 1.0).abs() < 0.001,
            "{year}: {units} against {nation}"
        );
    }
}

#[test]
fn the_published_totals_leave_the_concepts_own_aside() {
    let totals: Vec<_> = (2019..=2025).filter_map(facts::published_total).collect();
    assert_eq!(
        totals,
        [
            243_500, 162_800, 157_900, 157_473, 140_272, 132_778, 123_900
        ]
    );
}

#[test]
fn indicator_five_keeps_its_three_series() {
    let series: BTreeSet<_> = facts::kpi_targets()
        .iter()
        .filter(|row| row.indicator == 5)
        .map(|row| row.series.as_str())
        .collect();
    assert_eq!(
        series,
        BTreeSet::from(["action_plan", "section6_table", "section6_text"])
    );
}

#[test]
fn every_city_lies_in_the_shape_of_its_own_unit_only() {
    let shapes = shapes();
    assert_eq!(shapes.len(), 20);
    for city in facts::cities() {
        let point = Point::new(city.lng, city.lat);
        let around: Vec<_> = shapes
            .iter()
            .filter(|(_, shape)| shape.contains(&point))
            .map(|(kato, _)| kato.as_str())
            .collect();
        assert_eq!(around, [city.kato.as_str()], "{}", city.name_en);
    }
}

#[test]
fn neighbours_share_their_borders_and_the_file_stays_small() {
    let text = facts::region_shapes();
    assert!(text.len() < 150_000);
    let mut owners = BTreeMap::<[(i64, i64); 2], BTreeSet<String>>::new();
    for (kato, shape) in shapes() {
        for line in geo::LinesIter::lines_iter(&shape) {
            let key = |c: geo::Coord| ((c.x * 1e4).round() as i64, (c.y * 1e4).round() as i64);
            let mut edge = [key(line.start), key(line.end)];
            edge.sort_unstable();
            owners.entry(edge).or_default().insert(kato.clone());
        }
    }
    let shared = owners.values().filter(|katos| katos.len() == 2).count();
    let alone = owners.values().filter(|katos| katos.len() == 1).count();
    // Two thirds of the length of all borders is between units; every edge belongs to one or two of them.
    assert_eq!(shared + alone, owners.len());
    assert!(shared > 2000, "{shared} shared edges");
}

fn shapes() -> Vec<(String, geo::MultiPolygon)> {
    oshaq_samples::facts::region_polygons()
        .iter()
        .map(|(kato, shape)| (kato.clone(), shape.clone()))
        .collect()
}

/// What a file of the page holds.
fn of_the_page(name: &str) -> serde_json::Value {
    let path = format!("{}/../web/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Written and read back as the page's files are, so that both numbers went through the same text.
fn as_written(facts: &impl serde::Serialize) -> serde_json::Value {
    serde_json::from_str(&serde_json::to_string(facts).unwrap()).unwrap()
}

#[test]
fn the_page_is_tested_with_the_indicators_that_the_facts_give() {
    let name = "tests/fixture/indicators.json";
    let stale = format!("cargo run -p oshaq-samples --example indicators > web/{name}");
    let facts = as_written(&oshaq_samples::indicators(2026));
    assert!(of_the_page(name)["indicators"] == facts, "{stale}");
}

#[test]
fn the_page_is_tested_with_the_units_that_the_facts_give() {
    let name = "tests/fixture/by_unit.json";
    let stale = format!("cargo run -p oshaq-samples --example by_unit > web/{name}");
    let facts = as_written(
        &oshaq_samples::official_figures(Vec::new(), &[], 5)
            .unwrap()
            .by_unit,
    );
    assert!(of_the_page(name) == facts, "{stale}");
}
