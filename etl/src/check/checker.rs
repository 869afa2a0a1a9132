use std::collections::HashMap;
use std::hash::Hasher;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime};
use oshaq_domain::{CategoryError, Kato, Severity};
use siphasher::sip::SipHasher13;
use siphasher::sip128::{Hasher128, SipHasher13 as SipHasher128};

use super::clock::Clocks;
use super::incident::{Incident, Shared};
use super::plan::FilePlan;
use super::reason::{Note, Notes, Reason, Reject};
use crate::place::{Mended, Placed, Placer, Projection, UnitPolygons, cell_of};
use crate::profile::{
    Clock, DateFormat, Duplicates, Matcher, Moment, NO_CATEGORY, Profile, Role, article_of,
    wall_millis,
};
use crate::read::RawRecord;

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
    severities: HashMap<String, u8>,
    strip: String,
    recode: HashMap<String, Option<u8>>,
    filters: Vec<Vec<String>>,
    placer: Placer,
    polygons: UnitPolygons,
}

/// Checks and places records of one source. Cloning it gives another thread its own memory of what was seen.
#[derive(Debug, Clone)]
pub(crate) struct Checker {
    rules: Arc<Rules>,
    shared: Arc<Shared>,
    categories: HashMap<String, Option<u16>>,
    articles: HashMap<String, Article>,
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
            Projection::new(&profile.place.crs).unwrap_or(Projection::Degrees),
            profile.place.bounds,
        );
        let time = &profile.time;
        let rules = Rules {
            clock: time.clock,
            clocks: Clocks::new(time, as_of),
            formats: time
                .formats
                .iter()
                .filter_map(|f| DateFormat::compile(f).ok())
                .collect(),
            placeholders: time.placeholders.clone(),
            earliest: millis(time.earliest),
            future: millis(as_of.succ_opt().unwrap_or(as_of)),
            duplicates: profile.duplicates,
            matcher: Matcher::new(&profile.categories)?,
            severities: severities(profile),
            strip: profile.unit.strip.clone(),
            recode: recode(profile),
            filters: profile.filters.iter().map(|f| f.equals.clone()).collect(),
            placer,
            polygons,
        };
        Ok(Self {
            rules: Arc::new(rules),
            shared: Arc::default(),
            categories: HashMap::new(),
            articles: HashMap::new(),
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
        let (cell, unit) = self.place(record, plan, &mut notes)?;
        self.note_clock(committed, unit, &mut notes);
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
            unit,
            article,
            place: self.shared.places.number(first(record, plan, Role::Place)),
            cell,
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

    fn committed(
        &self,
        record: &RawRecord<'_>,
        plan: &FilePlan,
        notes: &mut Notes,
    ) -> Checked<i64> {
        let columns = plan.role(Role::Committed);
        let date = self.date(record, columns)?;
        let Some((moment, column)) = date else {
            return Err((Reason::DateMissing, columns.first().copied()));
        };
        if columns.first() != Some(&column) {
            notes.add(Note::SecondDateColumn);
        }
        match plan.role(Role::CommittedHour).first() {
            Some(&column) => Ok(moment + hour_millis(&record.values[column], column)?),
            None => Ok(moment),
        }
    }

    fn registered(
        &self,
        record: &RawRecord<'_>,
        plan: &FilePlan,
        notes: &mut Notes,
    ) -> Checked<Option<i64>> {
        match self.date(record, plan.role(Role::Registered)) {
            Ok(date) => Ok(date.map(|(moment, _)| moment)),
            Err(future @ (Reason::DateInFuture, _)) => Err(future),
            Err(_) => {
                notes.add(Note::RegistrationUnreadable);
                Ok(None)
            }
        }
    }

    /// The first plausible date of some columns, with its column; `None` when all are empty or placeholders.
    fn date(&self, record: &RawRecord<'_>, columns: &[usize]) -> Checked<Option<(i64, usize)>> {
        let mut fault = None;
        for &column in columns {
            let text = record.values[column].as_ref();
            if text.is_empty() || self.rules.placeholders.iter().any(|p| p == text) {
                continue;
            }
            match self.rules.plausible(text) {
                Ok(moment) => return Ok(Some((moment, column))),
                Err(reason) => {
                    fault.get_or_insert((reason, Some(column)));
                }
            }
        }
        fault.map_or(Ok(None), Err)
    }

    fn category(
        &mut self,
        record: &RawRecord<'_>,
        plan: &FilePlan,
        known_ms: i64,
        notes: &mut Notes,
    ) -> Checked<(u16, u32)> {
        let article = self.article(first(record, plan, Role::Article));
        let text = first(record, plan, Role::Category);
        let former = date_of(known_ms).is_some_and(|day| self.rules.matcher.is_former(day));
        let found = if former {
            notes.add(Note::FormerCode);
            article.former_category
        } else {
            let by_text = self.category_of_text(text);
            if let (Some(by_text), Some(by_article)) = (by_text, article.category)
                && by_text != by_article
            {
                notes.add(Note::CodeAndArticleDisagree);
            }
            by_text.or(article.category)
        };
        let category = found.unwrap_or_else(|| {
            notes.add(Note::OtherCategory);
            self.rules.matcher.unmatched()
        });
        if category == NO_CATEGORY {
            let column = plan
                .role(Role::Category)
                .first()
                .or(plan.role(Role::Article).first());
            return Err((Reason::CategoryUnknown, column.copied()));
        }
        Ok((category, article.number))
    }

    fn category_of_text(&mut self, text: &str) -> Option<u16> {
        if text.is_empty() {
            return None;
        }
        if let Some(known) = self.categories.get(text) {
            return *known;
        }
        let found = self.rules.matcher.of_text(text);
        remember(&mut self.categories, text, found);
        found
    }

    fn article(&mut self, text: &str) -> Article {
        if text.is_empty() {
            return Article::default();
        }
        if let Some(known) = self.articles.get(text) {
            return *known;
        }
        let matcher = &self.rules.matcher;
        let article = article_of(text).map_or_else(Article::default, |article| Article {
            number: self.shared.articles.number(&article),
            category: matcher.of_present_article(&article),
            former_category: matcher.of_former_article(&article),
        });
        remember(&mut self.articles, text, article);
        article
    }

    fn severity(&self, record: &RawRecord<'_>, plan: &FilePlan, notes: &mut Notes) -> u8 {
        let text = first(record, plan, Role::Severity);
        if text.is_empty() {
            return 0;
        }
        self.rules.severities.get(text).copied().unwrap_or_else(|| {
            notes.add(Note::SeverityUnknown);
            0
        })
    }

    /// The cell and the unit. The place decides the unit; the declared code does where there is no place.
    fn place(
        &self,
        record: &RawRecord<'_>,
        plan: &FilePlan,
        notes: &mut Notes,
    ) -> Checked<(u64, u8)> {
        let declared = self.declared_unit(record, plan, notes);
        let (x, y) = (first(record, plan, Role::X), first(record, plan, Role::Y));
        let (point, mended) = match self.rules.placer.place(x, y) {
            Placed::At(point, mended) => (point, mended),
            Placed::NotMapped(reason) => {
                notes.add(Note::from(reason));
                return Ok((0, declared.unwrap_or_default()));
            }
            Placed::Outside => {
                return Err((Reason::OutsideBounds, plan.role(Role::X).first().copied()));
            }
        };
        match mended {
            Mended::Nothing => {}
            Mended::Swapped => notes.add(Note::AxesSwapped),
            Mended::Degrees => notes.add(Note::DegreesForMetres),
        }
        let unit = self.unit_at(point, declared, notes);
        Ok((cell_of(point), unit.unwrap_or_default()))
    }

    fn unit_at(
        &self,
        point: oshaq_domain::LatLng,
        declared: Option<u8>,
        notes: &mut Notes,
    ) -> Option<u8> {
        if self.rules.polygons.is_empty() {
            return declared;
        }
        let Some(unit) = self.rules.polygons.unit_of(point).map(Kato::get) else {
            notes.add(Note::OutsideUnits);
            return declared;
        };
        if declared.is_some_and(|declared| declared != unit) {
            notes.add(Note::UnitDisagrees);
        }
        Some(unit)
    }

    fn declared_unit(
        &self,
        record: &RawRecord<'_>,
        plan: &FilePlan,
        notes: &mut Notes,
    ) -> Option<u8> {
        let mut told = false;
        for &column in plan.role(Role::Unit) {
            let text = record.values[column].as_ref();
            told |= !text.is_empty();
            if let Some(unit) = self.rules.unit(text) {
                return unit;
            }
        }
        if told {
            notes.add(Note::UnitUnknown);
        }
        None
    }

    fn note_clock(&self, committed: i64, unit: u8, notes: &mut Notes) {
        if self.rules.clock == Clock::Wall
            && let Some(note) = self.rules.clocks.oddity(committed, unit)
        {
            notes.add(note);
        }
    }

    fn note_simulated(&self, record: &RawRecord<'_>, plan: &FilePlan) {
        let mark = first(record, plan, Role::Simulated);
        if !matches!(mark, "" | "0" | "false" | "no") {
            self.shared.set_simulated();
        }
    }

    /// What makes the record the same as another, and a hash of all it says.
    fn identity(&self, record: &RawRecord<'_>, plan: &FilePlan) -> (u128, u64) {
        let mut content = SipHasher128::new();
        for value in record.values {
            content.write(value.as_bytes());
            content.write_u8(0x1f);
        }
        let whole = content.finish128().as_u128();
        let number = plan.role(Role::Number);
        let key = match self.rules.duplicates {
            Duplicates::Number if number.iter().any(|&c| is_number(&record.values[c])) => {
                let mut key = SipHasher128::new();
                for &column in number {
                    key.write(record.values[column].as_bytes());
                    key.write_u8(0x1f);
                }
                key.finish128().as_u128()
            }
            Duplicates::Number | Duplicates::Exact => whole,
            Duplicates::None => {
                let mut key = SipHasher128::new();
                key.write_u32(plan.origin);
                key.write_u64(record.line);
                key.finish128().as_u128()
            }
        };
        (key, whole as u64)
    }
}

impl Rules {
    /// A text as wall clock, if some format reads it and it lies in the plausible time.
    fn plausible(&self, text: &str) -> Result<i64, Reason> {
        let mut fault = Reason::DateUnreadable;
        for format in &self.formats {
            let Some(moment) = format.read(text) else {
                continue;
            };
            match self.wall(moment) {
                Some(wall) if wall < self.earliest => fault = Reason::DateTooEarly,
                Some(wall) if wall >= self.future => fault = Reason::DateInFuture,
                Some(wall) => return Ok(wall),
                None => {}
            }
        }
        Err(fault)
    }

    fn wall(&self, moment: Moment) -> Option<i64> {
        match (moment, self.clock) {
            (Moment::Clock(wall), Clock::Wall) => Some(wall),
            (Moment::Clock(utc), Clock::Instant) | (Moment::Instant(utc), _) => {
                wall_millis(utc, self.clocks.zone())
            }
        }
    }

    /// The unit of a code: `None` when it is no code, `Some(None)` when only the place can tell.
    #[expect(
        clippy::option_option,
        reason = "no code and an ambiguous code are different findings"
    )]
    fn unit(&self, text: &str) -> Option<Option<u8>> {
        let code = match text.strip_prefix(self.strip.as_str()) {
            Some(rest) if rest.len() >= 2 && !self.strip.is_empty() => rest,
            _ => text,
        };
        let digits = code.get(..2)?;
        if let Some(now) = self.recode.get(digits) {
            return Some(*now);
        }
        digits.parse::<Kato>().ok().map(|unit| Some(unit.get()))
    }
}

