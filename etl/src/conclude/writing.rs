use crate::check::{Incident, Reject};
use crate::dedupe::{EqualRows, Repeated, deduplicate};
use crate::error::EtlError;
use crate::files::{Files, divide_known};
use crate::history::{HistoryTable, Merged, RecordChanges, Standing, merge};
use crate::id::IdKey;
use crate::profile::Duplicates;
use crate::spill::Waiting;
use crate::stacks::{Stack, StackFinder};
use crate::write::{IncidentTable, RejectTable};

/// What decides which rows of a delivery are one record.
pub(super) struct Rules {
    /// For each file the position of the first with the same content.
    pub origins: Vec<u32>,
    pub duplicates: Duplicates,
    /// For each file whether its rows are known to tell nothing new.
    pub known: Vec<bool>,
}

impl Rules {
    fn equal(&self) -> EqualRows<'_> {
        match self.duplicates {
            Duplicates::Number | Duplicates::Exact => EqualRows::OneRecord,
            Duplicates::None => EqualRows::Different {
                origins: &self.origins,
            },
        }
    }
}

/// The tables of a version in the making.
pub(super) struct Writing<'a> {
    files: Files,
    key: IdKey,
    filters: &'a [String],
    incidents: IncidentTable<'a>,
    rejects: RejectTable<'a>,
    stacks: StackFinder,
    resent: u64,
}

/// The tables as they are written.
pub(super) struct Written {
    pub files: Files,
    pub incidents: u64,
    pub rejects: u64,
    pub stacks: Vec<Stack>,
}

impl<'a> Writing<'a> {
    pub fn new(
        files: Files,
        key: IdKey,
        filters: &'a [String],
        incidents: IncidentTable<'a>,
        rejects: RejectTable<'a>,
    ) -> Self {
        Self {
            files,
            key,
            filters,
            incidents,
            rejects,
            stacks: StackFinder::default(),
            resent: 0,
        }
    }

    pub fn write_rejects(&mut self, rejects: Waiting<Reject>) -> Result<(), EtlError> {
        rejects.parts(|mut rejects| {
            rejects.retain(|reject| self.files.has(reject.file));
            self.rejects.write_rejects(&rejects)
        })
    }

    /// Begins a history: what the delivery tells, stands.
    pub fn begin(&mut self, rows: Waiting<Incident>, rules: &Rules) -> Result<(), EtlError> {
        rows.parts(|rows| {
            let mut kept = self.deduplicated(rows, rules)?;
            kept.retain(|row| row.takes_back().is_none());
            for incident in &kept {
                self.files.accept(incident);
            }
            self.incidents.write(&kept)
        })
    }

    /// Goes on with a history: the delivery meets what stands.
    pub fn go_on(
        &mut self,
        rows: Waiting<Incident>,
        rules: &Rules,
        standing: Standing,
        history: &mut HistoryTable<'_>,
    ) -> Result<RecordChanges, EtlError> {
        let mut changes = standing.changes();
        let mut records = standing.records;
        rows.parts(|rows| records.push_all(&self.deduplicated(rows, rules)?))?;
        records.parts(|rows| {
            let merged = merge(rows, changes.whole);
            self.keep(&merged, &mut changes)?;
            history.write(&merged.past)
        })?;
        changes.resent = self.resent;
        Ok(changes)
    }

    fn keep(&mut self, merged: &Merged, changes: &mut RecordChanges) -> Result<(), EtlError> {
        changes.now += merged.now.len() as u64;
        for (incident, is_new) in &merged.accepted {
            self.files.accept(incident);
            changes.added += u64::from(*is_new);
        }
        for past in &merged.past {
            changes.tell(past, self.filters);
        }
        self.repeat(&merged.resent)?;
        self.incidents.write(&merged.now)
    }

    /// The rows of a part that tell its records last, their identities sealed; those told again are written down.
    fn deduplicated(
        &mut self,
        mut rows: Vec<Incident>,
        rules: &Rules,
    ) -> Result<Vec<Incident>, EtlError> {
        rows.retain(|row| self.files.has(row.file));
        let (rows, mut known) = divide_known(rows, &rules.known);
        let (mut kept, mut repeated) = deduplicate(rows, rules.equal());
        for row in &mut kept {
            row.key = self.key.seal(row.key);
        }
        for told in known.iter_mut().chain(&mut repeated) {
            told.kept = self.key.seal(told.kept);
        }
        for row in kept.iter().filter(|row| row.takes_back().is_none()) {
            self.stacks.add(row);
        }
        self.repeat(&known)?;
        self.repeat(&repeated)?;
        Ok(kept)
    }

    fn repeat(&mut self, repeated: &[Repeated]) -> Result<(), EtlError> {
        self.resent += self.files.repeat(repeated);
        self.rejects.write_duplicates(repeated)
    }

    pub fn finish(self) -> Result<Written, EtlError> {
        Ok(Written {
            files: self.files,
            incidents: self.incidents.finish()?,
            rejects: self.rejects.finish()?,
            stacks: self.stacks.found(),
        })
    }
}
