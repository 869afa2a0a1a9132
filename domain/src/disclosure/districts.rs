//! Exact counts by district, series and month, with what is told of each.

use std::collections::BTreeMap;

use super::division::{Division, PublicDivision, RESIDENTS};
use super::expected::expected_by;
use super::policy::six_digits;
use super::released::{Place, Released};
use super::{
    Band, DisclosureError, PublicCount, PublicForecast, PublicUnit, SurfaceMeta, band_of_count,
};
use crate::{CategorySlug, Counts, Day, Forecast, Kato};

/// One category in one district.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicDistrict {
    /// Position in [`PublicDivision::areas`].
    pub district: u16,
    /// Position in [`SurfaceMeta::series`].
    pub series: u16,
    /// Recorded offences with a place by month, in the order of [`SurfaceMeta::months`].
    pub recorded: Vec<PublicCount>,
    /// Bands of their rates, in the same order.
    pub bands: Vec<Band>,
    /// The forecast, as bands of rates: the sum of what is expected in its cells, as if they were independent of each other.
    /// Nothing is explained.
    pub forecast: PublicForecast,
}

/// The table that suppression works on. Series 0 is the sum of the others. Empty where a surface has no districts.
pub(super) struct DistrictTable {
    places: Vec<Place>,
    units: BTreeMap<Kato, Vec<usize>>,
    months: usize,
    series: usize,
    /// By district, then series, then month.
    exact: Vec<u32>,
    /// In the same order: the rounded number, zero where it is withheld.
    told: Vec<u32>,
    /// By district, then month: whether no earlier version told the district in this month or could have.
    free: Vec<bool>,
}

impl DistrictTable {
    /// Counts each month as of its day; what earlier versions told of a district is repeated.
    ///
    /// A district that no earlier version knew is told of all months, of those released before, too, as long as no other
    /// district was told in them, with which it could overlap.
    pub(super) fn count(
        counts: &Counts,
        division: &Division<'_>,
        meta: &SurfaceMeta,
        earlier: &Released,
    ) -> Self {
        let areas = division.areas().iter();
        let mut units: BTreeMap<Kato, Vec<usize>> = BTreeMap::new();
        for (position, area) in areas.clone().enumerate() {
            units.entry(area.code.unit()).or_default().push(position);
        }
        let mut table = Self {
            places: areas.map(|area| Place::District(area.key())).collect(),
            units,
            ..Self::empty(meta)
        };
        table.exact = vec![0; table.places.len() * table.series * table.months];
        table.add(counts, division, meta);
        let told = |&exact: &u32| meta.policy.disclose(exact).rounded().unwrap_or(0);
        table.told = table.exact.iter().map(told).collect();
        table.repeat(meta, earlier);
        table
    }

    /// No districts.
    pub(super) fn empty(meta: &SurfaceMeta) -> Self {
        Self {
            places: Vec::new(),
            units: BTreeMap::new(),
            months: meta.months.len(),
            series: meta.series.len(),
            exact: Vec::new(),
            told: Vec::new(),
            free: Vec::new(),
        }
    }

    fn add(&mut self, counts: &Counts, division: &Division<'_>, meta: &SurfaceMeta) {
        let counted: Vec<Day> = meta.editions().map(|(_, day)| day).collect();
        let series: Vec<Option<usize>> = counts
            .categories()
            .iter()
            .map(|slug| meta.series.iter().skip(1).position(|own| own == slug))
            .collect();
        let homes: Vec<Option<usize>> = counts
            .cells()
            .iter()
            .map(|&cell| division.find(cell))
            .collect();
        for entry in counts.entries() {
            let (Some(category), Some(home), Ok(month)) = (
                series[usize::from(entry.category)],
                homes[entry.cell as usize],
                meta.months.binary_search(&entry.day.month()),
            ) else {
                continue;
            };
            if entry.known < counted[month] {
                for series in [0, category + 1] {
                    let index = self.index(home, series, month);
                    self.exact[index] += entry.count;
                }
            }
        }
    }

