//! Totals by unit, month, known day and category.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use chrono::{Datelike, NaiveDate};
use foldhash::fast::RandomState;
use oshaq_store::tables::TableWriter;
use polars::prelude::{Column, DataFrame, DataType, NamedFrom, PolarsResult, Series};

use crate::error::EtlError;

/// Mapped and other records by the numbers of unit and category, by month and known day.
#[derive(Debug, Default)]
pub(super) struct UnitTotals(HashMap<(u16, i32, i32, u16), Total, RandomState>);

#[derive(Debug, Clone, Copy, Default)]
struct Total {
    mapped: u64,
    not_mapped: u64,
}

/// Unit, first day of the month since 1970, known day since 1970, category.
type Named<'a> = (Option<&'a str>, i32, i32, &'a str);

impl UnitTotals {
    /// Counts a record; `None` when its day, counted from 1970, is in no calendar.
    pub fn add(
        &mut self,
        unit: u16,
        (known, day): (i32, i32),
        category: u16,
        is_mapped: bool,
    ) -> Option<()> {
        let month = day - NaiveDate::from_epoch_days(day)?.day0() as i32;
        let total = self.0.entry((unit, month, known, category)).or_default();
        if is_mapped {
            total.mapped += 1;
        } else {
            total.not_mapped += 1;
        }
        Some(())
    }

    /// Writes the totals by unit, month, known day and category, those of no unit (an empty text) first; gives the number of rows.
    pub fn write(
        &self,
        path: &Path,
        units: &[String],
        categories: &[String],
    ) -> Result<u64, EtlError> {
        let rows: BTreeMap<Named<'_>, Total> = self
            .0
            .iter()
            .map(|(&(unit, month, known, category), total)| {
                let unit = Some(units[usize::from(unit)].as_str()).filter(|unit| !unit.is_empty());
                let category = categories[usize::from(category)].as_str();
                ((unit, month, known, category), *total)
            })
            .collect();
        let frame = frame(&rows)?;
        let schema = frame.schema().as_ref().clone();
        let mut table = TableWriter::create(path, schema, &BTreeMap::new())?;
        table.push(&frame)?;
        Ok(table.finish()?)
    }
}

fn frame(rows: &BTreeMap<Named<'_>, Total>) -> PolarsResult<DataFrame> {
    let numbers = |name: &str, number: fn(&Total) -> u64| {
        Column::new(name.into(), rows.values().map(number).collect::<Vec<_>>())
    };
    let units: Vec<Option<&str>> = rows.keys().map(|key| key.0).collect();
    let months: Vec<i32> = rows.keys().map(|key| key.1).collect();
    let known: Vec<i32> = rows.keys().map(|key| key.2).collect();
    let categories: Vec<&str> = rows.keys().map(|key| key.3).collect();
    DataFrame::new(
        rows.len(),
        vec![
            Series::new("unit".into(), units).into(),
            Column::new("month".into(), months).cast(&DataType::Date)?,
            Column::new("known".into(), known).cast(&DataType::Date)?,
            Column::new("category".into(), categories),
            numbers("mapped", |total| total.mapped),
            numbers("not_mapped", |total| total.not_mapped),
        ],
    )
}
