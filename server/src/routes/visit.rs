//! What every answer has: an id, its headers, a problem in the client's language, a line in the log, and its place in the counters.

use std::any::Any;
use std::time::Instant;

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri, header};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::connection::metrics::RouteClass;
use crate::connection::request_ids::{REQUEST_ID, RequestId};
use crate::http::content_policy::DATA_POLICY;
use crate::http::language::Language;
use crate::http::problem::{Problem, translate};

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// A request between its head and its answer's.
pub(super) struct Visit {
    pub class: RouteClass,
    pub id: RequestId,
    began: Instant,
    language: Language,
    /// For the log; kept only where the log wants it.
    about: Option<(Method, Uri)>,
}

impl Visit {
    pub(super) fn begin<B>(app: &App, request: &Request<B>) -> Self {
        let headers = request.headers();
        Self {
            class: RouteClass::of(request.uri().path()),
            id: RequestId::given(headers).unwrap_or_else(|| app.request_ids.next()),
            began: Instant::now(),
            // A language that we do not speak is told in one that the client accepts.
            language: Language::asked(request.uri(), headers)
                .unwrap_or_else(|_| Language::accepted(headers)),
            about: tracing::enabled!(tracing::Level::DEBUG)
                .then(|| (request.method().clone(), request.uri().clone())),
        }
    }

    /// Finishes the answer, and counts it.
    pub(super) fn end(self, app: &App, response: &mut Response) {
        translate(response, self.language);
        dress(response.headers_mut(), self.class, &app.page_policy);
        let (took, status) = (self.began.elapsed(), response.status());
        app.metrics.request(self.class, status, took);
        if let Some((method, uri)) = self.about {
            tracing::debug!(id = %self.id, %method, %uri, status = status.as_u16(), duration_us = took.as_micros() as u64, "answered");
        }
        response
            .headers_mut()
            .insert(REQUEST_ID, self.id.into_header());
    }

    /// The answer in the place of one that ended in a panic. The cause is for the log alone.
    pub(super) fn panicked(&self, app: &App, path: &str, panic: &(dyn Any + Send)) -> Response {
        app.metrics.panicked();
        tracing::error!(id = %self.id, %path, panic = words(panic), "a handler panicked");
        Problem::internal(self.id.as_str()).into_response()
    }
}

fn words(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no words")
}

/// Puts on what every answer of a family of routes wears.
fn dress(headers: &mut HeaderMap, class: RouteClass, page_policy: &HeaderValue) {
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    match class {
        RouteClass::Page => dress_page(headers, page_policy),
        RouteClass::Tiles => dress_tile(headers),
        _ => dress_data(headers),
    }
}

fn dress_page(headers: &mut HeaderMap, policy: &HeaderValue) {
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert_with(|| policy.clone());
    for (name, value) in [
        (header::REFERRER_POLICY, "same-origin"),
        (
            PERMISSIONS_POLICY,
            "camera=(), microphone=(), payment=(), usb=()",
        ),
        (OPENER_POLICY, "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// Only what a tile or an array needs, since there are so many: programs of any origin may read them, and no browser shows one as a document,
/// so that a content security policy and a referrer policy would guard nothing.
fn dress_tile(headers: &mut HeaderMap) {
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_EXPOSE_HEADERS, "etag, x-request-id"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// Anyone may read, and what a browser shows as a document (JSON, XML, a picture) may load nothing and stand in no frame.
fn dress_data(headers: &mut HeaderMap) {
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(DATA_POLICY));
    for (name, value) in [
        (header::REFERRER_POLICY, "same-origin"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            "etag, link, x-request-id, ratelimit, ratelimit-policy, retry-after",
        ),
        (RESOURCE_POLICY, "cross-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
