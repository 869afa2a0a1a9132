//! Features: cells by month, units, districts and places, by page and one by one.

use axum::extract::Path;
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use oshaq_domain::{Cell, Kato, Month};
use serde_json::{Value, json};

use super::collections::{Subject, find};
use super::crs::Crs;
use super::feature::{cell_month, district, place, unit};
use super::query::{Asked, ItemQuery, ItemsQuery, Wish};
use super::{Desk, GEOJSON, JSON};
use crate::http::problem::Problem;
use crate::publication::Publication;
use crate::publication::values::Lattice;
use crate::tiles::DistrictShapes;

const CONTENT_CRS: HeaderName = HeaderName::from_static("content-crs");

/// The features of a collection that meet the wish, as positions; each is turned into GeoJSON only when it is on the page.
struct Found<'a> {
    publication: &'a Publication,
    subject: Subject,
    lattice: Option<&'a Lattice>,
    /// Positions of cells, units, districts or places.
    places: Vec<usize>,
    /// Positions of windows; one that means nothing where there are none.
    windows: Vec<usize>,
}

pub(super) async fn items(
    Path(id): Path<String>,
    Asked(query): Asked<ItemsQuery>,
    desk: Desk,
) -> Result<Response, Problem> {
    let wish = query.check()?;
    // Thousands of features take milliseconds to write, which tiles need not wait for.
    let work = tokio::task::spawn_blocking(move || -> Result<Response, Problem> {
        let document = page(&desk, &id, &query, &wish)?;
        let response = desk.send(query.f.as_deref(), GEOJSON, &document)?;
        Ok(in_crs(response, wish.crs))
    });
    work.await.unwrap_or_else(|error| {
        tracing::error!(%error, "features could not be written");
        Err(Problem::unavailable(
            "features",
            "the features could not be written; try again",
        ))
    })
}

fn page(desk: &Desk, id: &str, query: &ItemsQuery, wish: &Wish) -> Result<Value, Problem> {
    let found = Found::of(&desk.publication, id, wish)?;
    let matched = found.places.len() * found.windows.len();
    let shown = wish.offset.min(matched)..wish.offset.saturating_add(wish.limit).min(matched);
    let features: Vec<Value> = shown
        .clone()
        .map(|at| found.feature(at, wish.crs))
        .collect();
    let path = format!("/collections/{id}/items");
    let at = |offset| format!("{path}?{}", query.from(offset));
    let page = |offset| at(offset) + &query.form();
    let mut links = desk.own_links(GEOJSON, &at(wish.offset));
    links.push(desk.link(
        "collection",
        JSON,
        "The collection",
        &format!("/collections/{id}"),
    ));
    if shown.end < matched {
        links.push(desk.link("next", GEOJSON, "The next page", &page(shown.end)));
    }
    if wish.offset > 0 {
        let before = wish.offset.saturating_sub(wish.limit);
        links.push(desk.link("prev", GEOJSON, "The page before", &page(before)));
    }
    Ok(json!({
        "type": "FeatureCollection",
        "title": format!("Features of {id}"),
        "attribution": desk.publication.attribution(),
        "numberMatched": matched,
        "numberReturned": features.len(),
        "features": features,
        "links": links,
    }))
}

pub(super) async fn item(
    Path((id, feature)): Path<(String, String)>,
    Asked(query): Asked<ItemQuery>,
    desk: Desk,
) -> Result<Response, Problem> {
    let crs = query.crs()?;
    let mut document = Found::one(&desk.publication, &id, &feature, crs)?;
    let path = format!("/collections/{id}");
    let mut links = desk.own_links(GEOJSON, &format!("{path}/items/{feature}"));
    links.push(desk.link("collection", JSON, "The collection", &path));
    document["links"] = links.into();
    let response = desk.send(query.f.as_deref(), GEOJSON, &document)?;
    Ok(in_crs(response, crs))
}

fn in_crs(mut response: Response, crs: Crs) -> Response {
    let text = format!("<{}>", crs.uri());
    if let Ok(value) = HeaderValue::try_from(text) {
        response.headers_mut().insert(CONTENT_CRS, value);
    }
    response
}

