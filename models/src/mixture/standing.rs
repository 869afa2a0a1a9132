//! States that outlive the walk they come from.

use oshaq_domain::Day;

use crate::Task;
use crate::mixture::states::{GROUPS, Layout, Walk};
use crate::task::Past;

/// Where a walk stood, kept so that another over the same records need not begin at the first of them.
#[derive(Debug)]
pub struct Standing {
    past: Past,
    origin: Day,
    reference: Day,
    weighted: [Vec<f64>; GROUPS],
    sums: Vec<f64>,
}

impl Standing {
    /// A walk that goes on from here; `None` for a task with other records and for one whose origin lies behind.
    pub fn go_on<'t, 'a>(&self, task: &'t Task<'a>, layout: &'t Layout) -> Option<Walk<'t, 'a>> {
        let leads_there = self.origin <= task.origin() && task.sees(&self.past);
        leads_there.then(|| {
            let mut walk = Walk {
                task,
                layout,
                origin: self.origin,
                reference: self.reference,
                weighted: self.weighted.clone(),
                by_day: Vec::new(),
                sums: self.sums.clone(),
                rates: Vec::new(),
            };
            walk.get_ready();
            walk
        })
    }
}

impl Walk<'_, '_> {
    /// Keeps the states.
    pub fn stand(self) -> Standing {
        Standing {
            past: self.task.past(),
            origin: self.origin,
            reference: self.reference,
            weighted: self.weighted,
            sums: self.sums,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Fitted, Inputs, KernelMixture, Lattice};
    use linfa::ParamGuard;
    use oshaq_domain::{CategorySlug, Cell, Counts, CountsBuilder, Horizon, Resolution, Universe};

    fn recorded(extra: u32) -> (Counts, CategorySlug) {
        let middle: Cell = "89283082837ffff".parse().unwrap();
        let (slug, start): (CategorySlug, Day) =
            ("theft".parse().unwrap(), "2024-01-01".parse().unwrap());
        let mut builder = CountsBuilder::new(Resolution::new(9).unwrap());
        for n in 0..400_u32 {
            let cell = middle.ring(n % 3)[(n / 3) as usize % (6 * (n % 3)).max(1) as usize];
            let day = start.plus(n).unwrap();
            builder
                .add(cell, day, day, &slug, 1 + extra * (n % 2))
                .unwrap();
        }
        (builder.build().unwrap(), slug)
    }

    /// A week after the fit: means from the fit's own states and from those of a walk from the first record on.
    #[test]
    fn going_on_leads_where_a_walk_from_the_start_does_and_other_records_are_walked_anew() {
        let [(counts, slug), (again, _), (other, _)] = [0, 0, 1].map(recorded);
        let lattice = Lattice::new(Universe::freeze(&counts));
        let inputs = Inputs::every(&counts);
        let task = |counts: &Counts, day: &str| {
            let history = counts.until(day.parse().unwrap());
            let (since, week) = (history.first_day(), Horizon::days(7).unwrap());
            Task::new(history, &lattice, &inputs, &slug, since, week).unwrap()
        };
        let mixture = KernelMixture::params().check().unwrap();
        let fit = mixture.learn(&task(&counts, "2025-01-01")).unwrap();
        let means = |task: &Task<'_>| -> Vec<f64> {
            let forecast = fit.predict(task).unwrap();
            forecast
                .predictives()
                .iter()
                .map(oshaq_domain::Predictive::mean)
                .collect()
        };
        let (later, same) = (task(&counts, "2025-01-08"), task(&again, "2025-01-08"));
        let goes_on = |task: &Task<'_>| fit.standing().go_on(task, fit.layout()).is_some();
        assert!(goes_on(&later) && !goes_on(&same));
        let close = |(a, b): (f64, f64)| (a - b).abs() < 1e-12;
        assert!(means(&later).into_iter().zip(means(&same)).all(close));
        let (changed, before) = (task(&other, "2025-01-08"), task(&counts, "2024-12-01"));
        assert!(!goes_on(&changed) && !goes_on(&before));
        assert!(means(&changed) != means(&later) && means(&before) != means(&later));
    }
}
