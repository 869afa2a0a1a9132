use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use oshaq_domain::{CategorySlug, Horizon, Resolution};

use super::{RESOLUTION, StoreArgs};

/// Horizon of a published forecast.
pub const FORECAST_HORIZON: &str = "28d";
/// Model of published forecasts.
pub const MODEL: &str = oshaq_models::MODEL_NAMES[0];

/// `oshaq forecast`
#[derive(Debug, Args)]
pub struct ForecastArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    /// Days ahead
    #[arg(long, default_value = FORECAST_HORIZON)]
    pub horizon: Horizon,
    /// Categories, separated by commas; every one that may be mapped when left out
    #[arg(long, value_delimiter = ',')]
    pub category: Vec<CategorySlug>,
    /// H3 resolution, 4 to 10
    #[arg(long, default_value = RESOLUTION)]
    pub resolution: Resolution,
    /// Last day of history; the last recorded one when left out
    #[arg(long)]
    pub until: Option<NaiveDate>,
    /// Model
    #[arg(long, default_value = MODEL)]
    pub model: String,
    /// Shapes of districts that `pooled` borrows from: a GeoJSON `FeatureCollection` as `oshaq publish` reads it; without it the
    /// cells one and two resolutions coarser stand in for them
    #[arg(long, value_name = "FILE")]
    pub districts: Option<PathBuf>,
}
