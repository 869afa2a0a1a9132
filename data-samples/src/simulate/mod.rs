//! The simulator: ERDR-style records of the nation from a spatio-temporal self-exciting process whose truth is known.
//!
//! For each unit and category records come at rate `λ(t) = μ(t) + n Σ g(s) λ(t − s)`: background records at sites drawn by lasting
//! weights, and records that an earlier one triggered, days later and some hundred metres away. Levels are calibrated so that the registrations
//! of a year are expected to add to the published total.
//!
//! *Source*: G. Mohler et al., Self-exciting point process modeling of crime, JASA 106 (2011), equation 3 for the process;
//! the numbers of `levels` for the totals. Branching ratios, distances, hours and site weights are assumptions.

mod defects;
mod draft;
mod files;
mod ground;
mod levels;
mod offences;
mod process;
mod random;
mod record;
mod registrar;
mod tables;

pub use defects::DefectShares;
pub use files::{POPULATION_FILE, SimulationSummary, write_simulation};
pub use record::{Defect, ErdrRow, PLACEHOLDER, RowKind, SimulatedRecord, Truth, wall_clock_ms};

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, Days, Months, NaiveDate};
use geo::MultiPolygon;
use h3o::{LatLng, Resolution};
use oshaq_domain::Kato;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};

use self::ground::{Ground, PERSONS_PER_SITE};
use self::levels::{
    Levels, PerCategory, YEARS, national_targets, registration_weights, trigger_weights,
    unit_shares,
};
use self::offences::{CATEGORIES, OFFENCES, PATTERNS};
use self::process::{UnitProcess, UnitSetting};
use self::random::Stream;
use self::tables::Tables;
use crate::facts::{self, UnitFact};

/// Days simulated before the first one told, so that delays and triggering are in their stride.
pub const WARM_UP_DAYS: u64 = 150;

/// Why a simulation cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum SimulationError {
    /// The period ends before it begins.
    #[error("the period from {from} to {to} is empty; give a first day that is not after the last")]
    EmptyPeriod {
        /// First day.
        from: NaiveDate,
        /// Last day.
        to: NaiveDate,
    },
    /// A year has no published total to calibrate to.
    #[error("there is no published total of recorded offences for {year}; simulate between {first} and {last}", first = YEARS.start(), last = YEARS.end())]
    NoPublishedTotal {
        /// The year.
        year: i32,
    },
    /// The scale is not a positive number.
    #[error("scale {0} is not a positive number of at most 20")]
    Scale(f64),
    /// A region is not one of the 20 units.
    #[error("{0} is not the KATO code of a unit; the units are {units}", units = unit_codes())]
    Region(Kato),
    /// A share of defects is not a share.
    #[error("share of {name} is {share}; it must be between 0 and 1")]
    Share {
        /// Which defect.
        name: &'static str,
        /// The value.
        share: f64,
    },
    /// A point cannot be projected.
    #[error("cannot project a point: {0}")]
    Projection(#[from] proj4rs::errors::Error),
    /// A file cannot be written.
    #[error("cannot write {path}: {source}; check the folder's permissions and free space")]
    Write {
        /// The file or folder.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A row cannot be written as CSV or JSON.
    #[error("cannot format a row: {0}")]
    Format(String),
}

fn unit_codes() -> String {
    let codes: Vec<&str> = facts::units()
        .iter()
        .map(|unit| unit.kato.as_str())
        .collect();
    codes.join(", ")
}

/// What to simulate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SimulationConfig {
    /// First day of registration.
    pub from: NaiveDate,
    /// Last day of registration.
    pub to: NaiveDate,
    /// The same seed gives the same bytes, on any machine and number of threads.
    ///
    /// Draws use no function of the platform; only the projection does, and it is rounded to decimetres.
    pub seed: u64,
    /// Factor of all levels; 1 = the published totals.
    pub scale: f64,
    /// Units to simulate; empty = all 20. A unit's events do not depend on which others are simulated.
    pub regions: Vec<Kato>,
    /// Shares of defects.
    pub defects: DefectShares,
}

