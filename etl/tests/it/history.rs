//! Deliveries one after another: what is added, told again, revised, reclassified and withdrawn.

use std::collections::BTreeMap;
use std::path::PathBuf;

use oshaq_etl::{
    Delivery, EtlError, HISTORY, ID_KEY, IngestReport, LEDGER, Ledger, Profile, RecordChanges,
    ingest,
};
use oshaq_store::tables::names;
use oshaq_store::{Kind, VersionId};
use polars::prelude::{AnyValue, DataFrame, ParquetReader, SerReader};
use proptest::prelude::*;

use crate::support::{HEADER, House, row, sample_profile, sound};

impl House {
    fn deliver(
        &self,
        profile: &Profile,
        delivery: Delivery,
        files: &[PathBuf],
    ) -> Result<IngestReport, EtlError> {
        let lock = self.store.lock("test", std::time::Duration::from_secs(5))?;
        let mut request = self.request(profile, files, &lock);
        request.delivery = delivery;
        ingest(&request)
    }

    fn next(&self, name: &str, rows: &[String]) -> IngestReport {
        let file = self.csv(name, rows);
        self.deliver(&erdr(), Delivery::Part, &[file]).unwrap()
    }

    fn whole(&self, name: &str, rows: &[String]) -> IngestReport {
        let file = self.csv(name, rows);
        self.deliver(&erdr(), Delivery::Whole, &[file]).unwrap()
    }

    fn table(&self, version: &VersionId, name: &str) -> DataFrame {
        let file = self.store.file(Kind::Incidents, version, name).unwrap();
        let file = std::fs::File::open(file.path()).unwrap();
        ParquetReader::new(file).finish().unwrap()
    }

    /// The rows of a table as texts, by record, without the ids.
    fn records(&self, version: &VersionId) -> Vec<String> {
        let table = self.table(version, names::INCIDENTS);
        let table = table.drop("incident_id").unwrap();
        let mut rows: Vec<String> = (0..table.height())
            .map(|row| format!("{:?}", table.get(row).unwrap()))
            .collect();
        rows.sort();
        rows
    }
}

fn erdr() -> Profile {
    Profile::built_in("erdr").unwrap()
}

/// The built-in profile, to which a row with the status 9 takes its record back.
fn with_status() -> Profile {
    let filter = "\n[[filter]]\ncolumn = \"STATUS\"\nequals = [\"9\"]\nreason = \"taken_off_record\"\ntakes_back = true\n";
    let text = format!("{}{filter}", include_str!("../../profiles/erdr.toml"));
    Profile::parse(&text, "with_status").unwrap()
}

fn robbery(number: u32) -> String {
    sound(number)
        .replace(",1880,", ",1910,")
        .replace("ст.188", "ст.191")
}

fn changes(report: &IngestReport) -> &RecordChanges {
    assert!(report.ledger.balances(), "{:?}", report.ledger);
    report.ledger.changes.as_ref().unwrap()
}

fn texts(table: &DataFrame, column: &str) -> Vec<String> {
    let column = table.column(column).unwrap();
    (0..table.height())
        .map(|row| match column.get(row).unwrap() {
            AnyValue::Null => String::new(),
            value => value
                .get_str()
                .map_or_else(|| value.to_string(), str::to_owned),
        })
        .collect()
}

#[test]
fn a_delivery_adds_repeats_revises_and_reclassifies() {
    let house = House::new();
    let first = house.next("a.csv", &[sound(1), sound(2), sound(3)]);
    assert_eq!(first.ledger.changes, None);
    assert!(first.manifest.parents.is_empty());
    let moved = row(2, "08.02.2020", "689500.0", "4743900.0");
    let second = house.next("b.csv", &[sound(1), moved, robbery(3), sound(4)]);
    let found = changes(&second);
    assert_eq!((found.previous, found.now), (3, 4));
    assert_eq!((found.added, found.resent), (1, 1));
    assert_eq!((found.revised, found.reclassified), (1, 1));
    assert_eq!(found.fields["cell"], 1);
    assert_eq!(found.fields["category"], 1);
    assert_eq!(second.ledger.total.accepted, 3);
    assert_eq!(second.ledger.total.duplicates["resent"], 1);
    assert_eq!(second.manifest.parents[0].version, first.version);
    assert_eq!(second.manifest.rows[names::INCIDENTS], 4);
    assert_eq!(second.manifest.parameters["changes"]["revised"], 1);
    assert_eq!(house.count(&second, 9).total(), 4);
}

