//! Names of places on a map.

use crate::{
    canvas::{Canvas, Face, Fonts},
    frame::{EXTENT, Frame, Projection},
    request::{Colour, Label},
};

const INK: Colour = Colour([0x1c, 0x24, 0x30]);
const HALO: Colour = Colour([0xff, 0xff, 0xff]);
/// Height of a name, as a share of the map's shorter side, and its limits in pixels.
const SIZE_SHARE: f32 = 0.022;
const SIZE_LIMITS: [f32; 2] = [12.0, 40.0];
/// Around every letter, as a share of its size.
const HALO_SHARE: f32 = 0.11;

/// How far below its place a name begins, so that what is drawn there is seen, as a share of its size.
const BELOW_SHARE: f32 = 0.4;

/// What a name covers: left, top, right, bottom. Units: pixels.
type Extent = [f32; 4];

/// Writes the names whose place lies in the frame, the first ones first; one that would lie on another, or over the edge, is left out.
pub fn draw(
    canvas: &mut Canvas,
    labels: &[Label],
    fonts: &Fonts,
    frame: &Frame,
    projection: &Projection,
) {
    let side = (frame.width.min(frame.height)) as f32;
    let face = Face {
        size: (side * SIZE_SHARE).clamp(SIZE_LIMITS[0], SIZE_LIMITS[1]),
        bold: true,
    };
    let mut taken: Vec<Extent> = Vec::new();
    for label in labels {
        let [x, y] = pixel(label, frame, projection);
        let half = fonts.width(&label.text, face) / 2.0;
        let top = y + face.size * BELOW_SHARE;
        let extent = [x - half, top, x + half, top + face.size];
        if inside(extent, frame) && !taken.iter().any(|other| overlap(extent, *other)) {
            write(canvas, fonts, &label.text, face, (extent[0], extent[1]));
            taken.push(extent);
        }
    }
}

/// Where a place falls in the picture.
fn pixel(label: &Label, frame: &Frame, projection: &Projection) -> [f32; 2] {
    let (crop_left, crop_top) = frame.crop();
    let [x, y] = projection
        .project(label.at)
        .map(|unit| unit * f64::from(frame.side()) / EXTENT);
    [
        (x - f64::from(crop_left) + f64::from(frame.left)) as f32,
        (y - f64::from(crop_top) + f64::from(frame.top)) as f32,
    ]
}

fn inside([left, top, right, bottom]: Extent, frame: &Frame) -> bool {
    left >= frame.left as f32
        && top >= frame.top as f32
        && right <= (frame.left + frame.width) as f32
        && bottom <= (frame.top + frame.height) as f32
}

fn overlap(a: Extent, b: Extent) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

/// A text with a halo, so that it is read on every colour.
fn write(canvas: &mut Canvas, fonts: &Fonts, text: &str, face: Face, (x, y): (f32, f32)) {
    let around = face.size * HALO_SHARE;
    for (right, down) in [
        (-1.0, -1.0),
        (0.0, -1.0),
        (1.0, -1.0),
        (-1.0, 0.0),
        (1.0, 0.0),
        (-1.0, 1.0),
        (0.0, 1.0),
        (1.0, 1.0),
    ] {
        let start = (x + right * around, y + down * around);
        canvas.write(fonts, text, face, start, HALO);
    }
    canvas.write(fonts, text, face, (x, y), INK);
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame = Frame {
        left: 0,
        top: 40,
        width: 600,
        height: 400,
    };

    fn drawn(names: &[(&str, [f64; 2])]) -> usize {
        let mut canvas = Canvas::new(600, 440, Colour([0x80; 3]));
        let labels: Vec<Label> = names
            .iter()
            .map(|&(text, at)| Label {
                text: text.to_owned(),
                at,
            })
            .collect();
        let projection = Projection::fit([70.0, 40.0, 80.0, 48.0], &FRAME);
        draw(
            &mut canvas,
            &labels,
            &Fonts::load().unwrap(),
            &FRAME,
            &projection,
        );
        canvas
            .bytes()
            .chunks_exact(3)
            .filter(|pixel| pixel.iter().all(|&channel| channel < 0x70))
            .count()
    }

    #[test]
    fn a_name_that_would_lie_on_another_is_left_out() {
        let almaty = ("Алматы", [76.9, 43.2]);
        let one = drawn(&[almaty]);
        assert!(one > 20, "{one} pixels");
        assert_eq!(drawn(&[almaty, ("Қонаев", [76.91, 43.21])]), one);
        assert!(drawn(&[almaty, ("Тараз", [71.4, 42.9])]) > one);
    }

    #[test]
    fn a_name_over_the_edge_is_left_out() {
        assert_eq!(
            drawn(&[("Өскемен", [83.2, 44.0]), ("Атырау", [51.9, 47.1])]),
            0
        );
    }
}
