use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::check::{Incident, Note, Reason, Reject};
use crate::error::EtlError;
use crate::history::RecordChanges;
use crate::id::ContentSum;
use crate::stacks::Stack;

/// What became of the rows of one file, or of all.
///
/// Every row is in exactly one of `accepted`, `duplicate` and `rejected`; `unmapped` and `notes` tell about accepted rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Rows read, the header not counted.
    pub read: u64,
    /// Rows that became an incident.
    pub accepted: u64,
    /// Rows that tell of a record told again, later or in the same words.
    pub duplicate: u64,
    /// Rows that became nothing.
    pub rejected: u64,
    /// Accepted rows without a cell; they count in the totals of their unit.
    pub unmapped: u64,
    /// Duplicates by kind: `exact` (the same words), `superseded` (a later row says something else) and `resent` (an
    /// earlier delivery told the same).
    pub duplicates: BTreeMap<String, u64>,
    /// Rejects by reason.
    pub rejects: BTreeMap<String, u64>,
    /// Unmapped rows by reason.
    pub unmapped_reasons: BTreeMap<String, u64>,
    /// Accepted rows with something odd about them, by what.
    pub notes: BTreeMap<String, u64>,
}

impl Tally {
    /// Whether read = accepted + duplicate + rejected, and the parts re-add to their totals.
    pub fn balances(&self) -> bool {
        let sum = |parts: &BTreeMap<String, u64>| parts.values().sum::<u64>();
        self.read == self.accepted + self.duplicate + self.rejected
            && self.duplicate == sum(&self.duplicates)
            && self.rejected == sum(&self.rejects)
            && self.unmapped == sum(&self.unmapped_reasons)
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.read += other.read;
        self.accepted += other.accepted;
        self.duplicate += other.duplicate;
        self.rejected += other.rejected;
        self.unmapped += other.unmapped;
        add_all(&mut self.duplicates, &other.duplicates);
        add_all(&mut self.rejects, &other.rejects);
        add_all(&mut self.unmapped_reasons, &other.unmapped_reasons);
        add_all(&mut self.notes, &other.notes);
    }
}

fn add_all(to: &mut BTreeMap<String, u64>, from: &BTreeMap<String, u64>) {
    for (word, count) in from {
        *to.entry(word.clone()).or_default() += count;
    }
}

/// The ledger of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileLedger {
    /// The file's name, without its folder.
    pub file: String,
    /// SHA-256 of the file as it was given.
    pub sha256: String,
    /// Length of the file as it was given.
    pub bytes: u64,
    /// The layout of the profile that fitted.
    pub layout: String,
    /// What became of its rows.
    #[serde(flatten)]
    pub tally: Tally,
}

/// Something given that was not read, and why. None of its rows is in any tally.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// The file's name, and that of the part after a slash.
    pub file: String,
    /// Why, and the remedy.
    pub reason: String,
}

impl Unread {
    /// A part of a file, such as a sheet or a member of an archive.
    pub(crate) fn of(path: &Path, part: &str, reason: &str) -> Self {
        Self {
            file: format!("{}/{part}", file_name(path)),
            reason: reason.to_owned(),
        }
    }

    /// A file that failed. The reason does not tell where the file lay, so that the same files give the same version.
    pub(crate) fn because(path: &Path, error: &EtlError) -> Self {
        let folder = path.parent().map(|folder| format!("{}/", folder.display()));
        let reason = error.to_string();
        Self {
            file: file_name(path),
            reason: match folder {
                Some(folder) if folder.len() > 1 => reason.replace(&folder, ""),
                _ => reason,
            },
        }
    }
}

/// A file's name without its folder.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// What became of every row of an ingest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    /// Name of the profile.
    pub profile: String,
    /// SHA-256 of the profile.
    #[serde(default)]
    pub profile_sha256: String,
    /// Whether any record is simulated.
    pub simulated: bool,
    /// What the delivery changed in the records that stood; nothing where it begins a history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<RecordChanges>,
    /// All files together.
    pub total: Tally,
    /// File by file, in the order in which they were loaded.
    pub files: Vec<FileLedger>,
    /// What was given but not read: sheets and members without records, and unreadable files where the ingest was told
    /// to keep going.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<Unread>,
    /// Points that hold an improbable share of their unit's records, the largest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stacks: Vec<Stack>,
    /// The files of the deliveries that this one continues.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub loaded_before: Vec<Loaded>,
}

