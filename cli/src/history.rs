//! The recorded past, as the verbs that look ahead need it.

use oshaq_domain::{Categories, Counts, Placement, Resolution};
use oshaq_etl::{CountRequest, Counted, UNIT_COUNTS_BY};
use oshaq_store::{Kind, Manifest, Parent, Store};

use crate::failure::Unusable;
use crate::world::{CODE_VERSION, LOCK_WAIT, holder, now};

/// Counts at a resolution, with the declared categories of their source.
#[derive(Debug)]
pub struct History {
    manifest: Manifest,
    counts: Counts,
    categories: Categories,
}

impl History {
    /// Loads the counts of the current incidents; makes them first where they are missing.
    ///
    /// # Errors
    /// When nothing was ingested yet, or the store cannot be read or written.
    pub fn load(store: &Store, resolution: Resolution) -> anyhow::Result<Self> {
        let manifest = match counted(store, resolution)? {
            Some(manifest) => manifest,
            None => count(store, resolution)?.manifest,
        };
        Self::of(store, manifest)
    }

    /// Loads a version of counts.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn of(store: &Store, manifest: Manifest) -> anyhow::Result<Self> {
        let counts = oshaq_etl::load_counts(store, &manifest.version)?;
        let categories = oshaq_etl::categories_of(store, Kind::Counts, &manifest.version)?;
        Ok(Self {
            manifest,
            counts,
            categories,
        })
    }

    /// The counts.
    pub const fn counts(&self) -> &Counts {
        &self.counts
    }

    /// The categories that the source declares.
    pub const fn categories(&self) -> &Categories {
        &self.categories
    }

    /// Whether any record is simulated.
    pub const fn simulated(&self) -> bool {
        self.manifest.simulated
    }

    /// What is made from this history names it as its parent.
    pub fn parent(&self) -> Parent {
        Parent {
            kind: Kind::Counts,
            version: self.manifest.version.clone(),
        }
    }

    /// Totals by unit, month, known day and category, records without a place included.
    ///
    /// # Errors
    /// When the store cannot be read, or an earlier version of Oshaq counted it.
    pub fn placements(&self, store: &Store) -> anyhow::Result<Vec<Placement>> {
        if !has_known_days(&self.manifest) {
            let told = format!(
                "counts {} tell units without the day of registration, as an earlier version of Oshaq counted them; run `oshaq counts`, then `oshaq forecast`, and publish again",
                self.manifest.version
            );
            return Err(Unusable(told).into());
        }
        Ok(oshaq_etl::load_placements(store, &self.manifest.version)?)
    }
}

/// Whether the totals of units tell when they became known.
fn has_known_days(manifest: &Manifest) -> bool {
    manifest.parameters.get(UNIT_COUNTS_BY).is_some()
}

/// The version that counts the current incidents at this resolution, if there is one.
fn counted(store: &Store, resolution: Resolution) -> anyhow::Result<Option<Manifest>> {
    let incidents = store.current_manifest(Kind::Incidents)?.version;
    let fits = |manifest: &Manifest| {
        let of_incidents = manifest
            .parents
            .iter()
            .any(|parent| parent.kind == Kind::Incidents && parent.version == incidents);
        let of_resolution = manifest.parameters["resolution"] == serde_json::json!(resolution);
        of_incidents && of_resolution && has_known_days(manifest)
    };
    Ok(store.versions(Kind::Counts)?.into_iter().rev().find(fits))
}

/// Counts the current incidents at a resolution: a new version of `counts`.
pub fn count(store: &Store, resolution: Resolution) -> anyhow::Result<Counted> {
    let incidents = store.current_manifest(Kind::Incidents)?.version;
    let lock = store.lock(&holder("counts"), LOCK_WAIT)?;
    let request = CountRequest {
        store,
        lock: &lock,
        incidents: &incidents,
        resolution,
        now: now(),
        code_version: CODE_VERSION,
    };
    Ok(oshaq_etl::count(&request)?)
}
