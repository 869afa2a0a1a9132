//! The seconds that models take.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use oshaq_domain::Forecast;
use oshaq_models::{Explanation, Fitted, Forecaster, ModelError, Task};

/// Wall time that a model has spent on learning and forecasting: without what all models share, which is reading the counts, finding the cells'
/// neighbours and scoring. Models that work side by side wait for one another, so that only a model alone tells its own speed.
#[derive(Debug, Clone, Default)]
struct Clock(Arc<AtomicU64>);

impl Clock {
    fn during<T>(&self, work: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let done = work();
        let nanoseconds = u64::try_from(started.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.0.fetch_add(nanoseconds, Ordering::Relaxed);
        done
    }
}

/// The clocks of several models, by name.
#[derive(Debug)]
pub struct Clocks(BTreeMap<String, Clock>);

impl Clocks {
    /// Puts a clock to every model.
    pub fn put_to(models: Vec<Box<dyn Forecaster>>) -> (Vec<Box<dyn Forecaster>>, Self) {
        let mut clocks = BTreeMap::new();
        let timed = models.into_iter().map(|model| {
            let clock = Clock::default();
            clocks.insert(model.name().to_owned(), clock.clone());
            Box::new(TimedModel { model, clock }) as Box<dyn Forecaster>
        });
        (timed.collect(), Self(clocks))
    }

    /// Seconds spent so far, by model.
    pub fn seconds(&self) -> BTreeMap<&str, f64> {
        let told = self.0.iter().map(|(name, clock)| {
            let spent = Duration::from_nanos(clock.0.load(Ordering::Relaxed));
            (name.as_str(), spent.as_secs_f64())
        });
        told.collect()
    }
}

struct TimedModel {
    model: Box<dyn Forecaster>,
    clock: Clock,
}

impl Forecaster for TimedModel {
    fn name(&self) -> &str {
        self.model.name()
    }

    fn fit(&self, task: &Task<'_>) -> Result<Box<dyn Fitted>, ModelError> {
        let fit = self.clock.during(|| self.model.fit(task))?;
        let clock = self.clock.clone();
        Ok(Box::new(TimedFit { fit, clock }))
    }
}

struct TimedFit {
    fit: Box<dyn Fitted>,
    clock: Clock,
}

impl Fitted for TimedFit {
    fn predict(&self, task: &Task<'_>) -> Result<Forecast, ModelError> {
        self.clock.during(|| self.fit.predict(task))
    }

    fn explanation(&self, task: &Task<'_>) -> Result<Option<Explanation>, ModelError> {
        self.clock.during(|| self.fit.explanation(task))
    }
}
