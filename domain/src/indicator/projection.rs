//! Where an indicator goes if its trend goes on, and how likely that meets the targets.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, StudentsT};

use super::id::{Direction, IndicatorId};
use super::series::{Observation, SeriesBreak, TargetSeries};
use crate::Level;

/// Fewest years from which a trend is drawn: two make a line, the third says how well they lie on it.
pub const FEWEST_YEARS: usize = 3;

/// Level of the intervals along the way.
const LEVEL: f64 = 0.8;

/// How the trend was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrendMethod {
    /// A line through the logarithms: rates and ranks, which are positive and change by a share a year.
    LogLinear,
    /// A line through the values: points, percent and indices, which have two ends.
    Linear,
}

impl TrendMethod {
    fn of(id: IndicatorId) -> Self {
        match id {
            IndicatorId::Offences | IndicatorId::Egdi => Self::LogLinear,
            IndicatorId::Openness | IndicatorId::RuleOfLaw | IndicatorId::Safety => Self::Linear,
        }
    }

    fn onto_line(self, value: f64) -> f64 {
        match self {
            Self::LogLinear => value.ln(),
            Self::Linear => value,
        }
    }

    fn off_line(self, value: f64) -> f64 {
        match self {
            Self::LogLinear => value.exp(),
            Self::Linear => value,
        }
    }
}

/// One year to come.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ProjectedYear {
    /// The year.
    pub year: i32,
    /// The trend's value, in the indicator's unit; of a log-linear trend the median.
    pub expected: f64,
    /// Lower end of the prediction interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Why there is no probability that a target is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoProbability {
    /// Fewer than [`FEWEST_YEARS`] comparable years were observed.
    TooFewObservations,
    /// The source does not say which year the target is for.
    YearNotStated,
    /// That year or a later one was observed: what could be known of it is, so that there is no chance to tell.
    YearOver,
    /// Nothing can be observed in that year.
    NotObservable,
}

/// Where an indicator goes if its trend goes on.
///
/// A trend is no cause: nothing is known here of what will be done, and counts of recorded offences fall also when
/// less is recorded. The intervals take the years' deviations from the line as independent; where good and bad years
/// come in runs, they are too narrow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Projection {
    /// How the trend was drawn.
    pub method: TrendMethod,
    /// Number of comparable years that it was drawn through.
    pub observations: usize,
    /// The first of them.
    pub first_year: i32,
    /// The last.
    pub last_year: i32,
    /// Level of the intervals.
    pub level: Level,
    /// The years after the last observed one, up to the last target's.
    pub path: Vec<ProjectedYear>,
}

/// A fitted line with what is needed to predict from it.
#[derive(Debug, Clone)]
pub(crate) struct Trend {
    method: TrendMethod,
    years: Vec<i32>,
    mean_year: f64,
    mean: f64,
    slope: f64,
    /// Sum of squared distances of the years from their mean.
    spread: f64,
    /// Standard deviation of the residuals.
    sigma: f64,
    student: StudentsT,
}

impl Trend {
    /// Ordinary least squares of an indicator's comparable observations on their years; `None` when there are too few of them.
    ///
    /// Comparable are those in the indicator's own unit since the last break. Several of one year count as their mean,
    /// so that a year with two surveys weighs no more than another.
    ///
    /// # Source
    /// Montgomery, Peck & Vining, *Introduction to Linear Regression Analysis*, 5th edition, sections 2.2 and 2.5.
    pub(crate) fn of(
        id: IndicatorId,
        observed: &[Observation],
        breaks: &[SeriesBreak],
    ) -> Option<Self> {
        let method = TrendMethod::of(id);
        let points = by_year(id, observed, breaks);
        let number = points.len() as f64;
        if points.len() < FEWEST_YEARS {
            return None;
        }
        let lined: Vec<(f64, f64)> = points
            .iter()
            .map(|&(year, value)| (f64::from(year), method.onto_line(value)))
            .collect();
        let mean_year = lined.iter().map(|(year, _)| year).sum::<f64>() / number;
        let mean = lined.iter().map(|(_, value)| value).sum::<f64>() / number;
        let spread: f64 = lined
            .iter()
            .map(|(year, _)| (year - mean_year).powi(2))
            .sum();
        let common: f64 = lined
            .iter()
            .map(|(year, value)| (year - mean_year) * (value - mean))
            .sum();
        let slope = common / spread;
        let residual = |&(year, value): &(f64, f64)| value - mean - slope * (year - mean_year);
        let squares: f64 = lined.iter().map(|point| residual(point).powi(2)).sum();
        let freedom = number - 2.0;
        Some(Self {
            method,
            years: points.iter().map(|&(year, _)| year).collect(),
            mean_year,
            mean,
            slope,
            spread,
            sigma: (squares / freedom).sqrt(),
            student: StudentsT::new(0.0, 1.0, freedom).ok()?,
        })
    }

