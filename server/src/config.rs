//! What the operator may choose. Every default is a constant here.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use crate::map_style::MapStyle;

/// How a server behaves; see each field's default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerConfig {
    /// Address to listen on; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Scheme and host under which clients reach the server, such as `https://map.example.kz`, for the absolute URLs in
    /// `TileJSON`. `None` takes the request's own `Host`.
    pub public_origin: Option<String>,
    /// A style for the ground of the map; `None` takes the page's own.
    pub map_style: Option<MapStyle>,
    /// The program that renders pictures, `oshaq-snapshot`; `None` answers that there are no pictures.
    pub snapshot_program: Option<PathBuf>,
    /// Longest time that rendering a picture may take.
    pub snapshot_timeout: Duration,
    /// Longest time between the end of a response (or the beginning of a connection) and the end of the next request's head.
    pub header_timeout: Duration,
    /// Longest time that a client may stop reading a response.
    pub write_timeout: Duration,
    /// Longest time for answering a request, pictures apart.
    pub request_timeout: Duration,
    /// Longest time for finishing open requests after the order to stop.
    pub drain_timeout: Duration,
    /// Connections held at a time; more wait until one closes.
    pub max_connections: usize,
    /// Threads that hold the connections and answer tiles; `None` takes one for every [`ServerConfig::PROCESSORS_A_LANE`] processors.
    pub lanes: Option<usize>,
    /// Requests answered at a time; more are told to come back. Tiles are not counted: each is answered at once.
    pub max_requests: usize,
    /// Requests of the API and for pictures that one address may make a minute, on average; 0 for any number. Tiles and pages, which
    /// any cache in between may answer, are not counted.
    pub requests_per_minute: u32,
    /// How many of them may come at once.
    pub request_burst: u32,
    /// Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// How often the store is asked for a new version.
    pub poll_interval: Duration,
    /// How many versions stay served, the newest included.
    pub kept_versions: usize,
}

impl ServerConfig {
    /// Default of [`ServerConfig::listen`].
    pub const LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);
    /// Default of [`ServerConfig::snapshot_timeout`].
    pub const SNAPSHOT_TIMEOUT: Duration = Duration::from_secs(30);
    /// Default of [`ServerConfig::header_timeout`].
    pub const HEADER_TIMEOUT: Duration = Duration::from_secs(15);
    /// Default of [`ServerConfig::write_timeout`].
    pub const WRITE_TIMEOUT: Duration = Duration::from_secs(20);
    /// Default of [`ServerConfig::request_timeout`].
    pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
    /// Default of [`ServerConfig::drain_timeout`].
    pub const DRAIN_TIMEOUT: Duration = Duration::from_secs(10);
    /// Default of [`ServerConfig::max_connections`].
    pub const MAX_CONNECTIONS: usize = 4096;
    /// Processors for each lane where [`ServerConfig::lanes`] says nothing. The kernel's part of a tile is twice ours, and the API, loading and
    /// whatever else the machine does need processors as well. On 2 of them, one lane answers 1.4 times as many tiles as two do,
    /// with a quarter of their 99th percentile: the second would take turns with others, and whoever is on it would wait for its turn.
    /// That was measured with the client on the same 2 processors; with clients elsewhere more lanes may pay.
    pub const PROCESSORS_A_LANE: usize = 2;
    /// Default of [`ServerConfig::max_requests`].
    pub const MAX_REQUESTS: usize = 1024;
    /// Default of [`ServerConfig::requests_per_minute`].
    pub const REQUESTS_PER_MINUTE: u32 = 3000;
    /// Default of [`ServerConfig::request_burst`].
    pub const REQUEST_BURST: u32 = 1000;
    /// Default of [`ServerConfig::poll_interval`].
    pub const POLL_INTERVAL: Duration = Duration::from_secs(1);
    /// Default of [`ServerConfig::kept_versions`].
    pub const KEPT_VERSIONS: usize = 3;
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            listen: Self::LISTEN,
            public_origin: None,
            map_style: None,
            snapshot_program: None,
            snapshot_timeout: Self::SNAPSHOT_TIMEOUT,
            header_timeout: Self::HEADER_TIMEOUT,
            write_timeout: Self::WRITE_TIMEOUT,
            request_timeout: Self::REQUEST_TIMEOUT,
            drain_timeout: Self::DRAIN_TIMEOUT,
            max_connections: Self::MAX_CONNECTIONS,
            lanes: None,
            max_requests: Self::MAX_REQUESTS,
            requests_per_minute: Self::REQUESTS_PER_MINUTE,
            request_burst: Self::REQUEST_BURST,
            trusted_proxies: Vec::new(),
            poll_interval: Self::POLL_INTERVAL,
            kept_versions: Self::KEPT_VERSIONS,
        }
    }
}
