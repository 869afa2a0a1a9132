//! What the API answers. Field names are the contract.

use oshaq_domain::{
    CategoryState, Names, Part, PublicExplanation, SurfaceMeta, Unit, UnitKind, Unpublished, Window,
};
use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::publication::Publication;

/// What the published surface says about itself.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct Meta {
    /// The surface's version.
    #[schema(example = "0123456789abcdef")]
    version: String,
    /// Whether any of it comes from simulated records.
    simulated: bool,
    /// The month in which the surface begins to hold: that of the forecast's first day.
    #[schema(example = "2026-01")]
    published_month: String,
    /// When the version was written (RFC 3339).
    created: String,
    /// Where the records come from.
    source: String,
    /// Licence of the published data.
    licence: String,
    /// The closed months, ascending.
    #[schema(example = json!(["2025-11", "2025-12"]))]
    months: Vec<String>,
    /// The month that the forecast is labelled with.
    forecast_month: String,
    /// The days that the forecast is for.
    forecast_window: ForecastWindow,
    /// The five bands; code 0, which is not listed, means insufficient data.
    bands: Vec<BandEdges>,
    /// Counts are rounded to multiples of this.
    rounding_base: u32,
    /// Counts below this are withheld.
    suppress_below: u32,
    /// Level of the forecast's interval.
    interval_level: f64,
    /// H3 resolutions published, coarse to fine.
    resolutions: Vec<u8>,
    /// Every category with its state.
    categories: Vec<CategoryAnswer>,
}

/// A window of days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ForecastWindow {
    /// First day.
    #[schema(example = "2026-01-01")]
    start: String,
    /// The day after the last.
    #[schema(example = "2026-01-29")]
    end: String,
}

impl From<Window> for ForecastWindow {
    fn from(window: Window) -> Self {
        Self {
            start: window.start().to_string(),
            end: window.end().to_string(),
        }
    }
}

/// A band, as multiples of the category's mean over the published cells.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Band)]
struct BandEdges {
    /// 1 (lowest) to 5 (highest).
    code: BandCode,
    /// Lower edge, included.
    min_ratio: f64,
    /// Upper edge, not included; `null` for none.
    max_ratio: Option<f64>,
}

/// Names in Kazakh, Russian and English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[expect(
    clippy::struct_field_names,
    reason = "the contract names a thing in each language beside its other fields"
)]
#[schema(as = Named)]
pub(crate) struct NamesAnswer {
    name_kk: String,
    name_ru: String,
    name_en: String,
}

impl From<&Names> for NamesAnswer {
    fn from(names: &Names) -> Self {
        Self {
            name_kk: names.name_kk.clone(),
            name_ru: names.name_ru.clone(),
            name_en: names.name_en.clone(),
        }
    }
}

/// Why a category is not on the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Withheld)]
pub(crate) enum UnpublishedAnswer {
    Sensitive,
    PoliceDiscovered,
    NotPlaceBased,
    NotForecast,
}

impl From<Unpublished> for UnpublishedAnswer {
    fn from(reason: Unpublished) -> Self {
        match reason {
            Unpublished::Sensitive => Self::Sensitive,
            Unpublished::PoliceDiscovered => Self::PoliceDiscovered,
            Unpublished::NotPlaceBased => Self::NotPlaceBased,
            Unpublished::NotForecast => Self::NotForecast,
        }
    }
}

/// A category and whether it is on the map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Category)]
pub(crate) struct CategoryAnswer {
    slug: String,
    #[serde(flatten)]
    names: NamesAnswer,
    published: bool,
    reason: Option<UnpublishedAnswer>,
}

impl From<&CategoryState> for CategoryAnswer {
    fn from(state: &CategoryState) -> Self {
        Self {
            slug: state.slug.to_string(),
            names: (&state.names).into(),
            published: state.published,
            reason: state.reason.map(Into::into),
        }
    }
}

