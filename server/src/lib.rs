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

mod api;
mod app;
mod catalogue;
mod config;
mod connection;
mod downloads;
mod error;
mod export;
mod front;
mod http;
mod map_style;
mod ogc;
mod packed;
mod page;
mod publication;
mod publish;
mod router;
mod routes;
mod serve;
mod snapshots;
mod tiles;

pub use api::openapi;
pub use config::ServerConfig;
pub use connection::unbound::{Answer, AskError, Unbound};
pub use error::ServerError;
pub use export::{Export, ExportError, ExportFormat, export_layer};
pub use map_style::{
    MapStyle, MapStyleError, StyleAddress, StyleAddressError, StyleOrigin, StyleOriginError,
};
pub use packed::ArchiveError;
pub use publication::LoadError;
pub use publication::population::CellPopulation;
pub use publication::stored::{DISTRICTS_GEOJSON, PastForecast, Place, SCOREBOARD_JSON};
pub use publication::values::ValuesError;
pub use publish::{PublishError, PublishProgress, SurfaceExtras, risk_tile, write_surface};
pub use router::public_paths;
pub use serve::{Servable, Server, check, serve};
pub use tiles::{
    AddressError, DistrictShapes, DistrictShapesError, RiskTile, TileAddress, TileError,
};
