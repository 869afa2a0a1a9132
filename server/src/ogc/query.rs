//! What clients ask, checked. A parameter that nobody knows is refused, as the standard wants.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use oshaq_domain::{Day, Month, Resolution};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::crs::Crs;
use crate::http::problem::Problem;

/// Features in an answer when no number is asked for.
pub(super) const DEFAULT_LIMIT: usize = 100;

/// Most features in an answer; whoever asks for more gets so many.
pub(super) const MAX_LIMIT: usize = 10_000;

/// The parameters of a request, or 400 with the reason.
pub(super) struct Asked<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match Query::try_from_uri(&parts.uri) {
            Ok(Query(query)) => Ok(Self(query)),
            Err(error) => Err(Problem::bad_request("query", error.body_text())),
        }
    }
}

/// The form and the language, and nothing else.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormQuery {
    pub f: Option<String>,
    #[expect(
        dead_code,
        reason = "whoever answers has read it; here it is only allowed"
    )]
    pub lang: Option<String>,
}

/// The language alone: a tile has no form but those of `Accept`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TileQuery {
    #[expect(
        dead_code,
        reason = "whoever answers has read it; here it is only allowed"
    )]
    lang: Option<String>,
}

/// The parameters of one feature as they were sent.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ItemQuery {
    pub f: Option<String>,
    #[expect(
        dead_code,
        reason = "whoever answers has read it; here it is only allowed"
    )]
    pub lang: Option<String>,
    pub crs: Option<String>,
}

impl ItemQuery {
    pub(super) fn crs(&self) -> Result<Crs, Problem> {
        self.crs.as_deref().map_or(Ok(Crs::Crs84), Crs::read)
    }
}

/// The parameters of features as they were sent.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ItemsQuery {
    pub f: Option<String>,
    pub lang: Option<String>,
    pub bbox: Option<String>,
    #[serde(rename = "bbox-crs")]
    pub bbox_crs: Option<String>,
    pub crs: Option<String>,
    pub datetime: Option<String>,
    pub limit: Option<String>,
    pub offset: Option<String>,
    pub resolution: Option<String>,
}

/// Which features, checked.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wish {
    /// West, south, east, north in degrees.
    pub bbox: Option<[f64; 4]>,
    pub crs: Crs,
    pub time: Option<TimeRange>,
    pub limit: usize,
    pub offset: usize,
    pub resolution: Option<Resolution>,
}

impl ItemsQuery {
    pub(super) fn check(&self) -> Result<Wish, Problem> {
        let crs = |text: Option<&str>| text.map_or(Ok(Crs::Crs84), Crs::read);
        let bbox_crs = crs(self.bbox_crs.as_deref())?;
        let resolution = self.resolution.as_deref().map(|text| {
            let wrong =
                || Problem::bad_request("resolution", "`resolution` must be a number from 4 to 10");
            text.parse::<Resolution>().map_err(|_| wrong())
        });
        Ok(Wish {
            bbox: self
                .bbox
                .as_deref()
                .map(|text| bbox(text, bbox_crs))
                .transpose()?,
            crs: crs(self.crs.as_deref())?,
            time: self.datetime.as_deref().map(TimeRange::read).transpose()?,
            limit: number("limit", self.limit.as_deref(), DEFAULT_LIMIT, 1)?.min(MAX_LIMIT),
            offset: number("offset", self.offset.as_deref(), 0, 0)?,
            resolution: resolution.transpose()?,
        })
    }

    /// The form asked for, as it is appended to an address.
    pub(super) fn form(&self) -> String {
        let form = self.f.as_deref();
        form.map(|form| format!("&f={}", encoded(form)))
            .unwrap_or_default()
    }

    /// The same question from another feature on, in whatever form, as it stands in an address.
    pub(super) fn from(&self, offset: usize) -> String {
        let offset = offset.to_string();
        let parts = [
            ("bbox", self.bbox.as_deref()),
            ("bbox-crs", self.bbox_crs.as_deref()),
            ("crs", self.crs.as_deref()),
            ("datetime", self.datetime.as_deref()),
            ("lang", self.lang.as_deref()),
            ("limit", self.limit.as_deref()),
            ("resolution", self.resolution.as_deref()),
            ("offset", Some(offset.as_str())),
        ];
        let parts = parts
            .iter()
            .filter_map(|(name, value)| Some(format!("{name}={}", encoded((*value)?))));
        parts.collect::<Vec<_>>().join("&")
    }
}

