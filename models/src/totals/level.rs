//! How many offences in all: what every model's cells are made to add up to.

use oshaq_domain::Day;

use crate::{ModelError, Task};

/// The days whose records set the total of a forecast.
pub const LEVEL_DAYS: u32 = 56;

/// No cell's mean is less than this share of the mean cell: nothing was recorded yet is not impossible.
pub const FLOOR_SHARE: f64 = 1e-3;

/// Offences to be expected in the whole universe during the window of a task: the rate of the last
/// [`LEVEL_DAYS`] days, or of the whole history where these days show nothing, but never less than half an offence
/// in the whole history.
///
/// Records are dated by the day on which they became known. Where registration lags behind, the days of
/// commission just before the origin are not complete, while the days of registration are.
pub fn recent_total(task: &Task<'_>) -> f64 {
    let window = f64::from(task.window().days());
    let days = task.days().min(LEVEL_DAYS as i32);
    let recent = known_since(task, task.origin().minus(days.unsigned_abs()));
    if recent > 0.0 {
        return recent * window / f64::from(days);
    }
    known_since(task, None).max(0.5) * window / f64::from(task.days())
}

fn known_since(task: &Task<'_>, from: Option<Day>) -> f64 {
    task.own_events()
        .filter(|event| from.is_none_or(|day| day <= event.known))
        .map(|event| f64::from(event.count))
        .sum()
}

/// Scales relative risks to a total; cells below [`FLOOR_SHARE`] of the mean cell are lifted to it before.
///
/// Risks of 0 everywhere become equal.
///
/// # Errors
/// [`ModelError::Predictive`] when a risk is negative or not finite.
pub fn scale_to(mut risks: Vec<f64>, total: f64) -> Result<Vec<f64>, ModelError> {
    if let Some(&wrong) = risks
        .iter()
        .find(|risk| !(**risk >= 0.0 && risk.is_finite()))
    {
        return Err(oshaq_domain::PredictiveError::Mean(wrong).into());
    }
    scale_rows(&mut risks, None, total);
    Ok(risks)
}

/// The same for rows that stand for several cells each (for one, where `exposures` is `None`).
pub fn scale_rows(risks: &mut [f64], exposures: Option<&[f32]>, total: f64) {
    let cells = |row: usize| exposures.map_or(1.0, |exposures| f64::from(exposures[row]));
    let sum_of = |risks: &[f64]| -> f64 {
        let rows = risks.iter().enumerate();
        rows.map(|(row, risk)| risk * cells(row)).sum()
    };
    let sum = sum_of(risks);
    let floor = if sum > 0.0 {
        FLOOR_SHARE * sum / (0..risks.len()).map(cells).sum::<f64>()
    } else {
        1.0
    };
    for risk in &mut *risks {
        *risk = risk.max(floor);
    }
    let factor = total / sum_of(risks);
    for risk in risks {
        *risk *= factor;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scaled_risks_keep_their_order_and_add_up_to_the_total() {
        let scaled = scale_to(vec![0.0, 3.0, 1.0, 0.0], 8.0).unwrap();
        assert!((scaled.iter().sum::<f64>() - 8.0).abs() < 1e-12);
        assert!(scaled[1] > scaled[2] && scaled[2] > scaled[0]);
        assert!((scaled[0] - 8.0 * 0.001 / 4.002).abs() < 1e-12);
    }

    #[test]
    fn risks_of_nothing_become_equal() {
        assert_eq!(scale_to(vec![0.0; 4], 2.0).unwrap(), [0.5; 4]);
    }

    #[test]
    fn impossible_risks_are_refused() {
        assert!(scale_to(vec![1.0, -0.1], 1.0).is_err());
        assert!(scale_to(vec![1.0, f64::NAN], 1.0).is_err());
    }
}
