//! The records of a category by day of commission.

use oshaq_domain::Day;

use crate::Task;

/// Offences of the category by day of commission.
pub struct OwnRecords(Vec<(Day, usize, u32)>);

impl OwnRecords {
    /// Sorts the records of a task's history.
    pub fn of(task: &Task<'_>) -> Self {
        let mut records: Vec<_> = task
            .own_events()
            .map(|event| (event.day, event.place, event.count))
            .collect();
        records.sort_unstable();
        Self(records)
    }

    /// Places with a record in the window from `start`, ascending, with their counts.
    pub fn within(&self, start: Day, days: u32) -> Vec<(usize, u32)> {
        let first = self.0.partition_point(|record| record.0 < start);
        let in_window = self.0[first..]
            .iter()
            .take_while(|record| record.0.days_since(start) < days as i32);
        let mut hits: Vec<(usize, u32)> = in_window.map(|record| (record.1, record.2)).collect();
        hits.sort_unstable();
        hits.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        hits
    }
}
