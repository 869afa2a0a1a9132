//! Published surfaces become vector tiles, an API and pages.
//!
//! In reading order: [`write_surface`] turns a [`PublicSurface`](oshaq_domain::PublicSurface) into the files of a version
//! (columns, and every tile compressed once), [`Server`] loads the current version into memory and serves it, swapping
//! it whole when a new one is published. No route can reach anything but what [`write_surface`] wrote.
//!
//! ```no_run
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use oshaq_server::{Server, ServerConfig};
//! let options = oshaq_store::Options::new(|| std::time::SystemTime::now().into());
//! let store = oshaq_store::Store::open("./oshaq-data", &options)?;
//! let server = Server::bind(ServerConfig::default(), store).await?;
//! println!("http://{}", server.local_addr());
//! server.run(std::future::pending()).await;
//! # Ok(())
//! # }
//! ```

mod about;
mod api;
mod app;
mod arrays;
mod catalogue;
mod config;
mod content_policy;
mod downloads;
mod export;
mod figures;
mod front;
mod hex;
mod history;
mod indicators;
mod lanes;
mod language;
mod limit;
mod metrics;
mod negotiate;
mod ogc;
mod origin;
mod packed;
mod page;
mod patience;
mod population;
mod problem;
mod publication;
mod publish;
mod question;
mod request_ids;
mod respond;
mod router;
mod routes;
mod scores;
mod serve;
mod shelf;
mod snapshots;
mod tiles;
mod unbound;
mod values;

pub use api::openapi;
pub use config::ServerConfig;
pub use export::{Export, ExportError, ExportFormat, export_layer};
pub use packed::ArchiveError;
pub use population::CellPopulation;
pub use publication::LoadError;
pub use publish::{
    DISTRICTS_GEOJSON, PastForecast, Place, PublishError, PublishProgress, SCOREBOARD_JSON,
    SurfaceExtras, risk_tile, write_surface,
};
pub use router::public_paths;
pub use serve::{Servable, Server, ServerError, check, serve};
pub use tiles::{
    AddressError, DistrictShapes, DistrictShapesError, RiskTile, TileAddress, TileError,
};
pub use unbound::{Answer, AskError, Unbound};
pub use values::ValuesError;
