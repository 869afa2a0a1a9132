//! What is drawn on a map, lowest first: land, water, bands, borders.

use oshaq_domain::Resolution;
use serde::Serialize;

use super::frame::Frame;
use super::subject::{By, Period, Subject};
use super::water::{Line, water};
use crate::publication::Publication;
use crate::publication::shades::{self, Shade, UnitShades};
use crate::publication::stored::StoredDistrict;
use crate::publication::values::Lattice;

/// Colours of the bands, insufficient data first; the page's ramp for a light ground.
pub(super) const COLOURS: [&str; 6] = [
    "#c9ccd1", "#fbe3b5", "#f5b26b", "#dc7269", "#9c4283", "#47246b",
];
/// The same where the band is doubtful; nothing is said of insufficient data.
pub(super) const UNSURE_COLOURS: [&str; 6] = [
    "#c9ccd1", "#efe5d1", "#dabb9e", "#b88882", "#825a75", "#3f3250",
];
/// What lies outside the units, inside them, and water.
pub(super) const OUTSIDE: &str = "#dfe4ea";
pub(super) const LAND: &str = "#f8f8f5";
const WATER: &str = "#c3d6e6";
const BORDER: &str = "#6b7480";
const CHOSEN: &str = "#00343f";

/// Most cells drawn on a map; with more, coarser ones are taken.
const MAX_CELLS: usize = 20_000;
/// The finest resolution of a picture of a unit alone: with finer ones cells would vanish.
const FINEST_OF_UNIT: u8 = 8;
/// An interval of so many bands makes a cell's band doubtful.
const WIDE: u8 = 3;
/// Below this zoom a cell is a few pixels wide and gets a rim of its own colour, as on the page.
const FAR_ZOOM: f64 = 6.0;
const FAR_RIM_PX: f32 = 3.0;
/// Corners nearer to each other than this share of the frame's width are one: half a pixel.
const GRAIN: f64 = 1.0 / 2_000.0;

/// One colour's shapes.
#[derive(Debug, Serialize)]
pub(super) struct DrawnLayer {
    name: String,
    colour: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    polygons: Option<Vec<Vec<Line>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lines: Option<Vec<Line>>,
}

impl DrawnLayer {
    fn areas(name: impl Into<String>, colour: &'static str, polygons: Vec<Vec<Line>>) -> Self {
        Self {
            name: name.into(),
            colour,
            width: None,
            polygons: Some(polygons),
            lines: None,
        }
    }

    fn lines(name: &str, colour: &'static str, width: f32, lines: Vec<Line>) -> Self {
        Self {
            name: name.to_owned(),
            colour,
            width: Some(width),
            polygons: None,
            lines: Some(lines),
        }
    }
}

/// What one map of a picture shows.
pub(super) struct MapLayers<'a> {
    pub publication: &'a Publication,
    pub subject: &'a Subject,
    pub frame: Frame,
}

