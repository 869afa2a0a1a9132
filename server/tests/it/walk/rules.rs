//! The rules of publication, as a reader of an answer would check them.

use std::collections::BTreeSet;

use oshaq_domain::{Day, PublicSurface};
use serde_json::Value;

use crate::fixture::{UNITS_GEOJSON, districts, extras};

/// Keys whose numbers are counts of recorded offences; those of GeoJSON end in a month.
const COUNTS: [&str; 2] = ["recorded", "not_mapped"];

/// Keys of dates that are not those of an offence: the forecast's window, the closed months, the backtest.
const DATED: [&str; 6] = ["start", "end", "from", "until", "as_of", "example"];

/// Categories that are never told.
const WITHHELD: [&str; 2] = ["drugs", "sexual"];

/// The byte of a cell that a category does not have.
const ABSENT: u8 = 255;

/// What was seen, and what may be seen.
#[derive(Debug)]
pub(super) struct Findings {
    pub counts: usize,
    pub features: usize,
    pub places: usize,
    pub bytes: usize,
    /// Corners and centres of cells and of units, and cities, in thousandths of a degree: no other place may be told.
    known: BTreeSet<(i64, i64)>,
    ids: usize,
    official: usize,
}

impl Findings {
    pub(super) fn of(surface: &PublicSurface) -> Self {
        let mut known = BTreeSet::new();
        for row in surface.cells() {
            let corners = row.cell.boundary();
            let places = corners.iter().map(|at| (at.lng(), at.lat()));
            let centre = row.cell.centre();
            known.extend(
                places
                    .chain([(centre.lng(), centre.lat())])
                    .map(thousandths),
            );
        }
        let named = extras();
        known.extend(
            named
                .units
                .iter()
                .map(|unit| thousandths((unit.lng, unit.lat))),
        );
        known.extend(
            named
                .places
                .iter()
                .map(|city| thousandths((city.lng, city.lat))),
        );
        let districts = districts().geojson();
        for text in [UNITS_GEOJSON, districts.as_str()] {
            let shapes: Value = serde_json::from_str(text).unwrap();
            pairs(&shapes, &mut |lng, lat| {
                known.insert(thousandths((lng, lat)));
            });
        }
        // The middles of the quarters' boxes.
        for lng in [76.7769, 77.0769] {
            known.extend([43.154_35, 43.354_35].map(|lat| thousandths((lng, lat))));
        }
        Self {
            counts: 0,
            features: 0,
            places: 0,
            bytes: 0,
            known,
            ids: 0,
            official: 0,
        }
    }

    /// Whether enough was seen of each kind.
    pub(super) fn are_many(&self) -> bool {
        self.counts > 1000
            && self.features > 100
            && self.places > 1000
            && self.bytes > 1000
            && self.ids > 50
            && self.official > 10
    }

    fn count(&mut self, address: &str, what: &str, count: u64) {
        self.counts += 1;
        assert!(
            count >= 5 && count.is_multiple_of(5),
            "{address}: {what} is {count}"
        );
    }

    fn place(&mut self, address: &str, lng: f64, lat: f64) {
        self.places += 1;
        let (x, y) = thousandths((lng, lat));
        let near = (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| (x, y)));
        let found = near.into_iter().any(|place| self.known.contains(&place));
        assert!(
            found,
            "{address}: {lng} {lat} is no corner and no centre of a cell or unit"
        );
    }

    /// Ids are of cells alone: doubles, each but the first the distance from the one before.
    pub(super) fn check_ids(&mut self, address: &str, bytes: &[u8]) {
        assert!(bytes.len().is_multiple_of(8), "{address}");
        self.ids += bytes.len() / 8;
        let ids = bytes
            .chunks_exact(8)
            .map(|id| f64::from_le_bytes(id.try_into().unwrap()));
        assert!(
            ids.clone().all(|id| id > 0.0 && id.fract() == 0.0),
            "{address}"
        );
    }
}

/// Nothing withheld is named.
pub(super) fn check_words(address: &str, text: &str) {
    for word in WITHHELD {
        assert!(!text.contains(word), "{address} holds {word}");
    }
}

fn thousandths((lng, lat): (f64, f64)) -> (i64, i64) {
    ((lng * 1e3).round() as i64, (lat * 1e3).round() as i64)
}

/// Every longitude and latitude of a geometry.
fn pairs(value: &Value, visit: &mut dyn FnMut(f64, f64)) {
    match value {
        Value::Object(map) => map.values().for_each(|value| pairs(value, visit)),
        Value::Array(list) => match list[..] {
            [Value::Number(ref lng), Value::Number(ref lat)] => {
                visit(lng.as_f64().unwrap(), lat.as_f64().unwrap());
            }
            _ => list.iter().for_each(|value| pairs(value, visit)),
        },
        _ => {}
    }
}

/// Counts are told in fives, dates are none of an offence, places are those of cells and units, and what is withheld is only named.
pub(super) fn check_json(address: &str, value: &Value, findings: &mut Findings) {
    match value {
        Value::Array(list) => list
            .iter()
            .for_each(|value| check_json(address, value, findings)),
        Value::Object(map) => {
            let is_feature = map.get("type").is_some_and(|kind| kind == "Feature");
            if let (true, Some(geometry)) = (is_feature, map.get("geometry")) {
                pairs(&geometry["coordinates"], &mut |lng, lat| {
                    findings.place(address, lng, lat);
                });
            }
            if let (Some(lat), Some(lng)) = (
                map.get("lat").and_then(Value::as_f64),
                map.get("lng").and_then(Value::as_f64),
            ) {
                findings.place(address, lng, lat);
            }
            for (key, value) in map {
                check_entry(address, key, value, findings);
                check_json(address, value, findings);
            }
        }
        _ => {}
    }
}

