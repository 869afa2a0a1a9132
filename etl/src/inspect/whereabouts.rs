//! Where and in which zone a source is, by its numbers.

use chrono::DateTime;
use chrono_tz::{TZ_VARIANTS, Tz};

use super::sample::Sample;
use crate::place::Projection;
use crate::profile::{Bounds, wall_millis};

/// Kazakhstan, with a margin of half a degree.
pub(super) const NATION: Bounds = Bounds {
    south: 40.0,
    north: 55.95,
    west: 46.0,
    east: 87.85,
};

/// The pairs of two columns that are numbers and not 0,0.
pub(super) fn points(sample: &Sample, x: usize, y: usize) -> Vec<(f64, f64)> {
    let number = |row: &[String], at: usize| row.get(at)?.replace(',', ".").parse::<f64>().ok();
    let pair = |row: &Vec<String>| Some((number(row, x)?, number(row, y)?));
    let pairs = sample.rows.iter().filter_map(pair);
    pairs.filter(|(x, y)| *x != 0.0 && *y != 0.0).collect()
}

/// The country when the points are in it, else a box around nearly all of them, with a margin of a degree.
pub(super) fn bounds(points: &[(f64, f64)], crs: &str) -> Bounds {
    let Ok(projection) = Projection::new(crs) else {
        return NATION;
    };
    let places: Vec<_> = points
        .iter()
        .filter_map(|(x, y)| projection.to_degrees(*x, *y))
        .collect();
    let inside = places
        .iter()
        .filter(|p| NATION.hold(p.lat(), p.lng()))
        .count();
    if places.is_empty() || 10 * inside >= 9 * places.len() {
        return NATION;
    }
    let range = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        let at = |share: usize| values[(values.len() - 1) * share / 100];
        (at(1) - 1.0, at(99) + 1.0)
    };
    let (south, north) = range(places.iter().map(|p| p.lat()).collect());
    let (west, east) = range(places.iter().map(|p| p.lng()).collect());
    Bounds {
        south: south.max(-90.0),
        north: north.min(90.0),
        west: west.max(-180.0),
        east: east.min(180.0),
    }
}

/// The zone in which nearly all moments are midnights, if there is one: then they are days, written as moments of UTC.
pub(super) fn zone_of_midnights(moments: &[i64]) -> Option<Tz> {
    const DAY_MS: i64 = 86_400_000;
    const USUAL: [Tz; 6] = [
        Tz::Asia__Almaty,
        Tz::Asia__Qyzylorda,
        Tz::America__New_York,
        Tz::America__Chicago,
        Tz::America__Los_Angeles,
        Tz::Europe__London,
    ];
    let fits = |zone: &Tz| {
        let midnight =
            |moment: &i64| wall_millis(*moment, *zone).is_some_and(|wall| wall % DAY_MS == 0);
        // A few moments show that most zones do not fit.
        let start = &moments[..moments.len().min(50)];
        let share =
            |some: &[i64]| some.iter().filter(|m| midnight(m)).count() * 100 >= 98 * some.len();
        share(start) && share(moments)
    };
    let is_utc = moments
        .iter()
        .all(|m| DateTime::from_timestamp_millis(*m).is_some_and(|_| m % DAY_MS == 0));
    if moments.is_empty() || is_utc {
        return None;
    }
    USUAL
        .iter()
        .find(|zone| fits(zone))
        .or_else(|| TZ_VARIANTS.iter().find(|zone| fits(zone)))
        .copied()
}