impl MapLayers<'_> {
    /// The layers of a period, the lowest first.
    pub(super) fn of(&self, period: Period) -> Vec<DrawnLayer> {
        let mut layers = self.ground();
        layers.extend(self.bands(period));
        layers.extend(self.borders());
        layers
    }

    fn ground(&self) -> Vec<DrawnLayer> {
        let units = self
            .publication
            .shapes
            .polygons(self.frame.with_surroundings());
        let land = units.map(|(_, rings)| self.thinned(rings)).collect();
        let mut ground = vec![DrawnLayer::areas("land", LAND, land)];
        if self.frame.shows_water() {
            let water = water();
            ground.push(DrawnLayer::areas("lakes", WATER, water.lakes.clone()));
            ground.push(DrawnLayer::lines(
                "rivers",
                WATER,
                1.2,
                water.rivers.clone(),
            ));
        }
        ground
    }

    /// Doubtful bands below sure ones, low ones below high ones.
    fn bands(&self, period: Period) -> Vec<DrawnLayer> {
        let mut shapes: [[Vec<Vec<Line>>; 2]; COLOURS.len()] = Default::default();
        let put = |shade: Shade, rings: Vec<Line>| {
            if let Some(own) = shapes.get_mut(usize::from(shade.band)) {
                own[usize::from(!shade.doubtful)].push(rings);
            }
        };
        match self.subject.by {
            By::Cells { series, resolution } => self.cell_bands(series, resolution, period, put),
            By::Districts { .. } | By::Units => self.area_bands(period, put),
        }
        let mut layers = Vec::new();
        for (code, [unsure, sure]) in shapes.into_iter().enumerate() {
            layers.extend(self.shaded(&format!("unsure-{code}"), UNSURE_COLOURS[code], unsure));
            layers.extend(self.shaded(&format!("band-{code}"), COLOURS[code], sure));
        }
        layers
    }

    /// Shapes of one colour; far cells with a rim of it, so that they are seen.
    fn shaded(&self, name: &str, colour: &'static str, shapes: Vec<Vec<Line>>) -> Vec<DrawnLayer> {
        if shapes.is_empty() {
            return Vec::new();
        }
        let cells = matches!(self.subject.by, By::Cells { .. });
        let rim = (cells && self.frame.zoom() < FAR_ZOOM).then(|| {
            let rings = shapes.iter().flatten().cloned().collect();
            DrawnLayer::lines(&format!("rim-{name}"), colour, FAR_RIM_PX, rings)
        });
        let areas = DrawnLayer::areas(name, colour, shapes);
        [areas].into_iter().chain(rim).collect()
    }

    fn cell_bands(
        &self,
        series: usize,
        resolution: Option<Resolution>,
        period: Period,
        mut put: impl FnMut(Shade, Vec<Line>),
    ) {
        let Some(lattice) = self.lattice(resolution.map(Resolution::get)) else {
            return;
        };
        for position in self.shown(lattice) {
            if let Some(row) = lattice.row(series, position) {
                let [band, low, high] = period.bands(row);
                let doubtful = high.saturating_sub(low) + 1 >= WIDE;
                put(Shade { band, doubtful }, vec![outline(lattice, position)]);
            }
        }
    }

    fn area_bands(&self, period: Period, mut put: impl FnMut(Shade, Vec<Line>)) {
        let Self {
            publication,
            subject,
            frame,
        } = self;
        let around = frame.with_surroundings();
        match (subject.by, period) {
            (By::Districts { series }, _) => {
                let rows = &publication.district_counts;
                let shade_of = |position| {
                    let own = |row: &&StoredDistrict| {
                        usize::from(row.series) == series && usize::from(row.district) == position
                    };
                    rows.iter().find(own).map(|row| match period {
                        Period::Forecast => shades::of_forecast(row),
                        Period::Recorded(month) => {
                            shades::of_district(publication, &subject.category, row, month)
                        }
                    })
                };
                let areas = publication
                    .districts
                    .iter()
                    .flat_map(|own| own.polygons(around));
                for (position, rings) in areas {
                    if let Some(shade) = shade_of(position) {
                        put(shade, self.thinned(rings));
                    }
                }
            }
            (By::Units, Period::Recorded(month)) => {
                let shades = UnitShades::of(publication, &subject.category);
                for (kato, rings) in publication.shapes.polygons(around) {
                    if let Some(unit) = publication.unit(kato) {
                        put(shades.in_month(unit, month), self.thinned(rings));
                    }
                }
            }
            _ => {}
        }
    }

    fn borders(&self) -> Vec<DrawnLayer> {
        let Self {
            publication,
            subject,
            frame,
        } = self;
        let around = frame.with_surroundings();
        let mut borders = Vec::new();
        if matches!(subject.by, By::Districts { .. }) {
            let districts = publication
                .districts
                .iter()
                .flat_map(|own| own.polygons(around));
            let lines = districts
                .flat_map(|(_, rings)| self.thinned(rings))
                .collect();
            borders.push(DrawnLayer::lines("districts", BORDER, 0.6, lines));
        }
        let units = || publication.shapes.polygons(around);
        let lines = units().flat_map(|(_, rings)| self.thinned(rings)).collect();
        borders.push(DrawnLayer::lines("units", BORDER, 1.2, lines));
        if subject.chosen.is_some() {
            let own = units().filter(|(kato, _)| subject.unit == Some(*kato));
            let lines: Vec<Line> = own.flat_map(|(_, rings)| self.thinned(rings)).collect();
            borders.extend(
                (!lines.is_empty()).then(|| DrawnLayer::lines("chosen", CHOSEN, 3.0, lines)),
            );
        }
        borders
    }

    /// The cells that are asked for: those of the resolution, or the finest whose cells are few enough and large enough to be seen.
    fn lattice(&self, resolution: Option<u8>) -> Option<&Lattice> {
        let finest = resolution.unwrap_or_else(|| self.finest());
        let lattices = self.publication.values.lattices();
        let fits = |lattice: &&Lattice| {
            lattice.resolution().get() <= finest && self.shown(lattice).count() <= MAX_CELLS
        };
        lattices.iter().rev().find(fits).or(lattices.first())
    }

    /// What the page shows at such a zoom; of a unit alone, finer cells.
    fn finest(&self) -> u8 {
        if self.subject.alone().is_some() {
            return FINEST_OF_UNIT;
        }
        let zooms = &self.publication.zooms;
        let shown = zooms.range(..=self.frame.zoom().max(0.0) as u8).next_back();
        let shown = shown.or(zooms.first_key_value());
        shown.map_or(FINEST_OF_UNIT, |(_, own)| own.get())
    }

    /// Positions of the cells on the map: those of the unit that is shown alone, or whatever lies in the frame and around it.
    fn shown<'b>(&self, lattice: &'b Lattice) -> impl Iterator<Item = usize> + use<'b> {
        let alone = self.subject.alone();
        let [west, south, east, north] = self.frame.with_surroundings();
        lattice
            .cells()
            .iter()
            .enumerate()
            .filter_map(move |(position, cell)| {
                let seen = alone.map_or_else(
                    || {
                        let middle = cell.centre();
                        (west..=east).contains(&middle.lng())
                            && (south..=north).contains(&middle.lat())
                    },
                    |kato| lattice.unit_code(position) == kato.get(),
                );
                seen.then_some(position)
            })
    }

    /// Rings without corners that no eye tells apart.
    fn thinned(&self, rings: Vec<Line>) -> Vec<Line> {
        let [west, _, east, _] = self.frame.degrees();
        let least = (east - west) * GRAIN;
        let rings = rings.into_iter().map(|ring| thin(&ring, least));
        rings.filter(|ring| ring.len() > 3).collect()
    }
}

/// The ring with each corner at least so far from the one before; first and last stay.
fn thin(ring: &[[f64; 2]], least: f64) -> Line {
    let Some((end, rest)) = ring.split_last() else {
        return Line::new();
    };
    let mut kept: Line = Vec::new();
    for corner in rest {
        let far = kept
            .last()
            .is_none_or(|before| (corner[0] - before[0]).hypot(corner[1] - before[1]) >= least);
        if far {
            kept.push(*corner);
        }
    }
    kept.push(*end);
    kept
}

fn outline(lattice: &Lattice, position: usize) -> Line {
    let corners = lattice.cells()[position].boundary().into_iter();
    corners
        .map(|corner| [corner.lng(), corner.lat()].map(to_a_metre))
        .collect()
}

/// Degrees with five digits.
fn to_a_metre(degrees: f64) -> f64 {
    (degrees * 1e5).round() / 1e5
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_close_together_are_one_and_the_ring_stays_closed() {
        let ring = [
            [0.0, 0.0],
            [0.01, 0.0],
            [1.0, 0.0],
            [1.0, 0.02],
            [1.0, 1.0],
            [0.0, 0.0],
        ];
        assert_eq!(
            thin(&ring, 0.1),
            [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]
        );
    }
}
