use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

/// Field of the register's layer with the time of registration.
pub const DATE_FIELD: &str = "DAT_VOZB";
/// Records asked for at once.
pub const PAGE: u32 = 2000;
/// Seconds to wait for an answer.
pub const TIMEOUT_S: u64 = 120;
/// Attempts at one request.
pub const ATTEMPTS: u32 = 8;

/// `oshaq pull`
#[derive(Debug, Args)]
pub struct PullArgs {
    /// Address of the layer, such as https://host/arcgis/rest/services/NAME/FeatureServer/0
    #[arg(long)]
    pub url: String,
    /// Only records registered on this day or later
    #[arg(long)]
    pub since: Option<NaiveDate>,
    /// The layer's field with the time of registration
    #[arg(long, default_value = DATE_FIELD)]
    pub date_field: String,
    /// Folder of the pages; a pull that was stopped goes on there
    #[arg(long)]
    pub out: PathBuf,
    /// Records asked for at once; the layer's own cap holds besides
    #[arg(long, default_value_t = PAGE, value_parser = clap::value_parser!(u32).range(1..=200_000))]
    pub page: u32,
    /// Seconds to wait for an answer
    #[arg(long, default_value_t = TIMEOUT_S, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub timeout: u64,
    /// Attempts at one request before the pull gives up
    #[arg(long, default_value_t = ATTEMPTS, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub attempts: u32,
}
