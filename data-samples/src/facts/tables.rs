//! The rows of the tables.

use oshaq_domain::UnitKind;
use serde::{Deserialize, Serialize};

use super::read::Checked;

/// One of the 20 units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitFact {
    /// First two digits of the KATO code.
    pub kato: String,
    /// The nine-digit KATO code.
    pub kato_full: String,
    /// ISO 3166-2 code.
    pub iso_3166_2: String,
    /// Region or city.
    pub kind: UnitKind,
    /// Short name, Kazakh.
    pub name_kk: String,
    /// Short name, Russian.
    pub name_ru: String,
    /// Short name, English.
    pub name_en: String,
    /// Full name, Kazakh.
    pub full_name_kk: String,
    /// Full name, Russian.
    pub full_name_ru: String,
    /// Full name, English.
    pub full_name_en: String,
    /// Administrative centre, Kazakh.
    pub centre_kk: String,
    /// Administrative centre, Russian.
    pub centre_ru: String,
    /// Administrative centre, English.
    pub centre_en: String,
    /// Latitude of the centre, degrees north (WGS 84).
    pub centre_lat: f64,
    /// Longitude of the centre, degrees east (WGS 84).
    pub centre_lng: f64,
    /// IANA time zone.
    pub time_zone: String,
    /// Offset from UTC in 2019 and until 2024-03-01, minutes.
    pub utc_offset_minutes_2019: i32,
    /// Offset from UTC since 2024-03-01, minutes: 300 everywhere.
    pub utc_offset_minutes_2024_03: i32,
    /// Area, square kilometres.
    pub area_km2: f64,
    /// When and how the unit changed; empty when it did not lately.
    pub history: String,
}

impl Checked for UnitFact {
    fn check(&self) -> Result<(), String> {
        check_kato2(&self.kato)?;
        check_kato9(&self.kato_full)?;
        check_point(self.centre_lat, self.centre_lng)?;
        check_positive("area_km2", self.area_km2)
    }
}

/// The standing of a city.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CityStatus {
    /// Of republican significance.
    Republican,
    /// Of regional significance.
    Regional,
    /// Of district significance.
    District,
}

/// A city.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct City {
    /// The unit it lies in (two digits).
    pub kato: String,
    /// The district or city akimat it lies in (nine digits); for the three great cities the district of their centre.
    pub district_kato: String,
    /// Its standing.
    pub status: CityStatus,
    /// Name, Kazakh.
    pub name_kk: String,
    /// Name, Russian.
    pub name_ru: String,
    /// Name, English (GeoNames).
    pub name_en: String,
    /// Latitude, degrees north (WGS 84).
    pub lat: f64,
    /// Longitude, degrees east (WGS 84).
    pub lng: f64,
    /// Population on 2023-01-01; none for Alatau, a city since 2024.
    pub population_2023: Option<u32>,
    /// Doubt about the row, or empty.
    pub note: String,
}

impl Checked for City {
    fn check(&self) -> Result<(), String> {
        check_kato2(&self.kato)?;
        check_kato9(&self.district_kato)?;
        check_point(self.lat, self.lng)
    }
}

/// What kind of district.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DistrictKind {
    /// A rural district (audan).
    District,
    /// The territory of a city akimat.
    CityAkimat,
    /// A district inside a city of republican significance.
    CityDistrict,
}

/// A district or city akimat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct District {
    /// Nine-digit KATO code.
    pub kato: String,
    /// The unit it lies in (two digits).
    pub unit: String,
    /// Its kind.
    pub kind: DistrictKind,
    /// Name, Kazakh.
    pub name_kk: String,
    /// Name, Russian.
    pub name_ru: String,
    /// Name, English.
    pub name_en: String,
    /// Area, square kilometres.
    pub area_km2: f64,
    /// Population on 2023-01-01, of the whole `population_group` if there is one.
    pub population_2023: Option<u32>,
    /// Districts with the same text here share one population figure; empty = its own.
    pub population_group: String,
    /// The largest place whose point is known, Kazakh; empty = none known.
    pub largest_place_kk: String,
    /// Its latitude, degrees north.
    pub largest_place_lat: Option<f64>,
    /// Its longitude, degrees east.
    pub largest_place_lng: Option<f64>,
    /// Whether the KATO code was found in a second source.
    #[serde(with = "yes_no")]
    pub kato_verified: bool,
    /// Doubt about the row, or empty.
    pub note: String,
}

