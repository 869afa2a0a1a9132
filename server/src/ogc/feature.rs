//! One feature as GeoJSON.

use geojson::{Geometry, GeometryValue};
use oshaq_domain::{Cell, DistrictCode};
use serde_json::{Value, json};

use super::crs::Crs;
use crate::publication::Publication;
use crate::publication::values::Lattice;

/// A cell in a month: the position of its series, its own, and that of the month.
pub(super) fn cell_month(
    publication: &Publication,
    lattice: &Lattice,
    (series, position, window): (usize, usize, usize),
    crs: Crs,
) -> Value {
    let meta = &publication.meta;
    let cell = lattice.cells()[position];
    let month = meta.months.get(window).copied();
    let shown = month.unwrap_or(meta.forecast_month);
    let unit = lattice.unit_code(position);
    let mut properties = json!({
        "cell": cell.to_string(),
        "resolution": cell.resolution().get(),
        "category": meta.series[series],
        "unit": (unit > 0).then(|| format!("{unit:02}")),
        "month": shown.to_string(),
        "kind": if month.is_some() { "recorded" } else { "forecast" },
        "simulated": meta.simulated,
    });
    if let Some(row) = lattice.row(series, position) {
        let codes = row.forecast();
        let (band, interval, count) = match month {
            Some(_) => (row.band(window), None, row.recorded(window).rounded()),
            None => (codes.band, Some((codes.low, codes.high)), None),
        };
        properties["band"] = band.into();
        properties["band_low"] = interval.map(|(low, _)| low).into();
        properties["band_high"] = interval.map(|(_, high)| high).into();
        properties["recorded"] = count.into();
    }
    json!({
        "type": "Feature",
        "id": format!("{cell}.{shown}"),
        "geometry": outline(cell, crs),
        "properties": properties,
    })
}

/// The unit at a position.
pub(super) fn unit(publication: &Publication, position: usize, crs: Crs) -> Value {
    let unit = &publication.units[position];
    let geometry = publication.shapes.geometry(unit.kato);
    json!({
        "type": "Feature",
        "id": unit.kato.to_string(),
        "geometry": geometry.map(|shape| reprojected(shape, crs)),
        "properties": {
            "kato": unit.kato.to_string(),
            "name_kk": unit.names.name_kk,
            "name_ru": unit.names.name_ru,
            "name_en": unit.names.name_en,
            "kind": unit.kind,
            "population": unit.population,
        },
    })
}

/// The district at a position.
pub(super) fn district(publication: &Publication, position: usize, crs: Crs) -> Value {
    let shapes = publication.districts.as_ref();
    let found = shapes.and_then(|shapes| shapes.named().nth(position));
    let areas = publication.meta.division.as_ref().map(|own| &own.areas);
    let population = areas.and_then(|areas| areas.get(position)?.population);
    let geometry = shapes.and_then(|shapes| shapes.geometry(position));
    let (code, names) = found.map(|(code, names, _)| (code, names)).unzip();
    json!({
        "type": "Feature",
        "id": code.map(|code| code.to_string()),
        "geometry": geometry.map(|shape| reprojected(shape, crs)),
        "properties": {
            "kato": code,
            "unit": code.map(DistrictCode::unit),
            "name_kk": names.map(|names| &names.name_kk),
            "name_ru": names.map(|names| &names.name_ru),
            "name_en": names.map(|names| &names.name_en),
            "population": population,
        },
    })
}

/// The place at a position.
pub(super) fn place(publication: &Publication, position: usize, crs: Crs) -> Value {
    let place = &publication.places[position];
    json!({
        "type": "Feature",
        "id": position + 1,
        "geometry": { "type": "Point", "coordinates": crs.of_degrees(place.lng, place.lat) },
        "properties": {
            "name_kk": place.names.name_kk,
            "name_ru": place.names.name_ru,
            "name_en": place.names.name_en,
            "kato2": place.kato2.to_string(),
            "population": place.population,
            "rank": place.rank,
        },
    })
}

/// A closed ring around the cell, to the decimetre.
fn outline(cell: Cell, crs: Crs) -> Value {
    let rounded = |value: f64| (value * 1e6).round() / 1e6;
    let corners = cell.boundary();
    let ring: Vec<[f64; 2]> = corners
        .iter()
        .chain(corners.first())
        .map(|at| crs.of_degrees(rounded(at.lng()), rounded(at.lat())))
        .collect();
    json!({ "type": "Polygon", "coordinates": [ring] })
}

fn reprojected(mut shape: GeometryValue, crs: Crs) -> Geometry {
    if let GeometryValue::MultiPolygon { coordinates } = &mut shape {
        let positions = coordinates.iter_mut().flatten().flatten();
        for position in positions {
            *position = crs.of_degrees(position[0], position[1]).into();
        }
    }
    Geometry::new(shape)
}
