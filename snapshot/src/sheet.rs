//! The sheet around the map: header, legend, mark, footer. Laid out before the map is rendered, drawn after it.

use crate::{
    canvas::{Canvas, Face, Fonts, Rect},
    frame::Frame,
    request::{Colour, Request},
};

const WHITE: Colour = Colour([0xff, 0xff, 0xff]);
const INK: Colour = Colour([0x1f, 0x23, 0x28]);
const GREY: Colour = Colour([0x59, 0x60, 0x68]);
const RULE: Colour = Colour([0xc9, 0xcd, 0xd2]);
const MARK: Colour = Colour([0xa6, 0x1b, 0x1b]);

/// Pixels between two maps, in a sheet as drawn for 768 pixels.
const GAP: f32 = 4.0;

/// Sizes in pixels, and where the maps go.
#[derive(Debug)]
pub struct Sheet {
    /// The maps, from the left.
    pub frames: Vec<Frame>,
    /// Pixels per pixel of the sheet as drawn for 768 pixels.
    scale: f32,
    header: u32,
    /// Height of the maps.
    height: u32,
    /// Width of the legend.
    column: u32,
}

impl Sheet {
    /// Divides the picture: header above, footer below, legend on the right, the rest for the map.
    pub fn lay_out(request: &Request, fonts: &Fonts) -> Self {
        let scale = (request.width.min(request.height) as f32 / 768.0).clamp(0.6, 4.0);
        let header = (scale
            * if request.subtitle.is_some() {
                68.0
            } else {
                46.0
            })
        .round() as u32;
        let footer = if request.attribution.is_some() {
            (scale * 24.0).round() as u32
        } else {
            0
        };
        let mut sheet = Self {
            frames: Vec::new(),
            scale,
            header,
            height: request.height - header - footer,
            column: 0,
        };
        sheet.column = sheet.column_width(request, fonts);
        sheet.frames = sheet.frames(request);
        sheet
    }

    /// Maps of equal width, with a rule between them.
    fn frames(&self, request: &Request) -> Vec<Frame> {
        let maps = request.maps().count() as u32;
        let rule = self.whole(GAP);
        let width = (request.width - self.column - (maps - 1) * rule) / maps;
        let frame = |place: u32| Frame {
            left: place * (width + rule),
            top: self.header,
            width,
            height: self.height,
        };
        (0..maps).map(frame).collect()
    }

    fn px(&self, pixels: f32) -> f32 {
        pixels * self.scale
    }

    fn whole(&self, pixels: f32) -> u32 {
        self.px(pixels).round().max(1.0) as u32
    }

    fn face(&self, size: f32, bold: bool) -> Face {
        Face {
            size: self.px(size),
            bold,
        }
    }

    /// Height of a legend line: smaller where many entries share a low picture.
    fn legend_row(&self, request: &Request) -> f32 {
        let rows = request.legend.len() + 2;
        self.px(24.0).min(self.height as f32 / rows as f32)
    }

    fn column_width(&self, request: &Request, fonts: &Fonts) -> u32 {
        if request.legend.is_empty() {
            return 0;
        }
        let row = self.legend_row(request);
        let label = Face {
            size: row * 0.66,
            bold: false,
        };
        let heading = Face {
            size: row * 0.66,
            bold: true,
        };
        let labels = request
            .legend
            .iter()
            .map(|entry| fonts.width(&entry.label, label) + row * 1.5);
        let widest = labels
            .chain(
                request
                    .legend_title
                    .iter()
                    .map(|title| fonts.width(title, heading)),
            )
            .fold(0.0, f32::max);
        (widest + self.px(26.0))
            .min(request.width as f32 * 0.4)
            .ceil() as u32
    }

    /// Draws everything but the maps themselves.
    pub fn draw(&self, canvas: &mut Canvas, request: &Request, fonts: &Fonts) {
        self.draw_header(canvas, request, fonts);
        self.draw_legend(canvas, request, fonts);
        self.draw_footer(canvas, request, fonts);
        self.draw_maps(canvas, request, fonts);
    }

    fn draw_header(&self, canvas: &mut Canvas, request: &Request, fonts: &Fonts) {
        canvas.fill(
            Rect {
                left: 0,
                top: 0,
                width: request.width,
                height: self.header,
            },
            WHITE,
        );
        let room = request.width as f32 - self.px(28.0);
        let title = self.face(26.0, true);
        canvas.write(
            fonts,
            &fonts.fit(&request.title, title, room),
            title,
            (self.px(14.0), self.px(9.0)),
            INK,
        );
        if let Some(subtitle) = &request.subtitle {
            let face = self.face(17.0, false);
            canvas.write(
                fonts,
                &fonts.fit(subtitle, face, room),
                face,
                (self.px(14.0), self.px(40.0)),
                GREY,
            );
        }
        let line = self.whole(1.0);
        canvas.fill(
            Rect {
                left: 0,
                top: self.header - line,
                width: request.width,
                height: line,
            },
            RULE,
        );
    }

