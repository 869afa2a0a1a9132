use std::path::PathBuf;

/// Why a pull stopped. What is on disk stays, and the same pull goes on from there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PullError {
    /// The address is none that can be pulled from.
    #[error(
        "`{url}` is no address of a feature layer: {reason}; give one such as https://host/arcgis/rest/services/NAME/FeatureServer/0"
    )]
    Address {
        /// The address.
        url: String,
        /// What is wrong with it.
        reason: String,
    },

    /// The server did not answer as it should, in spite of all attempts.
    #[error(
        "{url} failed {attempts} times, at last so: {reason}; run the same command later to go on"
    )]
    Server {
        /// The address asked.
        url: String,
        /// Attempts made.
        attempts: u32,
        /// The last failure.
        reason: String,
    },

    /// The server refuses, and would again.
    #[error("{url} refuses: {reason}")]
    Refused {
        /// The address asked.
        url: String,
        /// What it says.
        reason: String,
    },

    /// The layer has no such field, or not of this type.
    #[error(
        "the layer has no date field `{field}`; its date fields are {known}; choose one with --date-field"
    )]
    Field {
        /// The field asked for.
        field: String,
        /// The layer's date fields.
        known: String,
    },

    /// The server does not page by object ids.
    #[error(
        "{url} does not give records in the order of their object ids: {reason}; its pages cannot be told apart"
    )]
    Order {
        /// The address asked.
        url: String,
        /// What came instead.
        reason: String,
    },

    /// The folder cannot be written or read.
    #[error("cannot {action} {}: {source}", path.display())]
    Folder {
        /// What was tried.
        action: &'static str,
        /// Where.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },

    /// The folder holds something else.
    #[error("{} {reason}; choose another --out", path.display())]
    Occupied {
        /// The folder or file.
        path: PathBuf,
        /// What is there.
        reason: String,
    },

    /// Somebody asked to stop.
    #[error("interrupted; run the same command to go on from the last page")]
    Interrupted,
}

impl PullError {
    pub(super) fn folder(
        action: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Folder {
            action,
            path,
            source,
        }
    }
}
