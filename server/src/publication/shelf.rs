//! The versions being served, swapped whole when a new one is published.

use std::sync::Arc;

use arc_swap::ArcSwap;
use oshaq_store::{Kind, LocalFile, Store, StoreError, VersionId};

use crate::connection::metrics::Metrics;
use crate::publication::history::History;
use crate::publication::indicators::IndicatorsDocument;
use crate::publication::{LoadError, Publication};

/// What is served at one moment.
#[derive(Debug, Clone, Default)]
pub(crate) struct Served {
    /// Newest first.
    pub publications: Vec<Arc<Publication>>,
    pub indicators: Option<Arc<IndicatorsDocument>>,
    /// Every version of the store, served or not.
    pub history: History,
}

impl Served {
    /// The newest publication.
    pub(crate) fn current(&self) -> Option<&Arc<Publication>> {
        self.publications.first()
    }

    /// The publication of a version, as long as it is kept.
    pub(crate) fn version(&self, version: &str) -> Option<&Arc<Publication>> {
        self.publications
            .iter()
            .find(|publication| publication.version.as_str() == version)
    }

    /// A publication with this grid, as long as one is kept.
    pub(crate) fn grid(&self, grid: &str) -> Option<&Arc<Publication>> {
        self.publications
            .iter()
            .find(|publication| publication.grid == grid)
    }
}

/// The versions being served. Readers take a snapshot without waiting; one task replaces it.
#[derive(Debug)]
pub(crate) struct Shelf {
    store: Store,
    kept: usize,
    served: ArcSwap<Served>,
}

/// What a look at the store found wrong, remembered so that it is told once.
#[derive(Debug, Default)]
pub(crate) struct Complaints {
    surface: Option<VersionId>,
    indicators: Option<VersionId>,
    store: Option<String>,
}

impl Shelf {
    pub(crate) fn new(store: Store, kept: usize) -> Self {
        Self {
            store,
            kept: kept.max(1),
            served: ArcSwap::default(),
        }
    }

    /// What is served now.
    pub(crate) fn served(&self) -> arc_swap::Guard<Arc<Served>> {
        self.served.load()
    }

    /// A file of a version. Blocks.
    pub(crate) fn file(
        &self,
        kind: Kind,
        version: &VersionId,
        name: &str,
    ) -> Result<LocalFile, StoreError> {
        self.store.file(kind, version, name)
    }

    /// Looks for new versions and puts them on the shelf. What is served stays when something is wrong. Blocks.
    pub(crate) fn refresh(&self, metrics: &Metrics, complaints: &mut Complaints) {
        match self.look(metrics, complaints) {
            Ok(()) => complaints.store = None,
            Err(error) => {
                let text = error.to_string();
                if complaints.store.as_ref() != Some(&text) {
                    tracing::error!(error = %text, "the store cannot be read; the versions in memory stay served");
                    complaints.store = Some(text);
                }
            }
        }
    }

    /// Puts the versions before the current one back on the shelf after a restart, for those who still hold them. Blocks.
    pub(crate) fn restore(&self) {
        let older = match self.store.versions(Kind::Surface) {
            Ok(manifests) => manifests.into_iter().rev().map(|manifest| manifest.version),
            Err(error) => {
                tracing::warn!(%error, "older versions cannot be listed; only the current one is served");
                return;
            }
        };
        for version in older {
            let served = Served::clone(&self.served());
            if served.publications.is_empty() || served.publications.len() >= self.kept {
                return;
            }
            if served.version(version.as_str()).is_none() {
                match Publication::load(&self.store, &version) {
                    Ok(publication) => self.put_last(Arc::new(publication)),
                    Err(error) => {
                        tracing::warn!(%version, %error, "an older version cannot be served");
                    }
                }
            }
        }
    }

    fn put_last(&self, publication: Arc<Publication>) {
        let mut served = Served::clone(&self.served());
        served.publications.push(publication);
        self.served.store(Arc::new(served));
    }

    fn look(&self, metrics: &Metrics, complaints: &mut Complaints) -> Result<(), StoreError> {
        if let Some(version) = self.store.current(Kind::Surface)? {
            let known = self
                .served()
                .current()
                .is_some_and(|publication| publication.version == version);
            if !known && complaints.surface.as_ref() != Some(&version) {
                self.take_surface(&version, metrics, complaints);
            }
        }
        if let Some(version) = self.store.current(Kind::Indicators)? {
            let known = self
                .served()
                .indicators
                .as_ref()
                .is_some_and(|document| document.version == version);
            if !known && complaints.indicators.as_ref() != Some(&version) {
                self.take_indicators(&version, metrics, complaints);
            }
        }
        Ok(())
    }

    fn take_surface(&self, version: &VersionId, metrics: &Metrics, complaints: &mut Complaints) {
        let kept = self.served().version(version.as_str()).cloned();
        match kept.map_or_else(|| Publication::load(&self.store, version).map(Arc::new), Ok) {
            Ok(publication) => {
                self.put(publication);
                self.refresh_history();
                metrics.version_taken(
                    self.served()
                        .publications
                        .iter()
                        .map(|own| own.index_bytes())
                        .sum(),
                );
                tracing::info!(%version, "a new surface is served");
            }
            Err(error) => complaints.surface = Some(refused("surface", version, &error, metrics)),
        }
    }

    /// A damaged older version must not keep the new one from being served.
    fn refresh_history(&self) {
        match self.served().history.refreshed(&self.store) {
            Ok(history) => self.served.store(Arc::new(Served {
                history,
                ..Served::clone(&self.served())
            })),
            Err(error) => tracing::warn!(%error, "the versions before cannot be listed"),
        }
    }

    fn take_indicators(&self, version: &VersionId, metrics: &Metrics, complaints: &mut Complaints) {
        match IndicatorsDocument::load(&self.store, version) {
            Ok(document) => {
                let served = Served {
                    indicators: Some(Arc::new(document)),
                    ..Served::clone(&self.served())
                };
                self.served.store(Arc::new(served));
                tracing::info!(%version, "new indicators are served");
            }
            Err(error) => {
                complaints.indicators = Some(refused("indicators", version, &error, metrics));
            }
        }
    }

    fn put(&self, publication: Arc<Publication>) {
        let mut served = Served::clone(&self.served());
        served
            .publications
            .retain(|own| own.version != publication.version);
        served.publications.insert(0, publication);
        served.publications.truncate(self.kept);
        self.served.store(Arc::new(served));
    }
}

fn refused(kind: &str, version: &VersionId, error: &LoadError, metrics: &Metrics) -> VersionId {
    metrics.version_refused();
    tracing::error!(%version, %error, "the new {kind} cannot be served; the versions in memory stay served");
    version.clone()
}
