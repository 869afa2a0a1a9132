//! Exponentially weighted counts per cell, carried forward from one origin to the next.

use ndarray::Array1;
use oshaq_domain::Day;

use crate::task::Event;
use crate::{Lattice, Task};

/// Own category and all other ones.
pub const GROUPS: usize = 2;
/// The cell itself and the rings around it.
pub const DISTANCES: usize = Lattice::RINGS + 1;

/// Which state is where: group by group, in it distance by distance, in it half-life by half-life; a constant last.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    half_lives: Vec<f64>,
}

impl Layout {
    pub const fn new(half_lives: Vec<f64>) -> Self {
        Self { half_lives }
    }

    /// Days after which a record counts half.
    pub fn half_lives(&self) -> &[f64] {
        &self.half_lives
    }

    /// Number of states, the constant included.
    pub fn len(&self) -> usize {
        GROUPS * DISTANCES * self.half_lives.len() + 1
    }

    /// Position of the first half-life of a group and distance.
    pub fn first(&self, group: usize, distance: usize) -> usize {
        (group * DISTANCES + distance) * self.half_lives.len()
    }

    /// Position of the constant.
    pub fn constant(&self) -> usize {
        self.len() - 1
    }
}

/// The states of all cells as they stand on one day, moved forward from day to day.
///
/// A state is a rate: offences per window if the weighted past went on. With age a in days and half-life h a record
/// weighs 2^(−a/h), and the sum of weights is divided by what one offence a day since the start would have given,
/// so that a short history does not make a long half-life look quiet.
///
/// Weighted counts are kept as they stand on a fixed day: a step costs time in proportion to the records that came in, not
/// to the cells.
///
/// # Source
/// Cormode, Shkapenyuk, Srivastava and Xu (2009), *Forward decay: a practical time decay model for streaming systems*,
/// ICDE, section 3.
pub struct Walk<'t, 'a> {
    pub(super) task: &'t Task<'a>,
    pub(super) layout: &'t Layout,
    pub(super) origin: Day,
    /// The day as on which weighted counts are kept.
    pub(super) reference: Day,
    /// Weighted counts by group, place and half-life.
    pub(super) weighted: [Vec<f64>; GROUPS],
    /// Weights of a record by days from the start to its day and by half-life.
    pub(super) by_day: Vec<f64>,
    /// Sum of the ring means of `weighted` over all cells, by group, distance and half-life.
    pub(super) sums: Vec<f64>,
    /// What turns a weighted count into a rate per window, by half-life.
    pub(super) rates: Vec<f64>,
}

/// Most half-lives from the reference to an origin: 2^512 is half way to what a number can hold.
const MOST_HALF_LIVES: f64 = 512.0;

impl<'t, 'a> Walk<'t, 'a> {
    /// Stands at the start of a task's history, before the first record.
    pub fn new(task: &'t Task<'a>, layout: &'t Layout) -> Self {
        let size = task.lattice().len() * layout.half_lives.len();
        let mut walk = Self {
            origin: task.start(),
            reference: task.start(),
            weighted: [vec![0.0; size], vec![0.0; size]],
            by_day: Vec::new(),
            sums: vec![0.0; layout.constant()],
            rates: Vec::new(),
            task,
            layout,
        };
        walk.get_ready();
        walk
    }

    /// Works out what follows from where it stands.
    pub(super) fn get_ready(&mut self) {
        self.by_day = self.weights_by_day();
        self.rates = self.rates_at_origin();
    }

    /// The day on which the states stand.
    pub const fn origin(&self) -> Day {
        self.origin
    }

    /// Moves on to a later day: the past fades, what has become known before that day comes in.
    pub fn advance(&mut self, origin: Day) {
        let since = std::mem::replace(&mut self.origin, origin);
        if self.grown().iter().any(|&lives| lives > MOST_HALF_LIVES) {
            self.refer_to_origin();
        }
        for event in self.task.events_between(since, origin) {
            self.take_in(event);
        }
        let (task, cells) = (self.task, self.task.lattice().len());
        if task.entries_between(since, origin).len() > cells {
            self.sums = self.summed();
        } else {
            for event in task.events_between(since, origin) {
                self.add_to_sums(event);
            }
        }
        self.rates = self.rates_at_origin();
    }

