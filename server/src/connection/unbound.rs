//! A server without sockets: what is asked goes the way that every request goes, and the answer comes back as bytes.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use oshaq_store::Store;
use tokio::runtime::Handle;

use crate::api::contract_document;
use crate::app::App;
use crate::config::ServerConfig;
use crate::connection::metrics::Metrics;
use crate::front::Front;
use crate::publication::shelf::{Complaints, Shelf};
use crate::router::router;

/// A server without sockets, for measuring what an answer costs by itself.
#[derive(Debug, Clone)]
pub struct Unbound(Front);

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The strong tag of the content; empty where it has none.
    pub etag: String,
    /// The body, as it would be sent.
    pub body: Vec<u8>,
}

/// Why nothing was answered.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The address or a header cannot be part of a request.
    #[error("this is no request: {0}")]
    Request(#[from] axum::http::Error),
    /// The body broke off.
    #[error("the answer broke off: {0}")]
    Body(#[from] axum::Error),
}

impl Unbound {
    /// Loads what is published, as it is now: newer versions are not looked for. Requests that may take their time are answered by the
    /// runtime. Blocks.
    pub fn of(config: ServerConfig, store: Store, runtime: Handle) -> Self {
        let metrics = Metrics::new();
        let shelf = Shelf::new(store, config.kept_versions);
        shelf.refresh(&metrics, &mut Complaints::default());
        let app = Arc::new(App::new(config, shelf, metrics, contract_document()));
        let router = router(Arc::clone(&app));
        Self(Front::new(app, router, runtime))
    }

    /// Asks for an address with an encoding that is accepted, and a tag that is already held where one is given.
    ///
    /// # Errors
    /// [`AskError`] when the address is none, or the answer breaks off.
    pub async fn ask(
        &self,
        address: &str,
        encoding: &str,
        held: Option<&str>,
    ) -> Result<Answer, AskError> {
        let mut request = Request::get(address).header(header::ACCEPT_ENCODING, encoding);
        if let Some(etag) = held {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        let response = self.0.answer(request.body(Body::empty())?).await;
        let etag = response.headers().get(header::ETAG);
        let etag = etag.and_then(|tag| tag.to_str().ok()).unwrap_or_default();
        Ok(Answer {
            status: response.status().as_u16(),
            etag: etag.to_owned(),
            body: to_bytes(response.into_body(), usize::MAX).await?.into(),
        })
    }
}
