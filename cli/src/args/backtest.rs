use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use oshaq_domain::{CategorySlug, Horizon, Resolution};

use super::{BACKTEST_HORIZON, RESOLUTION, StoreArgs, WINDOWS};

/// `oshaq backtest`
#[derive(Debug, Args)]
pub struct BacktestArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    /// Category to score, such as theft; several separated by commas
    #[arg(long, value_delimiter = ',', required = true)]
    pub category: Vec<CategorySlug>,
    /// H3 resolution, 4 to 10
    #[arg(long, default_value = RESOLUTION)]
    pub resolution: Resolution,
    /// Length of a test window
    #[arg(long, default_value = BACKTEST_HORIZON)]
    pub horizon: Horizon,
    /// Number of consecutive test windows, the last of which ends with --until
    #[arg(long, default_value_t = WINDOWS)]
    pub windows: u32,
    /// Leave out history before this day
    #[arg(long)]
    pub since: Option<NaiveDate>,
    /// Last day of the last test window
    #[arg(long)]
    pub until: NaiveDate,
    /// Models to score, separated by commas; all when left out
    #[arg(long, value_delimiter = ',')]
    pub models: Vec<String>,
    /// Also write one row per window, cell and model to this Parquet file
    #[arg(long)]
    pub export: Option<PathBuf>,
}