    /// Half-lives from the reference to the origin, by half-life.
    fn grown(&self) -> Vec<f64> {
        let days = f64::from(self.origin.days_since(self.reference));
        self.layout
            .half_lives
            .iter()
            .map(|half| days / half)
            .collect()
    }

    fn refer_to_origin(&mut self) {
        let fade: Vec<f64> = self.grown().iter().map(|lives| (-lives).exp2()).collect();
        let [own, other] = &mut self.weighted;
        for states in [own, other, &mut self.sums] {
            for states in states.chunks_exact_mut(fade.len()) {
                states
                    .iter_mut()
                    .zip(&fade)
                    .for_each(|(state, fade)| *state *= fade);
            }
        }
        self.reference = self.origin;
        self.by_day = self.weights_by_day();
    }

    /// Weights of records of every day of the history; none is used of a day so late that it is infinite.
    fn weights_by_day(&self) -> Vec<f64> {
        let from = self.task.start().days_since(self.reference);
        let days = from..from + self.task.days();
        let weights = |day: i32| decay(&self.layout.half_lives, -day);
        days.flat_map(weights).collect()
    }

    fn take_in(&mut self, event: Event) {
        let width = self.layout.half_lives.len();
        let cell = &mut self.weighted[group(event)][event.place * width..][..width];
        let weights = weights_of(event, self.task, &self.by_day, width);
        add_scaled(cell, weights, f64::from(event.count));
    }

    fn add_to_sums(&mut self, event: Event) {
        let width = self.layout.half_lives.len();
        let weights = weights_of(event, self.task, &self.by_day, width);
        let shares = self.task.lattice().ring_shares(event.place);
        for (distance, share) in shares.iter().enumerate() {
            let first = self.layout.first(group(event), distance);
            let sums = &mut self.sums[first..first + width];
            add_scaled(sums, weights, f64::from(event.count) * share);
        }
    }

    /// The sums from all cells, which is quicker than from records where there are more of these.
    fn summed(&self) -> Vec<f64> {
        let width = self.layout.half_lives.len();
        let mut sums = vec![0.0; self.sums.len()];
        for (group, weighted) in self.weighted.iter().enumerate() {
            for (place, cell) in weighted.chunks_exact(width).enumerate() {
                let shares = self.task.lattice().ring_shares(place);
                for (distance, &share) in shares.iter().enumerate() {
                    let first = self.layout.first(group, distance);
                    add_scaled(&mut sums[first..first + width], cell, share);
                }
            }
        }
        sums
    }

    /// What turns a weighted count into a rate per window, by half-life.
    fn rates_at_origin(&self) -> Vec<f64> {
        let days = f64::from(self.origin.days_since(self.task.start()).max(1));
        let window = f64::from(self.task.window().days());
        let halves = self.layout.half_lives.iter().zip(self.grown());
        halves
            .map(|(half_life, lives)| window * (-lives).exp2() / sum_of_weights(*half_life, days))
            .collect()
    }

    /// Writes all states of one cell into a row as long as the layout.
    pub fn fill_row(&self, place: usize, row: &mut [f64]) {
        let width = self.rates.len();
        row.fill(0.0);
        for group in 0..GROUPS {
            for distance in 0..DISTANCES {
                let first = self.layout.first(group, distance);
                let states = &mut row[first..first + width];
                self.add_ring(group, distance, place, states);
                let scale = 1.0 / crate::lattice::ring_size(distance).max(1.0);
                states
                    .iter_mut()
                    .zip(&self.rates)
                    .for_each(|(state, rate)| *state *= rate * scale);
            }
        }
        row[self.layout.constant()] = 1.0;
    }

    fn add_ring(&self, group: usize, distance: usize, place: usize, states: &mut [f64]) {
        let width = states.len();
        let mut add = |near: usize| {
            let cell = &self.weighted[group][near * width..][..width];
            states
                .iter_mut()
                .zip(cell)
                .for_each(|(state, value)| *state += value);
        };
        if distance == 0 {
            add(place);
        } else {
            self.task
                .lattice()
                .ring(distance, place)
                .iter()
                .for_each(|&near| add(near as usize));
        }
    }

