use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use oshaq_models::BacktestSpec;

use super::JudgedArgs;

/// `oshaq backtest`
#[derive(Debug, Args)]
pub struct BacktestArgs {
    #[command(flatten)]
    pub judged: JudgedArgs,
    /// Number of consecutive test windows, the last of which ends with --until
    #[arg(long, default_value_t = BacktestSpec::WINDOWS)]
    pub windows: u32,
    /// Last day of the last test window
    #[arg(long)]
    pub until: NaiveDate,
    /// Also write one row per window, cell and model to this Parquet file
    #[arg(long)]
    pub export: Option<PathBuf>,
}
