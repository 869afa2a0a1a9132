//! Documents for people: the same content as the JSON, with its links to click.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};
use serde_json::Value;

use crate::publication::Publication;

pub(super) const MEDIA_TYPE: &str = "text/html; charset=utf-8";

/// The content security policy: one style sheet of our own and nothing else.
pub(super) const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

const STYLE: &str = include_str!("style.css");

/// Keys that are shown elsewhere on the page, or that programs alone need.
const NOT_LISTED: [&str; 6] = [
    "title",
    "description",
    "attribution",
    "links",
    "type",
    "geometry",
];

/// The style sheet.
pub(super) async fn style() -> Response {
    let own = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
    ];
    (own, STYLE).into_response()
}

/// A document as a page.
pub(super) fn page(document: &Value, publication: &Publication) -> String {
    let title = document["title"]
        .as_str()
        .or(document["id"].as_str())
        .unwrap_or("Oshaq");
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · Oshaq" }
                link rel="stylesheet" href="/ogc/style.css";
            }
            body {
                nav {
                    a href="/" { "Map" } " · "
                    a href="/ogc?f=html" { "OGC API" } " · "
                    a href="/ogc/collections?f=html" { "Collections" }
                }
                @if publication.meta.simulated {
                    p.simulated { "Simulated data: these are no real offences." }
                }
                h1 { (title) }
                @if let Some(text) = document["description"].as_str() { p { (text) } }
                (links(&document["links"]))
                @if let Some(features) = document["features"].as_array() { (table(features)) }
                @else { (entries(document)) }
                footer { (publication.source) " " (publication.licence) }
            }
        }
    };
    page.into_string()
}

fn links(links: &Value) -> Markup {
    let text = |link: &Value, key: &str| link[key].as_str().unwrap_or_default().to_owned();
    html! {
        ul.links {
            @for link in links.as_array().into_iter().flatten() {
                li {
                    @if link["templated"] == true { code { (text(link, "href")) } }
                    @else { a href=(text(link, "href")) { (text(link, "title")) } }
                    " " small { (text(link, "rel").rsplit('/').next().unwrap_or_default()) " " (text(link, "type")) }
                }
            }
        }
    }
}

/// Key after key; objects and lists inside are shown the same way.
fn entries(document: &Value) -> Markup {
    html! {
        @match document {
            Value::Object(map) => dl {
                @for (key, value) in map.iter().filter(|(key, _)| !NOT_LISTED.contains(&key.as_str())) {
                    dt { (key) }
                    dd { (value_of(value)) }
                }
            },
            other => p { (plain(other)) },
        }
    }
}

fn value_of(value: &Value) -> Markup {
    html! {
        @match value {
            Value::Object(_) => (entries(value)),
            Value::Array(list) if list.iter().all(|own| !own.is_object()) => {
                @for (position, own) in list.iter().enumerate() { @if position > 0 { ", " } (plain(own)) }
            },
            Value::Array(list) => {
                @for own in list {
                    section {
                        @if let Some(title) = own["title"].as_str() { h2 { (title) } }
                        @if own["links"].is_array() { (links(&own["links"])) }
                        (entries(own))
                    }
                }
            },
            other => (plain(other)),
        }
    }
}

fn table(features: &[Value]) -> Markup {
    let first = features
        .first()
        .and_then(|feature| feature["properties"].as_object());
    let keys: Vec<&String> = first.into_iter().flat_map(|map| map.keys()).collect();
    html! {
        div.wide {
            table {
                thead { tr { th { "id" } @for key in &keys { th { (key) } } } }
                tbody {
                    @for feature in features {
                        tr {
                            td { (plain(&feature["id"])) }
                            @for key in &keys { td { (plain(&feature["properties"][key.as_str()])) } }
                        }
                    }
                }
            }
        }
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
