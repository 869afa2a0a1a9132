//! What happens to every request that goes through the router: limits, time-outs, and panics turned into answers.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, Method, Request, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;

use super::visit::Visit;
use crate::app::App;
use crate::connection::limit::{Allowance, Exhausted, Peer};
use crate::connection::metrics::RouteClass;
use crate::http::language::Language;
use crate::http::problem::Problem;

/// Bytes of a request's body from which it is refused; no route reads a body.
const MAX_BODY_BYTES: u64 = 64 * 1024;

/// Longest address.
const MAX_URI_BYTES: usize = 2048;

/// Wraps every request that goes through the router.
pub(crate) async fn observe(
    State(app): State<Arc<App>>,
    request: Request<Body>,
    next: Next,
) -> Response {
    let visit = Visit::begin(&app, &request);
    let in_flight = app.metrics.request_in_flight();
    let mut response = answer(&app, &visit, request, next).await;
    drop(in_flight);
    visit.end(&app, &mut response);
    response
}

async fn answer(app: &App, visit: &Visit, request: Request<Body>, next: Next) -> Response {
    if let Some(answer) = without_routing(&request) {
        return answer;
    }
    let allowance = match limit(app, visit.class, &request) {
        Some(Err(exhausted)) => return too_many(exhausted),
        Some(Ok(allowance)) => Some(allowance),
        None => None,
    };
    let mut response = match unspoken(visit.class, &request) {
        Some(problem) => problem.into_response(),
        None => admitted(app, visit, request, next).await,
    };
    if let Some(allowance) = allowance {
        allowance.tell(response.headers_mut());
    }
    response
}

/// The answer to what is refused or asked about before anybody looks where it goes.
pub(super) fn without_routing<B>(request: &Request<B>) -> Option<Response> {
    match refuse(request) {
        Some(problem) => Some(problem.into_response()),
        None => (request.method() == Method::OPTIONS).then(preflight),
    }
}

/// Why a request for data in a language that we do not speak is refused. The page reads its address itself.
fn unspoken(class: RouteClass, request: &Request<Body>) -> Option<Problem> {
    let told = matches!(
        class,
        RouteClass::Api | RouteClass::Snapshot | RouteClass::TileJson
    );
    let asked = told.then(|| Language::asked(request.uri(), request.headers()));
    asked.and_then(Result::err)
}

/// Takes the request off what its address may ask; `None` for what is not limited.
fn limit(
    app: &App,
    class: RouteClass,
    request: &Request<Body>,
) -> Option<Result<Allowance, Exhausted>> {
    let limited = matches!(class, RouteClass::Api | RouteClass::Snapshot);
    let peer = limited
        .then(|| request.extensions().get::<Peer>())
        .flatten();
    let client = app.proxies.client(*peer?, request.headers());
    app.address_limit.take(client)
}

fn too_many(exhausted: Exhausted) -> Response {
    let mut response = Problem::too_many_requests(exhausted.wait).into_response();
    let headers = response.headers_mut();
    exhausted.allowance.tell(headers);
    headers.insert(header::RETRY_AFTER, HeaderValue::from(exhausted.wait));
    response
}

/// Answers a request that may be answered.
async fn admitted(app: &App, visit: &Visit, request: Request<Body>, next: Next) -> Response {
    let Ok(_place) = app.in_flight.try_acquire() else {
        return Problem::unavailable(
            "busy",
            "too many requests are being answered; try again in a few seconds",
        )
        .into_response();
    };
    // A picture waits for its turn, is rendered, and each of the two has a time-out of its own.
    let limit = if visit.class == RouteClass::Snapshot {
        app.config.snapshot_timeout * 2 + app.config.request_timeout
    } else {
        app.config.request_timeout
    };
    let path = request.uri().path().to_owned();
    let answered =
        tokio::time::timeout(limit, AssertUnwindSafe(next.run(request)).catch_unwind()).await;
    match answered {
        Ok(Ok(response)) => response,
        Ok(Err(panic)) => visit.panicked(app, &path, &*panic),
        Err(_) => {
            tracing::error!(id = %visit.id, %path, "a request took too long");
            Problem::unavailable(
                "too-slow",
                "the answer took too long; try again in a few seconds",
            )
            .into_response()
        }
    }
}

fn refuse<B>(request: &Request<B>) -> Option<Problem> {
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

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;
    use crate::config::ServerConfig;
    use crate::connection::request_ids::REQUEST_ID;

    async fn broken() -> StatusCode {
        panic!("the secret cause")
    }

    async fn ask(config: ServerConfig) -> (Arc<App>, Response) {
        let app = Arc::new(App::with_nothing(config));
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
    async fn a_request_whose_client_leaves_is_in_flight_no_longer() {
        let app = Arc::new(App::of_nothing());
        let slow = || async { tokio::time::sleep(std::time::Duration::from_mins(1)).await };
        let router = Router::new().route("/slow", get(slow));
        let observed = axum::middleware::from_fn_with_state(Arc::clone(&app), observe);
        let request = Request::builder().uri("/slow").body(Body::empty()).unwrap();
        let visit = router.layer(observed).oneshot(request);
        let left = tokio::time::timeout(std::time::Duration::from_millis(20), visit).await;
        assert!(left.is_err(), "the client leaves before the answer");
        let text = app.metrics.render();
        assert!(text.contains("oshaq_http_requests_in_flight 0"), "{text}");
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
