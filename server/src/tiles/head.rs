//! What a layer says about itself, and its archive.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{LayerTiles, TileForm};
use crate::packed::{Archive, ArchiveError, Packed, write_archive};

/// What an archive says about its layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LayerHead {
    /// Name in the URL, such as `risk-theft`.
    pub layer: String,
    /// Name of the layer inside each tile.
    pub vector_layer: String,
    /// Properties of its features, with a word on each.
    pub fields: BTreeMap<String, String>,
    /// First zoom with tiles.
    pub minzoom: u8,
    /// Last zoom; clients overzoom beyond it.
    pub maxzoom: u8,
    /// West, south, east, north in degrees.
    pub bounds: [f64; 4],
}

impl LayerHead {
    pub(crate) fn new(
        layer: &str,
        vector_layer: &str,
        zooms: std::ops::RangeInclusive<u8>,
        bounds: [f64; 4],
        fields: BTreeMap<String, String>,
    ) -> Self {
        Self {
            layer: layer.to_owned(),
            vector_layer: vector_layer.to_owned(),
            fields,
            minzoom: *zooms.start(),
            maxzoom: *zooms.end(),
            bounds,
        }
    }

    /// The layer inside each tile, its fields with their type and meaning.
    pub(crate) fn vector_layer(&self) -> VectorLayer<'_> {
        self.layer_with(|word| word)
    }

    /// The same with the fields' types alone, as `MBTiles` wants them and programs that open files read them.
    pub(crate) fn typed_vector_layer(&self) -> VectorLayer<'_> {
        self.layer_with(|word| word.split(':').next().unwrap_or(word))
    }

    fn layer_with(&self, said: impl Fn(&str) -> &str) -> VectorLayer<'_> {
        let fields = self.fields.iter();
        VectorLayer {
            id: &self.vector_layer,
            fields: fields
                .map(|(name, word)| (name.as_str(), said(word)))
                .collect(),
            minzoom: self.minzoom,
            maxzoom: self.maxzoom,
        }
    }
}

/// The layer inside a tile.
///
/// Source: `TileJSON` 3.0.0, `vector_layers`; `MBTiles` 1.3, `vector_layers`.
#[derive(Debug, Serialize)]
pub(crate) struct VectorLayer<'a> {
    id: &'a str,
    fields: BTreeMap<&'a str, &'a str>,
    minzoom: u8,
    maxzoom: u8,
}

/// A layer's tiles by [`super::TileAddress::key`], each as every [`TileForm`].
pub(crate) type TileArchive = Archive<LayerHead>;

/// Writes a layer's tiles; gives their number.
pub(crate) fn write_layer(
    path: &Path,
    head: LayerHead,
    tiles: LayerTiles,
) -> Result<u64, ArchiveError> {
    let packed = |(tile, forms): (super::TileAddress, _)| Packed {
        key: tile.key(),
        forms,
    };
    let entries = tiles.into_iter().map(packed).collect();
    write_archive(path, head, &TileForm::NAMES, entries)
}

/// Opens a layer's tiles.
pub(crate) fn open_layer(name: &str, path: &Path) -> Result<TileArchive, ArchiveError> {
    Archive::open(name, path, &TileForm::NAMES)
}
