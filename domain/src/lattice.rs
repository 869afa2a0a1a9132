//! Hexagons as they lie side by side on a face of the icosahedron: a quick way from a point to what tells its cell.
//!
//! H3 projects each face of an icosahedron gnomonically; on its plane the cells of a resolution are regular hexagons, whose
//! centres form a lattice (<https://h3geo.org/docs/core-library/coordsystems>). Here a point's place in that lattice comes from
//! three dot products, without any trigonometry of angles and distances; H3 itself then says once which cell a hexagon is.

use std::sync::LazyLock;

use h3o::CellIndex;

use crate::grid::{LatLng, Resolution};

/// Distance of neighbouring centres at resolution 0 on the plane that touches the unit sphere: (3 - √5)/2, by H3's definition.
const SPACING_0: f64 = 0.381_966_011_250_105_15;
/// How much finer each resolution is: the area of a cell is a seventh, so lengths go by √7. Even resolutions lie parallel to
/// resolution 0, odd ones do not; [`Resolution::INCIDENT`] is even.
const PER_INCIDENT_CELL: f64 = 16_807.0;
const _: () = assert!(Resolution::INCIDENT.get() == 10, "16,807 is 7 to the 5th");
/// Cosine of the angle between neighbouring corners of an icosahedron: 1/√5.
const NEIGHBOURING_CORNERS: f64 = 0.447_213_595_499_957_9;
/// By so much, in cosines, a point must be nearer to its face's centre than to the next: about 90 km.
const BORDER: f64 = 0.01;
/// Nearer to a face's centre than this cosine tells (60 km), H3's own angles are less exact.
const CENTRE: f64 = 1.0 - 5e-5;
/// A point this near to a hexagon's edge, in distances of neighbouring centres, is left to H3: 0.7 mm.
const EDGE: f64 = 5e-6;

type Vector = [f64; 3];

/// One of the twenty faces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Face(u8);

/// A hexagon of [`Resolution::INCIDENT`] on a face.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hexagon(u64);

/// What the lattice of a face is measured by.
#[derive(Debug, Clone, Copy)]
struct Axes {
    centre: Vector,
    /// Times a point's vector they give its two coordinates, up to the perspective of the projection.
    lattice: [Vector; 2],
}

static FACES: LazyLock<Vec<Axes>> = LazyLock::new(faces);

impl Face {
    /// The face that holds a point and everything within some 60 km of it; `None` where two faces or a face's centre are near.
    pub fn around(point: LatLng) -> Option<Self> {
        let vector = vector(point);
        let (mut nearest, mut first, mut second) = (0, -1.0, -1.0);
        for (face, axes) in (0..).zip(FACES.iter()) {
            let cosine = dot(vector, axes.centre);
            if cosine > first {
                (nearest, first, second) = (face, cosine, first);
            } else if cosine > second {
                second = cosine;
            }
        }
        (first - second > BORDER && first < CENTRE).then_some(Self(nearest))
    }

    /// Where a point lies in the lattice of the face, along two axes at 60°.
    ///
    /// # Units
    /// Distances of neighbouring cells of [`Resolution::INCIDENT`], some 130 m, from the face's centre.
    pub fn lattice(self, point: LatLng) -> [f64; 2] {
        let (vector, axes) = (vector(point), &FACES[usize::from(self.0)]);
        let perspective = dot(vector, axes.centre).recip();
        axes.lattice.map(|axis| dot(vector, axis) * perspective)
    }

    /// The hexagon at a place in the lattice of the face; `None` so near to an edge that only H3 itself can tell.
    ///
    /// Points of one hexagon are in one cell.
    pub fn hexagon(self, [along, across]: [f64; 2]) -> Option<Hexagon> {
        let third = -along - across;
        let rounded = [along, across, third].map(nearest);
        let off = |value: f64, whole: i64| value - whole as f64;
        let [mut q, mut r, s] = rounded;
        if q + r + s != 0 {
            // The one that was rounded by most follows from the others.
            let by = [
                off(along, q).abs(),
                off(across, r).abs(),
                off(third, s).abs(),
            ];
            if by[0] >= by[1] && by[0] >= by[2] {
                q = -r - s;
            } else if by[1] >= by[2] {
                r = -q - s;
            }
        }
        let (q_off, r_off, s_off) = (off(along, q), off(across, r), off(third, -q - r));
        // Twice the distance from the centre, at right angles to the three pairs of edges.
        let most = (q_off - r_off)
            .abs()
            .max((r_off - s_off).abs())
            .max((s_off - q_off).abs());
        (most < 1.0 - 2.0 * EDGE).then(|| {
            let coordinate = |value: i64| (value + OFFSET) as u64;
            Hexagon(u64::from(self.0) << 48 | coordinate(q) << 24 | coordinate(r))
        })
    }
}

impl Hexagon {
    /// A number that no other hexagon has; never 0.
    pub const fn get(self) -> u64 {
        self.0
    }
}

/// More than any coordinate of a lattice, so that sums with it are positive.
const OFFSET: i64 = 1 << 20;

fn nearest(value: f64) -> i64 {
    (value + OFFSET as f64 + 0.5) as i64 - OFFSET
}

fn vector(point: LatLng) -> Vector {
    let (sin_lat, cos_lat) = point.lat().to_radians().sin_cos();
    let (sin_lng, cos_lng) = point.lng().to_radians().sin_cos();
    [cos_lng * cos_lat, sin_lng * cos_lat, sin_lat]
}

