//! What happens to every request: an id, limits, time-outs, headers, counting, and panics turned into answers.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;

use crate::app::App;
use crate::content_policy::{DATA_POLICY, PAGE_POLICY};
use crate::language::Language;
use crate::limit::{Allowance, Exhausted, Peer};
use crate::metrics::RouteClass;
use crate::problem::{Problem, translate};

/// Bytes of a request's body from which it is refused; no route reads a body.
const MAX_BODY_BYTES: u64 = 64 * 1024;

/// Longest address.
const MAX_URI_BYTES: usize = 2048;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Wraps every request.
pub(crate) async fn observe(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let class = RouteClass::of(request.uri().path());
    let id = client_id(request.headers()).unwrap_or_else(|| app.request_ids.next());
    let language = Language::accepted(request.headers());
    let about = tracing::enabled!(tracing::Level::DEBUG)
        .then(|| (request.method().clone(), request.uri().clone()));
    app.metrics.request_began();
    let mut response = answer(&app, class, &id, request, next).await;
    app.metrics.request_ended();
    translate(&mut response, language);
    dress(response.headers_mut(), class, &id);
    let took = began.elapsed();
    app.metrics.request(class, response.status(), took);
    if let Some((method, uri)) = about {
        tracing::debug!(%id, %method, %uri, status = response.status().as_u16(), duration_us = took.as_micros() as u64, "answered");
    }
    response
}

async fn answer(app: &App, class: RouteClass, id: &str, request: Request, next: Next) -> Response {
    if let Some(problem) = refuse(&request) {
        return problem.into_response();
    }
    if request.method() == Method::OPTIONS {
        return preflight();
    }
    let allowance = match limit(app, class, &request) {
        Some(Err(exhausted)) => return too_many(exhausted),
        Some(Ok(allowance)) => Some(allowance),
        None => None,
    };
    let mut response = admitted(app, class, id, request, next).await;
    if let Some(allowance) = allowance {
        allowance.tell(response.headers_mut());
    }
    response
}

/// Takes the request off what its address may ask; `None` for what is not limited.
fn limit(app: &App, class: RouteClass, request: &Request) -> Option<Result<Allowance, Exhausted>> {
    let limited = matches!(class, RouteClass::Api | RouteClass::Snapshot);
    let peer = request.extensions().get::<Peer>().copied();
    limited
        .then(|| app.address_limit.take(peer, request.headers()))
        .flatten()
}

fn too_many(exhausted: Exhausted) -> Response {
    let mut response = Problem::too_many_requests(exhausted.wait).into_response();
    let headers = response.headers_mut();
    exhausted.allowance.tell(headers);
    headers.insert(header::RETRY_AFTER, HeaderValue::from(exhausted.wait));
    response
}

/// Answers a request that may be answered.
async fn admitted(
    app: &App,
    class: RouteClass,
    id: &str,
    request: Request,
    next: Next,
) -> Response {
    let Ok(_place) = app.in_flight.try_acquire() else {
        return Problem::unavailable(
            "busy",
            "too many requests are being answered; try again in a few seconds",
        )
        .into_response();
    };
    // A picture waits for its turn, is rendered, and each of the two has a time-out of its own.
    let limit = if class == RouteClass::Snapshot {
        app.config.snapshot_timeout * 2 + app.config.request_timeout
    } else {
        app.config.request_timeout
    };
    let path = request.uri().path().to_owned();
    let answered =
        tokio::time::timeout(limit, AssertUnwindSafe(next.run(request)).catch_unwind()).await;
    match answered {
        Ok(Ok(response)) => response,
        Ok(Err(panic)) => {
            app.metrics.panicked();
            tracing::error!(%id, %path, panic = words(&*panic), "a handler panicked");
            Problem::internal(id).into_response()
        }
        Err(_) => {
            tracing::error!(%id, %path, "a request took too long");
            Problem::unavailable(
                "too-slow",
                "the answer took too long; try again in a few seconds",
            )
            .into_response()
        }
    }
}

