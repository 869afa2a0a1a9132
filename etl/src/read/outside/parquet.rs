use std::collections::HashSet;
use std::fs::File;
use std::io::Write;
use std::path::Path;

use chrono::DateTime;
use polars::prelude::{
    Column, DataFrame, DataType, ParquetReader, PolarsError, SerReader, TimeUnit,
};

use super::cells::write_row;

/// Columns named in a message when none of those wanted is there.
const SHOWN: usize = 1_000;

/// The rows of a table, a row group at a time; only `wanted` columns, if the table has any of them.
pub(super) fn rows(path: &Path, wanted: &[String], out: &mut impl Write) -> Result<(), String> {
    let refuse = |error: PolarsError| format!("it is no sound Parquet file: {error}");
    let open = || File::open(path).map_err(|error| error.to_string());
    let mut reader = ParquetReader::new(open()?);
    let metadata = reader.get_metadata().map_err(refuse)?.clone();
    let schema = reader.schema().map_err(refuse)?;
    let wanted: HashSet<String> = wanted.iter().map(|name| normal(name)).collect();
    let all = || schema.iter_names().map(ToString::to_string);
    let chosen: Vec<String> = all()
        .filter(|name| wanted.is_empty() || wanted.contains(&normal(name)))
        .collect();
    if chosen.is_empty() {
        let names: Vec<String> = all().take(SHOWN).collect();
        return write_row(out, names.iter().map(String::as_str));
    }
    write_row(out, chosen.iter().map(String::as_str))?;
    let mut from = 0;
    for group in &metadata.row_groups {
        let rows = group.num_rows();
        let mut reader = ParquetReader::new(open()?);
        reader.set_metadata(metadata.clone());
        let frame = reader
            .with_slice(Some((from, rows)))
            .with_columns(Some(chosen.clone()))
            .finish()
            .map_err(refuse)?;
        write_frame(&frame, &chosen, out)?;
        from += rows;
    }
    Ok(())
}

fn normal(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Rows turned into text at a time.
const GROUP: usize = 1 << 14;

fn write_frame(frame: &DataFrame, names: &[String], out: &mut impl Write) -> Result<(), String> {
    let refuse = |error: PolarsError| error.to_string();
    for from in (0..frame.height()).step_by(GROUP) {
        let part = frame.slice(from as i64, GROUP);
        let columns: Vec<Vec<String>> = names
            .iter()
            .map(|name| texts(part.column(name)?))
            .collect::<Result<_, _>>()
            .map_err(refuse)?;
        for row in 0..part.height() {
            write_row(out, columns.iter().map(|column| column[row].as_str()))?;
        }
    }
    Ok(())
}

/// The values of a column as texts; nothing is the empty text.
fn texts(column: &Column) -> Result<Vec<String>, PolarsError> {
    match column.dtype() {
        DataType::Datetime(unit, zone) => {
            let per_second = match unit {
                TimeUnit::Nanoseconds => 1_000_000_000,
                TimeUnit::Microseconds => 1_000_000,
                TimeUnit::Milliseconds => 1_000,
            };
            let offset = if zone.is_some() { "+00:00" } else { "" };
            let column = column.cast(&DataType::Int64)?;
            let time = |value: Option<i64>| {
                value.map_or_else(String::new, |v| moment(v, per_second, offset))
            };
            Ok(column.i64()?.iter().map(time).collect())
        }
        DataType::Binary | DataType::BinaryOffset | DataType::List(_) => {
            Ok(vec![String::new(); column.len()])
        }
        _ => {
            let column = column.cast(&DataType::String)?;
            let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
            Ok(column.str()?.iter().map(text).collect())
        }
    }
}

/// A time as `2020-02-08 20:30:00`; what is beyond the calendar as its number.
fn moment(value: i64, per_second: i64, offset: &str) -> String {
    DateTime::from_timestamp(value.div_euclid(per_second), 0).map_or_else(
        || value.to_string(),
        |time| format!("{}{offset}", time.format("%Y-%m-%d %H:%M:%S")),
    )
}
