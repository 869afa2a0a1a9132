use crate::address;
use crate::error::StoreError;
use crate::kind::{Kind, VersionId};
use crate::location::Place;
use crate::lock::WriterLock;
use crate::store::Store;

/// Removes a version of [`Kind::Job`] that is not current.
pub(crate) fn remove(
    store: &Store,
    lock: &WriterLock,
    kind: Kind,
    version: &VersionId,
) -> Result<(), StoreError> {
    lock.guard.check_store(&store.core.location)?;
    if kind != Kind::Job || store.current(kind)?.as_ref() == Some(version) {
        return Err(StoreError::Kept {
            kind,
            version: version.clone(),
        });
    }
    store.manifest(kind, version)?;
    lock.guard.check()?;
    let folder = address::version(kind, version);
    match &store.core.place {
        Place::Disk(root) => {
            let staging = &lock.guard.staging;
            let gone = tempfile::tempdir_in(staging)
                .map_err(StoreError::disk("create a folder in", staging))?;
            let from = root.join(folder);
            std::fs::rename(&from, gone.path().join("version"))
                .map_err(StoreError::disk("remove", from))?;
            gone.close().map_err(StoreError::disk("empty", staging))
        }
        Place::Bucket => {
            // Without its manifest it is no version any more, whatever happens then.
            let objects = &store.core.objects;
            let manifest = address::file(kind, version, address::MANIFEST);
            objects.delete(&manifest)?;
            let rest = objects.list(&folder)?;
            rest.iter().try_for_each(|path| objects.delete(path))
        }
    }
}
