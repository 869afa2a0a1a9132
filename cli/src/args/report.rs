use std::path::PathBuf;

use clap::{Args, ValueEnum};
use oshaq_store::Kind;

use super::StoreArgs;

/// The version that readers take.
pub const CURRENT: &str = "current";

/// `oshaq report`
#[derive(Debug, Args)]
pub struct ReportArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    /// Version to report on: the first digits of its name, or current
    #[arg(default_value = CURRENT)]
    pub version: String,
    /// Which kind of version is meant
    #[arg(long, value_enum, default_value_t = ReportKind::Incidents)]
    pub kind: ReportKind,
    /// Version of incidents to compare with; the one that it continues when left out
    #[arg(long)]
    pub against: Option<String>,
    /// Write the report as a self-contained HTML page to this file, and not to the terminal
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Overwrite the file when there is one
    #[arg(long)]
    pub force: bool,
}

/// Kinds of versions that there is a report of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportKind {
    /// Records
    Incidents,
    /// Values of statistical forms
    Aggregates,
}

impl ReportKind {
    /// The store's kind.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Incidents => Kind::Incidents,
            Self::Aggregates => Kind::Aggregates,
        }
    }
}
