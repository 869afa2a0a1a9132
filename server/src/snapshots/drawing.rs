//! A picture as the request of `oshaq-snapshot`.

use serde_json::{Value, json};

use super::frame::Frame;
use super::layers::{COLOURS, LAND, MapLayers, OUTSIDE, UNSURE_COLOURS};
use super::subject::{By, Period, Subject};
use super::words;
use crate::publication::Publication;

/// Pixels of the map in a picture of one: its height at most, and the widths it may have.
const HEIGHT_PX: f64 = 800.0;
const WIDTHS_PX: (f64, f64) = (480.0, 1_100.0);
/// Pixels beside the maps, for the legend, and above and below, for header and footer.
const SHEET_PX: (f64, f64) = (330.0, 110.0);
/// Least height of a map.
const LEAST_HEIGHT_PX: f64 = 460.0;

/// Most places named.
const MAX_LABELS: usize = 60;
/// From these zooms on regional centres, and all other cities, are named, too: as on the page.
const NAMED_FROM_ZOOM: [(f64, u8); 2] = [(6.5, 2), (4.5, 1)];

/// The request for a picture.
pub(crate) fn drawing(publication: &Publication, subject: &Subject) -> Vec<u8> {
    let words = words::of(subject.language);
    let frame = subject.frame(publication);
    let (width, height) = size(frame, subject.periods().count());
    let layers = MapLayers {
        publication,
        subject,
        frame,
    };
    let map = |period| json!({"caption": words.caption(publication, period), "layers": layers.of(period)});
    let water = if frame.shows_water() { words.water } else { "" };
    let mut request = json!({
        "bounds": frame.degrees(),
        "width": width,
        "height": height,
        "background": OUTSIDE,
        "title": title(publication, subject),
        "subtitle": clip(&subtitle(publication, subject)),
        "stamp": publication.meta.simulated.then_some(words.simulated),
        "attribution": clip(&format!("{} {} {water}", publication.source, publication.licence)),
        "legend_title": words.legend(subject.by),
        "legend": legend(publication, subject),
        "labels": labels(publication, subject, frame),
    });
    // As on the page: what the chosen period is compared with lies to the left of it.
    match subject.beside {
        None => request["layers"] = json!(layers.of(subject.period)),
        Some(left) => {
            let left = map(left);
            request["caption"] = left["caption"].clone();
            request["layers"] = left["layers"].clone();
            request["beside"] = map(subject.period);
        }
    }
    request.to_string().into_bytes()
}

/// Pixels of a picture whose maps have the shape of the frame, as far as that makes a picture.
fn size(frame: Frame, maps: usize) -> (u32, u32) {
    let maps = maps as f64;
    let widest = WIDTHS_PX.1 * (1.0 + (maps - 1.0) * 0.5) / maps;
    let width = (HEIGHT_PX * frame.aspect()).clamp(WIDTHS_PX.0, widest);
    let height = (width / frame.aspect()).clamp(LEAST_HEIGHT_PX, HEIGHT_PX);
    let (beside, above) = SHEET_PX;
    (
        width.mul_add(maps, beside).round() as u32,
        (height + above).round() as u32,
    )
}

fn title(publication: &Publication, subject: &Subject) -> String {
    let words = words::of(subject.language);
    let categories = publication.meta.categories.iter();
    let state = categories
        .clone()
        .find(|state| state.slug == subject.category);
    let category = state.map_or(words.all, |state| subject.language.name(&state.names));
    let unit = subject.unit.and_then(|kato| publication.unit(kato));
    let place = match unit {
        Some(unit) => Some(subject.language.name(&unit.names)),
        None if subject.chosen.is_none() => Some(words.country),
        None => None,
    };
    clip(&place.map_or_else(
        || category.to_owned(),
        |place| format!("{place}: {category}"),
    ))
}

/// What is shown, when, and of which version.
fn subtitle(publication: &Publication, subject: &Subject) -> String {
    let words = words::of(subject.language);
    let periods: Vec<String> = subject
        .periods()
        .map(|period| words.told(publication, period))
        .collect();
    let published = publication.created.get(..10).unwrap_or_default();
    format!(
        "{} · {} {published} · {} {}",
        periods.join(" | "),
        words.published,
        words.version,
        publication.version
    )
}

/// Bands from the highest, then what is not told.
fn legend(publication: &Publication, subject: &Subject) -> Vec<Value> {
    let words = words::of(subject.language);
    let edges = publication.meta.policy.band_edges;
    let bands = words::bands(subject.language);
    let edge = |position: usize| subject.language.decimal(edges[position]);
    let label = |code: usize| match code {
        0 => bands[0].to_owned(),
        1 => format!("{} (< {}×)", bands[1], edge(0)),
        5 => format!("{} ({}× {})", bands[5], edge(3), words.and_more),
        _ => format!("{} ({}–{}×)", bands[code], edge(code - 2), edge(code - 1)),
    };
    let entry = |label: &str, colour: &str| json!({"label": clip(label), "colour": colour});
    let codes = (0..COLOURS.len()).rev();
    let mut legend: Vec<Value> = codes
        .map(|code| entry(&label(code), COLOURS[code]))
        .collect();
    let by_area = !matches!(subject.by, By::Cells { .. });
    if by_area || subject.periods().any(|period| period == Period::Forecast) {
        legend.push(entry(words.doubt(by_area), UNSURE_COLOURS[3]));
    }
    legend.push(entry(words.no_data, LAND));
    legend
}

/// The names that the page shows at such a zoom, larger cities first.
fn labels(publication: &Publication, subject: &Subject, frame: Frame) -> Vec<Value> {
    let zoom = frame.zoom();
    let rank = NAMED_FROM_ZOOM
        .iter()
        .find(|(from, _)| zoom >= *from)
        .map_or(0, |(_, rank)| *rank);
    let [west, south, east, north] = frame.with_surroundings();
    let seen = publication.places.iter().filter(|place| {
        place.rank <= rank
            && (west..=east).contains(&place.lng)
            && (south..=north).contains(&place.lat)
    });
    let mut places: Vec<_> = seen.collect();
    places.sort_by_key(|place| (place.rank, std::cmp::Reverse(place.population)));
    let named = places.into_iter().take(MAX_LABELS);
    named
        .map(|place| json!({"text": clip(subject.language.name(&place.names)), "at": [place.lng, place.lat]}))
        .collect()
}

/// The renderer takes texts of up to 200 characters.
fn clip(text: &str) -> String {
    text.trim()
        .chars()
        .filter(|character| !character.is_control())
        .take(200)
        .collect()
}