impl Checked for District {
    fn check(&self) -> Result<(), String> {
        check_kato9(&self.kato)?;
        check_kato2(&self.unit)?;
        check_positive("area_km2", self.area_km2)?;
        match (self.largest_place_lat, self.largest_place_lng) {
            (Some(lat), Some(lng)) => check_point(lat, lng),
            (None, None) => Ok(()),
            _ => Err("half a point: latitude and longitude go together".to_owned()),
        }
    }
}

/// Which side of the series break a population figure stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PopulationSeries {
    /// Up to 2021, before the re-base on the census of 2021.
    BeforeRebase,
    /// From 2022.
    AfterRebase,
}

/// Average annual population of a unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PopulationYear {
    /// The unit (two digits); `00` = the nation.
    pub kato: String,
    /// The year.
    pub year: i32,
    /// Average of the year, persons (halves occur).
    pub population: f64,
    /// Side of the series break.
    pub series: PopulationSeries,
    /// `final` or `latest`.
    pub status: String,
}

impl Checked for PopulationYear {
    fn check(&self) -> Result<(), String> {
        if self.kato != "00" {
            check_kato2(&self.kato)?;
        }
        check_positive("population", self.population)
    }
}

/// One target of one indicator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KpiTarget {
    /// The indicator, 1 to 5.
    pub indicator: u8,
    /// The series: `concept`, or for indicator 5 one of three that contradict each other.
    pub series: String,
    /// The year as printed, or `col1` … `col5` for the table with five values under six years.
    pub period: String,
    /// The year, when one is stated.
    pub year: Option<i32>,
    /// The value.
    pub value: f64,
    /// Its unit of measure.
    pub unit: String,
    /// Where it stands in the Concept.
    pub place_in_concept: String,
    /// Contradiction or doubt, or empty.
    pub note: String,
}

impl Checked for KpiTarget {
    fn check(&self) -> Result<(), String> {
        check_indicator(self.indicator)?;
        check_positive("value", self.value)
    }
}

/// Two or more sources that cannot all be right, told in three languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KpiContradiction {
    /// The indicator, 1 to 5.
    pub indicator: u8,
    /// Short name.
    pub slug: String,
    /// Kazakh.
    pub text_kk: String,
    /// Russian.
    pub text_ru: String,
    /// English.
    pub text_en: String,
}

impl Checked for KpiContradiction {
    fn check(&self) -> Result<(), String> {
        check_indicator(self.indicator)
    }
}

/// A year from which on an indicator's observations are not comparable with earlier ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KpiBreak {
    /// The indicator, 1 to 5.
    pub indicator: u8,
    /// First year of the new series.
    pub year: i32,
    /// Kazakh.
    pub text_kk: String,
    /// Russian.
    pub text_ru: String,
    /// English.
    pub text_en: String,
}

impl Checked for KpiBreak {
    fn check(&self) -> Result<(), String> {
        check_indicator(self.indicator)
    }
}

/// One observed value of one indicator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KpiObservation {
    /// The indicator, 1 to 5.
    pub indicator: u8,
    /// The period as published (`2024`, `2012-13`, `2024-10/2024-11`).
    pub period: String,
    /// The year in which the period ends.
    pub year: i32,
    /// The value.
    pub value: f64,
    /// Its unit of measure.
    pub unit: String,
    /// Who published it.
    pub source: String,
    /// Doubt, or empty.
    pub note: String,
}

impl Checked for KpiObservation {
    fn check(&self) -> Result<(), String> {
        check_indicator(self.indicator)?;
        check_positive("value", self.value)
    }
}

/// Recorded offences of a category in a year, as the Concept quotes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryTrend {
    /// The category's slug, or `all`.
    pub category: String,
    /// The year.
    pub year: i32,
    /// Offences recorded.
    pub registered: u32,
    /// Whether the number stands beside one that is probably wrong.
    #[serde(with = "yes_no")]
    pub doubtful: bool,
    /// The doubt in words, or empty.
    pub note: String,
}

impl Checked for CategoryTrend {
    fn check(&self) -> Result<(), String> {
        check_positive("registered", f64::from(self.registered))
    }
}

