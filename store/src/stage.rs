use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use object_store::PutMode;
use tempfile::TempDir;

use crate::address;
use crate::error::StoreError;
use crate::hash;
use crate::kind::{Kind, VersionId};
use crate::location::Place;
use crate::lock::{Guard, WriterLock, bucket};
use crate::manifest::{FileEntry, Manifest, ManifestDraft};
use crate::objects::{Found, Put};
use crate::store::Store;
use crate::verify;

/// A version in the making: a private folder on this machine's disk. Holds the writer lock until it is committed or
/// dropped; dropped uncommitted, it leaves nothing.
#[derive(Debug)]
pub struct Stage {
    store: Store,
    kind: Kind,
    folder: TempDir,
    // Declared after `folder`, so that the mark and the lock outlive it.
    _alive: Option<File>,
    guard: Arc<Guard>,
}

impl Stage {
    pub(crate) fn start(store: &Store, lock: &WriterLock, kind: Kind) -> Result<Self, StoreError> {
        lock.guard.check_store(&store.core.location)?;
        let staging = &lock.guard.staging;
        let folder = tempfile::Builder::new()
            .prefix(bucket::staging_prefix())
            .tempdir_in(staging)
            .map_err(StoreError::disk("create a stage in", staging))?;
        let alive = match store.core.place {
            Place::Disk(_) => None,
            Place::Bucket => Some(bucket::mark_alive(folder.path())?),
        };
        let stage = Self {
            store: store.clone(),
            kind,
            folder,
            _alive: alive,
            guard: Arc::clone(&lock.guard),
        };
        std::fs::create_dir(stage.dir()).map_err(StoreError::disk("create", stage.dir()))?;
        Ok(stage)
    }

    /// The kind of the version.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Where to write a file of the version, for example `counts.parquet` or `tiles/risk-theft.tiles`. Folders on the
    /// way are created.
    ///
    /// # Errors
    /// [`StoreError::BadFileName`] when the name could leave the version's folder; disk errors.
    pub fn path(&self, name: &str) -> Result<PathBuf, StoreError> {
        address::check_file_name(name)?;
        let path = self.dir().join(name);
        let folder = path.parent().unwrap_or(&path);
        std::fs::create_dir_all(folder).map_err(StoreError::disk("create", folder))?;
        Ok(path)
    }

