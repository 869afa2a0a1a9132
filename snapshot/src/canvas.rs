//! A picture of opaque pixels, and what is drawn on it after the map: rectangles and text.

use ab_glyph::{Font, FontRef, PxScale, ScaleFont, point};

use crate::{failure::Failure, frame::Frame, request::Colour};

/// Noto Sans in two weights, with the Kazakh letters. Licence: SIL OFL 1.1 (`assets/OFL.txt`).
pub struct Fonts {
    regular: FontRef<'static>,
    bold: FontRef<'static>,
}

/// A size in pixels and a weight.
#[derive(Debug, Clone, Copy)]
pub struct Face {
    /// Height of a line, pixels.
    pub size: f32,
    /// Bold or regular.
    pub bold: bool,
}

impl Fonts {
    /// The embedded fonts.
    ///
    /// # Errors
    /// [`Failure::Renderer`] if an embedded font is damaged.
    pub fn load() -> Result<Self, Failure> {
        let read = |bytes| {
            FontRef::try_from_slice(bytes)
                .map_err(|error| Failure::Renderer(format!("embedded font: {error}")))
        };
        Ok(Self {
            regular: read(include_bytes!("../assets/NotoSans-Regular.subset.ttf"))?,
            bold: read(include_bytes!("../assets/NotoSans-Bold.subset.ttf"))?,
        })
    }

    fn font(&self, face: Face) -> &FontRef<'static> {
        if face.bold { &self.bold } else { &self.regular }
    }

    /// Width of a text in pixels.
    pub fn width(&self, text: &str, face: Face) -> f32 {
        let font = self.font(face).as_scaled(PxScale::from(face.size));
        text.chars()
            .map(|letter| font.h_advance(font.glyph_id(letter)))
            .sum()
    }

    /// The text, cut and ended with … where it is wider than `room` pixels.
    pub fn fit(&self, text: &str, face: Face, room: f32) -> String {
        if self.width(text, face) <= room {
            return text.to_owned();
        }
        let mut cut: String = text.to_owned();
        while cut.pop().is_some() {
            let shown = format!("{}…", cut.trim_end());
            if self.width(&shown, face) <= room {
                return shown;
            }
        }
        String::new()
    }
}

/// A rectangle in whole pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rect {
    /// Left edge.
    pub left: u32,
    /// Upper edge.
    pub top: u32,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

impl Rect {
    /// The rectangle without a rim of `pixels` on every side.
    pub fn shrunk(self, pixels: u32) -> Self {
        Self {
            left: self.left + pixels,
            top: self.top + pixels,
            width: self.width.saturating_sub(2 * pixels),
            height: self.height.saturating_sub(2 * pixels),
        }
    }
}

/// The picture: rows from the top, three bytes a pixel.
pub struct Canvas {
    width: u32,
    height: u32,
    pixels: Vec<[u8; 3]>,
}

impl Canvas {
    /// A picture of one colour.
    pub fn new(width: u32, height: u32, colour: Colour) -> Self {
        Self {
            width,
            height,
            pixels: vec![colour.0; width as usize * height as usize],
        }
    }

    /// The bytes of the picture, red, green and blue.
    pub fn bytes(&self) -> &[u8] {
        self.pixels.as_flattened()
    }

