//! Where: cities with streets on a grid, villages of rural districts, and the lasting weight of each site.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use geo::{BoundingRect, Contains, MultiPolygon, Point};

use super::offences::{PATTERNS, Pattern};
use super::random::{Choice, Stream};
use crate::facts::{self, District, DistrictKind, UnitFact};

/// Length of a degree of latitude, kilometres.
const KM_PER_DEGREE: f64 = 111.195;
/// Modelled density of a city, persons per square kilometre.
const CITY_DENSITY: f64 = 2_500.0;
/// Modelled density of a village.
const VILLAGE_DENSITY: f64 = 600.0;
/// Persons per site.
pub const PERSONS_PER_SITE: f64 = 160.0;
/// Persons per village.
const PERSONS_PER_VILLAGE: f64 = 1_500.0;
/// Share of a rural district's people in its largest village.
const LARGEST_VILLAGE_SHARE: f64 = 0.3;
/// Persons per police department in a city.
const PERSONS_PER_PRECINCT: f64 = 60_000.0;

/// A point, degrees (WGS 84).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lng: f64,
}

impl Spot {
    /// The point so many kilometres east and north.
    pub fn moved(self, east_km: f64, north_km: f64) -> Self {
        let shrink = libm::cos(self.lat.to_radians());
        Self {
            lat: self.lat + north_km / KM_PER_DEGREE,
            lng: self.lng + east_km / (KM_PER_DEGREE * shrink),
        }
    }
}

/// A city or village.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// `19` and the first four digits of the district's KATO code.
    pub reg_code: String,
    /// Name, Kazakh.
    pub name_kk: String,
    /// Name, Russian.
    pub name_ru: String,
    /// Name, English.
    pub name_en: String,
    /// A city, not a village.
    pub is_city: bool,
    /// Modelled population.
    pub population: f64,
    /// Its centre, also where its police station stands.
    pub centre: Spot,
    /// Number of police departments.
    pub precincts: u32,
}

/// An address where things happen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Site {
    /// Where it is.
    pub spot: Spot,
    /// Position of its place in [`Ground::places`].
    pub place: u32,
}

/// A unit with its places, sites and weights.
#[derive(Debug, Clone)]
pub struct Ground {
    /// The unit.
    pub unit: &'static UnitFact,
    /// Its places.
    pub places: Vec<Arc<Place>>,
    /// Its sites.
    pub sites: Vec<Site>,
    /// The choice of a site by pattern.
    pub choices: [Choice; PATTERNS.len()],
    shape: &'static MultiPolygon,
}

impl Ground {
    /// Draws the places and sites of a unit; the same stream gives the same ground.
    pub fn draw(
        unit: &'static UnitFact,
        shape: &'static MultiPolygon,
        stream: &mut Stream,
    ) -> Self {
        let mut builder = Builder {
            shape,
            stream,
            places: Vec::new(),
            sites: Vec::new(),
            weights: Default::default(),
        };
        builder.add_cities(unit);
        builder.add_districts(unit);
        Self {
            unit,
            places: builder.places.into_iter().map(Arc::new).collect(),
            sites: builder.sites,
            choices: builder.weights.map(Choice::new),
            shape,
        }
    }

    /// Whether a spot lies in the unit.
    pub fn contains(&self, spot: Spot) -> bool {
        contains(self.shape, spot)
    }
}

fn contains(shape: &MultiPolygon, spot: Spot) -> bool {
    shape.contains(&Point::new(spot.lng, spot.lat))
}

struct Builder<'a> {
    shape: &'static MultiPolygon,
    stream: &'a mut Stream,
    places: Vec<Place>,
    sites: Vec<Site>,
    weights: [Vec<f64>; PATTERNS.len()],
}

