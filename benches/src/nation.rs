//! A nation that is published month after month.

use std::collections::BTreeSet;

use oshaq_domain::{
    Categories, CategorySlug, Cell, Counts, CountsBuilder, Day, Forecast, Horizon, LatLng, Month,
    Policy, Predictive, PublicSurface, Released, Resolution, Universe, publish,
};

/// Categories that have offences.
const CATEGORIES: usize = 7;
/// Months with offences: those of the newest version and of eleven versions before it.
const MONTHS: i32 = 36;
/// Every cell and category has 0 to 8 offences a month, so that some figures are withheld and most are told.
const MOST: u64 = 8;

/// Offences of seven categories in every cell of resolution 8 of some cells of resolution 5: 94 of these give 300,800 rows a version, seven
/// times what the simulated nation has, and so the upper end of what is judged.
#[derive(Debug)]
pub struct Nation {
    counts: Counts,
    categories: Vec<CategorySlug>,
}

impl Nation {
    /// Draws the offences; the same in every run.
    ///
    /// # Panics
    /// Never: the cells are of the counts' resolution.
    pub fn of(regions: usize) -> Self {
        let national = Categories::national();
        let mapped = national.iter().filter(|category| category.may_be_mapped());
        let categories: Vec<CategorySlug> = mapped
            .take(CATEGORIES)
            .map(|category| category.slug.clone())
            .collect();
        let mut builder = CountsBuilder::new(resolution(8));
        let mut draw = 7_u64;
        for cell in cells(regions) {
            for month in 0..MONTHS {
                let day = first_day(month);
                for category in &categories {
                    // Knuth's linear congruential generator (TAOCP 2, 3.3.4), whose upper bits are even enough.
                    draw = draw
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1_442_695_040_888_963_407);
                    let count = ((draw >> 33) % (MOST + 1)) as u32;
                    builder
                        .add(cell, day, day, category, count)
                        .expect("a cell of resolution 8");
                }
            }
        }
        Self {
            counts: builder.build().expect("few categories"),
            categories,
        }
    }

    /// So many monthly versions, the last as of 1 January 2026, each published against those before it.
    ///
    /// # Panics
    /// When a version cannot be published, which the tests of `disclosure` exclude.
    pub fn versions(&self, number: i32) -> Vec<PublicSurface> {
        let mut released = Released::default();
        let mut versions = Vec::new();
        for month in MONTHS - number + 1..=MONTHS {
            let surface = self.publish(first_day(month), &released);
            released.add(&surface);
            versions.push(surface);
        }
        versions
    }

    fn publish(&self, start: Day, released: &Released) -> PublicSurface {
        let window = Horizon::days(28).ok().and_then(|days| days.from(start));
        let universe = Universe::of(self.counts.cells().to_vec());
        let mean = Predictive::poisson(2.0).expect("a mean");
        let means = vec![mean; universe.len()];
        let forecast = |category: &CategorySlug| {
            let (window, universe) = (window.expect("a window"), universe.clone());
            Forecast::new(category.clone(), window, "bench", universe, means.clone())
                .expect("a mean for each cell")
        };
        let forecasts: Vec<Forecast> = self.categories.iter().map(forecast).collect();
        publish(
            &forecasts,
            &self.counts,
            &[],
            &Categories::national(),
            released,
            &Policy::default(),
            true,
        )
        .expect("a surface")
    }
}

fn resolution(value: u8) -> Resolution {
    Resolution::new(value).expect("a resolution of H3")
}

/// The first day of the months from January 2023 on.
fn first_day(month: i32) -> Day {
    let first: Month = "2023-01".parse().expect("a month");
    first.plus(month).first_day()
}

/// Cells of resolution 8 in so many cells of resolution 5 around Baikonur.
fn cells(regions: usize) -> Vec<Cell> {
    let middle = LatLng::from_degrees(45.96, 63.31).expect("a point on Earth");
    let centre = Cell::containing(middle, resolution(5));
    let coarse = (0..).flat_map(|ring| centre.ring(ring)).take(regions);
    let mut cells: Vec<Cell> = coarse.collect();
    for finer in 6..=8 {
        let children = cells
            .iter()
            .flat_map(|parent| children(*parent, resolution(finer)));
        cells = children.collect();
    }
    cells.sort_unstable();
    cells
}

fn children(parent: Cell, finer: Resolution) -> BTreeSet<Cell> {
    let centre = Cell::containing(parent.centre(), finer);
    let near = (0..=2).flat_map(|ring| centre.ring(ring));
    near.filter(|cell| cell.parent(parent.resolution()) == Ok(parent))
        .collect()
}
