use clap::Args;

use super::StoreArgs;

/// `oshaq verify`
#[derive(Debug, Args)]
pub struct VerifyArgs {
    #[command(flatten)]
    pub store: StoreArgs,
}
