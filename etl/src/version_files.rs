//! The names of the files that a version holds beside its tables, and how they are written.

use oshaq_store::Stage;

use crate::error::EtlError;

/// Rejected rows and duplicates of an `incidents` version.
pub const REJECTS: &str = "rejects.parquet";
/// The ledger of an `incidents` version.
pub const LEDGER: &str = "ledger.json";
/// The categories of an `incidents` version and of what is made from it.
pub const CATEGORIES: &str = "categories.json";
/// Files whose name begins so hold simulated records.
pub const SIMULATED_PREFIX: &str = "SIMULATED_";

/// Writes a value as JSON that people can read.
pub(crate) fn write_json(
    stage: &Stage,
    name: &'static str,
    value: &impl serde::Serialize,
) -> Result<(), EtlError> {
    let mut text = serde_json::to_vec_pretty(value).map_err(|error| EtlError::Content {
        what: name,
        version: "being written".to_owned(),
        reason: error.to_string(),
    })?;
    text.push(b'\n');
    Ok(stage.write(name, &text)?)
}
