use std::path::PathBuf;

use clap::{Args, ValueEnum};
use oshaq_domain::Resolution;

use super::StoreArgs;

/// `oshaq export`
#[derive(Debug, Args)]
pub struct ExportArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    /// Format of the file
    #[arg(value_enum, value_name = "FORMAT")]
    pub given_format: Option<ExportFormat>,
    /// Format of the file, said as an option
    #[arg(
        long = "format",
        value_enum,
        value_name = "FORMAT",
        conflicts_with = "given_format"
    )]
    pub named_format: Option<ExportFormat>,
    /// What to export
    #[arg(long, value_enum, default_value_t = ExportWhat::Surface)]
    pub what: ExportWhat,
    /// Layer of the surface: risk-<category>, grid, units, districts or places
    #[arg(long)]
    pub layer: Option<String>,
    /// Cells of this H3 resolution only
    #[arg(long)]
    pub resolution: Option<Resolution>,
    /// The file to write; the name of a CSV of simulated data begins with `SIMULATED_`
    #[arg(long)]
    pub out: PathBuf,
    /// Overwrite the file when there is one
    #[arg(long)]
    pub force: bool,
}

impl ExportArgs {
    /// The format, however it was said.
    pub fn format(&self) -> Option<ExportFormat> {
        self.given_format.or(self.named_format)
    }
}

/// What can be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportWhat {
    /// A layer of the published surface
    Surface,
    /// Values of statistical forms (`oshaq ingest --profile form-1m`, `form-3k`)
    Aggregates,
    /// Rejected rows and duplicates of the current incidents
    Rejects,
    /// Records as they stood before they were changed, of the current incidents and the versions that they continue
    History,
    /// What became of each file's rows in the current incidents
    Ledger,
}

/// Formats of exported files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// Comma-separated text in UTF-8; no cell begins as a formula does
    Csv,
    /// The store's own table, with all its columns
    Parquet,
    /// Polygons for GIS programs
    Geojson,
    /// Every tile in one `SQLite` database
    Mbtiles,
    /// Every tile in one file for object storage
    Pmtiles,
}

impl ExportFormat {
    /// The format's name on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
            Self::Geojson => "geojson",
            Self::Mbtiles => "mbtiles",
            Self::Pmtiles => "pmtiles",
        }
    }

    /// What a file in this format is counted in.
    pub const fn counted_in(self) -> &'static str {
        match self {
            Self::Csv | Self::Parquet => "rows",
            Self::Geojson => "features",
            Self::Mbtiles | Self::Pmtiles => "tiles",
        }
    }
}
