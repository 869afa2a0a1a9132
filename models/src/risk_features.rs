//! What regressions on places look at.

use std::ops::Range;

use linfa::dataset::DatasetBase;
use ndarray::{Array1, Array2};
use oshaq_domain::Day;
use rayon::prelude::*;

use crate::dispersion::{LEAST_HISTORY_DAYS, past_origins};
use crate::kernel_mixture::{KernelMixture, KernelMixtureFit};
use crate::lattice::PARENTS;
use crate::states::Walk;
use crate::{ModelError, Task};

/// What is added to a relative state before the logarithm: not tuned.
pub const OFFSET: f64 = 0.1;
/// Past windows that regressions are learnt from.
pub const ORIGINS: usize = 52;
/// Most rows (cells × past windows); beyond it only some of the cells without a record are kept.
pub const MOST_ROWS: usize = 300_000;

/// Half-lives of the own category and of the others, and how many rings of each.
const CHOSEN: [(usize, usize, &[usize]); 2] = [(0, 4, &[1, 3, 5, 7]), (1, 2, &[3, 6])];
/// Group and half-life of the states that are averaged over the cells with the same parent.
const OF_PARENTS: [(usize, usize); 2] = [(0, 7), (1, 6)];

/// Columns about the cell and its rings; those about its parents come behind.
pub const NEAR: usize = 1 + 4 * 4 + 2 * 2;
/// All columns.
pub const WIDTH: usize = NEAR + OF_PARENTS.len() * PARENTS;

/// The features of all cells as they stand on one day: the logarithm of the kernel mixture's mean and of its states in the
/// cell, in its rings and in its parents of coarser resolutions, each relative to the mean cell.
pub struct RiskFeatures<'w, 't, 'a> {
    walk: &'w Walk<'t, 'a>,
    columns: Vec<usize>,
    /// Mean cell by column.
    means: Vec<f64>,
    /// Means of the mixture by cell.
    expected: Vec<f64>,
    /// States of the parents by cell.
    parents: Vec<Vec<f64>>,
}

impl<'w, 't, 'a> RiskFeatures<'w, 't, 'a> {
    /// Stands where the walk stands, which is at the origin of the task.
    ///
    /// # Errors
    /// [`ModelError::Predictive`] when a state is not finite.
    pub fn at(
        walk: &'w Walk<'t, 'a>,
        mixture: &KernelMixtureFit,
        task: &Task<'_>,
    ) -> Result<Self, ModelError> {
        let columns: Vec<usize> = CHOSEN
            .iter()
            .flat_map(|&(group, rings, halves)| {
                (0..rings).flat_map(move |ring| halves.iter().map(move |half| (group, ring, half)))
            })
            .map(|(group, ring, half)| mixture.layout().first(group, ring) + half)
            .collect();
        let totals = walk.totals();
        let cells = task.lattice().len() as f64;
        let expected = mixture.explain_from(walk, task)?.means();
        let mut means = vec![expected.iter().sum::<f64>() / cells];
        means.extend(columns.iter().map(|&column| totals[column] / cells));
        let mut parents = Vec::new();
        for (group, half) in OF_PARENTS {
            let states = walk.states(group, half);
            for level in 0..PARENTS {
                parents.push(task.lattice().family(level).means(&states));
                means.push(totals[mixture.layout().first(group, 0) + half] / cells);
            }
        }
        Ok(Self {
            walk,
            columns,
            means,
            expected,
            parents,
        })
    }

    /// The features of one cell.
    pub fn row(&self, place: usize) -> Vec<f64> {
        let states = self.walk.row(place);
        let near = self.columns.iter().map(|&column| states[column]);
        let parents = self.parents.iter().map(|of_cell| of_cell[place]);
        let mut row = vec![relative(self.expected[place], self.means[0], 0.0)];
        let behind = near.chain(parents).zip(&self.means[1..]);
        row.extend(behind.map(|(value, &mean)| relative(value, mean, OFFSET)));
        row
    }

