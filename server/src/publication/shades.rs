//! Bands of whole districts and units: one rule for answers, and so for the page, and for pictures.

use oshaq_domain::{Band, CategorySlug, Unit};

use super::Publication;
use super::stored::StoredDistrict;

/// A rate counts offences for so many people.
const PEOPLE: f64 = 10_000.0;
/// Rates of districts are compared over so many days, whatever the month.
const DAYS: f64 = 28.0;
/// An interval of so many bands makes a district's forecast doubtful.
const WIDE: u8 = 4;

/// A band, and whether it could easily be another one: by rounding, or because the interval is wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shade {
    pub band: u8,
    pub doubtful: bool,
}

impl Shade {
    const INSUFFICIENT: Self = Self {
        band: 0,
        doubtful: false,
    };
}

/// The units' shades in a category: recorded per 10,000 people against the mean of all published months.
#[derive(Debug)]
pub(crate) struct UnitShades<'a> {
    publication: &'a Publication,
    category: &'a CategorySlug,
    mean: Option<f64>,
}

impl<'a> UnitShades<'a> {
    pub(crate) fn of(publication: &'a Publication, category: &'a CategorySlug) -> Self {
        Self {
            publication,
            category,
            mean: mean_rate(publication, category),
        }
    }

    /// What bands are multiples of: recorded per 10,000 people over every published month of every unit; `None` where nothing
    /// is published.
    pub(crate) fn mean(&self) -> Option<f64> {
        self.mean
    }

    /// The shade of a unit in a closed month.
    pub(crate) fn in_month(&self, unit: &Unit, month: usize) -> Shade {
        let counts = self.publication.unit_counts(unit.kato, self.category);
        let recorded = counts.and_then(|own| own.recorded.get(month).copied().flatten());
        let known = recorded.filter(|_| unit.population > 0).zip(self.mean);
        known.map_or(Shade::INSUFFICIENT, |(recorded, mean)| {
            rounded(self.publication, recorded, |count| {
                count * PEOPLE / f64::from(unit.population) / mean
            })
        })
    }
}

fn mean_rate(publication: &Publication, category: &CategorySlug) -> Option<f64> {
    let (mut recorded, mut people) = (0.0, 0.0);
    for unit in &publication.units {
        let counts = publication.unit_counts(unit.kato, category);
        for count in counts.iter().flat_map(|own| own.recorded.iter().flatten()) {
            recorded += f64::from(*count);
            people += f64::from(unit.population);
        }
    }
    (recorded > 0.0 && people > 0.0).then(|| recorded * PEOPLE / people)
}

/// The shade of a district's forecast.
pub(crate) fn of_forecast(row: &StoredDistrict) -> Shade {
    let [band, low, high] = row.forecast.map(Band::code);
    Shade {
        band,
        doubtful: band > 0 && high.saturating_sub(low) + 1 >= WIDE,
    }
}

/// The shade of a district in a closed month: the band is the published one; only the doubt is worked out.
pub(crate) fn of_district(
    publication: &Publication,
    category: &CategorySlug,
    row: &StoredDistrict,
    month: usize,
) -> Shade {
    let band = row.bands.get(month).map_or(0, |band| band.code());
    let doubtful = doubt(publication, category, row, month).unwrap_or(false);
    Shade { band, doubtful }
}

fn doubt(
    publication: &Publication,
    category: &CategorySlug,
    row: &StoredDistrict,
    month: usize,
) -> Option<bool> {
    let division = publication.meta.division.as_ref()?;
    let people = division.areas.get(usize::from(row.district))?.population?;
    let reference = division.reference.get(category)?;
    let count = row.recorded.get(month).copied().flatten()?;
    let days = f64::from(publication.meta.months.get(month)?.window().days());
    let ratio = |count: f64| count * PEOPLE / f64::from(people) / days * DAYS / reference;
    Some(rounded(publication, count, ratio).doubtful)
}

/// The band of a rounded count, doubtful where half a rounding step up or down gives another one.
fn rounded(publication: &Publication, count: u32, ratio: impl Fn(f64) -> f64) -> Shade {
    let policy = &publication.meta.policy;
    let band = |count: f64| Band::of(ratio(count.max(0.0)), &policy.band_edges).code();
    let (count, half) = (f64::from(count), f64::from(policy.rounding_base) / 2.0);
    Shade {
        band: band(count),
        doubtful: band(count - half) != band(count + half),
    }
}
