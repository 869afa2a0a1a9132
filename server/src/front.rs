//! Where a request goes: answered at once, or to the router.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::response::{IntoResponse, Response};
use futures_util::future::{BoxFuture, Either, FutureExt};
use hyper::body::Incoming;
use hyper::service::Service;
use tokio::runtime::Handle;
use tokio::task::JoinSet;
use tower::ServiceExt;

use crate::app::App;
use crate::connection::limit::Peer;
use crate::http::problem::Problem;
use crate::routes::at_once;

/// What a connection asks.
#[derive(Debug, Clone)]
pub(crate) struct Front {
    app: Arc<App>,
    router: Router,
    /// Where everything runs that may take its time, so that it holds up no lane.
    shared: Handle,
    peer: Option<Peer>,
}

impl Front {
    pub(crate) fn new(app: Arc<App>, router: Router, shared: Handle) -> Self {
        Self {
            app,
            router,
            shared,
            peer: None,
        }
    }

    /// The front of a connection with this peer.
    pub(crate) fn with_peer(&self, peer: Peer) -> Self {
        Self {
            peer: Some(peer),
            ..self.clone()
        }
    }

    /// Answers a request, wherever it comes from.
    pub(crate) async fn answer(&self, request: Request<Body>) -> Response {
        match at_once(&self.app, &request) {
            Some(response) => response,
            None => self.route(request).await,
        }
    }

    /// Answers on the shared threads. A client that goes away ends the work.
    fn route(&self, mut request: Request<Body>) -> impl Future<Output = Response> + use<> {
        if let Some(peer) = self.peer {
            request.extensions_mut().insert(peer);
        }
        let mut work = JoinSet::new();
        work.spawn_on(self.router.clone().oneshot(request), &self.shared);
        async move {
            match work.join_next().await {
                Some(Ok(answered)) => answered.unwrap_or_else(|never| match never {}),
                // The shared threads have ended before the lane.
                _ => Problem::unavailable("busy", "the server is ending").into_response(),
            }
        }
    }
}

impl Service<Request<Incoming>> for Front {
    type Response = Response;
    type Error = Infallible;
    type Future = Either<
        Ready<Result<Response, Infallible>>,
        BoxFuture<'static, Result<Response, Infallible>>,
    >;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        match at_once(&self.app, &request) {
            Some(response) => Either::Left(ready(Ok(response))),
            None => Either::Right(self.route(request.map(Body::new)).map(Ok).boxed()),
        }
    }
}