/// The corners of the icosahedron are where the twelve pentagons are; each three neighbours make a face.
fn faces() -> Vec<Axes> {
    let corners: Vec<Vector> = CellIndex::base_cells()
        .filter(|cell| cell.is_pentagon())
        .map(|cell| {
            let centre = h3o::LatLng::from(cell);
            let (sin_lat, cos_lat) = centre.lat_radians().sin_cos();
            let (sin_lng, cos_lng) = centre.lng_radians().sin_cos();
            [cos_lng * cos_lat, sin_lng * cos_lat, sin_lat]
        })
        .collect();
    let are_neighbours = |one: usize, other: usize| {
        (dot(corners[one], corners[other]) - NEIGHBOURING_CORNERS).abs() < 0.1
    };
    let mut faces = Vec::with_capacity(20);
    for one in 0..corners.len() {
        for two in one + 1..corners.len() {
            for three in two + 1..corners.len() {
                if are_neighbours(one, two)
                    && are_neighbours(one, three)
                    && are_neighbours(two, three)
                {
                    faces.push(Axes::of([corners[one], corners[two], corners[three]]));
                }
            }
        }
    }
    faces
}

impl Axes {
    /// The plane touches the sphere at the face's centre; one axis of the lattice leads to a corner.
    fn of(corners: [Vector; 3]) -> Self {
        let [one, two, three] = corners;
        let centre = unit([0, 1, 2].map(|at| one[at] + two[at] + three[at]));
        let rise = dot(one, centre);
        let east = unit([0, 1, 2].map(|at| one[at] - rise * centre[at]));
        let north = [
            centre[1] * east[2] - centre[2] * east[1],
            centre[2] * east[0] - centre[0] * east[2],
            centre[0] * east[1] - centre[1] * east[0],
        ];
        let scale = PER_INCIDENT_CELL / SPACING_0;
        // Of x and y on the plane: across = 2y/√3, along = x - y/√3.
        let slant = 3_f64.sqrt().recip();
        Self {
            centre,
            lattice: [
                [0, 1, 2].map(|at| scale * (east[at] - slant * north[at])),
                north.map(|part| scale * 2.0 * slant * part),
            ],
        }
    }
}

fn dot(one: Vector, other: Vector) -> f64 {
    one[0] * other[0] + one[1] * other[1] + one[2] * other[2]
}

fn unit(vector: Vector) -> Vector {
    let length = dot(vector, vector).sqrt();
    vector.map(|part| part / length)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;
    use crate::Cell;

    #[test]
    fn an_icosahedron_has_twenty_faces() {
        assert_eq!(FACES.len(), 20);
    }

    /// Cells by hexagon, and hexagons by cell: each must know only one of the other.
    fn agree(points: impl IntoIterator<Item = LatLng>) -> (usize, usize) {
        let (mut cells, mut hexagons) = (HashMap::new(), HashMap::new());
        let (mut known, mut left) = (0, 0);
        for point in points {
            let Some(face) = Face::around(point) else {
                continue;
            };
            let Some(hexagon) = face.hexagon(face.lattice(point)) else {
                left += 1;
                continue;
            };
            known += 1;
            let cell = Cell::containing(point, Resolution::INCIDENT);
            assert_eq!(*cells.entry(hexagon).or_insert(cell), cell, "{point:?}");
            assert_eq!(
                *hexagons.entry(cell).or_insert(hexagon),
                hexagon,
                "{point:?}"
            );
        }
        (known, left)
    }

    proptest! {
        #[test]
        fn a_hexagon_is_one_cell_wherever_on_earth(lat in -89.0..89.0, lng in -180.0..179.9, seed in 0_u64..1_000) {
            // Points 10 m apart, on and off the edges of some cells.
            let near = (0..200_u64).map(|step| {
                let turn = (step * 7919 + seed) % 400;
                let (up, right) = ((turn / 20) as f64, (turn % 20) as f64);
                LatLng::from_degrees(lat + up * 1e-4, lng + right * 1e-4).unwrap()
            });
            let (known, left) = agree(near);
            prop_assert!(left < 5, "{known} {left}");
        }
    }

    #[test]
    fn points_at_the_corners_of_cells_are_left_to_h3() {
        let cell = Cell::containing(
            LatLng::from_degrees(51.13, 71.43).unwrap(),
            Resolution::INCIDENT,
        );
        for corner in cell.boundary() {
            let face = Face::around(corner).unwrap();
            assert_eq!(face.hexagon(face.lattice(corner)), None);
        }
    }

    #[test]
    fn no_face_is_told_near_its_border_or_its_centre() {
        let degrees = |vector: Vector| {
            let lng = vector[1].atan2(vector[0]).to_degrees();
            LatLng::from_degrees(vector[2].asin().to_degrees(), lng).unwrap()
        };
        let first = FACES[0].centre;
        assert_eq!(Face::around(degrees(first)), None);
        let next = FACES[1..].iter().map(|face| face.centre);
        let next = next
            .max_by(|a, b| dot(first, *a).total_cmp(&dot(first, *b)))
            .unwrap();
        let between = unit([0, 1, 2].map(|at| first[at] + next[at]));
        assert_eq!(Face::around(degrees(between)), None);
        let beside = unit([0, 1, 2].map(|at| 3.0 * first[at] + next[at]));
        assert_eq!(Face::around(degrees(beside)), Some(Face(0)));
    }
}
