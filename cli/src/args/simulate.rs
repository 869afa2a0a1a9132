use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use oshaq_domain::Kato;

use super::{SCALE, SEED};

/// First day simulated.
pub const FROM: &str = "2019-01-01";
/// Last day simulated.
pub const TO: &str = "2025-12-31";

/// `oshaq simulate`
#[derive(Debug, Args)]
pub struct SimulateArgs {
    /// Folder to write into; it must not exist or be empty
    #[arg(long)]
    pub out: PathBuf,
    /// First day of registration
    #[arg(long, default_value = FROM)]
    pub from: NaiveDate,
    /// Last day of registration
    #[arg(long, default_value = TO)]
    pub to: NaiveDate,
    /// Seed; the same seed gives the same bytes
    #[arg(long, default_value_t = SEED)]
    pub seed: u64,
    /// Share of the nation's records, above 0 and at most 20
    #[arg(long, default_value_t = SCALE, allow_negative_numbers = true)]
    pub scale: f64,
    /// Only these units (two-digit KATO codes, separated by commas)
    #[arg(long, value_delimiter = ',')]
    pub regions: Vec<Kato>,
}
