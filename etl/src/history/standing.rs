//! The records that stand, read back from the current version.

use std::collections::HashMap;

use oshaq_store::tables::{TableReader, incident_schema, names};
use oshaq_store::{Kind, Manifest, VersionId};
use polars::prelude::{Column, DataFrame, PolarsResult};

use super::RecordChanges;
use crate::check::{Checker, Dictionary, Incident, Notes, Reason, SEVERITIES};
use crate::error::EtlError;
use crate::id::{ID_KEY, IdKey};
use crate::ledger::{FileLedger, Ledger, Loaded};
use crate::profile::Duplicates;
use crate::request::{Delivery, IngestRequest};
use crate::spill::{INCIDENTS_IN_MEMORY, Waiting};
use crate::version_files::LEDGER;

/// The records that stand, and those of a delivery that shall meet them.
pub(crate) struct Standing {
    pub manifest: Manifest,
    /// What turns identities into ids, from the first version of the history on.
    pub key: IdKey,
    /// Every file of the history.
    pub loaded: Vec<Loaded>,
    pub records: Waiting<Incident>,
    previous: u64,
    whole: bool,
}

impl Standing {
    /// The records of the current version, when it was read by a profile of this name and the request continues it.
    pub fn find(request: &IngestRequest<'_>, checker: &Checker) -> Result<Option<Self>, EtlError> {
        let store = request.store;
        if request.delivery == Delivery::Afresh {
            return Ok(None);
        }
        let Some(version) = store.current(Kind::Incidents)? else {
            return Ok(None);
        };
        let manifest = store.manifest(Kind::Incidents, &version)?;
        if manifest.parameters["profile"] != request.profile.name.as_str() {
            return Ok(None);
        }
        if manifest.file(ID_KEY).is_none() {
            return Err(EtlError::NoHistory { version });
        }
        let key = IdKey::parse(&store.read(Kind::Incidents, &version, ID_KEY)?);
        let mut standing = Self {
            key: key.ok_or_else(|| content(ID_KEY, &version, "it is no key".to_owned()))?,
            loaded: loaded(&ledger(request, &version)?, request.profile.duplicates),
            manifest,
            records: Waiting::new(INCIDENTS_IN_MEMORY, &request.scratch),
            previous: 0,
            whole: request.delivery == Delivery::Whole,
        };
        standing.load(request, checker)?;
        Ok(Some(standing))
    }

    /// An account of changes in which nothing has changed yet.
    pub fn changes(&self) -> RecordChanges {
        RecordChanges::new(self.manifest.version.clone(), self.whole, self.previous)
    }

    /// Whether the rows of a file are known to tell nothing new. Where the delivery is the whole register, what it says
    /// holds, whatever was loaded since.
    pub fn knows(&self, sha256: &str, profile_sha256: &str) -> bool {
        !self.whole && self.has_loaded(sha256, profile_sha256)
    }

    /// Whether a file was loaded by the same profile before.
    pub fn has_loaded(&self, sha256: &str, profile_sha256: &str) -> bool {
        let same = |file: &Loaded| file.sha256 == sha256 && file.profile_sha256 == profile_sha256;
        self.loaded.iter().any(same)
    }

    /// Refuses records where only those that stand, or only they, are simulated.
    pub fn mixes_with(&self, simulated: bool) -> Result<(), EtlError> {
        if self.manifest.simulated == simulated {
            return Ok(());
        }
        Err(EtlError::Mixed {
            version: self.manifest.version.clone(),
            standing: self.manifest.simulated,
        })
    }

    fn load(&mut self, request: &IngestRequest<'_>, checker: &Checker) -> Result<(), EtlError> {
        let version = &self.manifest.version;
        let file = request
            .store
            .file(Kind::Incidents, version, names::INCIDENTS)?;
        let categories = request.profile.categories.categories()?;
        let reader = Reader {
            categories: (0..)
                .zip(categories.iter())
                .map(|(number, category)| (category.slug.to_string(), number))
                .collect(),
            articles: &checker.shared().articles,
            places: &checker.shared().places,
            version,
        };
        for frame in TableReader::open(file.path(), &incident_schema())? {
            let records = reader.records(&frame?)?;
            self.previous += records.len() as u64;
            self.records.push_all(&records)?;
        }
        Ok(())
    }
}

