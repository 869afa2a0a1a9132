//! What is to be forecast from what.

use std::sync::Arc;

use oshaq_domain::{
    CategorySlug, Counts, Day, Entry, Forecast, Horizon, Predictive, Universe, Window,
};

use crate::entries::Entries;
use crate::{Explanation, Inputs, Lattice, ModelError, Stop};

/// One category to be forecast for the window that begins where the history ends.
///
/// The history is cut ([`Counts::until`]) by whoever makes the task; a model sees nothing else.
#[derive(Debug, Clone)]
pub struct Task<'a> {
    history: Counts,
    lattice: &'a Lattice,
    places: Arc<[Option<u32>]>,
    allowed: Arc<[bool]>,
    category: u16,
    /// The records of the category, as they are told by [`Task::own_events`]; later ones than the history may follow.
    own: Arc<[Event]>,
    /// Since when the cells have been in the universe, as the whole history tells it.
    entries: Arc<Entries>,
    start: Day,
    window: Window,
    stop: Stop,
}

/// A record as a model sees it: within the universe, of an allowed category, not before the start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Event {
    /// Day on which it became known.
    pub known: Day,
    /// Day of commission.
    pub day: Day,
    /// Position in the universe.
    pub place: usize,
    /// Whether it belongs to the category that is forecast.
    pub own: bool,
    /// How many offences.
    pub count: u32,
}

/// Share of a day's records that must be known before it counts as told.
const SETTLED_SHARE: f64 = 0.95;
/// The longest that is waited for them: with registers that take longer, windows that are mostly told are better than old ones.
const MOST_SETTLING_DAYS: u32 = 56;

impl<'a> Task<'a> {
    /// Puts a task together; `since` leaves older records out ([`default_start`] where it is `None`).
    ///
    /// # Errors
    /// [`ModelError::UnknownCategory`], [`ModelError::NotAnInput`] for a category that `inputs` does not allow,
    /// [`ModelError::EmptyUniverse`], [`ModelError::ShortHistory`] when no day of history is left.
    pub fn new(
        history: Counts,
        lattice: &'a Lattice,
        inputs: &Inputs,
        category: &CategorySlug,
        since: Option<Day>,
        horizon: Horizon,
    ) -> Result<Self, ModelError> {
        let index = category_index(&history, category)?;
        if !inputs.allows(category) {
            return Err(ModelError::NotAnInput(category.clone()));
        }
        let end = history.end().ok_or(ModelError::NoRecords)?;
        let start = since
            .or_else(|| default_start(&history, inputs))
            .unwrap_or(end);
        if lattice.is_empty() {
            return Err(ModelError::EmptyUniverse(end));
        }
        let allowed = history.categories().iter().map(|slug| inputs.allows(slug));
        let mut task = Self {
            places: lattice.places(history.cells()).into(),
            allowed: allowed.collect(),
            category: index,
            own: Arc::default(),
            entries: Arc::default(),
            start,
            window: horizon.from(end).ok_or(ModelError::Calendar)?,
            history,
            lattice,
            stop: inputs.stop().clone(),
        };
        if task.days() < 1 {
            return Err(task.short(1));
        }
        task.own = task.events().filter(|event| event.own).collect();
        task.entries = Arc::new(Entries::of(lattice, task.events()));
        Ok(task)
    }

    /// The same task as it stood on an earlier day.
    ///
    /// # Errors
    /// [`ModelError::ShortHistory`] when no day of history is left.
    pub fn at(&self, origin: Day) -> Result<Self, ModelError> {
        let history = self.history.until(origin);
        let end = history.end().unwrap_or(origin);
        let window = self.horizon().from(end).ok_or(ModelError::Calendar)?;
        let earlier = Self {
            history,
            window,
            ..self.clone()
        };
        if earlier.days() < 1 {
            return Err(earlier.short(1));
        }
        Ok(earlier)
    }

    /// What tells whoever learns from this task to stop.
    pub const fn stop(&self) -> &Stop {
        &self.stop
    }

