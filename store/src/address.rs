use crate::error::StoreError;
use crate::kind::{Kind, VersionId};

/// The file that describes a version.
pub(crate) const MANIFEST: &str = "manifest.json";

/// Where the pointer of a kind is, relative to the store.
pub(crate) fn current(kind: Kind) -> String {
    format!("{kind}/current")
}

/// Where a version is, relative to the store.
pub(crate) fn version(kind: Kind, version: &VersionId) -> String {
    format!("{kind}/{version}")
}

/// Where a file of a version is, relative to the store.
pub(crate) fn file(kind: Kind, version: &VersionId, name: &str) -> String {
    format!("{kind}/{version}/{name}")
}

/// Refuses names that could leave the version's folder, hide, or mean different things on disk and in a bucket.
pub(crate) fn check_file_name(name: &str) -> Result<(), StoreError> {
    let refuse = |reason| {
        Err(StoreError::BadFileName {
            name: name.to_owned(),
            reason,
        })
    };
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    if name == MANIFEST {
        return refuse("the store writes this file itself");
    }
    for part in name.split('/') {
        if part.is_empty() {
            return refuse("it is empty, or has an empty part");
        }
        if part.starts_with('.') {
            return refuse("a part of it starts with a dot");
        }
        if !part.bytes().all(allowed) {
            return refuse("only A–Z, a–z, 0–9, '.', '_', '-' and '/' between parts are allowed");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_leave_its_version() {
        for good in [
            "counts.parquet",
            "tiles/risk-theft.tiles",
            "a/b/c.json",
            "x_1",
        ] {
            assert!(check_file_name(good).is_ok(), "{good} was refused");
        }
        for bad in [
            "",
            "/",
            "/etc/passwd",
            "..",
            "../x",
            "a/../b",
            "a//b",
            "a/",
            ".hidden",
            "a\\b",
            "a b",
            "қ.json",
            "manifest.json",
        ] {
            assert!(check_file_name(bad).is_err(), "{bad} was taken");
        }
    }
}
