//! Cuts shapes to a box somewhat larger than the picture, so that a far point does not cost the near ones their precision.

/// A point in units of the vector tile.
pub type Unit = [f64; 2];

/// The box from `low` to `high` on both axes.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    /// Least coordinate.
    pub low: f64,
    /// Greatest coordinate.
    pub high: f64,
}

impl Window {
    /// The part of a ring inside the box (Sutherland and Hodgman 1974, "Reentrant polygon clipping"). Where a ring leaves the box several
    /// times, its parts stay joined along the edge of the box, which is out of sight.
    pub fn clip_ring(&self, ring: &[Unit]) -> Vec<Unit> {
        let mut ring = ring.to_vec();
        for axis in [0, 1] {
            ring = keep(&ring, axis, self.low, |value, edge| value >= edge);
            ring = keep(&ring, axis, self.high, |value, edge| value <= edge);
        }
        ring
    }

    /// The parts of a line inside the box.
    pub fn clip_line(&self, line: &[Unit]) -> Vec<Vec<Unit>> {
        let mut parts: Vec<Vec<Unit>> = Vec::new();
        for pair in line.windows(2) {
            let Some((from, to)) = self.clip_segment(pair[0], pair[1]) else {
                continue;
            };
            match parts.last_mut() {
                Some(part) if part.last() == Some(&from) => part.push(to),
                _ => parts.push(vec![from, to]),
            }
        }
        parts
    }

    /// The part of a segment inside the box (Liang and Barsky 1984, "A new concept and method for line clipping").
    fn clip_segment(&self, from: Unit, to: Unit) -> Option<(Unit, Unit)> {
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        for axis in [0, 1] {
            let run = to[axis] - from[axis];
            for (slope, room) in [(-run, from[axis] - self.low), (run, self.high - from[axis])] {
                if slope == 0.0 && room < 0.0 {
                    return None;
                }
                if slope < 0.0 {
                    enter = enter.max(room / slope);
                } else if slope > 0.0 {
                    leave = leave.min(room / slope);
                }
            }
        }
        // Ends inside the box stay exact, so that the parts of a line join up again.
        let at = |share: f64| {
            if share <= 0.0 {
                from
            } else if share >= 1.0 {
                to
            } else {
                between(from, to, share)
            }
        };
        (enter <= leave).then(|| (at(enter), at(leave)))
    }
}

fn keep(ring: &[Unit], axis: usize, edge: f64, inside: impl Fn(f64, f64) -> bool) -> Vec<Unit> {
    let mut kept = Vec::with_capacity(ring.len() + 4);
    let Some(mut previous) = ring.last().copied() else {
        return kept;
    };
    for &point in ring {
        if inside(point[axis], edge) != inside(previous[axis], edge) {
            kept.push(between(
                previous,
                point,
                (edge - previous[axis]) / (point[axis] - previous[axis]),
            ));
        }
        if inside(point[axis], edge) {
            kept.push(point);
        }
        previous = point;
    }
    kept
}

fn between(from: Unit, to: Unit, share: f64) -> Unit {
    [
        (to[0] - from[0]).mul_add(share, from[0]),
        (to[1] - from[1]).mul_add(share, from[1]),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Window = Window {
        low: 0.0,
        high: 10.0,
    };

    fn area(ring: &[Unit]) -> f64 {
        let turned = ring.iter().cycle().skip(1);
        ring.iter()
            .zip(turned)
            .map(|(a, b)| a[0] * b[1] - b[0] * a[1])
            .sum::<f64>()
            / 2.0
    }

    #[test]
    fn a_ring_inside_stays_as_it_is() {
        let ring = [[1.0, 1.0], [9.0, 1.0], [5.0, 9.0]];
        assert_eq!(WINDOW.clip_ring(&ring), ring);
    }

    #[test]
    fn a_ring_over_a_corner_keeps_the_inner_quarter() {
        let ring = [[5.0, 5.0], [15.0, 5.0], [15.0, 15.0], [5.0, 15.0]];
        assert!((area(&WINDOW.clip_ring(&ring)) - 25.0).abs() < 1e-9);
    }

    #[test]
    fn a_ring_around_the_box_becomes_the_box() {
        let ring = [[-1e9, -1e9], [1e9, -1e9], [1e9, 1e9], [-1e9, 1e9]];
        assert!((area(&WINDOW.clip_ring(&ring)) - 100.0).abs() < 1e-3);
    }

    #[test]
    fn a_ring_outside_vanishes() {
        assert!(
            WINDOW
                .clip_ring(&[[11.0, 0.0], [12.0, 0.0], [12.0, 5.0]])
                .is_empty()
        );
    }

    #[test]
    fn a_line_that_comes_back_has_two_parts() {
        let line = [[2.0, 5.0], [12.0, 5.0], [12.0, 7.0], [2.0, 7.0]];
        assert_eq!(
            WINDOW.clip_line(&line),
            [vec![[2.0, 5.0], [10.0, 5.0]], vec![[10.0, 7.0], [2.0, 7.0]]]
        );
    }

    #[test]
    fn a_line_inside_stays_in_one_piece() {
        let line = [[1.0, 1.0], [2.0, 2.0], [3.0, 1.0]];
        assert_eq!(WINDOW.clip_line(&line), [line.to_vec()]);
    }
}