    /// Sum of the states of all cells.
    pub fn totals(&self) -> Array1<f64> {
        let mut totals: Vec<f64> = self
            .sums
            .chunks_exact(self.rates.len())
            .flat_map(|sums| sums.iter().zip(&self.rates).map(|(sum, rate)| sum * rate))
            .collect();
        totals.push(self.task.lattice().len() as f64);
        totals.into()
    }

    /// One half-life of a group in every cell itself.
    pub fn states(&self, group: usize, half: usize) -> Vec<f64> {
        let rate = self.rates[half];
        self.weighted[group]
            .chunks_exact(self.layout.half_lives.len())
            .map(|cell| cell[half] * rate)
            .collect()
    }

    /// For every cell the weighted sum of the half-lives of one group, before any mean over a ring is taken.
    pub fn blend(&self, group: usize, weights: &[f64]) -> Vec<f64> {
        let weights: Vec<f64> = weights
            .iter()
            .zip(&self.rates)
            .map(|(w, rate)| w * rate)
            .collect();
        self.weighted[group]
            .chunks_exact(weights.len())
            .map(|cell| {
                cell.iter()
                    .zip(&weights)
                    .map(|(state, weight)| state * weight)
                    .sum()
            })
            .collect()
    }
}

fn group(event: Event) -> usize {
    usize::from(!event.own)
}

/// Weights of a record by half-life.
fn weights_of<'w>(event: Event, task: &Task<'_>, by_day: &'w [f64], width: usize) -> &'w [f64] {
    let day = event.day.days_since(task.start()).unsigned_abs() as usize;
    &by_day[day * width..][..width]
}

fn add_scaled(states: &mut [f64], weights: &[f64], factor: f64) {
    states
        .iter_mut()
        .zip(weights)
        .for_each(|(state, weight)| *state += factor * weight);
}

/// Weights of a record of an age, by half-life.
fn decay(half_lives: &[f64], age: i32) -> Vec<f64> {
    half_lives
        .iter()
        .map(|half_life| (-f64::from(age) / half_life).exp2())
        .collect()
}

