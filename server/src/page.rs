//! The page: files built by `web/`, carried in the program.

use std::collections::HashMap;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rayon::prelude::*;
use rust_embed::RustEmbed;

use crate::http::problem::Problem;
use crate::http::respond::{Caching, Document};

/// Read from disk in debug builds; a release build refuses to compile without them (build.rs).
#[derive(RustEmbed)]
#[folder = "../web/dist"]
#[allow_missing = true]
struct Files;

/// Addresses that the page itself tells apart.
const VIEWS: [&str; 8] = [
    "/",
    EMBED,
    "/kpi",
    "/plan",
    "/method",
    "/privacy",
    "/changes",
    "/glossary",
];

/// The map for a frame in another site's page.
const EMBED: &str = "/embed";

const INDEX: &str = "index.html";

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Oshaq</title>\
    <h1>The page was not built</h1><p>Run <code>make web</code>, then start the server again. The API is at <a href=\"/api/docs/\">/api/docs/</a>.</p></html>";

/// The page's files.
#[derive(Debug)]
pub(crate) struct Page {
    files: HashMap<String, Document>,
    /// The policy of the map in a frame; whoever sends the answer knows that of every other view.
    embed_policy: HeaderValue,
}

impl Page {
    pub(crate) fn load(embed_policy: HeaderValue) -> Self {
        let names: Vec<String> = Files::iter().map(std::borrow::Cow::into_owned).collect();
        let files = names
            .into_par_iter()
            .filter_map(|name| Files::get(&name).map(|file| (name, file.data.into_owned())));
        Self {
            files: files
                .map(|(name, bytes)| (name.clone(), document(&name, bytes)))
                .collect(),
            embed_policy,
        }
    }

    /// Sends the file at a path, or the page for one of its views.
    pub(crate) fn send(&self, path: &str, headers: &HeaderMap) -> Response {
        let short = path
            .strip_suffix('/')
            .filter(|short| !short.is_empty())
            .unwrap_or(path);
        let view = VIEWS.contains(&short);
        let name = if view {
            INDEX
        } else {
            path.trim_start_matches('/')
        };
        match self.files.get(name) {
            Some(document) if short == EMBED => self.for_any_frame(document.send(headers)),
            Some(document) => document.send(headers),
            None if view => not_built(),
            None => Problem::not_found(
                "unknown-address",
                "nothing is at this address; the map is at /, the indicators at /kpi",
            )
            .into_response(),
        }
    }

    fn for_any_frame(&self, mut response: Response) -> Response {
        let policy = self.embed_policy.clone();
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
        response
    }
}

fn document(name: &str, bytes: Vec<u8>) -> Document {
    let guess = mime_guess::from_path(name).first_or_octet_stream();
    let text = if guess.type_() == "text" {
        format!("{guess}; charset=utf-8")
    } else {
        guess.to_string()
    };
    let media_type =
        HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let hashed = name.starts_with("assets/");
    Document::new(
        media_type,
        if hashed {
            Caching::Immutable
        } else {
            Caching::Revalidate
        },
        bytes,
    )
}

fn not_built() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (StatusCode::SERVICE_UNAVAILABLE, headers, NOT_BUILT).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_was_not_built_says_so_and_how_to_build_it() {
        let page = Page {
            files: HashMap::new(),
            embed_policy: HeaderValue::from_static(""),
        };
        for path in ["/", "/kpi", "/kpi/", "/method"] {
            assert_eq!(
                page.send(path, &HeaderMap::new()).status(),
                StatusCode::SERVICE_UNAVAILABLE,
                "{path}"
            );
        }
        assert!(NOT_BUILT.contains("make web"));
        assert_eq!(
            page.send("/elsewhere", &HeaderMap::new()).status(),
            StatusCode::NOT_FOUND
        );
    }

    #[test]
    fn hashed_files_are_kept_for_ever_and_the_page_is_asked_for_every_time() {
        let files = [
            ("index.html", "<!doctype html>"),
            ("assets/main-abc123.js", "1"),
        ];
        let page = Page {
            files: files
                .map(|(name, text)| (name.to_owned(), document(name, text.into())))
                .into(),
            embed_policy: HeaderValue::from_static(""),
        };
        let cache = |path: &str| {
            page.send(path, &HeaderMap::new()).headers()[header::CACHE_CONTROL]
                .to_str()
                .unwrap()
                .to_owned()
        };
        assert!(cache("/assets/main-abc123.js").contains("immutable"));
        assert_eq!(cache("/"), "no-cache");
        assert_eq!(cache("/kpi"), "no-cache");
        assert_eq!(
            page.send("/index.html", &HeaderMap::new()).headers()[header::CONTENT_TYPE],
            "text/html; charset=utf-8"
        );
    }
}
