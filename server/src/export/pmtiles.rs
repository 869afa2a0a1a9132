//! A layer's tiles as `PMTiles`.
//!
//! Source: `PMTiles` Version 3 Specification.

use std::fs::File;
use std::path::Path;

use pmtiles::{Compression, PmTilesWriter, TileCoord, TileId, TileType};
use serde_json::json;

use super::ExportError;
use crate::http::negotiate::Encoding;
use crate::publication::Publication;
use crate::tiles::{TileAddress, TileArchive, TileForm};

/// Writes the layer's vector tiles as they are served under gzip; gives their number.
pub(super) fn write(
    publication: &Publication,
    archive: &TileArchive,
    file: &Path,
) -> Result<u64, ExportError> {
    let refused = |error: pmtiles::PmtError| ExportError::write(file, error);
    let head = archive.about();
    let [west, south, east, north] = head.bounds;
    let metadata = json!({
        "name": head.layer,
        "description": publication.description(&head.layer),
        "attribution": publication.attribution(),
        "type": "overlay",
        "version": publication.edition(&head.layer),
        "oshaq": publication.provenance(),
        "vector_layers": [head.typed_vector_layer()],
    });
    let out = File::create(file).map_err(|error| ExportError::write(file, error))?;
    let mut writer = PmTilesWriter::new(TileType::Mvt)
        .precompressed(Compression::Gzip)
        .min_zoom(head.minzoom)
        .max_zoom(head.maxzoom)
        .bounds(west, south, east, north)
        .center(f64::midpoint(west, east), f64::midpoint(south, north))
        .center_zoom(head.minzoom)
        .metadata(metadata.to_string())
        .create(out)
        .map_err(refused)?;
    let mut tiles = Vec::new();
    for (position, key) in archive.keys().enumerate() {
        let tile = TileAddress::of_key(key);
        let coord = TileCoord::new(tile.z(), tile.x(), tile.y()).map_err(refused)?;
        tiles.push((TileId::from(coord).value(), coord, position));
    }
    tiles.sort_unstable_by_key(|&(id, _, _)| id);
    for (_, coord, position) in &tiles {
        let bytes = archive.read(*position, TileForm::Mvt as usize, Encoding::Gzip)?;
        writer.add_tile(*coord, &bytes).map_err(refused)?;
    }
    writer.finalize().map_err(refused)?;
    Ok(tiles.len() as u64)
}
