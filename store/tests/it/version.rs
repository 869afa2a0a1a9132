//! A version's name depends on its content and on nothing else.

use oshaq_store::Manifest;
use proptest::prelude::*;
use serde_json::{Value, json};

fn manifest(parameters: &str) -> Manifest {
    let text = format!(
        r#"{{"schema_version": 1, "kind": "counts", "version": "0000000000000000", "simulated": true,
            "parents": [{{"kind": "incidents", "version": "00112233445566ff"}}],
            "parameters": {parameters}, "seed": 7, "rows": {{"counts": 3}},
            "files": [{{"name": "counts.parquet", "bytes": 3, "sha256": "{}"}}],
            "code_version": "0.1.0", "created": "2026-01-02T03:04:05Z"}}"#,
        "ab".repeat(32)
    );
    serde_json::from_str(&text).unwrap()
}

/// Recipe, with Python's standard library:
/// ```python
/// import hashlib, json
/// content = {"kind": "counts", "schema_version": 1, "parents": [{"kind": "incidents", "version": "00112233445566ff"}],
///   "parameters": {"resolution": 9, "note": "қ"}, "seed": 7, "simulated": True,
///   "files": [{"name": "counts.parquet", "bytes": 3, "sha256": "ab" * 32}]}
/// text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
/// print(hashlib.sha256(text.encode()).hexdigest()[:16])
/// ```
#[test]
fn the_name_of_a_version_is_the_one_that_python_computes() {
    let name = manifest(r#"{"resolution": 9, "note": "қ"}"#)
        .content_version()
        .unwrap();
    assert_eq!(name.as_str(), "878e91ed4136aec4");
}

#[test]
fn when_and_by_what_code_a_version_was_written_does_not_change_its_name() {
    let one = manifest("{}");
    let other = Manifest {
        created: "2031-01-01T00:00:00Z".parse().unwrap(),
        code_version: "9.9.9".to_owned(),
        rows: [("x".to_owned(), 1)].into(),
        ..one.clone()
    };
    assert_eq!(
        one.content_version().unwrap(),
        other.content_version().unwrap()
    );
}

#[test]
fn everything_else_changes_its_name() {
    let one = manifest("{}");
    let mut others = vec![
        Manifest {
            seed: None,
            ..one.clone()
        },
        Manifest {
            simulated: false,
            ..one.clone()
        },
        Manifest {
            parents: vec![],
            ..one.clone()
        },
        Manifest {
            files: vec![],
            ..one.clone()
        },
        Manifest {
            kind: oshaq_store::Kind::Forecast,
            ..one.clone()
        },
        Manifest {
            schema_version: 2,
            ..one.clone()
        },
        manifest(r#"{"a": null}"#),
    ];
    others.push(one);
    let names: std::collections::BTreeSet<_> = others
        .iter()
        .map(|other| other.content_version().unwrap())
        .collect();
    assert_eq!(names.len(), others.len());
}

fn parameters() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e6..1e6).prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(".{0,4}", inner, 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// JSON text with the members of every object in reverse order.
fn reversed(value: &Value) -> String {
    match value {
        Value::Array(items) => format!(
            "[{}]",
            items.iter().map(reversed).collect::<Vec<_>>().join(" , ")
        ),
        Value::Object(members) => {
            let mut members: Vec<_> = members
                .iter()
                .map(|(key, value)| format!("{} : {}", json!(key), reversed(value)))
                .collect();
            members.reverse();
            format!("{{{}}}", members.join(" , "))
        }
        scalar => scalar.to_string(),
    }
}

proptest! {
    #[test]
    fn the_order_of_keys_does_not_change_the_name(parameters in parameters()) {
        let one = manifest(&parameters.to_string()).content_version().unwrap();
        let other = manifest(&reversed(&parameters)).content_version().unwrap();
        prop_assert_eq!(one, other);
    }

    #[test]
    fn a_manifest_on_disk_has_the_name_that_it_had_in_memory(parameters in parameters()) {
        let one = manifest(&parameters.to_string());
        let text = serde_json::to_string_pretty(&one).unwrap();
        let read: Manifest = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(one.content_version().unwrap(), read.content_version().unwrap());
        prop_assert_eq!(one, read);
    }
}
