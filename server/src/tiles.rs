//! From a [`PublicSurface`](oshaq_domain::PublicSurface) to vector tiles on disk, and from disk to memory.

mod address;
mod alone;
mod bands;
mod districts;
mod form;
mod grid;
mod head;
mod mercator;
mod outlines;
mod places;
mod risk;
mod units;
mod windows;

use oshaq_domain::Cell;

pub use address::{AddressError, TileAddress};
pub use alone::RiskTile;
pub(crate) use districts::{
    DISTRICT_ZOOMS, VECTOR_LAYER as DISTRICT_LAYER, tiles as district_tiles,
};
pub use districts::{DistrictShapes, DistrictShapesError};
pub(crate) use form::TileForm;
pub(crate) use grid::{GRID_LAYER, Zooms, grid_hash};
pub(crate) use head::{LayerHead, TileArchive, VectorLayer, open_layer, write_layer};
pub(crate) use places::{PLACE_ZOOMS, VECTOR_LAYER as PLACE_LAYER, tiles as place_tiles};
pub(crate) use risk::{CellTiles, RISK_ZOOMS, VECTOR_LAYER as RISK_LAYER, tiles as cell_tiles};
pub(crate) use units::{UNIT_ZOOMS, UnitShapes, VECTOR_LAYER as UNIT_LAYER, tiles as unit_tiles};
pub(crate) use windows::Windows;

use crate::packed::Compressed;

/// The tiles of one layer: each in every form.
pub(crate) type LayerTiles = Vec<(TileAddress, Vec<Compressed>)>;

/// A tile in every form.
fn packed(layer: &str, tile: TileAddress, mvt: &[u8]) -> Result<Vec<Compressed>, TileError> {
    form::pack(mvt).map_err(|source| TileError::Columns {
        layer: layer.to_owned(),
        tile,
        source,
    })
}

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
    /// A tile could not be said in columns, as a `MapLibre` Tile.
    #[error("tile {tile} of layer {layer} cannot be written as a MapLibre Tile: {source}")]
    Columns {
        /// The layer.
        layer: String,
        /// The tile.
        tile: TileAddress,
        /// The cause.
        source: mlt_core::MltError,
    },
}