impl Meta {
    pub(crate) fn of(publication: &Publication) -> Self {
        let meta = &publication.meta;
        Self {
            version: publication.version.to_string(),
            simulated: meta.simulated,
            published_month: meta.forecast_window.start().month().to_string(),
            created: publication.created.clone(),
            source: publication.source.clone(),
            licence: publication.licence.clone(),
            months: meta.months.iter().map(ToString::to_string).collect(),
            forecast_month: meta.forecast_month.to_string(),
            forecast_window: meta.forecast_window.into(),
            bands: band_edges(meta),
            rounding_base: meta.policy.rounding_base,
            suppress_below: meta.policy.suppress_below,
            interval_level: meta.policy.interval.get(),
            resolutions: meta
                .policy
                .resolutions
                .iter()
                .map(|resolution| resolution.get())
                .collect(),
            categories: meta.categories.iter().map(Into::into).collect(),
        }
    }
}

fn band_edges(meta: &SurfaceMeta) -> Vec<BandEdges> {
    let edges = meta.policy.band_edges;
    let lower = std::iter::once(0.0).chain(edges);
    let upper = edges.into_iter().map(Some).chain([None]);
    lower
        .zip(upper)
        .zip(1..)
        .map(|((min_ratio, max_ratio), code)| BandEdges {
            code: BandCode(code),
            min_ratio,
            max_ratio,
        })
        .collect()
}

/// Region or city of republican significance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = UnitKind)]
pub(crate) enum UnitKindAnswer {
    Region,
    City,
}

/// A unit.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Unit)]
pub(crate) struct UnitAnswer {
    /// Two digits of KATO.
    #[schema(example = "75")]
    kato: String,
    #[serde(flatten)]
    names: NamesAnswer,
    kind: UnitKindAnswer,
    /// Persons.
    population: u32,
    /// Degrees.
    lat: f64,
    /// Degrees.
    lng: f64,
}

impl From<&Unit> for UnitAnswer {
    fn from(unit: &Unit) -> Self {
        let kind = match unit.kind {
            UnitKind::Region => UnitKindAnswer::Region,
            UnitKind::City => UnitKindAnswer::City,
        };
        Self {
            kato: unit.kato.to_string(),
            names: (&unit.names).into(),
            kind,
            population: unit.population,
            lat: unit.lat,
            lng: unit.lng,
        }
    }
}

/// Whether a count is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CountState {
    /// Rounded.
    Published,
    /// Withheld: small, or it would give a small one away.
    #[serde(rename = "suppressed")]
    Withheld,
}

impl CountState {
    pub(crate) fn of(recorded: Option<u32>) -> Self {
        if recorded.is_some() {
            Self::Published
        } else {
            Self::Withheld
        }
    }
}

/// 1 (lowest) to 5 (highest), the five fixed bands; 0 is insufficient data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct BandCode(pub u8);

impl PartialSchema for BandCode {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .enum_values(Some(0..=5))
            .description(Some(
                "1 (lowest) to 5 (highest), the five fixed bands; 0 is insufficient data",
            ))
            .into()
    }
}

impl ToSchema for BandCode {}

/// A category in a unit, month by month.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct UnitMonths {
    pub unit: UnitAnswer,
    pub category: String,
    /// What bands are multiples of: recorded offences per 10,000 inhabitants in the mean of every published month of every unit;
    /// `null` where nothing is published.
    pub reference_per_10k: Option<f64>,
    pub months: Vec<UnitMonth>,
}

/// One month of a unit.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct UnitMonth {
    #[schema(example = "2025-12")]
    pub month: String,
    /// Recorded offences, rounded; `null` when withheld.
    pub recorded: Option<u32>,
    pub state: CountState,
    /// Recorded offences (rounded) per 10,000 inhabitants.
    pub per_10k: Option<f64>,
    /// Band of the rate against `reference_per_10k`.
    pub band: BandCode,
    /// Whether the rounding of the count could have changed the band.
    pub rounding_may_change_band: bool,
    /// Those of them without a place on the map, rounded; `null` when withheld.
    pub not_mapped: Option<u32>,
}

