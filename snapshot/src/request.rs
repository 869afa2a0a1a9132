//! The request: one JSON object, checked field by field before anything is drawn.

use std::collections::HashSet;

use serde::Deserialize;

use crate::failure::Failure;

mod words;

pub use words::Label;

/// Most bytes a request may have.
pub const MAX_BYTES: usize = 32 * 1024 * 1024;
/// Most pixels a side of the picture may have.
pub const MAX_SIDE: u32 = 4096;
/// Fewest pixels across: below, header and legend leave no room for the map.
pub const MIN_WIDTH: u32 = 320;
/// Fewest pixels down.
pub const MIN_HEIGHT: u32 = 240;
/// Most layers.
pub const MAX_LAYERS: usize = 32;
/// Most legend entries.
pub const MAX_LEGEND: usize = 16;
/// Most polygons and lines together.
pub const MAX_SHAPES: usize = 200_000;
/// Most points of all shapes together.
pub const MAX_POINTS: usize = 1_000_000;
/// Most names of places.
pub const MAX_LABELS: usize = 100;
/// Most characters of a text.
pub const MAX_TEXT: usize = 200;
/// Northern and southern limit of the map in degrees: the Mercator projection has no poles.
pub const MAX_LATITUDE: f64 = 85.0;
/// Least extent of the bounds in degrees, about ten metres.
pub const MIN_EXTENT: f64 = 0.0001;

/// Longitude and latitude in degrees (WGS 84).
pub type Point = [f64; 2];

/// An opaque colour, written `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Colour(pub [u8; 3]);

impl Colour {
    /// The paper's colour where the request names none.
    pub const PAPER: Self = Self([0xf4, 0xf1, 0xea]);

    fn paper() -> Self {
        Self::PAPER
    }
}

impl TryFrom<String> for Colour {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || {
            format!(
                "\"{}\" is not a colour: write #rrggbb, such as #fd8d3c",
                shorten(&text)
            )
        };
        let digits = text
            .strip_prefix('#')
            .filter(|d| d.len() == 6 && d.bytes().all(|b| b.is_ascii_hexdigit()));
        let value = u32::from_str_radix(digits.ok_or_else(wrong)?, 16).map_err(|_| wrong())?;
        let [_, red, green, blue] = value.to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

/// What to draw.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// West, south, east, north in degrees: all of it is shown.
    pub bounds: [f64; 4],
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// First line of the header.
    pub title: String,
    /// Second line of the header: period, date, version.
    pub subtitle: Option<String>,
    /// The mark of simulated data.
    pub stamp: Option<String>,
    /// Source and licence, at the lower edge.
    pub attribution: Option<String>,
    /// Colour of the paper below every layer.
    #[serde(default = "Colour::paper")]
    pub background: Colour,
    /// Heading of the legend.
    pub legend_title: Option<String>,
    /// Entries of the legend, from the top.
    #[serde(default)]
    pub legend: Vec<LegendEntry>,
    /// Names of places, the most important first: one that would lie on another is left out.
    #[serde(default)]
    pub labels: Vec<Label>,
    /// What the map shows, written on it.
    pub caption: Option<String>,
    /// Layers, the lowest first.
    pub layers: Vec<Layer>,
    /// A second map of the same bounds, to the right of the first.
    pub beside: Option<Beside>,
}

/// The second map of a comparison.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beside {
    /// What it shows, written on it.
    pub caption: Option<String>,
    /// Its layers, the lowest first.
    pub layers: Vec<Layer>,
}

/// One of the maps of a request.
#[derive(Debug, Clone, Copy)]
pub struct Map<'a> {
    /// Where its layers stand in the request.
    pub field: &'static str,
    /// What it shows.
    pub caption: Option<&'a str>,
    /// Its layers, the lowest first.
    pub layers: &'a [Layer],
}

/// One line of the legend.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegendEntry {
    /// What the colour means.
    pub label: String,
    /// The colour.
    pub colour: Colour,
}

