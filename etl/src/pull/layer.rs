//! What a layer says about itself.

use chrono::NaiveDate;
use serde_json::Value;

use super::client::Client;
use super::error::PullError;

/// The name of an object id where a layer does not say.
const OBJECT_ID: &str = "OBJECTID";

/// A feature layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// Its name.
    pub name: String,
    /// The field with the object id.
    pub object_id: String,
    /// Records that it gives at once.
    pub cap: Option<u32>,
    /// The field with the time of the last edit, where it keeps one.
    pub edited: Option<String>,
    /// Its fields of dates.
    dates: Vec<String>,
}

impl Layer {
    /// Asks the layer.
    pub fn of(client: &Client<'_>) -> Result<Self, PullError> {
        let answer = client.describe()?;
        Self::parse(&answer.json).ok_or_else(|| PullError::Address {
            url: client.address().to_owned(),
            reason: "its definition lists no fields".to_owned(),
        })
    }

    fn parse(json: &Value) -> Option<Self> {
        let fields = json.get("fields")?.as_array()?;
        let text =
            |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let of_type = |wanted: &'static str| {
            fields
                .iter()
                .filter(move |field| text(field, "type").as_deref() == Some(wanted))
                .filter_map(|field| text(field, "name"))
        };
        let object_id = text(json, "objectIdField").or_else(|| of_type("esriFieldTypeOID").next());
        Some(Self {
            name: text(json, "name").unwrap_or_default(),
            object_id: object_id.unwrap_or_else(|| OBJECT_ID.to_owned()),
            cap: json
                .get("maxRecordCount")
                .and_then(Value::as_u64)
                .and_then(|cap| u32::try_from(cap).ok())
                .filter(|&cap| cap > 0),
            edited: json
                .get("editFieldsInfo")
                .and_then(|info| text(info, "editDateField")),
            dates: of_type("esriFieldTypeDate").collect(),
        })
    }

    /// The condition for records registered on a day or later.
    pub fn filter(&self, since: Option<NaiveDate>, field: &str) -> Result<String, PullError> {
        let Some(since) = since else {
            return Ok("1=1".to_owned());
        };
        let known = self
            .dates
            .iter()
            .find(|date| date.eq_ignore_ascii_case(field));
        let known = known.ok_or_else(|| PullError::Field {
            field: field.to_owned(),
            known: self.dates.join(", "),
        })?;
        Ok(format!("{known} >= DATE '{since}'"))
    }
}

/// How many records of a layer a condition holds for; 0 when the server does not say.
pub fn count(client: &Client<'_>, filter: &str) -> Result<u64, PullError> {
    let answer = client.query(&[
        ("f", "json"),
        ("where", filter),
        ("returnCountOnly", "true"),
    ])?;
    let count = answer.json.get("count").and_then(Value::as_u64);
    Ok(count.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn layer() -> Layer {
        let json = json!({
            "name": "Преступления городов", "maxRecordCount": 200_000,
            "fields": [{"name": "OBJECTID", "type": "esriFieldTypeOID"}, {"name": "DAT_VOZB", "type": "esriFieldTypeDate"}, {"name": "UD", "type": "esriFieldTypeString"}],
        });
        Layer::parse(&json).unwrap()
    }

    #[test]
    fn a_layer_says_its_cap_and_fields() {
        let layer = layer();
        assert_eq!(
            (layer.object_id.as_str(), layer.cap, layer.edited.as_deref()),
            ("OBJECTID", Some(200_000), None)
        );
        assert_eq!(Layer::parse(&json!({"error": {}})), None);
    }

    #[test]
    fn records_are_filtered_by_a_date_field_that_the_layer_has() {
        let since: Option<NaiveDate> = Some("2024-01-31".parse().unwrap());
        assert_eq!(
            layer().filter(since, "dat_vozb").unwrap(),
            "DAT_VOZB >= DATE '2024-01-31'"
        );
        assert_eq!(layer().filter(None, "nothing").unwrap(), "1=1");
        let refused = layer().filter(since, "UD").unwrap_err().to_string();
        assert!(
            refused.contains("DAT_VOZB") && refused.contains("--date-field"),
            "{refused}"
        );
    }
}