impl SimulationConfig {
    /// The nation at full scale with the usual defects.
    pub fn nation(from: NaiveDate, to: NaiveDate, seed: u64) -> Self {
        Self {
            from,
            to,
            seed,
            scale: 1.0,
            regions: Vec::new(),
            defects: DefectShares::USUAL,
        }
    }

    fn check(&self) -> Result<(), SimulationError> {
        let (from, to) = (self.from, self.to);
        if from > to {
            return Err(SimulationError::EmptyPeriod { from, to });
        }
        for year in [from.year(), to.year()] {
            if !YEARS.contains(&year) {
                return Err(SimulationError::NoPublishedTotal { year });
            }
        }
        if !(self.scale > 0.0 && self.scale <= 20.0) {
            return Err(SimulationError::Scale(self.scale));
        }
        if let Some((name, share)) = self.defects.fault() {
            return Err(SimulationError::Share { name, share });
        }
        let known = |kato: &&Kato| {
            facts::units()
                .iter()
                .any(|unit| unit.kato == kato.to_string())
        };
        match self.regions.iter().find(|kato| !known(kato)) {
            Some(kato) => Err(SimulationError::Region(*kato)),
            None => Ok(()),
        }
    }
}

/// How far a simulation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Days done, since the first day told.
    pub days_done: u64,
    /// Days in all.
    pub days: u64,
    /// Rows so far.
    pub rows: u64,
}

/// A simulation, set up and not yet run.
#[derive(Debug)]
pub struct Simulation {
    config: SimulationConfig,
    processes: Vec<UnitProcess>,
    grounds: Vec<Arc<Ground>>,
}

impl Simulation {
    /// Draws the places and calibrates the levels.
    ///
    /// # Errors
    /// When the configuration is impossible.
    pub fn new(config: SimulationConfig) -> Result<Self, SimulationError> {
        config.check()?;
        let start = config.from - Days::new(WARM_UP_DAYS);
        let background = Levels::calibrate().background(start, config.to);
        let tables = Arc::new(Tables::new());
        let units: Vec<_> = chosen_units(&config);
        let grounds: Vec<Arc<Ground>> = units
            .par_iter()
            .map(|(unit, shape, _)| {
                let mut stream = Stream::new(config.seed, stream_number(unit, 0));
                Arc::new(Ground::draw(unit, shape, &mut stream))
            })
            .collect();
        let processes = units
            .iter()
            .zip(&grounds)
            .map(|((unit, _, shares), ground)| {
                UnitProcess::new(UnitSetting {
                    ground: Arc::clone(ground),
                    tables: Arc::clone(&tables),
                    shares: config.defects,
                    expected: scaled(&background, shares, config.scale),
                    start,
                    report_from: config.from,
                    until: config.to,
                    happening: Stream::new(config.seed, stream_number(unit, 1)),
                    writing: Stream::new(config.seed, stream_number(unit, 2)),
                })
            });
        let processes = processes.collect::<Result<_, _>>()?;
        Ok(Self {
            config,
            processes,
            grounds,
        })
    }