/// Numbers of nothing but zeros, or none at all, identify no record.
fn is_number(text: &str) -> bool {
    text.bytes()
        .any(|byte| byte.is_ascii_alphanumeric() && byte != b'0')
}

fn first<'r>(record: &'r RawRecord<'_>, plan: &FilePlan, role: Role) -> &'r str {
    plan.role(role)
        .iter()
        .map(|&column| record.values[column].as_ref())
        .find(|text| !text.is_empty())
        .unwrap_or("")
}

fn hour_millis(text: &str, column: usize) -> Checked<i64> {
    match text.parse::<u8>() {
        Ok(hour) if hour < 24 => Ok(i64::from(hour) * 3_600_000),
        _ => Err((Reason::HourUnreadable, Some(column))),
    }
}

fn note_order(committed: i64, registered: Option<i64>, notes: &mut Notes) {
    if registered.is_some_and(|registered| day_of(registered) < day_of(committed)) {
        notes.add(Note::RegisteredBeforeCommitted);
    }
}

fn day_of(wall_ms: i64) -> i32 {
    wall_ms.div_euclid(86_400_000) as i32
}

fn date_of(wall_ms: i64) -> Option<NaiveDate> {
    NaiveDate::from_epoch_days(day_of(wall_ms))
}

pub(crate) fn text_hash(text: &[u8]) -> u64 {
    let mut hasher = SipHasher13::new();
    hasher.write(text);
    hasher.finish()
}

