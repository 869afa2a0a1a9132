//! How events become rows of the register: what is written down late, wrongly, twice or again.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};
use proj4rs::Proj;

use super::SimulationError;
use super::defects::DefectShares;
use super::draft::Draft;
use super::ground::{Ground, Place, Spot};
use super::offences::{Article, OFFENCES, Offence, Pattern};
use super::random::Stream;
use super::record::{Defect, ErdrRow, PLACEHOLDER, RowKind, SimulatedRecord, Truth, wall_clock_ms};
use super::tables::Tables;

/// WGS 84.
const DEGREES: &str = "+proj=longlat +datum=WGS84 +no_defs";
/// EPSG:32642.
const METRES: &str = "+proj=utm +zone=42 +datum=WGS84 +units=m +no_defs";
/// What a public record of 2016 shows as its time of commission beside the placeholder.
const SHORTENED_TIME: i64 = 1453;

/// Writes one unit's events down.
#[derive(Debug)]
pub struct Registrar {
    ground: Arc<Ground>,
    tables: Arc<Tables>,
    shares: DefectShares,
    writing: Stream,
    resent: BTreeMap<NaiveDate, Vec<SimulatedRecord>>,
    degrees: Proj,
    metres: Proj,
}

impl Registrar {
    /// With nothing written yet.
    ///
    /// # Errors
    /// When the projection cannot be built.
    pub fn new(
        ground: Arc<Ground>,
        tables: Arc<Tables>,
        shares: DefectShares,
        writing: Stream,
    ) -> Result<Self, SimulationError> {
        Ok(Self {
            ground,
            tables,
            shares,
            writing,
            resent: BTreeMap::new(),
            degrees: Proj::from_proj_string(DEGREES)?,
            metres: Proj::from_proj_string(METRES)?,
        })
    }

    /// Sends a record: once, twice, or again some day.
    pub fn send(&mut self, record: SimulatedRecord, rows: &mut Vec<SimulatedRecord>) {
        rows.push(record.clone());
        if self.writing.chance(self.shares.exact_duplicate) {
            rows.push(SimulatedRecord {
                kind: RowKind::ExactDuplicate,
                ..record
            });
        } else if self.writing.chance(self.shares.resent) {
            // More than a month later, so that it belongs to a later load.
            let later = record.appears + Days::new(u64::from(31 + self.writing.below(50)));
            self.resent
                .entry(later)
                .or_default()
                .push(corrected(record, later));
        }
    }

    /// Sends what was to be sent again on a day.
    pub fn send_again(&mut self, today: NaiveDate, rows: &mut Vec<SimulatedRecord>) {
        rows.extend(self.resent.remove(&today).unwrap_or_default());
    }

    /// The record of an event that is registered on a day.
    ///
    /// # Errors
    /// When its point cannot be projected.
    pub fn write_down(
        &mut self,
        draft: &Draft,
        today: NaiveDate,
    ) -> Result<SimulatedRecord, SimulationError> {
        let offence = &OFFENCES[draft.category];
        let place = Arc::clone(&self.ground.places[draft.place as usize]);
        let mut defects = Vec::new();
        let committed = self.committed_as_written(draft, &mut defects);
        let registered = self.registration_time(draft, today);
        let dates = self.dates_as_written(committed, registered, &mut defects);
        let (x, y) = self.coordinates_as_written(draft, offence, &place, &mut defects)?;
        let (article, gravity) = self.article(draft.category, &mut defects);
        let precinct = 1 + self.writing.below(place.precincts);
        let house = 1 + self.writing.below(120);
        let kind_of_place = self.tables.places[draft.category].draw(&mut self.writing);
        let unit = self.ground.unit;
        let row = ErdrRow {
            objectid: 0,
            id: 0,
            yr: today.year(),
            period: today.month(),
            crime_code: article.code,
            time_period: (committed.hour() / 8 + 1) as u8,
            hard_code: ["0", "1", "2", "3", "4"][gravity],
            ud: register_number(today, &unit.kato, draft.event),
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
            entrydate: dates.loaded_ms.unwrap_or_else(|| load_time(today)),
            fz1r18p5: "УЛИЦА-ПРИМЕР",
            fz1r18p6: house.to_string(),
            transgression: "1",
            organ_kz: format!("{} №{precinct} ПБ", place.name_kk),
            organ_en: format!("{} (OP-{precinct})", place.name_en),
            fe1r29p1_id: offence.places[kind_of_place].0,
            fe1r32p1: "Иные",
            x,
            y,
            simulated: 1,
        };
        let truth = Truth {
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
        };
        Ok(SimulatedRecord {
            row,
            truth,
            kind: RowKind::Original,
            appears: today,
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
    fn registration_time(&mut self, draft: &Draft, today: NaiveDate) -> NaiveDateTime {
        if draft.delay_days > 0 {
            let second = 8 * 3600 + self.writing.below(14 * 3600);
            return today.and_time(NaiveTime::MIN) + TimeDelta::seconds(i64::from(second));
        }
        let later =
            draft.committed + TimeDelta::seconds(i64::from(600 + self.writing.below(10_200)));
        let midnight = today.and_hms_opt(23, 59, 59).unwrap_or(later);
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

/// A register number as the simulator forms it.
fn register_number(day: NaiveDate, kato: &str, event: u64) -> String {
    format!(
        "SIM{:02}{kato}{:09}",
        day.year() % 100,
        event % 1_000_000_000
    )
}

/// The record as it is sent again on a later day.
fn corrected(record: SimulatedRecord, later: NaiveDate) -> SimulatedRecord {
    let mut again = record;
    again.kind = RowKind::Resent;
    again.appears = later;
    again.row.entrydate = load_time(later);
    again.row.stat = corrected_part(&again.row.stat);
    again
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
