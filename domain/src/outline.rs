//! Cells melted into areas.

use h3o::CellIndex;
use h3o::geom::SolventBuilder;

use crate::{Cell, GridError, LatLng};

/// A polygon: its outer ring, then its holes, each closed.
pub type Outline = Vec<Vec<LatLng>>;

/// The outlines of cells of one resolution, melted where they touch.
///
/// # Errors
/// [`GridError::Outline`] when cells are of several resolutions or one is given twice.
pub fn outlines(cells: &[Cell]) -> Result<Vec<Outline>, GridError> {
    let solvent = SolventBuilder::new().build();
    let indices = cells.iter().map(|cell| cell.h3());
    let melted = solvent
        .dissolve(indices.collect::<Vec<CellIndex>>())
        .map_err(|error| GridError::Outline(error.to_string()))?;
    let ring = |coordinates: &mut dyn Iterator<Item = (f64, f64)>| {
        coordinates
            .map(|(lng, lat)| LatLng::from_degrees(lat, lng))
            .collect::<Result<Vec<_>, _>>()
    };
    melted
        .into_iter()
        .map(|polygon| {
            let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
            rings
                .map(|line| ring(&mut line.coords().map(|place| (place.x, place.y))))
                .collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn centre() -> Cell {
        "89283082837ffff".parse().unwrap()
    }

    #[test]
    fn a_cell_with_its_ring_is_one_area_without_a_hole() {
        let cells: Vec<Cell> = (0..=1).flat_map(|k| centre().ring(k)).collect();
        let found = outlines(&cells).unwrap();
        assert_eq!((found.len(), found[0].len()), (1, 1));
        // Six cells show three sides outwards each: 18 corners and the first one again.
        assert_eq!(found[0][0].len(), 19);
        assert_eq!(found[0][0].first(), found[0][0].last());
    }

    #[test]
    fn a_ring_alone_has_a_hole_and_cells_apart_are_two_areas() {
        let ring = outlines(&centre().ring(1)).unwrap();
        assert_eq!((ring.len(), ring[0].len()), (1, 2));
        let far = *centre().ring(5).first().unwrap();
        assert_eq!(outlines(&[centre(), far]).unwrap().len(), 2);
    }

    #[test]
    fn a_cell_given_twice_is_refused() {
        assert!(outlines(&[centre(), centre()]).is_err());
    }
}
