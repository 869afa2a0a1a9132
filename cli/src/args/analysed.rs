use clap::Args;
use oshaq_domain::{CategorySlug, Resolution};

use super::{RESOLUTION, StoreArgs};

/// What an analyst looks at with `oshaq near-repeat` and `oshaq hot-areas`.
#[derive(Debug, Args)]
pub struct AnalysedArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    /// Category, such as theft
    #[arg(long)]
    pub category: CategorySlug,
    /// H3 resolution, 4 to 10
    #[arg(long, default_value = RESOLUTION)]
    pub resolution: Resolution,
}
