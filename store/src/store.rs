use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::address;
use crate::error::StoreError;
use crate::file::LocalFile;
use crate::hash;
use crate::kind::{Kind, VersionId};
use crate::location::{self, Options, Place};
use crate::lock::{self, WriterLock};
use crate::manifest::{FileEntry, Manifest};
use crate::remove;
use crate::shared::Core;
use crate::stage::Stage;
use crate::verify::{self, VerifyReport};

/// A store of versions. Cheap to clone; clones share the connection. Every call blocks: on an asynchronous thread
/// use `spawn_blocking`.
#[derive(Clone)]
pub struct Store {
    pub(crate) core: Arc<Core>,
}

impl Store {
    /// The location that commands take when none is given.
    pub const DEFAULT_LOCATION: &'static str = "./oshaq-data";

    /// Opens a store: a folder's path, or `s3://bucket/prefix`. Creates nothing; a store that does not exist yet is
    /// empty.
    ///
    /// # Errors
    /// [`StoreError::BadLocation`] when the location cannot be a store, or a setting is unknown.
    pub fn open(location: &str, options: &Options) -> Result<Self, StoreError> {
        let (place, objects) = location::connect(location, options)?;
        let core = Core {
            location: location.to_owned(),
            place,
            objects,
            clock: options.clock,
            lease: options.lease,
        };
        Ok(Self {
            core: Arc::new(core),
        })
    }

    /// The location as it was given.
    pub fn location(&self) -> &str {
        &self.core.location
    }

    /// The version that readers of this kind take; `None` before the first.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] when the pointer holds no version; disk and connection errors.
    pub fn current(&self, kind: Kind) -> Result<Option<VersionId>, StoreError> {
        let path = address::current(kind);
        let Some(found) = self.core.objects.get(&path)? else {
            return Ok(None);
        };
        let text = String::from_utf8_lossy(&found.bytes);
        let version = VersionId::parse(text.trim_end())
            .map_err(|error| StoreError::unreadable(path, &error))?;
        Ok(Some(version))
    }

    /// The manifest of the current version.
    ///
    /// # Errors
    /// [`StoreError::NoCurrent`], naming the command that makes one, when there is none yet; and those of [`Store::manifest`].
    pub fn current_manifest(&self, kind: Kind) -> Result<Manifest, StoreError> {
        match self.current(kind)? {
            Some(version) => self.manifest(kind, &version),
            None => Err(StoreError::NoCurrent {
                location: self.core.location.clone(),
                kind,
            }),
        }
    }

    /// The manifest of one version.
    ///
    /// # Errors
    /// [`StoreError::NoVersion`] when there is none, [`StoreError::NewerSchema`] when a newer Oshaq wrote it,
    /// [`StoreError::Unreadable`] when it is damaged; disk and connection errors.
    pub fn manifest(&self, kind: Kind, version: &VersionId) -> Result<Manifest, StoreError> {
        self.find_manifest(kind, version)?
            .ok_or_else(|| StoreError::NoVersion {
                location: self.core.location.clone(),
                kind,
                version: version.clone(),
            })
    }

    /// The manifests of all versions of a kind, oldest first.
    ///
    /// # Errors
    /// Those of [`Store::manifest`], for any of them.
    pub fn versions(&self, kind: Kind) -> Result<Vec<Manifest>, StoreError> {
        let mut manifests = Vec::new();
        for version in self.version_ids(kind)? {
            manifests.extend(self.find_manifest(kind, &version)?);
        }
        manifests.sort_by(|a, b| (a.created, &a.version).cmp(&(b.created, &b.version)));
        Ok(manifests)
    }

