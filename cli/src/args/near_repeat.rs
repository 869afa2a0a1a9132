use chrono::NaiveDate;
use clap::Args;
use oshaq_models::NearRepeat;

use super::{AnalysedArgs, SEED};

/// `oshaq near-repeat`
#[derive(Debug, Args)]
pub struct NearRepeatArgs {
    #[command(flatten)]
    pub analysed: AnalysedArgs,
    /// Leave out offences before this day
    #[arg(long)]
    pub since: Option<NaiveDate>,
    /// Leave out what became known after this day
    #[arg(long)]
    pub until: Option<NaiveDate>,
    /// Farthest ring of the grid, at most 20
    #[arg(long, default_value_t = NearRepeat::RINGS)]
    pub rings: u32,
    /// Last days of the bands of days between two offences, separated by commas
    #[arg(long, value_delimiter = ',', default_values_t = NearRepeat::DAY_BANDS)]
    pub days: Vec<u32>,
    /// Permutations of the days
    #[arg(long, default_value_t = NearRepeat::PERMUTATIONS)]
    pub permutations: u32,
    /// Seed of the permutations
    #[arg(long, default_value_t = SEED)]
    pub seed: u64,
}
