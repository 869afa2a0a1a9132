//! The grid layer: the outlines of the surface's cells with their ids and nothing else, shared by every category, month and
//! version that has the same cells.

use std::collections::BTreeMap;

use oshaq_domain::Resolution;
use sha2::{Digest, Sha256};

use crate::publication::values::SurfaceValues;

/// Name of the layer in addresses.
pub(crate) const GRID_LAYER: &str = "grid";

/// What is hashed before the cells: to be changed when the same cells are drawn in another way, since addresses are
/// immutable.
const DRAWING: &[u8] = b"oshaq grid 1";

/// The resolution that each zoom shows.
pub(crate) type Zooms = BTreeMap<u8, Resolution>;

/// The name of a grid: 16 hexadecimal digits that are the same when cells, resolutions by zoom and drawing are the same.
pub(crate) fn grid_hash(values: &SurfaceValues, zooms: &Zooms) -> String {
    let mut hash = Sha256::new_with_prefix(DRAWING);
    for (zoom, resolution) in zooms {
        hash.update([*zoom, resolution.get()]);
    }
    for lattice in values.lattices() {
        hash.update([lattice.resolution().get()]);
        for cell in lattice.cells() {
            hash.update(cell.raw().to_le_bytes());
        }
    }
    let digest = hash.finalize();
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    format!("{:016x}", u64::from_be_bytes(first))
}
