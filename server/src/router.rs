//! Which address is answered by what.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::app::App;
use crate::problem::Problem;
use crate::routes::{arrays, docs, health, observe, tables, tilejson, tiles};
use crate::{api, ogc, routes};

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
