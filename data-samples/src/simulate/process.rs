//! One unit's process, day by day: background events, the events they trigger, and the days on which they are registered.

use std::collections::VecDeque;
use std::sync::Arc;

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};

use super::SimulationError;
use super::defects::DefectShares;
use super::draft::Draft;
use super::ground::{Ground, Spot};
use super::levels::{LONGEST_REGISTRATION_DAYS, LONGEST_TRIGGER_DAYS, PerCategory};
use super::offences::OFFENCES;
use super::random::Stream;
use super::record::SimulatedRecord;
use super::registrar::Registrar;
use super::tables::Tables;

/// Villages are sparse: what is near is four times as far as in a city.
const VILLAGE_STRETCH: f64 = 4.0;
/// Spread of events around their site, kilometres.
const ADDRESS_SPREAD_KM: f64 = 0.012;
/// The day whose last hour was lived twice in what was UTC+6.
const REPEATED_HOUR_DAY: (i32, u32, u32) = (2024, 2, 29);

/// An event to come, triggered by an earlier one.
#[derive(Debug, Clone, Copy)]
struct Offspring {
    parent: u64,
    category: usize,
    place: u32,
    spot: Spot,
}

/// A unit's process with everything still to come.
#[derive(Debug)]
pub struct UnitProcess {
    ground: Arc<Ground>,
    tables: Arc<Tables>,
    registrar: Registrar,
    expected: Vec<PerCategory>,
    start: NaiveDate,
    report_from: NaiveDate,
    until: NaiveDate,
    today: NaiveDate,
    happening: Stream,
    triggered: VecDeque<Vec<Offspring>>,
    unregistered: VecDeque<Vec<Draft>>,
    events: u64,
}

/// What a unit's process is made of.
#[derive(Debug)]
pub struct UnitSetting {
    /// Where.
    pub ground: Arc<Ground>,
    /// Shared choices.
    pub tables: Arc<Tables>,
    /// Faults.
    pub shares: DefectShares,
    /// Expected background records per day since `start`, scaled.
    pub expected: Vec<PerCategory>,
    /// First simulated day; earlier than `report_from` so that the process is warm.
    pub start: NaiveDate,
    /// First day of registration that is told.
    pub report_from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
    /// Draws of what happens.
    pub happening: Stream,
    /// Draws of how it is written down.
    pub writing: Stream,
}

impl UnitProcess {
    /// Before its first day.
    ///
    /// # Errors
    /// When the projection cannot be built.
    pub fn new(setting: UnitSetting) -> Result<Self, SimulationError> {
        let registrar = Registrar::new(
            Arc::clone(&setting.ground),
            Arc::clone(&setting.tables),
            setting.shares,
            setting.writing,
        )?;
        Ok(Self {
            ground: setting.ground,
            tables: setting.tables,
            registrar,
            expected: setting.expected,
            start: setting.start,
            report_from: setting.report_from,
            until: setting.until,
            today: setting.start,
            happening: setting.happening,
            triggered: VecDeque::from(vec![Vec::new(); LONGEST_TRIGGER_DAYS + 1]),
            unregistered: VecDeque::from(vec![Vec::new(); LONGEST_REGISTRATION_DAYS + 1]),
            events: 0,
        })
    }

    /// Lives until the end of a day and gives the rows that appeared since the last call.
    ///
    /// # Errors
    /// When a point cannot be projected.
    pub fn run_through(&mut self, day: NaiveDate) -> Result<Vec<SimulatedRecord>, SimulationError> {
        let mut rows = Vec::new();
        while self.today <= day.min(self.until) {
            self.happen();
            self.register(&mut rows)?;
            self.today = self.today + Days::new(1);
        }
        Ok(rows)
    }

    fn happen(&mut self) {
        let index = (self.today - self.start).num_days() as usize;
        let expected = self.expected[index];
        let inherited = self.triggered.pop_front().unwrap_or_default();
        self.triggered.push_back(Vec::new());
        for offspring in inherited {
            self.add_event(
                Some(offspring.parent),
                offspring.category,
                offspring.place,
                offspring.spot,
            );
        }
        for (category, mean) in expected.into_iter().enumerate() {
            for _ in 0..self.happening.poisson(mean) {
                let (place, spot) = self.background_spot(category);
                self.add_event(None, category, place, spot);
            }
        }
    }