/// Percent-encodes what has a meaning in a query.
fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~,:/".contains(&byte);
    let encode = |byte: u8| {
        if plain(byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    text.bytes().map(encode).collect()
}

fn number(name: &str, text: Option<&str>, default: usize, least: usize) -> Result<usize, Problem> {
    let number = text.map_or(Ok(default), str::parse::<usize>).ok();
    number.filter(|&number| number >= least).ok_or_else(|| {
        Problem::bad_request(
            name,
            format!("`{name}` must be a whole number from {least} on"),
        )
    })
}

/// A box in degrees, longitude first: four numbers (or six), the lower corner, then the upper one.
pub(crate) fn bbox_degrees(text: &str) -> Result<[f64; 4], Problem> {
    bbox(text, Crs::Crs84)
}

/// Four numbers (or six, whose heights do not matter): the lower corner, then the upper one.
fn bbox(text: &str, crs: Crs) -> Result<[f64; 4], Problem> {
    let wrong = |why: &str| Problem::bad_request("bbox", format!("`bbox` {why}"));
    let numbers: Vec<f64> = text
        .split(',')
        .map(|part| {
            part.trim()
                .parse::<f64>()
                .ok()
                .filter(|number| number.is_finite())
        })
        .collect::<Option<_>>()
        .ok_or_else(|| wrong("must be numbers with commas between them"))?;
    let (low, high) = match numbers[..] {
        [a, b, c, d] | [a, b, _, c, d, _] => ((a, b), (c, d)),
        _ => return Err(wrong("must have four numbers, or six")),
    };
    let ((west, south), (east, north)) = (crs.degrees(low), crs.degrees(high));
    if south > north {
        return Err(wrong("has its lower corner above the upper one"));
    }
    if west > east {
        return Err(wrong(
            "crosses the antimeridian, where no data are; ask for both sides apart",
        ));
    }
    Ok([west, south, east, north])
}

/// Days from and until, both included; `None` is open.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TimeRange {
    from: Option<Day>,
    until: Option<Day>,
}

impl TimeRange {
    /// An instant or an interval of RFC 3339, open ends written as `..` or left out.
    fn read(text: &str) -> Result<Self, Problem> {
        let range = match text.split_once('/') {
            None => day(text)?.map(|day| (Some(day), Some(day))),
            Some((from, until)) => Some((day(from)?, day(until)?)),
        };
        let (from, until) = range.ok_or_else(malformed)?;
        let turned = matches!((from, until), (Some(from), Some(until)) if from > until);
        if turned {
            return Err(malformed());
        }
        Ok(Self { from, until })
    }

    /// Whether any day of a month is in the range.
    pub(super) fn meets(self, month: Month) -> bool {
        let begun = self.until.is_none_or(|until| month.first_day() <= until);
        begun
            && self
                .from
                .is_none_or(|from| from < month.plus(1).first_day())
    }
}

fn malformed() -> Problem {
    Problem::bad_request(
        "datetime",
        "`datetime` must be a date such as 2025-12-31, a time such as 2025-12-31T00:00:00Z, or two of them with a slash between (`..` for an open end), the earlier first",
    )
}

/// The day of an instant; `None` for an open end.
fn day(text: &str) -> Result<Option<Day>, Problem> {
    if text.is_empty() || text == ".." {
        return Ok(None);
    }
    let (day, time) = text.split_at_checked(10).ok_or_else(malformed)?;
    if !time.is_empty() && !is_time(time) {
        return Err(malformed());
    }
    day.parse().map(Some).map_err(|_| malformed())
}

/// Whether a text is the rest of an RFC 3339 instant: `T00:00:00`, a fraction perhaps, then `Z` or an offset.
fn is_time(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_digit() || b":.+-Zz".contains(&byte);
    let mut parts = text.bytes();
    let timed = parts
        .next()
        .is_some_and(|byte| byte.eq_ignore_ascii_case(&b'T'));
    timed && text.len() >= 10 && parts.all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_is_met_by_any_of_its_days() {
        let range = |text| TimeRange::read(text).unwrap();
        assert!(range("2025-12-31").meets(month("2025-12")));
        assert!(range("2025-12-31T23:59:59Z").meets(month("2025-12")));
        assert!(!range("2026-01-01").meets(month("2025-12")));
        assert!(range("2025-11-30/2025-12-01").meets(month("2025-12")));
        assert!(range("../2025-12-01").meets(month("2025-12")));
        assert!(!range("2026-01-01/..").meets(month("2025-12")));
        assert!(range("/2025-12-01").meets(month("2024-01")));
    }

    #[test]
    fn times_that_are_none_are_refused() {
        for wrong in [
            "",
            "..",
            "2025",
            "2025-13-01",
            "2025-12-31Z",
            "2025-12-31Tmorning!!",
            "yesterday",
            "2025-12-02/2025-12-01",
            "a/b",
        ] {
            assert!(TimeRange::read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn boxes_are_read_in_the_order_of_their_system() {
        let read = |text, crs| bbox(text, crs).ok();
        assert_eq!(
            read("76,43,77,44", Crs::Crs84),
            Some([76.0, 43.0, 77.0, 44.0])
        );
        assert_eq!(
            read("43,76,44,77", Crs::Epsg4326),
            Some([76.0, 43.0, 77.0, 44.0])
        );
        assert_eq!(
            read("76,43,0,77,44,9", Crs::Crs84),
            Some([76.0, 43.0, 77.0, 44.0])
        );
        for wrong in [
            "",
            "1,2,3",
            "1,2,3,NaN",
            "1,2,3,inf",
            "76,44,77,43",
            "170,43,-170,44",
            "a,b,c,d",
        ] {
            assert_eq!(read(wrong, Crs::Crs84), None, "{wrong}");
        }
    }

    #[test]
    fn the_next_page_asks_the_same_question() {
        let query = ItemsQuery {
            bbox: Some("1,2,3,4".to_owned()),
            datetime: Some("2025-01-01/..".to_owned()),
            crs: Some("a&b c".to_owned()),
            ..ItemsQuery::default()
        };
        assert_eq!(
            query.from(7),
            "bbox=1,2,3,4&crs=a%26b%20c&datetime=2025-01-01/..&offset=7"
        );
    }
}
