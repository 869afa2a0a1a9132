//! Totals by the calendar on any counts, beside the recent level and exponential smoothing:
//! `totals COUNTS.csv SINCE UNTIL CATEGORY[,…] [HORIZON]`, over the windows of the last year.
//!
//! The file has the columns `cell,day,category,count`. The mean deviance of the total is printed, the lower the better: of the
//! recent level, of it with half of what the calendar says and with all of it (learnt once, before the first window), and of
//! `AutoETS` (augurs) on the totals of consecutive windows, learnt anew for each.

use std::collections::BTreeMap;
use std::error::Error;

use augurs_core::{Fit, Predict};
use augurs_ets::AutoETS;
use oshaq_domain::{Day, Horizon, Window};
use oshaq_models::{CalendarTotal, DailySeries, LEVEL_DAYS, Recent};

const LEVEL: Recent = Recent::Days(LEVEL_DAYS);

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, since, until, categories, rest @ ..] = arguments.as_slice() else {
        return Err("usage: totals COUNTS.csv SINCE UNTIL CATEGORY,… [HORIZON]".into());
    };
    let horizon: Horizon = rest.first().map_or("7d", String::as_str).parse()?;
    let (since, until): (Day, Day) = (since.parse()?, until.parse()?);
    let text = std::fs::read_to_string(file)?;
    for category in categories.split(',') {
        let series = read(&text, category, since, until)?;
        let [recent, half, whole, smooth] = deviances(&series, horizon)?;
        println!(
            "{category} {horizon}: recent level {recent:.3}, half the calendar {half:.3}, the calendar {whole:.3}, AutoETS {smooth:.3}"
        );
    }
    Ok(())
}

fn read(text: &str, category: &str, since: Day, until: Day) -> Result<DailySeries, Box<dyn Error>> {
    let mut by_day: BTreeMap<Day, f64> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let &[_, day, slug, count] = fields.as_slice() else {
            return Err(format!("`{line}` does not have four fields").into());
        };
        if slug == category {
            *by_day.entry(day.parse()?).or_default() += count.parse::<f64>()?;
        }
    }
    let days = (0..=until.days_since(since).unsigned_abs()).filter_map(|n| since.plus(n));
    let counts = days.map(|day| by_day.get(&day).copied().unwrap_or(0.0));
    Ok(DailySeries::new(since, counts.collect()))
}

fn deviances(series: &DailySeries, horizon: Horizon) -> Result<[f64; 4], Box<dyn Error>> {
    let end = series.end().ok_or("the series ends beyond the calendar")?;
    let windows = 364 / horizon.get();
    let starts = (1..=windows).filter_map(|back| end.minus(back * horizon.get()));
    let windows: Vec<Window> = starts.filter_map(|start| horizon.from(start)).collect();
    let first = windows.last().ok_or("there is no window")?.start();
    let calendar = CalendarTotal::new()?
        .fit(&series.until(first))?
        .ok_or("less than a year lies before the first window")?;
    let mut sums = [0.0; 4];
    for window in &windows {
        let past = series.until(window.start());
        let recent = past.recent_mean(LEVEL) * f64::from(window.days());
        let factor = calendar.factor(*window, LEVEL);
        let smooth = AutoETS::non_seasonal().fit(&past.runs(window.days()))?;
        let smooth: f64 = smooth.predict(1, None)?.point.iter().sum();
        let observed = series.sum(*window);
        let expected = [recent, recent * factor.sqrt(), recent * factor, smooth];
        for (sum, expected) in sums.iter_mut().zip(expected) {
            let surprise = if observed > 0.0 {
                observed * (observed / expected).ln()
            } else {
                0.0
            };
            *sum += 2.0 * (surprise - (observed - expected)) / windows.len() as f64;
        }
    }
    Ok(sums)
}