fn refuse(request: &Request) -> Option<Problem> {
    let length = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > MAX_BODY_BYTES) {
        return Some(Problem::too_large(format!(
            "requests need no body, and more than {MAX_BODY_BYTES} bytes are refused"
        )));
    }
    let uri = request.uri();
    let uri_bytes = uri.path().len() + uri.query().map_or(0, str::len);
    (uri_bytes > MAX_URI_BYTES)
        .then(|| Problem::uri_too_long(format!("use at most {MAX_URI_BYTES} bytes")))
}

fn preflight() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::ALLOW,
        HeaderValue::from_static("GET, HEAD, OPTIONS"),
    );
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, HEAD"),
    );
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("accept, if-none-match"),
    );
    headers.insert(
        header::ACCESS_CONTROL_MAX_AGE,
        HeaderValue::from_static("86400"),
    );
    response
}

/// Puts on what every response wears.
fn dress(headers: &mut HeaderMap, class: RouteClass, id: &str) {
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, id);
    }
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    );
    if class == RouteClass::Page {
        headers
            .entry(header::CONTENT_SECURITY_POLICY)
            .or_insert(HeaderValue::from_static(PAGE_POLICY));
        headers.insert(
            "permissions-policy",
            HeaderValue::from_static("camera=(), microphone=(), payment=(), usb=()"),
        );
        headers.insert(
            "cross-origin-opener-policy",
            HeaderValue::from_static("same-origin"),
        );
    } else {
        headers
            .entry(header::CONTENT_SECURITY_POLICY)
            .or_insert(HeaderValue::from_static(DATA_POLICY));
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_ORIGIN,
            HeaderValue::from_static("*"),
        );
        headers.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static(
                "etag, link, x-request-id, ratelimit, ratelimit-policy, retry-after",
            ),
        );
        headers.insert(
            "cross-origin-resource-policy",
            HeaderValue::from_static("cross-origin"),
        );
    }
}

/// The id that the client (or a proxy before us) gave, when it is harmless in a log.
fn client_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(REQUEST_ID)?.to_str().ok()?;
    let harmless = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    ((1..=64).contains(&id.len()) && id.bytes().all(harmless)).then(|| id.to_owned())
}

fn words(panic: &(dyn std::any::Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no words")
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;
    use crate::api::contract_document;
    use crate::config::ServerConfig;
    use crate::metrics::Metrics;
    use crate::shelf::Shelf;

    async fn broken() -> StatusCode {
        panic!("the secret cause")
    }

    async fn ask(config: ServerConfig) -> (Arc<App>, Response) {
        let store = oshaq_store::Store::open("./no-such-store").unwrap();
        let app = Arc::new(App::new(
            config,
            Shelf::new(store, 1),
            Metrics::new().unwrap(),
            contract_document(),
        ));

        let slow = || async { tokio::time::sleep(std::time::Duration::from_mins(1)).await };
        let router = Router::new()
            .route("/broken", get(broken))
            .route("/slow", get(slow))
            .layer(axum::middleware::from_fn_with_state(
                Arc::clone(&app),
                observe,
            ));
        let path = if app.config.request_timeout < ServerConfig::REQUEST_TIMEOUT {
            "/slow"
        } else {
            "/broken"
        };
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        (app, router.oneshot(request).await.unwrap())
    }

    #[tokio::test]
    async fn a_panic_becomes_an_answer_with_an_id_and_without_the_cause() {
        let (app, response) = ask(ServerConfig::default()).await;
        assert_eq!(response.status(), 500);
        let id = response.headers()[REQUEST_ID].to_str().unwrap().to_owned();
        let body = axum::body::to_bytes(response.into_body(), 10_000)
            .await
            .unwrap();
        let problem: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(problem["request_id"], id.as_str());
        assert!(!problem.to_string().contains("secret"));
        assert!(app.metrics.render().contains("oshaq_http_panics_total 1"));
        assert_eq!(
            app.in_flight.available_permits(),
            ServerConfig::MAX_REQUESTS
        );
    }

    #[tokio::test]
    async fn an_answer_that_takes_too_long_is_given_up() {
        let config = ServerConfig {
            request_timeout: std::time::Duration::from_millis(20),
            ..ServerConfig::default()
        };
        let (_, response) = ask(config).await;
        assert_eq!(response.status(), 503);
    }
}
