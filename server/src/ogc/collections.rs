//! What there is to ask for: one collection a category, the units, the districts and the places.

use axum::extract::Path;
use axum::response::Response;
use serde_json::{Value, json};

use super::crs::Crs;
use super::matrix_sets::MATRIX_SET;
use super::query::{Asked, FormQuery};
use super::schema::SCHEMA;
use super::{Desk, GEOJSON, JSON};
use crate::http::problem::Problem;
use crate::publication::Publication;
use crate::tiles::{DISTRICT_LAYER, PLACE_LAYER, TileArchive, UNIT_LAYER};

/// What the features of a collection are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// Cells of a series, by its position: one feature a cell and month.
    Cells(usize),
    Units,
    Districts,
    Places,
}

/// A collection is a layer by another name.
pub(super) fn find<'a>(
    publication: &'a Publication,
    id: &str,
) -> Result<(&'a TileArchive, Subject), Problem> {
    let series = publication.layer_names().iter().position(|name| name == id);
    let subject = match id {
        DISTRICT_LAYER => Some(Subject::Districts),
        UNIT_LAYER => Some(Subject::Units),
        PLACE_LAYER => Some(Subject::Places),
        _ => series.map(Subject::Cells),
    };
    let layer = publication.layer(id).zip(subject);
    layer.ok_or_else(|| {
        let shown: String = id.chars().take(60).collect();
        let detail = format!("there is no collection `{shown}`; /ogc/collections lists them");
        Problem::not_found("unknown-collection", detail)
    })
}

pub(super) async fn collections(
    Asked(query): Asked<FormQuery>,
    desk: Desk,
) -> Result<Response, Problem> {
    let names = desk.publication.layer_names().iter();
    let collections: Vec<Value> = names
        .map(|name| find(&desk.publication, name).map(|found| describe(&desk, name, found)))
        .collect::<Result<_, _>>()?;
    let document = json!({
        "title": "Collections",
        "links": desk.own_links(JSON, "/collections"),
        "crs": Crs::ALL.map(Crs::uri),
        "collections": collections,
    });
    desk.send(query.f.as_deref(), JSON, &document)
}

pub(super) async fn collection(
    Path(id): Path<String>,
    Asked(query): Asked<FormQuery>,
    desk: Desk,
) -> Result<Response, Problem> {
    let found = find(&desk.publication, &id)?;
    let document = describe(&desk, &id, found);
    desk.send(query.f.as_deref(), JSON, &document)
}

fn describe(desk: &Desk, id: &str, (archive, subject): (&TileArchive, Subject)) -> Value {
    let path = format!("/collections/{id}");
    let mut links = desk.own_links(JSON, &path);
    links.extend([
        desk.link("items", GEOJSON, "Features", &format!("{path}/items")),
        desk.link(
            "items",
            "text/html",
            "Features for people",
            &format!("{path}/items?f=html"),
        ),
        desk.link(
            "describedby",
            SCHEMA,
            "What the properties of the features mean",
            &format!("{path}/schema"),
        ),
        desk.link(
            "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector",
            JSON,
            "Vector tiles",
            &format!("{path}/tiles"),
        ),
    ]);
    let mut extent = json!({
        "spatial": { "bbox": [archive.about().bounds], "crs": Crs::Crs84.uri() },
    });
    if let Subject::Cells(_) = subject {
        extent["temporal"] = json!({
            "interval": [interval(&desk.publication)],
            "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
        });
    }
    json!({
        "id": id,
        "title": title(&desk.publication, subject),
        "description": desk.publication.description(id),
        "attribution": desk.publication.attribution(),
        "extent": extent,
        "itemType": "feature",
        "crs": Crs::ALL.map(Crs::uri),
        "storageCrs": Crs::Crs84.uri(),
        "dataType": "vector",
        "tileMatrixSets": [MATRIX_SET],
        "links": links,
    })
}

/// From the first day of the first month to the end of the forecast's month.
fn interval(publication: &Publication) -> [String; 2] {
    let meta = &publication.meta;
    let first = meta.months.first().unwrap_or(&meta.forecast_month);
    let end = meta.forecast_month.plus(1).first_day();
    [
        format!("{}T00:00:00Z", first.first_day()),
        format!("{end}T00:00:00Z"),
    ]
}

/// What people call the collection.
pub(super) fn title(publication: &Publication, subject: Subject) -> String {
    let meta = &publication.meta;
    match subject {
        Subject::Units => "Units: regions and cities of republican significance".to_owned(),
        Subject::Districts => "Districts, and cities with an akimat of their own".to_owned(),
        Subject::Places => "Places to find one's way by".to_owned(),
        Subject::Cells(series) => {
            let slug = &meta.series[series];
            let state = meta.categories.iter().find(|state| state.slug == *slug);
            let name = state.map_or("All published categories", |state| {
                state.names.name_en.as_str()
            });
            format!("Recorded offences by cell and month: {name}")
        }
    }
}
