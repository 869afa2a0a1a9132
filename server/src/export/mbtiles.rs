//! A layer's tiles as `MBTiles`.
//!
//! Source: `MBTiles` 1.3. Rows are counted from the south there.

use std::path::Path;

use rusqlite::{Connection, params};
use serde_json::json;

use super::ExportError;
use crate::http::negotiate::Encoding;
use crate::publication::Publication;
use crate::tiles::{TileAddress, TileArchive, TileForm};

/// "MPBX", by which programs know the file.
const APPLICATION_ID: i32 = 0x4d50_4258;

/// Writes the layer's vector tiles as they are served under gzip; gives their number.
pub(super) fn write(
    publication: &Publication,
    archive: &TileArchive,
    file: &Path,
) -> Result<u64, ExportError> {
    let refused = |error: rusqlite::Error| ExportError::write(file, error);
    let mut database = Connection::open(file).map_err(refused)?;
    let work = database.transaction().map_err(refused)?;
    work.pragma_update(None, "application_id", APPLICATION_ID)
        .map_err(refused)?;
    work.execute_batch(
        "CREATE TABLE metadata (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
         CREATE TABLE tiles (zoom_level INTEGER NOT NULL, tile_column INTEGER NOT NULL, tile_row INTEGER NOT NULL,
                             tile_data BLOB NOT NULL, PRIMARY KEY (zoom_level, tile_column, tile_row)) WITHOUT ROWID;",
    )
    .map_err(refused)?;
    for (name, value) in metadata(publication, archive) {
        let insert = "INSERT INTO metadata VALUES (?1, ?2)";
        work.execute(insert, params![name, value])
            .map_err(refused)?;
    }
    let tiles = insert_tiles(&work, archive, file)?;
    work.commit().map_err(refused)?;
    Ok(tiles)
}

fn insert_tiles(work: &Connection, archive: &TileArchive, file: &Path) -> Result<u64, ExportError> {
    let refused = |error: rusqlite::Error| ExportError::write(file, error);
    let mut insert = work
        .prepare("INSERT INTO tiles VALUES (?1, ?2, ?3, ?4)")
        .map_err(refused)?;
    let mut tiles = 0;
    for (position, key) in archive.keys().enumerate() {
        let tile = TileAddress::of_key(key);
        let row = (1_u32 << tile.z()) - 1 - tile.y();
        let bytes = archive.read(position, TileForm::Mvt as usize, Encoding::Gzip)?;
        insert
            .execute(params![tile.z(), tile.x(), row, &bytes[..]])
            .map_err(refused)?;
        tiles += 1;
    }
    Ok(tiles)
}

fn metadata(publication: &Publication, archive: &TileArchive) -> [(&'static str, String); 11] {
    let head = archive.about();
    let [west, south, east, north] = head.bounds;
    let centre = (f64::midpoint(west, east), f64::midpoint(south, north));
    [
        ("name", head.layer.clone()),
        ("format", "pbf".to_owned()),
        ("type", "overlay".to_owned()),
        ("bounds", format!("{west},{south},{east},{north}")),
        (
            "center",
            format!("{},{},{}", centre.0, centre.1, head.minzoom),
        ),
        ("minzoom", head.minzoom.to_string()),
        ("maxzoom", head.maxzoom.to_string()),
        ("description", publication.description(&head.layer)),
        ("attribution", publication.attribution()),
        ("version", publication.edition(&head.layer).to_owned()),
        (
            "json",
            json!({ "vector_layers": [head.typed_vector_layer()], "oshaq": publication.provenance() })
                .to_string(),
        ),
    ]
}
