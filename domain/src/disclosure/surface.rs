//! A surface: what is public and what it says about itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::released::Place;
use super::{
    Band, DisclosureError, Policy, PublicDistrict, PublicDivision, PublicExplanation, Reference,
};
use crate::{
    Categories, Category, CategorySlug, Cell, Day, Discovery, Forecast, Kato, Month, Names, Window,
};

/// How many of a unit's recorded offences of a month, all registered on one day, found a place on the grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// The unit.
    pub unit: Kato,
    /// Month of commission.
    pub month: Month,
    /// The day on which they became known to the register.
    pub known: Day,
    /// The category.
    pub category: CategorySlug,
    /// Recorded offences with a cell.
    pub mapped: u32,
    /// Recorded offences without one.
    pub not_mapped: u32,
}

/// A count as the public may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicCount {
    /// Withheld: small itself, or it would give a small one away.
    Withheld,
    /// Rounded to the policy's base.
    Rounded(u32),
}

impl PublicCount {
    /// What a number says that is zero where it is withheld.
    pub(super) const fn of(number: u32) -> Self {
        match number {
            0 => Self::Withheld,
            number => Self::Rounded(number),
        }
    }

    /// The rounded number; `None` when withheld.
    pub const fn rounded(self) -> Option<u32> {
        match self {
            Self::Withheld => None,
            Self::Rounded(count) => Some(count),
        }
    }
}

/// A forecast as the public may see it: bands and rounded shares, never numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicForecast {
    /// Band of the expected number.
    pub band: Band,
    /// Band of the lower end of the interval.
    pub low: Band,
    /// Band of the upper end of the interval.
    pub high: Band,
    /// What it is made of; `None` where history is too short or a model cannot tell.
    pub explanation: Option<PublicExplanation>,
}

impl PublicForecast {
    /// Too little is recorded to say anything.
    pub const INSUFFICIENT: Self = Self {
        band: Band::INSUFFICIENT,
        low: Band::INSUFFICIENT,
        high: Band::INSUFFICIENT,
        explanation: None,
    };

    /// Nothing is explained where nothing is said.
    const fn is_consistent(&self) -> bool {
        self.explanation.is_none() || self.band.code() > 0
    }
}

/// One category in one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicCell {
    /// The cell, at one of the published resolutions.
    pub cell: Cell,
    /// Position in [`SurfaceMeta::series`].
    pub series: u16,
    /// Recorded offences by month, in the order of [`SurfaceMeta::months`].
    pub recorded: Vec<PublicCount>,
    /// Bands of the recorded offences, in the same order.
    pub bands: Vec<Band>,
    /// The forecast; all three bands are [`Band::INSUFFICIENT`] where history is too short.
    pub forecast: PublicForecast,
}

/// One category in one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUnit {
    /// The unit.
    pub unit: Kato,
    /// The category.
    pub category: CategorySlug,
    /// Recorded offences by month, placed or not, in the order of [`SurfaceMeta::months`].
    pub recorded: Vec<PublicCount>,
    /// Those among them that could not be placed on the grid.
    pub not_mapped: Vec<PublicCount>,
}

impl PublicUnit {
    /// Its two tables, with what each is about.
    pub(super) fn tables(&self) -> [(Place, &[PublicCount]); 2] {
        [
            (Place::Unit(self.unit), &self.recorded),
            (Place::NotMapped(self.unit), &self.not_mapped),
        ]
    }
}

/// Why a category is not on the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unpublished {
    /// Never shown below region and year.
    Sensitive,
    /// Counts follow the patrols.
    PoliceDiscovered,
    /// Not bound to a place.
    NotPlaceBased,
    /// No forecast of it was made.
    NotForecast,
}

impl Unpublished {
    pub(super) fn of(category: &Category) -> Option<Self> {
        if category.sensitive {
            Some(Self::Sensitive)
        } else if category.discovery == Discovery::PoliceDiscovered {
            Some(Self::PoliceDiscovered)
        } else if category.place_based {
            None
        } else {
            Some(Self::NotPlaceBased)
        }
    }
}

/// A category and whether it is on the map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryState {
    /// Its short name.
    pub slug: CategorySlug,
    /// Its names.
    #[serde(flatten)]
    pub names: Names,
    /// Whether it is on the map.
    pub published: bool,
    /// If not, why.
    pub reason: Option<Unpublished>,
    /// Name of the model that forecast it.
    pub model: Option<String>,
}