/// Shapes of one colour: a band's cells, or outlines.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    /// Name of the vector tile layer, unique in the request.
    pub name: String,
    /// The one colour of the layer.
    pub colour: Colour,
    /// Width of the lines in pixels.
    pub width: Option<f32>,
    /// Areas: lists of rings, the outer one first.
    pub polygons: Option<Vec<Vec<Vec<Point>>>>,
    /// Lines.
    pub lines: Option<Vec<Vec<Point>>>,
}

impl Request {
    /// Reads and checks a request.
    ///
    /// # Errors
    /// [`Failure::Request`] with the path of the first field that is wrong and what to write instead.
    ///
    /// # Example
    /// ```
    /// let text = br#"{"bounds":[66,42,70,45],"width":50,"height":600,"title":"","layers":[]}"#;
    /// let failure = oshaq_snapshot::Request::parse(text).unwrap_err();
    /// assert_eq!(failure.to_string(), "width: 50 is outside 320 to 4096 pixels");
    /// ```
    pub fn parse(bytes: &[u8]) -> Result<Self, Failure> {
        if bytes.len() > MAX_BYTES {
            return Err(Failure::request(
                "request",
                format!("longer than {MAX_BYTES} bytes: pass fewer or simpler shapes"),
            ));
        }
        let mut reader = serde_json::Deserializer::from_slice(bytes);
        let request: Self = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let path = error.path().to_string();
            Failure::request(
                if path == "." {
                    "request".to_owned()
                } else {
                    path
                },
                error.into_inner().to_string(),
            )
        })?;
        reader.end().map_err(|error| {
            Failure::request("request", format!("{error}: pass one JSON object only"))
        })?;
        request.check()?;
        Ok(request)
    }

    /// The maps from the left: one, or the two of a comparison.
    pub fn maps(&self) -> impl Iterator<Item = Map<'_>> {
        let first = Map {
            field: "layers",
            caption: self.caption.as_deref(),
            layers: &self.layers,
        };
        let beside = self.beside.as_ref().map(|beside| Map {
            field: "beside.layers",
            caption: beside.caption.as_deref(),
            layers: &beside.layers,
        });
        std::iter::once(first).chain(beside)
    }

    fn check(&self) -> Result<(), Failure> {
        check_bounds(self.bounds)?;
        check_side("width", self.width, MIN_WIDTH)?;
        check_side("height", self.height, MIN_HEIGHT)?;
        self.check_texts()?;
        let mut load = Load::default();
        self.maps().try_for_each(|map| map.check(&mut load))
    }
}

/// Shapes and points counted so far.
#[derive(Default)]
struct Load {
    shapes: usize,
    points: usize,
}

impl Load {
    fn add(&mut self, field: &str, points: usize) -> Result<(), Failure> {
        self.shapes += 1;
        self.points += points;
        if self.shapes > MAX_SHAPES {
            return Err(Failure::request(
                field,
                format!(
                    "more than {MAX_SHAPES} polygons and lines: pass only those inside the bounds, or coarser cells"
                ),
            ));
        }
        if self.points > MAX_POINTS {
            return Err(Failure::request(
                field,
                format!(
                    "more than {MAX_POINTS} points in all: simplify the outlines, or pass coarser cells"
                ),
            ));
        }
        Ok(())
    }
}

impl Map<'_> {
    fn check(&self, load: &mut Load) -> Result<(), Failure> {
        let Self { field, layers, .. } = self;
        check_length(field, layers.len(), 1, MAX_LAYERS)?;
        let mut names = HashSet::new();
        for (index, layer) in layers.iter().enumerate() {
            let field = format!("{field}[{index}]");
            if !names.insert(&layer.name) {
                return Err(Failure::request(
                    format!("{field}.name"),
                    format!(
                        "\"{}\" is there twice: give each layer a name of its own",
                        layer.name
                    ),
                ));
            }
            layer.check(&field, load)?;
        }
        Ok(())
    }
}

