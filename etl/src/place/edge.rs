//! Edges of the units' borders.

/// One edge of a ring; `lat_from <= lat_to`. A ray to the east never meets a level one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    /// Position of its unit.
    pub unit: u16,
    pub lat_from: f64,
    pub lat_to: f64,
    pub lng_from: f64,
    pub lng_to: f64,
}

impl Edge {
    /// Whether a ray from the point to the east meets the edge.
    pub fn is_east_of(&self, lat: f64, lng: f64) -> bool {
        if lat < self.lat_from || lat >= self.lat_to {
            return false;
        }
        let share = (lat - self.lat_from) / (self.lat_to - self.lat_from);
        self.lng_from + share * (self.lng_to - self.lng_from) > lng
    }
}

/// The edges of a ring of longitudes and latitudes, the last back to the first.
pub(super) fn edges_of(ring: &[(f64, f64)], unit: u16) -> impl Iterator<Item = Edge> {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(move |(a, b)| {
        let (low, high) = if a.1 < b.1 { (a, b) } else { (b, a) };
        Edge {
            unit,
            lat_from: low.1,
            lat_to: high.1,
            lng_from: low.0,
            lng_to: high.0,
        }
    })
}
