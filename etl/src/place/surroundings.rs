//! What one thread remembers of the surroundings of its points, so that a point near others is placed without trigonometry.
//!
//! The answers are those of exact means, to the last bit: where a point is so near to an edge that the difference could matter, where
//! a patch is not smooth, or where nothing is known yet, exact means are used.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use oshaq_domain::{Hexagon, LatLng};

use super::patch::{Near, Patch, patch_at};
use super::{Placer, cell_of};

/// So many points of a patch are placed exactly before it is learnt, which takes as long as placing so many.
const VISITS: u8 = 25;
/// The most patches that are kept, half a KiB each: a country has some 10,000. Where there are more, all are forgotten.
const MOST_PATCHES: usize = 20_000;
/// Cells that are kept, by a hash of their hexagon; 4 MiB.
const CELLS_LOG2: u32 = 18;
/// Spreads neighbouring hexagons over the table: 2^64 divided by the golden ratio (Knuth, The Art of Computer Programming, 6.4).
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// What is known of a patch.
#[derive(Debug, Clone)]
enum Known {
    Visited(u8),
    Learnt(Box<Patch>),
    /// It is at the bounds, or not smooth.
    Irregular,
}

/// What one thread remembers; it fits one [`Placer`] only.
#[derive(Debug, Clone, Default)]
pub(crate) struct Surroundings {
    patches: HashMap<(i32, i32), Known, RandomState>,
    /// Hexagons with their cells; empty until the first is known, 0 where none is.
    cells: Vec<(u64, u64)>,
}

/// Where a point is, by what was remembered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot {
    /// The cell at which the incident is kept.
    pub cell: u64,
    /// The point, as good as [`super::UnitPolygons::unit_near`] needs it.
    pub near: LatLng,
}

impl Surroundings {
    /// Places a pair of coordinates in the placer's own system; `None` where only exact means can.
    pub fn place(&mut self, placer: &Placer, pair: (f64, f64)) -> Option<Spot> {
        let Near { point, hexagon } = self.near(placer, pair)?;
        let cell = self.cell(hexagon, || placer.point(pair).map(cell_of))?;
        Some(Spot { cell, near: point })
    }

    fn near(&mut self, placer: &Placer, pair: (f64, f64)) -> Option<Near> {
        let at = patch_at(&placer.projection, pair);
        if self.patches.len() >= MOST_PATCHES {
            self.patches.clear();
        }
        let known = self.patches.entry(at).or_insert(Known::Visited(0));
        match known {
            Known::Learnt(patch) => patch.near(pair),
            Known::Irregular => None,
            Known::Visited(visits) if *visits < VISITS => {
                *visits += 1;
                None
            }
            Known::Visited(_) => {
                let patch = Patch::learn(&placer.projection, &placer.bounds, at);
                *known = patch.map_or(Known::Irregular, |patch| Known::Learnt(Box::new(patch)));
                None
            }
        }
    }

    /// The cell of a hexagon, from memory or else from `find`.
    fn cell(&mut self, hexagon: Hexagon, find: impl FnOnce() -> Option<u64>) -> Option<u64> {
        if self.cells.is_empty() {
            self.cells = vec![(0, 0); 1 << CELLS_LOG2];
        }
        let own = hexagon.get();
        let slot = own.wrapping_mul(SPREAD) >> (u64::BITS - CELLS_LOG2);
        let slot = &mut self.cells[slot as usize];
        if slot.0 != own {
            *slot = (own, find()?);
        }
        Some(slot.1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::place::{Mended, Placed, Projection};
    use crate::profile::Bounds;

    const KAZAKHSTAN: Bounds = Bounds {
        south: 40.0,
        north: 55.95,
        west: 46.0,
        east: 87.85,
    };

    /// Places points around a middle by both means; how many were placed from memory.
    fn agree(crs: &str, middle: (f64, f64), spread: f64, points: u32) -> u32 {
        let placer = Placer::new(Projection::new(crs).unwrap(), KAZAKHSTAN);
        let mut surroundings = Surroundings::default();
        let mut remembered = 0;
        for number in 0..points {
            // Weyl's sequences: spread evenly, by irrational steps.
            let part = |step: f64| (f64::from(number) * step).fract() - 0.5;
            let pair = (
                middle.0 + spread * part(0.754_877_666_246_692_8),
                middle.1 + spread * part(0.569_840_290_998_053_2),
            );
            let exact = placer.place_pair(pair, None);
            if let Some(spot) = surroundings.place(&placer, pair) {
                let Placed::At(point, Mended::Nothing) = exact else {
                    panic!("{pair:?} is placed from memory, and not by exact means");
                };
                remembered += 1;
                assert_eq!(spot.cell, cell_of(point), "{crs} {pair:?}");
                let off = (spot.near.lat() - point.lat())
                    .abs()
                    .max((spot.near.lng() - point.lng()).abs());
                assert!(off < super::super::patch::OFF, "{crs} {pair:?} {off}");
            }
        }
        remembered
    }

    proptest! {
        #[test]
        fn a_point_is_placed_from_memory_where_exact_means_place_it(x in -1_400_000.0..2_000_000.0, y in 4_400_000.0..6_300_000.0) {
            agree("EPSG:32642", (x, y), 20_000.0, 400);
        }

        #[test]
        fn degrees_are_placed_from_memory_where_exact_means_place_them(lng in 45.9..88.0, lat in 39.9..56.1) {
            agree("EPSG:4326", (lng, lat), 0.2, 400);
        }
    }

    #[test]
    fn nearly_all_points_of_a_city_are_placed_from_memory() {
        for (crs, middle, spread) in [
            ("EPSG:32642", (687_500.0, 4_743_900.0), 16_000.0),
            ("EPSG:4326", (71.43, 51.13), 0.2),
            ("EPSG:3857", (8_561_000.0, 5_354_000.0), 16_000.0),
            ("EPSG:28413", (13_512_345.6, 4_801_234.5), 16_000.0),
        ] {
            let remembered = agree(crs, middle, spread, 20_000);
            assert!(remembered > 19_500, "{crs}: {remembered}");
        }
    }

    #[test]
    fn points_at_the_bounds_are_placed_by_exact_means() {
        assert_eq!(agree("EPSG:4326", (87.85, 50.0), 0.1, 1_000), 0);
    }
}
