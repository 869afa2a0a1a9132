//! Lanes: a few threads, each with connections of its own.
//!
//! A connection stays where it is, so that a request that is answered at once ([`crate::front`]) wakes nobody and takes no lock. How many
//! lanes pay depends on who else needs the processors: see
//! [`ServerConfig::PROCESSORS_A_LANE`](crate::config::ServerConfig::PROCESSORS_A_LANE).

use std::future::Future;
use std::io;
use std::net::TcpStream as StdStream;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tokio_io_timeout::TimeoutStream;

use crate::app::App;
use crate::config::ServerConfig;
use crate::connection::limit::Peer;
use crate::connection::patience::Patience;
use crate::error::ServerError;
use crate::front::Front;
use crate::router::router;

/// Longest head of a request, in bytes; a longer one is answered with 431.
const MAX_HEAD_BYTES: usize = 16 * 1024;

/// All lanes of a server.
#[derive(Debug)]
pub(crate) struct Lanes(Vec<Lane>);

#[derive(Debug)]
struct Lane {
    arrivals: UnboundedSender<Arrival>,
    /// As many references as connections, and this one.
    load: Arc<()>,
    ended: oneshot::Receiver<()>,
}

/// A connection on its way to a lane.
#[derive(Debug)]
struct Arrival {
    stream: StdStream,
    peer: Peer,
    place: (OwnedSemaphorePermit, Arc<()>),
}

impl Lanes {
    /// Starts the lanes. What is not answered at once runs on the runtime that this is called on.
    ///
    /// # Errors
    /// [`ServerError::Threads`] when the system gives no thread or no event queue.
    pub(crate) fn open(app: &Arc<App>) -> Result<Self, ServerError> {
        let number = app
            .config
            .lanes
            .unwrap_or_else(lanes_of_this_machine)
            .max(1);
        let front = Front::new(Arc::clone(app), router(Arc::clone(app)), Handle::current());
        let lanes = (0..number).map(|number| Lane::open(number, app, front.clone()));
        let lanes = lanes.collect::<io::Result<_>>();
        lanes.map(Self).map_err(ServerError::Threads)
    }

    /// Hands a connection to the lane that holds the fewest.
    pub(crate) fn take(&self, stream: TcpStream, peer: Peer, place: OwnedSemaphorePermit) {
        let freest = self
            .0
            .iter()
            .min_by_key(|lane| Arc::strong_count(&lane.load));
        // A stream leaves one thread's event queue here, and enters another's in the lane.
        let handed = freest.zip(stream.into_std().ok()).map(|(lane, stream)| {
            let place = (place, Arc::clone(&lane.load));
            lane.arrivals.send(Arrival {
                stream,
                peer,
                place,
            })
        });
        if !matches!(handed, Some(Ok(()))) {
            tracing::error!("a connection could not be handed to a lane");
        }
    }

    /// Lets open requests finish within the drain time-out.
    pub(crate) async fn end(self) {
        for Lane {
            arrivals, ended, ..
        } in self.0
        {
            drop(arrivals);
            // An error means that the lane's thread is gone, which is the same.
            let _ = ended.await;
        }
    }
}

fn lanes_of_this_machine() -> usize {
    thread::available_parallelism().map_or(1, usize::from) / ServerConfig::PROCESSORS_A_LANE
}

impl Lane {
    fn open(number: usize, app: &Arc<App>, front: Front) -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (arrivals, arriving) = unbounded_channel();
        let (end, ended) = oneshot::channel();
        let app = Arc::clone(app);
        thread::Builder::new()
            .name(format!("lane-{number}"))
            .spawn(move || {
                run(&runtime, &app, &front, arriving);
                // Nobody may wait any more.
                let _ = end.send(());
            })?;
        Ok(Self {
            arrivals,
            load: Arc::default(),
            ended,
        })
    }
}

/// Attends to connections until no more can come.
fn run(runtime: &Runtime, app: &Arc<App>, front: &Front, mut arriving: UnboundedReceiver<Arrival>) {
    runtime.block_on(async {
        let graceful = GracefulShutdown::new();
        while let Some(Arrival {
            stream,
            peer,
            place,
        }) = arriving.recv().await
        {
            match attend(app, stream, front.with_peer(peer), &graceful) {
                Ok(connection) => drop(tokio::spawn(async move {
                    connection.await;
                    drop(place);
                })),
                Err(error) => tracing::debug!(%error, "a connection was gone at once"),
            }
        }
        finish(graceful, app.config.drain_timeout).await;
    });
}

async fn finish(graceful: GracefulShutdown, within: Duration) {
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(within) => tracing::warn!("some requests were still open at the end"),
    }
}

/// A connection with its time-outs.
fn attend(
    app: &Arc<App>,
    stream: StdStream,
    front: Front,
    graceful: &GracefulShutdown,
) -> io::Result<impl Future<Output = ()> + use<>> {
    let stream = TcpStream::from_std(stream)?;
    stream.set_nodelay(true)?;
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(app.config.write_timeout));
    let connection = http1::Builder::new()
        .timer(Patience::default())
        .header_read_timeout(app.config.header_timeout)
        .max_buf_size(MAX_HEAD_BYTES)
        .serve_connection(TokioIo::new(Box::pin(stream)), front);
    let connection = graceful.watch(connection);
    let app = Arc::clone(app);
    Ok(async move {
        let _open = app.metrics.connection();
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection ended early");
        }
    })
}
