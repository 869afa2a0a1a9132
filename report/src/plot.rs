//! Plots as SVG within the page: no script, colours of the page's style, told apart by more than colour.
//!
//! Every plot is a `figure` whose picture has a title and a description for those who cannot see it.

mod bars;
mod histogram;
mod intervals;
mod line;

use maud::{Markup, html};

use crate::scale::Scale;

pub use bars::Bars;
pub use histogram::Histogram;
pub use intervals::{Interval, Intervals};
pub use line::{Line, Series};

/// Width of every picture; the page scales it.
const WIDTH: f64 = 420.0;
/// Height of a picture with two axes.
const HEIGHT: f64 = 280.0;
/// Room for labels left of the axes, and below them.
const LEFT: f64 = 58.0;
const BELOW: f64 = 46.0;
const ABOVE: f64 = 14.0;
const RIGHT: f64 = 14.0;
/// Room for the name of a row.
const NAMES: f64 = 150.0;
/// Height of a row.
const ROW: f64 = 28.0;
/// How far a letter's middle is above its foot.
const HALF_LETTER: f64 = 5.0;

/// A picture with what it says in words.
fn figure(title: &str, words: &str, height: f64, picture: &Markup) -> Markup {
    html! {
        figure {
            figcaption { strong { (title) } @if !words.is_empty() { " " (words) } }
            svg.plot role="img" aria-label=(format!("{title}. {words}")) viewBox=(format!("0 0 {WIDTH} {height}")) {
                title { (title) }
                desc { (words) }
                (*picture)
            }
        }
    }
}

fn x_scale(values: impl IntoIterator<Item = f64>) -> Scale {
    Scale::around(values, LEFT, WIDTH - RIGHT)
}

fn y_scale(values: impl IntoIterator<Item = f64>) -> Scale {
    Scale::around(values, HEIGHT - BELOW, ABOVE)
}

/// Horizontal grid lines with their values, and the name of the axis.
fn y_axis(scale: &Scale, name: &str) -> Markup {
    html! {
        @for (value, label) in scale.ticks() {
            line.grid x1=(LEFT) x2=(WIDTH - RIGHT) y1=(tenth(scale.at(value))) y2=(tenth(scale.at(value))) {}
            text text-anchor="end" x=(LEFT - 6.0) y=(tenth(scale.at(value) + HALF_LETTER)) { (label) }
        }
        text.soft text-anchor="middle" transform=(format!("translate(13 {}) rotate(-90)", f64::midpoint(ABOVE, HEIGHT - BELOW))) { (name) }
    }
}

/// Values below the picture, and the name of the axis.
fn x_axis(scale: &Scale, name: &str) -> Markup {
    html! {
        @for (value, label) in scale.ticks() {
            text text-anchor="middle" x=(tenth(scale.at(value))) y=(HEIGHT - BELOW + 18.0) { (label) }
        }
        (x_name(name, HEIGHT))
    }
}

fn x_name(name: &str, height: f64) -> Markup {
    html! { text.soft text-anchor="middle" x=(f64::midpoint(LEFT, WIDTH)) y=(height - 6.0) { (name) } }
}

/// A length with one decimal: finer than any screen, and short.
fn tenth(length: f64) -> f64 {
    (length * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_plot() -> Vec<String> {
        let point = |n: i32| (f64::from(n), f64::from(n * n));
        let line = Line {
            title: "A < B".to_owned(),
            words: "more is better".to_owned(),
            x: "x".to_owned(),
            y: "y".to_owned(),
            series: vec![
                Series {
                    name: "one".to_owned(),
                    points: (0..4).map(point).collect(),
                },
                Series {
                    name: "two".to_owned(),
                    points: vec![(0.0, f64::NAN), (1.0, 2.0)],
                },
            ],
        };
        let bars = Bars {
            title: "A < B".to_owned(),
            words: "by model".to_owned(),
            x: "x".to_owned(),
            rows: vec![("one".to_owned(), 0.2), ("two".to_owned(), -0.1)],
            decimals: 2,
        };
        let intervals = Intervals {
            title: "A < B".to_owned(),
            words: "with intervals".to_owned(),
            x: "x".to_owned(),
            reference: 1.0,
            rows: vec![Interval {
                name: "one".to_owned(),
                low: 0.8,
                middle: 1.1,
                high: 1.3,
            }],
        };
        let histogram = Histogram {
            title: "A < B".to_owned(),
            words: "level is right".to_owned(),
            x: "x".to_owned(),
            counts: vec![10, 12, 9, 0],
        };
        vec![
            line.render(),
            bars.render(),
            intervals.render(),
            histogram.render(),
        ]
        .into_iter()
        .map(Markup::into_string)
        .collect()
    }

    #[test]
    fn every_plot_has_words_for_those_who_cannot_see_it() {
        for plot in every_plot() {
            assert!(
                plot.contains("role=\"img\"") && plot.contains("<title>A &lt; B</title>"),
                "{plot}"
            );
            assert!(plot.contains("<desc>"), "{plot}");
        }
    }

    #[test]
    fn no_plot_has_a_place_that_is_no_number() {
        for plot in every_plot() {
            assert!(!plot.contains("NaN") && !plot.contains("inf"), "{plot}");
        }
    }

    #[test]
    fn a_plot_of_nothing_is_drawn() {
        let histogram = Histogram {
            title: String::new(),
            words: String::new(),
            x: String::new(),
            counts: vec![],
        };
        let bars = Bars {
            title: String::new(),
            words: String::new(),
            x: String::new(),
            rows: vec![],
            decimals: 0,
        };
        for plot in [histogram.render(), bars.render()] {
            assert!(!plot.into_string().contains("NaN"));
        }
    }
}
