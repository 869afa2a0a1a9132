//! Everything is read: rows are deduplicated, meet the records that stand, and are written with the ledger.

mod writing;

use std::path::PathBuf;

use oshaq_domain::Categories;
use oshaq_store::{Stage, tables::names};

use crate::check::Checker;
use crate::error::EtlError;
use crate::files::Files;
use crate::gather::Gathered;
use crate::history::{HISTORY, HistoryTable, RecordChanges, Standing};
use crate::id::{ID_KEY, IdKey};
use crate::ledger::{Ledger, Loaded, file_name, total};
use crate::read::Source;
use crate::request::IngestRequest;
use crate::version_files::{CATEGORIES, LEDGER, REJECTS, SIMULATED_PREFIX, write_json};
use crate::write::{FileWords, IncidentTable, RejectTable, Words};
use writing::{Rules, Writing};

/// What the tables of a version hold.
pub(crate) struct Concluded {
    pub ledger: Ledger,
    /// Rows of the tables of incidents, of rejects and, where there is one, of what stood before.
    pub incidents: u64,
    pub rejects: u64,
    pub history: Option<u64>,
    /// Whether earlier deliveries held every file, and no record says anything else than before.
    pub is_known: bool,
}

/// Deduplicates what was gathered, merges it with what stands, and writes tables and ledger.
pub(crate) fn conclude(
    gathered: Gathered,
    request: &IngestRequest<'_>,
    checker: &Checker,
    standing: Option<Standing>,
    stage: &Stage,
) -> Result<Concluded, EtlError> {
    let vocabulary = Vocabulary::of(&gathered, request, checker)?;
    let past = Past::of(standing.as_ref(), &gathered.files, request);
    if let Some(standing) = &standing {
        standing.mixes_with(vocabulary.simulated)?;
    }
    let rules = Rules {
        whole: gathered.files.whole(),
        key: past.key,
        origins: gathered.origins,
        duplicates: request.profile.duplicates,
        known: gathered.files.known(standing.as_ref(), request.profile),
    };
    let mut writing = vocabulary.tables(stage, gathered.files, past.key)?;
    writing.write_rejects(gathered.rejects)?;
    let rows = gathered.incidents;
    let (changes, history) = match standing {
        None => (writing.begin(rows, &rules).map(|()| None)?, None),
        Some(standing) => {
            let mut history = vocabulary.history(stage, &standing)?;
            let changes = writing.go_on(rows, &rules, standing, &mut history)?;
            (Some(changes), Some(history.finish()?))
        }
    };
    let written = writing.finish()?;
    let ledger = vocabulary.ledger(request, &gathered.sources, &written.files, changes);
    let ledger = Ledger {
        stacks: written.stacks,
        loaded_before: past.loaded,
        ..ledger
    };
    stage.write(ID_KEY, past.key.to_text().as_bytes())?;
    write_json(stage, CATEGORIES, &vocabulary.categories)?;
    write_json(stage, LEDGER, &ledger)?;
    Ok(Concluded {
        incidents: written.incidents,
        rejects: written.rejects,
        history,
        is_known: past.held_all && ledger.changes.as_ref().is_some_and(RecordChanges::is_none),
        ledger,
    })
}

/// What the deliveries before leave to this one.
struct Past {
    key: IdKey,
    loaded: Vec<Loaded>,
    /// Whether they held every file.
    held_all: bool,
}

impl Past {
    fn of(standing: Option<&Standing>, files: &Files, request: &IngestRequest<'_>) -> Self {
        standing.map_or_else(
            || Self {
                key: files.key(),
                loaded: Vec::new(),
                held_all: false,
            },
            |standing| Self {
                key: standing.key,
                loaded: standing.loaded.clone(),
                held_all: files.were_loaded(standing, request.profile),
            },
        )
    }
}

/// The words behind the numbers of rows, and whether they are told of simulated records.
struct Vocabulary {
    categories: Categories,
    words: Words,
    files: Vec<FileWords>,
    filters: Vec<String>,
    simulated: bool,
}

impl Vocabulary {
    fn of(
        gathered: &Gathered,
        request: &IngestRequest<'_>,
        checker: &Checker,
    ) -> Result<Self, EtlError> {
        let profile = request.profile;
        let categories = profile.categories.categories()?;
        let slugs = categories.iter().map(|c| c.slug.to_string()).collect();
        let by_name = |path: &PathBuf| file_name(path).starts_with(SIMULATED_PREFIX);
        Ok(Self {
            words: Words::new(slugs, checker.shared()),
            files: gathered.files.words(&gathered.sources),
            filters: profile.filters.iter().map(|f| f.reason.clone()).collect(),
            simulated: profile.simulated
                || request.files.iter().any(by_name)
                || checker.shared().has_simulated(),
            categories,
        })
    }

    fn tables(&self, stage: &Stage, files: Files, key: IdKey) -> Result<Writing<'_>, EtlError> {
        let incidents = stage.path(names::INCIDENTS)?;
        let rejects = stage.path(REJECTS)?;
        Ok(Writing::new(
            files,
            &self.filters,
            IncidentTable::create(&incidents, &self.words, self.simulated)?,
            RejectTable::create(&rejects, &self.files, &self.filters, key)?,
        ))
    }

    fn history(&self, stage: &Stage, standing: &Standing) -> Result<HistoryTable<'_>, EtlError> {
        let (path, version) = (stage.path(HISTORY)?, &standing.manifest.version);
        HistoryTable::create(&path, &self.words, &self.filters, version, self.simulated)
    }

    fn ledger(
        &self,
        request: &IngestRequest<'_>,
        sources: &[Source],
        files: &Files,
        changes: Option<RecordChanges>,
    ) -> Ledger {
        let ledgers = files.ledgers(sources, &self.filters);
        Ledger {
            profile: request.profile.name.clone(),
            profile_sha256: request.profile.sha256.clone(),
            simulated: self.simulated,
            changes,
            total: total(&ledgers),
            files: ledgers,
            unread: files.unread.clone(),
            stacks: Vec::new(),
            loaded_before: Vec::new(),
        }
    }
}