    /// Writes a small file of the version whole.
    ///
    /// # Errors
    /// Those of [`Stage::path`]; disk errors.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.path(name)?;
        std::fs::write(&path, bytes).map_err(StoreError::disk("write", path))
    }

    /// Publishes everything in the stage as one version and makes it current, all or nothing: a crash at any point leaves
    /// the previous version current. When the store already has the same content, that version is kept as it is (or mended
    /// when its files are damaged) and made current.
    ///
    /// # Errors
    /// [`StoreError::EmptyStage`] without files; [`StoreError::BadFileName`] when something else was put into the folder;
    /// [`StoreError::LockLost`] when another writer took over; disk and connection errors.
    pub fn commit(self, draft: ManifestDraft) -> Result<Manifest, StoreError> {
        let manifest = self.label(draft)?.finish(self.kind, self.entries()?)?;
        self.guard.check()?;
        let before = self.store.core.objects.get(&address::current(self.kind))?;
        let kept = self.kept(&manifest)?;
        if kept.is_none() {
            self.publish(&manifest)?;
        }
        self.guard.check()?;
        self.make_current(&manifest.version, before)?;
        Ok(kept.unwrap_or(manifest))
    }

    fn dir(&self) -> PathBuf {
        // The temporary folder itself is private to its user; the version must be readable like any other folder.
        self.folder.path().join("version")
    }

    /// Marks a version made from simulated records as simulated, whatever its maker says.
    fn label(&self, mut draft: ManifestDraft) -> Result<ManifestDraft, StoreError> {
        for parent in &draft.parents {
            if !draft.simulated {
                let manifest = self.store.find_manifest(parent.kind, &parent.version)?;
                draft.simulated = manifest.is_some_and(|manifest| manifest.simulated);
            }
        }
        Ok(draft)
    }

    fn entries(&self) -> Result<Vec<FileEntry>, StoreError> {
        let mut entries = Vec::new();
        for name in names_below(&self.dir(), "")? {
            address::check_file_name(&name)?;
            let print = hash::of_file(&self.dir().join(&name))?;
            entries.push(FileEntry {
                name,
                bytes: print.bytes,
                sha256: print.sha256,
            });
        }
        if entries.is_empty() {
            Err(StoreError::EmptyStage(self.kind))
        } else {
            Ok(entries)
        }
    }

    /// The version of this content that the store already has, if its files are all right.
    fn kept(&self, manifest: &Manifest) -> Result<Option<Manifest>, StoreError> {
        match self.store.find_manifest(self.kind, &manifest.version) {
            Ok(Some(old))
                if old.files == manifest.files && verify::damage(&self.store, &old)?.is_empty() =>
            {
                Ok(Some(old))
            }
            Ok(_) | Err(StoreError::Unreadable { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn publish(&self, manifest: &Manifest) -> Result<(), StoreError> {
        match &self.store.core.place {
            Place::Disk(root) => self.publish_on_disk(root, manifest),
            Place::Bucket => self.publish_in_bucket(manifest),
        }
    }

    /// The version's folder appears whole, by one rename, after its bytes are on the disk.
    fn publish_on_disk(&self, root: &Path, manifest: &Manifest) -> Result<(), StoreError> {
        let path = self.dir().join(address::MANIFEST);
        std::fs::write(&path, manifest.to_json()?).map_err(StoreError::disk("write", &path))?;
        sync_below(&self.dir())?;
        let target = root.join(address::version(self.kind, &manifest.version));
        let kind = root.join(self.kind.as_str());
        std::fs::create_dir_all(&kind).map_err(StoreError::disk("create", &kind))?;
        if target.exists() {
            let damaged = self.folder.path().join("damaged");
            rename(&target, &damaged)?;
        }
        rename(&self.dir(), &target)?;
        sync(&kind)?;
        sync(root)
    }

    /// The version appears with its manifest, which goes up last.
    fn publish_in_bucket(&self, manifest: &Manifest) -> Result<(), StoreError> {
        let objects = &self.store.core.objects;
        for file in &manifest.files {
            let to = address::file(self.kind, &manifest.version, &file.name);
            objects.upload(&self.dir().join(&file.name), &to, file.bytes)?;
        }
        self.guard.check()?;
        objects.put(
            &address::file(self.kind, &manifest.version, address::MANIFEST),
            manifest.to_json()?,
        )
    }

    /// Swaps the pointer, unless it is there already. In a bucket the write is refused when another writer changed the
    /// pointer since this one looked.
    fn make_current(&self, version: &VersionId, before: Option<Found>) -> Result<(), StoreError> {
        let text = format!("{version}\n");
        if before
            .as_ref()
            .is_some_and(|before| before.bytes == text.as_bytes())
        {
            return Ok(());
        }
        match &self.store.core.place {
            Place::Disk(root) => self.swap_on_disk(root, &text),
            Place::Bucket => {
                let unchanged =
                    before.map_or(PutMode::Create, |before| PutMode::Update(before.stamp));
                let path = address::current(self.kind);
                match self
                    .store
                    .core
                    .objects
                    .put_if(&path, text.into_bytes(), unchanged)?
                {
                    Put::Done(_) => Ok(()),
                    Put::Refused => Err(self.guard.lost()),
                }
            }
        }
    }

    fn swap_on_disk(&self, root: &Path, text: &str) -> Result<(), StoreError> {
        let new = self.folder.path().join("current");
        std::fs::write(&new, text).map_err(StoreError::disk("write", &new))?;
        sync(&new)?;
        rename(&new, &root.join(address::current(self.kind)))?;
        sync(&root.join(self.kind.as_str()))
    }
}

/// Names of all files below a folder, with `/` between the parts, sorted.
fn names_below(folder: &Path, prefix: &str) -> Result<Vec<String>, StoreError> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(StoreError::disk("list", folder))? {
        let entry = entry.map_err(StoreError::disk("list", folder))?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let file_type = entry
            .file_type()
            .map_err(StoreError::disk("look at", entry.path()))?;
        if file_type.is_dir() {
            names.extend(names_below(&entry.path(), &format!("{name}/"))?);
        } else if file_type.is_file() {
            names.push(name);
        } else {
            return Err(StoreError::BadFileName {
                name,
                reason: "it is neither a file nor a folder",
            });
        }
    }
    names.sort_unstable();
    Ok(names)
}

fn rename(from: &Path, to: &Path) -> Result<(), StoreError> {
    std::fs::rename(from, to).map_err(StoreError::disk("move a stage to", to))
}

/// Waits until a file's bytes, or a folder's list of names, are on the disk.
fn sync(path: &Path) -> Result<(), StoreError> {
    File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(StoreError::disk("sync", path))
}

fn sync_below(folder: &Path) -> Result<(), StoreError> {
    for entry in std::fs::read_dir(folder).map_err(StoreError::disk("list", folder))? {
        let path = entry.map_err(StoreError::disk("list", folder))?.path();
        if path.is_dir() {
            sync_below(&path)?;
        } else {
            sync(&path)?;
        }
    }
    sync(folder)
}
