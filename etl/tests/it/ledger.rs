use oshaq_etl::{EtlError, LEDGER, Ledger, Tally};
use proptest::prelude::*;

use crate::support::{HEADER, House, UNITS, row, sample_profile, sound};

fn told(tally: &Tally) -> (u64, u64, u64, u64) {
    (tally.read, tally.accepted, tally.duplicate, tally.rejected)
}

#[test]
fn every_row_is_in_exactly_one_line_of_the_ledger() {
    let house = House::new();
    let file = house.csv(
        "a.csv",
        &[
            sound(1),
            sound(2),
            sound(1),
            row(3, "31.02.2020", "687500", "4743900"),
            row(4, "08.02.2020", "0", "0"),
            row(5, "08.02.2020", "500000", "9000000"),
            "too,few,fields".to_owned(),
            "\"left open".to_owned(),
        ],
    );
    let report = house.ingest(&[file]).unwrap();
    let tally = &report.ledger.total;
    assert!(tally.balances());
    assert_eq!(told(tally), (8, 3, 1, 4));
    assert_eq!(tally.unmapped, 1);
    assert_eq!(tally.duplicates["exact"], 1);
    for reason in [
        "date_unreadable",
        "outside_bounds",
        "wrong_field_count",
        "unclosed_quote",
    ] {
        assert_eq!(tally.rejects[reason], 1, "{reason}");
    }
    let stored: Ledger = serde_json::from_slice(&house.stored(&report, LEDGER)).unwrap();
    assert_eq!(stored, report.ledger);
}

#[test]
fn a_revised_record_supersedes_the_one_loaded_before() {
    let house = House::new();
    let first = house.csv("a.csv", &[sound(1), sound(2)]);
    let second = house.csv("b.csv", &[row(1, "09.02.2020", "687500", "4743900")]);
    let report = house.ingest(&[first, second]).unwrap();
    assert_eq!(told(&report.ledger.total), (3, 2, 1, 0));
    assert_eq!(report.ledger.files[0].tally.duplicates["superseded"], 1);
    assert_eq!(told(&report.ledger.files[1].tally), (1, 1, 0, 0));
    let days: Vec<_> = house
        .count(&report, 9)
        .entries()
        .iter()
        .map(|e| e.day.to_string())
        .collect();
    assert_eq!(days, ["2020-02-08", "2020-02-09"]);
}

#[test]
fn a_file_given_twice_counts_once_even_where_equal_rows_are_different_offences() {
    let house = House::new();
    let text = "occurrencedate,occurrencehour,premises_type,MCI,Lat,Long\n\
        2014/03/02 05:00:00+00,8,House,Assault,43.7,-79.5\n\
        2014/03/02 05:00:00+00,8,House,Assault,43.7,-79.5\n";
    let (one, other) = (house.file("a.csv", text), house.file("b.csv", text));
    let toronto = sample_profile("toronto.toml");
    let report = house
        .ingest_as(&toronto, &[one, other], Some(UNITS))
        .unwrap();
    assert_eq!(told(&report.ledger.total), (4, 2, 2, 0));
    // The nation's units say nothing about another country.
    assert!(report.ledger.total.notes.is_empty());
    let counts = house.count(&report, 9);
    let entry = counts.entries()[0];
    assert_eq!(
        (entry.day.to_string().as_str(), entry.count),
        ("2014-03-02", 2)
    );
}

#[test]
fn a_row_that_takes_a_record_back_is_unfounded() {
    let house = House::new();
    let text = "MonthReportedtoMSHP,DateOccured,Count,Crime,XCoord,YCoord\n\
        2008-04,04/01/2008 20:58,1, 51111,888708.3,1028833\n\
        2008-04,04/01/2008 20:58,-1, 51111,888708.3,1028833\n";
    let file = house.file("April2008.csv", text);
    let report = house
        .ingest_as(&sample_profile("st_louis.toml"), &[file], None)
        .unwrap();
    assert_eq!(told(&report.ledger.total), (2, 1, 0, 1));
    assert_eq!(report.ledger.total.rejects["unfounded"], 1);
    let counts = house.count(&report, 9);
    let centre = counts.cells()[0].centre();
    assert!((centre.lat() - 38.65885).abs() < 0.01 && (centre.lng() + 90.26011).abs() < 0.01);
    assert_eq!(counts.categories()[0].as_str(), "burglary");
}

#[test]
fn the_same_records_as_json_lines_and_an_arcgis_page_give_the_same_incidents() {
    let house = House::new();
    let fields = r#""UD":"203112030000001","ID":0,"CRIME_CODE":"1880","STAT":"ст.188 ч.3","HARD_CODE":"3","DAT_SOVER":1581193800000,"DAT_VOZB_STR":"08.02.2020","REG_CODE":"193112","FE1R29P1_ID":"039""#;
    let page = format!(
        "{{\"features\":[{{\"attributes\":{{{fields}}},\"geometry\":{{\"x\":687500.0,\"y\":4743900.0}}}}]}}"
    );
    let line = format!("{{{fields},\"x\":687500.0,\"y\":4743900.0}}\n");
    let files = [
        house.csv("a.csv", &[sound(1)]),
        house.file("a.json", page),
        house.file("a.jsonl", line),
    ];
    let counts = files.map(|file| {
        let report = house.ingest(&[file]).unwrap();
        assert_eq!(
            told(&report.ledger.total),
            (1, 1, 0, 0),
            "{:?}",
            report.ledger.total
        );
        assert!(report.ledger.total.notes.keys().all(|note| {
            ["date_from_second_column", "wall_clock_written_as_utc_epoch"].contains(&note.as_str())
        }));
        house.count(&report, 10).entries().to_vec()
    });
    assert_eq!(counts[0], counts[1]);
    assert_eq!(counts[0], counts[2]);
}