    /// Runs month by month and hands each month's rows, in order of their appearance, to `sink`.
    ///
    /// Memory stays that of one month, whatever the period.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn run(
        mut self,
        mut sink: impl FnMut(&[SimulatedRecord], Progress) -> Result<(), SimulationError>,
    ) -> Result<(), SimulationError> {
        let (from, to) = (self.config.from, self.config.to);
        let days = (to - from).num_days() as u64 + 1;
        let mut objectid = 0;
        let mut rows = 0;
        for end in month_ends(from, to) {
            let month = self.month(end, &mut objectid)?;
            rows += month.len() as u64;
            let days_done = (end - from).num_days() as u64 + 1;
            sink(
                &month,
                Progress {
                    days_done,
                    days,
                    rows,
                },
            )?;
        }
        Ok(())
    }

    fn month(
        &mut self,
        end: NaiveDate,
        objectid: &mut u32,
    ) -> Result<Vec<SimulatedRecord>, SimulationError> {
        let parts: Vec<Vec<SimulatedRecord>> = self
            .processes
            .par_iter_mut()
            .map(|process| process.run_through(end))
            .collect::<Result<_, _>>()?;
        let mut month: Vec<SimulatedRecord> = parts.into_iter().flatten().collect();
        // Stable: within a day units stay in their order, and a unit's rows in theirs.
        month.sort_by_key(|record| record.appears);
        for record in &mut month {
            if record.kind != RowKind::ExactDuplicate {
                *objectid += 1;
            }
            record.row.objectid = *objectid;
        }
        Ok(month)
    }

    /// Everything the process is made of, for the truth.
    pub fn parameters(&self) -> Value {
        let offences: Vec<Value> = OFFENCES.iter().map(offence_parameters).collect();
        let targets: BTreeMap<i32, BTreeMap<&str, f64>> = YEARS
            .map(|year| (year, named(&national_targets(year))))
            .collect();
        let shares: BTreeMap<&str, BTreeMap<&str, f64>> = facts::units()
            .iter()
            .zip(unit_shares())
            .map(|(unit, shares)| (unit.kato.as_str(), named(&shares)))
            .collect();
        json!({
            "simulated": true,
            "notice": "Simulated records. No row describes an offence, a person or a place of the real world.",
            "config": self.config,
            "warm_up_days": WARM_UP_DAYS,
            "coordinates": "x, y: EPSG:32642 (UTM zone 42 N) metres, also outside the zone; truth: WGS 84 degrees",
            "times": "DAT_* and ENTRYDATE: local wall clock written as UTC milliseconds",
            "repeated_hour": "2024-02-29 23:00 to 24:00 was lived twice in the units at UTC+6",
            "process": "rate(t) = background(t) + n * sum of g(s) * rate(t - s); displacement normal in each direction, four times as wide in villages",
            "sources": "yearly totals: facts/kpi_observations.csv; units x categories: facts/form_1m_2022.csv; 2020 and 2024: facts/category_trends.csv (2020 doubtful: it stands beside a total that looks like 2019's)",
            "categories": offences,
            "national_targets_by_registration_year": targets,
            "unit_shares": shares,
        })
    }

    /// Share of a unit's background per H3 cell of resolution 9, by pattern; in a unit each pattern adds to 1.
    pub fn intensity(&self) -> Vec<CellIntensity> {
        self.grounds
            .iter()
            .flat_map(|ground| unit_intensity(ground))
            .collect()
    }

    /// Persons per H3 cell of resolution 9: those of the addresses in it.
    pub fn residents(&self) -> Vec<CellResidents> {
        let mut sites = BTreeMap::<u64, u32>::new();
        let spots = self.grounds.iter().flat_map(|ground| &ground.sites);
        for point in spots.filter_map(|site| LatLng::new(site.spot.lat, site.spot.lng).ok()) {
            *sites
                .entry(point.to_cell(Resolution::Nine).into())
                .or_default() += 1;
        }
        let residents = |(cell, sites)| CellResidents {
            cell: format!("{cell:x}"),
            population: (f64::from(sites) * PERSONS_PER_SITE).round() as u32,
        };
        sites.into_iter().map(residents).collect()
    }
}

/// Persons who live in a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CellResidents {
    /// H3 cell of resolution 9.
    pub cell: String,
    /// Persons.
    pub population: u32,
}

/// Share of a unit's background that falls on a cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CellIntensity {
    /// H3 cell of resolution 9.
    pub cell: String,
    /// The unit, two digits.
    pub unit: &'static str,
    /// Pattern street.
    pub street: f64,
    /// Pattern home.
    pub home: f64,
    /// Pattern remote.
    pub remote: f64,
    /// Pattern herd.
    pub herd: f64,
    /// Pattern general.
    pub general: f64,
}

