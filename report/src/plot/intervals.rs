use maud::{Markup, html};

use super::{HALF_LETTER, NAMES, RIGHT, ROW, WIDTH, figure, tenth};
use crate::scale::Scale;

/// Dots with intervals around a reference, a row each.
#[derive(Debug, Clone)]
pub struct Intervals {
    /// What is shown.
    pub title: String,
    /// How to read it.
    pub words: String,
    /// What is measured, with its unit.
    pub x: String,
    /// The value that the rows are compared with: a line through all of them.
    pub reference: f64,
    /// The rows from above.
    pub rows: Vec<Interval>,
}

/// A value and how sure it is.
#[derive(Debug, Clone)]
pub struct Interval {
    /// Name of the row.
    pub name: String,
    /// Lower end.
    pub low: f64,
    /// The value.
    pub middle: f64,
    /// Upper end.
    pub high: f64,
}

impl Intervals {
    /// The figure.
    pub fn render(&self) -> Markup {
        let ends = self
            .rows
            .iter()
            .flat_map(|row| [row.low, row.high, row.middle]);
        let scale = Scale::around(ends.chain([self.reference]), NAMES, WIDTH - RIGHT - 10.0);
        let foot = ROW * self.rows.len() as f64;
        let height = foot + 2.0 * ROW;
        let reference = tenth(scale.at(self.reference));
        let picture = html! {
            @for (value, label) in scale.ticks() {
                line.grid x1=(tenth(scale.at(value))) x2=(tenth(scale.at(value))) y1="0" y2=(foot) {}
                text text-anchor="middle" x=(tenth(scale.at(value))) y=(foot + 18.0) { (label) }
            }
            line.axis x1=(reference) x2=(reference) y1="0" y2=(foot) {}
            @for (index, row) in self.rows.iter().enumerate() {
                @let middle = (index as f64 + 0.5) * ROW;
                text text-anchor="end" x=(NAMES - 8.0) y=(middle + HALF_LETTER) { (row.name) }
                @if [row.low, row.middle, row.high].iter().all(|value| value.is_finite()) {
                    line.stroke.k0 x1=(tenth(scale.at(row.low))) x2=(tenth(scale.at(row.high))) y1=(middle) y2=(middle) {}
                    circle.fill cx=(tenth(scale.at(row.middle))) cy=(middle) r="4.5" {}
                }
            }
            text.soft text-anchor="middle" x=(f64::midpoint(NAMES, WIDTH)) y=(height - 8.0) { (self.x) }
        };
        figure(&self.title, &self.words, height, &picture)
    }
}
