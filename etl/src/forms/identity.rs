//! Who reports on what: form, department, unit and period of a workbook, and who says so.
//!
//! The program that makes the Committee's reports writes a title and a description into the workbook
//! (`28327;50119;1910%;__`: snapshot of the register, layout, region, department); some workbooks have a sheet `srz_info`
//! about the snapshot; file names say month and department. Where two of them say different things, the one that the
//! program wrote together with the values is taken, and the contradiction is told.

mod named;
mod snapshot;

use std::path::Path;

use oshaq_domain::{Kato, Month, Period};

use super::grid::tidy;
use super::ledger::Contradiction;
use super::profile::FormProfile;
use super::properties::Properties;
use super::request::UnitNames;
use crate::error::EtlError;
use named::{Named, named, plain_name, stem};

pub use snapshot::{AboutSnapshot, SNAPSHOT_SHEET};

/// The register's own prefix of region codes: 19 is the country.
const COUNTRY: &str = "19";

/// What a workbook is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Identity {
    /// The form, such as `1-M`.
    pub form: String,
    /// The department that reports, as file names call it; the summary's for all.
    pub department: String,
    /// The unit; `None` is the whole country.
    pub unit: Option<Kato>,
    /// January up to this month.
    pub period: Period,
    /// Number of the snapshot.
    pub snapshot: Option<u64>,
    /// What is said differently in different places.
    pub contradictions: Vec<Contradiction>,
}

impl Identity {
    /// The form as tables call it, the department behind a slash where it reports for itself.
    pub fn form_code(&self) -> String {
        if self.department == FormProfile::ALL_DEPARTMENTS {
            self.form.clone()
        } else {
            format!("{}/{}", self.form, self.department)
        }
    }
}

/// Everything that says what a workbook is about.
pub struct Evidence<'a> {
    pub path: &'a Path,
    pub profile: &'a FormProfile,
    pub units: &'a [UnitNames],
    pub properties: &'a Properties,
    /// Headings of its tables.
    pub headings: Vec<String>,
    /// The sheet about the snapshot.
    pub about: Option<AboutSnapshot>,
    /// The month that the caller gives for workbooks that do not say.
    pub until: Option<Month>,
}