impl Layer {
    fn check(&self, field: &str, load: &mut Load) -> Result<(), Failure> {
        let named = (1..=64).contains(&self.name.len())
            && self
                .name
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_');
        if !named {
            return Err(Failure::request(
                format!("{field}.name"),
                format!("\"{}\": use 1 to 64 of a-z 0-9 - _", shorten(&self.name)),
            ));
        }
        if self
            .width
            .is_some_and(|width| !(0.5..=16.0).contains(&width))
        {
            return Err(Failure::request(
                format!("{field}.width"),
                "outside 0.5 to 16 pixels",
            ));
        }
        match (&self.polygons, &self.lines) {
            (Some(polygons), None) => check_polygons(field, polygons, load),
            (None, Some(lines)) => check_lines(field, lines, load),
            _ => Err(Failure::request(field, "give either polygons or lines")),
        }
    }
}

fn check_polygons(
    layer: &str,
    polygons: &[Vec<Vec<Point>>],
    load: &mut Load,
) -> Result<(), Failure> {
    for (index, rings) in polygons.iter().enumerate() {
        let field = || format!("{layer}.polygons[{index}]");
        load.add(layer, rings.iter().map(Vec::len).sum())?;
        if rings.is_empty() || rings.iter().any(|ring| ring.len() < 3) {
            return Err(Failure::request(
                field(),
                "a polygon is a list of rings, each of at least 3 points [lng, lat]",
            ));
        }
        rings
            .iter()
            .flatten()
            .try_for_each(|&point| check_point(field, point))?;
    }
    Ok(())
}

fn check_lines(layer: &str, lines: &[Vec<Point>], load: &mut Load) -> Result<(), Failure> {
    for (index, line) in lines.iter().enumerate() {
        let field = || format!("{layer}.lines[{index}]");
        load.add(layer, line.len())?;
        if line.len() < 2 {
            return Err(Failure::request(
                field(),
                "a line has at least 2 points [lng, lat]",
            ));
        }
        line.iter()
            .try_for_each(|&point| check_point(field, point))?;
    }
    Ok(())
}

fn check_point(field: impl Fn() -> String, [lng, lat]: Point) -> Result<(), Failure> {
    if lng.abs() <= 180.0 && lat.abs() <= 90.0 {
        return Ok(());
    }
    Err(Failure::request(
        field(),
        format!("[{lng}, {lat}] is no place: write [lng, lat] in degrees, within ±180 and ±90"),
    ))
}

fn check_bounds([west, south, east, north]: [f64; 4]) -> Result<(), Failure> {
    let inside = west.abs() <= 180.0
        && east.abs() <= 180.0
        && south.abs() <= MAX_LATITUDE
        && north.abs() <= MAX_LATITUDE;
    if inside && east - west >= MIN_EXTENT && north - south >= MIN_EXTENT {
        return Ok(());
    }
    Err(Failure::request(
        "bounds",
        format!(
            "[{west}, {south}, {east}, {north}]: write [west, south, east, north] in degrees, west < east, south < north, within ±180 and ±{MAX_LATITUDE}, at least {MIN_EXTENT} wide and high"
        ),
    ))
}

fn check_side(field: &str, pixels: u32, least: u32) -> Result<(), Failure> {
    if (least..=MAX_SIDE).contains(&pixels) {
        return Ok(());
    }
    Err(Failure::request(
        field,
        format!("{pixels} is outside {least} to {MAX_SIDE} pixels"),
    ))
}

fn check_length(field: &str, length: usize, least: usize, most: usize) -> Result<(), Failure> {
    if (least..=most).contains(&length) {
        return Ok(());
    }
    Err(Failure::request(
        field,
        format!("{length} entries: pass {least} to {most}"),
    ))
}

