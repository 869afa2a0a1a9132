//! Random worlds, published by our rules and by naive ones, and attacked.

use std::collections::BTreeMap;

use super::released::Edition;
use super::*;
use crate::{Cell, CountsBuilder, LatLng, Predictive, Resolution, Universe};

const CATEGORIES: [&str; 3] = ["theft", "robbery", "hooliganism"];

/// `SplitMix64` (Steele, Lea & Flood 2014).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u32 {
        (self.next() % end) as u32
    }
}

pub(super) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(super) fn slug(text: &str) -> CategorySlug {
    text.parse().unwrap()
}

/// The cells of resolution 8 in the cell of this resolution around Almaty.
pub(super) fn cells_in(resolution: u8) -> Vec<Cell> {
    let middle = LatLng::from_degrees(43.2389, 76.8897).unwrap();
    let mut cells = vec![Cell::containing(
        middle,
        Resolution::new(resolution).unwrap(),
    )];
    for finer in resolution + 1..=8 {
        cells = children(&cells, Resolution::new(finer).unwrap());
    }
    assert_eq!(cells.len(), 7_usize.pow(u32::from(8 - resolution)));
    cells
}

/// Three years of offences; a quarter is registered up to two months late. Some cells are busy, most are quiet.
pub(super) fn world(seed: u64) -> Counts {
    let mut dice = Dice(seed);
    let mut builder = CountsBuilder::new(Resolution::new(8).unwrap());
    let most: Vec<u32> = (0..49)
        .map(|_| [2, 3, 6, 24][dice.below(4) as usize])
        .collect();
    for (cell, most) in cells_in(6).into_iter().zip(most) {
        for month in 0..36 {
            for (rank, category) in (1..).zip(CATEGORIES) {
                let offences = dice.below(u64::from(most / rank) + 1);
                for _ in 0..offences {
                    let first = "2024-01".parse::<Month>().unwrap().plus(month).first_day();
                    let committed = first.plus(dice.below(28)).unwrap();
                    let late = if dice.below(4) == 0 {
                        dice.below(60)
                    } else {
                        0
                    };
                    let known = committed.plus(late).unwrap();
                    builder
                        .add(cell, committed, known, &slug(category), 1)
                        .unwrap();
                }
            }
        }
    }
    builder.build().unwrap()
}

pub(super) fn forecasts(counts: &Counts, start: Day) -> Vec<Forecast> {
    let window = Window::new(start, start.plus(28).unwrap()).unwrap();
    let universe = Universe::freeze(counts);
    let means = vec![Predictive::new(2.0, 3.0).unwrap(); universe.len()];
    CATEGORIES
        .map(|category| {
            let (universe, means) = (universe.clone(), means.clone());
            Forecast::new(slug(category), window, "test", universe, means).unwrap()
        })
        .to_vec()
}

/// Everything that the counts hold, as production tells it: the surface's own days cut it.
pub(super) fn placements(counts: &Counts) -> Vec<Placement> {
    let mut sums: BTreeMap<(Month, Day, CategorySlug), u32> = BTreeMap::new();
    for entry in counts.entries() {
        let category = counts.categories()[usize::from(entry.category)].clone();
        *sums
            .entry((entry.day.month(), entry.known, category))
            .or_default() += entry.count;
    }
    let placement = |((month, known, category), mapped)| Placement {
        unit: "75".parse().unwrap(),
        month,
        known,
        category,
        mapped,
        not_mapped: mapped % 3,
    };
    sums.into_iter().map(placement).collect()
}

fn ours(counts: &Counts, start: Day, earlier: &Released) -> PublicSurface {
    publish(
        &forecasts(counts, start),
        counts,
        &placements(counts),
        &Categories::national(),
        earlier,
        &Policy::default(),
        true,
    )
    .unwrap()
}

