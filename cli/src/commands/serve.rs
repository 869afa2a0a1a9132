//! `oshaq serve`: tiles, API and pages.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use oshaq_server::{Server, ServerConfig};
use oshaq_store::Store;

use crate::args::ServeArgs;
use crate::output::tell;

/// Serves until Ctrl-C or a request to terminate.
pub fn run(args: &ServeArgs) -> anyhow::Result<()> {
    let config = ServerConfig {
        listen: args.listen,
        snapshot_program: args.snapshot.clone().or_else(snapshot_program),
        public_origin: args.public_origin.clone(),
        ..ServerConfig::default()
    };
    until_told_to_stop(config, Store::open(&args.store.store)?)
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
