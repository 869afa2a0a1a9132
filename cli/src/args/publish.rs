use clap::Args;

use super::StoreArgs;

/// `oshaq publish`
#[derive(Debug, Args)]
pub struct PublishArgs {
    #[command(flatten)]
    pub store: StoreArgs,
}
