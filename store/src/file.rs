use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// A file of a version, on this machine's disk. A copy from a bucket is removed when the last owner drops it.
#[derive(Debug)]
pub struct LocalFile {
    path: PathBuf,
    copy: Option<TempDir>,
}

impl LocalFile {
    pub(crate) fn in_place(path: PathBuf) -> Self {
        Self { path, copy: None }
    }

    pub(crate) fn copied(path: PathBuf, folder: TempDir) -> Self {
        Self {
            path,
            copy: Some(folder),
        }
    }

    /// Where the file is, as long as this value lives.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// True when the file is a temporary copy from a bucket.
    pub fn is_copy(&self) -> bool {
        self.copy.is_some()
    }
}
