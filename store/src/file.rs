use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// A file of a version, on this machine's disk. A copy from a bucket is removed when the last owner drops it.
#[derive(Debug)]
pub struct LocalFile {
    path: PathBuf,
    /// Where the copy lies, to be removed with it.
    _copy: Option<TempDir>,
}

impl LocalFile {
    pub(crate) fn in_place(path: PathBuf) -> Self {
        Self { path, _copy: None }
    }

    pub(crate) fn copied(path: PathBuf, folder: TempDir) -> Self {
        Self {
            path,
            _copy: Some(folder),
        }
    }

    /// Where the file is, as long as this value lives.
    pub fn path(&self) -> &Path {
        &self.path
    }
}
