//! Published forecasts next to what was then recorded, both as the public saw them.

use serde::{Deserialize, Serialize};

use crate::{CategorySlug, Cell, Month, PublicCell, PublicSurface, Resolution, Window};

/// Number of bands, without "insufficient data".
const BANDS: usize = 5;

/// Of the cells that a forecast put into one band: what was then recorded.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BandOutcome {
    /// The forecast's band, 1 to 5.
    pub band: u8,
    /// Cells that were compared.
    pub cells: u32,
    /// Of these, by the band of what was recorded, 1 to 5.
    pub recorded: [u32; BANDS],
    /// Cells whose number was withheld, which are not compared.
    pub withheld: u32,
}

/// A forecast of one category next to the records of its month. All numbers are numbers of cells.
///
/// Cells whose recorded number was withheld cannot be compared; since small numbers are, the comparison is of busier cells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The category.
    pub category: CategorySlug,
    /// The month that the forecast was labelled with, and whose records it is compared with.
    pub forecast_month: Month,
    /// The days that the forecast was for.
    pub window: Window,
    /// The model that made it; empty for `all`, which is the sum of several.
    pub model: String,
    /// The resolution of the cells: the finest published.
    pub resolution: Resolution,
    /// Cells with a forecast and a recorded number.
    pub compared: u32,
    /// Cells with a forecast whose recorded number was withheld.
    pub withheld: u32,
    /// Cells whose recorded band is the forecast's.
    pub same_band: u32,
    /// Cells whose recorded band lies in the forecast's interval.
    pub within_interval: u32,
    /// Cells whose recorded band is above the forecast's.
    pub higher: u32,
    /// Cells whose recorded band is below it.
    pub lower: u32,
    /// Of those compared, cells that told the newest month of their surface, too: the simple rule repeats its band, and where it was
    /// withheld there is nothing to repeat. 0 in outcomes stored before this was counted.
    #[serde(default)]
    pub repeatable: u32,
    /// Of the repeatable, cells whose recorded band is the forecast's.
    #[serde(default)]
    pub repeatable_same_band: u32,
    /// Of the repeatable, cells whose recorded band is that of the newest month told, had anyone simply repeated it.
    pub naive_same_band: u32,
    /// By band of the forecast, 1 to 5.
    pub bands: Vec<BandOutcome>,
}

/// Holds every forecast of an earlier surface against what a later one tells of its month; empty when that month is not told yet.
///
/// Both are surfaces as published, so that nothing comes out that the public did not have.
pub fn outcomes(forecast: &PublicSurface, later: &PublicSurface) -> Vec<Outcome> {
    let month = forecast.meta().forecast_month;
    let Ok(index) = later.meta().months.binary_search(&month) else {
        return Vec::new();
    };
    let Some(&resolution) = forecast.meta().policy.resolutions.last() else {
        return Vec::new();
    };
    let told = recorded_bands(later, resolution, index);
    let of_series = |(series, category): (usize, &CategorySlug)| {
        let known = later.meta().series.iter().position(|own| own == category)?;
        let mut outcome = Outcome::empty(forecast, category, resolution);
        let rows = forecast
            .cells()
            .iter()
            .filter(|row| usize::from(row.series) == series && row.cell.resolution() == resolution);
        for row in rows {
            let found = told.binary_search_by_key(&(known, row.cell), |&(key, _)| key);
            outcome.add(row, found.map_or(0, |position| told[position].1));
        }
        Some(outcome)
    };
    let series = forecast.meta().series.iter().enumerate();
    series.filter_map(of_series).collect()
}

/// The recorded bands of a month by series and cell, ascending.
fn recorded_bands(
    surface: &PublicSurface,
    resolution: Resolution,
    month: usize,
) -> Vec<((usize, Cell), u8)> {
    let rows = surface
        .cells()
        .iter()
        .filter(|row| row.cell.resolution() == resolution);
    let mut bands: Vec<_> = rows
        .map(|row| ((usize::from(row.series), row.cell), row.bands[month].code()))
        .collect();
    bands.sort_unstable();
    bands
}

impl Outcome {
    fn empty(forecast: &PublicSurface, category: &CategorySlug, resolution: Resolution) -> Self {
        let meta = forecast.meta();
        let state = meta.categories.iter().find(|state| state.slug == *category);
        let band = |band| BandOutcome {
            band,
            ..BandOutcome::default()
        };
        Self {
            category: category.clone(),
            forecast_month: meta.forecast_month,
            window: meta.forecast_window,
            model: state
                .and_then(|state| state.model.clone())
                .unwrap_or_default(),
            resolution,
            compared: 0,
            withheld: 0,
            same_band: 0,
            within_interval: 0,
            higher: 0,
            lower: 0,
            repeatable: 0,
            repeatable_same_band: 0,
            naive_same_band: 0,
            bands: (1..=BANDS as u8).map(band).collect(),
        }
    }

