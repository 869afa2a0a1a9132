use std::path::PathBuf;

use clap::Args;
use oshaq_etl::Role;

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
    /// A column whose role is known, such as `committed=DATE OCC`; may be given several times. Roles: number, committed,
    /// `committed_hour`, registered, category, article, severity, place, unit, x, y, simulated
    #[arg(long = "column", value_name = "ROLE=COLUMN", value_parser = column)]
    pub columns: Vec<(Role, String)>,
    /// Print the JSON Schema of profile files instead
    #[arg(long)]
    pub schema: bool,
}

fn column(text: &str) -> Result<(Role, String), String> {
    let (role, name) = text.split_once('=').ok_or_else(|| {
        format!("`{text}` does not say ROLE=COLUMN, such as category=Primary Type")
    })?;
    Ok((role.parse()?, name.to_owned()))
}
