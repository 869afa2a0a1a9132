use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use oshaq_domain::{CategorySlug, Horizon, Resolution};
use oshaq_models::GridShift;

use super::{BACKTEST_HORIZON, RESOLUTION, StoreArgs};

/// Grids that an evaluation is done again on.
pub const SHIFTS: usize = GridShift::USUAL.len();

/// `oshaq evaluate`
#[derive(Debug, Args)]
pub struct EvaluateArgs {
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
    /// Number of consecutive test windows; 52 where a year of history lies before them and 26 elsewhere when left out
    #[arg(long)]
    pub windows: Option<u32>,
    /// Leave out history before this day
    #[arg(long)]
    pub since: Option<NaiveDate>,
    /// Last day of the last test window; the last recorded one when left out
    #[arg(long)]
    pub until: Option<NaiveDate>,
    /// Models, separated by commas; the first is judged against the others; all when left out
    #[arg(long, value_delimiter = ',')]
    pub models: Vec<String>,
    /// Number of moved grids that the comparison is done again on, 0 to 3
    #[arg(long, default_value_t = SHIFTS, value_parser = shifts)]
    pub shifts: usize,
    /// Also write the report to this HTML file
    #[arg(long)]
    pub report: Option<PathBuf>,
}

fn shifts(text: &str) -> Result<usize, String> {
    let most = GridShift::USUAL.len();
    match text.parse() {
        Ok(number) if number <= most => Ok(number),
        _ => Err(format!("a number from 0 to {most} is expected")),
    }
}
