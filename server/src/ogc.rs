//! `/ogc`: OGC API – Features and – Tiles over the newest publication, for GIS clients and, as HTML, for people.
//!
//! Sources: OGC 17-069r4 (Features, Part 1: core, GeoJSON), OGC 18-058r1 (Part 2: coordinate reference systems), OGC 20-057
//! (Tiles, Part 1), OGC 17-083r4 (tile matrix sets).

mod collections;
mod crs;
mod description;
mod feature;
mod features;
mod html;
mod landing;
mod matrix_sets;
mod query;
mod schema;
mod tilesets;

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use axum::routing::get;
use serde_json::{Value, json};

use crate::app::App;
use crate::http::negotiate::media_type;
use crate::http::origin::Origin;
use crate::http::problem::Problem;
use crate::http::respond::send_made;
use crate::publication::Publication;
use crate::router::Route;
pub(crate) use query::bbox_degrees;

/// Media type of a document that says what there is.
const JSON: &str = "application/json";

/// Media type of features.
const GEOJSON: &str = "application/geo+json";

/// The routes under `/ogc`.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        ("/ogc", get(landing::landing)),
        ("/ogc/", get(landing::landing)),
        ("/ogc/style.css", get(html::style)),
        ("/ogc/api", get(description::api)),
        ("/ogc/conformance", get(landing::conformance)),
        ("/ogc/collections", get(collections::collections)),
        ("/ogc/collections/{id}", get(collections::collection)),
        ("/ogc/collections/{id}/schema", get(schema::schema)),
        ("/ogc/collections/{id}/items", get(features::items)),
        ("/ogc/collections/{id}/items/{feature}", get(features::item)),
        ("/ogc/collections/{id}/tiles", get(tilesets::tilesets)),
        ("/ogc/collections/{id}/tiles/{set}", get(tilesets::tileset)),
        (
            "/ogc/collections/{id}/tiles/{set}/{matrix}/{row}/{column}",
            get(tilesets::tile),
        ),
        ("/ogc/tileMatrixSets", get(matrix_sets::matrix_sets)),
        ("/ogc/tileMatrixSets/{set}", get(matrix_sets::matrix_set)),
    ]
}

/// A request's surroundings: what is published, under which address clients reach it, and which forms of it they take.
struct Desk {
    publication: Arc<Publication>,
    base: String,
    headers: HeaderMap,
}

impl FromRequestParts<Arc<App>> for Desk {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let Ok(origin) = Origin::from_request_parts(parts, app).await;
        Ok(Self {
            publication: app.publication()?,
            base: format!("{origin}/ogc"),
            headers: parts.headers.clone(),
        })
    }
}

impl Desk {
    fn link(&self, rel: &str, media_type: &str, title: &str, path: &str) -> Value {
        json!({ "rel": rel, "type": media_type, "title": title, "href": format!("{}{path}", self.base) })
    }

    /// Links to a document itself, as JSON and as HTML.
    fn own_links(&self, media_type: &str, path: &str) -> Vec<Value> {
        let and = if path.contains('?') { '&' } else { '?' };
        vec![
            self.link("self", media_type, "This document", path),
            self.link(
                "alternate",
                "text/html",
                "This document for people",
                &format!("{path}{and}f=html"),
            ),
        ]
    }

    /// The document as JSON or as HTML, whichever is asked for.
    fn send(
        &self,
        form: Option<&str>,
        json_type: &'static str,
        document: &Value,
    ) -> Result<Response, Problem> {
        let (media_type, raw) = match wanted(&self.headers, form, json_type)? {
            Form::Json => (json_type, document.to_string()),
            Form::Html => (html::MEDIA_TYPE, html::page(document, &self.publication)),
        };
        let mut response = send_made(
            &self.headers,
            &HeaderValue::from_static(media_type),
            raw.into_bytes(),
        );
        let own = response.headers_mut();
        own.insert(
            header::VARY,
            HeaderValue::from_static("accept, accept-encoding"),
        );
        own.insert(header::CONTENT_SECURITY_POLICY, html::POLICY);
        Ok(response)
    }
}

/// The form of an answer.
enum Form {
    Json,
    Html,
}

/// `f` decides; without it `Accept` does.
fn wanted(
    headers: &HeaderMap,
    form: Option<&str>,
    json_type: &'static str,
) -> Result<Form, Problem> {
    match form {
        Some("json") => Ok(Form::Json),
        Some("html") => Ok(Form::Html),
        Some(_) => Err(Problem::bad_request(
            "format",
            "`f` must be `json` or `html`",
        )),
        None => {
            let bare = json_type.split(';').next().unwrap_or(json_type);
            let json_types = [bare, JSON];
            let offered: &[&[&str]] = &[&json_types, &["text/html", "application/xhtml+xml"]];
            match media_type(headers, offered) {
                Some(0) => Ok(Form::Json),
                Some(_) => Ok(Form::Html),
                None => Err(Problem::not_acceptable(format!(
                    "accept `{json_type}` or `text/html`"
                ))),
            }
        }
    }
}