fn unit_intensity(ground: &Ground) -> Vec<CellIntensity> {
    let mut cells = BTreeMap::<u64, [f64; PATTERNS.len()]>::new();
    for (index, choice) in ground.choices.iter().enumerate() {
        for (site, share) in ground.sites.iter().zip(choice.shares()) {
            if let Ok(point) = LatLng::new(site.spot.lat, site.spot.lng) {
                let cell = u64::from(point.to_cell(Resolution::Nine));
                cells.entry(cell).or_default()[index] += share;
            }
        }
    }
    // Seven decimals: shares are sums whose last bits mean nothing.
    let rounded = |value: f64| (value * 1e7).round() / 1e7;
    cells
        .into_iter()
        .map(|(cell, shares)| {
            let [street, home, remote, herd, general] = shares.map(rounded);
            CellIntensity {
                cell: format!("{cell:x}"),
                unit: &ground.unit.kato,
                street,
                home,
                remote,
                herd,
                general,
            }
        })
        .collect()
}

type ChosenUnit = (&'static UnitFact, &'static MultiPolygon, PerCategory);

fn chosen_units(config: &SimulationConfig) -> Vec<ChosenUnit> {
    let wanted = |unit: &UnitFact| {
        let regions = &config.regions;
        regions.is_empty() || regions.iter().any(|kato| kato.to_string() == unit.kato)
    };
    facts::units()
        .iter()
        .zip(unit_shares())
        .filter(|(unit, _)| wanted(unit))
        .filter_map(|(unit, shares)| {
            let shapes = facts::region_polygons();
            let (_, shape) = shapes.iter().find(|(kato, _)| *kato == unit.kato)?;
            Some((unit, shape, shares))
        })
        .collect()
}

fn stream_number(unit: &UnitFact, purpose: u64) -> u64 {
    unit.kato.parse::<u64>().unwrap_or(0) * 16 + purpose
}

fn scaled(background: &[PerCategory], shares: &PerCategory, scale: f64) -> Vec<PerCategory> {
    background
        .iter()
        .map(|row| std::array::from_fn(|c| row[c] * shares[c] * scale))
        .collect()
}

fn named(values: &[f64; CATEGORIES]) -> BTreeMap<&'static str, f64> {
    OFFENCES
        .iter()
        .map(|offence| offence.slug)
        .zip(values.iter().copied())
        .collect()
}

fn offence_parameters(offence: &offences::Offence) -> Value {
    json!({
        "slug": offence.slug,
        "pattern": offence.pattern.as_str(),
        "triggering": offence.triggering,
        "trigger_weights_from_day_1": trigger_weights(offence),
        "registration_weights_from_day_0": registration_weights(offence),
        "hours": offence.clock.hours(),
        "weekdays_from_monday": offence.clock.weekdays(),
        "season": offence.season,
        "peak_month": offence.peak_month,
        "assumed_2022": offence.assumed_2022,
    })
}

/// The last day of each month of a period.
fn month_ends(from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
    let mut ends = Vec::new();
    let mut first = from;
    while first <= to {
        let next = first
            .with_day(1)
            .and_then(|day| day.checked_add_months(Months::new(1)))
            .unwrap_or(NaiveDate::MAX);
        ends.push((next - Days::new(1)).min(to));
        first = next;
    }
    ends
}

/// Simulates and hands each month's rows to `sink`.
///
/// # Errors
/// When the configuration is impossible, or those of the sink.
///
/// # Example
/// ```
/// use chrono::NaiveDate;
/// use oshaq_samples::{SimulationConfig, simulate};
///
/// let day = |month, day| NaiveDate::from_ymd_opt(2024, month, day).unwrap();
/// let mut config = SimulationConfig::nation(day(2, 1), day(2, 29), 7);
/// config.regions = vec!["75".parse().unwrap()];
/// config.scale = 0.1;
/// let mut rows = 0;
/// simulate(config, |month, _| {
///     rows += month.len();
///     Ok(())
/// })
/// .unwrap();
/// assert!((100..500).contains(&rows));
/// ```
pub fn simulate(
    config: SimulationConfig,
    sink: impl FnMut(&[SimulatedRecord], Progress) -> Result<(), SimulationError>,
) -> Result<(), SimulationError> {
    Simulation::new(config)?.run(sink)
}
