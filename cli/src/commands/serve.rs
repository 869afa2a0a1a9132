//! `oshaq serve`: tiles, API and pages.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use oshaq_server::{MapStyle, MapStyleError, Server, ServerConfig};
use oshaq_store::Store;
use serde::Serialize;

use crate::args::ServeArgs;
use crate::output::{self, tell};
use crate::world::open_store;

/// Serves until Ctrl-C or a request to terminate.
pub fn run(args: &ServeArgs, json: bool) -> anyhow::Result<()> {
    let config = config(args)?;
    let store = open_store(&args.store.store)?;
    if args.check {
        return check(config, &store, json);
    }
    until_told_to_stop(config, store)
}

fn config(args: &ServeArgs) -> anyhow::Result<ServerConfig> {
    Ok(ServerConfig {
        listen: args.listen,
        snapshot_program: args.snapshot.clone().or_else(snapshot_program),
        public_origin: args.public_origin.clone(),
        map_style: map_style(args)?,
        trusted_proxies: args.trusted_proxies.clone(),
        requests_per_minute: args.requests_per_minute,
        request_burst: args.request_burst,
        max_connections: args.max_connections as usize,
        lanes: args.lanes.map(usize::from),
        max_requests: args.max_requests as usize,
        header_timeout: Duration::from_secs(args.header_timeout_s),
        write_timeout: Duration::from_secs(args.write_timeout_s),
        request_timeout: Duration::from_secs(args.request_timeout_s),
        drain_timeout: Duration::from_secs(args.drain_timeout_s),
        kept_versions: args.kept_versions as usize,
        ..ServerConfig::default()
    })
}

fn map_style(args: &ServeArgs) -> Result<Option<MapStyle>, MapStyleError> {
    MapStyle::joined(
        args.map_style.clone(),
        args.map_style_dark.clone(),
        &args.map_style_origins,
        args.public_origin.as_deref(),
    )
}

/// What a check found usable.
#[derive(Debug, Serialize)]
struct Usable {
    listen: SocketAddr,
    store: String,
    surface: Option<String>,
    indicators: Option<String>,
    snapshot: Option<PathBuf>,
}

/// Loads what would be served. The address is not tried: the server that it checks for may be running.
fn check(config: ServerConfig, store: &Store, json: bool) -> anyhow::Result<()> {
    let served = oshaq_server::check(store)?;
    let usable = Usable {
        listen: config.listen,
        store: store.location().to_owned(),
        surface: served.surface.map(|version| version.to_string()),
        indicators: served.indicators.map(|version| version.to_string()),
        snapshot: config.snapshot_program,
    };
    output::print(json, &usable, |usable| {
        let or_none = |version: &Option<String>| version.clone().unwrap_or("none yet".to_owned());
        format!(
            "usable: http://{}, store {}, surface {}, indicators {}",
            usable.listen,
            usable.store,
            or_none(&usable.surface),
            or_none(&usable.indicators)
        )
    })
}

/// Says where the server listens, in one line, and serves.
pub fn until_told_to_stop(config: ServerConfig, store: Store) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let server = Server::bind(config, store).await?;
        announce(server.local_addr());
        server.run(told_to_stop()).await;
        Ok(())
    })
}

fn announce(address: SocketAddr) {
    tell!("Oshaq is at http://{address}");
}

/// Completes on Ctrl-C or SIGTERM.
async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => drop(interrupt.await),
    }
}

/// Name of the program that draws PNG maps.
const SNAPSHOT: &str = "oshaq-snapshot";

/// The program that draws PNG maps: beside this one, else somewhere on `PATH`.
pub fn snapshot_program() -> Option<PathBuf> {
    let own = std::env::current_exe().ok();
    let beside = own.as_deref().and_then(Path::parent).map(Path::to_owned);
    let path = std::env::var_os("PATH").unwrap_or_default();
    beside
        .into_iter()
        .chain(std::env::split_paths(&path))
        .map(|folder| folder.join(SNAPSHOT))
        .find(|candidate| candidate.is_file())
}