impl Builder<'_> {
    fn add_cities(&mut self, unit: &UnitFact) {
        for city in facts::cities().iter().filter(|city| city.kato == unit.kato) {
            let Some(population) = city.population_2023.map(f64::from) else {
                continue;
            };
            self.add_place(Place {
                reg_code: reg_code(&city.district_kato),
                name_kk: format!("{} қ.", city.name_kk),
                name_ru: format!("г.{}", city.name_ru),
                name_en: format!("g.{}", city.name_en),
                is_city: true,
                population,
                centre: Spot {
                    lat: city.lat,
                    lng: city.lng,
                },
                precincts: (population / PERSONS_PER_PRECINCT).ceil().clamp(1.0, 30.0) as u32,
            });
        }
    }

    fn add_districts(&mut self, unit: &UnitFact) {
        for (district, population) in rural_populations(unit) {
            let centre = self.district_centre(district);
            let reach_km = 0.6 * libm::sqrt(district.area_km2 / std::f64::consts::PI);
            let villages = (population / PERSONS_PER_VILLAGE).round().clamp(3.0, 60.0) as usize;
            let sizes: Vec<f64> = (1..villages).map(|_| self.stream.log_normal(0.8)).collect();
            let sum: f64 = sizes.iter().sum();
            let rest = population * (1.0 - LARGEST_VILLAGE_SHARE);
            self.add_village(district, centre, population * LARGEST_VILLAGE_SHARE);
            for size in sizes {
                let spot = self.near(centre, reach_km);
                self.add_village(district, spot, rest * size / sum);
            }
        }
    }

    fn add_village(&mut self, district: &District, centre: Spot, population: f64) {
        self.add_place(Place {
            reg_code: reg_code(&district.kato),
            name_kk: format!("{} ауданы", district.name_kk),
            name_ru: format!("{} р-н", district.name_ru),
            name_en: format!("{} rajon", district.name_en),
            is_city: false,
            population,
            centre,
            precincts: 1,
        });
    }

    /// The largest known place of the district, or else any point of the unit: the district's own shape is not modelled.
    fn district_centre(&mut self, district: &District) -> Spot {
        if let (Some(lat), Some(lng)) = (district.largest_place_lat, district.largest_place_lng) {
            return Spot { lat, lng };
        }
        let Some(bounds) = self.shape.bounding_rect() else {
            return Spot { lat: 0.0, lng: 0.0 };
        };
        loop {
            let spot = Spot {
                lat: self.stream.between(bounds.min().y, bounds.max().y),
                lng: self.stream.between(bounds.min().x, bounds.max().x),
            };
            if contains(self.shape, spot) {
                return spot;
            }
        }
    }

    /// A point of the unit within a distance of another, uniform on the disc; the other point itself if none is found.
    fn near(&mut self, centre: Spot, reach_km: f64) -> Spot {
        for _ in 0..30 {
            let radius = reach_km * libm::sqrt(self.stream.uniform());
            let angle = std::f64::consts::TAU * self.stream.uniform();
            let spot = centre.moved(radius * libm::cos(angle), radius * libm::sin(angle));
            if contains(self.shape, spot) {
                return spot;
            }
        }
        centre
    }

    fn add_place(&mut self, place: Place) {
        let density = if place.is_city {
            CITY_DENSITY
        } else {
            VILLAGE_DENSITY
        };
        let radius_km = libm::sqrt(place.population / density / std::f64::consts::PI).max(0.2);
        let grid = StreetGrid::draw(self.stream, place.is_city);
        let count = (place.population / PERSONS_PER_SITE)
            .round()
            .clamp(4.0, 20_000.0) as usize;
        let mut quarters = Quarters::default();
        let mut raw: [Vec<f64>; PATTERNS.len()] = Default::default();
        for _ in 0..count {
            let (site, from_centre_km) = self.site(&place, radius_km, &grid);
            self.sites.push(site);
            let quarter = quarters.weight(place.centre, site.spot, self.stream);
            for (pattern, weights) in PATTERNS.iter().zip(&mut raw) {
                let core = if place.is_city && pattern.prefers_centre() {
                    0.25 + libm::exp(-2.0 * from_centre_km / radius_km)
                } else {
                    1.0
                };
                weights.push(core * quarter * self.stream.log_normal(pattern.site_sigma()));
            }
        }
        for ((pattern, raw), weights) in PATTERNS.iter().zip(raw).zip(&mut self.weights) {
            let sum: f64 = raw.iter().sum();
            let whole = place_weight(*pattern, &place);
            weights.extend(raw.iter().map(|weight| whole * weight / sum));
        }
        self.places.push(place);
    }

    /// A site on a street: distance from the centre is Gamma(2), so density falls exponentially.
    fn site(&mut self, place: &Place, radius_km: f64, grid: &StreetGrid) -> (Site, f64) {
        let index = self.places.len() as u32;
        for _ in 0..30 {
            let scale = 0.4 * radius_km;
            let distance = self.stream.exponential(scale) + self.stream.exponential(scale);
            if distance > 1.8 * radius_km {
                continue;
            }
            let angle = std::f64::consts::TAU * self.stream.uniform();
            let on_street = grid.snap(
                distance * libm::cos(angle),
                distance * libm::sin(angle),
                self.stream,
            );
            let spot = place.centre.moved(on_street.0, on_street.1);
            if contains(self.shape, spot) {
                return (Site { spot, place: index }, distance);
            }
        }
        let spot = place.centre;
        (Site { spot, place: index }, 0.0)
    }
}

/// Weight of a whole place for a pattern.
fn place_weight(pattern: Pattern, place: &Place) -> f64 {
    let city = if place.is_city {
        pattern.city_factor()
    } else {
        1.0
    };
    city * libm::pow(place.population, pattern.population_power())
}

/// Streets of a place: a rectangular grid, turned.
struct StreetGrid {
    cos: f64,
    sin: f64,
    block_km: (f64, f64),
}

