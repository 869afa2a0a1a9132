//! The forms that every tile is served in.

use mlt_core::encoder::EncoderConfig;
use mlt_core::mvt::mvt_to_tile_layers;

use crate::packed::Compressed;

/// A form of a tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TileForm {
    /// Mapbox Vector Tile 2.1, which every client reads.
    Mvt,
    /// `MapLibre` Tile, by columns: smaller and faster to draw for clients that ask for it.
    Mlt,
}

impl TileForm {
    /// In the order of an archive; the first is what a client gets that does not say.
    pub(crate) const ALL: [Self; 2] = [Self::Mvt, Self::Mlt];

    /// The names of the forms in an archive.
    pub(crate) const NAMES: [&str; 2] = ["mvt", "mlt"];

    /// The names of each form's media type, the registered one first.
    ///
    /// Source: IANA registration of `application/vnd.mapbox-vector-tile`; the MapLibre Tile specification, and the name that
    /// Martin and go-pmtiles use beside it.
    pub(crate) const MEDIA_TYPES: &[&[&str]] = &[
        &[
            "application/vnd.mapbox-vector-tile",
            "application/x-protobuf",
            "application/octet-stream",
        ],
        &[
            "application/vnd.maplibre-tile",
            "application/vnd.maplibre-vector-tile",
        ],
    ];

    /// The media type.
    pub(crate) const fn media_type(self) -> &'static str {
        Self::MEDIA_TYPES[self as usize][0]
    }
}

/// A tile in every form, each compressed in every encoding.
///
/// # Errors
/// When the tile is no Mapbox Vector Tile, or cannot be said in columns.
pub(crate) fn pack(mvt: &[u8]) -> mlt_core::MltResult<Vec<Compressed>> {
    Ok(vec![Compressed::of(mvt), Compressed::of(&mlt(mvt)?)])
}

/// The same tile by columns. Features keep their order, so that equal tiles stay equal and no sorting is tried in vain.
fn mlt(mvt: &[u8]) -> mlt_core::MltResult<Vec<u8>> {
    let choices = EncoderConfig::default()
        .with_spatial_morton_sort(false)
        .with_spatial_hilbert_sort(false)
        .with_id_sort(false);
    let mut tile = Vec::new();
    for layer in mvt_to_tile_layers(mvt)? {
        tile.extend(layer.encode(choices)?);
    }
    Ok(tile)
}
