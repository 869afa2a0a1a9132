use std::thread;

use rayon::iter::{IntoParallelRefMutIterator, ParallelIterator};

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

/// What decides which rows of a delivery count, and which of them are one record.
pub(super) struct Rules {
    /// For each file whether it was read whole; the rows of the others are left out.
    pub whole: Vec<bool>,
    /// For each file the position of the first with the same content.
    pub origins: Vec<u32>,
    pub duplicates: Duplicates,
    /// For each file whether its rows are known to tell nothing new.
    pub known: Vec<bool>,
    pub key: IdKey,
}

/// Rows of a delivery by what they are; identities are sealed.
struct Divided {
    /// The last of each record.
    kept: Vec<Incident>,
    /// Rows of files that an earlier delivery held.
    known: Vec<Repeated>,
    /// Rows told again later.
    repeated: Vec<Repeated>,
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

    fn divide(&self, mut rows: Vec<Incident>) -> Divided {
        rows.retain(|row| self.whole.get(row.file as usize) == Some(&true));
        let (rows, mut known) = divide_known(rows, &self.known);
        let (mut kept, mut repeated) = deduplicate(rows, self.equal());
        kept.par_iter_mut()
            .for_each(|row| row.key = self.key.seal(row.key));
        for told in known.iter_mut().chain(&mut repeated) {
            told.kept = self.key.seal(told.kept);
        }
        Divided {
            kept,
            known,
            repeated,
        }
    }
}

/// The tables of a version in the making.
pub(super) struct Writing<'a> {
    files: Files,
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
        filters: &'a [String],
        incidents: IncidentTable<'a>,
        rejects: RejectTable<'a>,
    ) -> Self {
        Self {
            files,
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
        let divide = |rows| rules.divide(rows);
        rows.prepared_parts(divide, |mut divided| {
            self.repeat_all(&divided)?;
            divided.kept.retain(|row| row.takes_back().is_none());
            self.stand(&divided.kept)
        })
    }

    /// Counts incidents while they are written.
    fn stand(&mut self, kept: &[Incident]) -> Result<(), EtlError> {
        let (files, stacks) = (&mut self.files, &mut self.stacks);
        thread::scope(|scope| {
            scope.spawn(|| {
                for incident in kept {
                    stacks.add(incident);
                    files.accept(incident);
                }
            });
            self.incidents.write(kept)
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
        let divide = |rows| rules.divide(rows);
        rows.prepared_parts(divide, |divided| {
            self.repeat_all(&divided)?;
            let stand = divided.kept.iter();
            for row in stand.filter(|row| row.takes_back().is_none()) {
                self.stacks.add(row);
            }
            records.push_all(&divided.kept)
        })?;
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
            changes.tell(past.change, past.fields.names(), self.filters);
        }
        self.repeat(&merged.resent)?;
        self.incidents.write(&merged.now)
    }

    /// Writes down the rows that were told again.
    fn repeat_all(&mut self, divided: &Divided) -> Result<(), EtlError> {
        self.repeat(&divided.known)?;
        self.repeat(&divided.repeated)
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
