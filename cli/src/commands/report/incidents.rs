//! The report of a version of incidents.

use oshaq_domain::Month;
use oshaq_etl::{
    Drift, FileLedger, Ledger, NO_UNIT, Quality, RecordChanges, RejectExample, Rejected, Tally,
};
use oshaq_report::{Bars, Line, QualityReport, QualitySection, Series, Table, number};
use oshaq_samples::facts;

use super::table;

/// Months of units that are told as implausible; the JSON has all.
const MOST: usize = 30;

/// What the version is worth, for people.
pub(super) fn report(quality: &Quality) -> QualityReport {
    QualityReport {
        title: format!("Quality of incidents {}", quality.version),
        simulated: quality.simulated,
        facts: facts_of(quality),
        verdict: verdict(quality),
        sections: [
            Some(ledger(&quality.ledger)),
            quality.ledger.changes.as_ref().map(changes),
            Some(rejects(&quality.rejected)),
            Some(completeness(quality)),
            Some(timeliness(quality)),
            Some(plausibility(quality)),
            quality.drift.as_ref().map(drift),
        ]
        .into_iter()
        .flatten()
        .collect(),
    }
}

fn facts_of(quality: &Quality) -> Vec<(String, String)> {
    let months = (quality.months.first(), quality.months.last());
    let period = match months {
        (Some((first, _)), Some((last, _))) => format!("{first} to {last}"),
        _ => "none".to_owned(),
    };
    [
        ("Profile", quality.ledger.profile.clone()),
        (
            "Files of the delivery",
            quality.ledger.files.len().to_string(),
        ),
        ("Records that stand", quality.records.to_string()),
        ("Months of commission", period),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec()
}

fn verdict(quality: &Quality) -> Vec<String> {
    let total = &quality.ledger.total;
    let balance = if quality.ledger.balances() {
        "every account balances"
    } else {
        "AN ACCOUNT DOES NOT BALANCE"
    };
    let unmapped: u64 = quality.units.iter().map(|unit| unit.not_mapped).sum();
    vec![
        format!(
            "Of {} rows read {} were accepted, {} tell a record again and {} were rejected: {balance}.",
            total.read, total.accepted, total.duplicate, total.rejected
        ),
        format!(
            "{unmapped} of {} records ({}) are not mapped; they count in the totals of their unit.",
            quality.records,
            share(unmapped, quality.records)
        ),
        format!(
            "{} months of units fall out of what earlier years lead to expect, {} are empty, and {} points hold an improbable share of their unit.",
            quality.implausible.len(),
            quality.missing.len(),
            quality.ledger.stacks.len()
        ),
    ]
}

fn ledger(ledger: &Ledger) -> QualitySection {
    let row = |name: &str, tally: &Tally| {
        let numbers = [
            tally.read,
            tally.accepted,
            tally.duplicate,
            tally.rejected,
            tally.unmapped,
        ];
        named(name, numbers)
    };
    let files = ledger.files.iter();
    let mut rows: Vec<Vec<String>> = files
        .map(|file: &FileLedger| row(&file.file, &file.tally))
        .collect();
    rows.push(row("all", &ledger.total));
    let notes = ledger
        .total
        .notes
        .iter()
        .chain(&ledger.total.unmapped_reasons);
    let mut tables = vec![
        table(
            "Rows by file",
            &[
                "file",
                "read",
                "accepted",
                "duplicate",
                "rejected",
                "not mapped",
            ],
            rows,
        ),
        table(
            "Accepted rows with something odd about them",
            &["what", "rows"],
            notes.map(|(what, &rows)| named(what, [rows])).collect(),
        ),
    ];
    if !ledger.unread.is_empty() {
        let unread = ledger.unread.iter();
        tables.push(Table {
            numbers: false,
            ..table(
                "Not read",
                &["file", "reason"],
                unread
                    .map(|unread| vec![unread.file.clone(), unread.reason.clone()])
                    .collect(),
            )
        });
    }
    QualitySection {
        name: "Ledger".to_owned(),
        words: vec!["read = accepted + duplicate + rejected, for each file and in all.".to_owned()],
        tables,
        ..QualitySection::default()
    }
}

fn changes(changes: &RecordChanges) -> QualitySection {
    let rows = [
        ("records before", changes.previous),
        ("added", changes.added),
        ("told again, unchanged", changes.resent),
        ("revised", changes.revised),
        ("reclassified", changes.reclassified),
        ("withdrawn", changes.withdrawn),
        ("records now", changes.now),
    ];
    let reasons = changes.withdrawals.iter();
    let reasons =
        reasons.map(|(reason, &records)| named(&format!("withdrawn: {reason}"), [records]));
    let fields = changes.fields.iter();
    let fields = fields.map(|(field, &records)| named(&format!("another {field}"), [records]));
    QualitySection {
        name: "Records that stood".to_owned(),
        words: vec![format!(
            "before + added − withdrawn = now. The delivery continues version {}{}; what stood before a change is in history.parquet.",
            changes.since,
            if changes.whole {
                " as the whole register"
            } else {
                ""
            }
        )],
        tables: vec![table(
            "Account of the records",
            &["what", "records"],
            rows.iter()
                .map(|(what, records)| named(what, [*records]))
                .chain(reasons)
                .chain(fields)
                .collect(),
        )],
        ..QualitySection::default()
    }
}

fn rejects(rejected: &[Rejected]) -> QualitySection {
    let example = |example: &RejectExample| {
        let field = example.field.as_deref().unwrap_or("row");
        format!(
            "{}:{} {field} #{}",
            example.file, example.line, example.row_hash
        )
    };
    let rows = rejected.iter().map(|told| {
        let examples: Vec<String> = told.examples.iter().map(example).collect();
        vec![
            format!("{}: {}", told.outcome, told.reason),
            told.rows.to_string(),
            examples.join(" · "),
        ]
    });
    QualitySection {
        name: "Rejects and duplicates".to_owned(),
        words: vec!["All of them, with file, line, column, reason and a hash of the row, are in rejects.parquet.".to_owned()],
        tables: vec![Table {
            numbers: false,
            ..table(
                "Rows by reason, with the first of each",
                &["why", "rows", "examples"],
                rows.collect(),
            )
        }],
        ..QualitySection::default()
    }
}

fn completeness(quality: &Quality) -> QualitySection {
    let of_all = |filled: u64| 100.0 * filled as f64 / quality.records.max(1) as f64;
    let units = quality.units.iter().map(|unit| {
        vec![
            unit_name(&unit.unit),
            unit.records.to_string(),
            unit.not_mapped.to_string(),
            share(unit.not_mapped, unit.records),
        ]
    });
    QualitySection {
        name: "Completeness".to_owned(),
        bars: vec![Bars {
            title: "Filled fields.".to_owned(),
            words: "Share of the records that say something; longer is better.".to_owned(),
            x: "% of the records".to_owned(),
            rows: quality
                .filled
                .iter()
                .map(|(field, &filled)| (field.clone(), of_all(filled)))
                .collect(),
            decimals: 1,
        }],
        tables: vec![
            table(
                "Filled fields",
                &["field", "records", "share"],
                quality
                    .filled
                    .iter()
                    .map(|(field, &filled)| {
                        vec![
                            field.clone(),
                            filled.to_string(),
                            share(filled, quality.records),
                        ]
                    })
                    .collect(),
            ),
            table(
                "Records that are not mapped, by unit",
                &["unit", "records", "not mapped", "share"],
                units.collect(),
            ),
        ],
        ..QualitySection::default()
    }
}

fn timeliness(quality: &Quality) -> QualitySection {
    let units = quality.lags_by_unit.iter().map(|lags| {
        vec![
            unit_name(&lags.of),
            lags.records.to_string(),
            lags.median.to_string(),
            lags.ninth_tenth.to_string(),
            lags.all_but_hundredth.to_string(),
            lags.negative.to_string(),
        ]
    });
    let line = |name: &str, days: fn(&oshaq_etl::Lags) -> i32| Series {
        name: name.to_owned(),
        points: quality
            .lags_by_month
            .iter()
            .filter_map(|lags| Some((year(lags.of.parse().ok()?), f64::from(days(lags)))))
            .collect(),
    };
    QualitySection {
        name: "Timeliness".to_owned(),
        words: vec!["Days from commission to registration. The newest months look faster than they are, since what will be registered late is not there yet; those before the register begins look slower, since only what was late is there.".to_owned()],
        lines: vec![Line {
            title: "Delay by month of commission.".to_owned(),
            words: "Lower is better.".to_owned(),
            x: "year".to_owned(),
            y: "days".to_owned(),
            series: vec![
                line("nine tenths within", |lags| lags.ninth_tenth),
                line("half within", |lags| lags.median),
            ],
        }],
        tables: vec![table(
            "Days until registration, by unit",
            &["unit", "records", "half", "nine tenths", "all but 1 %", "registered before"],
            units.collect(),
        )],
        ..QualitySection::default()
    }
}

fn plausibility(quality: &Quality) -> QualitySection {
    let out = quality.implausible.iter().take(MOST).map(|month| {
        vec![
            format!("{}, {}", unit_name(&month.unit), month.month),
            month.records.to_string(),
            number(month.expected, 0),
            format!("{} to {}", number(month.low, 0), number(month.high, 0)),
        ]
    });
    let missing = quality.missing.iter().map(|month| {
        let name = format!("{}, {}", unit_name(&month.unit), month.month);
        named(&name, [month.usual])
    });
    let stacks = quality.ledger.stacks.iter().map(|stack| {
        vec![
            stack.cell.to_string(),
            unit_name(&stack.unit),
            stack.records.to_string(),
            format!("{} %", number(100.0 * stack.share, 1)),
        ]
    });
    QualitySection {
        name: "Plausibility".to_owned(),
        words: vec![format!(
            "A month is told when it lies more than three standard deviations from the mean of the same month of up to five earlier years; the spread is the unit's own. {} are told{}.",
            quality.implausible.len(),
            if quality.implausible.len() > MOST {
                format!(", the farthest {MOST} here")
            } else {
                String::new()
            }
        )],
        lines: vec![Line {
            title: "Recorded offences by month.".to_owned(),
            words: "By month of commission; the newest are not complete.".to_owned(),
            x: "year".to_owned(),
            y: "records".to_owned(),
            series: vec![Series {
                name: "all units".to_owned(),
                points: quality
                    .months
                    .iter()
                    .map(|(month, records)| (year(*month), *records as f64))
                    .collect(),
            }],
        }],
        tables: vec![
            table(
                "Months that fall out",
                &["unit and month", "records", "expected", "plausible"],
                out.collect(),
            ),
            table(
                "Months without a record",
                &["unit and month", "usual"],
                missing.collect(),
            ),
            table(
                "Points with an improbable share of their unit's mapped records, in this delivery",
                &["cell", "unit", "records", "share"],
                stacks.collect(),
            ),
        ],
        ..QualitySection::default()
    }
}

fn drift(drift: &Drift) -> QualitySection {
    let rows = |pairs: Vec<(String, (u64, u64))>| -> Vec<Vec<String>> {
        let row = |(name, (before, now)): (String, (u64, u64))| {
            let difference = i128::from(now) - i128::from(before);
            vec![
                name,
                before.to_string(),
                now.to_string(),
                format!("{difference:+}"),
            ]
        };
        pairs.into_iter().map(row).collect()
    };
    let categories = drift.categories.clone().into_iter().collect();
    let units = drift.units.iter();
    let units = units.map(|(unit, pair)| (unit_name(unit), *pair)).collect();
    let months = drift.months.iter();
    let months: Vec<_> = months
        .map(|(month, pair)| (month.to_string(), *pair))
        .collect();
    let head = |what| [what, "before", "now", "difference"];
    QualitySection {
        name: "Drift".to_owned(),
        words: vec![format!("Against version {}.", drift.since)],
        tables: vec![
            table("Records by category", &head("category"), rows(categories)),
            table("Records by unit", &head("unit"), rows(units)),
            table("Months whose records differ", &head("month"), rows(months)),
        ],
        ..QualitySection::default()
    }
}

fn named<const N: usize>(name: &str, numbers: [u64; N]) -> Vec<String> {
    let numbers = numbers.iter().map(ToString::to_string);
    std::iter::once(name.to_owned()).chain(numbers).collect()
}

fn share(part: u64, whole: u64) -> String {
    format!("{} %", number(100.0 * part as f64 / whole.max(1) as f64, 1))
}

fn unit_name(kato: &str) -> String {
    if kato == NO_UNIT {
        return "unit not known".to_owned();
    }
    let mut units = facts::units().iter();
    let known = units.find(|unit| unit.kato == kato);
    known.map_or_else(
        || kato.to_owned(),
        |unit| format!("{kato} {}", unit.name_en),
    )
}

/// A month on the axis of years.
fn year(month: Month) -> f64 {
    f64::from(month.index()) / 12.0
}
