//! The vocabulary of Oshaq, in the order in which a record travels.
//!
//! [`Cell`] and [`Unit`] say *where*, [`Day`], [`Month`], [`Window`] and [`Horizon`] say *when*,
//! [`Category`] says *what kind* of recorded offence. [`Counts`] is history on that grid,
//! [`Forecast`] a predictive distribution over it, [`PublicSurface`] the only form of either that
//! may leave the house, [`PublicFigures`] are what statistical forms say of units, and [`Indicator`] is one of the five
//! figures the Concept is held to.
//!
//! The crate is pure: no files, no clock, no network, no threads, no dataframes.

mod calendar;
mod category;
mod comparison;
mod counts;
mod disclosure;
mod district;
mod explanation;
mod exposure;
mod forecast;
mod form;
mod grid;
mod holidays;
mod indicator;
mod lattice;
mod outline;
mod period;
mod recalibration;
mod scoreboard;
mod unit;

pub use calendar::{Day, Horizon, HorizonError, Month, MonthError, Window, WindowError};
pub use category::{Categories, Category, CategoryError, CategorySlug, Discovery, Names, Severity};
pub use comparison::{Compared, Rate, Recorded, compare, rate};
pub use counts::{Counts, CountsBuilder, CountsError, Entry, Universe};
pub use disclosure::{
    Band, CategoryState, Claim, Deduced, DisclosureError, DistrictArea, DistrictKey, Division,
    Past, Placement, Policy, PublicCell, PublicCount, PublicDistrict, PublicDivision,
    PublicExplanation, PublicForecast, PublicPlace, PublicSurface, PublicUnit, Reference, Released,
    SurfaceMeta, Unpublished, claims, publish, publish_by_district, release_check,
};
pub use district::{DistrictCode, DistrictCodeError};
pub use explanation::{Part, Parts, PartsError};
pub use exposure::{Exposure, ExposureError};
pub use forecast::{Forecast, ForecastError, Level, LevelError, Predictive, PredictiveError};
pub use form::{
    Figure, FiguresRefused, PublicFigure, PublicFigures, ReleasedFigures, Subject, SubjectError,
    Total, check_figures, publish_figures,
};
pub use grid::{Cell, GridError, LatLng, Resolution};
pub use holidays::is_holiday;
pub use indicator::{
    Assessment, Contradiction, Direction, FEWEST_YEARS, Indicator, IndicatorError, IndicatorId,
    NoProbability, Observation, ProjectedYear, Projection, Reading, SeriesBreak, Status,
    TargetPoint, TargetSeries, TrendMethod,
};
pub use lattice::{Face, Hexagon};
pub use outline::{Outline, outlines};
pub use period::{Period, PeriodError};
pub use recalibration::{Recalibration, RecalibrationError};
pub use scoreboard::{BandOutcome, Outcome, outcomes};
pub use unit::{Kato, KatoError, Unit, UnitKind};
