use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use oshaq_models::GridShift;

use super::JudgedArgs;

/// Grids that an evaluation is done again on.
pub const SHIFTS: usize = GridShift::USUAL.len();

/// `oshaq evaluate`
#[derive(Debug, Args)]
pub struct EvaluateArgs {
    #[command(flatten)]
    pub judged: JudgedArgs,
    /// Number of consecutive test windows; 52 where a year of history lies before them and 26 elsewhere when left out
    #[arg(long)]
    pub windows: Option<u32>,
    /// Last day of the last test window; the last recorded one when left out
    #[arg(long)]
    pub until: Option<NaiveDate>,
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
