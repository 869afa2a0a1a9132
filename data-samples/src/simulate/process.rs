//! One unit's process, day by day: background records, the records they trigger, and their registration.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use proj4rs::Proj;

use super::SimulationError;
use super::defects::DefectShares;
use super::ground::{Ground, Place, Spot};
use super::levels::{LONGEST_REGISTRATION_DAYS, LONGEST_TRIGGER_DAYS, PerCategory, delay_choices};
use super::offences::{Article, CATEGORIES, OFFENCES, Offence, Pattern};
use super::random::{Choice, Stream};
use super::record::{Defect, ErdrRow, PLACEHOLDER, RowKind, SimulatedRecord, Truth, wall_clock_ms};

/// Villages are sparse: what is near is four times as far as in a city.
const VILLAGE_STRETCH: f64 = 4.0;
/// WGS 84.
const DEGREES: &str = "+proj=longlat +datum=WGS84 +no_defs";
/// EPSG:32642.
const METRES: &str = "+proj=utm +zone=42 +datum=WGS84 +units=m +no_defs";
/// Spread of events around their site, kilometres.
const ADDRESS_SPREAD_KM: f64 = 0.012;
/// What a public record of 2016 shows as its time of commission beside the placeholder.
const SHORTENED_TIME: i64 = 1453;
/// The day whose last hour was lived twice in what was UTC+6.
const REPEATED_HOUR_DAY: (i32, u32, u32) = (2024, 2, 29);

/// An event, not yet registered.
#[derive(Debug, Clone)]
struct Draft {
    event: u64,
    parent: Option<u64>,
    category: usize,
    place: u32,
    spot: Spot,
    committed: NaiveDateTime,
    second_of_repeated_hour: bool,
    delay_days: u64,
}

/// An event to come, triggered by an earlier one.
#[derive(Debug, Clone, Copy)]
struct Offspring {
    parent: u64,
    category: usize,
    place: u32,
    spot: Spot,
}

/// Choices that all units share.
#[derive(Debug)]
pub struct Tables {
    trigger: [Choice; CATEGORIES],
    registration: [Choice; CATEGORIES],
    hours: [Choice; CATEGORIES],
    articles: [Choice; CATEGORIES],
    gravities: Vec<Vec<Choice>>,
    places: [Choice; CATEGORIES],
}

impl Tables {
    /// From the constants of the categories.
    pub fn new() -> Self {
        let (trigger, registration) = delay_choices();
        let each = |make: fn(&Offence) -> Choice| std::array::from_fn(|c| make(&OFFENCES[c]));
        Self {
            trigger,
            registration,
            hours: each(|offence| Choice::new(offence.clock.hours())),
            articles: each(|offence| Choice::new(offence.articles.iter().map(|a| a.weight))),
            gravities: OFFENCES
                .iter()
                .map(|o| o.articles.iter().map(|a| Choice::new(a.gravity)).collect())
                .collect(),
            places: each(|offence| Choice::new(offence.places.iter().map(|(_, weight)| *weight))),
        }
    }
}

