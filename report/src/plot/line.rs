use maud::{Markup, html};

use super::{HEIGHT, figure, tenth, x_axis, x_scale, y_axis, y_scale};

/// Lines over two axes.
#[derive(Debug, Clone)]
pub struct Line {
    /// What is shown.
    pub title: String,
    /// How to read it.
    pub words: String,
    /// Name of the horizontal axis, with its unit.
    pub x: String,
    /// Name of the vertical axis, with its unit.
    pub y: String,
    /// The lines, the most important first; the first six have strokes of their own.
    pub series: Vec<Series>,
}

/// One line.
#[derive(Debug, Clone)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// Its points from left to right; those that are not finite are left out.
    pub points: Vec<(f64, f64)>,
}

/// Strokes by colour and dash.
const STROKES: usize = 6;

impl Line {
    /// The figure.
    pub fn render(&self) -> Markup {
        let points = || self.series.iter().flat_map(|series| &series.points);
        let x = x_scale(points().map(|point| point.0));
        let y = y_scale(points().map(|point| point.1).chain([0.0]));
        let path = |series: &Series| {
            let finite = series
                .points
                .iter()
                .filter(|point| point.0.is_finite() && point.1.is_finite());
            let places =
                finite.map(|point| format!("{},{}", tenth(x.at(point.0)), tenth(y.at(point.1))));
            places.collect::<Vec<_>>().join(" ")
        };
        let picture = html! {
            (y_axis(&y, &self.y))
            (x_axis(&x, &self.x))
            @for (index, series) in self.series.iter().enumerate().rev() {
                polyline class=(stroke(index)) points=(path(series)) {}
            }
        };
        html! {
            (figure(&self.title, &self.words, HEIGHT, &picture))
            (self.legend())
        }
    }

    fn legend(&self) -> Markup {
        html! {
            ul.legend aria-hidden="true" {
                @for (index, series) in self.series.iter().enumerate() {
                    li { svg.key viewBox="0 0 32 10" { line class=(stroke(index)) x1="0" x2="32" y1="5" y2="5" {} } (series.name) }
                }
            }
        }
    }
}

fn stroke(index: usize) -> String {
    format!("stroke k{}", index % STROKES)
}
