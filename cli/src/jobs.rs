//! The jobs that a forecast is made of; each is done once.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use oshaq_domain::{CategorySlug, Day, Forecast, Horizon, Resolution};
use oshaq_store::tables::{names, read_forecasts, write_forecasts};
use oshaq_store::{Kind, ManifestDraft, Store, StoreError, VersionId, hash_of};
use serde::Serialize;
use serde_json::json;

use crate::history::History;
use crate::world::{CODE_VERSION, LOCK_WAIT, holder, now};

/// Everything that the result of a job depends on. Two jobs of equal content have the same result, on any machine and any number of
/// threads, so that whichever finishes first serves both.
///
/// A job is one category and one window of the whole nation. It is not cut by unit: a model learns its weights from all units
/// together, since most units alone have too few recorded offences of a category to learn from, and cells at the edge of a unit
/// look across it at their neighbours.
#[derive(Debug, Clone, Serialize)]
pub struct Job {
    /// The version of the counts, which is a hash of their content.
    pub counts: VersionId,
    pub resolution: Resolution,
    /// The day from which on nothing is known.
    pub end: Day,
    pub horizon: Horizon,
    pub category: CategorySlug,
    pub model: String,
    /// Seed of whatever the model chooses by chance.
    pub seed: u64,
    /// SHA-256 of the shapes of the units that cells lie in.
    pub units: String,
    /// The same of the districts, where shapes are given.
    pub districts: Option<String>,
    /// Stamp of the models' code.
    pub code: &'static str,
}

impl Job {
    /// SHA-256 of the canonical JSON of all that it depends on.
    ///
    /// # Errors
    /// None in practice: its fields are plain values.
    fn id(&self) -> anyhow::Result<String> {
        Ok(hash_of(&serde_json::to_value(self)?))
    }
}

/// The finished jobs of a store, and where further ones are kept.
///
/// Machines that share a store share their finished jobs: each may forecast some of the categories, and whoever forecasts all of
/// them last only puts the results together.
pub struct Jobs<'a> {
    store: &'a Store,
    history: &'a History,
    finished: BTreeMap<String, VersionId>,
    /// One thread writes at a time.
    writing: Mutex<()>,
}

impl<'a> Jobs<'a> {
    /// Looks up which jobs are finished.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn open(store: &'a Store, history: &'a History) -> anyhow::Result<Self> {
        let id_of = |job: &serde_json::Value| job.as_str().map(str::to_owned);
        let finished = store.versions(Kind::Job)?.into_iter();
        Ok(Self {
            store,
            history,
            finished: finished
                .filter_map(|manifest| Some((id_of(&manifest.parameters["id"])?, manifest.version)))
                .collect(),
            writing: Mutex::new(()),
        })
    }

    /// The result of a job, if it is finished and its file is as it was written.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn finished(&self, job: &Job) -> anyhow::Result<Option<Forecast>> {
        let Some(version) = self.finished.get(&job.id()?) else {
            return Ok(None);
        };
        match self.store.checked_file(Kind::Job, version, names::FORECAST) {
            Ok(file) => Ok(read_forecasts(file.path())?.pop()),
            // Changed, or removed by `oshaq prune` since it was looked up.
            Err(
                StoreError::Altered { .. }
                | StoreError::NoFile { .. }
                | StoreError::NoVersion { .. },
            ) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Keeps the result of a job.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn keep(&self, job: &Job, forecast: &Forecast) -> anyhow::Result<()> {
        let _one = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let lock = self.store.lock(&holder("forecast"), LOCK_WAIT)?;
        let stage = self.store.stage(&lock, Kind::Job)?;
        let forecasts = std::slice::from_ref(forecast);
        let rows = write_forecasts(&stage.path(names::FORECAST)?, forecasts)?;
        stage.commit(ManifestDraft {
            parents: vec![self.history.parent()],
            parameters: json!({ "id": job.id()?, "job": job }),
            seed: Some(job.seed),
            rows: [(names::FORECAST.to_owned(), rows)].into(),
            simulated: self.history.simulated(),
            ..ManifestDraft::new(CODE_VERSION, now())
        })?;
        Ok(())
    }
}
