//! What regressions on places look at.

use std::ops::Range;

use linfa::dataset::DatasetBase;
use ndarray::{Array1, Array2};
use oshaq_domain::Day;
use rayon::prelude::*;

use crate::distribution::dispersion::{LEAST_HISTORY_DAYS, past_origins};
use crate::mixture::kernel_mixture::{KernelMixture, KernelMixtureFit};
use crate::mixture::own_records::OwnRecords;
use crate::mixture::states::Walk;
use crate::stack::controls::with_controls;
use crate::stack::surroundings::{self, Surroundings};
use crate::totals::level::FLOOR_SHARE;
use crate::{Lattice, ModelError, Task};

/// Past windows that regressions are learnt from: one begins every [`KernelMixture::STEP_DAYS`], so that longer ones overlap. One behind the
/// other, 28-day windows would reach back four years, to when the states told less of a place, and teach to trust them less than
/// they deserve today.
pub const ORIGINS: usize = 52;
/// Most rows without a record (cells × past windows).
pub const MOST_ROWS: usize = 300_000;
/// Rows without a record for each that has one, to learn from: more add time and next to nothing else (on weeks before the tests, see
/// `benches/README.md`), as controls do in a case-control study.
const PER_RECORD: usize = 3;
/// Rows without a record that are always taken where there are so many.
const LEAST_ROWS: usize = 15_000;

/// Half-lives of the own category and of the others, and how many rings of each.
const CHOSEN: [(usize, usize, &[usize]); 2] = [(0, 4, &[1, 3, 5, 7]), (1, 2, &[3, 6])];
/// Columns about the cell and its rings; those about its wider surroundings come behind.
pub const NEAR: usize = 1 + 4 * 4 + 2 * 2;

/// All columns.
pub fn width(lattice: &Lattice) -> usize {
    NEAR + surroundings::width(lattice)
}

/// The features of all cells as they stand on one day: the kernel mixture's mean and its states in the
/// cell, in its rings and in its wider [`Surroundings`], each relative to the mean cell. Logarithms are left to those who need them.
///
/// Only what the rows asked for need is worked out, so that a sample costs time in proportion to its rows.
pub struct RiskFeatures<'w, 't, 'a> {
    walk: &'w Walk<'t, 'a>,
    mixture: &'w KernelMixtureFit,
    columns: Vec<usize>,
    /// Mean cell by column.
    means: Vec<f64>,
    surroundings: &'w Surroundings,
}

impl<'w, 't, 'a> RiskFeatures<'w, 't, 'a> {
    /// Stands where the walk stands, which is at the origin of the task.
    pub fn at(
        walk: &'w Walk<'t, 'a>,
        mixture: &'w KernelMixtureFit,
        task: &Task<'_>,
        surroundings: &'w Surroundings,
    ) -> Self {
        let layout = mixture.layout();
        let columns: Vec<usize> = CHOSEN
            .iter()
            .flat_map(|&(group, rings, halves)| {
                (0..rings).flat_map(move |ring| halves.iter().map(move |half| (group, ring, half)))
            })
            .map(|(group, ring, half)| layout.first(group, ring) + half)
            .collect();
        let mean_cell = walk.totals() / task.lattice().len() as f64;
        let mut means = vec![mixture.risk(&mean_cell.to_vec())];
        means.extend(columns.iter().map(|&column| mean_cell[column]));
        Self {
            walk,
            mixture,
            columns,
            means,
            surroundings,
        }
    }

    /// Writes the features of cells, one row of [`width`] behind the other.
    pub fn fill(&self, places: &[usize], rows: &mut [f64]) {
        let no_states = || vec![0.0; self.mixture.layout().len()];
        let width = rows.len() / places.len().max(1);
        rows.par_chunks_exact_mut(width.max(1))
            .zip(places)
            .for_each_init(no_states, |states, (row, &place)| {
                self.fill_row(place, states, row);
            });
    }

    fn fill_row(&self, place: usize, states: &mut [f64], row: &mut [f64]) {
        self.walk.fill_row(place, states);
        let risk = self.mixture.risk(states).max(FLOOR_SHARE * self.means[0]);
        row[0] = relative(risk, self.means[0]);
        let near = self.columns.iter().map(|&column| states[column]);
        let (near_features, around_features) = row[1..].split_at_mut(NEAR - 1);
        for (feature, (value, &mean)) in near_features.iter_mut().zip(near.zip(&self.means[1..])) {
            *feature = relative(value, mean);
        }
        let around = self.surroundings.of_place(place);
        for (feature, value) in around_features.iter_mut().zip(around) {
            *feature = value;
        }
    }

    /// The features of all cells.
    ///
    /// # Errors
    /// [`ModelError::Regression`] without cells.
    pub fn all(&self, lattice: &Lattice) -> Result<Array2<f64>, ModelError> {
        let (cells, width) = (lattice.len(), width(lattice));
        let places: Vec<usize> = (0..cells).collect();
        let mut rows = vec![0.0; cells * width];
        self.fill(&places, &mut rows);
        Ok(Array2::from_shape_vec((cells, width), rows).map_err(linfa::Error::from)?)
    }
}