/// Threshold only: what is under five is left out, the rest is told to this base, every version anew, the open month too.
pub(super) fn naive(counts: &Counts, start: Day, rounding_base: u32) -> PublicSurface {
    let open = start.minus(1).unwrap().month();
    let months: Vec<Month> = (0..24).rev().map(|back| open.plus(-back)).collect();
    let series = std::iter::once(CategorySlug::all()).chain(CATEGORIES.map(slug));
    let meta = SurfaceMeta {
        simulated: true,
        counted: vec![start; months.len()],
        months,
        late: None,
        forecast_window: Window::new(start, start.plus(28).unwrap()).unwrap(),
        forecast_month: open,
        series: series.collect(),
        categories: Vec::new(),
        policy: Policy {
            rounding_base,
            minimum_history: 1,
            ..Policy::default()
        },
        reference: Reference::default(),
        division: None,
    };
    let table = Table::count(counts, &meta, &Released::default()).unwrap();
    bare(&table, meta)
}

/// The figures of a table, without forecasts and units.
fn bare(table: &Table, meta: SurfaceMeta) -> PublicSurface {
    let mut cells = Vec::new();
    for (level, lattice) in table.levels().iter().enumerate() {
        for series in 0..meta.series.len() {
            cells.extend(lattice.cells().iter().enumerate().map(|(position, &cell)| {
                let recorded = table.public(level, series, position);
                PublicCell {
                    cell,
                    series: series as u16,
                    bands: vec![Band::INSUFFICIENT; recorded.len()],
                    recorded,
                    forecast: PublicForecast::INSUFFICIENT,
                }
            }));
        }
    }
    PublicSurface {
        meta,
        cells,
        units: Vec::new(),
        districts: Vec::new(),
    }
}

/// The exact numbers behind the claims, from the records. `None` for units, which naive versions leave out.
pub(super) struct Truth(BTreeMap<(Cell, CategorySlug, Month), Vec<(Day, u32)>>);

impl Truth {
    pub(super) fn of(counts: &Counts) -> Self {
        let mut records: BTreeMap<_, Vec<(Day, u32)>> = BTreeMap::new();
        for entry in counts.entries() {
            let category = &counts.categories()[usize::from(entry.category)];
            for slug in [CategorySlug::all(), category.clone()] {
                for resolution in 5..=8 {
                    let resolution = Resolution::new(resolution).unwrap();
                    let cell = counts.cells()[entry.cell as usize]
                        .parent(resolution)
                        .unwrap();
                    let key = (cell, slug.clone(), entry.day.month());
                    records
                        .entry(key)
                        .or_default()
                        .push((entry.known, entry.count));
                }
            }
        }
        Self(records)
    }

    pub(super) fn holds(&self, claim: &Claim) -> bool {
        let PublicPlace::Cell(cell) = claim.place else {
            return false;
        };
        let key = (cell, claim.category.clone(), claim.month);
        self.number(&key, claim) == claim.exact
    }

    /// How many of a place, category and month were registered in the days that the claim is of.
    pub(super) fn number(&self, key: &(Cell, CategorySlug, Month), claim: &Claim) -> u32 {
        let records = self.0.get(key).into_iter().flatten();
        let counted = records.filter(|(known, _)| {
            *known < claim.counted && claim.since.is_none_or(|since| since <= *known)
        });
        counted.map(|(_, count)| count).sum()
    }
}

pub(super) fn number(claims: &[Claim], deduced: Deduced) -> usize {
    claims
        .iter()
        .filter(|claim| claim.deduced == deduced)
        .count()
}

#[test]
fn naive_weekly_versions_give_withheld_and_single_offences_away_and_every_claim_is_true() {
    for seed in 0..3 {
        let counts = world(seed);
        let truth = Truth::of(&counts);
        let versions: Vec<PublicSurface> = (0..9)
            .map(|week| naive(&counts, day("2026-03-04").plus(7 * week).unwrap(), 1))
            .collect();
        let claims = claims(&versions.iter().collect::<Vec<_>>());
        assert!(number(&claims, Deduced::Withheld) > 100);
        assert!(number(&claims, Deduced::Added) > 100);
        let single = |claim: &&Claim| claim.deduced == Deduced::Added && claim.exact == 1;
        assert!(claims.iter().any(|claim| single(&claim)));
        for claim in &claims {
            assert!(truth.holds(claim), "{claim:?}");
        }
    }
}

#[test]
fn rounding_alone_gives_numbers_away_and_every_claim_is_true() {
    let mut found = 0;
    for seed in 10..14 {
        let counts = world(seed);
        let truth = Truth::of(&counts);
        for base in [3, 5] {
            let versions: Vec<PublicSurface> = (0..6)
                .map(|week| naive(&counts, day("2026-03-04").plus(7 * week).unwrap(), base))
                .collect();
            for claim in claims(&versions.iter().collect::<Vec<_>>()) {
                assert!(truth.holds(&claim), "base {base}: {claim:?}");
                found += 1;
            }
        }
    }
    assert!(found > 0);
}

