//! Every version that was ever published, and what each changed.

use std::sync::Arc;

use oshaq_domain::{CategorySlug, Month, SurfaceMeta};
use oshaq_store::tables::names;
use oshaq_store::{Kind, Manifest, Store, VersionId};

use crate::publication::error::LoadError;

/// A published version, in so far as versions are compared.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PastVersion {
    pub version: VersionId,
    /// RFC 3339, UTC.
    pub created: String,
    pub simulated: bool,
    pub forecast_month: Month,
    pub published_month: Month,
    pub months: Vec<Month>,
    pub series: Vec<CategorySlug>,
}

/// All versions, oldest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct History(Arc<Vec<PastVersion>>);

/// What a version has that the one before did not, and the other way round.
#[derive(Debug, PartialEq)]
pub(crate) struct Changes {
    pub months_added: Vec<Month>,
    pub months_removed: Vec<Month>,
    pub categories_added: Vec<CategorySlug>,
    pub categories_removed: Vec<CategorySlug>,
}

impl History {
    /// The history with those versions of the store that it does not have yet. Blocks.
    pub(crate) fn refreshed(&self, store: &Store) -> Result<Self, LoadError> {
        let known = |manifest: &Manifest| {
            self.0
                .iter()
                .find(|past| past.version == manifest.version)
                .cloned()
        };
        let versions = store.versions(Kind::Surface)?;
        let all = versions.iter().map(|manifest| match known(manifest) {
            Some(past) => Ok(past),
            None => read(store, manifest),
        });
        Ok(Self(Arc::new(all.collect::<Result<_, _>>()?)))
    }

    /// The versions, oldest first.
    pub(crate) fn versions(&self) -> &[PastVersion] {
        &self.0
    }

    /// What the version at a position changed; `None` for the first.
    pub(crate) fn changes(&self, position: usize) -> Option<Changes> {
        let before = self.0.get(position.checked_sub(1)?)?;
        Some(Changes::between(before, self.0.get(position)?))
    }
}

impl Changes {
    fn between(before: &PastVersion, after: &PastVersion) -> Self {
        Self {
            months_added: missing(&after.months, &before.months),
            months_removed: missing(&before.months, &after.months),
            categories_added: missing(&after.series, &before.series),
            categories_removed: missing(&before.series, &after.series),
        }
    }
}

/// What the first has and the second has not.
fn missing<T: Clone + PartialEq>(first: &[T], second: &[T]) -> Vec<T> {
    let own = first.iter().filter(|item| !second.contains(item));
    own.cloned().collect()
}

fn read(store: &Store, manifest: &Manifest) -> Result<PastVersion, LoadError> {
    let bytes = store.read(Kind::Surface, &manifest.version, names::SURFACE_META)?;
    let meta: SurfaceMeta =
        serde_json::from_slice(&bytes).map_err(|error| LoadError::Unreadable {
            file: names::SURFACE_META,
            version: manifest.version.clone(),
            why: error.to_string(),
        })?;
    Ok(PastVersion {
        version: manifest.version.clone(),
        created: manifest.created.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        simulated: meta.simulated,
        forecast_month: meta.forecast_month,
        published_month: meta.forecast_window.start().month(),
        months: meta.months,
        series: meta.series,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(months: &[&str], series: &[&str]) -> PastVersion {
        PastVersion {
            version: VersionId::parse("0123456789abcdef").unwrap(),
            created: String::new(),
            simulated: true,
            forecast_month: "2026-01".parse().unwrap(),
            published_month: "2026-01".parse().unwrap(),
            months: months.iter().map(|text| text.parse().unwrap()).collect(),
            series: series.iter().map(|text| text.parse().unwrap()).collect(),
        }
    }

    #[test]
    fn changes_are_what_came_and_what_went() {
        let before = version(&["2025-10", "2025-11"], &["all", "theft", "robbery"]);
        let after = version(&["2025-11", "2025-12"], &["all", "theft", "arson"]);
        let changes = Changes::between(&before, &after);
        assert_eq!(changes.months_added, ["2025-12".parse().unwrap()]);
        assert_eq!(changes.months_removed, ["2025-10".parse().unwrap()]);
        assert_eq!(changes.categories_added, ["arson".parse().unwrap()]);
        assert_eq!(changes.categories_removed, ["robbery".parse().unwrap()]);
    }
}