    fn background_spot(&mut self, category: usize) -> (u32, Spot) {
        let choice = &self.ground.choices[OFFENCES[category].pattern.index()];
        let site = self.ground.sites[choice.draw(&mut self.happening)];
        (site.place, self.moved(site.spot, ADDRESS_SPREAD_KM))
    }

    /// A spot near another in the same unit; the other itself when the unit ends there.
    fn moved(&mut self, spot: Spot, sigma_km: f64) -> Spot {
        let (east, north) = self.happening.normal_pair();
        let moved = spot.moved(east * sigma_km, north * sigma_km);
        if self.ground.contains(moved) {
            moved
        } else {
            spot
        }
    }

    fn add_event(&mut self, parent: Option<u64>, category: usize, place: u32, spot: Spot) {
        self.events += 1;
        let event = self.unit_number() * 1_000_000_000 + self.events;
        let (committed, second) = self.commission_time(category);
        let delay = self.tables.registration[category].draw(&mut self.happening);
        self.unregistered[delay].push(Draft {
            event,
            parent,
            category,
            place,
            spot,
            committed,
            second_of_repeated_hour: second,
            delay_days: delay as u64,
        });
        self.trigger(event, category, place, spot);
    }

    fn trigger(&mut self, parent: u64, category: usize, place: u32, spot: Spot) {
        let triggering = OFFENCES[category].triggering;
        let stretch = if self.ground.places[place as usize].is_city {
            1.0
        } else {
            VILLAGE_STRETCH
        };
        for _ in 0..self.happening.poisson(triggering.branching_ratio) {
            // Index 0 of the choice is one day; the queue's front is tomorrow.
            let delay = self.tables.trigger[category].draw(&mut self.happening);
            let spot = self.moved(spot, triggering.distance_m * stretch / 1000.0);
            self.triggered[delay].push(Offspring {
                parent,
                category,
                place,
                spot,
            });
        }
    }

    fn unit_number(&self) -> u64 {
        self.ground.unit.kato.parse().unwrap_or(0)
    }

    /// Hour by the category's clock, minutes rounded as people tell them.
    fn commission_time(&mut self, category: usize) -> (NaiveDateTime, bool) {
        let repeated = self.hour_23_is_lived_twice();
        let mut hour = self.tables.hours[category].draw(&mut self.happening) as u32;
        if repeated && hour != 23 && self.happening.chance(self.share_of_hour_23(category)) {
            hour = 23;
        }
        let minute = match self.happening.below(10) {
            0..3 => 0,
            3..5 => 30,
            _ => self.happening.below(12) * 5,
        };
        let second = repeated && hour == 23 && self.happening.chance(0.5);
        let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or(NaiveTime::MIN);
        (self.today.and_time(time), second)
    }

    fn hour_23_is_lived_twice(&self) -> bool {
        let (year, month, day) = REPEATED_HOUR_DAY;
        let unit = self.ground.unit;
        self.today == NaiveDate::from_ymd_opt(year, month, day).unwrap_or(NaiveDate::MIN)
            && unit.utc_offset_minutes_2019 != unit.utc_offset_minutes_2024_03
    }

    /// With hour weights w adding to W, hour 23 lived twice has 2w/(W + w): raising w/W to it takes w/(W + w) of the other hours.
    fn share_of_hour_23(&self, category: usize) -> f64 {
        let share = self.tables.hours[category].shares().last().unwrap_or(0.0);
        share / (1.0 + share)
    }

    fn register(&mut self, rows: &mut Vec<SimulatedRecord>) -> Result<(), SimulationError> {
        let due = self.unregistered.pop_front().unwrap_or_default();
        self.unregistered.push_back(Vec::new());
        let told = self.today >= self.report_from;
        for draft in due {
            let record = self.registrar.write_down(&draft, self.today)?;
            if told {
                self.registrar.send(record, rows);
            }
        }
        self.registrar.send_again(self.today, rows);
        Ok(())
    }
}