/// Σ 2^(−a/h) over the ages a = 1 to `days`: a geometric series.
fn sum_of_weights(half_life: f64, days: f64) -> f64 {
    let ln_step = -std::f64::consts::LN_2 / half_life;
    ln_step.exp() * (ln_step * days).exp_m1() / ln_step.exp_m1()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Inputs;
    use oshaq_domain::{CategorySlug, Cell, Counts, CountsBuilder, Horizon, Resolution, Universe};

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn small() -> (Counts, CategorySlug, Lattice) {
        let centre: Cell = "89283082837ffff".parse().unwrap();
        let (own, other) = ("theft".parse().unwrap(), "robbery".parse().unwrap());
        let mut builder = CountsBuilder::new(Resolution::new(9).unwrap());
        let near = centre.ring(1);
        for (cell, date, known, slug, count) in [
            (centre, "2025-01-03", "2025-01-03", &own, 2),
            (near[0], "2025-01-10", "2025-01-20", &own, 1),
            (near[3], "2025-01-12", "2025-01-12", &other, 5),
            (centre, "2025-02-25", "2025-02-25", &own, 1),
        ] {
            builder
                .add(cell, day(date), day(known), slug, count)
                .unwrap();
        }
        let counts = builder.build().unwrap().until(day("2025-03-01"));
        let cells = (0..=3).flat_map(|k| centre.ring(k)).collect();
        (counts, own, Lattice::new(Universe::of(cells)))
    }

    fn row(walk: &Walk<'_, '_>, place: usize) -> Vec<f64> {
        let mut row = vec![f64::NAN; walk.layout.len()];
        walk.fill_row(place, &mut row);
        row
    }

    #[test]
    fn walking_in_steps_leads_to_the_same_states_as_one_leap_and_as_the_definition() {
        let (counts, own, lattice) = small();
        let inputs = Inputs::every(&counts);
        let horizon = Horizon::days(7).unwrap();
        let start = Some(day("2025-01-01"));
        let task = Task::new(counts, &lattice, &inputs, &own, start, horizon).unwrap();
        let layout = Layout::new(vec![3.0, 40.0]);
        let mut steps = Walk::new(&task, &layout);
        for date in ["2025-01-06", "2025-01-15", "2025-02-10", "2025-03-01"] {
            steps.advance(day(date));
        }
        let mut leap = Walk::new(&task, &layout);
        leap.advance(day("2025-03-01"));
        let middle = lattice
            .universe()
            .position("89283082837ffff".parse().unwrap())
            .unwrap();
        let (a, b) = (row(&steps, middle), row(&leap, middle));
        assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-12));
        // Ages on 1 March: 57 days (2 offences) and 4 days (1) in the cell, 50 days (1) beside it.
        let normal: f64 = (1..=59)
            .map(|age| (-f64::from(age) / 40.0_f64).exp2())
            .sum();
        let at_place = 2.0 * (-57.0 / 40.0_f64).exp2() + (-4.0 / 40.0_f64).exp2();
        assert!((a[layout.first(0, 0) + 1] - 7.0 * at_place / normal).abs() < 1e-12);
        let beside = (-50.0 / 40.0_f64).exp2() / 6.0;
        assert!((a[layout.first(0, 1) + 1] - 7.0 * beside / normal).abs() < 1e-12);
    }

    #[test]
    fn totals_are_the_sums_of_the_rows_and_blends_their_products() {
        let (counts, own, lattice) = small();
        let inputs = Inputs::every(&counts);
        let horizon = Horizon::days(7).unwrap();
        let task = Task::new(counts, &lattice, &inputs, &own, None, horizon).unwrap();
        let layout = Layout::new(vec![3.0, 40.0]);
        let mut walk = Walk::new(&task, &layout);
        walk.advance(task.origin());
        let rows: Vec<Vec<f64>> = (0..lattice.len()).map(|place| row(&walk, place)).collect();
        for (column, total) in walk.totals().iter().enumerate() {
            let sum: f64 = rows.iter().map(|row| row[column]).sum();
            assert!(
                (sum - total).abs() < 1e-9,
                "column {column}: {sum} and {total}"
            );
        }
        let blend = walk.blend(1, &[0.3, 0.7]);
        for (place, row) in rows.iter().enumerate() {
            let mean = lattice.ring_mean(2, place, &blend);
            let first = layout.first(1, 2);
            assert!((mean - 0.3 * row[first] - 0.7 * row[first + 1]).abs() < 1e-12);
        }
    }

    /// 59 days are 590 half-lives of a tenth of a day: more than are kept from one reference.
    #[test]
    fn half_lives_so_short_that_the_reference_must_move_lead_to_the_definition() {
        let (counts, own, lattice) = small();
        let inputs = Inputs::every(&counts);
        let horizon = Horizon::days(7).unwrap();
        let start = Some(day("2025-01-01"));
        let task = Task::new(counts, &lattice, &inputs, &own, start, horizon).unwrap();
        let layout = Layout::new(vec![0.1, 40.0]);
        let mut walk = Walk::new(&task, &layout);
        for date in ["2025-01-06", "2025-02-26", "2025-03-01"] {
            walk.advance(day(date));
        }
        let middle = lattice
            .universe()
            .position("89283082837ffff".parse().unwrap())
            .unwrap();
        let found = row(&walk, middle);
        let normal =
            |half: f64| -> f64 { (1..=59).map(|age| (-f64::from(age) / half).exp2()).sum() };
        let short = 7.0 * (-4.0 / 0.1_f64).exp2() / normal(0.1);
        assert!((found[0] / short - 1.0).abs() < 1e-12);
        let at_place = 2.0 * (-57.0 / 40.0_f64).exp2() + (-4.0 / 40.0_f64).exp2();
        assert!((found[1] - 7.0 * at_place / normal(40.0)).abs() < 1e-12);
    }
}
