//! Rejected rows and duplicates by reason, with a few of each.

use std::collections::BTreeMap;
use std::path::Path;

use oshaq_store::tables::TableReader;
use polars::prelude::DataFrame;
use serde::Serialize;

use crate::error::EtlError;
use crate::write::reject_schema;

/// Examples of each reason.
const EXAMPLES: usize = 3;

/// Rows with one fate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rejected {
    /// `rejected` or `duplicate`.
    pub outcome: String,
    /// Why.
    pub reason: String,
    /// How many.
    pub rows: u64,
    /// The first few.
    pub examples: Vec<RejectExample>,
}

/// Where a row stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RejectExample {
    /// Its file.
    pub file: String,
    /// Its line.
    pub line: u64,
    /// The column at fault, where it is one.
    pub field: Option<String>,
    /// A keyed hash of its text, as 16 hexadecimal digits.
    pub row_hash: String,
}

/// What a table of rejects tells, the most frequent reasons first.
pub(super) fn of(rejects: &Path) -> Result<Vec<Rejected>, EtlError> {
    let mut reasons: BTreeMap<(String, String), Rejected> = BTreeMap::new();
    for frame in TableReader::open(rejects, &reject_schema()?)? {
        add(&frame?, &mut reasons)?;
    }
    let mut rejected: Vec<Rejected> = reasons.into_values().collect();
    rejected.sort_by(|one, other| {
        let by_outcome = other.outcome.cmp(&one.outcome);
        by_outcome.then(other.rows.cmp(&one.rows))
    });
    Ok(rejected)
}

fn add(
    frame: &DataFrame,
    reasons: &mut BTreeMap<(String, String), Rejected>,
) -> Result<(), EtlError> {
    let text = |name: &str| frame.column(name).and_then(|column| column.str());
    let (outcomes, words, files, fields) = (
        text("outcome")?,
        text("reason")?,
        text("file")?,
        text("field")?,
    );
    let (lines, hashes) = (
        frame.column("line")?.u64()?,
        frame.column("row_hash")?.u64()?,
    );
    for row in 0..frame.height() {
        let outcome = outcomes.get(row).unwrap_or_default();
        let reason = words.get(row).unwrap_or_default();
        let key = (outcome.to_owned(), reason.to_owned());
        let rejected = reasons.entry(key).or_insert_with(|| Rejected {
            outcome: outcome.to_owned(),
            reason: reason.to_owned(),
            rows: 0,
            examples: Vec::new(),
        });
        rejected.rows += 1;
        if rejected.examples.len() < EXAMPLES {
            rejected.examples.push(RejectExample {
                file: files.get(row).unwrap_or_default().to_owned(),
                line: lines.get(row).unwrap_or_default(),
                field: fields.get(row).map(str::to_owned),
                row_hash: format!("{:016x}", hashes.get(row).unwrap_or_default()),
            });
        }
    }
    Ok(())
}
