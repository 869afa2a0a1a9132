use clap::Args;

use super::StoreArgs;

/// `oshaq kpi`
#[derive(Debug, Args)]
pub struct KpiArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    /// Write the indicators of today into the store first, with the form 1-M that was ingested, for `oshaq serve`
    #[arg(long)]
    pub publish: bool,
}
