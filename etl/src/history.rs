//! What becomes of the records that stand when another delivery comes.
//!
//! A delivery is read and deduplicated by itself; then it meets the records of the current version: a record is added, told
//! again (`resent`), revised, reclassified or withdrawn. What stood before a change goes to `history.parquet`, and the account
//! of [`RecordChanges`] balances: previous + added − withdrawn = now.

mod changes;
mod merge;
mod past;
mod standing;

pub use changes::RecordChanges;
pub(crate) use merge::{Merged, merge};
pub use past::HISTORY;
pub(crate) use past::{HistoryTable, history_schema};
pub(crate) use standing::Standing;
