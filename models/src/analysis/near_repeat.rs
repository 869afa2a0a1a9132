//! Whether an offence raises the risk around it for a while: the Knox test.

use oshaq_domain::{CategorySlug, Counts, Day};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::HashMap;

use crate::ModelError;
use crate::error::refuse;

/// Choices of the Knox test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearRepeat {
    /// Last day of each band of days between two offences; the first band begins with 0.
    pub day_bands: Vec<u32>,
    /// Farthest ring of the grid.
    pub rings: u32,
    /// Permutations of the days.
    pub permutations: u32,
    /// Seed of the permutations.
    pub seed: u64,
}

impl NearRepeat {
    /// Bands unless chosen otherwise: the same or the next day, then weeks.
    pub const DAY_BANDS: [u32; 5] = [1, 7, 14, 21, 28];
    /// Farthest ring unless chosen otherwise.
    pub const RINGS: u32 = 3;
    /// Permutations unless chosen otherwise: the least p-value is then 0.001.
    pub const PERMUTATIONS: u32 = 999;
    /// Most offences: pairs grow with their square.
    pub const MOST_OFFENCES: usize = 50_000;
    /// Farthest ring there can be: some 8 km at resolution 9, beyond any near repeat.
    pub const MOST_RINGS: u32 = 20;
    /// Most pairs: at 12 bytes each they take 600 MB.
    pub const MOST_PAIRS: u64 = 50_000_000;
    /// Most permutations.
    pub const MOST_PERMUTATIONS: u32 = 99_999;

    fn check(&self) -> Result<(), ModelError> {
        let ascend = self.day_bands.windows(2).all(|pair| pair[0] < pair[1]);
        if self.day_bands.is_empty() || !ascend {
            let bands: Vec<String> = self.day_bands.iter().map(ToString::to_string).collect();
            return refuse(
                "day bands",
                bands.join(","),
                "they must be one or more ascending numbers of days",
            );
        }
        if self.rings > Self::MOST_RINGS {
            return refuse("rings", self.rings, "0 to 20 are possible");
        }
        if !(1..=Self::MOST_PERMUTATIONS).contains(&self.permutations) {
            return refuse(
                "permutations",
                self.permutations,
                "1 to 99,999 are possible",
            );
        }
        Ok(())
    }
}

/// Pairs of offences in one band of distance and one of days.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KnoxCell {
    /// Steps on the grid between the two cells: 0 for the same cell.
    pub ring: u32,
    /// Fewest days between the two offences.
    pub from_days: u32,
    /// Most days between them.
    pub to_days: u32,
    /// Pairs found.
    pub pairs: u64,
    /// Pairs to be expected if days and places had nothing to do with each other: the mean of the permutations.
    pub expected: f64,
    /// Knox ratio: pairs / expected; above 1 offences follow each other there. `None` where none is expected.
    pub ratio: Option<f64>,
    /// Share of the permutations, with the data itself among them, that hold at least so many pairs.
    pub p_value: f64,
}

/// What the test found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NearRepeatResult {
    /// The category.
    pub category: CategorySlug,
    /// Offences that were paired.
    pub offences: usize,
    /// By ring, then by days.
    pub table: Vec<KnoxCell>,
}

/// Pairs the offences of a category and compares how many are close both in place and in time with what chance gives, when
/// the days are dealt to the places anew.
///
/// # Errors
/// [`ModelError::Choice`] for choices out of range, for fewer than two offences, for more than [`NearRepeat::MOST_OFFENCES`] and
/// for more than [`NearRepeat::MOST_PAIRS`] pairs of them.
///
/// # Source
/// Knox (1964), *The detection of space-time interactions*, Applied Statistics 13; permutations as in Johnson et al. (2007),
/// *Space-time patterns of risk: a cross national assessment of residential burglary victimization*, Journal of Quantitative
/// Criminology 23.
pub fn near_repeat(
    counts: &Counts,
    category: &CategorySlug,
    choices: &NearRepeat,
) -> Result<NearRepeatResult, ModelError> {
    choices.check()?;
    let offences = Offences::of(counts, category)?;
    let pairs = offences.pairs(counts, choices.rings)?;
    let (bands, rings) = (choices.day_bands.len(), choices.rings as usize + 1);
    let found = tally(&pairs, &offences.days, &choices.day_bands, rings);
    let chance: Vec<Vec<u64>> = (0..choices.permutations)
        .into_par_iter()
        .map(|turn| {
            let mut random = ChaCha8Rng::seed_from_u64(choices.seed);
            random.set_stream(u64::from(turn));
            let mut days = offences.days.clone();
            days.shuffle(&mut random);
            tally(&pairs, &days, &choices.day_bands, rings)
        })
        .collect();
    let table = (0..rings * bands).map(|index| knox_cell(index, choices, found[index], &chance));
    Ok(NearRepeatResult {
        category: category.clone(),
        offences: offences.days.len(),
        table: table.collect(),
    })
}