    fn repeat(&mut self, meta: &SurfaceMeta, earlier: &Released) {
        let known: Vec<bool> = self
            .places
            .iter()
            .map(|place| earlier.position(*place).is_some())
            .collect();
        let released: Vec<bool> = meta
            .months
            .iter()
            .map(|month| earlier.sheet(*month).is_some())
            .collect();
        let taken: Vec<bool> = meta
            .months
            .iter()
            .map(|month| earlier.tells_districts(*month))
            .collect();
        let free = |known: &bool| -> Vec<bool> {
            let months = released.iter().zip(&taken);
            months
                .map(|(released, taken)| !released || !(*known || *taken))
                .collect()
        };
        self.free = known.iter().flat_map(free).collect();
        for district in 0..self.places.len() {
            for (month, name) in meta.months.iter().enumerate() {
                if self.is_free(district, month) {
                    continue;
                }
                for (series, slug) in meta.series.iter().enumerate() {
                    let before = earlier.told(*name, slug, self.places[district]);
                    let index = self.index(district, series, month);
                    self.told[index] = before.and_then(PublicCount::rounded).unwrap_or(0);
                }
            }
        }
    }

    fn index(&self, district: usize, series: usize, month: usize) -> usize {
        (district * self.series + series) * self.months + month
    }

    /// Number of districts.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The districts of each unit.
    pub(super) fn units(&self) -> &BTreeMap<Kato, Vec<usize>> {
        &self.units
    }

    /// Whether a figure of the month may be withheld: what an earlier version told cannot be taken back.
    pub(super) fn is_free(&self, district: usize, month: usize) -> bool {
        self.free[district * self.months + month]
    }

    /// The months of which anything can be withheld.
    pub(super) fn has_free_months(&self) -> bool {
        self.free.contains(&true)
    }

    /// The rounded number; zero where it is withheld.
    pub(super) fn told(&self, district: usize, series: usize, month: usize) -> u32 {
        self.told[self.index(district, series, month)]
    }

    /// Withholds a figure; false where it is withheld already or cannot be.
    pub(super) fn hide(&mut self, district: usize, series: usize, month: usize) -> bool {
        let index = self.index(district, series, month);
        let hides = self.told[index] > 0 && self.is_free(district, month);
        if hides {
            self.told[index] = 0;
        }
        hides
    }

    /// Withholds every figure of a month; false where nothing was left.
    pub(super) fn hide_month(&mut self, month: usize) -> bool {
        let mut changed = false;
        for district in 0..self.len() {
            for series in 0..self.series {
                changed |= self.hide(district, series, month);
            }
        }
        changed
    }

    pub(super) const fn series(&self) -> usize {
        self.series
    }

    pub(super) const fn months(&self) -> usize {
        self.months
    }

    pub(super) fn find(&self, place: Place) -> Option<usize> {
        self.places.iter().position(|own| *own == place)
    }

    /// Whether the history is long enough for a forecast.
    fn has_history(&self, district: usize, series: usize, meta: &SurfaceMeta) -> bool {
        let from = self.index(district, series, 0);
        let total: u64 = self.exact[from..from + self.months]
            .iter()
            .map(|&count| u64::from(count))
            .sum();
        total >= u64::from(meta.policy.minimum_history)
    }

    /// The rows of the table, with whether each has history enough for a forecast.
    pub(super) fn rows(
        &self,
        meta: &SurfaceMeta,
        earlier: &Released,
    ) -> impl Iterator<Item = (PublicDistrict, bool)> {
        let row = move |(district, series): (usize, usize)| {
            let from = self.index(district, series, 0);
            let told = self.told[from..from + self.months].iter();
            let row = PublicDistrict {
                district: district as u16,
                series: series as u16,
                recorded: told.map(|&number| PublicCount::of(number)).collect(),
                bands: Vec::new(),
                forecast: PublicForecast::INSUFFICIENT,
            };
            let slug = &meta.series[series];
            let enough = self.has_history(district, series, meta)
                || earlier.has_reached(slug, self.places[district]);
            (row, enough)
        };
        let series = self.series;
        let spots =
            (0..self.len()).flat_map(move |district| (0..series).map(move |own| (district, own)));
        spots.map(row)
    }

    /// Mean recorded offences per 10,000 residents and 28 days, from a total that is rounded like a figure.
    fn mean_rate(&self, series: usize, division: &PublicDivision, meta: &SurfaceMeta) -> f64 {
        let days: u32 = meta.months.iter().map(|month| month.window().days()).sum();
        let (mut total, mut residents) = (0_u64, 0.0);
        for (district, area) in division.areas.iter().enumerate() {
            let Some(own) = area.residents() else {
                continue;
            };
            let from = self.index(district, series, 0);
            let counts = self.exact[from..from + self.months].iter();
            total += counts.map(|&count| u64::from(count)).sum::<u64>();
            residents += own;
        }
        let total = meta.policy.round_total(total);
        total as f64 / residents * RESIDENTS / f64::from(days) * 28.0
    }