/// What a surface says about itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SurfaceMeta {
    /// Whether any of it comes from simulated data.
    pub simulated: bool,
    /// The closed months, ascending.
    pub months: Vec<Month>,
    /// For each month the day before which an offence had to be registered to be counted in it. Empty in versions
    /// that counted all months as of the beginning of the forecast window.
    #[serde(default)]
    pub counted: Vec<Day>,
    /// Mapped offences of these months that were registered too late to be counted, rounded; `None` when they are too few to say.
    #[serde(default)]
    pub late: Option<u32>,
    /// The days that the forecast is for.
    pub forecast_window: Window,
    /// The month that the forecast is labelled with: that of most of its days.
    pub forecast_month: Month,
    /// What is on the map: `all`, then the published categories in their declared order.
    pub series: Vec<CategorySlug>,
    /// Every category with its state.
    pub categories: Vec<CategoryState>,
    /// The rules that were applied.
    pub policy: Policy,
    /// What the bands are multiples of.
    pub reference: Reference,
    /// The districts that it is told by, where shapes of districts were given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub division: Option<PublicDivision>,
}

impl SurfaceMeta {
    /// Each month with the day before which an offence had to be registered to be counted in it.
    pub(super) fn editions(&self) -> impl Iterator<Item = (Month, Day)> {
        self.months.iter().enumerate().map(|(index, &month)| {
            let start = self.forecast_window.start();
            (month, self.counted.get(index).copied().unwrap_or(start))
        })
    }

    pub(super) fn state(
        categories: &Categories,
        forecasts: &BTreeMap<&CategorySlug, &Forecast>,
    ) -> Vec<CategoryState> {
        categories
            .iter()
            .map(|category| {
                let forecast = forecasts.get(&category.slug);
                let missing = forecast.is_none().then_some(Unpublished::NotForecast);
                let reason = Unpublished::of(category).or(missing);
                CategoryState {
                    slug: category.slug.clone(),
                    names: category.names.clone(),
                    published: reason.is_none(),
                    reason,
                    model: forecast.map(|forecast| forecast.model().to_owned()),
                }
            })
            .collect()
    }
}

/// A forecast and its history in the form that the public may see. Built by [`publish`] alone.
#[derive(Debug, Clone, PartialEq)]
pub struct PublicSurface {
    pub(super) meta: SurfaceMeta,
    pub(super) cells: Vec<PublicCell>,
    pub(super) units: Vec<PublicUnit>,
    pub(super) districts: Vec<PublicDistrict>,
}

impl PublicSurface {
    /// What the surface says about itself.
    pub const fn meta(&self) -> &SurfaceMeta {
        &self.meta
    }

    /// Categories in cells, sorted by resolution, series and cell.
    pub fn cells(&self) -> &[PublicCell] {
        &self.cells
    }

    /// Categories in units, sorted by unit and category.
    pub fn units(&self) -> &[PublicUnit] {
        &self.units
    }

    /// Categories in districts, sorted by district and series; none where no shapes of districts were given.
    pub fn districts(&self) -> &[PublicDistrict] {
        &self.districts
    }

    /// Puts together again what [`PublicSurface::meta`], [`PublicSurface::cells`], [`PublicSurface::units`] and
    /// [`PublicSurface::districts`] gave, after it was stored. It cannot be used to publish: counts that break the policy are refused.
    ///
    /// # Errors
    /// [`DisclosureError::Policy`] when a count is below the threshold or not rounded, or a row has another number of months.
    pub fn from_stored(
        meta: SurfaceMeta,
        cells: Vec<PublicCell>,
        units: Vec<PublicUnit>,
        districts: Vec<PublicDistrict>,
    ) -> Result<Self, DisclosureError> {
        meta.policy.check()?;
        let months = meta.months.len();
        let series = meta.series.len();
        let policy = &meta.policy;
        let fit = |counts: &[PublicCount]| {
            counts.len() == months
                && counts
                    .iter()
                    .filter_map(|count| count.rounded())
                    .all(|count| {
                        count % policy.rounding_base == 0
                            && count >= policy.round(policy.suppress_below)
                    })
        };
        let dated = meta.counted.is_empty() || meta.counted.len() == months;
        let cells_fit = cells.iter().all(|row| {
            fit(&row.recorded)
                && row.bands.len() == months
                && usize::from(row.series) < series
                && row.forecast.is_consistent()
        });
        let units_fit = units
            .iter()
            .all(|row| fit(&row.recorded) && fit(&row.not_mapped));
        let areas = meta.division.as_ref().map_or(0, |own| own.areas.len());
        let division_fits = meta
            .division
            .as_ref()
            .is_none_or(PublicDivision::is_consistent);
        let districts_fit = districts.iter().all(|row| {
            fit(&row.recorded)
                && row.bands.len() == months
                && usize::from(row.series) < series
                && usize::from(row.district) < areas
                && row.forecast.is_consistent()
        });
        if dated && cells_fit && units_fit && division_fits && districts_fit {
            Ok(Self {
                meta,
                cells,
                units,
                districts,
            })
        } else {
            Err(DisclosureError::Policy(
                "a stored count is small, not rounded or of another month, or explains what is not forecast",
            ))
        }
    }
}