    /// The category to be forecast.
    pub fn category(&self) -> &CategorySlug {
        &self.history.categories()[usize::from(self.category)]
    }

    /// The cells and their neighbours.
    pub const fn lattice(&self) -> &'a Lattice {
        self.lattice
    }

    /// First day of the history.
    pub const fn start(&self) -> Day {
        self.start
    }

    /// The day after the history: first day of the window.
    pub const fn origin(&self) -> Day {
        self.window.start()
    }

    /// The days to be forecast.
    pub const fn window(&self) -> Window {
        self.window
    }

    /// Length of the window.
    pub fn horizon(&self) -> Horizon {
        Horizon::days(self.window.days())
            .unwrap_or_else(|_| unreachable!("the window was made from a horizon"))
    }

    /// Days of history.
    pub fn days(&self) -> i32 {
        self.origin().days_since(self.start)
    }

    /// The records, in the order in which they became known.
    pub fn events(&self) -> impl Iterator<Item = Event> + '_ {
        self.history
            .entries()
            .iter()
            .filter_map(|entry| self.event(entry))
    }

    /// The records that became known on `from` or later but before `until`.
    pub fn events_between(&self, from: Day, until: Day) -> impl Iterator<Item = Event> + '_ {
        self.entries_between(from, until)
            .iter()
            .filter_map(|entry| self.event(entry))
    }

    /// The same before any is left out.
    pub(crate) fn entries_between(&self, from: Day, until: Day) -> &[Entry] {
        let entries = self.history.entries();
        let first = entries.partition_point(|entry| entry.known < from);
        let behind = entries.partition_point(|entry| entry.known < until);
        &entries[first..behind.max(first)]
    }

    fn event(&self, entry: &Entry) -> Option<Event> {
        let seen = entry.day >= self.start && self.allowed[usize::from(entry.category)];
        let place = self.places[entry.cell as usize].filter(|_| seen)?;
        Some(Event {
            known: entry.known,
            day: entry.day,
            place: place as usize,
            own: entry.category == self.category,
            count: entry.count,
        })
    }

    /// The records of the category itself, in the order in which they became known.
    pub fn own_events(&self) -> impl Iterator<Item = Event> + '_ {
        let end = self.origin();
        let known = self.own.partition_point(|event| event.known < end);
        self.own[..known].iter().copied()
    }

    /// Days after which nearly all records of a day are known ([`SETTLED_SHARE`]), at most [`MOST_SETTLING_DAYS`]: what was committed later than
    /// that is not told in full yet, and a forecast must not be held against it.
    pub(crate) fn settling_days(&self) -> u32 {
        let mut by_lag = [0_u64; MOST_SETTLING_DAYS as usize];
        let mut all = 0_u64;
        for event in self.own_events() {
            all += u64::from(event.count);
            let lag = event.known.days_since(event.day).unsigned_abs() as usize;
            if let Some(known) = by_lag.get_mut(lag) {
                *known += u64::from(event.count);
            }
        }
        let enough = (SETTLED_SHARE * all as f64).ceil() as u64;
        let mut known = 0;
        let settled = by_lag.iter().position(|&of_lag| {
            known += of_lag;
            known >= enough
        });
        settled.map_or(MOST_SETTLING_DAYS, |lag| lag as u32)
    }

    /// Since when each cell has been in the universe; those of a task that stands on an earlier day ([`Task::at`]) know what came later.
    pub(crate) fn entries(&self) -> &Entries {
        &self.entries
    }

    /// Which records it sees, however far it looks.
    pub(crate) fn past(&self) -> Past {
        Past {
            history: self.history.clone(),
            universe: self.lattice.universe().clone(),
            places: self.places.clone(),
            allowed: self.allowed.clone(),
            category: self.category,
            start: self.start,
        }
    }

    /// Whether these are its records.
    pub(crate) fn sees(&self, past: &Past) -> bool {
        self.history.are_cut_from(&past.history)
            && (self.category, self.start) == (past.category, past.start)
            && self.allowed == past.allowed
            && self.places == past.places
            && *self.lattice.universe() == past.universe
    }

    /// The error for a history that lacks days.
    pub fn short(&self, needed: u32) -> ModelError {
        ModelError::ShortHistory {
            start: self.start,
            days: self.days(),
            horizon: self.horizon(),
            needed,
        }
    }

    /// Puts means and variances to the cells.
    ///
    /// # Errors
    /// [`ModelError::Predictive`] when a mean is negative or not finite.
    pub fn forecast(
        &self,
        model: &str,
        predictives: Vec<Predictive>,
    ) -> Result<Forecast, ModelError> {
        let universe = self.lattice.universe().clone();
        let category = self.category().clone();
        Ok(Forecast::new(
            category,
            self.window,
            model,
            universe,
            predictives,
        )?)
    }
}

