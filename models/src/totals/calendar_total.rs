//! How many offences in all, by the calendar.

use std::f64::consts::TAU;

use linfa::ParamGuard;
use linfa::dataset::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array1, Array2};
use oshaq_domain::{Day, Window, is_holiday};

use crate::totals::daily_series::{DailySeries, Recent};
use crate::{ModelError, NegativeBinomialGlm, NegativeBinomialGlmFit};

/// Daily totals are negative binomial with a logarithmic mean made of the weekday, the season (Fourier terms of the year), the
/// public holidays of Kazakhstan and a straight trend; what is expected of a window is the level of the days just before
/// it, carried over by the ratio of the means: the calendar tells what changes, the recent days tell how much there is.
///
/// The regression is penalised, so that a short history says little about the season.
///
/// # Source
/// Negative binomial regression of daily counts on weekday, holidays and Fourier terms as in Brandt, Williams, Fordham and
/// Pollins (2000), *Dynamic modeling for persistent event-count time series*, American Journal of Political Science 44; Fourier
/// terms as in Harvey (1989), *Forecasting, Structural Time Series Models and the Kalman Filter*, section 2.3.4.
#[derive(Debug, Clone)]
pub struct CalendarTotal {
    regression: NegativeBinomialGlm,
}

impl CalendarTotal {
    /// Pairs of sine and cosine: the year and its half.
    pub const HARMONICS: usize = 2;
    /// Ridge penalty of the regression.
    pub const RIDGE: f64 = 1.0;
    /// Least days to learn from: a year, so that every season was seen.
    pub const LEAST_DAYS: usize = 365;

    /// With the default choices.
    ///
    /// # Errors
    /// [`ModelError::Choice`] when a default is not allowed.
    pub fn new() -> Result<Self, ModelError> {
        let regression = NegativeBinomialGlm::params().ridge(Self::RIDGE).check()?;
        Ok(Self { regression })
    }

    /// Learns from daily totals; `None` where these are fewer than [`CalendarTotal::LEAST_DAYS`] or all 0.
    ///
    /// # Errors
    /// [`ModelError::Regression`].
    pub fn fit(&self, series: &DailySeries) -> Result<Option<CalendarTotalFit>, ModelError> {
        let counts = series.counts();
        if counts.len() < Self::LEAST_DAYS || counts.iter().all(|&count| count == 0.0) {
            return Ok(None);
        }
        let zero = series.start();
        let rows = series.days().flat_map(|(day, _)| features(day, zero));
        let rows = Array2::from_shape_vec((counts.len(), WIDTH), rows.collect());
        let rows = rows.map_err(linfa::Error::from)?;
        let data = DatasetBase::new(rows, Array1::from(counts.to_vec()));
        let regression = self.regression.fit(&data)?;
        Ok(Some(CalendarTotalFit { regression, zero }))
    }
}

const WEEKDAYS: usize = 6;
/// Features of a day.
pub const WIDTH: usize = WEEKDAYS + 2 * CalendarTotal::HARMONICS + 2;
/// Mean length of a year of the Gregorian calendar.
const YEAR_DAYS: f64 = 365.2425;

/// Weekday (none on Mondays), sine and cosine of the season, holiday, years since the series began.
pub fn features(day: Day, zero: Day) -> [f64; WIDTH] {
    let mut row = [0.0; WIDTH];
    if let Some(behind_monday) = day.weekday().checked_sub(1) {
        row[behind_monday as usize] = 1.0;
    }
    let turn = TAU * f64::from(day.of_year()) / YEAR_DAYS;
    for harmonic in 0..CalendarTotal::HARMONICS {
        let (sine, cosine) = (turn * (harmonic + 1) as f64).sin_cos();
        row[WEEKDAYS + 2 * harmonic] = sine;
        row[WEEKDAYS + 2 * harmonic + 1] = cosine;
    }
    row[WIDTH - 2] = f64::from(u8::from(is_holiday(day)));
    row[WIDTH - 1] = f64::from(day.days_since(zero)) / YEAR_DAYS;
    row
}

/// What was learnt.
#[derive(Debug, Clone, PartialEq)]
pub struct CalendarTotalFit {
    regression: NegativeBinomialGlmFit,
    zero: Day,
}

impl CalendarTotalFit {
    /// Daily mean of a window over that of the days before it.
    pub fn factor(&self, window: Window, recent: Recent) -> f64 {
        ratio(window, recent, |day| self.mean(day))
    }

    /// What is expected of a window after a series: the level of its last days times the factor.
    pub fn after(&self, series: &DailySeries, window: Window, recent: Recent) -> f64 {
        series.recent_mean(recent) * f64::from(window.days()) * self.factor(window, recent)
    }

    fn mean(&self, day: Day) -> f64 {
        let slopes = self.regression.coefficients();
        let terms = features(day, self.zero).into_iter().zip(slopes);
        let linear: f64 = terms.map(|(feature, slope)| feature * slope).sum();
        (self.regression.intercept() + linear).exp()
    }
}

/// Daily mean of a window over that of the days before it, given the mean of a day.
pub fn ratio(window: Window, recent: Recent, mean_of: impl Fn(Day) -> f64) -> f64 {
    let daily_mean = |days: &mut dyn Iterator<Item = (Day, f64)>| {
        let (sum, weights) = days.fold((0.0, 0.0), |(sum, weights), (day, weight)| {
            (sum + weight * mean_of(day), weights + weight)
        });
        sum / weights
    };
    let mut within = (0..window.days()).filter_map(|day| Some((window.start().plus(day)?, 1.0)));
    let weights = (1..).zip(recent.weights());
    let mut before =
        weights.filter_map(|(back, weight)| Some((window.start().minus(back)?, weight)));
    daily_mean(&mut within) / daily_mean(&mut before)
}