/// A statement: who says it, and what.
type Told<T> = (&'static str, Option<T>);

impl Evidence<'_> {
    /// What the workbook is about.
    ///
    /// # Errors
    /// [`EtlError::Unsaid`] when nothing says the form, the unit or the period.
    pub fn identity(&self) -> Result<Identity, EtlError> {
        let mut contradictions = Vec::new();
        let form = settle("form", self.forms(), &mut contradictions)
            .ok_or_else(|| self.unsaid("which form it is", "choose another --profile"))?;
        let unit = settle("unit", self.unit_codes(), &mut contradictions).ok_or_else(|| {
            self.unsaid(
                "which unit it is about",
                "call the file as the unit is called, such as Astana.xlsx",
            )
        })?;
        let months = self.months();
        let period = settle("period", months, &mut contradictions).ok_or_else(|| {
            self.unsaid("up to which month it counts", "begin the file's name with year and month, such as 202212_, or give --period 2022-12")
        })?;
        let department = settle("department", self.departments(), &mut contradictions)
            .unwrap_or_else(|| FormProfile::ALL_DEPARTMENTS.to_owned());
        Ok(Identity {
            form,
            department,
            unit: unit.parse().ok(),
            period,
            snapshot: self.snapshot(),
            contradictions,
        })
    }

    fn forms(&self) -> [Told<String>; 3] {
        let by = |text: &str, begins: bool| {
            let marked = |mark: &String| {
                if begins {
                    text.starts_with(mark.as_str())
                } else {
                    text.contains(mark.as_str())
                }
            };
            let report = self
                .profile
                .reports
                .iter()
                .find(|report| report.marks.iter().any(marked));
            report.map(|report| report.form.clone())
        };
        let title = by(&tidy(&self.properties.title), true);
        let heading = self.headings.iter().find_map(|heading| by(heading, false));
        [
            ("properties", title),
            ("heading", heading),
            ("file name", self.named().form),
        ]
    }

    /// The units as text, `00` for the whole country.
    fn unit_codes(&self) -> [Told<String>; 4] {
        let about = self
            .about
            .as_ref()
            .and_then(|about| about.region.as_deref());
        [
            ("srz_info", about.and_then(|code| self.region(code))),
            (
                "properties",
                self.described(2).and_then(|code| self.region(code)),
            ),
            ("title", self.unit_called(&self.titled_unit())),
            ("file name", self.unit_called(&stem(self.path))),
        ]
    }

    /// The unit that the register calls so today.
    fn region(&self, code: &str) -> Option<String> {
        let unit = region(code)?;
        let today = self.profile.former_units.get(&unit);
        Some(today.map_or(unit, ToString::to_string))
    }

    fn months(&self) -> [Told<Period>; 4] {
        let about = self.about.as_ref().and_then(|about| about.period);
        let snapshot = self
            .snapshot()
            .and_then(|number| self.profile.snapshots.get(&number));
        let until = |month: Option<Month>| month.map(Period::since_january);
        [
            ("srz_info", about),
            ("snapshot", until(snapshot.copied())),
            ("file name", until(self.named().month)),
            ("--period", until(self.until)),
        ]
    }

    fn departments(&self) -> [Told<String>; 3] {
        let known = |code: Option<&str>| Some(self.profile.department_of(code?)?.to_owned());
        let about = self
            .about
            .as_ref()
            .and_then(|about| about.department.as_deref());
        [
            ("srz_info", known(about)),
            ("properties", known(self.described(3))),
            ("file name", self.named().department),
        ]
    }

    fn snapshot(&self) -> Option<u64> {
        self.described(0)?.parse().ok()
    }

    /// A part of the description.
    fn described(&self, part: usize) -> Option<&str> {
        self.properties.description.split(';').nth(part)
    }

    /// What stands in the title between the form and the department in parentheses.
    fn titled_unit(&self) -> String {
        let title = tidy(&self.properties.title);
        let marks = self.profile.reports.iter().flat_map(|report| &report.marks);
        let after = marks
            .filter_map(|mark| title.strip_prefix(mark.as_str()))
            .min_by_key(|after| after.len());
        let unit = after.unwrap_or_default();
        unit.split('(').next().unwrap_or_default().trim().to_owned()
    }

    fn unit_called(&self, name: &str) -> Option<String> {
        let name = plain_name(name);
        let called = |unit: &&UnitNames| unit.names.iter().any(|own| plain_name(own) == name);
        let mut units = self.units.iter().filter(called);
        // A region and its city may share a name, as Almaty's do; then the name says nothing.
        let unit = units.next().filter(|_| units.next().is_none())?;
        Some(unit.unit.map_or_else(
            || oshaq_store::tables::NATION.to_owned(),
            |unit| unit.to_string(),
        ))
    }

    fn named(&self) -> Named {
        named(&stem(self.path), self.profile)
    }

    fn unsaid(&self, what: &'static str, remedy: &'static str) -> EtlError {
        EtlError::Unsaid {
            path: self.path.to_owned(),
            what,
            looked: format!(
                "its properties say `{}` and `{}`",
                self.properties.title, self.properties.description
            ),
            remedy,
        }
    }
}

/// The first statement; those that differ from it are a contradiction.
fn settle<T: PartialEq + ToString + Clone>(
    what: &'static str,
    told: impl IntoIterator<Item = Told<T>>,
    contradictions: &mut Vec<Contradiction>,
) -> Option<T> {
    let told: Vec<(&str, T)> = told
        .into_iter()
        .filter_map(|(by, said)| said.map(|said| (by, said)))
        .collect();
    let (_, taken) = told.first()?;
    if told.iter().any(|(_, said)| said != taken) {
        contradictions.push(Contradiction {
            what: what.to_owned(),
            taken: taken.to_string(),
            told: told
                .iter()
                .map(|(by, said)| ((*by).to_owned(), said.to_string()))
                .collect(),
        });
    }
    Some(taken.clone())
}

