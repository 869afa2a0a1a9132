//! What every verb takes from the world: the clock, and who is at work.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// The code version written into manifests.
pub const CODE_VERSION: &str = env!("CARGO_PKG_VERSION");

/// How long a writer waits for another one before it says who holds the store.
pub const LOCK_WAIT: Duration = Duration::from_secs(10);

/// The only place that reads the clock.
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// Who holds the writer lock: this process.
pub fn holder(verb: &str) -> String {
    format!("oshaq {verb} (process {})", std::process::id())
}
