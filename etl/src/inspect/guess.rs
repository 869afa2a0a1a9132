//! Which column says what, by its name and its values.

use std::collections::BTreeMap;

use oshaq_domain::Kato;

use super::column::Seen;
use super::sample::Sample;
use super::whereabouts::{NATION, bounds, points, zone_of_midnights};
use super::{Confidence, InspectRequest};
use crate::error::EtlError;
use crate::place::Projection;
use crate::profile::{Bounds, Role};
use crate::read::same_name;

/// Reference systems that are tried on coordinates that are no degrees; the first is that of the national map.
const SYSTEMS: [&str; 13] = [
    "EPSG:32642",
    "EPSG:32643",
    "EPSG:32641",
    "EPSG:32640",
    "EPSG:32639",
    "EPSG:32644",
    "EPSG:32645",
    "EPSG:3857",
    "EPSG:28411",
    "EPSG:28412",
    "EPSG:28413",
    "EPSG:28414",
    "EPSG:28415",
];

/// What the file was understood to say.
pub(super) struct Guess {
    /// What somebody said: roles and their columns.
    told: Vec<(Role, usize)>,
    /// Columns of each role, by position.
    pub roles: BTreeMap<Role, (Vec<usize>, Confidence)>,
    pub is_national: bool,
    pub zone: String,
    pub is_instant: bool,
    pub crs: String,
    pub bounds: Bounds,
    /// Column, value and reason of rows that do not count.
    pub filters: Vec<(usize, String, &'static str)>,
    /// What the codes of units begin with.
    pub strip: &'static str,
    pub doubts: Vec<String>,
}

pub(super) fn guess(
    columns: &[Seen],
    sample: &Sample,
    request: &InspectRequest<'_>,
) -> Result<Guess, EtlError> {
    let mut guess = Guess {
        told: Vec::new(),
        roles: BTreeMap::new(),
        is_national: false,
        zone: "Asia/Almaty".to_owned(),
        is_instant: false,
        crs: "EPSG:4326".to_owned(),
        bounds: NATION,
        filters: Vec::new(),
        strip: "",
        doubts: Vec::new(),
    };
    guess.told(columns, request.columns)?;
    guess.times(columns, sample);
    guess.kinds(columns);
    guess.places(columns, sample, request);
    guess.clock(columns, request);
    guess.others(columns);
    Ok(guess)
}

/// Whether a name holds one of some words.
pub(super) fn named(column: &Seen, words: &[&str]) -> bool {
    let name = column.name.to_lowercase();
    words.iter().any(|word| name.contains(word))
}

/// The columns that `fits` accepts, the most filled first.
pub(super) fn fitting(columns: &[Seen], fits: impl Fn(&Seen) -> bool) -> Vec<usize> {
    let mut found: Vec<usize> = (0..columns.len())
        .filter(|&at| fits(&columns[at]))
        .collect();
    found.sort_by(|&a, &b| columns[b].filled.cmp(&columns[a].filled));
    found
}

impl Guess {
    /// Takes the columns that somebody named.
    fn told(&mut self, columns: &[Seen], told: &[(Role, String)]) -> Result<(), EtlError> {
        for (role, name) in told {
            let named = |column: &Seen| same_name(&column.name, name);
            let at = columns.iter().position(named).ok_or_else(|| {
                let known = columns.iter().map(|column| column.name.clone()).collect();
                EtlError::NoSuchColumn {
                    role: role.as_str(),
                    column: name.clone(),
                    known,
                }
            })?;
            let is_time = matches!(role, Role::Committed | Role::Registered);
            if is_time && !columns[at].is_dated() {
                self.doubts.push(format!(
                    "the times in `{}` are not understood; add their format to `formats`",
                    columns[at].name
                ));
            }
            self.told.push((*role, at));
            self.roles.insert(*role, (vec![at], Confidence::Sure));
        }
        Ok(())
    }

    /// Gives a role to columns, unless somebody named others for it; what has a role already is left out.
    pub(super) fn give(&mut self, role: Role, mut columns: Vec<usize>, confidence: Confidence) {
        columns.retain(|at| self.told.iter().all(|(_, told)| told != at));
        if !columns.is_empty() && self.told.iter().all(|(told, _)| *told != role) {
            self.roles.insert(role, (columns, confidence));
        }
    }

    pub(super) fn of(&self, role: Role) -> Option<usize> {
        self.roles.get(&role)?.0.first().copied()
    }