impl StreetGrid {
    fn draw(stream: &mut Stream, city: bool) -> Self {
        let angle = stream.between(0.0, std::f64::consts::FRAC_PI_2);
        let (low, high) = if city { (0.12, 0.25) } else { (0.08, 0.2) };
        Self {
            cos: libm::cos(angle),
            sin: libm::sin(angle),
            block_km: (stream.between(low, high), stream.between(low, high)),
        }
    }

    /// The nearest point on a street that runs in one of the two directions, chosen by lot.
    fn snap(&self, east: f64, north: f64, stream: &mut Stream) -> (f64, f64) {
        let mut along = east * self.cos + north * self.sin;
        let mut across = north * self.cos - east * self.sin;
        if stream.chance(0.5) {
            along = (along / self.block_km.0).round() * self.block_km.0;
        } else {
            across = (across / self.block_km.1).round() * self.block_km.1;
        }
        (
            along * self.cos - across * self.sin,
            along * self.sin + across * self.cos,
        )
    }
}

/// Quarters of about a kilometre, some livelier than others.
#[derive(Default)]
struct Quarters(BTreeMap<(i32, i32), f64>);

impl Quarters {
    fn weight(&mut self, centre: Spot, spot: Spot, stream: &mut Stream) -> f64 {
        let key = (
            ((spot.lat - centre.lat) * 110.0).floor() as i32,
            ((spot.lng - centre.lng) * 75.0).floor() as i32,
        );
        *self.0.entry(key).or_insert_with(|| stream.log_normal(0.6))
    }
}

fn reg_code(kato: &str) -> String {
    format!("19{}", &kato[..4])
}

/// The people of a unit's districts who live outside its cities.
///
/// Districts that share one figure (`population_group`) share its rest in equal parts.
fn rural_populations(unit: &UnitFact) -> Vec<(&'static District, f64)> {
    let mut groups = BTreeMap::<&str, Vec<&'static District>>::new();
    for district in facts::districts() {
        if district.unit == unit.kato && district.kind != DistrictKind::CityDistrict {
            let own = district.population_group.is_empty();
            let key = if own {
                &district.kato
            } else {
                &district.population_group
            };
            groups.entry(key).or_default().push(district);
        }
    }
    groups
        .into_values()
        .flat_map(|group| rural_part(&group))
        .collect()
}

fn rural_part(group: &[&'static District]) -> Vec<(&'static District, f64)> {
    let whole = group.iter().find_map(|district| district.population_2023);
    let katos: BTreeSet<&str> = group
        .iter()
        .map(|district| district.kato.as_str())
        .collect();
    let in_cities: u32 = facts::cities()
        .iter()
        .filter(|city| katos.contains(city.district_kato.as_str()))
        .filter_map(|city| city.population_2023)
        .sum();
    let rural = f64::from(whole.unwrap_or(0).saturating_sub(in_cities)) / group.len() as f64;
    group
        .iter()
        .filter(|_| rural >= 500.0)
        .map(|district| (*district, rural))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ground(kato: &str) -> Ground {
        let unit = facts::units()
            .iter()
            .find(|unit| unit.kato == kato)
            .unwrap();
        let (_, shape) = facts::region_polygons()
            .iter()
            .find(|(code, _)| code == kato)
            .unwrap();
        Ground::draw(unit, shape, &mut Stream::new(1, 2))
    }

    #[test]
    fn modelled_people_add_to_the_unit_within_five_percent() {
        for unit in facts::units() {
            let ground = ground(&unit.kato);
            let modelled: f64 = ground.places.iter().map(|place| place.population).sum();
            let published = facts::population()
                .iter()
                .find(|row| row.kato == unit.kato && row.year == 2023)
                .unwrap()
                .population;
            assert!(
                (modelled / published - 1.0).abs() < 0.05,
                "{}: {modelled} of {published}",
                unit.name_en
            );
        }
    }

    #[test]
    fn every_site_lies_in_its_unit() {
        for kato in ["75", "47", "61"] {
            let ground = ground(kato);
            let outside = ground
                .sites
                .iter()
                .filter(|site| !ground.contains(site.spot))
                .count();
            assert_eq!(outside, 0, "unit {kato}");
        }
    }

    #[test]
    fn herds_are_stolen_in_villages() {
        let ground = ground("61");
        let herd = ground.choices[Pattern::Herd.index()].shares();
        let villages: f64 = herd
            .zip(&ground.sites)
            .filter(|(_, site)| !ground.places[site.place as usize].is_city)
            .map(|(share, _)| share)
            .sum();
        assert!(villages > 0.9, "{villages}");
    }

    #[test]
    fn a_spot_moves_by_kilometres() {
        let almaty = Spot {
            lat: 43.25,
            lng: 76.91,
        };
        let moved = almaty.moved(10.0, 0.0);
        // One degree of longitude at 43.25 N is 81.0 km.
        assert!((moved.lng - almaty.lng - 10.0 / 81.0).abs() < 1e-4);
    }
}
