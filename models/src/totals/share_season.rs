//! How a unit's share of the nation moves with the calendar.

use linfa::ParamGuard;
use linfa::dataset::DatasetBase;
use ndarray::{Array1, Array2};
use oshaq_domain::{Day, Window};

use crate::totals::calendar_total::{CalendarTotal, WIDTH, features};
use crate::totals::daily_series::{DailySeries, Recent};
use crate::{ModelError, PoissonGlm, PoissonGlmFit};

/// A unit's offences of a day are a share of the nation's, whose logarithm is made of the weekday, the season, the holidays and a
/// straight trend, as those of [`CalendarTotal`]. So what is learnt is by how much the unit's calendar differs from the
/// nation's; a ridge, chosen by cross-validation in blocks of time, draws it to the nation's where the unit has few records.
///
/// # Source
/// A multinomial regression by way of Poisson ones: `McCullagh` and Nelder (1989), *Generalized Linear Models*, 2nd ed., section
/// 6.4.2, the nation's total of a day as the exposure.
pub struct ShareSeason {
    regression: PoissonGlm,
}

impl ShareSeason {
    /// Ridge penalties of which the likeliest is chosen; the last all but keeps the nation's calendar.
    pub const RIDGES: [f64; 4] = [10.0, 100.0, 1_000.0, 10_000.0];
    /// Runs of days that are foretold from the others to choose it.
    const BLOCKS: usize = 4;

    /// With the default choices.
    ///
    /// # Errors
    /// [`ModelError::Choice`] when a default is not allowed.
    pub fn new() -> Result<Self, ModelError> {
        let regression = PoissonGlm::params().ridge(Self::RIDGES[1]).check()?;
        Ok(Self { regression })
    }

    /// Learns from the unit's days and the nation's, which begin together; `None` where there are fewer than [`CalendarTotal::LEAST_DAYS`]
    /// or the unit has no record.
    ///
    /// # Errors
    /// [`ModelError::Regression`].
    pub fn fit(
        &self,
        unit: &DailySeries,
        nation: &DailySeries,
    ) -> Result<Option<ShareSeasonFit>, ModelError> {
        let any = unit.counts().iter().any(|&count| count > 0.0);
        if unit.counts().len() < CalendarTotal::LEAST_DAYS || !any {
            return Ok(None);
        }
        let zero = unit.start();
        let days = unit.days().zip(nation.counts());
        let days: Vec<_> = days.filter(|(_, whole)| **whole > 0.0).collect();
        let rows = days.iter().flat_map(|((day, _), _)| features(*day, zero));
        let rows = Array2::from_shape_vec((days.len(), WIDTH), rows.collect());
        let shares: Array1<f64> = days
            .iter()
            .map(|((_, count), whole)| count / **whole)
            .collect();
        let wholes: Array1<f32> = days.iter().map(|(_, whole)| **whole as f32).collect();
        let data = DatasetBase::new(rows.map_err(linfa::Error::from)?, shares);
        let run = days.len().div_ceil(Self::BLOCKS);
        let blocks = (0..days.len())
            .step_by(run)
            .map(|first| first..(first + run).min(days.len()));
        let regression = self.regression.fit_in_blocks(
            &data.with_weights(wholes),
            &blocks.collect::<Vec<_>>(),
            &Self::RIDGES,
        )?;
        Ok(Some(ShareSeasonFit { regression, zero }))
    }
}

/// What was learnt.
#[derive(Debug, Clone, PartialEq)]
pub struct ShareSeasonFit {
    regression: PoissonGlmFit,
    zero: Day,
}

impl ShareSeasonFit {
    /// Mean share of a window over that of the days before it.
    pub fn factor(&self, window: Window, recent: Recent) -> f64 {
        let slopes = self.regression.coefficients();
        crate::totals::calendar_total::ratio(window, recent, |day| {
            let terms = features(day, self.zero).into_iter().zip(slopes);
            terms
                .map(|(feature, slope)| feature * slope)
                .sum::<f64>()
                .exp()
        })
    }
}
