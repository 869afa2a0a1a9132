use std::collections::BTreeMap;

use oshaq_store::VersionId;
use serde::{Deserialize, Serialize};

use super::past::{Change, Past};
use crate::check::Reason;

/// What a delivery is to the records that stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Delivery {
    /// It adds records and revises others; what it does not tell of stays as it is.
    #[default]
    Part,
    /// It is the whole register: what it does not tell of is withdrawn.
    Whole,
    /// It begins a history of its own; what stood before stays where it is and is not continued.
    Afresh,
}

/// What a delivery changed in the records that stood: the second account of an ingest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordChanges {
    /// The version that is continued.
    pub since: VersionId,
    /// Whether the delivery was the whole register.
    pub whole: bool,
    /// Records that stood.
    pub previous: u64,
    /// Records that are new.
    pub added: u64,
    /// Rows that tell again what stands already, or what a delivery told before.
    pub resent: u64,
    /// Records that say something else now, in the same category under the same article.
    pub revised: u64,
    /// Records whose category or article is another one now.
    pub reclassified: u64,
    /// Records that stand no longer.
    pub withdrawn: u64,
    /// Records that stand now.
    pub now: u64,
    /// Withdrawn records by the reason of the profile's filter, or [`RecordChanges::LACKING`].
    pub withdrawals: BTreeMap<String, u64>,
    /// Revised and reclassified records by the field that says something else.
    pub fields: BTreeMap<String, u64>,
}

impl RecordChanges {
    /// The reason of records that a delivery of the whole register does not tell of.
    pub const LACKING: &'static str = "lacking";

    pub(crate) fn new(since: VersionId, whole: bool, previous: u64) -> Self {
        Self {
            since,
            whole,
            previous,
            added: 0,
            resent: 0,
            revised: 0,
            reclassified: 0,
            withdrawn: 0,
            now: 0,
            withdrawals: BTreeMap::new(),
            fields: BTreeMap::new(),
        }
    }

    /// Whether previous + added − withdrawn = now, and the reasons re-add to the withdrawn.
    pub fn balances(&self) -> bool {
        self.previous + self.added == self.now + self.withdrawn
            && self.withdrawn == self.withdrawals.values().sum::<u64>()
    }

    /// Whether the same records stand as before, and say the same.
    pub const fn is_none(&self) -> bool {
        self.added + self.revised + self.reclassified + self.withdrawn == 0
    }

    /// Rows of the delivery that became what stands now.
    pub const fn accepted(&self) -> u64 {
        self.added + self.revised + self.reclassified
    }

    pub(crate) fn tell(&mut self, past: &Past, filters: &[String]) {
        match past.change {
            Change::Revised => self.revised += 1,
            Change::Reclassified => self.reclassified += 1,
            Change::Withdrawn(reason) => {
                self.withdrawn += 1;
                let word = reason.map_or(Self::LACKING, |code| Reason::word(code, filters));
                *self.withdrawals.entry(word.to_owned()).or_default() += 1;
            }
        }
        for field in past.fields.names() {
            *self.fields.entry(field.to_owned()).or_default() += 1;
        }
    }
}
