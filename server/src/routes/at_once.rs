//! Tiles and arrays: answered where their connection is, at once.
//!
//! They are nearly all that is asked, and each costs little: a look into an index in memory and a few kilobytes out of the disk's cache.
//! What a router, a task of its own and a time-out cost would be most of it. So they take a shorter way, on which nothing waits: there is
//! nothing to time, and no more of them are being answered at a time than there are lanes, so that the limit of open requests has nothing
//! to limit. What they have in common with every other answer is in `visit.rs` and [`without_routing`].

use std::panic::AssertUnwindSafe;

use axum::http::{Method, Request};
use axum::response::{IntoResponse, Response};

use super::edge::without_routing;
use super::visit::Visit;
use super::{arrays, tiles};
use crate::app::App;
use crate::http::problem::Problem;

/// The paths that are answered so, with their parameters in braces.
pub(crate) const AT_ONCE: [&str; 2] = ["/tiles/{*address}", "/values/{*address}"];

/// The answer to what was packed at publication; `None` for what the router must answer.
pub(crate) fn at_once<B>(app: &App, request: &Request<B>) -> Option<Response> {
    let path = request.uri().path();
    let answer = if path.starts_with("/tiles/") {
        tiles::tile
    } else if path.starts_with("/values/") {
        arrays::array
    } else {
        return None;
    };
    Some(guarded(app, request, || {
        if let Some(response) = without_routing(request) {
            return response;
        }
        match *request.method() {
            Method::GET | Method::HEAD => answer(app, path, request.headers()).into_response(),
            _ => Problem::method_not_allowed().into_response(),
        }
    }))
}

/// An answer dressed and counted; a panic becomes one, too.
fn guarded<B>(app: &App, request: &Request<B>, answer: impl FnOnce() -> Response) -> Response {
    let visit = Visit::begin(app, request);
    let mut response = std::panic::catch_unwind(AssertUnwindSafe(answer))
        .unwrap_or_else(|panic| visit.panicked(app, request.uri().path(), &*panic));
    visit.end(app, &mut response);
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::App;

    #[test]
    fn a_panic_becomes_an_answer_with_an_id_and_is_counted() {
        let app = App::of_nothing();
        let request = Request::builder().uri("/tiles/x").body(()).unwrap();
        let response = guarded(&app, &request, || panic!("the secret cause"));
        assert_eq!(response.status(), 500);
        assert!(response.headers().contains_key("x-request-id"));
        let counted = app.metrics.render();
        assert!(counted.contains("oshaq_http_panics_total 1"));
        assert!(counted.contains(r#"{route="tiles",status="5xx"} 1"#));
    }

    #[test]
    fn only_what_was_packed_at_publication_is_answered_so() {
        let app = App::of_nothing();
        let status = |method: Method, path: &str| {
            let request = Request::builder()
                .method(method)
                .uri(path)
                .body(())
                .unwrap();
            at_once(&app, &request).map(|response| response.status().as_u16())
        };
        assert_eq!(status(Method::GET, "/tiles/risk-all/x/3/0/0"), Some(404));
        assert_eq!(status(Method::HEAD, "/values/grid/x/7"), Some(404));
        assert_eq!(
            status(Method::OPTIONS, "/tiles/risk-all/x/3/0/0"),
            Some(204)
        );
        assert_eq!(status(Method::POST, "/tiles/risk-all/x/3/0/0"), Some(405));
        assert_eq!(
            status(Method::GET, &format!("/tiles/{}", "x".repeat(3000))),
            Some(414)
        );
        for path in ["/tiles", "/tilejson/x.json", "/api/v1/meta", "/", "/values"] {
            assert_eq!(status(Method::GET, path), None, "{path}");
        }
    }
}
