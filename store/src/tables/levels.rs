//! How the levels of forecasts are corrected, as columns.

use oshaq_domain::{Predictive, Recalibration};
use polars::prelude::{Column, DataType, Schema};

use crate::error::StoreError;
use crate::tables::reader::Rows;

/// Columns: one a level.
const COUNT: usize = Recalibration::LEVELS.len();

/// `level_50_worth` and so on.
fn level_column(level: u8) -> String {
    format!("level_{level}_worth")
}

pub(super) fn level_schema() -> Schema {
    let columns = Recalibration::LEVELS.into_iter();
    columns
        .map(|level| (level_column(level).into(), DataType::Float32))
        .collect()
}

/// What the levels of some cells are worth; empty fields where they are not corrected.
pub(super) fn level_columns(predictives: &[Predictive]) -> Vec<Column> {
    let column = |(index, level): (usize, u8)| {
        let worth = |predictive: &Predictive| {
            let correction = predictive.recalibration();
            (!correction.is_none()).then(|| correction.worth()[index])
        };
        let values: Vec<Option<f32>> = predictives.iter().map(worth).collect();
        Column::new(level_column(level).into(), values)
    };
    Recalibration::LEVELS
        .into_iter()
        .enumerate()
        .map(column)
        .collect()
}

/// The columns of some rows; `None` in tables of earlier versions.
pub(super) struct LevelRows(Option<[Vec<Option<f32>>; COUNT]>);

impl LevelRows {
    pub fn of(rows: &Rows) -> Result<Self, StoreError> {
        if !rows.has(&level_column(Recalibration::LEVELS[0])) {
            return Ok(Self(None));
        }
        let mut columns = [const { Vec::new() }; COUNT];
        for (column, level) in columns.iter_mut().zip(Recalibration::LEVELS) {
            *column = rows.f32_options(&level_column(level))?;
        }
        Ok(Self(Some(columns)))
    }

    /// The correction of a row: all of its fields or none.
    pub fn correction(&self, rows: &Rows, row: usize) -> Result<Recalibration, StoreError> {
        let Some(columns) = &self.0 else {
            return Ok(Recalibration::NONE);
        };
        let fields = columns.each_ref().map(|column| column[row]);
        match fields.iter().flatten().count() {
            0 => Ok(Recalibration::NONE),
            COUNT => Recalibration::new(fields.map(Option::unwrap_or_default))
                .map_err(|error| rows.wrong(row, error)),
            _ => Err(rows.wrong(
                row,
                "some of the corrected levels are empty and others are not",
            )),
        }
    }
}