/// A state of which no cell has anything is alike everywhere.
fn relative(value: f64, mean: f64) -> f64 {
    if mean > 0.0 { value / mean } else { 1.0 }
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
    /// Features and counts of past windows, of the cells that were in the universe by then ([`crate::entries::Entries`]): every cell with a record and
    /// about `controls` of the others in all, which then stand for more cells than one ([`with_controls`]).
    ///
    /// # Errors
    /// [`ModelError::ShortHistory`] without a past window.
    pub fn of(
        task: &Task<'_>,
        mixture: &KernelMixtureFit,
        origins: &[Day],
        controls: usize,
    ) -> Result<Self, ModelError> {
        let width = width(task.lattice());
        if origins.is_empty() {
            return Err(task.short(LEAST_HISTORY_DAYS + task.window().days()));
        }
        let controls = controls as f64 / origins.len() as f64;
        let recorded = OwnRecords::of(task);
        let mut walk = Walk::new(task, mixture.layout());
        let (mut rows, mut places, mut windows) = (Vec::new(), Vec::new(), Vec::new());
        let (mut rates, mut exposures) = (Vec::new(), Vec::new());
        let mut around = None;
        for (step, &origin) in origins.iter().enumerate() {
            task.stop().go_on()?;
            walk.advance(origin);
            let hits = recorded.within(origin, task.window().days());
            let first = places.len();
            let around = match around
                .take()
                .filter(|kept: &Surroundings| kept.is_fresh(origin))
            {
                Some(kept) => around.insert(kept),
                None => around.insert(Surroundings::at(&walk, mixture, task)),
            };
            let cases = with_controls(&hits, step, controls, around.busy()).into_iter();
            for case in cases.filter(|case| task.entries().before(origin, case.place)) {
                places.push(case.place);
                rates.push(f64::from(case.count));
                exposures.push(case.cells as f32);
            }
            windows.push(first..places.len());
            rows.resize(places.len() * width, 0.0);
            let features = RiskFeatures::at(&walk, mixture, task, around);
            features.fill(&places[first..], &mut rows[first * width..]);
        }
        let rows =
            Array2::from_shape_vec((places.len(), width), rows).map_err(linfa::Error::from)?;
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

    /// The rows in so many runs of windows, or in fewer where there are not so many windows.
    pub fn blocks(&self, most: usize) -> Vec<Range<usize>> {
        let windows = self
            .windows
            .chunks(self.windows.len().div_ceil(most).max(1));
        windows
            .filter_map(|run| Some(run.first()?.start..run.last()?.end))
            .collect()
    }

    /// Of the last [`ORIGINS`] windows that fit in, with [`PER_RECORD`] rows without a record to each with one, but between [`LEAST_ROWS`]
    /// and [`MOST_ROWS`].
    ///
    /// # Errors
    /// [`ModelError::ShortHistory`] without a past window.
    pub fn training(task: &Task<'_>, mixture: &KernelMixtureFit) -> Result<Self, ModelError> {
        let origins = past_origins(task, KernelMixture::STEP_DAYS, ORIGINS);
        let recorded = OwnRecords::of(task);
        let with_record = origins.iter().map(|&origin| {
            let hits = recorded.within(origin, task.window().days());
            hits.len()
        });
        let wanted = PER_RECORD * with_record.sum::<usize>();
        Self::of(task, mixture, &origins, wanted.clamp(LEAST_ROWS, MOST_ROWS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Inputs;
    use linfa::ParamGuard;
    use oshaq_domain::{Cell, CountsBuilder, Horizon, Resolution, Universe};

    /// An offence a day in the middle, and one in the thirtieth week, the first and last of its cell, six cells away.
    #[test]
    fn long_windows_begin_every_week_and_hold_no_cell_before_its_first_record() {
        let middle: Cell = "89283082837ffff".parse().unwrap();
        let (slug, start): (_, Day) = ("theft".parse().unwrap(), "2024-01-01".parse().unwrap());
        let late = (middle.ring(6)[0], start.plus(210).unwrap());
        let mut builder = CountsBuilder::new(Resolution::new(9).unwrap());
        let days = (0..300).map(|n| (middle, start.plus(n).unwrap()));
        for (cell, day) in days.chain([late]) {
            builder.add(cell, day, day, &slug, 1).unwrap();
        }
        let counts = builder.build().unwrap();
        let (lattice, inputs) = (
            Lattice::new(Universe::freeze(&counts)),
            Inputs::every(&counts),
        );
        let four_weeks = Horizon::days(28).unwrap();
        let task = Task::new(counts, &lattice, &inputs, &slug, Some(start), four_weeks).unwrap();
        let mixture = KernelMixture::params().check().unwrap();
        let mixture = mixture.learn_weights(&task).unwrap();
        let samples = Samples::training(&task, &mixture).unwrap();
        let weeks = (300 - LEAST_HISTORY_DAYS as usize - 28) / 7 + 1;
        assert_eq!(samples.windows.len(), weeks);
        let place = lattice.universe().position(late.0).unwrap();
        let of_late = samples.places.iter().filter(|&&at| at == place).count();
        let after = (300 - 28 - 210 - 1) / 7 + 1;
        assert_eq!(of_late, after, "windows that begin after its first record");
    }
}