fn shorten(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(change: &str) -> String {
        let mut request = serde_json::json!({
            "bounds": [66.0, 42.0, 70.0, 45.0], "width": 640, "height": 480, "title": "Theft",
            "layers": [{"name": "band-1", "colour": "#ffffb2", "polygons": [[[[66.1, 42.1], [66.2, 42.1], [66.2, 42.2]]]]}]
        });
        let patch: serde_json::Value = serde_json::from_str(change).unwrap();
        for (name, value) in patch.as_object().unwrap() {
            request[name] = value.clone();
        }
        Request::parse(request.to_string().as_bytes())
            .map_or_else(|failure| failure.to_string(), |_| "accepted".to_owned())
    }

    #[test]
    fn a_right_request_is_accepted() {
        assert_eq!(problem("{}"), "accepted");
    }

    #[test]
    fn a_wrong_field_is_named_with_its_remedy() {
        let cases = [
            (
                r#"{"width": 8000}"#,
                "width: 8000 is outside 320 to 4096 pixels",
            ),
            (r#"{"heigth": 480}"#, "heigth: unknown field"),
            (
                r#"{"bounds": [70, 42, 66, 45]}"#,
                "bounds: [70, 42, 66, 45]: write [west, south, east, north]",
            ),
            (r#"{"bounds": [70, 42, 66]}"#, "bounds"),
            (r#"{"layers": []}"#, "layers: 0 entries: pass 1 to 32"),
            (
                r##"{"layers": [{"name": "a", "colour": "#12345", "lines": []}]}"##,
                "layers[0].colour: \"#12345\" is not a colour: write #rrggbb",
            ),
            (
                r##"{"layers": [{"name": "A b", "colour": "#123456", "lines": []}]}"##,
                "layers[0].name: \"A b\": use 1 to 64 of a-z 0-9 - _",
            ),
            (
                r##"{"layers": [{"name": "a", "colour": "#123456"}]}"##,
                "layers[0]: give either polygons or lines",
            ),
            (
                r##"{"layers": [{"name": "a", "colour": "#123456", "lines": [[[66, 42]]]}]}"##,
                "layers[0].lines[0]: a line has at least 2 points",
            ),
            (
                r##"{"layers": [{"name": "a", "colour": "#123456", "lines": [[[42, 66], [43, 166]]]}]}"##,
                "layers[0].lines[0]: [43, 166] is no place",
            ),
            (
                r##"{"layers": [{"name": "a", "colour": "#123456", "polygons": [[[[66, 42], [67, 42]]]]}]}"##,
                "layers[0].polygons[0]: a polygon is a list of rings",
            ),
            (
                r##"{"layers": [{"name": "a", "colour": "#123456", "lines": [], "width": 99}]}"##,
                "layers[0].width: outside 0.5 to 16 pixels",
            ),
            (
                r##"{"layers": [{"name": "a", "colour": "#123456", "lines": []}, {"name": "a", "colour": "#123456", "lines": []}]}"##,
                "layers[1].name: \"a\" is there twice",
            ),
            (
                r##"{"beside": {"layers": [{"name": "a", "colour": "#123456", "lines": [[[66, 42]]]}]}}"##,
                "beside.layers[0].lines[0]: a line has at least 2 points",
            ),
            (
                r#"{"beside": {"layers": []}}"#,
                "beside.layers: 0 entries: pass 1 to 32",
            ),
            (
                r#"{"labels": [{"text": "Алматы", "at": [43.2, 176.9]}]}"#,
                "labels[0].at: [43.2, 176.9] is no place",
            ),
            (r#"{"stamp": " "}"#, "stamp: empty"),
            (r#"{"title": "one\ntwo"}"#, "title: has a control character"),
        ];
        for (change, expected) in cases {
            let found = problem(change);
            assert!(
                found.starts_with(expected),
                "{change}\n  expected {expected}\n  found    {found}"
            );
        }
    }

    #[test]
    fn more_points_than_the_limit_are_refused() {
        let line: Vec<Point> = vec![[66.5, 43.5]; MAX_POINTS / 2 + 1];
        let mut load = Load::default();
        assert!(check_lines("layers[0]", std::slice::from_ref(&line), &mut load).is_ok());
        let failure = check_lines("layers[1]", &[line], &mut load).unwrap_err();
        assert!(
            failure
                .to_string()
                .starts_with("layers[1]: more than 1000000 points"),
            "{failure}"
        );
    }

    #[test]
    fn two_objects_are_refused() {
        let failure = Request::parse(b"{} {}").unwrap_err();
        assert_eq!(failure.exit_code(), 2);
    }
}
