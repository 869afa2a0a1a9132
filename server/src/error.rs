use std::net::SocketAddr;

/// Why the server could not start or had to end.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The address is taken or not ours.
    #[error("cannot listen on {address}: {source}; choose another with --listen")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The cause.
        source: std::io::Error,
    },
    /// A thread or its runtime could not be had.
    #[error("the server's threads could not be started: {0}")]
    Threads(std::io::Error),
    /// A task of the server ended by itself.
    #[error("the server could not start: {0}")]
    Task(#[from] tokio::task::JoinError),
}
