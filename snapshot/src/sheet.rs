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

/// Sizes in pixels, and where the map goes.
#[derive(Debug)]
pub struct Sheet {
    /// The map.
    pub frame: Frame,
    /// Pixels per pixel of the sheet as drawn for 768 pixels.
    scale: f32,
    header: u32,
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
            frame: Frame {
                left: 0,
                top: header,
                width: 0,
                height: request.height - header - footer,
            },
            scale,
            header,
            column: 0,
        };
        sheet.column = sheet.column_width(request, fonts);
        sheet.frame.width = request.width - sheet.column;
        sheet
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
        self.px(24.0).min(self.frame.height as f32 / rows as f32)
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

    /// Draws everything but the map.
    pub fn draw(&self, canvas: &mut Canvas, request: &Request, fonts: &Fonts) {
        self.draw_header(canvas, request, fonts);
        self.draw_legend(canvas, request, fonts);
        self.draw_footer(canvas, request, fonts);
        self.draw_mark(canvas, request, fonts);
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
            left: self.frame.width,
            top: self.frame.top,
            width: self.column,
            height: self.frame.height,
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
        let top = self.frame.top + self.frame.height;
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

    /// The mark of simulated data, on the map itself, so that a picture cut to the map keeps it.
    fn draw_mark(&self, canvas: &mut Canvas, request: &Request, fonts: &Fonts) {
        let Some(stamp) = &request.stamp else { return };
        let face = self.face(20.0, true);
        let text = fonts.fit(stamp, face, self.frame.width as f32 - self.px(60.0));
        let (width, height) = (fonts.width(&text, face) + self.px(24.0), self.px(34.0));
        let left = self.frame.width as f32 - width - self.px(14.0);
        let top = (self.frame.top + self.frame.height) as f32 - height - self.px(14.0);
        let badge = Rect {
            left: left.max(0.0) as u32,
            top: top as u32,
            width: width as u32,
            height: height as u32,
        };
        canvas.boxed(badge, WHITE, MARK, self.whole(2.0));
        canvas.write(
            fonts,
            &text,
            face,
            (left + self.px(12.0), top + self.px(6.5)),
            MARK,
        );
    }
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
            sheet.frame.width >= 192 && sheet.frame.height >= 180,
            "{:?}",
            sheet.frame
        );
    }

    #[test]
    fn without_a_legend_the_map_is_as_wide_as_the_picture() {
        assert_eq!(sheet(800, 600, 0).frame.width, 800);
    }

    #[test]
    fn a_larger_picture_has_a_larger_header() {
        assert!(sheet(2048, 1536, 0).frame.top > sheet(1024, 768, 0).frame.top);
    }
}
