//! A grid of squares of degrees; where no border crosses a square, all of its points are in one unit.

use std::ops::RangeInclusive;

use oshaq_domain::{Kato, LatLng};

use super::edge::Edge;

/// Side of a square in degrees, about 2 km: few records of a city lie in a square at its border.
const SIDE: f64 = 0.02;
/// The most squares in a row or a column; where units span more, the squares are larger.
const MOST: f64 = 2_500.0;
/// By so much, in degrees, an edge is taken for longer than it is: far more than rounding can move a point into the
/// neighbouring square, far less than a square.
const MARGIN: f64 = 1e-9;

/// What is known of each square, row by row from the south-west.
#[derive(Debug, Clone, Default)]
pub(super) struct Squares {
    south: f64,
    west: f64,
    side: f64,
    columns: usize,
    known: Vec<Square>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Square {
    /// A border crosses it, or it lies beyond the grid.
    Crossed,
    /// All of it is in this unit, or in none.
    Within(Option<Kato>),
}

impl Squares {
    /// Squares over all edges. `unit_of` tells the unit of a point; it is asked once for each run of squares without a border.
    pub fn of(edges: &[Edge], unit_of: impl Fn(LatLng) -> Option<Kato>) -> Self {
        let lats = bounds(edges.iter().flat_map(|edge| [edge.lat_from, edge.lat_to]));
        let lngs = bounds(edges.iter().flat_map(|edge| [edge.lng_from, edge.lng_to]));
        let (Some((south, north)), Some((west, east))) = (lats, lngs) else {
            return Self::default();
        };
        let side = SIDE.max((north - south) / MOST).max((east - west) / MOST);
        let count = |from: f64, to: f64| ((to - from) / side) as usize + 1;
        let columns = count(west, east);
        let mut grid = Self {
            south,
            west,
            side,
            columns,
            known: vec![Square::Within(None); columns * count(south, north)],
        };
        for edge in edges {
            grid.cross(edge);
        }
        grid.fill(unit_of);
        grid
    }

    /// What the square of a point tells.
    pub fn at(&self, point: LatLng) -> Square {
        let place = self.row(point.lat()).zip(self.column(point.lng()));
        let known = place.and_then(|(row, column)| self.known.get(row * self.columns + column));
        known.copied().unwrap_or(Square::Crossed)
    }

    fn row(&self, lat: f64) -> Option<usize> {
        let row = (lat - self.south) / self.side;
        (row >= 0.0).then_some(row as usize)
    }

    fn column(&self, lng: f64) -> Option<usize> {
        let column = (lng - self.west) / self.side;
        let column = (column >= 0.0).then_some(column as usize)?;
        (column < self.columns).then_some(column)
    }

    /// Marks the squares that an edge touches, row by row.
    fn cross(&mut self, edge: &Edge) {
        let rows = self.reach(edge.lat_from, edge.lat_to, self.south);
        for row in rows {
            let south = self.south + row as f64 * self.side;
            let part = [south - MARGIN, south + self.side + MARGIN];
            let [one, other] = part.map(|lat| lng_at(edge, lat));
            let columns = self.reach(one.min(other), one.max(other), self.west);
            let start = row * self.columns;
            let (from, to) = (*columns.start(), (*columns.end()).min(self.columns - 1));
            if let Some(touched) = self.known.get_mut(start + from..=start + to) {
                touched.fill(Square::Crossed);
            }
        }
    }

    /// The rows or columns between two degrees, counted from the first.
    fn reach(&self, from: f64, to: f64, first: f64) -> RangeInclusive<usize> {
        let at = |degrees: f64| ((degrees - first) / self.side).max(0.0) as usize;
        at(from - MARGIN)..=at(to + MARGIN)
    }

    /// Between two crossed squares of a row all squares are in the same unit.
    fn fill(&mut self, unit_of: impl Fn(LatLng) -> Option<Kato>) {
        for row in 0..self.known.len() / self.columns {
            let mut run = None;
            for column in 0..self.columns {
                let at = row * self.columns + column;
                if self.known[at] == Square::Crossed {
                    run = None;
                    continue;
                }
                let unit = *run.get_or_insert_with(|| unit_of(self.middle(row, column)?));
                self.known[at] = Square::Within(unit);
            }
        }
    }

    fn middle(&self, row: usize, column: usize) -> Option<LatLng> {
        let lat = self.south + (row as f64 + 0.5) * self.side;
        let lng = self.west + (column as f64 + 0.5) * self.side;
        LatLng::from_degrees(lat, lng).ok()
    }
}

/// The longitude of an edge at a latitude, or of its end that is nearer.
fn lng_at(edge: &Edge, lat: f64) -> f64 {
    match lat {
        _ if lat <= edge.lat_from => edge.lng_from,
        _ if lat >= edge.lat_to => edge.lng_to,
        _ => {
            let share = (lat - edge.lat_from) / (edge.lat_to - edge.lat_from);
            edge.lng_from + share * (edge.lng_to - edge.lng_from)
        }
    }
}

fn bounds(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.fold(None, |bounds, value| {
        let (least, most) = bounds.unwrap_or((value, value));
        Some((least.min(value), most.max(value)))
    })
}