#[test]
fn what_stood_before_a_change_is_in_the_history_under_the_same_id() {
    let house = House::new();
    let first = house.next("a.csv", &[sound(1), sound(2)]);
    let second = house.next("b.csv", &[robbery(2)]);
    let past = house.table(&second.version, HISTORY);
    assert_eq!(texts(&past, "change"), ["reclassified"]);
    assert_eq!(texts(&past, "fields"), ["category,article"]);
    assert_eq!(texts(&past, "category"), ["theft"]);
    assert_eq!(texts(&past, "category_now"), ["robbery"]);
    assert_eq!(texts(&past, "stood_in"), [first.version.to_string()]);
    let now = house.table(&second.version, names::INCIDENTS);
    let robbed = texts(&now, "category").iter().position(|c| c == "robbery");
    assert_eq!(
        texts(&now, "incident_id")[robbed.unwrap()],
        texts(&past, "incident_id")[0]
    );
    assert_eq!(house.stored(&first, ID_KEY), house.stored(&second, ID_KEY));
}

#[test]
fn files_that_were_loaded_before_change_nothing_whatever_came_since() {
    let house = House::new();
    let a = house.next("a.csv", &[sound(1)]);
    let b = house.next("b.csv", &[robbery(1)]);
    assert_ne!(a.version, b.version);
    for (name, rows) in [("b.csv", [robbery(1)]), ("a.csv", [sound(1)])] {
        let again = house.next(name, &rows);
        assert!(again.is_known);
        assert_eq!(again.version, b.version);
        assert_eq!(again.ledger.total.duplicates["resent"], 1);
        assert!(changes(&again).is_none());
    }
    assert_eq!(house.store.versions(Kind::Incidents).unwrap().len(), 2);
    // Beside a new file, an old one does not win again.
    let files = [
        house.csv("c.csv", &[sound(2)]),
        house.csv("a.csv", &[sound(1)]),
    ];
    let c = house.deliver(&erdr(), Delivery::Part, &files).unwrap();
    assert_eq!(changes(&c).added, 1);
    let now = house.table(&c.version, names::INCIDENTS);
    let mut categories = texts(&now, "category");
    categories.sort();
    assert_eq!(categories, ["robbery", "theft"]);
}

#[test]
fn a_new_file_that_changes_nothing_still_leaves_its_ledger() {
    let house = House::new();
    let first = house.next("a.csv", &[sound(1)]);
    let second = house.next("b.csv", &[sound(1), "broken".to_owned()]);
    assert!(!second.is_known);
    assert_ne!(first.version, second.version);
    assert_eq!(second.manifest.rows[oshaq_etl::REJECTS], 2);
    assert!(changes(&second).is_none());
    assert_eq!(
        house.records(&first.version),
        house.records(&second.version)
    );
}

#[test]
fn only_the_whole_register_withdraws_what_it_lacks_and_says_so() {
    let house = House::new();
    house.next("a.csv", &[sound(1), sound(2)]);
    let more = house.next("b.csv", &[sound(3)]);
    assert_eq!(changes(&more).withdrawn, 0);
    let whole = house.whole("c.csv", &[sound(2), sound(3)]);
    assert_eq!(changes(&whole).withdrawals[RecordChanges::LACKING], 1);
    assert_eq!(changes(&whole).now, 2);
    let past = house.table(&whole.version, HISTORY);
    assert_eq!(texts(&past, "change"), ["withdrawn"]);
    assert_eq!(texts(&past, "reason"), ["lacking"]);
    // The whole register holds even where an earlier delivery said the same.
    let back = house.whole("a.csv", &[sound(1), sound(2)]);
    assert_eq!((changes(&back).added, changes(&back).withdrawn), (1, 1));
    let again = house.whole("a.csv", &[sound(1), sound(2)]);
    assert_eq!((again.is_known, again.version), (true, back.version));
}

