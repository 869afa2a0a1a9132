use clap::Args;

use super::StoreArgs;

/// `oshaq versions`
#[derive(Debug, Args)]
pub struct VersionsArgs {
    #[command(flatten)]
    pub store: StoreArgs,
}
