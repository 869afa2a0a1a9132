//! What is known of each table that was to be read.

use crate::check::Incident;
use crate::dedupe::Repeated;
use crate::flow::FileFacts;
use crate::history::Standing;
use crate::id::IdKey;
use crate::ledger::{Counter, Duplicate, FileLedger, Unread};
use crate::profile::Profile;
use crate::read::Source;
use crate::write::FileWords;

/// What is known of each table, by its position; nothing of those that could not be read.
#[derive(Default)]
pub(crate) struct Files {
    pub read: Vec<Option<(FileFacts, Counter)>>,
    pub unread: Vec<Unread>,
}

impl Files {
    /// Whether a table was read whole; the rows of one that broke off are left out.
    pub fn has(&self, file: u32) -> bool {
        matches!(self.read.get(file as usize), Some(Some(_)))
    }

    /// By position, whether a table was read whole.
    pub fn whole(&self) -> Vec<bool> {
        self.read.iter().map(Option::is_some).collect()
    }

    /// The key of a history that begins with these files.
    pub fn key(&self) -> IdKey {
        let read = self.read.iter().flatten();
        IdKey::of_content(read.map(|(_, counter)| counter.sum()))
    }

    /// By position, whether the rows of a table are known to tell nothing new.
    pub fn known(&self, standing: Option<&Standing>, profile: &Profile) -> Vec<bool> {
        let is_known = |facts: &FileFacts| {
            standing.is_some_and(|standing| standing.knows(&facts.sha256, &profile.sha256))
        };
        let read = self.read.iter();
        read.map(|read| read.as_ref().is_some_and(|(facts, _)| is_known(facts)))
            .collect()
    }

    /// Whether earlier deliveries held every table that was read.
    pub fn were_loaded(&self, standing: &Standing, profile: &Profile) -> bool {
        let mut read = self.read.iter().flatten();
        read.all(|(facts, _)| standing.has_loaded(&facts.sha256, &profile.sha256))
    }

    pub fn accept(&mut self, incident: &Incident) {
        if let Some(counter) = self.counter(incident.file) {
            counter.accept(incident);
        }
    }

    /// Counts rows told again; gives how many of them an earlier delivery told.
    pub fn repeat(&mut self, repeated: &[Repeated]) -> u64 {
        for told in repeated {
            if let Some(counter) = self.counter(told.row.file) {
                counter.duplicate(told.kind);
            }
        }
        let resent = repeated
            .iter()
            .filter(|told| told.kind == Duplicate::Resent);
        resent.count() as u64
    }

    fn counter(&mut self, file: u32) -> Option<&mut Counter> {
        let read = self.read.get_mut(file as usize)?.as_mut();
        read.map(|(_, counter)| counter)
    }

    pub fn words(&self, sources: &[Source]) -> Vec<FileWords> {
        let columns = |facts: &FileFacts| facts.plan.columns.names.clone();
        sources
            .iter()
            .zip(&self.read)
            .map(|(source, read)| FileWords {
                name: source.name(),
                columns: read
                    .as_ref()
                    .map_or_else(Vec::new, |(facts, _)| columns(facts)),
            })
            .collect()
    }

    pub fn ledgers(&self, sources: &[Source], filters: &[String]) -> Vec<FileLedger> {
        let read = self.read.iter().zip(sources);
        read.filter_map(|(read, source)| {
            let (facts, counter) = read.as_ref()?;
            Some(FileLedger {
                file: source.name(),
                sha256: facts.sha256.clone(),
                bytes: facts.bytes,
                layout: facts.plan.layout.clone(),
                tally: counter.tally(filters),
            })
        })
        .collect()
    }
}

/// Divides the rows of files that an earlier delivery held from the others. What they take back was taken back then.
pub(crate) fn divide_known(rows: Vec<Incident>, known: &[bool]) -> (Vec<Incident>, Vec<Repeated>) {
    if !known.contains(&true) {
        return (rows, Vec::new());
    }
    let is_known = |row: &Incident| known.get(row.file as usize).copied().unwrap_or_default();
    let (again, rows): (Vec<Incident>, Vec<Incident>) = rows.into_iter().partition(is_known);
    let told = again.into_iter().filter(|row| row.takes_back().is_none());
    let resent = told.map(|row| Repeated {
        row,
        kind: Duplicate::Resent,
        kept: row.key,
    });
    (rows, resent.collect())
}
