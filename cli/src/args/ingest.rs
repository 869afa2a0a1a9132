use std::path::PathBuf;

use clap::Args;
use oshaq_domain::Month;
use oshaq_etl::Delivery;

use super::StoreArgs;

/// `oshaq ingest`
#[derive(Debug, Args)]
pub struct IngestArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    /// Source profile: the name of a built-in one or a TOML file
    #[arg(long)]
    pub profile: String,
    /// Of statistical forms: the month up to which workbooks count that do not say so themselves, such as 2022-12
    #[arg(long)]
    pub period: Option<Month>,
    /// Leave out files that cannot be read, and tell them in the ledger, instead of stopping
    #[arg(long)]
    pub keep_going: bool,
    /// These files are the whole register: records that they do not tell of are withdrawn
    #[arg(long, conflicts_with = "afresh")]
    pub whole: bool,
    /// Begin a history with these files alone, whatever stands in the store
    #[arg(long)]
    pub afresh: bool,
    /// Raw files, folders (read whole) and patterns such as '2024-*.csv.gz'
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
}

impl IngestArgs {
    /// What the files are to the records that stand.
    pub const fn delivery(&self) -> Delivery {
        match (self.whole, self.afresh) {
            (true, _) => Delivery::Whole,
            (_, true) => Delivery::Afresh,
            _ => Delivery::Part,
        }
    }
}