#[test]
fn a_row_that_takes_its_record_back_withdraws_it_from_the_counts() {
    let house = House::new();
    let profile = with_status();
    let deliver = |name: &str, rows: &[String]| {
        let file = house.file(name, format!("{HEADER},STATUS\n{}\n", rows.join("\n")));
        house.deliver(&profile, Delivery::Part, &[file]).unwrap()
    };
    let open = |number| format!("{},0", sound(number));
    let off = |number| format!("{},9", sound(number));
    deliver("a.csv", &[open(1), open(2), open(3), off(3)]);
    let report = deliver("b.csv", &[off(1), off(7)]);
    let found = changes(&report);
    assert_eq!((found.previous, found.withdrawn, found.now), (2, 1, 1));
    assert_eq!(found.withdrawals["taken_off_record"], 1);
    assert_eq!(report.ledger.total.rejects["taken_off_record"], 2);
    assert_eq!(house.count(&report, 9).total(), 1);
    let past = house.table(&report.version, HISTORY);
    assert_eq!(texts(&past, "reason"), ["taken_off_record"]);
    let back = deliver("c.csv", &[open(1)]);
    assert_eq!((changes(&back).added, changes(&back).now), (1, 2));
}

#[test]
fn taking_back_needs_a_number_to_know_the_record_by() {
    let text = include_str!("../../profiles/erdr.toml")
        .replace("duplicates = \"number\"", "duplicates = \"exact\"");
    let filter = "\n[[filter]]\ncolumn = \"STATUS\"\nequals = [\"9\"]\nreason = \"off\"\ntakes_back = true\n";
    let error = Profile::parse(&format!("{text}{filter}"), "mine.toml").unwrap_err();
    assert!(error.to_string().contains("takes_back"), "{error}");
}

#[test]
fn rows_without_a_number_are_known_by_what_they_say_and_how_often() {
    let house = House::new();
    let toronto = sample_profile("toronto.toml");
    let head = "occurrencedate,occurrencehour,premises_type,MCI,Lat,Long\n";
    let line = "2014/03/02 05:00:00+00,8,House,Assault,43.7,-79.5\n";
    let deliver = |name: &str, times: usize| {
        let file = house.file(name, format!("{head}{}", line.repeat(times)));
        house.deliver(&toronto, Delivery::Part, &[file]).unwrap()
    };
    assert_eq!(deliver("a.csv", 2).ledger.total.accepted, 2);
    let more = deliver("b.csv", 3);
    assert_eq!((changes(&more).resent, changes(&more).added), (2, 1));
    let fewer = deliver("c.csv", 1);
    assert_eq!((changes(&fewer).resent, changes(&fewer).now), (1, 3));
}

#[test]
fn another_source_or_a_fresh_beginning_continues_nothing() {
    let house = House::new();
    house.next("a.csv", &[sound(1)]);
    let file = house.csv("b.csv", &[sound(2)]);
    let afresh = house.deliver(&erdr(), Delivery::Afresh, std::slice::from_ref(&file));
    assert_eq!(afresh.unwrap().manifest.rows[names::INCIDENTS], 1);
    let mut other = erdr();
    other.name = "another".to_owned();
    let other = house.deliver(&other, Delivery::Part, &[file]).unwrap();
    assert_eq!(other.ledger.changes, None);
}

#[test]
fn a_profile_that_reads_the_same_rows_otherwise_reclassifies_them() {
    let house = House::new();
    let unknown = sound(1).replace(",1880,ст.188 ч.3,", ",7777,,");
    let rows = [unknown, sound(2)];
    house.next("a.csv", &rows);
    let text = include_str!("../../profiles/erdr.toml").replace(
        "unmatched = \"other\"",
        "unmatched = \"other\"\n[[categories.own]]\nslug = \"street\"\nname_kk = \"a\"\nname_ru = \"b\"\nname_en = \"c\"\ntexts = [\"7777\"]",
    );
    let changed = Profile::parse(&text, "erdr").unwrap();
    let file = house.csv("a.csv", &rows);
    let report = house
        .deliver(&changed, Delivery::Part, std::slice::from_ref(&file))
        .unwrap();
    assert_eq!(
        (changes(&report).reclassified, changes(&report).resent),
        (1, 1)
    );
    // And back again, which the category that is gone forbids.
    let error = house.deliver(&erdr(), Delivery::Part, &[file]).unwrap_err();
    assert!(matches!(error, EtlError::CategoryGone { .. }), "{error}");
}

