//! One risk tile by itself, in two steps: what it is drawn from, which publishing computes once for all series, and its encoding.

use super::outlines::{Outlines, Shape};
use super::risk::{encode, resolution_at};
use super::{TileAddress, TileError, Windows};
use crate::publication::values::{Lattice, SurfaceValues};

/// One tile of one series with its columns and outlines in memory, clipped to the tile.
#[derive(Debug)]
pub struct RiskTile {
    series: usize,
    values: SurfaceValues,
    windows: Windows,
    /// The position of the resolution that the tile shows.
    lattice: usize,
    shapes: Vec<Shape>,
}

impl RiskTile {
    /// Draws the outlines; `None` where the surface has no cells at all.
    pub(crate) fn new(
        values: SurfaceValues,
        windows: Windows,
        series: usize,
        address: TileAddress,
    ) -> Result<Option<Self>, TileError> {
        let resolutions = || values.lattices().iter().map(Lattice::resolution);
        let shown = resolution_at(address.z(), resolutions());
        let Some(lattice) = resolutions().position(|own| Some(own) == shown) else {
            return Ok(None);
        };
        let outlines = Outlines::of(&values.lattices()[lattice])?;
        let shapes = outlines.shapes_in(address, 0..outlines.len());
        Ok(Some(Self {
            series,
            values,
            windows,
            lattice,
            shapes,
        }))
    }

    /// A Mapbox Vector Tile with the layer `cells`, before compression; `None` where the series has nothing to show.
    pub fn encode(&self) -> Option<Vec<u8>> {
        let lattice = &self.values.lattices()[self.lattice];
        encode(lattice, self.series, &self.shapes, &self.windows)
    }
}