    fn draw_legend(&self, canvas: &mut Canvas, request: &Request, fonts: &Fonts) {
        if request.legend.is_empty() {
            return;
        }
        let column = Rect {
            left: request.width - self.column,
            top: self.header,
            width: self.column,
            height: self.height,
        };
        canvas.fill(column, WHITE);
        canvas.fill(
            Rect {
                width: self.whole(1.0),
                ..column
            },
            RULE,
        );
        let row = self.legend_row(request);
        let (left, room) = (
            column.left as f32 + self.px(13.0),
            column.width as f32 - self.px(24.0),
        );
        let mut top = column.top as f32 + row * 0.5;
        if let Some(title) = &request.legend_title {
            let face = Face {
                size: row * 0.66,
                bold: true,
            };
            canvas.write(
                fonts,
                &fonts.fit(title, face, room),
                face,
                (left, top + row * 0.15),
                INK,
            );
            top += row * 1.1;
        }
        let face = Face {
            size: row * 0.66,
            bold: false,
        };
        for entry in &request.legend {
            let swatch = Rect {
                left: left as u32,
                top: (top + row * 0.14) as u32,
                width: (row * 1.1) as u32,
                height: (row * 0.72) as u32,
            };
            canvas.boxed(swatch, entry.colour, GREY, self.whole(0.8));
            let label = fonts.fit(&entry.label, face, room - row * 1.5);
            canvas.write(
                fonts,
                &label,
                face,
                (left + row * 1.5, top + row * 0.15),
                INK,
            );
            top += row;
        }
    }

    fn draw_footer(&self, canvas: &mut Canvas, request: &Request, fonts: &Fonts) {
        let Some(attribution) = &request.attribution else {
            return;
        };
        let top = self.header + self.height;
        canvas.fill(
            Rect {
                left: 0,
                top,
                width: request.width,
                height: request.height - top,
            },
            WHITE,
        );
        canvas.fill(
            Rect {
                left: 0,
                top,
                width: request.width,
                height: self.whole(1.0),
            },
            RULE,
        );
        let face = self.face(14.0, false);
        let text = fonts.fit(attribution, face, request.width as f32 - self.px(28.0));
        canvas.write(
            fonts,
            &text,
            face,
            (self.px(14.0), top as f32 + self.px(4.5)),
            GREY,
        );
    }

    /// The rule between two maps, and on each what it shows and the mark of simulated data, so that a picture cut to a map keeps them.
    fn draw_maps(&self, canvas: &mut Canvas, request: &Request, fonts: &Fonts) {
        for (frame, map) in self.frames.iter().zip(request.maps()) {
            let rule = Rect {
                left: frame.left + frame.width,
                top: frame.top,
                width: self.whole(GAP),
                height: frame.height,
            };
            canvas.fill(rule, RULE);
            if let Some(caption) = map.caption {
                let board = Board {
                    text: caption,
                    face: self.face(18.0, true),
                    ink: INK,
                    rim: RULE,
                };
                self.draw_board(canvas, fonts, frame, Corner::UpperLeft, &board);
            }
            if let Some(stamp) = &request.stamp {
                let board = Board {
                    text: stamp,
                    face: self.face(20.0, true),
                    ink: MARK,
                    rim: MARK,
                };
                self.draw_board(canvas, fonts, frame, Corner::LowerRight, &board);
            }
        }
    }

    /// A white box with a line of text in a corner of a map.
    fn draw_board(
        &self,
        canvas: &mut Canvas,
        fonts: &Fonts,
        frame: &Frame,
        corner: Corner,
        board: &Board<'_>,
    ) {
        let rim = self.px(14.0);
        let text = fonts.fit(board.text, board.face, frame.width as f32 - self.px(60.0));
        let width = fonts.width(&text, board.face) + self.px(24.0);
        let height = board.face.size + self.px(14.0);
        let (left, top) = (frame.left as f32, frame.top as f32);
        let (x, y) = match corner {
            Corner::UpperLeft => (left + rim, top + rim),
            Corner::LowerRight => (
                left + (frame.width as f32 - width - rim).max(0.0),
                top + frame.height as f32 - height - rim,
            ),
        };
        let place = Rect {
            left: x as u32,
            top: y as u32,
            width: width as u32,
            height: height as u32,
        };
        canvas.boxed(place, WHITE, board.rim, self.whole(2.0));
        let start = (x + self.px(12.0), y + self.px(6.5));
        canvas.write(fonts, &text, board.face, start, board.ink);
    }
}

/// Where on a map a board stands.
#[derive(Debug, Clone, Copy)]
enum Corner {
    UpperLeft,
    LowerRight,
}

/// A line of text in a box.
struct Board<'a> {
    text: &'a str,
    face: Face,
    ink: Colour,
    rim: Colour,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(width: u32, height: u32, entries: usize) -> Sheet {
        let legend: Vec<_> = (0..entries).map(|index| serde_json::json!({"label": format!("a rather long label number {index}"), "colour": "#00ff00"})).collect();
        let request = serde_json::json!({
            "bounds": [66.0, 42.0, 70.0, 45.0], "width": width, "height": height, "title": "t", "subtitle": "s", "attribution": "a", "legend": legend,
            "layers": [{"name": "a", "colour": "#000000", "lines": []}]
        });
        Sheet::lay_out(
            &Request::parse(request.to_string().as_bytes()).unwrap(),
            &Fonts::load().unwrap(),
        )
    }

    #[test]
    fn the_smallest_picture_with_the_longest_legend_leaves_room_for_the_map() {
        let sheet = sheet(320, 240, 16);
        assert!(
            sheet.frames[0].width >= 192 && sheet.frames[0].height >= 180,
            "{:?}",
            sheet.frames
        );
    }

    #[test]
    fn without_a_legend_the_map_is_as_wide_as_the_picture() {
        assert_eq!(sheet(800, 600, 0).frames[0].width, 800);
    }

    #[test]
    fn a_larger_picture_has_a_larger_header() {
        assert!(sheet(2048, 1536, 0).frames[0].top > sheet(1024, 768, 0).frames[0].top);
    }
}
