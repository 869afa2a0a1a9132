use std::path::PathBuf;

use clap::Args;

use super::StoreArgs;

/// `oshaq publish`
#[derive(Debug, Args)]
pub struct PublishArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    /// Shapes of districts to tell by, too: a GeoJSON `FeatureCollection` of polygons in degrees with the properties `kato` (nine
    /// digits), `name_kk`, `name_ru`, `name_en` and, where known, `population`; without it those of the version before go on
    #[arg(long, value_name = "FILE")]
    pub districts: Option<PathBuf>,
    /// Tell nothing by district, though the version before did
    #[arg(long, conflicts_with = "districts")]
    pub no_districts: bool,
}