    /// Pixels across and down.
    pub fn size(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    fn at(&mut self, x: u32, y: u32) -> Option<&mut [u8; 3]> {
        if x < self.width && y < self.height {
            self.pixels
                .get_mut(y as usize * self.width as usize + x as usize)
        } else {
            None
        }
    }

    /// Copies the frame out of the rendered square (RGBA).
    pub fn place(&mut self, square: &[u8], frame: &Frame) {
        let (crop_left, crop_top) = frame.crop();
        let side = frame.side() as usize;
        for row in 0..frame.height {
            let start = ((crop_top + row) as usize * side + crop_left as usize) * 4;
            let Some(source) = square.get(start..start + frame.width as usize * 4) else {
                return;
            };
            for (column, rgba) in (0..).zip(source.chunks_exact(4)) {
                if let Some(pixel) = self.at(frame.left + column, frame.top + row) {
                    pixel.copy_from_slice(&rgba[..3]);
                }
            }
        }
    }

    /// Fills a rectangle.
    pub fn fill(&mut self, rect: Rect, colour: Colour) {
        for y in rect.top..rect.top + rect.height {
            for x in rect.left..rect.left + rect.width {
                if let Some(pixel) = self.at(x, y) {
                    *pixel = colour.0;
                }
            }
        }
    }

    /// Fills a rectangle and draws its rim, `line` pixels wide, inside it.
    pub fn boxed(&mut self, rect: Rect, inside: Colour, rim: Colour, line: u32) {
        self.fill(rect, rim);
        self.fill(rect.shrunk(line), inside);
    }

    /// Writes a text; `(x, y)` is the upper left corner of its line.
    pub fn write(
        &mut self,
        fonts: &Fonts,
        text: &str,
        face: Face,
        (x, y): (f32, f32),
        colour: Colour,
    ) {
        let font = fonts.font(face).as_scaled(PxScale::from(face.size));
        let (mut pen, baseline) = (x, y + font.ascent());
        for letter in text.chars() {
            let id = font.glyph_id(letter);
            let glyph = id.with_scale_and_position(face.size, point(pen, baseline));
            pen += font.h_advance(id);
            let Some(outline) = font.font.outline_glyph(glyph) else {
                continue;
            };
            let corner = outline.px_bounds().min;
            outline.draw(|column, row, cover| {
                self.blend(
                    corner.x + column as f32,
                    corner.y + row as f32,
                    cover,
                    colour,
                );
            });
        }
    }

    fn blend(&mut self, x: f32, y: f32, cover: f32, colour: Colour) {
        if x < 0.0 || y < 0.0 {
            return;
        }
        if let Some(pixel) = self.at(x as u32, y as u32) {
            for (channel, ink) in pixel.iter_mut().zip(colour.0) {
                let paper = f32::from(*channel);
                *channel = (f32::from(ink) - paper)
                    .mul_add(cover.clamp(0.0, 1.0), paper)
                    .round() as u8;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACE: Face = Face {
        size: 20.0,
        bold: false,
    };
    const INK: Colour = Colour([0, 0, 0]);

    fn ink(text: &str) -> Vec<[u8; 3]> {
        let mut canvas = Canvas::new(60, 40, Colour([255; 3]));
        canvas.write(&Fonts::load().unwrap(), text, FACE, (10.0, 5.0), INK);
        canvas.pixels
    }

    #[test]
    fn every_kazakh_letter_has_a_glyph_of_its_own() {
        let unknown = ink("\u{4e00}");
        for letter in "әғқңөұүһіӘҒҚҢӨҰҮҺІёЁ№₸…–".chars() {
            let drawn = ink(&letter.to_string());
            assert!(
                drawn.iter().any(|pixel| *pixel != [255; 3]),
                "{letter} leaves no ink"
            );
            assert_ne!(drawn, unknown, "{letter} is drawn as an unknown letter");
        }
    }

    #[test]
    fn the_bold_weight_is_wider() {
        let fonts = Fonts::load().unwrap();
        assert!(
            fonts.width("Қарағанды", Face { bold: true, ..FACE }) > fonts.width("Қарағанды", FACE)
        );
    }

    #[test]
    fn a_long_text_is_cut_to_its_room() {
        let fonts = Fonts::load().unwrap();
        let cut = fonts.fit(
            "Түркістан облысы: ұрлық, 2026 жылғы қаңтар болжамы",
            FACE,
            150.0,
        );
        assert!(cut.ends_with('…') && cut.starts_with("Түркіс"), "{cut}");
        assert!(fonts.width(&cut, FACE) <= 150.0);
        assert_eq!(fonts.fit("Алматы", FACE, 150.0), "Алматы");
    }

    #[test]
    fn text_over_the_edge_is_cut_off_not_wrapped() {
        let mut canvas = Canvas::new(30, 10, Colour([255; 3]));
        canvas.write(&Fonts::load().unwrap(), "WWWWWW", FACE, (-30.0, -12.0), INK);
        assert_eq!(canvas.pixels.len(), 300);
    }

    #[test]
    fn a_box_has_its_rim_inside() {
        let mut canvas = Canvas::new(6, 6, Colour([255; 3]));
        canvas.boxed(
            Rect {
                left: 1,
                top: 1,
                width: 4,
                height: 4,
            },
            Colour([9; 3]),
            INK,
            1,
        );
        assert_eq!(
            canvas
                .pixels
                .iter()
                .filter(|pixel| **pixel == [0; 3])
                .count(),
            12
        );
        assert_eq!(
            canvas
                .pixels
                .iter()
                .filter(|pixel| **pixel == [9; 3])
                .count(),
            4
        );
    }
}
