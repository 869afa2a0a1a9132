use maud::{Markup, html};

use super::{HEIGHT, LEFT, RIGHT, WIDTH, figure, tenth, x_axis, x_scale, y_axis, y_scale};

/// Shares of classes of equal width between 0 and 1, with a line where all would be equal.
#[derive(Debug, Clone)]
pub struct Histogram {
    /// What is shown.
    pub title: String,
    /// How to read it.
    pub words: String,
    /// What the classes are of.
    pub x: String,
    /// How many fell into each class.
    pub counts: Vec<u64>,
}

impl Histogram {
    /// The figure.
    pub fn render(&self) -> Markup {
        let total = self.counts.iter().sum::<u64>().max(1) as f64;
        let classes = self.counts.len().max(1) as f64;
        let densities: Vec<f64> = self
            .counts
            .iter()
            .map(|&count| count as f64 * classes / total)
            .collect();
        let x = x_scale([0.0, 1.0]);
        let y = y_scale(densities.iter().copied().chain([0.0, 1.0]));
        let level = tenth(y.at(1.0));
        let picture = html! {
            (y_axis(&y, "density"))
            @for (index, density) in densities.iter().enumerate() {
                @let (from, to) = (x.at(index as f64 / classes), x.at((index as f64 + 1.0) / classes));
                rect.fill x=(tenth(from + 1.0)) width=(tenth(to - from - 2.0)) y=(tenth(y.at(*density))) height=(tenth(y.at(0.0) - y.at(*density))) {}
            }
            line.axis.dashed x1=(LEFT) x2=(WIDTH - RIGHT) y1=(level) y2=(level) {}
            (x_axis(&x, &self.x))
        };
        figure(&self.title, &self.words, HEIGHT, &picture)
    }
}
