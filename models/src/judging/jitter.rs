//! Whether a conclusion is of the places or of where the grid happens to lie.

use oshaq_domain::{Cell, Counts, CountsBuilder, LatLng, Resolution};

use crate::ModelError;
use crate::error::refuse;

/// A move of all records against the grid, which is the same as a grid that lies elsewhere.
///
/// H3's grid cannot be moved; the records can. Counts of a finer grid are taken, the centre of each fine cell stands for its
/// records, is moved, and falls into the coarse cell that then lies under it. Fine cells two resolutions below are known to a
/// seventh of a coarse cell's width, which is well below the move of half of it.
///
/// # Source
/// Openshaw (1984), *The modifiable areal unit problem*: results of zones must be shown on other zones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GridShift {
    /// Direction, degrees clockwise from north.
    pub bearing: f64,
    /// Length of the move, in widths of a coarse cell (the distance between centres of neighbours).
    pub widths: f64,
}

/// Metres a degree of latitude.
const METRES_PER_DEGREE: f64 = 111_195.0;

impl GridShift {
    /// Half a cell's width in three directions, 120° apart: every border comes to lie where the middle of a cell was.
    pub const USUAL: [Self; 3] = [
        Self {
            bearing: 15.0,
            widths: 0.5,
        },
        Self {
            bearing: 135.0,
            widths: 0.5,
        },
        Self {
            bearing: 255.0,
            widths: 0.5,
        },
    ];

    /// Counts on the moved grid.
    ///
    /// # Errors
    /// [`ModelError::Choice`] unless `fine` is finer than the resolution and every moved record stays on the globe.
    pub fn of(self, fine: &Counts, resolution: Resolution) -> Result<Counts, ModelError> {
        if fine.resolution() <= resolution {
            return refuse(
                "resolution",
                resolution.get(),
                "counts of a finer grid are needed to move it",
            );
        }
        let cells: Vec<Cell> = fine
            .cells()
            .iter()
            .map(|cell| self.cell(*cell, resolution))
            .collect::<Result<_, _>>()?;
        let mut builder = CountsBuilder::new(resolution);
        for entry in fine.entries() {
            let category = &fine.categories()[usize::from(entry.category)];
            let cell = cells[entry.cell as usize];
            builder.add(cell, entry.day, entry.known, category, entry.count)?;
        }
        Ok(builder.build()?)
    }

    fn cell(self, fine: Cell, resolution: Resolution) -> Result<Cell, ModelError> {
        // Centres of a hexagonal grid of cells of area A lie √(2A/√3) apart.
        let width_m = (2.0 * resolution.mean_area_km2() / 3.0_f64.sqrt()).sqrt() * 1000.0;
        let (north, east) = (
            self.bearing.to_radians().cos(),
            self.bearing.to_radians().sin(),
        );
        let centre = fine.centre();
        let degrees = self.widths * width_m / METRES_PER_DEGREE;
        let lat = centre.lat() + north * degrees;
        let lng = centre.lng() + east * degrees / centre.lat().to_radians().cos();
        match LatLng::from_degrees(lat, lng) {
            Ok(moved) => Ok(Cell::containing(moved, resolution)),
            Err(_) => refuse("shift", self.widths, "it moves a record off the globe"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oshaq_domain::{CategorySlug, Day};

    fn fine(resolution: u8) -> Counts {
        let centre = Cell::containing(
            LatLng::from_degrees(43.2587, 76.9538).unwrap(),
            Resolution::new(resolution).unwrap(),
        );
        let (day, theft): (Day, CategorySlug) =
            ("2025-01-01".parse().unwrap(), "theft".parse().unwrap());
        let mut builder = CountsBuilder::new(centre.resolution());
        for cell in (0..12).flat_map(|k| centre.ring(k)) {
            builder.add(cell, day, day, &theft, 2).unwrap();
        }
        builder.build().unwrap()
    }

    #[test]
    fn a_moved_grid_keeps_every_record_and_cuts_them_differently() {
        let (fine, nine) = (fine(10), Resolution::new(9).unwrap());
        let plain = fine.at(nine).unwrap();
        for shift in GridShift::USUAL {
            let moved = shift.of(&fine, nine).unwrap();
            assert_eq!(moved.total(), fine.total());
            assert_ne!(moved.entries(), plain.entries());
        }
    }

    #[test]
    fn no_move_is_the_grid_itself_but_for_cells_on_a_border() {
        let (fine, nine) = (fine(10), Resolution::new(9).unwrap());
        let unmoved = GridShift {
            bearing: 0.0,
            widths: 0.0,
        }
        .of(&fine, nine)
        .unwrap();
        assert_eq!(unmoved.total(), fine.at(nine).unwrap().total());
    }

    #[test]
    fn counts_that_are_not_finer_cannot_be_moved() {
        let nine = Resolution::new(9).unwrap();
        assert!(GridShift::USUAL[0].of(&fine(9), nine).is_err());
    }
}