/// Which records a task sees, however far it looks: what has been worked out from those of one holds for another with the same.
#[derive(Debug, Clone)]
pub struct Past {
    history: Counts,
    universe: Universe,
    places: Arc<[Option<u32>]>,
    allowed: Arc<[bool]>,
    category: u16,
    start: Day,
}

/// Position of a category in counts.
fn category_index(counts: &Counts, category: &CategorySlug) -> Result<u16, ModelError> {
    counts.category_index(category).ok_or_else(|| {
        let known: Vec<&str> = counts
            .categories()
            .iter()
            .map(CategorySlug::as_str)
            .collect();
        ModelError::UnknownCategory {
            category: category.clone(),
            known: known.join(", "),
        }
    })
}

/// Records older than this share of all are taken for strays (a date of 1966 among those of 2014).
pub const STRAY_SHARE: f64 = 0.005;

/// First day of a history of which no start is told: all but the oldest [`STRAY_SHARE`] of the records that may be looked
/// at were committed on it or later.
pub fn default_start(history: &Counts, inputs: &Inputs) -> Option<Day> {
    let categories = history.categories().iter();
    let allowed: Vec<bool> = categories.map(|slug| inputs.allows(slug)).collect();
    let seen = history
        .entries()
        .iter()
        .filter(|entry| allowed[usize::from(entry.category)]);
    let mut days: Vec<Day> = seen.map(|entry| entry.day).collect();
    let strays = (days.len() as f64 * STRAY_SHARE) as usize;
    (strays < days.len()).then(|| *days.select_nth_unstable(strays).1)
}

/// A model that can be fitted to a task: the choices, not the result.
pub trait Forecaster: Send + Sync {
    /// Name in scores, forecasts and on the command line, such as `kernel_mixture`.
    fn name(&self) -> &str;

    /// Learns from the history of a task.
    ///
    /// # Errors
    /// Any [`ModelError`], chiefly [`ModelError::ShortHistory`].
    fn fit(&self, task: &Task<'_>) -> Result<Box<dyn Fitted>, ModelError>;
}

/// What was learnt.
pub trait Fitted: Send + Sync {
    /// Forecasts the window of a task: of the one that the model was fitted to, or of a later one for the same
    /// category, cells and horizon. The newer records are used, what was learnt stays.
    ///
    /// # Errors
    /// [`ModelError`] when the task leads to an impossible distribution.
    fn predict(&self, task: &Task<'_>) -> Result<Forecast, ModelError>;

    /// What the means of [`Fitted::predict`] are made of; `None` where a model cannot tell.
    ///
    /// # Errors
    /// As [`Fitted::predict`].
    fn explanation(&self, _task: &Task<'_>) -> Result<Option<Explanation>, ModelError> {
        Ok(None)
    }

    /// The forecast of [`Fitted::predict`] together with what its means are made of, where the model can tell.
    ///
    /// # Errors
    /// As [`Fitted::predict`]; [`ModelError::Forecast`] for parts that do not add up to the means.
    fn predict_explained(&self, task: &Task<'_>) -> Result<Forecast, ModelError> {
        let forecast = self.predict(task)?;
        match self.explanation(task)? {
            Some(explanation) => explanation.put_to(forecast),
            None => Ok(forecast),
        }
    }
}
