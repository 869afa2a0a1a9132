use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use oshaq_models::HotAreas;

use super::AnalysedArgs;

/// Days that hot areas look back.
pub const HOT_AREA_DAYS: u32 = 365;

/// `oshaq hot-areas`
#[derive(Debug, Args)]
pub struct HotAreasArgs {
    #[command(flatten)]
    pub analysed: AnalysedArgs,
    /// Days looked back
    #[arg(long, default_value_t = HOT_AREA_DAYS)]
    pub days: u32,
    /// Last day; the last recorded one when left out
    #[arg(long)]
    pub until: Option<NaiveDate>,
    /// How many times the mean must be found around a cell for it to be the core of an area, above 1
    #[arg(long, default_value_t = HotAreas::DENSITY)]
    pub density: f64,
    /// GeoJSON file to write
    #[arg(long)]
    pub out: PathBuf,
}