/// A unit's process with everything still to come.
#[derive(Debug)]
pub struct UnitProcess {
    ground: Arc<Ground>,
    tables: Arc<Tables>,
    shares: DefectShares,
    expected: Vec<PerCategory>,
    start: NaiveDate,
    report_from: NaiveDate,
    until: NaiveDate,
    today: NaiveDate,
    happening: Stream,
    writing: Stream,
    triggered: VecDeque<Vec<Offspring>>,
    unregistered: VecDeque<Vec<Draft>>,
    resent: BTreeMap<NaiveDate, Vec<SimulatedRecord>>,
    events: u64,
    degrees: Proj,
    metres: Proj,
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
        Ok(Self {
            ground: setting.ground,
            tables: setting.tables,
            shares: setting.shares,
            expected: setting.expected,
            start: setting.start,
            report_from: setting.report_from,
            until: setting.until,
            today: setting.start,
            happening: setting.happening,
            writing: setting.writing,
            triggered: VecDeque::from(vec![Vec::new(); LONGEST_TRIGGER_DAYS + 1]),
            unregistered: VecDeque::from(vec![Vec::new(); LONGEST_REGISTRATION_DAYS + 1]),
            resent: BTreeMap::new(),
            events: 0,
            degrees: Proj::from_proj_string(DEGREES)?,
            metres: Proj::from_proj_string(METRES)?,
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
        for draft in due {
            let record = self.write_down(&draft)?;
            if self.today >= self.report_from {
                rows.push(record.clone());
                self.repeat(record, rows);
            }
        }
        if let Some(resent) = self.resent.remove(&self.today) {
            rows.extend(resent);
        }
        Ok(())
    }

    /// Sends the record twice, or again later.
    fn repeat(&mut self, record: SimulatedRecord, rows: &mut Vec<SimulatedRecord>) {
        if self.writing.chance(self.shares.exact_duplicate) {
            rows.push(SimulatedRecord {
                kind: RowKind::ExactDuplicate,
                ..record
            });
        } else if self.writing.chance(self.shares.resent) {
            // More than a month later, so that it belongs to a later load.
            let later = self.today + Days::new(u64::from(31 + self.writing.below(50)));
            let mut again = record;
            again.kind = RowKind::Resent;
            again.appears = later;
            again.row.entrydate = load_time(later);
            again.row.stat = corrected_part(&again.row.stat);
            self.resent.entry(later).or_default().push(again);
        }
    }

    fn write_down(&mut self, draft: &Draft) -> Result<SimulatedRecord, SimulationError> {
        let offence = &OFFENCES[draft.category];
        let place = Arc::clone(&self.ground.places[draft.place as usize]);
        let mut defects = Vec::new();
        let committed = self.committed_as_written(draft, &mut defects);
        let registered = self.registration_time(draft);
        let dates = self.dates_as_written(committed, registered, &mut defects);
        let (x, y) = self.coordinates_as_written(draft, offence, &place, &mut defects)?;
        let (article, gravity) = self.article(draft.category, &mut defects);
        let precinct = 1 + self.writing.below(place.precincts);
        let unit = self.ground.unit;
        let row = ErdrRow {
            objectid: 0,
            id: 0,
            yr: self.today.year(),
            period: self.today.month(),
            crime_code: article.code,
            time_period: (chrono::Timelike::hour(&committed) / 8 + 1) as u8,
            hard_code: ["0", "1", "2", "3", "4"][gravity],
            ud: format!(
                "SIM{:02}{}{:09}",
                self.today.year() % 100,
                unit.kato,
                draft.event % 1_000_000_000
            ),
            organ: format!("{} (ОП-{precinct})", place.name_ru),
            dat_vozb: dates.registered_ms,
            dat_sover: dates.committed_ms,
            stat: format!("ст.{} ч.{}", article.number, 1 + gravity.saturating_sub(1)),
            dat_vozb_str: dates.registered.format("%d.%m.%Y").to_string(),
            dat_sover_str: committed.format("%d.%m.%Y %H:%M").to_string(),
            tz1id: format!("SIM{:022}", draft.event),
            reg_code: place.reg_code.clone(),
            city_code: format!("19{}", unit.kato),
            status: 0,
            org_code: format!("{}{precinct:02}", place.reg_code),
            entrydate: dates.loaded_ms.unwrap_or_else(|| load_time(self.today)),
            fz1r18p5: "УЛИЦА-ПРИМЕР",
            fz1r18p6: (1 + self.writing.below(120)).to_string(),
            transgression: "1",
            organ_kz: format!("{} №{precinct} ПБ", place.name_kk),
            organ_en: format!("{} (OP-{precinct})", place.name_en),
            fe1r29p1_id: {
                let choice = self.tables.places[draft.category].draw(&mut self.writing);
                offence.places[choice].0
            },
            fe1r32p1: "Иные",
            x,
            y,
            simulated: 1,
        };
        Ok(SimulatedRecord {
            row,
            truth: Truth {
                event: draft.event,
                parent: draft.parent,
                category: offence.slug,
                unit: &unit.kato,
                lat: draft.spot.lat,
                lng: draft.spot.lng,
                committed: draft.committed,
                second_of_repeated_hour: draft.second_of_repeated_hour,
                registered,
                defects,
            },
            kind: RowKind::Original,
            appears: self.today,
        })
    }

    fn committed_as_written(&mut self, draft: &Draft, defects: &mut Vec<Defect>) -> NaiveDateTime {
        if self.writing.chance(self.shares.hour_unknown) {
            defects.push(Defect::HourUnknown);
            draft.committed.date().and_time(NaiveTime::MIN)
        } else {
            draft.committed
        }
    }

    /// On the same day 10 minutes to 3 hours later, at most until midnight; otherwise between 8:00 and 22:00.
    fn registration_time(&mut self, draft: &Draft) -> NaiveDateTime {
        if draft.delay_days > 0 {
            let second = 8 * 3600 + self.writing.below(14 * 3600);
            return self.today.and_time(NaiveTime::MIN) + TimeDelta::seconds(i64::from(second));
        }
        let later =
            draft.committed + TimeDelta::seconds(i64::from(600 + self.writing.below(10_200)));
        let midnight = self.today.and_hms_opt(23, 59, 59).unwrap_or(later);
        later.min(midnight)
    }

    fn dates_as_written(
        &mut self,
        committed: NaiveDateTime,
        registered: NaiveDateTime,
        defects: &mut Vec<Defect>,
    ) -> Dates {
        let mut dates = Dates {
            registered,
            registered_ms: Some(wall_clock_ms(registered)),
            committed_ms: Some(wall_clock_ms(committed)),
            loaded_ms: None,
        };
        let shares = self.shares;
        let lot = self.writing.uniform();
        let early = TimeDelta::days(1 + i64::from(self.writing.below(30)));
        if lot < shares.text_dates_only {
            defects.push(Defect::TextDatesOnly);
            dates.registered_ms = None;
            dates.committed_ms = None;
        } else if lot < shares.text_dates_only + shares.placeholder {
            defects.push(Defect::Placeholder);
            dates.registered_ms = Some(PLACEHOLDER);
            dates.committed_ms = Some(SHORTENED_TIME);
            dates.loaded_ms = Some(PLACEHOLDER);
        } else if lot
            < shares.text_dates_only + shares.placeholder + shares.registered_before_committed
        {
            defects.push(Defect::RegisteredBeforeCommitted);
            let wrong = committed - early;
            dates.registered = wrong;
            dates.registered_ms = Some(wall_clock_ms(wrong));
        }
        dates
    }

    fn coordinates_as_written(
        &mut self,
        draft: &Draft,
        offence: &Offence,
        place: &Place,
        defects: &mut Vec<Defect>,
    ) -> Result<(Option<f64>, Option<f64>), SimulationError> {
        let shares = self.shares;
        let station = if offence.pattern == Pattern::Remote {
            shares.at_station_if_remote
        } else {
            shares.at_station
        };
        let lot = self.writing.uniform();
        let mut sum = shares.missing_coordinates;
        if lot < sum {
            defects.push(Defect::MissingCoordinates);
            return Ok((None, None));
        }
        sum += shares.zero_coordinates;
        if lot < sum {
            defects.push(Defect::ZeroCoordinates);
            return Ok((Some(0.0), Some(0.0)));
        }
        sum += shares.swapped_axes;
        if lot < sum {
            defects.push(Defect::SwappedAxes);
            let (x, y) = project(&self.degrees, &self.metres, draft.spot)?;
            return Ok((Some(y), Some(x)));
        }
        let at_station = lot < sum + station;
        if at_station {
            defects.push(Defect::AtStation);
        }
        let (x, y) = project(
            &self.degrees,
            &self.metres,
            if at_station { place.centre } else { draft.spot },
        )?;
        Ok((Some(x), Some(y)))
    }

    fn article(&mut self, category: usize, defects: &mut Vec<Defect>) -> (Article, usize) {
        let index = self.tables.articles[category].draw(&mut self.writing);
        let gravity = self.tables.gravities[category][index].draw(&mut self.writing);
        let mut article = OFFENCES[category].articles[index];
        if self.writing.chance(self.shares.unknown_article) {
            defects.push(Defect::UnknownArticle);
            article.number = "999";
            article.code = "9990";
        }
        (article, gravity)
    }
}

/// Metres of EPSG:32642, to the decimetre.
fn project(degrees: &Proj, metres: &Proj, spot: Spot) -> Result<(f64, f64), SimulationError> {
    let mut point = (spot.lng.to_radians(), spot.lat.to_radians(), 0.0);
    proj4rs::transform::transform(degrees, metres, &mut point)?;
    let decimetres = |value: f64| (value * 10.0).round() / 10.0;
    Ok((decimetres(point.0), decimetres(point.1)))
}

/// Dates as they stand in the row.
struct Dates {
    registered: NaiveDateTime,
    registered_ms: Option<i64>,
    committed_ms: Option<i64>,
    loaded_ms: Option<i64>,
}

/// Rows are loaded on the first day of the next month.
fn load_time(day: NaiveDate) -> i64 {
    let next = day
        .with_day(1)
        .and_then(|first| first.checked_add_months(chrono::Months::new(1)));
    wall_clock_ms(next.unwrap_or(day).and_time(NaiveTime::MIN))
}

/// The record that was sent again names the next part of the article.
fn corrected_part(stat: &str) -> String {
    match stat.rsplit_once(' ') {
        Some((article, "ч.1")) => format!("{article} ч.2"),
        Some((article, _)) => format!("{article} ч.1"),
        None => stat.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_project_as_pyproj_does() {
        // pyproj 3.7.2 (PROJ 9.5.1): Transformer.from_crs(4326, 32642, always_xy=True).transform(lng, lat)
        let gold = [
            ("Baiterek", 51.12833, 71.43056, 670_069.725, 5_666_905.049),
            (
                "Aktau, 18 degrees west of the zone's meridian",
                43.66105,
                51.17392,
                -938_089.805,
                4_991_285.849,
            ),
            (
                "Zaysan, 16 degrees east of it",
                47.46657,
                84.87144,
                1_694_608.979,
                5_380_455.853,
            ),
            ("Zhetysay", 40.77631, 68.32774, 443_270.999, 4_514_143.196),
        ];
        for (name, lat, lng, x, y) in gold {
            let degrees = Proj::from_proj_string(DEGREES).unwrap();
            let metres = Proj::from_proj_string(METRES).unwrap();
            let point = project(&degrees, &metres, Spot { lat, lng }).unwrap();
            assert!(
                (point.0 - x).abs() <= 0.06,
                "{name}: {} against {x}",
                point.0
            );
            assert!(
                (point.1 - y).abs() <= 0.06,
                "{name}: {} against {y}",
                point.1
            );
        }
    }

    #[test]
    fn a_record_sent_again_names_another_part() {
        assert_eq!(corrected_part("ст.188 ч.1"), "ст.188 ч.2");
        assert_eq!(corrected_part("ст.188 ч.3"), "ст.188 ч.1");
    }
}