fn check_entry(address: &str, key: &str, value: &Value, findings: &mut Findings) {
    if COUNTS.contains(&key) || key.starts_with("recorded_") {
        if let Some(count) = value.as_u64() {
            findings.count(address, key, count);
        } else {
            assert!(
                value.is_null() || value.is_object(),
                "{address}: {key} is {value}"
            );
        }
    }
    let dated = value
        .as_str()
        .is_some_and(|text| text.len() == 10 && text.parse::<Day>().is_ok());
    assert!(
        !dated || DATED.contains(&key),
        "{address}: a date in {key}: {value}"
    );
    let withheld = key == "category" && WITHHELD.iter().any(|slug| value == slug);
    assert!(!withheld, "{address}: something is told of {value}");
}

/// What of an official figure is a number of recorded offences.
const OFFICIAL: [&str; 3] = ["recorded", "form", "facts"];

/// Official figures: nothing under five, whole years, no date and no place; who was harmed or suspected is not named.
pub(super) fn check_figures(address: &str, value: &Value, findings: &mut Findings) {
    match value {
        Value::Array(list) => list
            .iter()
            .for_each(|value| check_figures(address, value, findings)),
        Value::Object(map) => {
            for (key, value) in map {
                check_official(address, key, value, findings);
                check_figures(address, value, findings);
            }
        }
        _ => {}
    }
}

fn check_official(address: &str, key: &str, value: &Value, findings: &mut Findings) {
    if let (true, Some(count)) = (OFFICIAL.contains(&key), value.as_u64()) {
        findings.official += 1;
        assert!(count >= 5, "{address}: {key} is {count}");
    }
    if key == "year" {
        assert!(
            value
                .as_i64()
                .is_some_and(|year| (2000..2100).contains(&year)),
            "{address}: {value}"
        );
    }
    if let Some(text) = value.as_str() {
        assert!(
            text.parse::<Day>().is_err(),
            "{address}: a date in {key}: {text}"
        );
    }
    assert!(
        !["lat", "lng", "geometry", "period"].contains(&key),
        "{address} tells {key}"
    );
}

/// The same of the table.
pub(super) fn check_figures_csv(address: &str, text: &str, findings: &mut Findings) {
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    for line in lines {
        let fields: Vec<&str> = line.split(',').collect();
        assert_eq!(fields.len(), head.len(), "{address}: {line}");
        for (key, field) in head.iter().zip(fields) {
            let value = field
                .parse::<u64>()
                .map_or_else(|_| field.into(), Value::from);
            check_official(address, key, &value, findings);
        }
    }
}

pub(super) fn check_csv(address: &str, text: &str, findings: &mut Findings) {
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    check_words(address, text);
    for line in lines {
        for (key, field) in head.iter().zip(line.split(',')) {
            assert!(
                field.len() != 10 || field.parse::<Day>().is_err(),
                "{address}: a date in {line}"
            );
            if COUNTS.contains(key) && !field.is_empty() {
                findings.count(address, key, field.parse().unwrap());
            }
        }
    }
}

/// The columns of a table that are headed by a month or by a key of counts hold counts; places are centres of cells.
pub(super) fn check_html(address: &str, page: &str, findings: &mut Findings) {
    for word in page.split(|letter: char| !(letter.is_ascii_digit() || letter == '-')) {
        assert!(
            word.len() != 10 || word.parse::<Day>().is_err() || address.contains("/collections"),
            "{address}: the date {word}"
        );
    }
    for table in page.split("<table").skip(1) {
        let heads = inside(table, "th scope=\"col\"")
            .into_iter()
            .chain(inside(table, "th"));
        let heads: Vec<String> = heads.collect();
        for row in table.split("<tr>").skip(1) {
            let named = usize::from(row.contains("scope=\"row\""));
            for (head, field) in heads.iter().skip(named).zip(inside(row, "td")) {
                check_field(address, head, &field, findings);
            }
        }
    }
}

fn check_field(address: &str, head: &str, field: &str, findings: &mut Findings) {
    let is_month = head.len() == 7 && head.as_bytes()[2] == b'.';
    if (is_month || COUNTS.contains(&head)) && field != "–" {
        findings.count(address, head, field.parse().unwrap());
    }
    if let Some((lat, lng)) = field.split_once(", ")
        && let (Ok(lat), Ok(lng)) = (lat.parse(), lng.parse())
    {
        findings.place(address, lng, lat);
    }
}

/// The texts of the elements of this name.
fn inside(html: &str, element: &str) -> Vec<String> {
    let open = format!("<{element}>");
    let texts = html.split(&open).skip(1);
    texts
        .map(|text| text.split('<').next().unwrap_or_default().to_owned())
        .collect()
}

/// A byte is three bands, or says that the category is not in the cell.
pub(super) fn check_arrays(address: &str, bytes: &[u8], findings: &mut Findings) {
    findings.bytes += bytes.len();
    assert!(
        bytes.iter().all(|&byte| byte < 6 * 6 * 6 || byte == ABSENT),
        "{address}"
    );
}
