//! Totals by unit, read back from a version of `counts`.

use oshaq_domain::{CategorySlug, Day, Kato, Placement};
use oshaq_store::tables::TableReader;
use oshaq_store::{Kind, Store, VersionId};
use polars::prelude::{DataFrame, DataType, PlSmallStr, Schema};

use crate::count::UNIT_COUNTS;
use crate::error::EtlError;

/// Reads how many recorded offences of each unit, month, known day and category found a place. Records without a unit are left out.
///
/// # Errors
/// [`EtlError`] when the version is missing or its table cannot be understood.
pub fn load_placements(store: &Store, version: &VersionId) -> Result<Vec<Placement>, EtlError> {
    let file = store.file(Kind::Counts, version, UNIT_COUNTS)?;
    let mut placements = Vec::new();
    for frame in TableReader::open(file.path(), &schema())? {
        placements.extend(rows(&frame?, version)?);
    }
    Ok(placements)
}

fn schema() -> Schema {
    let columns = [
        ("unit", DataType::String),
        ("month", DataType::Date),
        ("known", DataType::Date),
        ("category", DataType::String),
        ("mapped", DataType::UInt64),
        ("not_mapped", DataType::UInt64),
    ];
    columns
        .into_iter()
        .map(|(name, kind)| (PlSmallStr::from_static(name), kind))
        .collect()
}

fn rows(frame: &DataFrame, version: &VersionId) -> Result<Vec<Placement>, EtlError> {
    let months = frame.column("month")?.date()?.physical().clone();
    let known = frame.column("known")?.date()?.physical().clone();
    let (units, categories) = (
        frame.column("unit")?.str()?,
        frame.column("category")?.str()?,
    );
    let (mapped, not_mapped) = (
        frame.column("mapped")?.u64()?,
        frame.column("not_mapped")?.u64()?,
    );
    (0..frame.height())
        .filter(|&row| units.get(row).is_some_and(|unit| !unit.is_empty()))
        .map(|row| {
            let told = Told {
                unit: units.get(row),
                month: months.get(row),
                known: known.get(row),
                category: categories.get(row),
                mapped: mapped.get(row),
                not_mapped: not_mapped.get(row),
            };
            told.placement().ok_or_else(|| EtlError::Content {
                what: UNIT_COUNTS,
                version: version.to_string(),
                reason: format!("row {row} has an empty or impossible field"),
            })
        })
        .collect()
}

struct Told<'a> {
    unit: Option<&'a str>,
    month: Option<i32>,
    known: Option<i32>,
    category: Option<&'a str>,
    mapped: Option<u64>,
    not_mapped: Option<u64>,
}

impl Told<'_> {
    fn placement(&self) -> Option<Placement> {
        Some(Placement {
            unit: self.unit?.parse::<Kato>().ok()?,
            month: Day::from_epoch(self.month?)?.month(),
            known: Day::from_epoch(self.known?)?,
            category: self.category?.parse::<CategorySlug>().ok()?,
            mapped: u32::try_from(self.mapped?).ok()?,
            not_mapped: u32::try_from(self.not_mapped?).ok()?,
        })
    }
}