impl Ledger {
    /// Whether every account balances: each file's, their sum, and the changes, in which every accepted row is a record
    /// that was added or says something else now.
    pub fn balances(&self) -> bool {
        let files = self.files.iter().all(|file| file.tally.balances());
        let changes = self
            .changes
            .as_ref()
            .is_none_or(|changes| changes.balances() && changes.accepted() == self.total.accepted);
        files && changes && self.total.balances() && self.total == total(&self.files)
    }
}

/// How a duplicate tells of its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Duplicate {
    Exact,
    Superseded,
    Resent,
}

impl Duplicate {
    pub const ALL: [Self; 3] = [Self::Exact, Self::Superseded, Self::Resent];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Superseded => "superseded",
            Self::Resent => "resent",
        }
    }
}

/// Counts of one file by number, turned into words at the end.
#[derive(Debug, Clone)]
pub(crate) struct Counter {
    pub read: u64,
    rejects: [u64; 256],
    accepted: u64,
    unmapped: u64,
    duplicates: [u64; Duplicate::ALL.len()],
    sum: ContentSum,
    notes: [u64; Note::ALL.len()],
}

impl Default for Counter {
    fn default() -> Self {
        Self {
            read: 0,
            rejects: [0; 256],
            accepted: 0,
            unmapped: 0,
            duplicates: [0; Duplicate::ALL.len()],
            sum: ContentSum::default(),
            notes: [0; Note::ALL.len()],
        }
    }
}

impl Counter {
    pub const fn reject(&mut self, reject: &Reject) {
        self.rejects[reject.reason as usize] += 1;
    }

    /// Takes note of a row that was read, whatever becomes of it.
    pub const fn see(&mut self, incident: &Incident) {
        self.sum.add(incident);
    }

    /// What all rows of the file say together.
    pub const fn sum(&self) -> ContentSum {
        self.sum
    }

    pub fn accept(&mut self, incident: &Incident) {
        self.accepted += 1;
        self.unmapped += u64::from(incident.cell == 0);
        if incident.notes.0 != 0 {
            for note in Note::ALL {
                self.notes[note as usize] += u64::from(incident.notes.has(note));
            }
        }
    }

    pub const fn duplicate(&mut self, kind: Duplicate) {
        self.duplicates[kind as usize] += 1;
    }

    pub fn tally(&self, filters: &[String]) -> Tally {
        let mut tally = Tally {
            read: self.read,
            accepted: self.accepted,
            duplicate: self.duplicates.iter().sum(),
            rejected: self.rejects.iter().sum(),
            unmapped: self.unmapped,
            ..Tally::default()
        };
        for kind in Duplicate::ALL {
            put(
                &mut tally.duplicates,
                kind.as_str(),
                self.duplicates[kind as usize],
            );
        }
        for (code, &count) in self.rejects.iter().enumerate() {
            put(&mut tally.rejects, Reason::word(code as u8, filters), count);
        }
        for note in Note::ALL {
            let words = if note.is_not_mapped() {
                &mut tally.unmapped_reasons
            } else {
                &mut tally.notes
            };
            put(words, note.as_str(), self.notes[note as usize]);
        }
        tally
    }
}

fn put(words: &mut BTreeMap<String, u64>, word: &str, count: u64) {
    if count > 0 {
        *words.entry(word.to_owned()).or_default() += count;
    }
}

/// The sum of the files' tallies.
pub(crate) fn total(files: &[FileLedger]) -> Tally {
    let mut total = Tally::default();
    for file in files {
        total.add(&file.tally);
    }
    total
}

/// A file that an earlier delivery held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loaded {
    /// Its name.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// SHA-256 of the profile by which it was read.
    pub profile_sha256: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_balances_only_when_no_row_is_lost_or_told_twice() {
        let mut counter = Counter {
            read: 3,
            ..Counter::default()
        };
        counter.duplicate(Duplicate::Exact);
        counter.duplicate(Duplicate::Superseded);
        assert!(!counter.tally(&[]).balances());
        counter.reject(&Reject {
            file: 0,
            line: 4,
            reason: 7,
            field: 0,
            text: 0,
        });
        assert!(counter.tally(&[]).balances());
        assert_eq!(counter.tally(&[]).rejects["date_too_early"], 1);
        counter.duplicate(Duplicate::Exact);
        assert!(!counter.tally(&[]).balances());
    }
}
