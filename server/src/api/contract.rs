//! What all operations of the contract have in common, added once instead of at every handler.

use serde_json::{Map, Value, json};

use crate::http::problem::PROBLEM_MEDIA_TYPE;

/// Answers that the edge gives for any operation, before or instead of its handler.
pub(crate) const OF_EVERY_OPERATION: [(&str, &str); 5] = [
    ("400", "a parameter is malformed or unknown"),
    (
        "406",
        "none of the encodings that the client accepts can be sent",
    ),
    ("414", "the address is too long"),
    (
        "429",
        "too many requests from this address; `Retry-After` says how long to wait",
    ),
    (
        "503",
        "nothing is published yet, or the server is busy; `Retry-After` says how long to wait",
    ),
];

/// Fields that may be missing, both of a problem: its id in the log, and its detail in English.
const SOMETIMES: [&str; 2] = ["request_id", "detail_en"];

/// Completes the document that the handlers add up to.
pub(super) fn complete(document: &mut Value) {
    for_each(&mut document["components"]["schemas"], require_every_field);
    for_each(&mut document["paths"], |operations| {
        for_each(operations, add_common_responses);
        for_each(operations, |operation| {
            append(&mut operation["parameters"], language_reference());
        });
    });
    document["components"]["parameters"]["lang"] = language();
}

/// The parameter that every operation takes.
fn language() -> Value {
    json!({
        "name": "lang",
        "in": "query",
        "description": "Language of whatever is told in one: a problem's title and detail, a feed, the words of a picture. It goes before `Accept-Language`; English where neither names one.",
        "required": false,
        "schema": { "type": "string", "enum": ["kk", "ru", "en"] },
    })
}

fn language_reference() -> Value {
    json!({ "$ref": "#/components/parameters/lang" })
}

/// Adds to a list, which begins where there is none.
fn append(list: &mut Value, item: Value) {
    match list.as_array_mut() {
        Some(list) => list.push(item),
        None => *list = json!([item]),
    }
}

fn for_each(value: &mut Value, change: impl Fn(&mut Value)) {
    value
        .as_object_mut()
        .into_iter()
        .flat_map(Map::values_mut)
        .for_each(change);
}

/// Answers always hold all their fields: what is not known is `null`. What may be missing is in [`SOMETIMES`].
fn require_every_field(schema: &mut Value) {
    let parts = schema.get_mut("allOf").and_then(Value::as_array_mut);
    parts.into_iter().flatten().for_each(require_every_field);
    let Some(fields) = schema.get("properties").and_then(Value::as_object) else {
        return;
    };
    let always = fields
        .keys()
        .filter(|name| !SOMETIMES.contains(&name.as_str()));
    schema["required"] = always.cloned().collect();
}

fn add_common_responses(operation: &mut Value) {
    let Some(responses) = operation["responses"].as_object_mut() else {
        return;
    };
    for (status, description) in OF_EVERY_OPERATION {
        responses
            .entry(status)
            .or_insert_with(|| problem(description));
    }
}

fn problem(description: &str) -> Value {
    let schema = json!({ "$ref": "#/components/schemas/Problem" });
    json!({ "description": description, "content": { PROBLEM_MEDIA_TYPE: { "schema": schema } } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_an_answer_is_required_also_in_its_parts() {
        let mut document = json!({
            "components": {"schemas": {
                "Named": {"allOf": [{"$ref": "#/x"}, {"properties": {"slug": {}, "reason": {}}}]},
                "Problem": {"properties": {"title": {}, "detail_en": {}, "request_id": {}}},
            }},
            "paths": {"/a": {"get": {"responses": {"503": {"description": "own words"}}}}},
        });
        complete(&mut document);
        let schemas = &document["components"]["schemas"];
        assert_eq!(
            schemas["Named"]["allOf"][1]["required"],
            json!(["reason", "slug"])
        );
        assert_eq!(schemas["Problem"]["required"], json!(["title"]));
        assert!(schemas["Problem"].get("allOf").is_none());
        let responses = &document["paths"]["/a"]["get"]["responses"];
        assert_eq!(responses["503"]["description"], "own words");
        assert!(responses["429"]["content"][PROBLEM_MEDIA_TYPE].is_object());
    }
}
