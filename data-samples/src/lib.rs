//! Data to begin with: reference facts with their sources, and a simulator of ERDR-style records with a known truth.
//!
//! Everything simulated is labelled so, in file names, in every row and in every JSON.
//!
//! Read in this order: [`facts`] (what is known of the country), [`SimulationConfig`] (what to simulate),
//! [`simulate`] (rows as they appear, month by month) or [`write_simulation`] (files and, apart, the truth).

mod by_unit;
pub mod facts;
mod indicators;
mod official;
mod profiles;
mod simulate;

pub use by_unit::{
    CategoryCount, FigureContradiction, OffencesByUnit, Origin, Place, UnitOffences, UnitsOfYear,
};
pub use indicators::indicators;
pub use official::{OfficialFigures, official_figures};
pub use profiles::PROFILES;
pub use simulate::{
    CellIntensity, CellResidents, Defect, DefectShares, ErdrRow, PLACEHOLDER, POPULATION_FILE,
    Progress, RowKind, SimulatedRecord, Simulation, SimulationConfig, SimulationError,
    SimulationSummary, Truth, WARM_UP_DAYS, simulate, wall_clock_ms, write_simulation,
};
