use std::collections::BTreeMap;

use oshaq_store::VersionId;
use serde::{Deserialize, Serialize};

use crate::check::Reason;

/// How a record that stood has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    Revised,
    Reclassified,
    /// By a row that a filter of this code rejected, or because the whole register lacks it.
    Withdrawn(Option<u8>),
}

impl Change {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Revised => "revised",
            Self::Reclassified => "reclassified",
            Self::Withdrawn(_) => "withdrawn",
        }
    }
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

    /// Counts a record that stood: how it changed, and which fields of it say something else now.
    pub(crate) fn tell(
        &mut self,
        change: Change,
        fields: impl Iterator<Item = &'static str>,
        filters: &[String],
    ) {
        match change {
            Change::Revised => self.revised += 1,
            Change::Reclassified => self.reclassified += 1,
            Change::Withdrawn(reason) => {
                self.withdrawn += 1;
                let word = reason.map_or(Self::LACKING, |code| Reason::word(code, filters));
                *self.withdrawals.entry(word.to_owned()).or_default() += 1;
            }
        }
        for field in fields {
            *self.fields.entry(field.to_owned()).or_default() += 1;
        }
    }
}
