//! Records counted by unit, month and category, and by field.

use std::collections::BTreeMap;
use std::path::Path;

use oshaq_domain::{Day, Month};
use oshaq_store::tables::scan_incidents;
use polars::prelude::{DataFrame, DataType, Engine, Expr, LazyFrame, PolarsResult, col, len, lit};
use serde::Serialize;

use crate::error::EtlError;

/// What a unit is called in which no record says its own.
pub const NO_UNIT: &str = "00";

/// Records of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnitRecords {
    /// KATO, two digits; [`NO_UNIT`] where no record says one.
    pub unit: String,
    /// Its records.
    pub records: u64,
    /// Of these without a cell ("N not mapped").
    pub not_mapped: u64,
}

/// The fields of a record that may be empty.
const FIELDS: [&str; 6] = [
    "registered_day",
    "article",
    "severity",
    "place",
    "unit",
    "cell",
];

/// How many records, and how many of them have no cell.
type Records = (u64, u64);

/// A version's records by unit, month and category.
pub(super) struct Counted {
    counts: Vec<(String, Month, String, Records)>,
    /// The last day with a record.
    until: Option<Day>,
}

impl Counted {
    pub fn of(incidents: &Path) -> Result<Self, EtlError> {
        let month = col("committed_day").dt().truncate(lit("1mo"));
        let number = |expression: Expr| expression.cast(DataType::UInt64);
        let frame = scan_incidents(incidents)?
            .group_by([
                col("unit").fill_null(lit(NO_UNIT)),
                month.alias("month"),
                col("category"),
            ])
            .agg([
                number(len()).alias("records"),
                number(col("cell").null_count()).alias("not_mapped"),
                col("committed_day").max().alias("until"),
            ]);
        let frame = collected(frame)?;
        let days = frame.column("until")?.date()?.physical().clone();
        Ok(Self {
            counts: counts(&frame)?,
            until: days.iter().flatten().max().and_then(Day::from_epoch),
        })
    }

    /// The last day with a record.
    pub fn until(&self) -> Option<Day> {
        self.until
    }

    pub fn records(&self) -> u64 {
        self.counts.iter().map(|(.., (records, _))| records).sum()
    }

    pub fn months(&self) -> Vec<(Month, u64)> {
        summed(
            self.counts
                .iter()
                .map(|(_, month, _, records)| (*month, records.0)),
        )
    }

    pub fn categories(&self) -> Vec<(String, u64)> {
        summed(
            self.counts
                .iter()
                .map(|(.., category, records)| (category.clone(), records.0)),
        )
    }

    pub fn units(&self) -> Vec<UnitRecords> {
        let all = summed(
            self.counts
                .iter()
                .map(|(unit, .., records)| (unit, records.0)),
        );
        let unmapped = summed(
            self.counts
                .iter()
                .map(|(unit, .., records)| (unit, records.1)),
        );
        let both = all.into_iter().zip(unmapped);
        both.map(|((unit, records), (_, not_mapped))| UnitRecords {
            unit: unit.clone(),
            records,
            not_mapped,
        })
        .collect()
    }

    /// Records by unit and month.
    pub fn unit_months(&self) -> BTreeMap<&str, BTreeMap<Month, u64>> {
        let mut units: BTreeMap<&str, BTreeMap<Month, u64>> = BTreeMap::new();
        for (unit, month, _, (records, _)) in &self.counts {
            *units.entry(unit).or_default().entry(*month).or_default() += records;
        }
        units
    }
}

fn counts(frame: &DataFrame) -> PolarsResult<Vec<(String, Month, String, Records)>> {
    let units = frame.column("unit")?.str()?;
    let months = frame.column("month")?.date()?.physical().clone();
    let categories = frame.column("category")?.str()?;
    let records = frame.column("records")?.u64()?;
    let not_mapped = frame.column("not_mapped")?.u64()?;
    let row = |row: usize| {
        let month = Day::from_epoch(months.get(row)?)?.month();
        let records = (records.get(row)?, not_mapped.get(row)?);
        Some((
            units.get(row)?.to_owned(),
            month,
            categories.get(row)?.to_owned(),
            records,
        ))
    };
    Ok((0..frame.height()).filter_map(row).collect())
}

fn summed<K: Ord>(counts: impl Iterator<Item = (K, u64)>) -> Vec<(K, u64)> {
    let mut sums: BTreeMap<K, u64> = BTreeMap::new();
    for (key, count) in counts {
        *sums.entry(key).or_default() += count;
    }
    sums.into_iter().collect()
}

/// How many records say something in each field that may be empty.
pub(super) fn filled(incidents: &Path) -> Result<BTreeMap<String, u64>, EtlError> {
    let filled = FIELDS.map(|field| col(field).count().cast(DataType::UInt64));
    let frame = collected(scan_incidents(incidents)?.select(filled))?;
    let mut fields = BTreeMap::new();
    for field in FIELDS {
        let count = frame.column(field)?.u64()?.get(0).unwrap_or_default();
        fields.insert(field.to_owned(), count);
    }
    Ok(fields)
}

pub(super) fn collected(frame: LazyFrame) -> PolarsResult<DataFrame> {
    // One frame goes in and one comes out; several come only from frames with several sinks.
    Ok(frame
        .collect_with_engine(Engine::Streaming)?
        .unwrap_single())
}
