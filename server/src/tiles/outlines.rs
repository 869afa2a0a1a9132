//! Outlines of cells on the map, and what of them lies in a tile.

use fast_mvt::MvtCoord;
use oshaq_domain::Cell;
use rayon::prelude::*;

use super::mercator::{Frame, MapPoint, clip_convex, columns};
use super::{TileAddress, TileError};
use crate::publication::values::Lattice;

/// The position of a cell in its lattice and its ring in the units of a tile.
pub(super) type Shape = (usize, Vec<MvtCoord>);

/// Cells of one resolution with their outlines on the map.
pub(super) struct Outlines<'a> {
    pub lattice: &'a Lattice,
    rings: Vec<Vec<MapPoint>>,
}

impl<'a> Outlines<'a> {
    pub(super) fn of(lattice: &'a Lattice) -> Result<Self, TileError> {
        let rings = lattice
            .cells()
            .par_iter()
            .map(|&cell| outline(cell))
            .collect::<Result<_, _>>()?;
        Ok(Self { lattice, rings })
    }

    /// Which cells each tile of a zoom may show, sorted by tile and cell.
    pub(super) fn by_tile(&self, zoom: u8) -> Vec<(TileAddress, Vec<usize>)> {
        let mut pairs: Vec<(TileAddress, usize)> = Vec::with_capacity(self.rings.len() * 2);
        for (position, ring) in self.rings.iter().enumerate() {
            let span = |along: fn(&MapPoint) -> f64| {
                let values = ring.iter().map(along);
                columns(
                    zoom,
                    values.clone().fold(f64::MAX, f64::min),
                    values.fold(f64::MIN, f64::max),
                )
            };
            for x in span(|point| point.x) {
                for y in span(|point| point.y) {
                    pairs.extend(
                        TileAddress::new(zoom.into(), x.into(), y.into())
                            .map(|tile| (tile, position)),
                    );
                }
            }
        }
        pairs.sort_unstable();
        pairs
            .chunk_by(|a, b| a.0 == b.0)
            .map(|group| (group[0].0, group.iter().map(|&(_, cell)| cell).collect()))
            .collect()
    }

    /// The number of cells.
    pub(super) fn len(&self) -> usize {
        self.rings.len()
    }

    /// The cells' parts that lie in the tile, in its own coordinates.
    pub(super) fn shapes_in(
        &self,
        tile: TileAddress,
        cells: impl Iterator<Item = usize>,
    ) -> Vec<Shape> {
        let frame = Frame::of(tile);
        let mut shapes = Vec::with_capacity(cells.size_hint().0);
        for position in cells {
            let ring: Vec<(f64, f64)> = self.rings[position]
                .iter()
                .map(|&point| frame.place(point))
                .collect();
            let mut shape = Vec::new();
            clip_convex(&ring, &mut shape);
            if !shape.is_empty() {
                shapes.push((position, shape));
            }
        }
        shapes
    }
}

fn outline(cell: Cell) -> Result<Vec<MapPoint>, TileError> {
    let corners = cell.boundary();
    let off = |why| TileError::OffTheMap { cell, why };
    let lngs = corners.iter().map(|corner| corner.lng());
    if lngs.clone().fold(f64::MIN, f64::max) - lngs.fold(f64::MAX, f64::min) > 180.0 {
        return Err(off("crosses the antimeridian"));
    }
    corners
        .into_iter()
        .map(|corner| MapPoint::of(corner).ok_or(off("lies at a pole")))
        .collect()
}

#[cfg(test)]
mod tests {
    use oshaq_domain::{LatLng, Resolution};

    use super::*;

    #[test]
    fn a_cell_across_the_antimeridian_is_refused() {
        let place = LatLng::from_degrees(65.0, 179.999).unwrap();
        let cell = Cell::containing(place, Resolution::new(5).unwrap());
        assert!(matches!(outline(cell), Err(TileError::OffTheMap { .. })));
    }
}
