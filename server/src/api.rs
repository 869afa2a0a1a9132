//! `/api/v1`: what the surface says, as JSON.

mod answers;
mod comparison;
mod contract;
mod district_comparison;
mod districts;
mod feed;
mod figures;
mod listing;
mod meta;
mod paging;
mod places;
mod scoreboard;
mod versions;

pub(crate) use contract::OF_EVERY_OPERATION;
pub(crate) use meta::per_10k;
pub(crate) use places::{Ranked, ranked};

use std::sync::Arc;

use axum::http::HeaderValue;
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::App;
use crate::http::respond::{Caching, Document};
use crate::routes::{current, snapshot};
use crate::{catalogue, downloads};

/// The contract. Paths and schemas are gathered from the handlers.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Oshaq",
        description = "Published risk surface and indicators. Places, never persons; recorded offences, rounded to base five, \
                       counts under five withheld; official figures of statistical forms as printed, those under five withheld. Everything is read only; answers carry ETag and Cache-Control, errors are RFC 9457 problem documents.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    servers((url = "/", description = "this server"))
)]
struct Contract;

/// The routes of the API with their description.
pub(crate) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(Contract::openapi())
        .routes(routes!(current::current))
        .routes(routes!(meta::meta))
        .routes(routes!(meta::categories))
        .routes(routes!(meta::units))
        .routes(routes!(meta::unit))
        .routes(routes!(comparison::unit_comparison))
        .routes(routes!(district_comparison::district_comparison))
        .routes(routes!(districts::districts))
        .routes(routes!(listing::cells))
        .routes(routes!(places::cell))
        .routes(routes!(places::riskiest))
        .routes(routes!(meta::scores))
        .routes(routes!(scoreboard::scoreboard))
        .routes(routes!(meta::indicators))
        .routes(routes!(figures::indicator_units))
        .routes(routes!(figures::figures))
        .routes(routes!(figures::figures_csv))
        .routes(routes!(versions::surfaces))
        .routes(routes!(versions::versions))
        .routes(routes!(feed::versions_atom))
        .routes(routes!(downloads::list))
        .routes(routes!(downloads::file))
        .routes(routes!(catalogue::dcat))
        .routes(routes!(snapshot::snapshot))
}

/// The OpenAPI 3.1 document of the server, as JSON with sorted structure and two-space indents.
pub fn openapi() -> String {
    let written = || -> serde_json::Result<String> {
        let mut document = serde_json::to_value(router().into_openapi())?;
        contract::complete(&mut document);
        serde_json::to_string_pretty(&document)
    };
    let mut text = written().unwrap_or_else(|error| unreachable!("the document is plain: {error}"));
    text.push('\n');
    text
}

/// The same, ready to be sent.
pub(crate) fn contract_document() -> Document {
    Document::new(
        HeaderValue::from_static("application/json"),
        Caching::Short,
        openapi().into_bytes(),
    )
}
