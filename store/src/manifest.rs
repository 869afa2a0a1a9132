use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::error::StoreError;
use crate::hash;
use crate::kind::{Kind, VersionId};

/// The schema of manifests and files that this crate writes, and the newest that it reads.
pub const SCHEMA_VERSION: u64 = 1;

/// A version that another version was made from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Parent {
    /// The parent's kind.
    pub kind: Kind,
    /// The parent's version.
    pub version: VersionId,
}

/// One file of a version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FileEntry {
    /// Name inside the version's folder, with `/` between the parts.
    pub name: String,
    /// Length, in bytes.
    pub bytes: u64,
    /// SHA-256, as 64 lower-case hexadecimal digits.
    pub sha256: String,
}

/// What a version is: the content of its `manifest.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Schema of the manifest and of the files; [`SCHEMA_VERSION`] when written by this crate.
    pub schema_version: u64,
    /// Kind of artefact.
    pub kind: Kind,
    /// The version's name; derives from the content, see [`Manifest::content_version`].
    pub version: VersionId,
    /// The versions that this one was made from, sorted.
    pub parents: Vec<Parent>,
    /// The choices it was made with.
    pub parameters: Value,
    /// The seed, where chance was involved.
    pub seed: Option<u64>,
    /// True when any of it comes from simulated records. Must be shown wherever the artefact is.
    pub simulated: bool,
    /// Rows per table.
    pub rows: BTreeMap<String, u64>,
    /// Every file, by name.
    pub files: Vec<FileEntry>,
    /// Version of the code that wrote it.
    pub code_version: String,
    /// When it was written.
    pub created: DateTime<Utc>,
}

impl Manifest {
    /// The name that this content must have: the first 16 digits of the SHA-256 over the canonical JSON (keys sorted,
    /// no white space) of kind, schema version, parents, parameters, seed, simulated and files. When and by which code
    /// it was written is left out, so the same input gives the same version.
    ///
    /// # Errors
    /// None in practice; the name is checked like any other ([`StoreError::BadVersion`]).
    pub fn content_version(&self) -> Result<VersionId, StoreError> {
        let content = json!({
            "kind": self.kind,
            "schema_version": self.schema_version,
            "parents": self.parents,
            "parameters": self.parameters,
            "seed": self.seed,
            "simulated": self.simulated,
            "files": self.files,
        });
        let digest = hash::of_bytes(hash::canonical_json(&content).as_bytes()).sha256;
        VersionId::parse(&digest[..VersionId::DIGITS])
    }

    /// The entry of one file, if the version has it.
    pub fn file(&self, name: &str) -> Option<&FileEntry> {
        self.files.iter().find(|file| file.name == name)
    }

    /// Bytes of all files together.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// Reads a manifest found at `path`, which must be of the given kind and version.
    pub(crate) fn parse(
        bytes: &[u8],
        path: &str,
        kind: Kind,
        version: &VersionId,
    ) -> Result<Self, StoreError> {
        let value: Value =
            serde_json::from_slice(bytes).map_err(|error| StoreError::unreadable(path, &error))?;
        check_schema(&value, path)?;
        let manifest: Self =
            serde_json::from_value(value).map_err(|error| StoreError::unreadable(path, &error))?;
        if manifest.kind != kind || manifest.version != *version {
            let reason = format!(
                "it says it is version {} of {}",
                manifest.version, manifest.kind
            );
            return Err(StoreError::unreadable(path, &reason));
        }
        Ok(manifest)
    }

    pub(crate) fn to_json(&self) -> Result<Vec<u8>, StoreError> {
        let mut text = serde_json::to_vec_pretty(self)
            .map_err(|error| StoreError::unreadable("the new manifest.json", &error))?;
        text.push(b'\n');
        Ok(text)
    }
}

fn check_schema(value: &Value, path: &str) -> Result<(), StoreError> {
    match value.get("schema_version").and_then(Value::as_u64) {
        Some(found) if found > SCHEMA_VERSION => Err(StoreError::NewerSchema {
            path: path.to_owned(),
            found,
        }),
        Some(_) => Ok(()),
        None => Err(StoreError::unreadable(path, &"it has no schema_version")),
    }
}

/// What the maker of a version knows about it; the store adds kind, files and name.
#[derive(Debug, Clone, PartialEq)]
pub struct ManifestDraft {
    /// The versions that this one is made from; order and repeats do not matter.
    pub parents: Vec<Parent>,
    /// The choices it is made with.
    pub parameters: Value,
    /// The seed, where chance is involved.
    pub seed: Option<u64>,
    /// Rows per table.
    pub rows: BTreeMap<String, u64>,
    /// True when any of it comes from simulated records. A version with a simulated parent in the same store is
    /// marked as simulated even when this says false.
    pub simulated: bool,
    /// Version of the code that writes it.
    pub code_version: String,
    /// The time of writing, from the caller's clock.
    pub created: DateTime<Utc>,
}

impl ManifestDraft {
    /// A draft without parents, parameters, seed and rows, not simulated.
    pub fn new(code_version: impl Into<String>, created: DateTime<Utc>) -> Self {
        Self {
            parents: Vec::new(),
            parameters: Value::Object(serde_json::Map::new()),
            seed: None,
            rows: BTreeMap::new(),
            simulated: false,
            code_version: code_version.into(),
            created,
        }
    }

    /// The manifest of these files.
    pub(crate) fn finish(self, kind: Kind, files: Vec<FileEntry>) -> Result<Manifest, StoreError> {
        let mut parents = self.parents;
        parents.sort_unstable();
        parents.dedup();
        let mut files = files;
        files.sort_unstable();
        let mut manifest = Manifest {
            schema_version: SCHEMA_VERSION,
            kind,
            version: VersionId::parse(&"0".repeat(VersionId::DIGITS))?,
            parents,
            parameters: self.parameters,
            seed: self.seed,
            simulated: self.simulated,
            rows: self.rows,
            files,
            code_version: self.code_version,
            created: self.created,
        };
        manifest.version = manifest.content_version()?;
        Ok(manifest)
    }
}