#[test]
fn a_compressed_file_in_an_old_encoding_is_read_like_a_plain_one() {
    use std::io::Write;
    let house = House::new();
    let text = format!("{HEADER}\n{}\n", sound(1));
    let cp1251: Vec<u8> = text
        .chars()
        .map(|c| match c {
            'с' => 0xf1,
            'т' => 0xf2,
            'ч' => 0xf7,
            other => u8::try_from(u32::from(other)).unwrap(),
        })
        .collect();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(&cp1251).unwrap();
    let mut xz = liblzma::write::XzEncoder::new(Vec::new(), 1);
    xz.write_all(&cp1251).unwrap();
    let zst = zstd::encode_all(cp1251.as_slice(), 1).unwrap();
    let old = include_str!("../../profiles/erdr.toml")
        .replace("encoding = \"auto\"", "encoding = \"windows-1251\"");
    let profile = oshaq_etl::Profile::parse(&old, "old").unwrap();
    for (name, bytes) in [
        ("a.csv.gz", gz.finish().unwrap()),
        ("a.csv.xz", xz.finish().unwrap()),
        ("a.csv.zst", zst),
    ] {
        let file = house.file(name, bytes);
        let report = house.ingest_as(&profile, &[file], None).unwrap();
        assert_eq!(told(&report.ledger.total), (1, 1, 0, 0));
    }
}

#[test]
fn a_file_that_breaks_off_is_refused_whole_and_nothing_is_written() {
    use std::io::Write;
    let house = House::new();
    let rows: Vec<_> = (0..20_000).map(sound).collect();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(format!("{HEADER}\n{}\n", rows.join("\n")).as_bytes())
        .unwrap();
    let bytes = gz.finish().unwrap();
    let file = house.file("a.csv.gz", &bytes[..bytes.len() / 2]);
    let error = house.ingest(&[file]).unwrap_err();
    assert!(matches!(error, EtlError::Damaged { .. }), "{error}");
    assert_eq!(
        house.store.current(oshaq_store::Kind::Incidents).unwrap(),
        None
    );
}

#[test]
fn files_that_are_no_records_are_refused_with_a_remedy() {
    let house = House::new();
    let cases = [
        ("empty.csv", "", "is empty"),
        ("other.csv", "a,b\n1,2\n", "[[layout]]"),
        ("error.json", "{\"error\":{\"code\":400}}", "features"),
    ];
    for (name, content, told) in cases {
        let file = house.file(name, content);
        let error = house.ingest(&[file]).unwrap_err().to_string();
        assert!(error.contains(told) && error.contains(name), "{error}");
    }
    let missing = house.folder.path().join("missing.csv");
    let error = house.ingest(&[missing]).unwrap_err().to_string();
    assert!(error.contains("missing.csv"), "{error}");
    assert!(matches!(house.ingest(&[]), Err(EtlError::NoFiles)));
}

fn any_row() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (0_u32..6, 1_u32..32, "[0-9.,-]{0,9}", "[0-9.]{0,9}")
            .prop_map(|(n, d, x, y)| row(n, &format!("{d:02}.02.2020"), &x, &y)),
        2 => (0_u32..6).prop_map(sound),
        1 => "[a-z\",;0-9\\PC]{0,80}",
        1 => Just(String::new()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn read_is_accepted_and_duplicate_and_rejected_whatever_the_rows(
        files in proptest::collection::vec(proptest::collection::vec(any_row(), 0..40), 1..4)
    ) {
        let house = House::new();
        let paths: Vec<_> = files
            .iter()
            .enumerate()
            .map(|(i, rows)| house.csv(&format!("{i}.csv"), rows))
            .collect();
        let report = house.ingest(&paths).unwrap();
        prop_assert!(report.ledger.total.balances());
        for file in &report.ledger.files {
            prop_assert!(file.tally.balances());
        }
        prop_assert_eq!(report.manifest.rows["incidents.parquet"], report.ledger.total.accepted);
        let counted = house.count(&report, 9).total();
        prop_assert_eq!(counted, report.ledger.total.accepted - report.ledger.total.unmapped);
    }

    #[test]
    fn random_bytes_never_end_in_a_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..2000),
        ending in prop_oneof![Just("csv"), Just("json"), Just("jsonl")],
        with_header in any::<bool>(),
    ) {
        let house = House::new();
        let mut content = if with_header { format!("{HEADER}\n").into_bytes() } else { Vec::new() };
        content.extend(bytes);
        let file = house.file(&format!("a.{ending}"), content);
        if let Ok(report) = house.ingest(&[file]) {
            prop_assert!(report.ledger.total.balances());
        }
    }
}
