use clap::Args;

use super::StoreArgs;

/// `oshaq kpi`
#[derive(Debug, Args)]
pub struct KpiArgs {
    #[command(flatten)]
    pub store: StoreArgs,
}