/// Registered offences of 2022 in one unit: form 1-M.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category2022 {
    /// The unit (two digits).
    pub kato: String,
    /// Its name as the form prints it.
    pub region_as_printed: String,
    /// Population on 2022-01-01, as the form prints it.
    pub population_2022_01_01: u32,
    /// All offences registered.
    pub registered: u32,
    /// Of these, criminal misdemeanours.
    pub misdemeanours: u32,
    /// Of these, crimes.
    pub crimes: u32,
    /// Crimes of minor gravity.
    pub minor: u32,
    /// Crimes of medium gravity.
    pub medium: u32,
    /// Grave crimes.
    pub grave: u32,
    /// Especially grave crimes.
    pub especially_grave: u32,
    /// Offences in public places.
    pub public_places: u32,
    /// Of these, in streets.
    pub streets: u32,
    /// Offences in the family.
    pub family: u32,
    /// Theft (article 188).
    pub theft_188: u32,
    /// Fraud (article 190).
    pub fraud_190: u32,
    /// Robbery (article 191).
    pub robbery_191: u32,
    /// Armed robbery (article 192).
    pub armed_robbery_192: u32,
    /// Hooliganism (article 293).
    pub hooliganism_293: u32,
    /// Murder (article 99).
    pub murder_99: u32,
}

impl Checked for Category2022 {
    fn check(&self) -> Result<(), String> {
        check_kato2(&self.kato)?;
        let parts = self.misdemeanours + self.crimes;
        if parts != self.registered {
            return Err(format!(
                "misdemeanours and crimes add to {parts}, not to the {} registered",
                self.registered
            ));
        }
        Ok(())
    }
}

/// A national category and its articles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryArticles {
    /// The slug.
    pub category: String,
    /// Articles of the Criminal Code of 2014, separated by `;`.
    pub articles_cc2014: String,
    /// `CRIME_CODE`s in the same order, separated by `;`.
    pub crime_codes: String,
    /// Name, Russian.
    pub name_ru: String,
    /// Name, Kazakh; empty when no act was found to take it from.
    pub name_kk: String,
    /// Doubt or rule of handling, or empty.
    pub note: String,
}

impl CategoryArticles {
    /// Pairs of article and `CRIME_CODE`.
    pub fn articles(&self) -> impl Iterator<Item = (&str, &str)> {
        self.articles_cc2014
            .split(';')
            .zip(self.crime_codes.split(';'))
    }
}

impl Checked for CategoryArticles {
    fn check(&self) -> Result<(), String> {
        let articles = self.articles_cc2014.split(';').count();
        let codes = self.crime_codes.split(';').count();
        if articles == codes {
            Ok(())
        } else {
            Err(format!("{articles} articles but {codes} codes"))
        }
    }
}

/// A code of the place of an offence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceType {
    /// Three digits.
    pub code: String,
    /// Name, Russian; empty when the definition gives none.
    pub name_ru: String,
    /// Whether the definition names it.
    #[serde(with = "yes_no")]
    pub named: bool,
}

impl Checked for PlaceType {
    fn check(&self) -> Result<(), String> {
        if self.code.len() == 3 && self.code.bytes().all(|b| b.is_ascii_digit()) {
            Ok(())
        } else {
            Err(format!("place code `{}` is not three digits", self.code))
        }
    }
}

fn check_digits(name: &str, text: &str, length: usize) -> Result<(), String> {
    if text.len() == length && text.bytes().all(|b| b.is_ascii_digit()) {
        Ok(())
    } else {
        Err(format!("{name} `{text}` is not {length} digits"))
    }
}

fn check_kato2(text: &str) -> Result<(), String> {
    check_digits("unit", text, 2)
}

fn check_kato9(text: &str) -> Result<(), String> {
    check_digits("KATO code", text, 9)
}

/// Kazakhstan lies between 40.5 and 55.5 degrees north, 46.4 and 87.4 degrees east.
fn check_point(lat: f64, lng: f64) -> Result<(), String> {
    if (40.5..=55.5).contains(&lat) && (46.4..=87.4).contains(&lng) {
        Ok(())
    } else {
        Err(format!(
            "point {lat} N, {lng} E is not in Kazakhstan (axes swapped?)"
        ))
    }
}

fn check_positive(name: &str, value: f64) -> Result<(), String> {
    if value.is_finite() && value > 0.0 {
        Ok(())
    } else {
        Err(format!("{name} {value} is not positive"))
    }
}

fn check_indicator(indicator: u8) -> Result<(), String> {
    if (1..=5).contains(&indicator) {
        Ok(())
    } else {
        Err(format!("indicator {indicator} is not one of 1 to 5"))
    }
}

mod yes_no {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde's `with` asks for a reference"
    )]
    pub fn serialize<S: Serializer>(value: &bool, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(if *value { "yes" } else { "no" })
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
        match String::deserialize(deserializer)?.as_str() {
            "yes" => Ok(true),
            "no" => Ok(false),
            other => Err(D::Error::custom(format!("`{other}` is neither yes nor no"))),
        }
    }
}
