//! What a deployment gives a surface from a file, once: later surfaces go on with it.

use std::path::{Path, PathBuf};

use oshaq_store::{Kind, Manifest, Store};

use crate::failure::Unusable;

/// Where such a thing comes from.
#[derive(Debug, Clone, Default)]
pub enum Given {
    /// That of the current surface goes on; where it has none, there is none.
    #[default]
    AsBefore,
    /// A file.
    By(PathBuf),
    /// The surface goes without.
    Not,
}

impl Given {
    /// What the arguments say: a file, without, or nothing.
    pub fn from_args(file: Option<&PathBuf>, without: bool) -> Self {
        match file {
            Some(file) => Self::By(file.clone()),
            None if without => Self::Not,
            None => Self::AsBefore,
        }
    }
}

/// The newest surface of such records, where it has a file; `None` where that one has none, whatever older ones have: it was
/// published without.
///
/// # Errors
/// When the store cannot be read.
pub fn last_surface_with(
    store: &Store,
    simulated: bool,
    file: &str,
) -> anyhow::Result<Option<Manifest>> {
    let versions = store.versions(Kind::Surface)?;
    let last = versions
        .into_iter()
        .rev()
        .find(|own| own.simulated == simulated);
    Ok(last.filter(|own| own.file(file).is_some()))
}

/// The text of a file that is not larger than `most` bytes; `remedy` says what to do with one that is.
///
/// # Errors
/// [`Unusable`] when it is larger, cannot be read, or is no UTF-8.
pub fn text_of(file: &Path, most: u64, remedy: &str) -> Result<String, Unusable> {
    let unusable = |cause: String| Unusable(format!("{}: {cause}", file.display()));
    let bytes = std::fs::metadata(file)
        .map_err(|error| unusable(error.to_string()))?
        .len();
    if bytes > most {
        return Err(unusable(format!(
            "{bytes} bytes are more than {most}; {remedy}"
        )));
    }
    std::fs::read_to_string(file).map_err(|error| unusable(error.to_string()))
}
