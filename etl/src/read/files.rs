//! Names on the command line become files.

use std::path::{Path, PathBuf};

use super::source::without_packing;
use crate::error::EtlError;

/// The files named, those of the folders named, and those that patterns such as `2024-*.csv.gz` or `**/*.json` match,
/// in order of their names within each.
///
/// # Errors
/// [`EtlError::File`] when something named does not exist, [`EtlError::NoData`] when a folder or a pattern has no
/// data file.
pub fn data_files(named: &[PathBuf]) -> Result<Vec<PathBuf>, EtlError> {
    let mut files = Vec::new();
    for path in named {
        match std::fs::metadata(path) {
            Ok(kind) if kind.is_dir() => files.extend(inside(path)?),
            Ok(_) => files.push(path.clone()),
            Err(error) => files.extend(matching(path, error)?),
        }
    }
    Ok(files)
}

fn inside(folder: &Path) -> Result<Vec<PathBuf>, EtlError> {
    let entries = std::fs::read_dir(folder).map_err(EtlError::file(folder))?;
    let files: Result<Vec<PathBuf>, _> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect();
    some(folder, files.map_err(EtlError::file(folder))?)
}

fn matching(pattern: &Path, missing: std::io::Error) -> Result<Vec<PathBuf>, EtlError> {
    let text = pattern.to_string_lossy();
    if !text.contains(['*', '?', '[']) {
        return Err(EtlError::file(pattern)(missing));
    }
    let refuse = |error: glob::PatternError| EtlError::file(pattern)(std::io::Error::other(error));
    let mut files = Vec::new();
    for found in glob::glob(&text).map_err(refuse)? {
        files.push(found.map_err(|error| {
            let folder = error.path().to_owned();
            EtlError::file(folder)(error.into())
        })?);
    }
    some(pattern, files)
}

/// The data files among some, by name.
fn some(named: &Path, mut files: Vec<PathBuf>) -> Result<Vec<PathBuf>, EtlError> {
    files.retain(|path| path.is_file() && is_data(path));
    files.sort();
    if files.is_empty() {
        return Err(EtlError::NoData {
            path: named.to_owned(),
        });
    }
    Ok(files)
}

/// Whether a file is taken for data by its name: read-me files and hidden ones are not.
pub(crate) fn is_data(path: &Path) -> bool {
    const ENDINGS: [&str; 9] = [
        "csv", "tsv", "json", "geojson", "jsonl", "ndjson", "xlsx", "parquet", "zip",
    ];
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    let known = without_packing(&name)
        .rsplit_once('.')
        .is_some_and(|(_, ending)| ENDINGS.contains(&ending));
    !name.starts_with('.') && known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_files_are_known_by_their_endings_whatever_packed_them() {
        for name in [
            "a.csv",
            "A.CSV.GZ",
            "b.geojson",
            "c.ndjson.zst",
            "d.xlsx",
            "e.parquet",
            "f.zip",
        ] {
            assert!(is_data(Path::new(name)), "{name}");
        }
        for name in [".a.csv", "README.md", "a.csv.bak", "csv", "SHA256SUMS"] {
            assert!(!is_data(Path::new(name)), "{name}");
        }
    }

    #[test]
    fn folders_and_patterns_give_their_data_files_in_order() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.csv", "a.csv", "README.md", "c.json"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        let names = |named: PathBuf| {
            data_files(&[named]).map(|files| {
                let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().to_string();
                files.iter().map(name).collect::<Vec<_>>()
            })
        };
        assert_eq!(
            names(folder.path().to_owned()).unwrap(),
            ["a.csv", "b.csv", "c.json"]
        );
        assert_eq!(
            names(folder.path().join("*.csv")).unwrap(),
            ["a.csv", "b.csv"]
        );
        let none = names(folder.path().join("*.xlsx")).unwrap_err();
        assert!(matches!(none, EtlError::NoData { .. }), "{none}");
        let missing = names(folder.path().join("absent.csv")).unwrap_err();
        assert!(matches!(missing, EtlError::File { .. }), "{missing}");
    }
}
