//! A file that appears whole or not at all.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::Context;
use tempfile::NamedTempFile;

use crate::failure::Unusable;

/// A file being written beside its place; dropped before [`NewFile::publish`], it leaves nothing behind.
pub struct NewFile {
    file: NamedTempFile,
    place: PathBuf,
    force: bool,
}

impl NewFile {
    /// Begins the file that shall stand at `place`, whose folder must exist.
    ///
    /// # Errors
    /// When something stands there already and `force` is not set, or the folder cannot be written.
    pub fn create(place: &Path, force: bool) -> anyhow::Result<Self> {
        if !force && place.symlink_metadata().is_ok() {
            return Err(exists(place));
        }
        let folder = place
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or_else(|| Path::new("."));
        let file = tempfile::Builder::new()
            .prefix(".oshaq-export-")
            .tempfile_in(folder)
            .map_err(|error| {
                Unusable(format!(
                    "cannot write into {}: {error}; make the folder or choose another one with --out",
                    folder.display()
                ))
            })?;
        Ok(Self {
            file,
            place: place.to_owned(),
            force,
        })
    }

    /// What to write into.
    pub fn file(&self) -> &File {
        self.file.as_file()
    }

    /// Where the file lies until then, for those who open it themselves.
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// Puts the file into its place, on disk for good.
    ///
    /// # Errors
    /// When the disk refuses, or something has come to stand there meanwhile and `force` is not set.
    pub fn publish(self) -> anyhow::Result<()> {
        let place = self.place;
        let context = || format!("cannot write {}", place.display());
        readable_by_all(self.file.as_file()).with_context(context)?;
        self.file.as_file().sync_all().with_context(context)?;
        if self.force {
            self.file.persist(&place).with_context(context)?;
        } else if let Err(error) = self.file.persist_noclobber(&place) {
            if error.error.kind() == std::io::ErrorKind::AlreadyExists {
                return Err(exists(&place));
            }
            return Err(error).with_context(context);
        }
        Ok(())
    }
}

fn exists(place: &Path) -> anyhow::Error {
    Unusable(format!(
        "{} is there already; choose another --out, or overwrite it with --force",
        place.display()
    ))
    .into()
}

/// Temporary files are private; an export is a file as any other.
#[cfg(unix)]
fn readable_by_all(file: &File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_: &File) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("out.csv");
        let begun = NewFile::create(&place, false).unwrap();
        begun.file().write_all(b"half").unwrap();
        drop(begun);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        let begun = NewFile::create(&place, false).unwrap();
        begun.file().write_all(b"whole").unwrap();
        assert!(!place.exists());
        begun.publish().unwrap();
        assert_eq!(std::fs::read(&place).unwrap(), b"whole");
    }

    #[test]
    fn what_stands_there_is_overwritten_by_force_only() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("out.csv");
        let late = NewFile::create(&place, false).unwrap();
        std::fs::write(&place, b"first").unwrap();
        assert!(late.publish().is_err());
        assert!(NewFile::create(&place, false).is_err());
        assert_eq!(std::fs::read(&place).unwrap(), b"first");
        NewFile::create(&place, true).unwrap().publish().unwrap();
        assert_eq!(std::fs::read(&place).unwrap(), b"");
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let refused = NewFile::create(&folder.path().join("no/such/out.csv"), true);
        let message = refused.err().unwrap().to_string();
        assert!(
            message.contains("no/such") && message.contains("--out"),
            "{message}"
        );
    }
}
