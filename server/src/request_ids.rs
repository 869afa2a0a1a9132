//! Ids of requests.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

/// Ids of requests: a word of this process and a running number.
#[derive(Debug)]
pub(crate) struct RequestIds {
    process: u64,
    next: AtomicU64,
}

impl RequestIds {
    pub(crate) fn new() -> Self {
        Self {
            process: RandomState::new().hash_one(0_u8),
            next: AtomicU64::new(1),
        }
    }

    pub(crate) fn next(&self) -> String {
        format!(
            "{:08x}-{:x}",
            self.process as u32,
            self.next.fetch_add(1, Ordering::Relaxed)
        )
    }
}
