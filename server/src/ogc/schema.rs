//! What the properties of a collection's features mean, for programs: a JSON Schema.

use axum::extract::Path;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::Desk;
use super::collections::{Subject, find, title};
use super::query::{Asked, FormQuery};
use crate::downloads::columns::{
    CELL_MONTH_PROPERTIES, Column, DISTRICT_PROPERTIES, PLACE_PROPERTIES, UNIT_FEATURE_PROPERTIES,
};
use crate::http::problem::Problem;

/// Media type of a schema.
///
/// Source: JSON Schema 2020-12, core, section 14.
pub(super) const SCHEMA: &str = "application/schema+json";

/// The properties of a feature, and its geometry.
///
/// Source: JSON Schema 2020-12; the roles are those of OGC 23-058r1 (Features, Part 5), a draft, which is why no class of it is
/// declared.
pub(super) async fn schema(
    Path(id): Path<String>,
    Asked(query): Asked<FormQuery>,
    desk: Desk,
) -> Result<Response, Problem> {
    let (_, subject) = find(&desk.publication, &id)?;
    let columns = columns(subject);
    let required: Vec<&str> = columns.iter().map(Column::name).collect();
    let mut properties: Map<String, Value> = columns
        .iter()
        .map(|column| (column.name().to_owned(), property(column)))
        .collect();
    properties.insert("geometry".to_owned(), geometry(subject));
    if let Some(code) = properties.get_mut("kato") {
        code["x-ogc-role"] = "id".into();
    }
    let document = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("{}/collections/{id}/schema", desk.base),
        "title": title(&desk.publication, subject),
        "description": desk.publication.description(&id),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    desk.send(query.f.as_deref(), SCHEMA, &document)
}

const fn columns(subject: Subject) -> &'static [Column] {
    match subject {
        Subject::Cells(_) => CELL_MONTH_PROPERTIES,
        Subject::Units => UNIT_FEATURE_PROPERTIES,
        Subject::Districts => DISTRICT_PROPERTIES,
        Subject::Places => PLACE_PROPERTIES,
    }
}

fn property(column: &Column) -> Value {
    let mut property = json!({ "description": column.description() });
    property["type"] = if column.is_nullable() {
        json!([column.json_type(), "null"])
    } else {
        column.json_type().into()
    };
    if let Some(unit) = column.unit() {
        property["x-ogc-unit"] = unit.into();
    }
    property
}

fn geometry(subject: Subject) -> Value {
    let format = match subject {
        Subject::Cells(_) => "geometry-polygon",
        Subject::Units | Subject::Districts => "geometry-multipolygon",
        Subject::Places => "geometry-point",
    };
    json!({ "format": format, "x-ogc-role": "primary-geometry" })
}
