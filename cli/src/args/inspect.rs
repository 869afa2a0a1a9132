use std::path::PathBuf;

use clap::Args;

/// `oshaq inspect`
#[derive(Debug, Args)]
pub struct InspectArgs {
    /// The file
    #[arg(required_unless_present = "schema")]
    pub file: Option<PathBuf>,
    /// Write the proposed profile to this file, which must not exist
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// Reference system of its coordinates, when it is known: EPSG:32642, ESRI:102696, or a PROJ string
    #[arg(long)]
    pub crs: Option<String>,
    /// Time zone of its clock, when it is known, such as Asia/Almaty
    #[arg(long)]
    pub zone: Option<String>,
    /// Print the JSON Schema of profile files instead
    #[arg(long)]
    pub schema: bool,
}
