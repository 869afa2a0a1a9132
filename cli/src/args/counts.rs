use clap::Args;
use oshaq_domain::Resolution;

use super::{RESOLUTION, StoreArgs};

/// `oshaq counts`
#[derive(Debug, Args)]
pub struct CountsArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    /// H3 resolution, 4 to 10
    #[arg(long, default_value = RESOLUTION)]
    pub resolution: Resolution,
}
