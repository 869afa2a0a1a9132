//! What every verb takes from the world: the clock, the environment, and who is at work.

use std::ffi::OsString;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use oshaq_etl::OutsideReader;
use oshaq_store::{Options, Store, StoreError};

/// The code version written into manifests.
pub const CODE_VERSION: &str = env!("CARGO_PKG_VERSION");

/// How long a writer waits for another one before it says who holds the store.
pub const LOCK_WAIT: Duration = Duration::from_secs(10);

/// The verb with which this program reads workbooks and Parquet files in a process of its own.
pub const READ_OUTSIDE: &str = "read-outside";

/// This program, as the reader of workbooks and Parquet files.
///
/// # Errors
/// When the system does not tell where this program is.
pub fn outside_reader() -> std::io::Result<OutsideReader> {
    Ok(OutsideReader {
        program: std::env::current_exe()?,
        arguments: vec![READ_OUTSIDE.to_owned()],
    })
}

/// The only place that reads the clock.
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// The day in Kazakhstan, whose indicators and terms end with it: UTC+5 everywhere since 1 March 2024.
///
/// Source: IANA time zone database, `Asia/Almaty` (release 2024a).
pub fn day_in_kazakhstan(now: DateTime<Utc>) -> NaiveDate {
    (now + TimeDelta::hours(5)).date_naive()
}

/// Who holds the writer lock: this process.
pub fn holder(verb: &str) -> String {
    format!("oshaq {verb} (process {})", std::process::id())
}

/// The store at a location, with the clock and the `AWS_…` variables of this process.
///
/// # Errors
/// [`StoreError::BadLocation`] when the location cannot be a store.
pub fn open_store(location: &str) -> Result<Store, StoreError> {
    let texts = |(name, value): (OsString, OsString)| {
        Some((name.into_string().ok()?, value.into_string().ok()?))
    };
    let environment = std::env::vars_os().filter_map(texts);
    Store::open(location, &Options::new(now).with_environment(environment))
}
