use oshaq_store::{StoreError, VersionId};

use crate::packed::ArchiveError;
use crate::publication::values::ValuesError;
use crate::tiles::TileError;

/// Why a published version cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Tiles.
    #[error(transparent)]
    Tiles(#[from] TileError),
    /// Columns.
    #[error(transparent)]
    Values(#[from] ValuesError),
    /// Archives of tiles and arrays.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// A file holds something else than expected.
    #[error(
        "{file} of surface {version} cannot be read: {why}; run `oshaq verify`, then publish again"
    )]
    Unreadable {
        /// The file.
        file: &'static str,
        /// The version.
        version: VersionId,
        /// What is wrong.
        why: String,
    },
}