/// The unit of a region code of the register: `1910%` is 10, `19%` the whole country.
fn region(code: &str) -> Option<String> {
    let own = code.trim().strip_prefix(COUNTRY)?;
    let digits: String = own.chars().take_while(char::is_ascii_digit).collect();
    match digits.get(..2) {
        Some(kato) => kato.parse::<Kato>().ok().map(|kato| kato.to_string()),
        None if digits.is_empty() => Some(oshaq_store::tables::NATION.to_owned()),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence<'a>(
        path: &'a str,
        profile: &'a FormProfile,
        properties: &'a Properties,
        units: &'a [UnitNames],
    ) -> Evidence<'a> {
        Evidence {
            path: Path::new(path),
            profile,
            units,
            properties,
            headings: Vec::new(),
            about: None,
            until: None,
        }
    }

    fn properties(title: &str, description: &str) -> Properties {
        Properties {
            title: title.to_owned(),
            description: description.to_owned(),
            saved: None,
        }
    }

    fn profile(name: &str) -> FormProfile {
        FormProfile::built_in(name).unwrap().unwrap()
    }

    #[test]
    fn the_properties_say_form_unit_department_and_month() {
        let profile = profile("form-3k");
        let properties = properties("3-К  Республика Казахстан (МВД)", "26124;50306;19%;03");
        let found = evidence("202206_3k_00300___ru.XLSX", &profile, &properties, &[])
            .identity()
            .unwrap();
        assert_eq!(found.form_code(), "3-K/00300");
        assert_eq!(
            (found.unit, found.period.to_string().as_str()),
            (None, "2022-01/2022-06")
        );
        assert!(
            found.contradictions.is_empty(),
            "{:?}",
            found.contradictions
        );
    }

    #[test]
    fn a_file_name_that_says_otherwise_is_told_and_the_content_taken() {
        let profile = profile("form-3k");
        let properties = properties(
            "3-К (суд)  Республика Казахстан (свод суд)",
            "31630;51107;19____02%;02",
        );
        let found = evidence("202209_3k_00400___ru.XLSX", &profile, &properties, &[])
            .identity()
            .unwrap();
        assert_eq!(found.form_code(), "3-K-court/00200");
        assert_eq!(found.period.to_string(), "2023-01/2023-09");
        let what: Vec<&str> = found
            .contradictions
            .iter()
            .map(|c| c.what.as_str())
            .collect();
        assert_eq!(what, ["form", "period", "department"]);
        let period = &found.contradictions[1];
        assert_eq!(period.told["file name"], "2022-01/2022-09");
    }

    #[test]
    fn a_region_is_known_by_its_code_and_by_its_name() {
        for (code, unit) in [
            ("1910%", Some("10")),
            ("1975%", Some("75")),
            ("19%", Some("00")),
            ("19____02%", Some("00")),
            ("20", None),
            ("191%", None),
        ] {
            assert_eq!(region(code).as_deref(), unit, "{code}");
        }
        let profile = profile("form-1m");
        let units = [UnitNames {
            unit: Some("62".parse().unwrap()),
            names: vec!["область Ұлытау".to_owned(), "Ulytau Region".to_owned()],
        }];
        let properties = properties("1-M  область Улытау (Свод)", "28327;50119;1910%;__");
        let found = evidence("Ulytau Region.XLSX", &profile, &properties, &units)
            .identity()
            .unwrap();
        assert_eq!(found.unit.unwrap().to_string(), "10");
        assert_eq!(found.contradictions[0].told["title"], "62");
    }

    #[test]
    fn a_unit_that_the_register_calls_by_a_former_code_is_today_s() {
        let profile = profile("form-1m");
        let properties = properties("1-M  Туркестанская область (Свод)", "28327;50119;1951%;__");
        let found = evidence("a.xlsx", &profile, &properties, &[]).identity();
        assert_eq!(found.unwrap().unit.unwrap().to_string(), "61");
    }

    #[test]
    fn what_nothing_says_is_asked_for() {
        let profile = profile("form-1m");
        let said = |title: &str, description: &str| {
            let properties = properties(title, description);
            evidence("a.xlsx", &profile, &properties, &[])
                .identity()
                .unwrap_err()
                .to_string()
        };
        assert!(said("", "").contains("which form"));
        assert!(said("1-M", "").contains("which unit"));
        assert!(said("1-M", "1;2;1910%").contains("--period 2022-12"));
    }
}
