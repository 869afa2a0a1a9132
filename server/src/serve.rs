//! A server's life: it listens, looks for new versions, and ends gracefully.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use oshaq_store::{Kind, Store, VersionId};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

use crate::api::contract_document;
use crate::app::App;
use crate::config::ServerConfig;
use crate::connection::lanes::Lanes;
use crate::connection::limit::Peer;
use crate::connection::metrics::Metrics;
use crate::error::ServerError;
use crate::publication::indicators::IndicatorsDocument;
use crate::publication::shelf::{Complaints, Shelf};
use crate::publication::{LoadError, Publication};

/// Pause after a failed accept, such as when file descriptors have run out.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// How often addresses that ask no more are forgotten.
const UPKEEP_INTERVAL: Duration = Duration::from_secs(5);

/// A server that listens but does not answer yet.
#[derive(Debug)]
pub struct Server {
    app: Arc<App>,
    listener: TcpListener,
    lanes: Lanes,
    address: SocketAddr,
}

impl Server {
    /// Listens, and loads what is published. An empty or unreadable store is no error: the server starts, says so at
    /// `/health/ready`, and keeps looking.
    ///
    /// # Errors
    /// [`ServerError::Listen`] when the address cannot be had.
    pub async fn bind(config: ServerConfig, store: Store) -> Result<Self, ServerError> {
        let address = config.listen;
        let refused = |source| ServerError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let metrics = Metrics::new();
        let app = tokio::task::spawn_blocking(move || {
            let shelf = Shelf::new(store, config.kept_versions);
            shelf.refresh(&metrics, &mut Complaints::default());
            Arc::new(App::new(config, shelf, metrics, contract_document()))
        });
        let app = app.await?;
        Ok(Self {
            lanes: Lanes::open(&app)?,
            app,
            listener,
            address,
        })
    }

    /// The address that is listened on, with the port that was taken.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `shutdown` is done, then lets open requests finish within the drain time-out.
    pub async fn run(self, shutdown: impl Future<Output = ()>) {
        let watcher = tokio::spawn(watch(Arc::clone(&self.app)));
        let upkeep = tokio::spawn(upkeep(Arc::clone(&self.app)));
        accept(&self.app, &self.listener, &self.lanes, shutdown).await;
        drop(self.listener);
        self.lanes.end().await;
        stop(&[watcher, upkeep]);
    }
}

/// Serves the store's published surface until `shutdown` is done.
///
/// # Errors
/// Those of [`Server::bind`].
pub async fn serve(
    config: ServerConfig,
    store: Store,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServerError> {
    Server::bind(config, store).await?.run(shutdown).await;
    Ok(())
}

/// The versions that a server of a store would serve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Servable {
    /// The surface; `None` before the first.
    pub surface: Option<VersionId>,
    /// The indicators; `None` before the first.
    pub indicators: Option<VersionId>,
}

/// Loads what a server of this store would serve, and lets it go again. Blocks.
///
/// # Errors
/// [`LoadError`] when the store or a current version cannot be read.
pub fn check(store: &Store) -> Result<Servable, LoadError> {
    let surface = store.current(Kind::Surface)?;
    if let Some(version) = &surface {
        Publication::load(store, version)?;
    }
    let indicators = store.current(Kind::Indicators)?;
    if let Some(version) = &indicators {
        IndicatorsDocument::load(store, version)?;
    }
    Ok(Servable {
        surface,
        indicators,
    })
}

fn stop(tasks: &[JoinHandle<()>; 2]) {
    tasks.iter().for_each(JoinHandle::abort);
}

/// Loads the versions before the current one, then looks for new ones again and again.
async fn watch(app: Arc<App>) {
    let mut complaints = Complaints::default();
    let own = Arc::clone(&app);
    if let Err(error) = tokio::task::spawn_blocking(move || own.shelf.restore()).await {
        tracing::error!(%error, "older versions could not be loaded");
    }
    loop {
        tokio::time::sleep(app.config.poll_interval).await;
        let own = Arc::clone(&app);
        let look = tokio::task::spawn_blocking(move || {
            own.shelf.refresh(&own.metrics, &mut complaints);
            complaints
        });
        complaints = match look.await {
            Ok(complaints) => complaints,
            Err(error) => {
                tracing::error!(%error, "looking for a new version failed; the versions in memory stay served");
                Complaints::default()
            }
        };
    }
}

async fn upkeep(app: Arc<App>) {
    loop {
        tokio::time::sleep(UPKEEP_INTERVAL).await;
        app.address_limit.forget();
    }
}

/// Accepts connections until `shutdown` is done, and hands them to the lanes.
async fn accept(
    app: &Arc<App>,
    listener: &TcpListener,
    lanes: &Lanes,
    shutdown: impl Future<Output = ()>,
) {
    let mut shutdown = pin!(shutdown);
    let places = Arc::new(Semaphore::new(app.config.max_connections));
    loop {
        let next = async {
            // The semaphore is never closed.
            let place = Arc::clone(&places).acquire_owned().await.ok()?;
            Some((place, listener.accept().await))
        };
        let accepted = tokio::select! {
            biased;
            () = &mut shutdown => break,
            accepted = next => accepted,
        };
        match accepted {
            Some((place, Ok((stream, peer)))) => lanes.take(stream, Peer::new(peer.ip()), place),
            Some((_, Err(error))) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
            None => break,
        }
    }
}
