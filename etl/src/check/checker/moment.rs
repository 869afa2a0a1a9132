//! When: the times of commission and registration, as the wall clock of the place.

use super::{Checked, Checker, Rules, day_of};
use crate::check::plan::FilePlan;
use crate::check::reason::{Note, Notes, Reason};
use crate::profile::{Clock, Moment, Role, time_of_day, wall_millis};
use crate::read::RawRecord;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 86_400_000;

/// A time as the wall clock of the place, in milliseconds since 1970-01-01 of that clock.
#[derive(Debug, Clone, Copy)]
struct Wall {
    ms: i64,
    /// Whether it was written as a Unix time although it is a wall clock.
    is_epoch: bool,
}

impl Checker {
    pub(super) fn committed(
        &self,
        record: &RawRecord<'_>,
        plan: &FilePlan,
        notes: &mut Notes,
    ) -> Checked<i64> {
        let columns = plan.role(Role::Committed);
        let Some((mut wall, position)) = self.date(record, columns)? else {
            let told = columns
                .iter()
                .find(|&&column| !record.values[column].is_empty());
            return Err(match told {
                Some(&column) => (Reason::DatePlaceholder, Some(column)),
                None => (Reason::DateMissing, columns.first().copied()),
            });
        };
        if position > 0 {
            notes.add(Note::SecondDateColumn);
        }
        if wall.is_epoch {
            let others = &columns[position + 1..];
            wall.ms = self.compared(record, wall.ms, others, notes);
        }
        match plan.role(Role::CommittedHour).first() {
            Some(&column) => Ok(wall.ms + hour_millis(&record.values[column], column)?),
            None => Ok(wall.ms),
        }
    }

    /// A wall clock that was written as a Unix time, compared with the text beside it. When the text says what the Unix
    /// time would mean as a moment of UTC, then that is what it was.
    fn compared(
        &self,
        record: &RawRecord<'_>,
        epoch_ms: i64,
        others: &[usize],
        notes: &mut Notes,
    ) -> i64 {
        let Ok(Some((text, _))) = self.date(record, others) else {
            notes.add(Note::WallClockAsEpoch);
            return epoch_ms;
        };
        if same_time(epoch_ms, text.ms) {
            notes.add(Note::WallClockAsEpoch);
            return epoch_ms;
        }
        let as_moment = wall_millis(epoch_ms, self.rules.clocks.zone());
        if as_moment.is_some_and(|moment| same_time(moment, text.ms)) {
            notes.add(Note::EpochIsUtc);
            return text.ms;
        }
        notes.add(Note::EpochDisagrees);
        epoch_ms
    }

    pub(super) fn registered(
        &self,
        record: &RawRecord<'_>,
        plan: &FilePlan,
        notes: &mut Notes,
    ) -> Checked<Option<i64>> {
        match self.date(record, plan.role(Role::Registered)) {
            Ok(date) => Ok(date.map(|(wall, _)| wall.ms)),
            Err((Reason::DatePlaceholder, _)) => Ok(None),
            Err(future @ (Reason::DateInFuture, _)) => Err(future),
            Err(_) => {
                notes.add(Note::RegistrationUnreadable);
                Ok(None)
            }
        }
    }

    /// The first plausible date of some columns, with its position among them; `None` when all are empty or placeholders.
    fn date(&self, record: &RawRecord<'_>, columns: &[usize]) -> Checked<Option<(Wall, usize)>> {
        let mut fault = None;
        for (position, &column) in columns.iter().enumerate() {
            let text = record.values[column].as_ref();
            if text.is_empty() || self.rules.is_placeholder(text) {
                continue;
            }
            match self.rules.plausible(text) {
                Ok(wall) => return Ok(Some((wall, position))),
                Err(reason) => {
                    fault.get_or_insert((reason, Some(column)));
                }
            }
        }
        fault.map_or(Ok(None), Err)
    }
}

impl Rules {
    /// What the profile says stands for nothing, and the largest number of 32 bits, which many systems write for it.
    fn is_placeholder(&self, text: &str) -> bool {
        text == "2147483647" || self.placeholders.iter().any(|known| known == text)
    }

    /// A text as wall clock, if some format reads it and it lies in the plausible time.
    fn plausible(&self, text: &str) -> Result<Wall, Reason> {
        let mut fault = Reason::DateUnreadable;
        for format in &self.formats {
            let Some(moment) = format.read(text) else {
                continue;
            };
            let Some(ms) = self.wall(moment) else {
                continue;
            };
            fault = match ms {
                _ if is_first_day_of_1900(ms) => Reason::DatePlaceholder,
                _ if ms < self.earliest => Reason::DateTooEarly,
                _ if ms >= self.future => Reason::DateInFuture,
                _ => {
                    let is_epoch = self.clock == Clock::Wall && format.is_epoch();
                    return Ok(Wall { ms, is_epoch });
                }
            };
        }
        Err(fault)
    }

    fn wall(&self, moment: Moment) -> Option<i64> {
        match (moment, self.clock) {
            (Moment::Clock(wall), Clock::Wall) => Some(wall),
            (Moment::Clock(utc), Clock::Instant) | (Moment::Instant(utc), _) => {
                wall_millis(utc, self.clocks.zone())
            }
        }
    }
}

/// 1900-01-01 lies 25,567 days before 1970-01-01; databases write it for a date that nobody entered.
const fn is_first_day_of_1900(ms: i64) -> bool {
    ms.div_euclid(DAY_MS) == -25_567
}

/// Whether two times agree to the minute, or to the day when the second is a day without an hour.
const fn same_time(ms: i64, text_ms: i64) -> bool {
    if text_ms % DAY_MS == 0 {
        ms.div_euclid(DAY_MS) == text_ms.div_euclid(DAY_MS)
    } else {
        ms.div_euclid(MINUTE_MS) == text_ms.div_euclid(MINUTE_MS)
    }
}

fn hour_millis(text: &str, column: usize) -> Checked<i64> {
    time_of_day(text).ok_or((Reason::HourUnreadable, Some(column)))
}

pub(super) fn note_order(committed: i64, registered: Option<i64>, notes: &mut Notes) {
    if registered.is_some_and(|registered| day_of(registered) < day_of(committed)) {
        notes.add(Note::RegisteredBeforeCommitted);
    }
}