    fn add(&mut self, row: &PublicCell, recorded: u8) {
        let (band, low, high) = (
            row.forecast.band.code(),
            row.forecast.low.code(),
            row.forecast.high.code(),
        );
        let Some(of_band) = self.bands.iter_mut().find(|own| own.band == band) else {
            return;
        };
        if recorded == 0 {
            self.withheld += 1;
            of_band.withheld += 1;
            return;
        }
        self.compared += 1;
        of_band.cells += 1;
        of_band.recorded[usize::from(recorded) - 1] += 1;
        self.same_band += u32::from(recorded == band);
        self.within_interval += u32::from((low..=high).contains(&recorded));
        self.higher += u32::from(recorded > band);
        self.lower += u32::from(recorded < band);
        let before = row.bands.last().map_or(0, |band| band.code());
        if before > 0 {
            self.repeatable += 1;
            self.repeatable_same_band += u32::from(recorded == band);
            self.naive_same_band += u32::from(recorded == before);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Categories, Counts, CountsBuilder, Forecast, LatLng, Policy, Predictive, Released,
        Universe, publish,
    };

    fn almaty() -> Cell {
        let place = LatLng::from_degrees(43.2389, 76.8897).unwrap();
        Cell::containing(place, Resolution::new(8).unwrap())
    }

    /// Fifty thefts a month in the middle, ten around it, from 2024-01 to 2026-01; in the last month two in one of those around.
    fn counts() -> Counts {
        let mut builder = CountsBuilder::new(Resolution::new(8).unwrap());
        let first = "2024-01".parse::<Month>().unwrap();
        for month in 0..25 {
            let date = first.plus(month).first_day();
            for (position, cell) in (0..=1).flat_map(|k| almaty().ring(k)).enumerate() {
                let number = match (position, month) {
                    (0, _) => 50,
                    (3, 24) => 2,
                    _ => 10,
                };
                builder
                    .add(cell, date, date, &"theft".parse().unwrap(), number)
                    .unwrap();
            }
        }
        builder.build().unwrap()
    }

    fn surface(counts: &Counts, start: &str, earlier: &Released) -> PublicSurface {
        let start: crate::Day = start.parse().unwrap();
        let window = Window::new(start, start.plus(28).unwrap()).unwrap();
        let universe = Universe::freeze(counts);
        let mean = |cell: &Cell| if *cell == almaty() { 50.0 } else { 10.0 };
        let means = universe.cells().iter().map(mean);
        let predictives = means
            .map(|mean| Predictive::new(mean, mean).unwrap())
            .collect();
        let forecast = Forecast::new(
            "theft".parse().unwrap(),
            window,
            "test",
            universe,
            predictives,
        )
        .unwrap();
        let (national, policy) = (Categories::national(), Policy::default());
        publish(&[forecast], counts, &[], &national, earlier, &policy, true).unwrap()
    }

    #[test]
    fn the_simple_rule_is_judged_where_there_was_a_band_to_repeat() {
        let counts = counts();
        // January withholds a cell, so that a forecast of February made then has nothing to repeat there.
        let february = surface(&counts, "2026-02-01", &Released::default());
        let row = february
            .cells()
            .iter()
            .find(|row| row.bands.last().is_some_and(|band| band.code() == 0))
            .unwrap();
        let category = "theft".parse().unwrap();
        let mut outcome = Outcome::empty(&february, &category, row.cell.resolution());
        outcome.add(row, row.forecast.band.code());
        assert_eq!((outcome.compared, outcome.same_band), (1, 1));
        let repeated = (outcome.repeatable, outcome.repeatable_same_band);
        assert_eq!((repeated, outcome.naive_same_band), ((0, 0), 0));
    }

    #[test]
    fn a_forecast_is_judged_once_its_month_is_told() {
        let counts = counts();
        let january = surface(&counts, "2026-01-01", &Released::default());
        assert_eq!(outcomes(&january, &january), []);
        let february = surface(&counts, "2026-02-01", &Released::of([&january]));
        let judged = outcomes(&january, &february);
        let theft = judged
            .iter()
            .find(|own| own.category.as_str() == "theft")
            .unwrap();
        assert_eq!(theft.forecast_month.to_string(), "2026-01");
        assert_eq!(theft.model, "test");
        // The two are withheld, and one of their neighbours with them.
        assert!(theft.withheld >= 1, "{theft:?}");
        assert_eq!(theft.compared + theft.withheld, 7);
        assert_eq!(theft.higher + theft.lower + theft.same_band, theft.compared);
        assert_eq!(theft.same_band, theft.compared, "{theft:?}");
        assert_eq!(theft.repeatable, theft.compared, "all were told before");
        assert_eq!(theft.naive_same_band, theft.compared);
        let cells: u32 = theft.bands.iter().map(|band| band.cells).sum();
        let recorded: u32 = theft.bands.iter().flat_map(|band| band.recorded).sum();
        assert_eq!((cells, recorded), (theft.compared, theft.compared));
    }
}