#[test]
fn sixteen_monthly_versions_of_ours_give_nothing_away() {
    for seed in 20..26 {
        let counts = world(seed);
        let mut earlier = Released::default();
        let mut versions = Vec::new();
        for month in 0..16 {
            let start = "2025-04".parse::<Month>().unwrap().plus(month).first_day();
            let surface = ours(&counts, start, &earlier);
            assert_eq!(
                release_check(&surface, &earlier),
                Ok(()),
                "seed {seed}, {start}"
            );
            earlier.add(&surface);
            versions.push(surface);
        }
        assert!(
            versions[15].meta().late.is_some(),
            "late registrations were left out"
        );
        assert_eq!(claims(&versions.iter().collect::<Vec<_>>()), []);
    }
}

#[test]
fn weekly_versions_of_ours_give_nothing_away() {
    let counts = world(30);
    let mut earlier = Released::default();
    for week in 0..14 {
        let start = day("2026-01-01").plus(7 * week).unwrap();
        let surface = ours(&counts, start, &earlier);
        assert_eq!(release_check(&surface, &earlier), Ok(()));
        earlier.add(&surface);
    }
    assert_eq!(earlier.versions(), 14);
    assert_eq!(attack::deduce(&earlier), []);
}

#[test]
fn a_version_published_without_regard_to_the_earlier_ones_is_refused() {
    let counts = world(40);
    let first = ours(&counts, day("2025-12-01"), &Released::default());
    let second = ours(&counts, day("2026-01-01"), &Released::default());
    let earlier = Released::of([&first]);
    let error = release_check(&second, &earlier).unwrap_err();
    assert!(matches!(error, DisclosureError::Changed { .. }), "{error}");
}

/// Four children of 8, told as 10, have 32 together, told as 30: only 4 × 8 fits.
#[test]
fn a_rounded_sum_that_pins_its_parts_is_withheld() {
    let mut builder = CountsBuilder::new(Resolution::new(8).unwrap());
    let start = day("2026-01-01");
    for (cell, thefts) in cells_in(7).into_iter().zip([8, 8, 8, 8, 0, 0, 0]) {
        for (date, thefts) in [("2025-12-10", thefts), ("2025-11-10", 9)] {
            builder
                .add(cell, day(date), day(date), &slug("theft"), thefts)
                .unwrap();
        }
    }
    let counts = builder.build().unwrap();
    let surface = ours(&counts, start, &Released::default());
    assert_eq!(claims(&[&surface]), []);
    let mut table = Table::count(&counts, surface.meta(), &Released::default()).unwrap();
    suppression::complement(&mut table);
    let unaudited = bare(&table, surface.meta().clone());
    let found = claims(&[&unaudited]);
    let told = |claim: &&Claim| claim.deduced == Deduced::Told && claim.exact == 8;
    assert!(found.iter().filter(told).count() >= 4);
    let error = release_check(&unaudited, &Released::default()).unwrap_err();
    assert!(error.to_string().contains("2025-12"), "{error}");
}

/// The cells of the next resolution that lie in these.
fn children(above: &[Cell], resolution: Resolution) -> Vec<Cell> {
    let mut found: Vec<Cell> = above
        .iter()
        .flat_map(|parent| {
            let centre = Cell::containing(parent.centre(), resolution);
            let mut near: Vec<Cell> = (0..=2).flat_map(|k| centre.ring(k)).collect();
            near.retain(|cell| cell.parent(parent.resolution()).unwrap() == *parent);
            near
        })
        .collect();
    found.sort_unstable();
    found
}

/// Editions are told apart by the day they count to.
#[test]
fn each_week_is_an_edition_of_its_own() {
    let counts = world(60);
    let versions = [day("2026-03-04"), day("2026-03-11")].map(|start| naive(&counts, start, 1));
    let released = Released::of(&versions);
    let editions: Vec<Edition> = released.sheets().map(|(edition, _)| edition).collect();
    assert_eq!(editions.len(), 48);
}