    /// The trend of a year on the line's scale, and the standard deviation of a new observation about it.
    fn at(&self, year: i32) -> (f64, f64) {
        let away = f64::from(year) - self.mean_year;
        let number = self.years.len() as f64;
        let inflation = 1.0 + 1.0 / number + away * away / self.spread;
        (self.mean + self.slope * away, self.sigma * inflation.sqrt())
    }

    fn last_year(&self) -> i32 {
        self.years.last().copied().unwrap_or_default()
    }

    /// The chance that a new observation of that year reaches the target; for years after the last observed one.
    fn chance(&self, year: i32, target: f64, direction: Direction) -> f64 {
        let (expected, deviation) = self.at(year);
        let distance = self.method.onto_line(target) - expected;
        let below = if deviation > 0.0 {
            self.student.cdf(distance / deviation)
        } else {
            // Every observation lies on the line.
            f64::from(u8::from(distance >= 0.0))
        };
        match direction {
            Direction::Down => below,
            Direction::Up => 1.0 - below,
        }
    }

    fn projected(&self, year: i32, level: Level) -> ProjectedYear {
        let (expected, deviation) = self.at(year);
        let (_, upper) = level.tails();
        let reach = self.student.inverse_cdf(upper.get()) * deviation;
        let value = |on_line: f64| four_digits(self.method.off_line(on_line));
        ProjectedYear {
            year,
            expected: value(expected),
            low: value(expected - reach),
            high: value(expected + reach),
        }
    }

    /// The years from the last observed one to the last target's.
    pub(crate) fn projection(&self, series: &[TargetSeries]) -> Option<Projection> {
        let level = Level::new(LEVEL).ok()?;
        let targets = series.iter().flat_map(|series| &series.points);
        let last_target = targets.filter_map(|point| point.year).max()?;
        Some(Projection {
            method: self.method,
            observations: self.years.len(),
            first_year: self.years.first().copied()?,
            last_year: self.last_year(),
            level,
            path: (self.last_year() + 1..=last_target)
                .map(|year| self.projected(year, level))
                .collect(),
        })
    }
}

/// The chance that a target is met if the trend goes on, to three decimals.
///
/// # Errors
/// [`NoProbability`] says why there is none.
pub(crate) fn chance_of(
    id: IndicatorId,
    trend: Option<&Trend>,
    year: Option<i32>,
    target: f64,
) -> Result<f64, NoProbability> {
    let year = year.ok_or(NoProbability::YearNotStated)?;
    if !id.observable_in(year) {
        return Err(NoProbability::NotObservable);
    }
    let trend = trend.ok_or(NoProbability::TooFewObservations)?;
    if year <= trend.last_year() {
        return Err(NoProbability::YearOver);
    }
    let chance = trend.chance(year, target, id.direction());
    Ok((chance * 1000.0).round() / 1000.0)
}

/// Comparable observations by year, ascending; several of one year as their mean, which scatters less than the latest of them that a verdict
/// goes by.
fn by_year(id: IndicatorId, observed: &[Observation], breaks: &[SeriesBreak]) -> Vec<(i32, f64)> {
    let since = breaks.iter().map(|known| known.year).max();
    let since = since.unwrap_or(i32::MIN);
    let mut of_years: BTreeMap<i32, Vec<f64>> = BTreeMap::new();
    for observation in observed.iter().filter(|own| own.unit == id.unit()) {
        if let Some(year) = observation.year.filter(|year| *year >= since) {
            of_years.entry(year).or_default().push(observation.value);
        }
    }
    let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len() as f64;
    of_years
        .into_iter()
        .map(|(year, values)| (year, mean(values)))
        .collect()
}