impl<'a> Found<'a> {
    fn of(publication: &'a Publication, id: &str, wish: &Wish) -> Result<Self, Problem> {
        let (_, subject) = find(publication, id)?;
        let lattices = publication.values.lattices();
        let lattice = match wish.resolution {
            None => lattices.last(),
            Some(own) => lattices.iter().find(|lattice| lattice.resolution() == own),
        };
        let meets = |[west, south, east, north]: [f64; 4]| {
            wish.bbox.is_none_or(|wish| {
                west <= wish[2] && east >= wish[0] && south <= wish[3] && north >= wish[1]
            })
        };
        let (places, windows) = match subject {
            Subject::Cells(series) => {
                let cells = lattice.map_or(&[][..], Lattice::cells).iter().enumerate();
                let own = cells.filter(|&(position, _)| {
                    lattice.is_some_and(|lattice| lattice.row(series, position).is_some())
                });
                let near = own.filter(|(_, cell)| wish.bbox.is_none() || meets(cell_box(**cell)));
                let months = months(publication).enumerate();
                let met =
                    months.filter(|(_, month)| wish.time.is_none_or(|time| time.meets(*month)));
                (
                    near.map(|(at, _)| at).collect(),
                    met.map(|(at, _)| at).collect(),
                )
            }
            Subject::Units => {
                let boxes = publication.shapes.boxes();
                let near = |kato: &Kato| boxes.get(kato).is_some_and(|&own| meets(own));
                let units = publication.units.iter().enumerate();
                (
                    units
                        .filter(|(_, unit)| near(&unit.kato))
                        .map(|(at, _)| at)
                        .collect(),
                    vec![0],
                )
            }
            Subject::Districts => {
                let named = publication.districts.iter().flat_map(DistrictShapes::named);
                let near = named.enumerate().filter(|(_, (_, _, own))| meets(*own));
                (near.map(|(at, _)| at).collect(), vec![0])
            }
            Subject::Places => {
                let places = publication.places.iter().enumerate();
                let near =
                    places.filter(|(_, place)| meets([place.lng, place.lat, place.lng, place.lat]));
                (near.map(|(at, _)| at).collect(), vec![0])
            }
        };
        Ok(Self {
            publication,
            subject,
            lattice,
            places,
            windows,
        })
    }

    /// The feature with an id.
    fn one(
        publication: &'a Publication,
        id: &str,
        feature: &str,
        crs: Crs,
    ) -> Result<Value, Problem> {
        let (_, subject) = find(publication, id)?;
        let place = match subject {
            Subject::Cells(series) => cell_by_id(publication, series, feature),
            Subject::Units => {
                let mut units = publication.units.iter();
                units
                    .position(|unit| unit.kato.to_string() == feature)
                    .map(|at| (None, at, 0))
            }
            Subject::Districts => {
                let mut named = publication.districts.iter().flat_map(DistrictShapes::named);
                named
                    .position(|(code, _, _)| code.to_string() == feature)
                    .map(|at| (None, at, 0))
            }
            Subject::Places => {
                let at = feature
                    .parse::<usize>()
                    .ok()
                    .and_then(|id| id.checked_sub(1));
                at.filter(|&at| at < publication.places.len())
                    .map(|at| (None, at, 0))
            }
        };
        let (lattice, place, window) = place.ok_or_else(|| {
            let detail = format!(
                "collection {id} has no such feature; /ogc/collections/{id}/items lists them"
            );
            Problem::not_found("unknown-feature", detail)
        })?;
        let found = Self {
            publication,
            subject,
            lattice,
            places: vec![place],
            windows: vec![window],
        };
        Ok(found.feature(0, crs))
    }

    /// The feature at a position among those found: by place, then by window.
    fn feature(&self, at: usize, crs: Crs) -> Value {
        let place = self.places[at / self.windows.len()];
        let window = self.windows[at % self.windows.len()];
        match (self.subject, self.lattice) {
            (Subject::Cells(series), Some(lattice)) => {
                cell_month(self.publication, lattice, (series, place, window), crs)
            }
            (Subject::Units, _) => unit(self.publication, place, crs),
            (Subject::Districts, _) => district(self.publication, place, crs),
            _ => self::place(self.publication, place, crs),
        }
    }
}

/// The closed months, then the forecast's.
fn months(publication: &Publication) -> impl Iterator<Item = Month> {
    let meta = &publication.meta;
    meta.months.iter().copied().chain([meta.forecast_month])
}

/// `88216d1601fffff.2025-12` is the cell in that month.
fn cell_by_id<'a>(
    publication: &'a Publication,
    series: usize,
    id: &str,
) -> Option<(Option<&'a Lattice>, usize, usize)> {
    let (cell, month) = id.split_once('.')?;
    let month: Month = month.parse().ok()?;
    let (lattice, position) = publication.values.find(cell.parse().ok()?)?;
    lattice.row(series, position)?;
    let window = months(publication).position(|own| own == month)?;
    Some((Some(lattice), position, window))
}

/// West, south, east and north of a cell, in degrees.
fn cell_box(cell: Cell) -> [f64; 4] {
    let start = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
    cell.boundary()
        .iter()
        .fold(start, |[west, south, east, north], at| {
            [
                west.min(at.lng()),
                south.min(at.lat()),
                east.max(at.lng()),
                north.max(at.lat()),
            ]
        })
}
