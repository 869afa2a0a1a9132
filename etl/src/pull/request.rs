//! What a pull is asked for, and what it tells.

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// What is to be pulled, and everything that the result depends on.
pub struct PullRequest<'a> {
    /// Address of the layer, such as `https://…/FeatureServer/0`.
    pub url: &'a str,
    /// Only records registered on this day or later.
    pub since: Option<NaiveDate>,
    /// The layer's field with the time of registration.
    pub date_field: &'a str,
    /// Folder of the pages; it is made when it is not there.
    pub out: &'a Path,
    /// Records asked for at once; the layer's own cap holds besides.
    pub page: u32,
    /// What the server is given.
    pub limits: Limits,
    /// The time of the pull.
    pub now: DateTime<Utc>,
    /// Waits.
    pub pause: &'a dyn Fn(Duration),
    /// A random number from 0 to 1, so that many clients do not come back at once.
    pub jitter: &'a dyn Fn() -> f64,
    /// Is told how far the pull is; says whether to go on.
    pub progress: &'a dyn Fn(&PullProgress) -> bool,
}

/// What a server is given before the pull gives up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Time for an answer.
    pub timeout: Duration,
    /// Bytes of an answer.
    pub bytes: u64,
    /// Attempts at one request.
    pub attempts: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            timeout: Duration::from_mins(2),
            bytes: 256 << 20,
            attempts: 8,
        }
    }
}

/// How far a pull is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullProgress {
    /// Pages on disk.
    pub pages: u32,
    /// Records on disk.
    pub records: u64,
    /// Records that the server says there are; 0 when it does not say.
    pub expected: u64,
    /// What is being waited for, when the server does not answer as it should.
    pub trouble: Option<String>,
}

/// What was pulled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullReport {
    /// Name of the layer.
    pub layer: String,
    /// Pages in the folder, those of changed records not counted.
    pub pages: u32,
    /// Records in them.
    pub records: u64,
    /// Bytes that the server sent for them.
    pub bytes: u64,
    /// Pages that an earlier run of the same pull had left.
    pub resumed_pages: u32,
    /// What changed meanwhile.
    pub changes: Changes,
}

/// What changed in the layer while it was pulled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// How changes were found: `edit_date` or `requery`.
    pub found_by: String,
    /// Records that said something else at the end; their last state is in the pages of changes.
    pub changed: u64,
    /// Records that came in behind the page that should have had them; they are in the pages of changes, too.
    pub late: u64,
    /// Records that are in a page and no longer in the layer.
    pub gone: u64,
    /// Object ids of the first of those gone.
    pub first_gone: Vec<i64>,
}