fn knox_cell(index: usize, choices: &NearRepeat, pairs: u64, chance: &[Vec<u64>]) -> KnoxCell {
    let (ring, band) = (
        index / choices.day_bands.len(),
        index % choices.day_bands.len(),
    );
    let drawn = chance.iter().map(|table| table[index]);
    let expected = drawn.clone().sum::<u64>() as f64 / chance.len() as f64;
    let as_many = drawn.filter(|&drawn| drawn >= pairs).count();
    KnoxCell {
        ring: ring as u32,
        from_days: band
            .checked_sub(1)
            .map_or(0, |before| choices.day_bands[before] + 1),
        to_days: choices.day_bands[band],
        pairs,
        expected,
        ratio: (expected > 0.0).then(|| pairs as f64 / expected),
        p_value: (as_many + 1) as f64 / (chance.len() + 1) as f64,
    }
}

/// Every offence by itself.
struct Offences {
    cells: Vec<u32>,
    days: Vec<i32>,
}

/// Two offences and the ring between their cells.
type Pair = (u32, u32, u8);

impl Offences {
    fn of(counts: &Counts, category: &CategorySlug) -> Result<Self, ModelError> {
        let wanted = counts.category_index(category);
        let entries = counts
            .entries()
            .iter()
            .filter(|entry| Some(entry.category) == wanted);
        let first = Day::from_epoch(0).ok_or(ModelError::Calendar)?;
        let each: Vec<(u32, i32)> = entries
            .flat_map(|entry| {
                std::iter::repeat_n(
                    (entry.cell, entry.day.days_since(first)),
                    entry.count as usize,
                )
            })
            .take(NearRepeat::MOST_OFFENCES + 1)
            .collect();
        if each.len() < 2 {
            return refuse(
                "category",
                category,
                "fewer than two offences of it are recorded in these days; near repeats need pairs",
            );
        }
        if each.len() > NearRepeat::MOST_OFFENCES {
            return refuse(
                "offences",
                "more than 50,000",
                "choose fewer days with --since and --until",
            );
        }
        let (cells, days) = each.into_iter().unzip();
        Ok(Self { cells, days })
    }

    /// All pairs within so many rings; the ring of each is its grid distance.
    fn pairs(&self, counts: &Counts, rings: u32) -> Result<Vec<Pair>, ModelError> {
        let places = Places::of(self, counts);
        let number = places.pairs(rings);
        if number > NearRepeat::MOST_PAIRS {
            return refuse(
                "number of pairs",
                number,
                "at most 50,000,000 can be held; choose fewer days with --since and --until, or fewer --rings",
            );
        }
        let of_cell = |&cell: &u32| {
            let near = places.near(cell, rings);
            let pairs =
                near.flat_map(|(ring, others)| pairs_between(places.at(cell), others, ring));
            pairs.collect::<Vec<_>>()
        };
        Ok(places.cells.par_iter().flat_map_iter(of_cell).collect())
    }
}

/// Every pair of the one and the other once, where both name each other.
fn pairs_between<'a>(own: &'a [u32], others: &'a [u32], ring: u8) -> impl Iterator<Item = Pair> {
    let both = own
        .iter()
        .flat_map(move |&a| others.iter().map(move |&b| (a, b, ring)));
    both.filter(|(a, b, _)| a < b)
}

/// Offences by cell.
struct Places<'a> {
    counts: &'a Counts,
    by_cell: HashMap<u32, Vec<u32>>,
    /// Those with an offence, ascending.
    cells: Vec<u32>,
}

impl<'a> Places<'a> {
    fn of(offences: &Offences, counts: &'a Counts) -> Self {
        let mut by_cell: HashMap<u32, Vec<u32>> = HashMap::new();
        for (offence, &cell) in (0_u32..).zip(&offences.cells) {
            by_cell.entry(cell).or_default().push(offence);
        }
        let mut cells: Vec<u32> = by_cell.keys().copied().collect();
        cells.sort_unstable();
        Self {
            counts,
            by_cell,
            cells,
        }
    }

    fn at(&self, cell: u32) -> &[u32] {
        self.by_cell.get(&cell).map_or(&[], Vec::as_slice)
    }

    /// Offences within so many rings of a cell, by ring and cell.
    fn near(&self, cell: u32, rings: u32) -> impl Iterator<Item = (u8, &[u32])> {
        let centre = self.counts.cells()[cell as usize];
        (0_u8..).take(rings as usize + 1).flat_map(move |ring| {
            let cells = centre.ring(ring.into()).into_iter();
            let known = cells.filter_map(|near| self.counts.cell_index(near));
            known.map(move |near| (ring, self.at(near)))
        })
    }

    /// How many pairs there are within so many rings.
    fn pairs(&self, rings: u32) -> u64 {
        let of_cell = |&cell: &u32| {
            let near: usize = self.near(cell, rings).map(|(_, others)| others.len()).sum();
            (self.at(cell).len() * (near - 1)) as u64
        };
        // Each is met from both of its offences.
        self.cells.par_iter().map(of_cell).sum::<u64>() / 2
    }
}