/// A category in a cell: its history and its forecast.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Cell)]
pub(crate) struct CellAnswer {
    /// 15 hexadecimal digits.
    #[schema(example = "88216d1601fffff")]
    pub cell: String,
    pub resolution: u8,
    pub category: String,
    /// The unit around its centre.
    pub unit: Option<String>,
    /// Of the centre, degrees.
    pub lat: f64,
    /// Of the centre, degrees.
    pub lng: f64,
    pub history: Vec<CellMonth>,
    pub forecast: Option<CellForecast>,
    /// Residents of the cell, persons, rounded to tens; `null` where the deployment has not given residents by cell.
    pub population: Option<u32>,
    /// Where the residents of cells are from; `null` as above.
    pub population_source: Option<String>,
    /// Residents of the unit around it, persons.
    pub unit_population: Option<u32>,
}

/// One closed month of a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct CellMonth {
    #[schema(example = "2025-12")]
    pub month: String,
    pub band: BandCode,
    /// Recorded offences, rounded; `null` when withheld.
    pub recorded: Option<u32>,
    pub state: CountState,
}

/// The forecast of a cell, as bands.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct CellForecast {
    #[schema(example = "2026-01")]
    pub month: String,
    pub band: BandCode,
    /// Band at the lower end of the interval.
    pub band_low: BandCode,
    /// Band at the upper end of the interval.
    pub band_high: BandCode,
    /// Level of the interval.
    pub level: f64,
    /// The model that made it.
    pub model: String,
    /// What to say about it.
    pub words_key: WordsKey,
    /// What the expected number is made of, shares that add up to 1; `null` where data are insufficient or the model
    /// cannot tell.
    pub explanation: Option<Vec<ExplanationShare>>,
}

/// A part of what is expected.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct ExplanationShare {
    part: PartAnswer,
    /// A multiple of 0.05.
    #[schema(minimum = 0.05, maximum = 1.0, example = 0.45)]
    share: f64,
}

impl ExplanationShare {
    /// The parts that have a share.
    pub(crate) fn all_of(explanation: PublicExplanation) -> Vec<Self> {
        let shares = explanation.shares();
        shares
            .map(|(part, share)| Self {
                part: part.into(),
                share,
            })
            .collect()
    }
}

/// Where a part of what is expected comes from: recorded offences of the category in the cell within the last weeks
/// (`own_recent`) or over months and years (`own_long_run`), told together as `own` where too few recent months are published;
/// in the cells around (`neighbours`); of other categories (`other_categories`); season, weekdays and holidays (`calendar`);
/// what any cell is given (`unit`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Part)]
enum PartAnswer {
    OwnRecent,
    OwnLongRun,
    Own,
    Neighbours,
    OtherCategories,
    Calendar,
    Unit,
}

impl From<Part> for PartAnswer {
    fn from(part: Part) -> Self {
        match part {
            Part::OwnRecent => Self::OwnRecent,
            Part::OwnLongRun => Self::OwnLongRun,
            Part::Own => Self::Own,
            Part::Neighbours => Self::Neighbours,
            Part::OtherCategories => Self::OtherCategories,
            Part::Calendar => Self::Calendar,
            Part::Unit => Self::Unit,
        }
    }
}

/// What to say about a band: that data are insufficient, or how the band compares with the mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WordsKey {
    Insufficient,
    WellBelow,
    Below,
    Above,
    WellAbove,
    FarAbove,
}

impl WordsKey {
    /// Words for a band code.
    pub(crate) const fn of(band: u8) -> Self {
        match band {
            1 => Self::WellBelow,
            2 => Self::Below,
            3 => Self::Above,
            4 => Self::WellAbove,
            5 => Self::FarAbove,
            _ => Self::Insufficient,
        }
    }
}

/// A cell in a ranking.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct RankedCell {
    #[schema(example = "88216d1601fffff")]
    pub cell: String,
    pub lat: f64,
    pub lng: f64,
    pub band: BandCode,
    pub band_low: BandCode,
    pub band_high: BandCode,
}
