//! What a version of `incidents` is worth: complete, in time, plausible, and how it differs from the one before.

mod examples;
mod lags;
mod measure;
mod plausible;

use std::collections::BTreeMap;

use oshaq_domain::Month;
use oshaq_store::tables::names;
use oshaq_store::{Kind, Manifest, Store, VersionId};
use serde::Serialize;

use crate::error::EtlError;
use crate::ledger::Ledger;
use crate::version_files::{LEDGER, REJECTS};
use measure::Counted;

pub use examples::{RejectExample, Rejected};
pub use lags::Lags;
pub use measure::{NO_UNIT, UnitRecords};
pub use plausible::{Implausible, Missing};

/// The quality of one version of `incidents`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quality {
    /// The version.
    pub version: VersionId,
    /// Whether any of it is simulated.
    pub simulated: bool,
    /// What became of every row of its delivery, and of the records that stood.
    pub ledger: Ledger,
    /// Rows that became nothing, and those told again, by reason, with examples.
    pub rejected: Vec<Rejected>,
    /// Records that stand.
    pub records: u64,
    /// Records by field that says something.
    pub filled: BTreeMap<String, u64>,
    /// Records by unit.
    pub units: Vec<UnitRecords>,
    /// Records by month of commission.
    pub months: Vec<(Month, u64)>,
    /// Days from commission to registration, by unit.
    pub lags_by_unit: Vec<Lags>,
    /// The same by month of commission.
    pub lags_by_month: Vec<Lags>,
    /// Months of units that fall out of what earlier years lead to expect.
    pub implausible: Vec<Implausible>,
    /// Months in which a unit that always has records has none.
    pub missing: Vec<Missing>,
    /// How the version differs from the one that it is compared with.
    pub drift: Option<Drift>,
}

/// Records in two versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drift {
    /// The version that is compared with.
    pub since: VersionId,
    /// By category: before and now.
    pub categories: BTreeMap<String, (u64, u64)>,
    /// By unit: before and now.
    pub units: BTreeMap<String, (u64, u64)>,
    /// By month, of those that differ: before and now.
    pub months: BTreeMap<Month, (u64, u64)>,
}

/// Measures a version, against another or, where none is named, the one that it continues.
///
/// # Errors
/// [`EtlError`] when a version is missing or cannot be understood.
pub fn quality(
    store: &Store,
    version: &VersionId,
    against: Option<&VersionId>,
) -> Result<Quality, EtlError> {
    let manifest = store.manifest(Kind::Incidents, version)?;
    let file = store.file(Kind::Incidents, version, names::INCIDENTS)?;
    let counted = Counted::of(file.path())?;
    let rejects = store.file(Kind::Incidents, version, REJECTS)?;
    let months = counted.months();
    Ok(Quality {
        version: version.clone(),
        simulated: manifest.simulated,
        ledger: ledger(store, version)?,
        rejected: examples::of(rejects.path())?,
        records: counted.records(),
        filled: measure::filled(file.path())?,
        units: counted.units(),
        lags_by_unit: lags::by_unit(file.path())?,
        lags_by_month: lags::by_month(file.path())?,
        implausible: plausible::implausible(&counted),
        missing: plausible::missing(&counted),
        drift: drift(store, &counted, &manifest, against)?,
        months,
    })
}

fn ledger(store: &Store, version: &VersionId) -> Result<Ledger, EtlError> {
    let text = store.read(Kind::Incidents, version, LEDGER)?;
    serde_json::from_slice(&text).map_err(|error| EtlError::Content {
        what: LEDGER,
        version: version.to_string(),
        reason: error.to_string(),
    })
}

fn drift(
    store: &Store,
    now: &Counted,
    manifest: &Manifest,
    against: Option<&VersionId>,
) -> Result<Option<Drift>, EtlError> {
    let parent = manifest.parents.first().map(|parent| &parent.version);
    let Some(since) = against.or(parent) else {
        return Ok(None);
    };
    let file = store.file(Kind::Incidents, since, names::INCIDENTS)?;
    let before = Counted::of(file.path())?;
    let mut months = paired(before.months(), now.months());
    months.retain(|_, (before, now)| before != now);
    let units = |counted: &Counted| {
        let units = counted.units().into_iter();
        units.map(|unit| (unit.unit, unit.records)).collect()
    };
    Ok(Some(Drift {
        since: since.clone(),
        categories: paired(before.categories(), now.categories()),
        units: paired::<String>(units(&before), units(now)),
        months,
    }))
}

fn paired<K: Ord>(before: Vec<(K, u64)>, now: Vec<(K, u64)>) -> BTreeMap<K, (u64, u64)> {
    let mut pairs: BTreeMap<K, (u64, u64)> = BTreeMap::new();
    for (key, records) in before {
        pairs.entry(key).or_default().0 = records;
    }
    for (key, records) in now {
        pairs.entry(key).or_default().1 = records;
    }
    pairs
}