#[test]
fn simulated_records_and_others_never_stand_together() {
    let house = House::new();
    let simulated = house.csv("SIMULATED_a.csv", &[sound(1)]);
    let part = |files: &[PathBuf]| house.deliver(&erdr(), Delivery::Part, files);
    part(std::slice::from_ref(&simulated)).unwrap();
    let real = house.csv("b.csv", &[sound(2)]);
    let error = part(std::slice::from_ref(&real)).unwrap_err().to_string();
    assert!(
        error.contains("simulated") && error.contains("--afresh"),
        "{error}"
    );
    house.deliver(&erdr(), Delivery::Afresh, &[real]).unwrap();
    let error = part(&[simulated]).unwrap_err();
    assert!(
        matches!(
            error,
            EtlError::Mixed {
                standing: false,
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn the_ledger_in_the_store_names_every_file_of_the_history() {
    let house = House::new();
    house.next("a.csv", &[sound(1)]);
    house.next("b.csv", &[sound(2)]);
    let third = house.next("c.csv", &[sound(3)]);
    let ledger: Ledger = serde_json::from_slice(&house.stored(&third, LEDGER)).unwrap();
    let before: Vec<&str> = ledger
        .loaded_before
        .iter()
        .map(|f| f.file.as_str())
        .collect();
    assert_eq!(before, ["a.csv", "b.csv"]);
}

/// A row of a register: which record, on which day, of which category, and whether it is taken off.
#[derive(Debug, Clone)]
struct Told {
    number: u32,
    day: u32,
    robbery: bool,
    off: bool,
}

impl Told {
    fn line(&self) -> String {
        let row = row(
            self.number,
            &format!("{:02}.02.2020", self.day),
            "687500.0",
            "4743900.0",
        );
        let row = if self.robbery {
            row.replace(",1880,", ",1910,")
        } else {
            row
        };
        format!("{row},{}", if self.off { 9 } else { 0 })
    }
}

fn any_told() -> impl Strategy<Value = Told> {
    (
        1_u32..12,
        1_u32..4,
        any::<bool>(),
        prop::bool::weighted(0.2),
    )
        .prop_map(|(number, day, robbery, off)| Told {
            number,
            day,
            robbery,
            off,
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn any_deliveries_give_the_records_that_one_delivery_of_all_gives(
        deliveries in proptest::collection::vec(proptest::collection::vec(any_told(), 1..20), 1..6)
    ) {
        let profile = with_status();
        let text = |rows: &[Told]| {
            let lines: Vec<String> = rows.iter().map(Told::line).collect();
            format!("{HEADER},STATUS\n{}\n", lines.join("\n"))
        };
        let (one_by_one, at_once) = (House::new(), House::new());
        let mut files: BTreeMap<String, usize> = BTreeMap::new();
        let mut last = None;
        for (index, rows) in deliveries.iter().enumerate() {
            let text = text(rows);
            let file = one_by_one.file(&format!("{index}.csv"), &text);
            let report = one_by_one.deliver(&profile, Delivery::Part, &[file]).unwrap();
            prop_assert!(report.ledger.balances(), "{:?}", report.ledger);
            prop_assert_eq!(report.is_known, files.contains_key(&text));
            files.entry(text).or_insert(index);
            last = Some(report.version);
        }
        let mut order: Vec<(usize, String)> = files.into_iter().map(|(text, n)| (n, text)).collect();
        order.sort();
        let files: Vec<PathBuf> = order
            .iter()
            .map(|(index, text)| at_once.file(&format!("{index}.csv"), text))
            .collect();
        let whole = at_once.deliver(&profile, Delivery::Part, &files).unwrap();
        prop_assert_eq!(one_by_one.records(&last.unwrap()), at_once.records(&whole.version));
    }
}

#[test]
fn rows_that_lay_in_the_future_come_in_when_the_same_file_is_read_on_their_day() {
    let house = House::new();
    let profile = erdr();
    let file = house.csv(
        "night.csv",
        &[
            row(1, "31.01.2026", "687500.0", "4743900.0"),
            row(2, "01.02.2026", "687500.0", "4743900.0"),
        ],
    );
    let files = [file];
    let read = |as_of: &str| {
        let lock = house
            .store
            .lock("test", std::time::Duration::from_secs(5))
            .unwrap();
        let mut request = house.request(&profile, &files, &lock);
        request.delivery = Delivery::Part;
        request.as_of = as_of.parse().unwrap();
        ingest(&request).unwrap().ledger.total
    };
    let night = read("2026-01-31");
    assert_eq!((night.accepted, night.rejects["date_in_future"]), (1, 1));
    let day = read("2026-02-01");
    assert_eq!(
        (day.accepted, day.rejected, day.duplicates["resent"]),
        (1, 0, 1)
    );
    assert!(day.balances());
}
