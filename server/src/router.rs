//! Which address is answered by what.

use std::sync::Arc;

use axum::Router;
use axum::routing::{MethodRouter, get};

use crate::app::App;
use crate::http::problem::Problem;
use crate::routes::{AT_ONCE, docs, health, observe, tables, tilejson};
use crate::{api, ogc, routes};

/// A path with its parameters in braces, and what answers it.
pub(crate) type Route = (&'static str, MethodRouter<Arc<App>>);

/// Every route but those that are answered at once.
pub(crate) fn router(app: Arc<App>) -> Router {
    let (api, _) = api::router().split_for_parts();
    let routes = own_routes().into_iter().chain(ogc::routes());
    let all = routes.fold(api, |all, (path, answer)| all.route(path, answer));
    all.fallback(get(routes::fallback))
        .method_not_allowed_fallback(|| async { Problem::method_not_allowed() })
        .layer(axum::middleware::from_fn_with_state(
            Arc::clone(&app),
            observe,
        ))
        .with_state(app)
}

/// The paths of every public route, with their parameters in braces: those of the contract and those beside it. What none of them
/// takes is the page.
pub fn public_paths() -> Vec<String> {
    let contract = api::router().into_openapi().paths.paths.into_keys();
    let others = own_routes().into_iter().chain(ogc::routes());
    contract
        .chain(others.map(|(path, _)| path.to_owned()))
        .chain(AT_ONCE.map(str::to_owned))
        .collect()
}

/// The routes that are neither of the contract nor of OGC API.
fn own_routes() -> Vec<Route> {
    vec![
        ("/tilejson/{file}", get(tilejson::tilejson)),
        ("/tables", get(tables::tables)),
        ("/health", get(health::health)),
        ("/health/live", get(health::live)),
        ("/health/ready", get(health::health)),
        ("/metrics", get(health::metrics)),
        ("/api/openapi.json", get(docs::openapi)),
        ("/api/docs", get(docs::to_folder)),
        ("/api/docs/", get(docs::index)),
        ("/api/docs/{*file}", get(docs::file)),
    ]
}
