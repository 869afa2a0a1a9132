//! Parsers of what people and other programs write, with bounded random input: nothing panics.

use oshaq_etl::Profile;
use oshaq_store::{Kind, Manifest};
use proptest::prelude::*;

use crate::support::{House, UNITS, sample_profile, sound};

/// A text with some pieces cut out, doubled or overwritten.
fn altered(text: &'static str) -> impl Strategy<Value = String> {
    let change = (0.0..1.0_f64, 0_usize..40, "[\\PC\n\"=\\[\\]{}.,-]{0,12}");
    proptest::collection::vec(change, 1..4).prop_map(move |changes| {
        let mut signs: Vec<char> = text.chars().collect();
        for (share, length, new) in changes {
            let from = (share * signs.len() as f64) as usize;
            let to = (from + length).min(signs.len());
            signs.splice(from..to, new.chars());
        }
        signs.into_iter().collect()
    })
}

const ERDR: &str = include_str!("../../profiles/erdr.toml");

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn an_altered_profile_is_read_or_refused_with_its_name(text in altered(ERDR)) {
        if let Err(error) = Profile::parse(&text, "altered.toml") {
            prop_assert!(error.to_string().contains("altered.toml"), "{error}");
        }
    }

    #[test]
    fn any_text_as_a_profile_is_refused(text in "\\PC{0,300}") {
        prop_assert!(Profile::parse(&text, "any.toml").is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_profile_is_accepted_reads_rows_without_a_panic(text in altered(ERDR)) {
        if let Ok(profile) = Profile::parse(&text, "altered.toml") {
            let house = House::new();
            let file = house.csv("a.csv", &[sound(1), sound(2)]);
            if let Ok(report) = house.ingest_as(&profile, &[file], Some(UNITS)) {
                prop_assert!(report.ledger.total.balances());
            }
        }
    }

    #[test]
    fn any_values_in_every_column_are_accepted_or_rejected(
        values in proptest::collection::vec("[\\PC]{0,20}|[0-9.:/ -]{0,20}", 12)
    ) {
        let house = House::new();
        let quoted: Vec<String> = values.iter().map(|v| format!("\"{}\"", v.replace('"', "\"\""))).collect();
        let file = house.csv("a.csv", &[quoted.join(","), sound(1)]);
        let report = house.ingest(&[file]).unwrap();
        prop_assert!(report.ledger.total.balances());
        prop_assert_eq!(report.ledger.total.read, 2);
    }

    #[test]
    fn a_manifest_of_any_bytes_is_refused_and_not_believed(
        cut in 0.0..1.0_f64, new in "[\\PC\"{}:,0-9]{0,30}"
    ) {
        let house = House::new();
        let report = house.ingest(&[house.csv("a.csv", &[sound(1)])]).unwrap();
        let version = report.version.to_string();
        let path = house.folder.path().join("store/incidents").join(version).join("manifest.json");
        let mut text = std::fs::read_to_string(&path).unwrap();
        let mut at = (cut * text.len() as f64) as usize;
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        text.truncate(at);
        text.push_str(&new);
        std::fs::write(&path, &text).unwrap();
        let is_manifest = serde_json::from_str::<Manifest>(&text).is_ok();
        let read = house.store.manifest(Kind::Incidents, &report.version);
        prop_assert!(is_manifest || read.is_err(), "{text}");
    }
}

#[test]
fn the_sample_profiles_are_sound() {
    for name in ["toronto.toml", "st_louis.toml"] {
        assert!(!sample_profile(name).layouts.is_empty());
    }
}
