//! What regressions look at beyond a cell's rings.

use oshaq_domain::Day;

use crate::lattice::PARENTS;
use crate::mixture::kernel_mixture::KernelMixtureFit;
use crate::mixture::states::Walk;
use crate::stack::place_season::place_seasons;
use crate::stack::spread::STEPS;
use crate::{Lattice, Task};

/// Group and half-life of the states that are smoothed over wider surroundings.
const SMOOTHED: [(usize, usize); 3] = [(0, 5), (0, 7), (1, 6)];
/// Which of [`SMOOTHED`] is told of the other cells with the same parents: the own category in the longest run.
const OF_PARENTS: usize = 1;

/// Columns about the surroundings of a cell; the unit is the widest of them, where there are several.
pub fn width(lattice: &Lattice) -> usize {
    let smoothed = SMOOTHED.len() * (STEPS.len() + usize::from(lattice.has_units()));
    smoothed + PARENTS + 1
}

/// Long-lived states of all cells in their wider surroundings, relative to the mean cell: smoothed by a walk on the grid, in the unit,
/// and in the other cells with the same parent one and two resolutions coarser; and the calendar, as the season of the neighbourhood
/// ([`place_seasons`]).
pub struct Surroundings {
    origin: Day,
    /// By number of steps, the unit last, and by cell.
    smoothed: Vec<Vec<[f64; SMOOTHED.len()]>>,
    /// Parents, nearest first, then the season, by cell.
    neighbourhood: Vec<[f64; PARENTS + 1]>,
}

impl Surroundings {
    /// Days for which samples keep them: half-lives of most of a year and more hardly move meanwhile, and working them out is the
    /// only step that touches every cell of a nation.
    const KEPT_DAYS: i32 = 28;

    /// As the walk stands.
    pub fn at(walk: &Walk<'_, '_>, mixture: &KernelMixtureFit, task: &Task<'_>) -> Self {
        let states = relative_states(walk, mixture, task.lattice());
        let origin = walk.origin();
        let (smoothed, neighbourhood) = rayon::join(
            || smoothed(&states, task.lattice()),
            || neighbourhoods(&states[OF_PARENTS], origin, task),
        );
        Self {
            origin,
            smoothed,
            neighbourhood,
        }
    }

    /// Whether they still do on a later day.
    pub fn is_fresh(&self, origin: Day) -> bool {
        origin.days_since(self.origin) < Self::KEPT_DAYS
    }

    /// How busy the nearest surroundings of every cell are: the own category within the last year or so, relative to the mean cell.
    pub fn busy(&self) -> impl Iterator<Item = f64> + Clone + '_ {
        self.smoothed[0].iter().map(|smoothed| smoothed[0])
    }

    /// The columns of one cell.
    pub fn of_place(&self, place: usize) -> impl Iterator<Item = f64> + '_ {
        let smoothed = self.smoothed.iter().flat_map(move |cells| cells[place]);
        smoothed.chain(self.neighbourhood[place])
    }
}

/// [`SMOOTHED`] in every cell itself, relative to the mean cell.
fn relative_states(
    walk: &Walk<'_, '_>,
    mixture: &KernelMixtureFit,
    lattice: &Lattice,
) -> [Vec<f64>; SMOOTHED.len()] {
    let totals = walk.totals();
    SMOOTHED.map(|(group, half)| {
        let mean = totals[mixture.layout().first(group, 0) + half] / lattice.len() as f64;
        let mut states = walk.states(group, half);
        if mean > 0.0 {
            for state in &mut states {
                *state /= mean;
            }
        }
        states
    })
}

fn smoothed(
    states: &[Vec<f64>; SMOOTHED.len()],
    lattice: &Lattice,
) -> Vec<Vec<[f64; SMOOTHED.len()]>> {
    let by_cell = |states: [&Vec<f64>; SMOOTHED.len()]| -> Vec<_> {
        let at = |place: usize| states.map(|state| state[place]);
        (0..lattice.len()).map(at).collect()
    };
    let mut smoothed = lattice.spread(by_cell(states.each_ref()));
    if lattice.has_units() {
        let means = states
            .each_ref()
            .map(|states| lattice.units().means(states));
        smoothed.push(by_cell(means.each_ref()));
    }
    smoothed
}

fn neighbourhoods(state: &[f64], origin: Day, task: &Task<'_>) -> Vec<[f64; PARENTS + 1]> {
    let lattice = task.lattice();
    let mut columns: Vec<Vec<f64>> = lattice
        .parents()
        .iter()
        .map(|family| family.means_of_others(state))
        .collect();
    columns.push(place_seasons(task, origin));
    let at = |place: usize| std::array::from_fn(|column: usize| columns[column][place]);
    (0..lattice.len()).map(at).collect()
}
