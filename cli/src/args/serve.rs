use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::Args;
use oshaq_server::{ServerConfig, StyleAddress, StyleOrigin};

use super::StoreArgs;

/// `oshaq serve`
#[derive(Debug, Args)]
pub struct ServeArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    /// TOML file of settings, named as the flags with _ for -; flags go before the environment, the environment before the file
    #[arg(long, env = "OSHAQ_CONFIG")]
    pub config: Option<PathBuf>,
    /// Say whether the settings and what is published can be used, without serving
    #[arg(long)]
    pub check: bool,
    /// Address to listen on
    #[arg(long, default_value_t = ServerConfig::LISTEN, env = "OSHAQ_LISTEN")]
    pub listen: SocketAddr,
    /// The program that draws PNG maps; looked for beside this one and on PATH when left out
    #[arg(long, env = "OSHAQ_SNAPSHOT")]
    pub snapshot: Option<PathBuf>,
    /// Scheme and host under which clients reach the server, such as https://map.example.kz; the request's own when left out
    #[arg(long, env = "OSHAQ_PUBLIC_ORIGIN")]
    pub public_origin: Option<String>,
    /// MapLibre style for the ground of the map: its address, or an absolute path on this site; the page's own ground when left out
    #[arg(long, env = "OSHAQ_MAP_STYLE")]
    pub map_style: Option<StyleAddress>,
    /// Style for the dark theme; the same one when left out
    #[arg(long, env = "OSHAQ_MAP_STYLE_DARK")]
    pub map_style_dark: Option<StyleAddress>,
    /// Other origins that the styles' tiles, fonts and pictures come from, separated by commas; browsers may ask no others
    #[arg(long, value_delimiter = ',', env = "OSHAQ_MAP_STYLE_ORIGINS")]
    pub map_style_origins: Vec<StyleOrigin>,
    /// Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, separated by commas
    #[arg(long, value_delimiter = ',', env = "OSHAQ_TRUSTED_PROXIES")]
    pub trusted_proxies: Vec<IpAddr>,
    /// Requests of the API that one address may make a minute, on average; 0 for any number
    #[arg(long, default_value_t = ServerConfig::REQUESTS_PER_MINUTE, env = "OSHAQ_REQUESTS_PER_MINUTE")]
    pub requests_per_minute: u32,
    /// How many of them may come at once
    #[arg(long, default_value_t = ServerConfig::REQUEST_BURST, value_parser = clap::value_parser!(u32).range(1..), env = "OSHAQ_REQUEST_BURST")]
    pub request_burst: u32,
    /// Connections held at a time; more wait
    #[arg(long, default_value_t = ServerConfig::MAX_CONNECTIONS as u32, value_parser = clap::value_parser!(u32).range(1..), env = "OSHAQ_MAX_CONNECTIONS")]
    pub max_connections: u32,
    /// Threads that hold the connections and answer tiles; one for every two processors when left out
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..), env = "OSHAQ_LANES")]
    pub lanes: Option<u16>,
    /// Requests answered at a time, tiles apart; more are told to come back
    #[arg(long, default_value_t = ServerConfig::MAX_REQUESTS as u32, value_parser = clap::value_parser!(u32).range(1..), env = "OSHAQ_MAX_REQUESTS")]
    pub max_requests: u32,
    /// Seconds that a client may take for the head of a request, or stay idle
    #[arg(long, default_value_t = ServerConfig::HEADER_TIMEOUT.as_secs(), value_parser = clap::value_parser!(u64).range(1..), env = "OSHAQ_HEADER_TIMEOUT_S")]
    pub header_timeout_s: u64,
    /// Seconds that a client may stop reading
    #[arg(long, default_value_t = ServerConfig::WRITE_TIMEOUT.as_secs(), value_parser = clap::value_parser!(u64).range(1..), env = "OSHAQ_WRITE_TIMEOUT_S")]
    pub write_timeout_s: u64,
    /// Seconds that an answer may take
    #[arg(long, default_value_t = ServerConfig::REQUEST_TIMEOUT.as_secs(), value_parser = clap::value_parser!(u64).range(1..), env = "OSHAQ_REQUEST_TIMEOUT_S")]
    pub request_timeout_s: u64,
    /// Seconds that open requests get after the order to stop
    #[arg(long, default_value_t = ServerConfig::DRAIN_TIMEOUT.as_secs(), value_parser = clap::value_parser!(u64).range(1..), env = "OSHAQ_DRAIN_TIMEOUT_S")]
    pub drain_timeout_s: u64,
    /// Versions that stay served, the newest included
    #[arg(long, default_value_t = ServerConfig::KEPT_VERSIONS as u32, value_parser = clap::value_parser!(u32).range(1..), env = "OSHAQ_KEPT_VERSIONS")]
    pub kept_versions: u32,
}
