//! What all handlers share, and the router.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use tokio::sync::Semaphore;

use crate::config::ServerConfig;
use crate::limit::AddressLimit;
use crate::metrics::Metrics;
use crate::problem::Problem;
use crate::publication::Publication;
use crate::respond::{Caching, Document};
use crate::routes::{
    RequestIds, SnapshotDesk, arrays, docs, health, observe, page, tables, tilejson, tiles,
};
use crate::shelf::Shelf;
use crate::{api, ogc, routes};

/// What all handlers share.
#[derive(Debug)]
pub(crate) struct App {
    pub config: ServerConfig,
    pub shelf: Shelf,
    pub metrics: Metrics,
    pub page: page::Page,
    pub openapi: Document,
    pub snapshots: SnapshotDesk,
    pub request_ids: RequestIds,
    pub in_flight: Semaphore,
    pub address_limit: AddressLimit,
}

impl App {
    pub(crate) fn new(config: ServerConfig, shelf: Shelf, metrics: Metrics) -> Self {
        let openapi = api::openapi().into_bytes();
        Self {
            shelf,
            metrics,
            page: page::Page::load(),
            openapi: Document::new(
                axum::http::HeaderValue::from_static("application/json"),
                Caching::Short,
                openapi,
            ),
            snapshots: SnapshotDesk::new(&config),
            request_ids: RequestIds::new(),
            in_flight: Semaphore::new(config.max_requests),
            address_limit: AddressLimit::new(&config),
            config,
        }
    }

    /// The newest publication.
    pub(crate) fn publication(&self) -> Result<Arc<Publication>, Problem> {
        self.shelf
            .served()
            .current()
            .cloned()
            .ok_or_else(Problem::nothing_published)
    }
}

/// Every route.
pub(crate) fn router(app: Arc<App>) -> Router {
    let (api, _) = api::router().split_for_parts();
    Router::new()
        .route("/tiles/{*address}", get(tiles::tile))
        .route("/tilejson/{file}", get(tilejson::tilejson))
        .route("/values/{*address}", get(arrays::array))
        .route("/tables", get(tables::tables))
        .route("/health", get(health::health))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::health))
        .route("/metrics", get(health::metrics))
        .route("/api/openapi.json", get(docs::openapi))
        .route("/api/docs", get(docs::to_folder))
        .route("/api/docs/", get(docs::index))
        .route("/api/docs/{*file}", get(docs::file))
        .merge(api)
        .merge(ogc::router())
        .fallback(get(routes::fallback))
        .method_not_allowed_fallback(|| async { Problem::method_not_allowed() })
        .layer(axum::middleware::from_fn_with_state(
            Arc::clone(&app),
            observe,
        ))
        .with_state(app)
}
