use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use oshaq_server::ServerConfig;

use super::{SCALE, SEED, StoreArgs};

/// Where the demonstration's simulated records are written.
pub const RAW: &str = "./oshaq-raw";

/// `oshaq demo`
#[derive(Debug, Args)]
pub struct DemoArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    /// Folder for the simulated records
    #[arg(long, default_value = RAW)]
    pub raw: PathBuf,
    /// Address to listen on
    #[arg(long, default_value_t = ServerConfig::LISTEN)]
    pub listen: SocketAddr,
    /// Share of the nation's records, above 0 and at most 20
    #[arg(long, default_value_t = SCALE, allow_negative_numbers = true)]
    pub scale: f64,
    /// Seed of the simulation
    #[arg(long, default_value_t = SEED)]
    pub seed: u64,
    /// Stop when everything is published, without serving
    #[arg(long)]
    pub no_serve: bool,
}
