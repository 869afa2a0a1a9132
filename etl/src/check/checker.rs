mod identity;
mod kind;
mod moment;
mod place;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime};
use oshaq_domain::{CategoryError, Kato, Severity};

use super::clock::Clocks;
use super::incident::{Incident, Shared};
use super::memory::{Known, Memory};
use super::plan::FilePlan;
use super::reason::{Notes, Reason, Reject};
use crate::place::{Placer, Projection, Surroundings, UnitPolygons};
use crate::profile::{Clock, DateFormat, Duplicates, Matcher, Profile, Role};
use crate::read::RawRecord;
use moment::note_order;

pub(crate) use identity::text_hash;

/// The rules of a profile, ready to be applied by many threads.
#[derive(Debug)]
struct Rules {
    clock: Clock,
    clocks: Clocks,
    formats: Vec<DateFormat>,
    placeholders: Vec<String>,
    /// Milliseconds of the first plausible moment and of the first that lies in the future.
    earliest: i64,
    future: i64,
    duplicates: Duplicates,
    matcher: Matcher,
    severities: Known<u8>,
    strip: String,
    recode: Known<Option<u8>>,
    filters: Vec<Vec<String>>,
    /// For each filter, whether its rows take their records back.
    takes_back: Vec<bool>,
    placer: Placer,
    polygons: UnitPolygons,
}

/// Checks and places records of one source. Cloning it gives another thread its own memory of what was seen.
#[derive(Debug, Clone)]
pub(crate) struct Checker {
    rules: Arc<Rules>,
    shared: Arc<Shared>,
    categories: Memory<Option<u16>>,
    articles: Memory<Article>,
    places: Memory<u32>,
    surroundings: Surroundings,
    /// Room for what is hashed of a record.
    written: Vec<u8>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Article {
    number: u32,
    category: Option<u16>,
    former_category: Option<u16>,
}

type Checked<T> = Result<T, (Reason, Option<usize>)>;

impl Checker {
    /// Prepares the rules of a profile; nothing later than `as_of` is accepted.
    pub fn new(
        profile: &Profile,
        polygons: UnitPolygons,
        as_of: NaiveDate,
    ) -> Result<Self, CategoryError> {
        let millis = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc().timestamp_millis();
        let placer = Placer::new(
            Projection::new(&profile.place.crs).unwrap_or_else(|error| {
                unreachable!("a profile's system is checked when it is read: {error}")
            }),
            profile.place.bounds,
        );
        let time = &profile.time;
        let rules = Rules {
            clock: time.clock,
            clocks: Clocks::new(time, as_of),
            formats: formats(&time.formats),
            placeholders: time.placeholders.clone(),
            earliest: millis(time.earliest),
            future: millis(as_of.succ_opt().unwrap_or(as_of)),
            duplicates: profile.duplicates,
            matcher: Matcher::new(&profile.categories)?,
            severities: severities(profile),
            strip: profile.unit.strip.clone(),
            recode: recode(profile),
            filters: profile.filters.iter().map(|f| f.equals.clone()).collect(),
            takes_back: profile.filters.iter().map(|f| f.takes_back).collect(),
            placer,
            polygons,
        };
        Ok(Self {
            rules: Arc::new(rules),
            shared: Arc::default(),
            categories: Memory::default(),
            articles: Memory::default(),
            places: Memory::default(),
            surroundings: Surroundings::default(),
            written: Vec::new(),
        })
    }

    /// What all clones share.
    pub fn shared(&self) -> &Shared {
        &self.shared
    }

    /// Checks one record of file number `file`.
    pub fn check(
        &mut self,
        file: u32,
        record: &RawRecord<'_>,
        plan: &FilePlan,
    ) -> Result<Incident, Reject> {
        self.incident(file, record, plan)
            .map_err(|(reason, column)| Reject {
                file,
                line: record.line,
                reason: reason.code(),
                field: column.map_or(Reject::NO_FIELD, |column| column as u16),
                text: text_hash(record.text),
            })
    }

    fn incident(
        &mut self,
        file: u32,
        record: &RawRecord<'_>,
        plan: &FilePlan,
    ) -> Checked<Incident> {
        self.filter(record, plan)?;
        let mut notes = Notes::default();
        let committed = self.committed(record, plan, &mut notes)?;
        let registered = self.registered(record, plan, &mut notes)?;
        note_order(committed, registered, &mut notes);
        let known = registered.unwrap_or(committed);
        let (category, article) = self.category(record, plan, known, &mut notes)?;
        let place = self.place(record, plan, &mut notes)?;
        self.note_clock(committed, place.unit, &mut notes);
        let (key, content) = self.identity(record, plan);
        self.note_simulated(record, plan);
        Ok(Incident {
            key,
            content,
            line: record.line,
            file,
            committed,
            registered: registered.map_or(Incident::NO_DAY, day_of),
            category,
            severity: self.severity(record, plan, &mut notes),
            unit: place.unit,
            article,
            place: self.place_word(first(record, plan, Role::Place)),
            cell: place.cell,
            point: place.point,
            notes,
        })
    }

    fn filter(&self, record: &RawRecord<'_>, plan: &FilePlan) -> Checked<()> {
        for (index, (column, values)) in plan.filters.iter().zip(&self.rules.filters).enumerate() {
            let Some(column) = *column else {
                continue;
            };
            if values.iter().any(|value| *value == record.values[column]) {
                return Err((Reason::Filter(index as u8), Some(column)));
            }
        }
        Ok(())
    }
}

fn first<'r>(record: &'r RawRecord<'_>, plan: &FilePlan, role: Role) -> &'r str {
    plan.role(role)
        .iter()
        .map(|&column| record.values[column].as_ref())
        .find(|text| !text.is_empty())
        .unwrap_or("")
}

fn day_of(wall_ms: i64) -> i32 {
    wall_ms.div_euclid(86_400_000) as i32
}

fn date_of(wall_ms: i64) -> Option<NaiveDate> {
    NaiveDate::from_epoch_days(day_of(wall_ms))
}

/// The severities in the order of their numbers; number `n` stands at position `n - 1`.
pub(crate) const SEVERITIES: [Severity; 5] = [
    Severity::Misdemeanour,
    Severity::Minor,
    Severity::Medium,
    Severity::Grave,
    Severity::EspeciallyGrave,
];

fn severities(profile: &Profile) -> Known<u8> {
    let number = |severity: &Severity| SEVERITIES.iter().position(|s| s == severity);
    profile
        .severity
        .iter()
        .filter_map(|(code, severity)| Some((code.clone(), number(severity)? as u8 + 1)))
        .collect()
}

fn recode(profile: &Profile) -> Known<Option<u8>> {
    let unit = |code: &String| code.parse::<Kato>().ok().map(Kato::get);
    let recode = profile.unit.recode.iter();
    recode.map(|(from, to)| (from.clone(), unit(to))).collect()
}

/// The formats of a profile, and those in which workbooks and Parquet files tell the times that they know as times.
fn formats(declared: &[String]) -> Vec<DateFormat> {
    const TYPED: [&str; 3] = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S%z", "%Y-%m-%d"];
    let declared = declared.iter().map(String::as_str);
    let mut formats = Vec::new();
    let compiled = declared.chain(TYPED).map(|text| {
        DateFormat::compile(text).unwrap_or_else(|error| {
            unreachable!("a profile's formats are checked when it is read: {error}")
        })
    });
    for format in compiled {
        if !formats.contains(&format) {
            formats.push(format);
        }
    }
    formats
}
