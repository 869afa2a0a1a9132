use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use oshaq_domain::{CategorySlug, Horizon, Resolution};

use super::{BACKTEST_HORIZON, RESOLUTION, StoreArgs};

/// What is judged on windows of the past, by `oshaq backtest` and `oshaq evaluate`.
#[derive(Debug, Args)]
pub struct JudgedArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    /// Category to score, such as theft; several separated by commas
    #[arg(long, value_delimiter = ',', required = true)]
    pub category: Vec<CategorySlug>,
    /// H3 resolution, 4 to 10; 4 to 9 where grids are moved
    #[arg(long, default_value = RESOLUTION)]
    pub resolution: Resolution,
    /// Length of a test window
    #[arg(long, default_value = BACKTEST_HORIZON)]
    pub horizon: Horizon,
    /// Leave out history before this day
    #[arg(long)]
    pub since: Option<NaiveDate>,
    /// Models, separated by commas; an evaluation judges the first against the others; all when left out
    #[arg(long, value_delimiter = ',')]
    pub models: Vec<String>,
    /// Shapes of districts that `pooled` borrows from: a GeoJSON `FeatureCollection` as `oshaq publish` reads it; without it the
    /// cells one and two resolutions coarser stand in for them
    #[arg(long, value_name = "FILE")]
    pub districts: Option<PathBuf>,
}