fn ledger(request: &IngestRequest<'_>, version: &VersionId) -> Result<Ledger, EtlError> {
    let text = request.store.read(Kind::Incidents, version, LEDGER)?;
    serde_json::from_slice(&text).map_err(|error| content(LEDGER, version, error.to_string()))
}

/// The files of a version and of those before it, but for those of whose rows some lay in the future: they may come in when that day
/// is there. Where equal rows are different offences, a file is known whatever became of its rows, since none of them can be told again.
fn loaded(ledger: &Ledger, duplicates: Duplicates) -> Vec<Loaded> {
    let own = |file: &FileLedger| Loaded {
        file: file.file.clone(),
        sha256: file.sha256.clone(),
        profile_sha256: ledger.profile_sha256.clone(),
    };
    let before = ledger.loaded_before.iter().cloned();
    let future = Reason::word(Reason::DateInFuture.code(), &[]);
    let is_settled = |file: &&FileLedger| {
        duplicates == Duplicates::None || !file.tally.rejects.contains_key(future)
    };
    let settled = ledger.files.iter().filter(is_settled);
    before.chain(settled.map(own)).collect()
}

fn content(what: &'static str, version: &VersionId, reason: String) -> EtlError {
    EtlError::Content {
        what,
        version: version.to_string(),
        reason,
    }
}

/// Turns rows of `incidents.parquet` into incidents again.
struct Reader<'a> {
    categories: HashMap<String, u16>,
    articles: &'a Dictionary,
    places: &'a Dictionary,
    version: &'a VersionId,
}

impl Reader<'_> {
    fn records(&self, frame: &DataFrame) -> Result<Vec<Incident>, EtlError> {
        let ids = frame.column("incident_id")?.u64()?;
        let committed = frame.column("committed")?.datetime()?.physical();
        let registered = frame.column("registered_day")?.date()?.physical();
        let cells = frame.column("cell")?.u64()?;
        let categories = numbers(frame.column("category")?, |slug| {
            self.categories.get(slug).copied()
        })?;
        let articles = numbers(frame.column("article")?, |text| {
            Some(self.articles.number(text))
        })?;
        let places = numbers(frame.column("place")?, |text| {
            Some(self.places.number(text))
        })?;
        let severities = numbers(frame.column("severity")?, severity)?;
        let units = numbers(frame.column("unit")?, |unit| unit.parse::<u8>().ok())?;
        (0..frame.height())
            .map(|row| {
                Ok(Incident {
                    key: self.required(row, "incident_id", ids.get(row).map(IdKey::sealed))?,
                    content: 0,
                    line: 0,
                    file: Incident::STANDING,
                    committed: self.required(row, "committed", committed.get(row))?,
                    registered: registered.get(row).unwrap_or(Incident::NO_DAY),
                    category: categories[row].ok_or_else(|| self.category(frame, row))?,
                    severity: severities[row].unwrap_or_default(),
                    unit: units[row].unwrap_or_default(),
                    article: articles[row].unwrap_or_default(),
                    place: places[row].unwrap_or_default(),
                    cell: cells.get(row).unwrap_or_default(),
                    point: 0,
                    notes: Notes::default(),
                })
            })
            .collect()
    }

    fn required<T>(&self, row: usize, column: &str, value: Option<T>) -> Result<T, EtlError> {
        let reason = || format!("`{column}` is empty in row {row}");
        value.ok_or_else(|| content(names::INCIDENTS, self.version, reason()))
    }

    fn category(&self, frame: &DataFrame, row: usize) -> EtlError {
        let slugs = frame.column("category").and_then(Column::str);
        EtlError::CategoryGone {
            version: self.version.clone(),
            slug: slugs
                .ok()
                .and_then(|slugs| slugs.get(row))
                .unwrap_or_default()
                .to_owned(),
        }
    }
}

/// What each text of a column stands for; a text is looked up once for as long as it repeats itself.
fn numbers<T: Copy>(
    column: &Column,
    number: impl Fn(&str) -> Option<T>,
) -> PolarsResult<Vec<Option<T>>> {
    let mut known: HashMap<&str, Option<T>> = HashMap::new();
    let texts = column.str()?.iter();
    Ok(texts
        .map(|text| text.and_then(|text| *known.entry(text).or_insert_with(|| number(text))))
        .collect())
}

fn severity(word: &str) -> Option<u8> {
    let position = SEVERITIES.iter().position(|known| known.as_str() == word)?;
    Some(position as u8 + 1)
}
