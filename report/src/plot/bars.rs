use maud::{Markup, html};

use super::{HALF_LETTER, NAMES, RIGHT, ROW, WIDTH, figure, tenth};
use crate::scale::{Scale, number};

/// Room for the number behind a bar.
const NUMBER: f64 = 56.0;

/// A bar for every row, with its number.
#[derive(Debug, Clone)]
pub struct Bars {
    /// What is shown.
    pub title: String,
    /// How to read it.
    pub words: String,
    /// What the bars measure, with its unit.
    pub x: String,
    /// Names and values, in the order of the rows.
    pub rows: Vec<(String, f64)>,
    /// Decimals of the numbers.
    pub decimals: usize,
}

impl Bars {
    /// The figure.
    pub fn render(&self) -> Markup {
        let values = self.rows.iter().map(|row| row.1).chain([0.0]);
        let scale = Scale::around(values, NAMES, WIDTH - RIGHT - NUMBER);
        let height = ROW * (self.rows.len() as f64 + 1.0);
        let base = scale.at(scale.base());
        let picture = html! {
            @for (index, (name, value)) in self.rows.iter().enumerate() {
                @let top = index as f64 * ROW;
                @let end = if value.is_finite() { scale.at(*value) } else { base };
                text text-anchor="end" x=(NAMES - 8.0) y=(top + ROW / 2.0 + HALF_LETTER) { (name) }
                rect.fill x=(tenth(base.min(end))) y=(top + 5.0) width=(tenth((end - base).abs())) height=(ROW - 10.0) {}
                text x=(tenth(base.max(end) + 6.0)) y=(top + ROW / 2.0 + HALF_LETTER) { (number(*value, self.decimals)) }
            }
            line.axis x1=(tenth(base)) x2=(tenth(base)) y1="0" y2=(height - ROW) {}
            text.soft text-anchor="middle" x=(f64::midpoint(NAMES, WIDTH)) y=(height - 8.0) { (self.x) }
        };
        figure(&self.title, &self.words, height, &picture)
    }
}