    /// A file of a version on this machine's disk: in place when the store is a folder (its length is checked), else
    /// a temporary copy whose hash is checked.
    ///
    /// # Errors
    /// [`StoreError::NoFile`] when the version has no such file, [`StoreError::Altered`] when it is not the one that was
    /// written; those of [`Store::manifest`].
    pub fn file(
        &self,
        kind: Kind,
        version: &VersionId,
        name: &str,
    ) -> Result<LocalFile, StoreError> {
        let entry = self.entry(kind, version, name)?;
        match &self.core.place {
            Place::Disk(root) => {
                let path = root.join(address::file(kind, version, name));
                match std::fs::metadata(&path) {
                    Ok(meta) if meta.len() == entry.bytes => Ok(LocalFile::in_place(path)),
                    Ok(_) => Err(altered(kind, version, &entry, hash::of_file(&path)?.sha256)),
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                        Err(gone(kind, version, name))
                    }
                    Err(error) => Err(StoreError::disk("read", path)(error)),
                }
            }
            Place::Bucket => self.download(kind, version, &entry),
        }
    }

    /// Like [`Store::file`], but the hash of a file in place is checked too: its bytes are read once.
    ///
    /// # Errors
    /// Those of [`Store::file`].
    pub fn checked_file(
        &self,
        kind: Kind,
        version: &VersionId,
        name: &str,
    ) -> Result<LocalFile, StoreError> {
        let file = self.file(kind, version, name)?;
        let entry = self.entry(kind, version, name)?;
        let print = hash::of_file(file.path())?;
        if print.sha256 == entry.sha256 {
            Ok(file)
        } else {
            Err(altered(kind, version, &entry, print.sha256))
        }
    }

    /// The bytes of a file of a version, checked against the manifest.
    ///
    /// # Errors
    /// Those of [`Store::file`].
    pub fn read(&self, kind: Kind, version: &VersionId, name: &str) -> Result<Vec<u8>, StoreError> {
        let entry = self.entry(kind, version, name)?;
        let Some(found) = self.core.objects.get(&address::file(kind, version, name))? else {
            return Err(gone(kind, version, name));
        };
        let print = hash::of_bytes(&found.bytes);
        if print.sha256 == entry.sha256 {
            Ok(found.bytes)
        } else {
            Err(altered(kind, version, &entry, print.sha256))
        }
    }

    /// Takes the lock that every writer of this store must hold, waiting up to `wait` for another writer. Creates the
    /// store's folder when it is not there. The lock is given back when it and every stage made with it are dropped;
    /// in a folder also when the process dies, in a bucket when the lease runs out ([`Options::lease`]).
    ///
    /// `holder` says who is writing, for those who wait: for example `oshaq ingest, process 4711 on host abc`.
    ///
    /// # Errors
    /// [`StoreError::Locked`], which names the holder, when the lock is not free in time;
    /// [`StoreError::NoConditionalPut`] when the bucket's server cannot hold a lock.
    pub fn lock(&self, holder: &str, wait: Duration) -> Result<WriterLock, StoreError> {
        lock::take(&self.core, holder, wait)
    }

    /// Starts a new version of a kind in a private folder on this machine's disk. Dropped without
    /// [`Stage::commit`], it leaves nothing.
    ///
    /// # Errors
    /// [`StoreError::WrongLock`] when the lock is of another store; disk errors.
    pub fn stage(&self, lock: &WriterLock, kind: Kind) -> Result<Stage, StoreError> {
        Stage::start(self, lock, kind)
    }

    /// Removes a finished job that is not the current one; versions of other kinds are for ever. Readers see it whole or not at
    /// all; one who reads its file meanwhile may read on from a disk, and is told [`StoreError::NoFile`] by a bucket.
    ///
    /// # Errors
    /// [`StoreError::Kept`] for other kinds and for the current version; [`StoreError::WrongLock`], [`StoreError::LockLost`]; those of
    /// [`Store::manifest`]; disk and connection errors.
    pub fn remove(
        &self,
        lock: &WriterLock,
        kind: Kind,
        version: &VersionId,
    ) -> Result<(), StoreError> {
        remove::remove(self, lock, kind, version)
    }

    /// Reads every file of every version again and compares it with its manifest.
    ///
    /// # Errors
    /// [`StoreError::NewerSchema`] when any version is of a newer Oshaq; disk and connection errors. Damage is no error
    /// but is told in the report.
    pub fn verify(&self) -> Result<VerifyReport, StoreError> {
        verify::verify(self)
    }

    /// Versions of a kind by the names of their folders, sorted.
    pub(crate) fn version_ids(&self, kind: Kind) -> Result<Vec<VersionId>, StoreError> {
        let names = self.core.objects.children(kind.as_str())?;
        Ok(names
            .iter()
            .filter_map(|name| VersionId::parse(name).ok())
            .collect())
    }

    pub(crate) fn find_manifest(
        &self,
        kind: Kind,
        version: &VersionId,
    ) -> Result<Option<Manifest>, StoreError> {
        let path = address::file(kind, version, address::MANIFEST);
        let Some(found) = self.core.objects.get(&path)? else {
            return Ok(None);
        };
        Manifest::parse(&found.bytes, &path, kind, version).map(Some)
    }

    fn entry(&self, kind: Kind, version: &VersionId, name: &str) -> Result<FileEntry, StoreError> {
        let manifest = self.manifest(kind, version)?;
        let none = || StoreError::NoFile {
            kind,
            version: version.clone(),
            name: name.to_owned(),
            note: "",
        };
        manifest.file(name).cloned().ok_or_else(none)
    }

    fn download(
        &self,
        kind: Kind,
        version: &VersionId,
        entry: &FileEntry,
    ) -> Result<LocalFile, StoreError> {
        let folder = tempfile::Builder::new()
            .prefix("oshaq-copy-")
            .tempdir()
            .map_err(StoreError::disk(
                "create a temporary folder in",
                std::env::temp_dir(),
            ))?;
        let base = entry.name.rsplit('/').next().unwrap_or(&entry.name);
        let path = folder.path().join(base);
        let file = std::fs::File::create(&path).map_err(StoreError::disk("create", &path))?;
        match self
            .core
            .objects
            .copy_into(&address::file(kind, version, &entry.name), file)?
        {
            None => Err(gone(kind, version, &entry.name)),
            Some(print) if print.sha256 != entry.sha256 => {
                Err(altered(kind, version, entry, print.sha256))
            }
            Some(_) => Ok(LocalFile::copied(path, folder)),
        }
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("location", &self.core.location)
            .finish_non_exhaustive()
    }
}

fn gone(kind: Kind, version: &VersionId, name: &str) -> StoreError {
    StoreError::NoFile {
        kind,
        version: version.clone(),
        name: name.to_owned(),
        note: ", though its manifest lists it; run `oshaq verify`, then restore it from a copy or make the version again",
    }
}

fn altered(kind: Kind, version: &VersionId, entry: &FileEntry, found: String) -> StoreError {
    StoreError::Altered {
        path: address::file(kind, version, &entry.name),
        expected: entry.sha256.clone(),
        found,
    }
}
