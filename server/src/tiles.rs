//! From a [`PublicSurface`](oshaq_domain::PublicSurface) to vector tiles on disk, and from disk to memory.

mod address;
mod archive;
mod compress;
mod mercator;
mod places;
mod risk;
mod units;

use std::path::Path;

use oshaq_domain::Cell;

pub use address::{AddressError, TileAddress};
pub(crate) use archive::{Archive, LayerHead, TileBytes, write as write_archive};
pub(crate) use compress::{Compressed, brotli, gunzip, gzip, print};
pub(crate) use places::{PLACE_ZOOMS, VECTOR_LAYER as PLACE_LAYER, tiles as place_tiles};
pub(crate) use risk::{
    RISK_ZOOMS, VECTOR_LAYER as RISK_LAYER, Windows, tile as encode_risk_tile, tiles as risk_tiles,
};
pub(crate) use units::{UNIT_ZOOMS, UnitShapes, VECTOR_LAYER as UNIT_LAYER, tiles as unit_tiles};

/// Media type of a vector tile.
///
/// Source: IANA registration by Mapbox; Mapbox Vector Tile Specification 2.1.
pub(crate) const TILE_MEDIA_TYPE: &str = "application/vnd.mapbox-vector-tile";

/// Why tiles could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum TileError {
    /// A cell crosses the antimeridian or lies beyond the Mercator square.
    #[error("cell {cell} {why}; such cells cannot be drawn, leave them out of the surface")]
    OffTheMap {
        /// The cell.
        cell: Cell,
        /// What is wrong with its place.
        why: &'static str,
    },
    /// The shapes of the units cannot be used.
    #[error(
        "the shapes of the units are unusable: {0}; give a GeoJSON FeatureCollection of polygons with the property `kato`"
    )]
    Shapes(String),
    /// A tile could not be encoded.
    #[error("tile {tile} of layer {layer} cannot be encoded: {source}")]
    Encode {
        /// The layer.
        layer: String,
        /// The tile.
        tile: TileAddress,
        /// The cause.
        source: fast_mvt::MvtError,
    },
    /// An archive could not be written.
    #[error("{path} cannot be written: {cause}")]
    Archive {
        /// The file.
        path: String,
        /// The cause.
        cause: String,
    },
    /// An archive is damaged.
    #[error("{name} is damaged: {what}; run `oshaq verify`, then publish again")]
    Damaged {
        /// The file.
        name: String,
        /// What is wrong.
        what: &'static str,
    },
}

impl TileError {
    fn archive(path: &Path, cause: impl std::fmt::Display) -> Self {
        Self::Archive {
            path: path.display().to_string(),
            cause: cause.to_string(),
        }
    }
}
