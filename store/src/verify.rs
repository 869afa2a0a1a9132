use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;

use crate::address;
use crate::error::StoreError;
use crate::kind::{Kind, VersionId};
use crate::manifest::Manifest;
use crate::store::Store;

/// What [`Store::verify`] found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct VerifyReport {
    /// Versions with a readable manifest.
    pub versions: u64,
    /// Files that were read again.
    pub files: u64,
    /// Bytes that were read again.
    pub bytes: u64,
    /// Everything that is not as its manifest says, by kind and version.
    pub problems: Vec<Problem>,
}

impl VerifyReport {
    /// True when nothing is wrong.
    pub fn is_ok(&self) -> bool {
        self.problems.is_empty()
    }
}

/// One thing that is wrong with a store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Path in the store.
    pub path: String,
    /// What is wrong with it.
    #[serde(flatten)]
    pub what: ProblemKind,
}

/// What can be wrong with a path of a store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum ProblemKind {
    /// A file that the manifest lists is not there.
    Missing,
    /// A file has other bytes than were written.
    Altered {
        /// SHA-256 in the manifest.
        expected: String,
        /// SHA-256 of the bytes found.
        found: String,
    },
    /// A file that no manifest lists.
    Unexpected,
    /// A manifest that cannot be understood.
    UnreadableManifest {
        /// Why not.
        reason: String,
    },
    /// A manifest whose content does not give the version's name: it was changed after it was written.
    AlteredManifest {
        /// The name that the content gives.
        content: VersionId,
    },
    /// A version without a manifest: a writer died before it was complete. Nobody reads it; it may be removed.
    Incomplete,
    /// A `current` that holds no version's name.
    UnreadableCurrent {
        /// Why not.
        reason: String,
    },
    /// A `current` that names a version which is not there.
    DanglingCurrent {
        /// The version that it names.
        version: VersionId,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = &self.path;
        match &self.what {
            ProblemKind::Missing => write!(f, "{path}: missing"),
            ProblemKind::Altered { expected, found } => {
                write!(
                    f,
                    "{path}: altered (SHA-256 {found}, the manifest says {expected})"
                )
            }
            ProblemKind::Unexpected => write!(f, "{path}: in no manifest"),
            ProblemKind::UnreadableManifest { reason } => {
                write!(f, "{path}: unreadable ({reason})")
            }
            ProblemKind::AlteredManifest { content } => {
                write!(
                    f,
                    "{path}: altered (its content is that of version {content})"
                )
            }
            ProblemKind::Incomplete => write!(
                f,
                "{path}: a version without a manifest, left by a writer that died"
            ),
            ProblemKind::UnreadableCurrent { reason } => write!(f, "{path}: unreadable ({reason})"),
            ProblemKind::DanglingCurrent { version } => {
                write!(f, "{path}: names {version}, which is not there")
            }
        }
    }
}

/// Checks the whole store.
pub(crate) fn verify(store: &Store) -> Result<VerifyReport, StoreError> {
    let mut report = VerifyReport::default();
    for kind in Kind::ALL {
        let mut readable = BTreeSet::new();
        for name in store.core.objects.children(kind.as_str())? {
            match VersionId::parse(&name) {
                Ok(version) => {
                    if verify_version(store, kind, &version, &mut report)? {
                        readable.insert(version);
                    }
                }
                Err(_) if name == "current" => {}
                Err(_) => report.add(format!("{kind}/{name}"), ProblemKind::Unexpected),
            }
        }
        verify_current(store, kind, &readable, &mut report)?;
    }
    Ok(report)
}

impl VerifyReport {
    fn add(&mut self, path: String, what: ProblemKind) {
        self.problems.push(Problem { path, what });
    }
}

/// True when the version can be read, its files damaged or not.
fn verify_version(
    store: &Store,
    kind: Kind,
    version: &VersionId,
    report: &mut VerifyReport,
) -> Result<bool, StoreError> {
    let path = address::file(kind, version, address::MANIFEST);
    let manifest = match store.find_manifest(kind, version) {
        Ok(Some(manifest)) => manifest,
        Ok(None) => {
            report.add(address::version(kind, version), ProblemKind::Incomplete);
            return Ok(false);
        }
        Err(StoreError::Unreadable { reason, .. }) => {
            report.add(path, ProblemKind::UnreadableManifest { reason });
            return Ok(false);
        }
        Err(error) => return Err(error),
    };
    report.versions += 1;
    report.files += manifest.files.len() as u64;
    report.bytes += manifest.bytes();
    let content = manifest.content_version()?;
    if content != *version {
        report.add(path, ProblemKind::AlteredManifest { content });
    }
    report.problems.extend(damage(store, &manifest)?);
    report.problems.extend(unexpected(store, &manifest)?);
    Ok(true)
}

/// Files of a version that are missing or altered.
pub(crate) fn damage(store: &Store, manifest: &Manifest) -> Result<Vec<Problem>, StoreError> {
    let mut problems = Vec::new();
    for file in &manifest.files {
        let path = address::file(manifest.kind, &manifest.version, &file.name);
        match store.core.objects.fingerprint(&path)? {
            None => problems.push(Problem {
                path,
                what: ProblemKind::Missing,
            }),
            Some(print) if print.sha256 != file.sha256 => {
                let what = ProblemKind::Altered {
                    expected: file.sha256.clone(),
                    found: print.sha256,
                };
                problems.push(Problem { path, what });
            }
            Some(_) => {}
        }
    }
    Ok(problems)
}

fn unexpected(store: &Store, manifest: &Manifest) -> Result<Vec<Problem>, StoreError> {
    let folder = address::version(manifest.kind, &manifest.version);
    let known = |name: &str| name == address::MANIFEST || manifest.file(name).is_some();
    let mut paths = store.core.objects.list(&folder)?;
    paths.retain(|path| !path.strip_prefix(&format!("{folder}/")).is_some_and(known));
    paths.sort_unstable();
    Ok(paths
        .into_iter()
        .map(|path| Problem {
            path,
            what: ProblemKind::Unexpected,
        })
        .collect())
}

fn verify_current(
    store: &Store,
    kind: Kind,
    readable: &BTreeSet<VersionId>,
    report: &mut VerifyReport,
) -> Result<(), StoreError> {
    let path = address::current(kind);
    match store.current(kind) {
        Ok(Some(version)) if !readable.contains(&version) => {
            report.add(path, ProblemKind::DanglingCurrent { version });
        }
        Ok(_) => {}
        Err(StoreError::Unreadable { reason, .. }) => {
            report.add(path, ProblemKind::UnreadableCurrent { reason });
        }
        Err(error) => return Err(error),
    }
    Ok(())
}
