//! Categories in districts, of a surface that is told by district.

use std::path::Path;

use oshaq_domain::{DistrictCode, Month, PublicDistrict, PublicForecast, SurfaceMeta};
use polars::prelude::{Column, DataFrame, DataType, PolarsResult, Schema};

use crate::error::StoreError;
use crate::tables::reader::{Rows, TableReader, schema};
use crate::tables::simulated_note;
use crate::tables::surface::{FORECAST, RECORDED, band_at, public};
use crate::tables::writer::{ROW_GROUP_ROWS, TableWriter, refused};

fn district_schema() -> Schema {
    schema([
        ("district", DataType::String),
        ("category", DataType::String),
        ("month", DataType::String),
        ("kind", DataType::String),
        ("band", DataType::UInt8),
        ("band_low", DataType::UInt8),
        ("band_high", DataType::UInt8),
        ("recorded", DataType::UInt32),
    ])
}

/// The months of each row, the forecast's last.
fn months(meta: &SurfaceMeta) -> Vec<(String, &'static str)> {
    let closed = meta.months.iter().map(|month| (month, RECORDED));
    let forecast: (&Month, _) = (&meta.forecast_month, FORECAST);
    closed
        .chain([forecast])
        .map(|(month, kind)| (month.to_string(), kind))
        .collect()
}

fn codes(meta: &SurfaceMeta) -> Vec<DistrictCode> {
    let areas = meta.division.iter().flat_map(|division| &division.areas);
    areas.map(|area| area.code).collect()
}

/// Writes districts; gives the number of rows.
pub(super) fn write_districts(
    path: &Path,
    meta: &SurfaceMeta,
    districts: &[PublicDistrict],
) -> Result<u64, StoreError> {
    let notes = [simulated_note(meta.simulated)].into();
    let mut table = TableWriter::create(path, district_schema(), &notes)?;
    let at_once = (ROW_GROUP_ROWS / (meta.months.len() + 1)).max(1);
    for districts in districts.chunks(at_once) {
        table.push(&frame(meta, districts).map_err(refused(path))?)?;
    }
    table.finish()
}

fn frame(meta: &SurfaceMeta, districts: &[PublicDistrict]) -> PolarsResult<DataFrame> {
    let (months, codes) = (months(meta), codes(meta));
    let last = meta.months.len();
    let spots = || {
        districts
            .iter()
            .flat_map(|row| (0..=last).map(move |month| (row, month)))
    };
    let of_forecast = |of: fn(&PublicForecast) -> u8| -> Vec<Option<u8>> {
        let told = spots().map(|(row, month)| (month == last).then(|| of(&row.forecast)));
        told.collect()
    };
    let texts = |of: &dyn Fn(&PublicDistrict, usize) -> String| -> Vec<String> {
        spots().map(|(row, month)| of(row, month)).collect()
    };
    let bands =
        spots().map(|(row, month)| row.bands.get(month).unwrap_or(&row.forecast.band).code());
    let recorded =
        spots().map(|(row, month)| row.recorded.get(month).and_then(|own| own.rounded()));
    let columns = vec![
        Column::new(
            "district".into(),
            texts(&|row, _| codes[usize::from(row.district)].to_string()),
        ),
        Column::new(
            "category".into(),
            texts(&|row, _| meta.series[usize::from(row.series)].to_string()),
        ),
        Column::new("month".into(), texts(&|_, month| months[month].0.clone())),
        Column::new("kind".into(), texts(&|_, month| months[month].1.to_owned())),
        Column::new("band".into(), bands.collect::<Vec<u8>>()),
        Column::new("band_low".into(), of_forecast(|own| own.low.code())),
        Column::new("band_high".into(), of_forecast(|own| own.high.code())),
        Column::new("recorded".into(), recorded.collect::<Vec<Option<u32>>>()),
    ];
    DataFrame::new(districts.len() * (last + 1), columns)
}

/// Reads what [`write_districts`] wrote.
pub(super) fn read_districts(
    path: &Path,
    meta: &SurfaceMeta,
) -> Result<Vec<PublicDistrict>, StoreError> {
    let mut table = TableReader::open(path, &district_schema())?;
    let mut reading = Reading {
        months: months(meta),
        codes: codes(meta).iter().map(ToString::to_string).collect(),
        slugs: meta.series.iter().map(ToString::to_string).collect(),
        done: Vec::new(),
        next: 0,
    };
    while let Some(rows) = table.next_rows() {
        reading.add(&rows?)?;
    }
    if reading.next == 0 {
        return Ok(reading.done);
    }
    Err(StoreError::Table {
        path: path.to_owned(),
        reason: "the last district has too few months".to_owned(),
    })
}

/// Puts the rows of districts together again.
struct Reading {
    months: Vec<(String, &'static str)>,
    codes: Vec<String>,
    slugs: Vec<String>,
    done: Vec<PublicDistrict>,
    /// The month that the last district lacks next.
    next: usize,
}

impl Reading {
    fn add(&mut self, rows: &Rows) -> Result<(), StoreError> {
        let (codes, slugs) = (rows.texts("district")?, rows.texts("category")?);
        let (months, kinds) = (rows.texts("month")?, rows.texts("kind")?);
        let (bands, recorded) = (rows.u8s("band")?, rows.u32_options("recorded")?);
        let (lows, highs) = (rows.u8_options("band_low")?, rows.u8_options("band_high")?);
        for row in 0..codes.len() {
            let district = position(rows, row, codes[row], &self.codes)?;
            let series = position(rows, row, slugs[row], &self.slugs)?;
            let (month, kind) = &self.months[self.next];
            if (months[row], kinds[row]) != (month.as_str(), *kind) {
                return Err(rows.wrong(row, format!("`{kind}` of {month} was expected")));
            }
            if self.next == 0 {
                self.done.push(PublicDistrict {
                    district,
                    series,
                    recorded: Vec::new(),
                    bands: Vec::new(),
                    forecast: PublicForecast::INSUFFICIENT,
                });
            }
            let is_forecast = self.next + 1 == self.months.len();
            self.next = if is_forecast { 0 } else { self.next + 1 };
            let Some(own) = self.done.last_mut() else {
                continue;
            };
            if (own.district, own.series) != (district, series) {
                return Err(rows.wrong(row, "the district before has too few months"));
            }
            let band = band_at(rows, row, Some(bands[row]))?;
            if is_forecast {
                own.forecast = PublicForecast {
                    band,
                    low: band_at(rows, row, lows[row])?,
                    high: band_at(rows, row, highs[row])?,
                    explanation: None,
                };
            } else {
                own.bands.push(band);
                own.recorded.push(public(recorded[row]));
            }
        }
        Ok(())
    }
}

fn position(rows: &Rows, row: usize, text: &str, known: &[String]) -> Result<u16, StoreError> {
    let position = known.iter().position(|own| own == text);
    position
        .map(|position| position as u16)
        .ok_or_else(|| rows.wrong(row, format!("`{text}` is not in surface.json")))
}
