use clap::{Args, value_parser};

use super::StoreArgs;

/// Days for which finished jobs are left alone.
pub const PRUNE_DAYS: u32 = 30;

/// Most days there can be: a century.
pub const MOST_PRUNE_DAYS: i64 = 36_500;

/// `oshaq prune`
#[derive(Debug, Args)]
pub struct PruneArgs {
    #[command(flatten)]
    pub store: StoreArgs,
    /// Leave jobs alone that were finished less than so many days ago: a machine with another version of the program may still take
    /// them up
    #[arg(long, value_name = "DAYS", default_value_t = PRUNE_DAYS, value_parser = value_parser!(u32).range(..=MOST_PRUNE_DAYS))]
    pub older_than: u32,
    /// Remove them; without it they are only listed
    #[arg(long)]
    pub yes: bool,
}