/// Keeps what was found, unless the texts turn out to be no code list.
fn remember<T>(memory: &mut HashMap<String, T>, text: &str, found: T) {
    const MOST: usize = 10_000;
    if memory.len() >= MOST {
        memory.clear();
    }
    memory.insert(text.to_owned(), found);
}

/// The severities in the order of their numbers; number `n` stands at position `n - 1`.
pub(crate) const SEVERITIES: [Severity; 5] = [
    Severity::Misdemeanour,
    Severity::Minor,
    Severity::Medium,
    Severity::Grave,
    Severity::EspeciallyGrave,
];

fn severities(profile: &Profile) -> HashMap<String, u8> {
    let number = |severity: &Severity| SEVERITIES.iter().position(|s| s == severity);
    profile
        .severity
        .iter()
        .filter_map(|(code, severity)| Some((code.clone(), number(severity)? as u8 + 1)))
        .collect()
}

fn recode(profile: &Profile) -> HashMap<String, Option<u8>> {
    let unit = |code: &String| code.parse::<Kato>().ok().map(Kato::get);
    let recode = profile.unit.recode.iter();
    recode.map(|(from, to)| (from.clone(), unit(to))).collect()
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::path::Path;

    use super::*;

    const HEADER: &str = "UD,ID,CRIME_CODE,STAT,HARD_CODE,DAT_SOVER,DAT_SOVER_STR,DAT_VOZB,DAT_VOZB_STR,REG_CODE,FE1R29P1_ID,x,y";
    /// A record in Taraz, made up.
    const SOUND: &str = "203112030000001,0,1880,ст.188 ч.3,3,1581193800000,08.02.2020 20:30,1581252000000,09.02.2020,193112,039,687500.0,4743900.0";

    fn polygons() -> UnitPolygons {
        let text = r#"{"type":"FeatureCollection","features":[
          {"type":"Feature","properties":{"kato":"31"},"geometry":{"type":"Polygon","coordinates":[
            [[70,42],[74,42],[74,45],[70,45],[70,42]]]}},
          {"type":"Feature","properties":{"kato":"75"},"geometry":{"type":"Polygon","coordinates":[
            [[76,42],[78,42],[78,44],[76,44],[76,42]]]}}]}"#;
        UnitPolygons::parse(text).unwrap()
    }

    /// Checks one row, with some fields of the sound one replaced.
    fn check(changes: &[(&str, &str)]) -> Result<Incident, String> {
        let erdr = Profile::built_in("erdr").unwrap();
        let header: Vec<String> = HEADER.split(',').map(str::to_owned).collect();
        let plan = FilePlan::of_header(&erdr, Path::new("a.csv"), 1, &header).unwrap();
        let mut row: Vec<&str> = SOUND.split(',').collect();
        for (name, value) in changes {
            let at = header.iter().position(|column| column == name).unwrap();
            row[at] = value;
        }
        let values: Vec<Cow<'_, str>> = plan
            .columns
            .positions
            .iter()
            .map(|&p| row.get(p).map_or(Cow::Borrowed(""), |v| Cow::Borrowed(*v)))
            .collect();
        let record = RawRecord {
            line: 2,
            text: b"row",
            values: &values,
        };
        let as_of = "2026-01-31".parse().unwrap();
        let mut checker = Checker::new(&erdr, polygons(), as_of).unwrap();
        checker.check(0, &record, &plan).map_err(|reject| {
            let field = plan.columns.names.get(usize::from(reject.field));
            format!(
                "{} {}",
                Reason::word(reject.reason, &[]),
                field.map_or("", String::as_str)
            )
        })
    }

    fn notes(changes: &[(&str, &str)]) -> Vec<&'static str> {
        let incident = check(changes).unwrap();
        let set = Note::ALL
            .into_iter()
            .filter(|note| incident.notes.has(*note));
        set.map(Note::as_str).collect()
    }

    fn ms(text: &str) -> i64 {
        let time = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        time.and_utc().timestamp_millis()
    }

    #[test]
    fn a_sound_record_is_accepted_without_a_note() {
        let incident = check(&[]).unwrap();
        assert_eq!(notes(&[]), [""; 0]);
        assert_eq!(incident.committed, ms("2020-02-08 20:30"));
        assert_eq!(incident.registered, day_of(ms("2020-02-09 00:00")));
        assert_eq!((incident.unit, incident.severity), (31, 4));
        assert_ne!(incident.cell, 0);
    }

    #[test]
    fn an_epoch_that_does_not_fit_gives_way_to_the_text() {
        for nonsense in ["2147483647", "1453", "-1", "253402300799000", "x"] {
            let row = [("DAT_SOVER", nonsense)];
            assert_eq!(check(&row).unwrap().committed, ms("2020-02-08 20:30"));
            assert_eq!(notes(&row), ["date_from_second_column"]);
        }
    }

    #[test]
    fn a_date_that_cannot_be_used_is_rejected_with_its_field() {
        let cases = [
            ("", "", "date_missing DAT_SOVER"),
            ("2147483647", "01.01.1900", "date_missing DAT_SOVER"),
            ("x", "", "date_unreadable DAT_SOVER"),
            ("", "31.02.2020", "date_unreadable DAT_SOVER_STR"),
            ("", "31.12.1994", "date_too_early DAT_SOVER_STR"),
            ("", "01.02.2026", "date_in_future DAT_SOVER_STR"),
        ];
        for (epoch, text, told) in cases {
            let row = [("DAT_SOVER", epoch), ("DAT_SOVER_STR", text)];
            assert_eq!(check(&row).unwrap_err(), told);
        }
        let last = [("DAT_SOVER", ""), ("DAT_SOVER_STR", "31.01.2026 23:59")];
        assert!(check(&last).is_ok());
    }

    #[test]
    fn a_registration_before_the_commission_is_noted_and_in_the_future_rejected() {
        let before = [("DAT_VOZB", "1580000000000")];
        assert_eq!(notes(&before), ["registered_before_committed"]);
        let future = [("DAT_VOZB", "1900000000000"), ("DAT_VOZB_STR", "")];
        assert_eq!(check(&future).unwrap_err(), "date_in_future DAT_VOZB");
        let none = [("DAT_VOZB", "2147483647"), ("DAT_VOZB_STR", "")];
        assert_eq!(check(&none).unwrap().registered, Incident::NO_DAY);
        let odd = [("DAT_VOZB", "x"), ("DAT_VOZB_STR", "y")];
        assert_eq!(notes(&odd), ["registration_unreadable"]);
    }

    #[test]
    fn the_repeated_hour_is_noted_in_the_zone_of_the_unit() {
        let row = [
            ("DAT_SOVER", ""),
            ("DAT_SOVER_STR", "29.02.2024 23:30"),
            ("DAT_VOZB", ""),
            ("DAT_VOZB_STR", ""),
        ];
        assert!(notes(&row).contains(&"hour_repeated_by_clock_change"));
    }

    #[test]
    fn a_record_without_a_place_keeps_its_declared_unit() {
        for (x, y, reason) in [
            ("", "", "coordinates_missing"),
            ("0", "0", "coordinates_zero"),
            ("x", "1", "coordinates_unreadable"),
        ] {
            let row = [("x", x), ("y", y)];
            assert_eq!(notes(&row), [reason]);
            let incident = check(&row).unwrap();
            assert_eq!((incident.cell, incident.unit), (0, 31));
        }
    }

    #[test]
    fn swapped_axes_lead_to_the_same_cell() {
        let row = [("x", "4743900.0"), ("y", "687500.0")];
        assert_eq!(notes(&row), ["axes_swapped"]);
        assert_eq!(check(&row).unwrap().cell, check(&[]).unwrap().cell);
    }

    #[test]
    fn a_place_outside_the_country_is_rejected_and_outside_the_units_noted() {
        let far = [("x", "500000"), ("y", "9000000")];
        assert_eq!(check(&far).unwrap_err(), "outside_bounds x");
        let north = [("x", "500000"), ("y", "5500000")];
        assert_eq!(notes(&north), ["outside_all_units"]);
    }

    #[test]
    fn a_unit_that_disagrees_with_the_place_is_noted_and_the_place_decides() {
        let row = [("REG_CODE", "197510")];
        assert_eq!(notes(&row), ["unit_disagrees_with_place"]);
        assert_eq!(check(&row).unwrap().unit, 31);
        assert_eq!(notes(&[("REG_CODE", "x")]), ["unit_unknown"]);
        assert_eq!(notes(&[("REG_CODE", "195110")]), [""; 0]);
    }

    #[test]
    fn a_code_that_no_category_claims_counts_as_other() {
        assert_eq!(
            notes(&[("CRIME_CODE", "2020"), ("STAT", "ст.202 ч.1")]),
            ["category_other"]
        );
        assert_eq!(
            notes(&[("CRIME_CODE", "1910")]),
            ["code_disagrees_with_article"]
        );
        let by_article = check(&[("CRIME_CODE", "")]).unwrap();
        assert_eq!(by_article.category, check(&[]).unwrap().category);
    }

    #[test]
    fn an_article_of_the_former_code_is_read_by_that_code() {
        let old = [
            ("CRIME_CODE", "1750"),
            ("STAT", "ст.175 ч.2"),
            ("DAT_SOVER", ""),
            ("DAT_SOVER_STR", "01.05.2014 10:00"),
            ("DAT_VOZB", ""),
            ("DAT_VOZB_STR", "02.05.2014"),
        ];
        let incident = check(&old).unwrap();
        assert_eq!(incident.category, check(&[]).unwrap().category);
        assert!(incident.notes.has(Note::FormerCode));
    }

    #[test]
    fn the_number_is_the_identity_whatever_else_changed() {
        let (one, revised) = (check(&[]).unwrap(), check(&[("HARD_CODE", "2")]).unwrap());
        assert_eq!(one.key, revised.key);
        assert_ne!(one.content, revised.content);
        assert_ne!(one.key, check(&[("ID", "1")]).unwrap().key);
        let nameless = [("UD", "0"), ("ID", "0")];
        let other = [("UD", "0"), ("ID", "0"), ("HARD_CODE", "2")];
        assert_ne!(check(&nameless).unwrap().key, check(&other).unwrap().key);
    }
}