    fn places(&mut self, columns: &[Seen], sample: &Sample, request: &InspectRequest<'_>) {
        let candidates: [(&[&str], &[&str]); 3] = [
            (
                &["longitude", "long", "lng", "lon", "долгота", "бойлық"],
                &["latitude", "lat", "широта", "ендік"],
            ),
            (
                &["xcoord", "x_coord", "easting", "coord_x"],
                &["ycoord", "y_coord", "northing", "coord_y"],
            ),
            (&["x"], &["y"]),
        ];
        for (rank, (xs, ys)) in candidates.iter().enumerate() {
            let fits = |column: &Seen, words: &[&str]| {
                let name = column.name.trim().to_lowercase();
                let is_named = if rank == 2 {
                    words.contains(&name.as_str())
                } else {
                    named(column, words)
                };
                is_named && column.is_numeric()
            };
            let first = |words: &[&str]| fitting(columns, |c| fits(c, words)).first().copied();
            let (x, y) = (
                self.of(Role::X).or(first(xs)),
                self.of(Role::Y).or(first(ys)),
            );
            let (Some(x), Some(y)) = (x, y) else {
                continue;
            };
            let points = points(sample, x, y);
            if points.is_empty() {
                continue;
            }
            let Some(crs) = self.system(&points, sample, request) else {
                self.doubts.push(format!(
                    "`{}` and `{}` are in a reference system that the numbers do not tell, so nothing is placed; look again with --crs",
                    columns[x].name, columns[y].name
                ));
                return;
            };
            self.bounds = bounds(&points, &crs);
            self.crs = crs;
            self.give(Role::X, vec![x], Confidence::Sure);
            self.give(Role::Y, vec![y], Confidence::Sure);
            return;
        }
        self.doubts
            .push("no columns with coordinates were found, so nothing is placed".to_owned());
    }

    fn system(
        &mut self,
        points: &[(f64, f64)],
        sample: &Sample,
        request: &InspectRequest<'_>,
    ) -> Option<String> {
        if let Some(known) = request.crs {
            return Some(known.to_owned());
        }
        if let Some(told) = &sample.system {
            return Some(told.clone());
        }
        let degrees = points
            .iter()
            .filter(|(x, y)| x.abs() <= 180.0 && y.abs() <= 90.0)
            .count();
        if 10 * degrees >= 9 * points.len() {
            return Some("EPSG:4326".to_owned());
        }
        let found = SYSTEMS.into_iter().find(|system| {
            let Ok(projection) = Projection::new(system) else {
                return false;
            };
            let inside = points.iter().filter(|(x, y)| {
                projection
                    .to_degrees(*x, *y)
                    .is_some_and(|p| NATION.hold(p.lat(), p.lng()))
            });
            10 * inside.count() >= 9 * points.len()
        })?;
        self.doubts.push(format!(
            "{found} was taken because it leads into the country; a neighbouring zone would, too"
        ));
        Some(found.to_owned())
    }

    fn clock(&mut self, columns: &[Seen], request: &InspectRequest<'_>) {
        let Some(committed) = self.of(Role::Committed).map(|at| &columns[at]) else {
            return;
        };
        self.is_instant = !committed.moments.is_empty();
        let found = if self.is_instant {
            zone_of_midnights(&committed.moments)
        } else {
            None
        };
        let abroad =
            self.of(Role::X).is_some() && !NATION.hold(self.bounds.south, self.bounds.west);
        self.zone = match (request.zone, found) {
            (Some(known), _) => known.to_owned(),
            (None, Some(zone)) => {
                self.doubts.push(format!(
                    "{} was taken because most times are midnights there",
                    zone.name()
                ));
                zone.name().to_owned()
            }
            (None, None) if abroad => {
                self.doubts
                    .push("the time zone is not known; look again with --zone".to_owned());
                "UTC".to_owned()
            }
            (None, None) => "Asia/Almaty".to_owned(),
        };
    }

    fn others(&mut self, columns: &[Seen]) {
        let is_known = |value: &str, strip: &str| {
            let code = value.strip_prefix(strip).unwrap_or("");
            code.len() >= 2 && code.get(..2).is_some_and(|c| c.parse::<Kato>().is_ok())
        };
        for strip in ["19", ""] {
            let units = fitting(columns, |c| {
                named(
                    c,
                    &[
                        "reg_code",
                        "city_code",
                        "kato",
                        "като",
                        "region",
                        "область",
                        "облыс",
                    ],
                ) && c.is_whole()
                    && c.share(|value| is_known(value, strip)) > 0.9
            });
            if !units.is_empty() && self.of(Role::Unit).is_none() {
                self.strip = strip;
                self.give(Role::Unit, units, Confidence::Likely);
            }
        }
        let numbers = fitting(columns, |c| {
            c.is_different()
                && c.filled == c.rows
                && !c.is_dated()
                && !named(c, &["date", "time", "дата", "время", "уақыт", "күні"])
                && named(
                    c,
                    &["id", "no", "num", "complaint", "case", "номер", "нөмір"],
                )
                || c.name.eq_ignore_ascii_case("ud")
        });
        self.give(
            Role::Number,
            numbers.into_iter().take(1).collect(),
            Confidence::Likely,
        );
        let places = fitting(columns, |c| {
            named(c, &["premise", "fe1r29p1_id", "location_type", "место сов"])
                && c.values.len() <= 200
        });
        self.give(
            Role::Place,
            places.into_iter().take(1).collect(),
            Confidence::Likely,
        );
        let simulated = fitting(columns, |c| c.name.eq_ignore_ascii_case("simulated"));
        self.give(Role::Simulated, simulated, Confidence::Sure);
        for (at, column) in columns.iter().enumerate() {
            let few = column.values.len() <= 20;
            if few && named(column, &["count"]) && column.values.contains_key("-1") {
                self.filters.push((at, "-1".to_owned(), "unfounded"));
            }
            let discontinued = column
                .values
                .keys()
                .find(|v| v.eq_ignore_ascii_case("discontinued"));
            if let Some(value) = discontinued.filter(|_| few) {
                self.filters.push((at, value.clone(), "discontinued"));
            }
        }
    }
}
