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
    /// Residents by H3 cell, told in tens beside a cell's history: CSV `cell,population` with cells of one resolution, 8 or finer;
    /// without it those of the version before go on
    #[arg(long, value_name = "FILE", requires = "population_source")]
    pub population: Option<PathBuf>,
    /// Where the residents are from, for the reader: title, year, licence
    #[arg(long, value_name = "TEXT", requires = "population")]
    pub population_source: Option<String>,
    /// Tell no residents of cells, though the version before did
    #[arg(long, conflicts_with = "population")]
    pub no_population: bool,
}
