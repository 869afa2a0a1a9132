//! A page of records.

use serde_json::Value;

use super::client::Answer;
use super::error::PullError;

/// A page as the server sent it, and the object ids in it.
pub struct Page {
    pub bytes: Vec<u8>,
    pub ids: Vec<i64>,
    pub features: Vec<Value>,
}

impl Page {
    /// Reads a page whose ids must all be above `last`, and rise.
    pub fn of(answer: Answer, object_id: &str, last: i64, url: &str) -> Result<Self, PullError> {
        let Answer { bytes, mut json } = answer;
        let wrong = |reason: String| PullError::Order {
            url: url.to_owned(),
            reason,
        };
        let Some(Value::Array(features)) = json.get_mut("features").map(Value::take) else {
            return Err(wrong("the answer has no features".to_owned()));
        };
        let mut ids = Vec::with_capacity(features.len());
        for feature in &features {
            let id = id_of(feature, object_id)
                .ok_or_else(|| wrong(format!("a record has no whole number `{object_id}`")))?;
            let before = ids.last().copied().unwrap_or(last);
            if id <= before {
                return Err(wrong(format!("{id} comes after {before}")));
            }
            ids.push(id);
        }
        Ok(Self {
            bytes,
            ids,
            features,
        })
    }
}

/// The object id of a record.
pub fn id_of(feature: &Value, object_id: &str) -> Option<i64> {
    feature.get("attributes")?.get(object_id)?.as_i64()
}
