//! How long it takes until an offence is registered.

use std::collections::BTreeMap;
use std::path::Path;

use oshaq_domain::Day;
use oshaq_store::tables::scan_incidents;
use polars::prelude::{DataFrame, DataType, Expr, col, len, lit};
use serde::Serialize;

use super::measure::NO_UNIT;
use super::measure::collected;
use crate::error::EtlError;

/// Days from commission to registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lags {
    /// The unit or the month.
    pub of: String,
    /// Records with a day of registration.
    pub records: u64,
    /// Records registered before they were committed.
    pub negative: u64,
    /// Half of the records are registered within so many days …
    pub median: i32,
    /// … nine tenths …
    pub ninth_tenth: i32,
    /// … and all but one hundredth.
    pub all_but_hundredth: i32,
}

pub(super) fn by_unit(incidents: &Path) -> Result<Vec<Lags>, EtlError> {
    by(incidents, col("unit").fill_null(lit(NO_UNIT)))
}

pub(super) fn by_month(incidents: &Path) -> Result<Vec<Lags>, EtlError> {
    let month = col("committed_day").dt().truncate(lit("1mo"));
    let mut lags = by(
        incidents,
        month.cast(DataType::Int32).cast(DataType::String),
    )?;
    for lag in &mut lags {
        let day = lag.of.parse().ok().and_then(Day::from_epoch);
        lag.of = day.map_or_else(String::new, |day| day.month().to_string());
    }
    lags.sort_by(|one, other| one.of.cmp(&other.of));
    Ok(lags)
}

fn by(incidents: &Path, key: Expr) -> Result<Vec<Lags>, EtlError> {
    let days = |name| col(name).cast(DataType::Int32);
    let counted = scan_incidents(incidents)?
        .filter(col("registered_day").is_not_null())
        .group_by([
            key.alias("of"),
            (days("registered_day") - days("committed_day")).alias("lag"),
        ])
        .agg([len().cast(DataType::UInt64).alias("records")]);
    let histograms = histograms(&collected(counted)?)?;
    Ok(histograms
        .into_iter()
        .map(|(of, lags)| summary(of, &lags))
        .collect())
}

/// Records by lag, of each unit or month.
fn histograms(frame: &DataFrame) -> Result<BTreeMap<String, BTreeMap<i32, u64>>, EtlError> {
    let (of, lags) = (frame.column("of")?.str()?, frame.column("lag")?.i32()?);
    let records = frame.column("records")?.u64()?;
    let mut histograms: BTreeMap<String, BTreeMap<i32, u64>> = BTreeMap::new();
    for row in 0..frame.height() {
        if let (Some(of), Some(lag), Some(records)) = (of.get(row), lags.get(row), records.get(row))
        {
            let histogram = histograms.entry(of.to_owned()).or_default();
            *histogram.entry(lag).or_default() += records;
        }
    }
    Ok(histograms)
}

fn summary(of: String, lags: &BTreeMap<i32, u64>) -> Lags {
    let records = lags.values().sum();
    let negative = lags.range(..0).map(|(_, records)| records).sum();
    Lags {
        of,
        records,
        negative,
        median: quantile(lags, records, 0.5),
        ninth_tenth: quantile(lags, records, 0.9),
        all_but_hundredth: quantile(lags, records, 0.99),
    }
}

/// The smallest lag that at least this share of the records keeps.
fn quantile(lags: &BTreeMap<i32, u64>, records: u64, share: f64) -> i32 {
    let wanted = (share * records as f64).ceil() as u64;
    let mut seen = 0;
    for (&lag, &records) in lags {
        seen += records;
        if seen >= wanted {
            return lag;
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_the_lag_that_so_many_records_keep() {
        let lags = BTreeMap::from([(-1, 1), (0, 49), (3, 40), (90, 10)]);
        let found = summary("75".to_owned(), &lags);
        assert_eq!((found.records, found.negative), (100, 1));
        assert_eq!(
            (found.median, found.ninth_tenth, found.all_but_hundredth),
            (0, 3, 90)
        );
        assert_eq!(quantile(&BTreeMap::new(), 0, 0.5), 0);
    }
}
