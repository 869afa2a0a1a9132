//! What has happened and is not yet written down.

use chrono::NaiveDateTime;

use super::ground::Spot;

/// An event, not yet registered.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its number.
    pub event: u64,
    /// The event that triggered it.
    pub parent: Option<u64>,
    /// Index into the offences.
    pub category: usize,
    /// Index into the ground's places.
    pub place: u32,
    /// Where.
    pub spot: Spot,
    /// When, on the wall clock.
    pub committed: NaiveDateTime,
    /// Whether that hour was lived twice and this was the second time.
    pub second_of_repeated_hour: bool,
    /// Days until it is registered.
    pub delay_days: u64,
}