    /// The districts of the surface. What the bands are multiples of is taken from the earlier versions, or measured and kept.
    pub(super) fn public(
        &self,
        forecasts: &[&Forecast],
        division: &Division<'_>,
        meta: &mut SurfaceMeta,
        earlier: &Released,
    ) -> Result<Vec<PublicDistrict>, DisclosureError> {
        let Some(mut public) = meta.division.take() else {
            return Ok(Vec::new());
        };
        public.reference = earlier.district_reference().clone();
        for (series, slug) in meta.series.iter().enumerate() {
            let measured = self.mean_rate(series, &public, meta);
            if measured.is_finite() && measured > 0.0 {
                let kept = public.reference.entry(slug.clone());
                kept.or_insert_with(|| six_digits(measured));
            }
        }
        let expected = expected_by(forecasts, |cell| Ok(division.find(cell)))?;
        let scale = 28.0 / f64::from(meta.forecast_window.days());
        let bands = |(mut row, enough): (PublicDistrict, bool)| {
            let (home, series) = (usize::from(row.district), usize::from(row.series));
            let reference = public.expected(home, &meta.series[series]);
            row.bands = row
                .recorded
                .iter()
                .zip(&meta.months)
                .map(|(count, month)| {
                    let scale = 28.0 / f64::from(month.window().days());
                    band_of_count(*count, scale, reference, &meta.policy)
                })
                .collect();
            if let Some(sums) = expected.get(&home).filter(|_| enough) {
                row.forecast = sums[series].bands(scale / reference, &meta.policy);
            }
            row
        };
        let rows = self.rows(meta, earlier).map(bands).collect();
        meta.division = Some(public);
        Ok(rows)
    }
}

impl PublicDivision {
    /// The number of recorded offences per 28 days at which a district has the mean rate; not a number where that is not known.
    fn expected(&self, district: usize, category: &CategorySlug) -> f64 {
        let residents = self.areas[district].residents();
        let reference = self.reference.get(category);
        residents
            .zip(reference)
            .map_or(f64::NAN, |(residents, reference)| {
                residents / RESIDENTS * reference
            })
    }
}

/// Withholds one more district where just one of a unit whose own figure is shown would be left: it is what remains when the others
/// are taken from the unit. And where just one category of a district is withheld and all together are shown, the smallest other.
pub(super) fn complement_districts(
    table: &mut DistrictTable,
    units: &[PublicUnit],
    meta: &SurfaceMeta,
) {
    if table.is_empty() {
        return;
    }
    let shown: BTreeMap<(Kato, &CategorySlug), &Vec<PublicCount>> = units
        .iter()
        .map(|row| ((row.unit, &row.category), &row.recorded))
        .collect();
    loop {
        let mut changed = false;
        for (unit, districts) in table.units().clone() {
            for (series, slug) in meta.series.iter().enumerate() {
                let of_unit = shown.get(&(unit, slug));
                for month in 0..table.months() {
                    if of_unit.is_some_and(|counts| counts[month] != PublicCount::Withheld) {
                        let spots = districts.iter().map(|&own| (own, series));
                        changed |= hide_smallest(table, spots, month);
                    }
                }
            }
        }
        for district in 0..table.len() {
            for month in 0..table.months() {
                if table.told(district, 0, month) > 0 {
                    let spots = (1..table.series()).map(|series| (district, series));
                    changed |= hide_smallest(table, spots, month);
                }
            }
        }
        if !changed {
            return;
        }
    }
}

/// Withholds the smallest shown part of a shown sum where just one is withheld.
fn hide_smallest(
    table: &mut DistrictTable,
    spots: impl Iterator<Item = (usize, usize)> + Clone,
    month: usize,
) -> bool {
    let number = |&(district, series): &(usize, usize)| table.told(district, series, month);
    let withheld = spots.clone().filter(|spot| number(spot) == 0).count();
    if withheld != 1 {
        return false;
    }
    let shown = spots.filter(|spot| number(spot) > 0 && table.is_free(spot.0, month));
    let smallest = shown.min_by_key(|spot| (number(spot), *spot));
    smallest.is_some_and(|(district, series)| table.hide(district, series, month))
}