    /// The features of all cells.
    ///
    /// # Errors
    /// [`ModelError::Regression`] without cells.
    pub fn all(&self) -> Result<Array2<f64>, ModelError> {
        let cells = self.expected.len();
        let rows: Vec<f64> = (0..cells)
            .into_par_iter()
            .flat_map_iter(|place| self.row(place))
            .collect();
        Ok(Array2::from_shape_vec((cells, WIDTH), rows).map_err(linfa::Error::from)?)
    }
}

fn relative(value: f64, mean: f64, offset: f64) -> f64 {
    if mean > 0.0 {
        (offset + value / mean).ln()
    } else {
        0.0
    }
}

/// Rows to learn from or to judge by.
pub struct Samples {
    /// Targets are rates and weights exposures.
    pub data: DatasetBase<Array2<f64>, Array1<f64>>,
    /// The cell of every row.
    pub places: Vec<usize>,
    /// The rows of every window.
    pub windows: Vec<Range<usize>>,
}

impl Samples {
    /// Features and counts of past windows: every cell with a record and, where there would be more than [`MOST_ROWS`]
    /// rows, every n-th of the others, which then has the exposure n.
    ///
    /// # Errors
    /// [`ModelError::ShortHistory`] without a past window.
    pub fn of(
        task: &Task<'_>,
        mixture: &KernelMixtureFit,
        origins: &[Day],
    ) -> Result<Self, ModelError> {
        let cells = task.lattice().len();
        if origins.is_empty() {
            return Err(task.short(LEAST_HISTORY_DAYS + task.window().days()));
        }
        let stride = (cells * origins.len()).div_ceil(MOST_ROWS);
        let counts = counts_by_window(task, origins);
        let mut walk = Walk::new(task, mixture.layout());
        let (mut rows, mut places, mut windows) = (Vec::new(), Vec::new(), Vec::new());
        let (mut rates, mut exposures) = (Vec::new(), Vec::new());
        for (step, (&origin, counts)) in origins.iter().zip(counts).enumerate() {
            walk.advance(origin);
            let features = RiskFeatures::at(&walk, mixture, &task.at(origin)?)?;
            let kept: Vec<usize> = (0..cells)
                .filter(|&place| counts[place] > 0 || (place + step) % stride == 0)
                .collect();
            let found: Vec<Vec<f64>> = kept.par_iter().map(|&place| features.row(place)).collect();
            rows.extend(found.into_iter().flatten());
            windows.push(places.len()..places.len() + kept.len());
            for &place in &kept {
                rates.push(f64::from(counts[place]));
                exposures.push(if counts[place] > 0 {
                    1.0
                } else {
                    stride as f32
                });
            }
            places.extend(kept);
        }
        let rows =
            Array2::from_shape_vec((places.len(), WIDTH), rows).map_err(linfa::Error::from)?;
        let data = DatasetBase::new(rows, Array1::from(rates));
        Ok(Self {
            data: data.with_weights(Array1::from(exposures)),
            places,
            windows,
        })
    }

    /// How many cells each row stands for.
    pub fn exposures(&self) -> &[f32] {
        self.data.weights().unwrap_or_default()
    }

    /// Of the last [`ORIGINS`] windows that fit in.
    ///
    /// # Errors
    /// [`ModelError::ShortHistory`] without a past window.
    pub fn training(task: &Task<'_>, mixture: &KernelMixtureFit) -> Result<Self, ModelError> {
        let step = task.window().days().max(KernelMixture::STEP_DAYS);
        Self::of(task, mixture, &past_origins(task, step, ORIGINS))
    }
}

/// Offences of the category by window and cell; `origins` ascend and lie at least a window apart.
fn counts_by_window(task: &Task<'_>, origins: &[Day]) -> Vec<Vec<u32>> {
    let mut counts = vec![vec![0; task.lattice().len()]; origins.len()];
    let days = task.window().days() as i32;
    for event in task.own_events() {
        let begun = origins.partition_point(|&origin| origin <= event.day);
        if let Some(step) = begun.checked_sub(1)
            && event.day.days_since(origins[step]) < days
        {
            counts[step][event.place] += event.count;
        }
    }
    counts
}
