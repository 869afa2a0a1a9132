//! What forecasts are made of, as columns: exact parts for analysts, rounded shares for the public.

use oshaq_domain::{Part, Parts, PublicExplanation};
use polars::prelude::{Column, DataType, Schema};

use crate::error::StoreError;
use crate::tables::reader::Rows;

/// Per cent of one step of a public share.
const STEP_PERCENT: u8 = 100 / PublicExplanation::STEPS;

/// `part_own_recent` and so on: offences.
fn part_column(part: Part) -> String {
    format!("part_{}", part.as_str())
}

/// `share_own_recent` and so on: per cent.
fn share_column(part: Part) -> String {
    format!("share_{}", part.as_str())
}

pub(super) fn part_schema() -> Schema {
    Part::ALL
        .into_iter()
        .map(|part| (part_column(part).into(), DataType::Float64))
        .collect()
}

pub(super) fn share_schema() -> Schema {
    Part::ALL
        .into_iter()
        .map(|part| (share_column(part).into(), DataType::UInt8))
        .collect()
}

/// The parts of some cells; empty fields where a forecast does not tell them.
pub(super) fn part_columns(cells: usize, parts: Option<&[Parts]>) -> Vec<Column> {
    let column = |part: Part| {
        let values: Vec<Option<f64>> = match parts {
            Some(parts) => parts.iter().map(|parts| Some(parts[part])).collect(),
            None => vec![None; cells],
        };
        Column::new(part_column(part).into(), values)
    };
    Part::ALL.into_iter().map(column).collect()
}

/// The shares of some rows; empty fields where nothing is explained.
pub(super) fn share_columns(rows: &[Option<PublicExplanation>]) -> Vec<Column> {
    let column = |(index, part): (usize, Part)| {
        let percent = |row: &Option<PublicExplanation>| {
            row.map(|explanation| explanation.twentieths()[index] * STEP_PERCENT)
        };
        Column::new(
            share_column(part).into(),
            rows.iter().map(percent).collect::<Vec<_>>(),
        )
    };
    Part::ALL.into_iter().enumerate().map(column).collect()
}

/// How a column is read.
type ReadColumn<T> = fn(&Rows, &str) -> Result<Vec<Option<T>>, StoreError>;

/// The columns of some rows, one a part; `None` in tables of earlier versions.
pub(super) struct PartRows<T>(Option<[Vec<Option<T>>; Part::COUNT]>);

impl<T: Copy + Default> PartRows<T> {
    fn read(rows: &Rows, name: fn(Part) -> String, of: ReadColumn<T>) -> Result<Self, StoreError> {
        if !rows.has(&name(Part::ALL[0])) {
            return Ok(Self(None));
        }
        let mut columns = [const { Vec::new() }; Part::COUNT];
        for (column, part) in columns.iter_mut().zip(Part::ALL) {
            *column = of(rows, &name(part))?;
        }
        Ok(Self(Some(columns)))
    }

    /// All fields of a row or none of them.
    fn at(&self, rows: &Rows, row: usize) -> Result<Option<[T; Part::COUNT]>, StoreError> {
        let Some(columns) = &self.0 else {
            return Ok(None);
        };
        let fields = columns.each_ref().map(|column| column[row]);
        match fields.iter().flatten().count() {
            0 => Ok(None),
            Part::COUNT => Ok(Some(fields.map(Option::unwrap_or_default))),
            _ => Err(rows.wrong(
                row,
                "some of the parts of a forecast are empty and others are not",
            )),
        }
    }
}

impl PartRows<f64> {
    pub fn of_parts(rows: &Rows) -> Result<Self, StoreError> {
        Self::read(rows, part_column, Rows::f64_options)
    }

    pub fn parts(&self, rows: &Rows, row: usize) -> Result<Option<Parts>, StoreError> {
        let parts = self.at(rows, row)?.map(Parts::new).transpose();
        parts.map_err(|error| rows.wrong(row, error))
    }
}

impl PartRows<u8> {
    pub fn of_shares(rows: &Rows) -> Result<Self, StoreError> {
        Self::read(rows, share_column, Rows::u8_options)
    }

    pub fn explanation(
        &self,
        rows: &Rows,
        row: usize,
    ) -> Result<Option<PublicExplanation>, StoreError> {
        let Some(percents) = self.at(rows, row)? else {
            return Ok(None);
        };
        if let Some(wrong) = percents
            .iter()
            .find(|&&percent| percent % STEP_PERCENT != 0)
        {
            return Err(rows.wrong(
                row,
                format!("a share is {wrong} %; it must be a multiple of {STEP_PERCENT}"),
            ));
        }
        let explanation =
            PublicExplanation::from_twentieths(percents.map(|percent| percent / STEP_PERCENT));
        explanation
            .map(Some)
            .map_err(|error| rows.wrong(row, error))
    }
}
