//! What changed in a layer while it was pulled.
//!
//! A layer that keeps the time of its edits is asked for those since the pull began; any other is walked through again. Either
//! way a record counts as changed when it says something else than the page does, and its last state goes into a page of changes,
//! which an ingest reads after the others.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::DateTime;
use serde_json::Value;

use super::client::Client;
use super::error::PullError;
use super::journal::Journal;
use super::layer::Layer;
use super::page::{Page, id_of};
use super::request::{Changes, PullProgress, PullRequest};
use super::walk::Walk;

/// Clocks of server and puller may differ by so much.
const CLOCKS_APART_MS: i64 = 15 * 60 * 1000;
/// Of the records that are gone so many are named.
const NAMED: usize = 20;

/// Finds what changed and keeps it.
pub fn find(
    client: &Client<'_>,
    layer: &Layer,
    filter: &str,
    request: &PullRequest<'_>,
    journal: &mut Journal,
) -> Result<Changes, PullError> {
    let edited = layer
        .edited
        .as_ref()
        .map(|field| edited_since(field, filter, journal.began_ms()));
    let found_by = if edited.is_some() {
        "edit_date"
    } else {
        "requery"
    };
    let mut found = Found {
        pulled: pulled(layer, journal)?,
        changes: Changes {
            found_by: found_by.to_owned(),
            ..Changes::default()
        },
        pages: 0,
    };
    let condition = edited.as_deref().unwrap_or(filter);
    let mut walk = Walk::new(client, layer, condition, request.page, None);
    while let Some(page) = walk.next_page()? {
        found.compare(page, layer, journal)?;
        let told = PullProgress {
            pages: journal.pages(),
            records: journal.records(),
            expected: journal.records(),
            trouble: None,
        };
        if !(request.progress)(&told) {
            return Err(PullError::Interrupted);
        }
    }
    if edited.is_some() {
        found.mark_present(&ids(client, filter)?);
    }
    Ok(found.finish())
}

fn edited_since(field: &str, filter: &str, began_ms: i64) -> String {
    let since = DateTime::from_timestamp_millis(began_ms - CLOCKS_APART_MS).unwrap_or_default();
    format!(
        "({filter}) AND {field} >= TIMESTAMP '{}'",
        since.format("%Y-%m-%d %H:%M:%S")
    )
}

/// Each record on disk: its object id, and a hash of what it says.
fn pulled(layer: &Layer, journal: &Journal) -> Result<HashMap<i64, Pulled>, PullError> {
    let mut pulled = HashMap::new();
    journal.for_each_page(|features| {
        for feature in features {
            if let Some(id) = id_of(&feature, &layer.object_id) {
                let said = hash(&feature);
                pulled.insert(
                    id,
                    Pulled {
                        said,
                        present: false,
                    },
                );
            }
        }
        Ok(())
    })?;
    Ok(pulled)
}

struct Pulled {
    said: u64,
    /// Whether the layer still has the record.
    present: bool,
}

/// A hash of a record; the order of its fields does not matter, since JSON objects are sorted here.
fn hash(feature: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    feature.to_string().hash(&mut hasher);
    hasher.finish()
}

/// The object ids that the layer has now.
fn ids(client: &Client<'_>, filter: &str) -> Result<Vec<i64>, PullError> {
    let answer = client.query(&[("f", "json"), ("where", filter), ("returnIdsOnly", "true")])?;
    let ids = answer.json.get("objectIds").and_then(Value::as_array);
    Ok(ids
        .into_iter()
        .flatten()
        .filter_map(Value::as_i64)
        .collect())
}

struct Found {
    pulled: HashMap<i64, Pulled>,
    changes: Changes,
    pages: u32,
}

impl Found {
    fn compare(
        &mut self,
        page: Page,
        layer: &Layer,
        journal: &mut Journal,
    ) -> Result<(), PullError> {
        let mut differ = Vec::new();
        for feature in page.features {
            let known = id_of(&feature, &layer.object_id).and_then(|id| self.pulled.get_mut(&id));
            match known {
                Some(known) if known.said == hash(&feature) => known.present = true,
                Some(known) => {
                    known.present = true;
                    self.changes.changed += 1;
                    differ.push(feature);
                }
                None => {
                    self.changes.late += 1;
                    differ.push(feature);
                }
            }
        }
        if !differ.is_empty() {
            self.pages += 1;
            journal.keep_changed(self.pages, &differ)?;
        }
        Ok(())
    }

    fn mark_present(&mut self, ids: &[i64]) {
        for id in ids {
            if let Some(known) = self.pulled.get_mut(id) {
                known.present = true;
            }
        }
    }

    fn finish(mut self) -> Changes {
        let gone = self.pulled.iter().filter(|(_, known)| !known.present);
        let mut gone: Vec<i64> = gone.map(|(&id, _)| id).collect();
        gone.sort_unstable();
        self.changes.gone = gone.len() as u64;
        gone.truncate(NAMED);
        self.changes.first_gone = gone;
        self.changes
    }
}