/// Pairs by ring and band of days.
fn tally(pairs: &[Pair], days: &[i32], bands: &[u32], rings: usize) -> Vec<u64> {
    let mut table = vec![0; rings * bands.len()];
    for &(a, b, ring) in pairs {
        let between = days[a as usize].abs_diff(days[b as usize]);
        let band = bands.partition_point(|&last| last < between);
        if band < bands.len() {
            table[usize::from(ring) * bands.len() + band] += 1;
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use oshaq_domain::{Cell, CountsBuilder, Resolution};
    use rand::RngExt;

    fn choices() -> NearRepeat {
        NearRepeat {
            day_bands: NearRepeat::DAY_BANDS.to_vec(),
            rings: 2,
            permutations: 199,
            seed: 1,
        }
    }

    fn theft() -> CategorySlug {
        "theft".parse().unwrap()
    }

    /// So many offences at random over a year in a disk; `follow` of them are each followed by another within two days in
    /// the same cell.
    fn counts(follow: u32) -> Counts {
        let centre: Cell = "89283082837ffff".parse().unwrap();
        let cells: Vec<Cell> = (0..=8).flat_map(|k| centre.ring(k)).collect();
        let first: Day = "2024-01-01".parse().unwrap();
        let mut random = ChaCha8Rng::seed_from_u64(4);
        let mut builder = CountsBuilder::new(Resolution::new(9).unwrap());
        for n in 0..600 {
            let cell = cells[random.random_range(0..cells.len())];
            let day = first.plus(random.random_range(0..365)).unwrap();
            builder.add(cell, day, day, &theft(), 1).unwrap();
            if n < follow {
                let next = day.plus(random.random_range(0..2)).unwrap();
                builder.add(cell, next, next, &theft(), 1).unwrap();
            }
        }
        builder.build().unwrap()
    }

    #[test]
    fn repeats_that_were_put_in_are_found_where_they_were_put_and_nowhere_else() {
        let found = near_repeat(&counts(60), &theft(), &choices()).unwrap();
        let (near, far) = (&found.table[0], &found.table[14]);
        assert_eq!(
            (near.ring, near.from_days, near.to_days, found.offences),
            (0, 0, 1, 660)
        );
        assert!(near.ratio.unwrap() > 5.0 && near.p_value < 0.01, "{near:?}");
        assert!((0.5..2.0).contains(&far.ratio.unwrap()), "{far:?}");
    }

    #[test]
    fn offences_at_random_show_no_near_repeats() {
        let found = near_repeat(&counts(0), &theft(), &choices()).unwrap();
        let small = found
            .table
            .iter()
            .filter(|cell| cell.p_value < 0.01)
            .count();
        assert!(small <= 1, "{:?}", found.table);
        assert_eq!(
            found,
            near_repeat(&counts(0), &theft(), &choices()).unwrap()
        );
    }

    /// By hand: three offences in one cell on days 0, 1 and 9: pairs 1, 8 and 9 days apart.
    #[test]
    fn pairs_equal_the_hand_calculation() {
        let cell: Cell = "89283082837ffff".parse().unwrap();
        let first: Day = "2024-01-01".parse().unwrap();
        let mut builder = CountsBuilder::new(Resolution::new(9).unwrap());
        for days in [0, 1, 9] {
            let day = first.plus(days).unwrap();
            builder.add(cell, day, day, &theft(), 1).unwrap();
        }
        let found = near_repeat(&builder.build().unwrap(), &theft(), &choices()).unwrap();
        let pairs: Vec<u64> = found.table.iter().take(5).map(|cell| cell.pairs).collect();
        assert_eq!(pairs, [1, 0, 2, 0, 0]);
        assert!(
            (found.table[0].p_value - 1.0).abs() < 1e-12,
            "one cell has nothing to permute"
        );
    }

    #[test]
    fn more_pairs_than_memory_should_hold_are_refused_before_they_are_made() {
        let cell: Cell = "89283082837ffff".parse().unwrap();
        let day: Day = "2024-01-01".parse().unwrap();
        let mut builder = CountsBuilder::new(Resolution::new(9).unwrap());
        builder.add(cell, day, day, &theft(), 15_000).unwrap();
        let error = near_repeat(&builder.build().unwrap(), &theft(), &choices()).unwrap_err();
        assert!(error.to_string().contains("112492500"), "{error}");
    }

    #[test]
    fn choices_out_of_range_are_refused() {
        for wrong in [
            NearRepeat {
                day_bands: vec![],
                ..choices()
            },
            NearRepeat {
                day_bands: vec![7, 7],
                ..choices()
            },
            NearRepeat {
                permutations: 0,
                ..choices()
            },
            NearRepeat {
                rings: 256,
                ..choices()
            },
        ] {
            assert!(
                near_repeat(&counts(0), &theft(), &wrong).is_err(),
                "{wrong:?}"
            );
        }
        let none: CategorySlug = "robbery".parse().unwrap();
        assert!(near_repeat(&counts(0), &none, &choices()).is_err());
    }
}