/// Four significant digits: more would feign a precision that a trend does not have.
fn four_digits(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(id: IndicatorId, values: &[(i32, f64)]) -> Vec<Observation> {
        let observation = |&(year, value): &(i32, f64)| Observation {
            period: year.to_string(),
            year: Some(year),
            value,
            unit: id.unit().to_owned(),
            source: String::new(),
            note: None,
        };
        values.iter().map(observation).collect()
    }

    fn targets(points: &[(i32, f64)]) -> Vec<TargetSeries> {
        let point = |&(year, value): &(i32, f64)| crate::TargetPoint {
            year: Some(year),
            value,
            note: None,
        };
        vec![TargetSeries {
            name: "concept".to_owned(),
            reading: None,
            source: String::new(),
            points: points.iter().map(point).collect(),
        }]
    }

    const OFFENCES: [(i32, f64); 4] = [(2022, 80.2), (2023, 70.5), (2024, 65.9), (2025, 60.8)];

    const RANKS: [(i32, f64); 9] = [
        (2008, 81.0),
        (2010, 46.0),
        (2012, 38.0),
        (2014, 28.0),
        (2016, 33.0),
        (2018, 39.0),
        (2020, 29.0),
        (2022, 28.0),
        (2024, 24.0),
    ];

    /// Golden values of both tests from statsmodels 0.14 and scipy: `m = OLS(y, add_constant(year)).fit()` with
    /// `y = log(value)` or the value, `m.get_prediction([[1, at]]).summary_frame(alpha=0.2)`, and
    /// `t.cdf((target − predicted_mean) / se_obs, df_resid)`.
    #[test]
    fn a_log_linear_trend_is_that_of_statsmodels() {
        let id = IndicatorId::Offences;
        let trend = Trend::of(id, &seen(id, &OFFENCES), &[]).unwrap();
        let projection = trend.projection(&targets(&[(2027, 60.0)])).unwrap();
        assert_eq!(projection.method, TrendMethod::LogLinear);
        assert_eq!((projection.first_year, projection.last_year), (2022, 2025));
        let path = projection.path[1];
        assert_eq!(
            (path.year, path.expected, path.low, path.high),
            (2027, 50.38, 46.72, 54.32)
        );
        assert_eq!(chance_of(id, Some(&trend), Some(2027), 60.0), Ok(0.976));
        assert_eq!(chance_of(id, Some(&trend), Some(2026), 57.0), Ok(0.793));
        let id = IndicatorId::Egdi;
        let trend = Trend::of(id, &seen(id, &RANKS), &[]).unwrap();
        assert_eq!(chance_of(id, Some(&trend), Some(2030), 12.0), Ok(0.162));
    }

    #[test]
    fn a_linear_trend_through_three_years_is_that_of_statsmodels_and_wide() {
        let id = IndicatorId::Safety;
        let waves = [(2020, 57.4), (2021, 60.6), (2024, 61.7), (2024, 64.9)];
        let trend = Trend::of(id, &seen(id, &waves), &[]).unwrap();
        let projection = trend.projection(&targets(&[(2030, 66.0)])).unwrap();
        assert_eq!((projection.observations, projection.path.len()), (3, 6));
        let path = projection.path[5];
        assert_eq!(
            (path.year, path.expected, path.low, path.high),
            (2030, 71.62, 58.89, 84.35)
        );
        assert_eq!(chance_of(id, Some(&trend), Some(2030), 66.0), Ok(0.798));
        assert_eq!(chance_of(id, Some(&trend), Some(2030), 70.0), Ok(0.619));
    }

    #[test]
    fn years_before_a_break_are_not_compared() {
        let id = IndicatorId::Offences;
        let seven = [(2019, 131.5), (2020, 86.8), (2021, 82.3)];
        let all: Vec<(i32, f64)> = seven.into_iter().chain(OFFENCES).collect();
        let broken = SeriesBreak {
            year: 2022,
            text_kk: String::new(),
            text_ru: String::new(),
            text_en: String::new(),
        };
        let trend = Trend::of(id, &seen(id, &all), &[broken]).unwrap();
        assert_eq!(trend.years, [2022, 2023, 2024, 2025]);
    }

    #[test]
    fn two_years_are_no_trend_and_several_values_of_a_year_are_one() {
        let id = IndicatorId::Safety;
        let observed = seen(id, &[(2020, 57.4), (2024, 61.7), (2024, 64.9)]);
        assert!(Trend::of(id, &observed, &[]).is_none());
        let reason = chance_of(id, None, Some(2027), 67.0).unwrap_err();
        assert_eq!(reason, NoProbability::TooFewObservations);
        assert_eq!(by_year(id, &observed, &[]).len(), 2);
    }

    #[test]
    fn a_target_without_a_chance_says_why() {
        let id = IndicatorId::Egdi;
        let ranks = seen(id, &[(2020, 29.0), (2022, 28.0), (2024, 24.0)]);
        let trend = Trend::of(id, &ranks, &[]).unwrap();
        let reason = |year| chance_of(id, Some(&trend), year, 20.0).unwrap_err();
        assert_eq!(reason(None), NoProbability::YearNotStated);
        assert_eq!(reason(Some(2027)), NoProbability::NotObservable);
        assert_eq!(reason(Some(2024)), NoProbability::YearOver);
    }

    #[test]
    fn a_line_without_scatter_is_certain() {
        let id = IndicatorId::Openness;
        let trend = Trend::of(
            id,
            &seen(id, &[(2022, 80.0), (2023, 81.0), (2024, 82.0)]),
            &[],
        )
        .unwrap();
        assert_eq!(chance_of(id, Some(&trend), Some(2026), 83.9), Ok(1.0));
        assert_eq!(chance_of(id, Some(&trend), Some(2026), 84.1), Ok(0.0));
    }
}
