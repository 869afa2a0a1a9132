//! Small squares of a reference system on which a polynomial tells where a point lies, so that neither its projection nor its
//! cell has to be worked out from trigonometry each time.

use oshaq_domain::{Face, Hexagon, LatLng};

use super::projection::Projection;
use crate::profile::Bounds;

/// Sides of the squares, in degrees and in the unit of a projected system, which is a metre or a foot: up to 16 km, where a cubic is
/// good to 0.1 mm.
const DEGREES: f64 = 0.125;
const METRES: f64 = 16_384.0;
/// By so much, in degrees, a point may be off on a patch: 0.1 mm, a tenth of what is taken for rounding at the borders of units.
pub(super) const OFF: f64 = 1e-9;
/// What the polynomial may be off where it is tested: in degrees, and in distances of cells (130 m). A tenth of what is left to
/// exact means, so that it may be off by more elsewhere.
const TOLERANCE: [f64; 4] = [OFF / 10.0, OFF / 10.0, 5e-7, 5e-7];
/// Nodes along a side: a cubic.
const NODES: usize = 4;

/// Latitude, longitude, and the two coordinates in the lattice of the face.
type Values = [f64; 4];

/// A square on which everything is smooth: within the bounds, on one face, away from the face's border.
#[derive(Debug, Clone)]
pub(super) struct Patch {
    face: Face,
    middle: [f64; 2],
    half: f64,
    /// By powers of the first and of the second coordinate.
    coefficients: [[Values; NODES]; NODES],
}

/// What a patch knows of a point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Near {
    /// No farther than [`OFF`] from the point.
    pub point: LatLng,
    /// The hexagon that holds the point for certain.
    pub hexagon: Hexagon,
}

/// Which patch of a system a pair of coordinates is on.
pub(super) fn patch_at(projection: &Projection, (x, y): (f64, f64)) -> (i32, i32) {
    let side = side(projection);
    ((x / side).floor() as i32, (y / side).floor() as i32)
}

const fn side(projection: &Projection) -> f64 {
    if projection.is_degrees() {
        DEGREES
    } else {
        METRES
    }
}

impl Patch {
    /// Learns a patch from its nodes and tests it between them; `None` where it is not smooth enough.
    pub fn learn(
        projection: &Projection,
        bounds: &Bounds,
        (column, row): (i32, i32),
    ) -> Option<Self> {
        let half = side(projection) / 2.0;
        let middle = [column, row].map(|at| (f64::from(at) * 2.0 + 1.0) * half);
        let exact =
            |t: f64, u: f64| projection.to_degrees(middle[0] + t * half, middle[1] + u * half);
        let face = Face::around(exact(0.0, 0.0)?)?;
        let values = |t: f64, u: f64| {
            let point = exact(t, u)?;
            let is_on_face = Face::around(point) == Some(face);
            let [along, across] = face.lattice(point);
            is_on_face.then_some([point.lat(), point.lng(), along, across])
        };
        let mut at_nodes = [[[0.0; 4]; NODES]; NODES];
        for (row, t) in at_nodes.iter_mut().zip(nodes()) {
            for (at_node, u) in row.iter_mut().zip(nodes()) {
                *at_node = values(t, u)?;
            }
        }
        let patch = Self {
            face,
            middle,
            half,
            coefficients: cubic(&at_nodes),
        };
        let ends = [-1.0, 0.0, 1.0];
        let mut seen = Vec::with_capacity(ends.len() * ends.len());
        for (t, u) in ends.iter().flat_map(|t| ends.map(|u| (*t, u))) {
            let told = patch.values(t, u);
            let truth = values(t, u)?;
            let is_near = |at: usize| (told[at] - truth[at]).abs() <= TOLERANCE[at];
            if !(0..4).all(is_near) {
                return None;
            }
            seen.push(truth);
        }
        are_within(bounds, &seen).then_some(patch)
    }

    /// What is known of a point on the patch; `None` so near to the edge of a hexagon that only exact means can tell.
    pub fn near(&self, (x, y): (f64, f64)) -> Option<Near> {
        let scale = self.half.recip();
        let [lat, lng, along, across] =
            self.values((x - self.middle[0]) * scale, (y - self.middle[1]) * scale);
        Some(Near {
            point: LatLng::from_degrees(lat, lng).ok()?,
            hexagon: self.face.hexagon([along, across])?,
        })
    }

    /// The polynomial between -1 and 1, by Horner's rule in both directions.
    fn values(&self, t: f64, u: f64) -> Values {
        let mut values = [0.0; 4];
        for row in self.coefficients.iter().rev() {
            let mut inner = [0.0; 4];
            for coefficient in row.iter().rev() {
                for lane in 0..4 {
                    inner[lane] = inner[lane] * u + coefficient[lane];
                }
            }
            for lane in 0..4 {
                values[lane] = values[lane] * t + inner[lane];
            }
        }
        values
    }
}

/// Whether a patch lies within the bounds, whatever its sides do between the points seen: with room of its own size around it.
fn are_within(bounds: &Bounds, seen: &[Values]) -> bool {
    let extent = |at: usize| {
        let values = seen.iter().map(|values| values[at]);
        let least = values.clone().fold(f64::INFINITY, f64::min);
        let most = values.fold(f64::NEG_INFINITY, f64::max);
        let room = most - least;
        (least - room, most + room)
    };
    let ((south, north), (west, east)) = (extent(0), extent(1));
    bounds.hold(south, west) && bounds.hold(north, east)
}

/// The nodes of Chebyshev between -1 and 1, at which the interpolating cubic is off least.
fn nodes() -> [f64; NODES] {
    [0, 1, 2, 3].map(|node| (std::f64::consts::PI * f64::from(2 * node + 1) / 8.0).cos())
}

/// The coefficients of the polynomial, cubic in each of two variables, that has these values at the nodes.
fn cubic(at_nodes: &[[Values; NODES]; NODES]) -> [[Values; NODES]; NODES] {
    let basis = basis();
    let mut coefficients = [[[0.0; 4]; NODES]; NODES];
    for (i, j, k, l) in quadruples() {
        for lane in 0..4 {
            coefficients[i][j][lane] += basis[k][i] * basis[l][j] * at_nodes[k][l][lane];
        }
    }
    coefficients
}

fn quadruples() -> impl Iterator<Item = (usize, usize, usize, usize)> {
    let four = 0..NODES;
    (0..NODES.pow(4)).map(move |at| {
        let digit = |place: u32| at / NODES.pow(place) % four.len();
        (digit(3), digit(2), digit(1), digit(0))
    })
}

/// For each node the cubic that is 1 there and 0 at the others (Lagrange), by powers.
fn basis() -> [[f64; NODES]; NODES] {
    let nodes = nodes();
    let mut basis = [[0.0; NODES]; NODES];
    for (own, powers) in basis.iter_mut().enumerate() {
        powers[0] = 1.0;
        for (_, other) in nodes.iter().enumerate().filter(|(at, _)| *at != own) {
            let scale = (nodes[own] - other).recip();
            // Times (t - other), from the highest power down.
            for power in (0..NODES).rev() {
                let lower = if power == 0 { 0.0 } else { powers[power - 1] };
                powers[power] = (lower - other * powers[power]) * scale;
            }
        }
    }
    basis
}
